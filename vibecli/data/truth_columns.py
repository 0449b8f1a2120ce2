"""Which columns of a truth play which part, told by their names and by what they hold.

Owns the inference. It sees facts about columns, never a session, and it never guesses: two columns
that could both be it are one error that names the flag to say which.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from vibecli.data.nearest import nearest_hint
from vibecli.errors import NotFound, UsageError
from vibecli.tagging.name_tokens import name_tokens

Part = Literal["record", "entity", "left", "right", "verdict"]
Flag = Part | Literal["source"]
RECORD_PARTS: tuple[Part, ...] = ("record", "entity")
PAIR_PARTS: tuple[Part, ...] = ("left", "right", "verdict")
_ID_WORDS = frozenset({"id", "ids", "key", "no", "nr", "number", "num", "uid"})
_RECORD_WORDS = frozenset({"record", "rec", "row", "unique"})
_ENTITY_WORDS = frozenset(
    {"entity", "person", "individual", "cluster", "group", "truth", "true", "gold", "golden"}
    | {"label", "master", "real", "known"}
)
_VERDICT_WORDS = frozenset(
    {"verdict", "match", "matched", "same", "label", "duplicate", "decision", "answer", "truth"}
    | {"judgement", "judgment", "gold", "clerical"}
)
_SIDES = {
    word: (left, side)
    for left, right in (("l", "r"), ("left", "right"), ("a", "b"), ("1", "2"), ("one", "two"))
    for side, word in enumerate((left, right))
} | {"first": ("first", 0), "second": ("first", 1)}
_GLUED = {
    "ltable": ("l", "table"),
    "rtable": ("r", "table"),
    "lid": ("l", "id"),
    "rid": ("r", "id"),
}
_MOSTLY = 0.5  # of the share of record ids that the best column has
_NAMED = 2  # rank of a column whose name says nothing but record or id
_T = TypeVar("_T")


@dataclass(frozen=True)
class ColumnFacts:
    """What a sample of its values tells of a column."""

    name: str
    said: int  # values
    distinct: int
    ids: float  # share of them that are record ids of the identity table
    sources: float  # share that are names of its sources
    verdicts: bool  # nothing but words for yes and no

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words of its name, those that are glued to a side taken apart."""
        words = [word for token in name_tokens(self.name) for word in _GLUED.get(token, (token,))]
        return tuple(words)


@dataclass(frozen=True)
class RecordColumns:
    """A truth that gives the entity of each record."""

    record: str
    entity: str
    source: str | None


@dataclass(frozen=True)
class PairColumns:
    """A truth that gives a verdict on pairs of records."""

    left: str
    right: str
    verdict: str
    sources: tuple[str, str] | None


_Side = tuple[ColumnFacts, ColumnFacts]


