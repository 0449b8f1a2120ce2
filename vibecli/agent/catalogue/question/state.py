"""How far a reading of a question has come: its place, what it has read so far, and at which price.

Owns the state, the choices taken on the way, and the text being read. Rules make new states and
never change one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, wraps
from typing import Any, Literal, TypeVar

from vibecli.agent.catalogue.cursor import Cursor, World
from vibecli.agent.catalogue.phrases import longest_first
from vibecli.agent.catalogue.predicates import Predicate
from vibecli.agent.catalogue.question.facts import Facts
from vibecli.agent.catalogue.question.names import Named, Names
from vibecli.agent.catalogue.question.spec import Spec
from vibecli.agent.catalogue.words import Word, Words
from vibecli.data.catalog import ColumnInfo, TableInfo

Stage = Literal["head", "noun", "tail"]
_T = TypeVar("_T")
_LONGEST = 5
_PERSONS = (
    "holder",
    "holders",
    "owner",
    "owners",
    "person",
    "people",
    "buyer",
    "buyers",
    "shopper",
)
_PERSON = 0.4


@dataclass(frozen=True)
class Choice:
    """One of several things words may mean."""

    said: str
    label: str
    means: str


@dataclass(frozen=True)
class State:
    """A reading on its way."""

    at: int
    spec: Spec
    stage: Stage = "head"
    cost: float = 0.0
    notes: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    share: bool = False  # conditions after the noun tell the part whose share is asked for
    named: bool = False  # the table was named
    way: str = ""  # a superlative that waits for what it is by: its words
    columns: bool = False  # what was read last is a column to be shown
    led: bool = False  # a word asked to see rows
    implied: bool = False  # that rows are counted was taken for granted: members per status
    part: int = 0  # conditions before the noun of a share

    def to(self, at: int, cost: float = 0.0, **changes: Any) -> "State":
        """Give the state further on; changes of its question may be given as `spec`."""
        return replace(self, at=at, cost=self.cost + cost, **{"columns": False, **changes})

    def told(self, *notes: str) -> "State":
        """Give the state with what it takes for granted."""
        return replace(self, notes=(*self.notes, *filter(None, notes)))

    def chose(self, choice: Choice) -> "State":
        """Give the state with a choice taken."""
        return replace(self, choices=(*self.choices, choice))


States = Iterator[State]
_Found = Callable[["Reader", TableInfo, Any], Iterator[_T]]


def remembered(rule: _Found[_T]) -> _Found[_T]:
    """Make a rule read a place about a table once: what it gives depends on nothing else."""

    @wraps(rule)
    def once(reader: "Reader", table: TableInfo, at: int | None) -> Iterator[_T]:
        place = (rule, table.name, at)
        if place not in reader.known:
            reader.known[place] = tuple(rule(reader, table, at))
        yield from reader.known[place]

    return once


@dataclass
class Reader:
    """The text and the database a question is read against."""

    text: Words
    world: World
    names: Names
    facts: Facts
    far: int = 0
    known: dict[tuple[object, ...], tuple[Any, ...]] = field(default_factory=dict)
    _tables: dict[int, tuple[tuple[int, Named[TableInfo]], ...]] = field(default_factory=dict)

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the question."""
        return self.text.words

    def fillers(self, at: int) -> int:
        """Give the place after articles and their like."""
        while at < len(self.words) and self.words[at].is_filler and not self.words[at].glue:
            at += 1
        return at

    def after(self, at: int | None, phrases: Sequence[str]) -> int | None:
        """Give the place after the longest of these phrases, fillers before it skipped.

        No place gives none: what did not begin has no end.
        """
        if at is None:
            return None
        known = _by_first(tuple(phrases))
        for start in dict.fromkeys((at, self.fillers(at))):
            head = self.words[start].form if start < len(self.words) else ""
            for forms in known.get(head, ()):
                words = self.words[start : start + len(forms)]
                if len(words) == len(forms) and all(
                    w.form == f and w.kind != "quoted" and not w.is_code
                    for w, f in zip(words, forms, strict=True)
                ):
                    return start + len(forms)
        return None

    def slashed(self, at: int) -> bool:
        """True between two words that a slash joins: P1/urgent."""
        return 0 < at < len(self.words) and "/" in self.text.raw(at - 1, at + 1).strip("/")

    def cursor(self, at: int) -> Cursor:
        """Give a cursor there, for what the grammar of phrases reads: numbers and dates."""
        return Cursor(self.text, self.world, at)

    def number(self, at: int | None) -> tuple[float, int] | None:
        """Read a number."""
        if at is None:
            return None
        cursor = self.cursor(at)
        value = cursor.number()
        return None if value is None else (value, cursor.at)

    def phrases(
        self, at: int | None, longest: int = _LONGEST
    ) -> Iterator[tuple[int, tuple[Word, ...], str]]:
        """Give the word groups that begin here, longest first: where each ends and its text."""
        if at is None:
            return
        start = self.fillers(at)
        for length in range(min(longest, len(self.words) - start), 0, -1):
            yield (
                start + length,
                self.words[start : start + length],
                self.text.raw(start, start + length),
            )

    def tables(self, at: int | None) -> tuple[tuple[int, Named[TableInfo]], ...]:
        """Give the tables that may be named here, and where each name ends."""
        if at is None:
            return ()
        if at not in self._tables:
            self._tables[at] = tuple(
                (end, named)
                for end, words, _ in self.phrases(at, 4)
                for named in self.names.table(words)
            )
        return self._tables[at]

    def table(self, at: int | None, table: TableInfo) -> Iterator[tuple[int, float]]:
        """Give where a table's name may end, and the price."""
        for end, named in self.tables(at):
            if named.what.name == table.name:
                yield end, named.cost

    def other(self, at: int | None, table: TableInfo) -> Iterator[tuple[int, float]]:
        """Give where the words for a table that rows refer to may end: the holder of the card."""
        yield from self.table(at, table)
        person = self.after(at, _PERSONS)
        if person is not None and table in self.world.link.people():
            yield person, _PERSON

    def columns(
        self, at: int | None, table: TableInfo
    ) -> Iterator[tuple[int, Named[ColumnInfo], str]]:
        """Give the columns of a table that may be named here."""
        yield from _columns(self, table, at)


@remembered
def _columns(
    reader: Reader, table: TableInfo, at: int | None
) -> Iterator[tuple[int, Named[ColumnInfo], str]]:
    for end, words, text in reader.phrases(at):
        for named in reader.names.column(table, words):
            yield end, named, text


@lru_cache(maxsize=1 << 10)
def _by_first(said: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Give phrases as words by their first one, those of most words first."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for _, forms in longest_first(said):
        found[forms[0]] = (*found.get(forms[0], ()), forms)
    return found


def met(state: State, end: int, found: Predicate, cost: float) -> State:
    """Give the state with one more condition."""
    return state.to(end, cost, spec=state.spec.plus(found))


def table_choice(text: str, table: TableInfo) -> Choice:
    """Give the choice that words mean a table."""
    return Choice(text, table.name, f"{table.rows:,} rows")


def column_choice(text: str, table: TableInfo, column: ColumnInfo) -> Choice:
    """Give the choice that words mean a column."""
    return Choice(text, column.name, f"{table.name}.{column.name}, {column.type}")