@dataclass(frozen=True)
class TruthColumns:
    """The columns of one truth, and those whose part a person named."""

    file: str
    identity: str
    columns: tuple[ColumnFacts, ...]
    named: Mapping[Flag, str]

    def chosen(self) -> RecordColumns | PairColumns:
        """Give the parts of the columns. Raises UsageError where they cannot be told."""
        told = [part for part in RECORD_PARTS if part in self.named]
        paired = [part for part in PAIR_PARTS if part in self.named]
        if told and paired:
            raise UsageError(
                f"--{told[0]} and --{paired[0]} exclude each other",
                hint="--record and --entity, or --left, --right and --verdict",
            )
        return self._pairs() if paired or (not told and self._of_pairs()) else self._records()

    def _of_pairs(self) -> bool:
        """Tell whether the columns are those of pairs: two sides, or two ids and a verdict."""
        if self._sides(lambda column: column.ids):
            return True
        ids = [column for column in self.columns if column.ids]
        entity = any(_named_entity(column) for column in self.columns)
        return len(ids) == len(PAIR_PARTS) - 1 and not entity and bool(self._verdicts(ids))

    def _records(self) -> RecordColumns:
        source = self._source()
        rest = [column for column in self.columns if column is not source]
        given = self._given("record")
        entity = self._given("entity")
        record = given or self._record([column for column in rest if column is not entity])
        if entity is None:
            entity = self._entity([column for column in rest if column is not record])
        if record is entity:
            raise UsageError(
                f"{record.name} cannot be the record and its entity", hint="--record, --entity"
            )
        return RecordColumns(record.name, entity.name, source.name if source else None)

    def _record(self, columns: Sequence[ColumnFacts]) -> ColumnFacts:
        known = [column for column in columns if column.ids and not _named_entity(column)]
        most = max((column.ids for column in known), default=0.0)
        named = [column for column in known if _record_rank(column) >= _NAMED]
        found = named or [column for column in known if column.ids >= _MOSTLY * most]
        found = _best(found, _record_rank)
        return self._only("record", _best(found, lambda column: column.distinct == column.said))

    def _entity(self, columns: Sequence[ColumnFacts]) -> ColumnFacts:
        return self._only("entity", [c for c in columns if _named_entity(c)] or columns)

    def _source(self) -> ColumnFacts | None:
        """Give the column that names tables; a flag may name a table instead of a column."""
        wanted = self.named.get("source", "").lower()
        given = [column for column in self.columns if column.name.lower() == wanted]
        if given or wanted:
            return given[0] if given else None
        return next(iter(_best([c for c in self.columns if c.sources], lambda c: c.sources)), None)

    def _pairs(self) -> PairColumns:
        left, right = self._left_and_right()
        sources = _best(self._sides(lambda column: column.sources), _least("sources"))
        verdict = self._given("verdict") or self._only("verdict", self._verdicts([left, right]))
        if len({left.name, right.name, verdict.name}) < len(PAIR_PARTS):
            raise UsageError(
                f"left, right and verdict of {self.file} must be three columns",
                hint="--left, --right and --verdict name them",
            )
        named = (sources[0][0].name, sources[0][1].name) if sources else None
        return PairColumns(left.name, right.name, verdict.name, named)

    def _left_and_right(self) -> _Side:
        left, right = self._given("left"), self._given("right")
        if left and right:
            return left, right
        given = left or right
        ids = [column for column in self.columns if column.ids]
        sides = self._sides(lambda column: column.ids) or (
            [(ids[0], ids[1])] if len(ids) == 2 else []  # noqa: PLR2004 - a pair
        )
        found = [side for side in sides if given is None or side[given is right] is given]
        found = _best(found, lambda side: min(_record_rank(one) for one in side))
        if not found:
            raise self._missing("right" if left else "left")
        if len(found) > 1:
            raise self._ambiguous("left", [side[0] for side in found])
        return found[0]

    def _verdicts(self, others: Sequence[ColumnFacts]) -> list[ColumnFacts]:
        found = [c for c in self.columns if c.verdicts and c not in others]
        return _best(found, lambda column: bool(_VERDICT_WORDS & set(column.tokens)))

    def _sides(self, worth: Callable[[ColumnFacts], float]) -> list[_Side]:
        """Give the columns that are two sides of one thing by name, both worth something."""
        found: dict[tuple[object, ...], list[ColumnFacts | None]] = {}
        for column in self.columns:
            for at, token in enumerate(column.tokens):
                if token in _SIDES and worth(column):
                    kind, side = _SIDES[token]
                    rest = (*column.tokens[:at], None, *column.tokens[at + 1 :])
                    found.setdefault((kind, *rest), [None, None])[side] = column
        return [(left, right) for left, right in found.values() if left and right]

    def _given(self, part: Part) -> ColumnFacts | None:
        wanted = self.named.get(part)
        if wanted is None:
            return None
        found = [column for column in self.columns if column.name.lower() == wanted.lower()]
        if not found:
            names = [column.name for column in self.columns]
            hint = nearest_hint(wanted, names, noun="column")
            raise NotFound(f"{self.file} has no column {wanted}", hint=hint)
        return found[0]

    def _only(self, part: Part, found: Sequence[ColumnFacts]) -> ColumnFacts:
        if not found:
            raise self._missing(part)
        if len(found) > 1:
            raise self._ambiguous(part, found)
        return found[0]

    def _missing(self, part: Part) -> UsageError:
        what = {
            "entity": "tells the entity of a record",
            "verdict": "holds verdicts such as 1 and 0, same and different",
        }.get(part, f"holds record ids of {self.identity}")
        names = ", ".join(column.name for column in self.columns)
        return UsageError(
            f"no column of {self.file} {what}", hint=f"--{part} COLUMN names it; it has {names}"
        )

    def _ambiguous(self, part: Part, found: Sequence[ColumnFacts]) -> UsageError:
        names = [column.name for column in found]
        return UsageError(
            f"the {part} column of {self.file} may be {', '.join(names[:-1])} or {names[-1]}",
            hint=f"--{part} {names[0]}",
        )


def _named_entity(column: ColumnFacts) -> bool:
    said = set(column.tokens) - _ID_WORDS
    return bool(said) and said <= _ENTITY_WORDS


def _record_rank(column: ColumnFacts) -> int:
    """Give how well a column is named for a record id."""
    said = set(column.tokens) - _ID_WORDS - _SIDES.keys()
    if said <= _RECORD_WORDS:
        return _NAMED + bool(said)
    return int(bool(_ID_WORDS & set(column.tokens)))


def _least(fact: Literal["ids", "sources"]) -> Callable[[_Side], float]:
    return lambda side: min(getattr(column, fact) for column in side)


def _best(found: Sequence[_T], worth: Callable[[_T], float]) -> list[_T]:
    """Give those that are worth most."""
    most = max(map(worth, found), default=0)
    return [one for one in found if worth(one) == most]
