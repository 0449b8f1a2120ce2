"""Explaining records of an identity table: find them, score them as the match did, take it apart.

Owns the story; how bits come about is in `identity`. Reads only: the whole tables for what is
counted on them, the records asked for alone for what is compared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from vibecli.errors import DataError, UsageError
from vibecli.identity.excerpt import Excerpt, excerpt
from vibecli.identity.explain import Explainer
from vibecli.identity.fields import Part
from vibecli.identity.frame import build_frame
from vibecli.identity.source import NO_VALUE, Source
from vibecli.identity.waterfall import NamedRecord, Shown
from vibecli.run.basis import Basis, BasisFinder
from vibecli.run.discretion import Discretion, cut
from vibecli.run.explanation import Band, Explanation
from vibecli.run.identity_records import Record
from vibecli.run.references import Known, References

Progress = Callable[[int, int, str], None]
MOST = 200  # records of one person that are looked at
_STAGES = 4
_PAIR = 2


@dataclass(frozen=True)
class ExplainRequest:
    """What is to be explained: two records, or one record or person id, as they were typed."""

    words: tuple[str, ...]
    identity: str | None = None
    plan: str | None = None
    unmask: bool = False


@dataclass(frozen=True)
class _Compared:
    """The records looked at, in the order of the frame, scored."""

    explainer: Explainer
    numbers: dict[Record, int]  # those whose row is gone have none


def explain(
    finder: BasisFinder, request: ExplainRequest, progress: Progress = lambda *_: None
) -> Explanation:
    """Explain what is asked for. Raises NotFound, UsageError, DataError, Blocked."""
    progress(0, _STAGES, "finding the records")
    basis = finder.basis(request.identity, request.plan)
    discretion = Discretion(finder.catalog.tables, bare=request.unmask)
    references = References(basis.records, discretion)
    words = references.joined(request.words)
    if len(words) == _PAIR:
        one, two = (references.record(word) for word in words)
        return _Story(basis, discretion, progress).pair(one, two)
    if len(words) != 1:
        raise UsageError(
            f"{len(words)} records named; one or two can be explained",
            hint="vibecli explain SOURCE:ID SOURCE:ID",
        )
    members = references.members(words[0])
    if not members:
        known = references.record(words[0])
        members = (references.members(known.person) if known.person else ()) or (known,)
    return _Story(basis, discretion, progress).person(members, _asked(references, words[0], members))


def _asked(references: References, word: str, members: Sequence[Known]) -> Known | None:
    """Give the record that was named, when it was none of the person's id."""
    return None if members[0].person == word else references.record(word)


@dataclass(frozen=True)
class _Story:
    """The telling of one explanation."""

    basis: Basis
    discretion: Discretion
    progress: Progress

    def pair(self, one: Known, two: Known) -> Explanation:
        """Explain two records."""
        if one.record == two.record:
            raise UsageError("both are the same record", hint="vibecli explain RECORD tells of one")
        compared = self._compared([one.record, two.record])
        for known in (one, two):
            if known.record not in compared.numbers:
                raise self._gone(known.record)
        found = compared.explainer.pair(*(compared.numbers[k.record] for k in (one, two)))
        return self._explanation(
            persons=(one.person, two.person),
            together=one.person is not None and one.person == two.person,
            band=self._band(found.probability),
            pair=found,
        )

    def person(self, members: Sequence[Known], asked: Known | None) -> Explanation:
        """Explain all records of one person, a sample of them where there are very many."""
        compared = self._compared([known.record for known in _sample(members, asked)])
        if not compared.numbers:
            raise self._gone(members[0].record)
        person = members[0].person
        account = compared.explainer.account(person or "", len(members))
        return self._explanation(persons=(person,), cluster=account)

    def _explanation(self, **parts: object) -> Explanation:
        trained = self.basis.trained
        return Explanation.model_validate(
            {
                "identity": self.basis.records.table.name,
                "plan_id": self.basis.model.plan_id,
                "applied": self.basis.applied,
                "accept": trained.accept,
                "review": trained.review,
                "accept_from": trained.accept_from,
                "notes": self.basis.notes,
                **parts,
            }
        )

    def _gone(self, record: Record) -> DataError:
        shown = self.discretion.record(*record)
        return DataError(f"{shown} is no longer in {record[0]}", hint="match again")

    def _band(self, probability: float) -> Band:
        trained = self.basis.trained
        if probability >= trained.accept:
            return "accept"
        return "review" if probability >= trained.review else "reject"

    def _compared(self, records: Sequence[Record]) -> _Compared:
        """Read what the model compares, count it, and score the records."""
        trained = self.basis.trained
        self.progress(1, _STAGES, "reading")
        sources = [self._source(number) for number in range(len(trained.sources))]
        self.progress(2, _STAGES, "normalising")
        frame = build_frame(sources, trained.chosen_fields)
        places = _places(sources, set(records))
        known = excerpt(frame, trained.weights(frame), list(places.values()))
        self.progress(3, _STAGES, "comparing")
        ordered = sorted(places, key=lambda record: places[record])
        shown = _Shown(self.basis, self.discretion, known, ordered)
        explainer = Explainer(
            known, shown.name, shown.fields, shown.linked, one_to_one=trained.one_to_one
        )
        return _Compared(explainer, {record: at for at, record in enumerate(ordered)})

    def _source(self, number: int) -> Source:
        trained = self.basis.trained
        name = trained.sources[number]
        info = self.basis.records.info(name)
        if info is None:
            raise DataError(f"{name}, which was matched, is gone", hint="match again")
        parts = [field.parts[number] for field in trained.fields]
        return self.basis.records.read(info, {part.column.lower() for part in parts if part})


def _sample(members: Sequence[Known], asked: Known | None) -> Sequence[Known]:
    """Give at most so many records, evenly apart, the one that was asked for among them."""
    if len(members) <= MOST:
        return members
    step = -(-len(members) // (MOST - 1))
    return [known for at, known in enumerate(members) if at % step == 0 or known == asked]


def _places(sources: Sequence[Source], wanted: set[Record]) -> dict[Record, int]:
    """Give the numbers of records in the frame of the sources."""
    found: dict[Record, int] = {}
    start = 0
    for source in sources:
        ids = {record for name, record in wanted if name == source.name}
        for number, record in enumerate(source.ids.tolist() if ids else ()):
            if record in ids:
                found[source.name, record] = start + number
        start += len(source.ids)
    return found


@dataclass(frozen=True)
class _Shown:
    """The records of an excerpt as they may be shown, and what joins them by key."""

    basis: Basis
    discretion: Discretion
    known: Excerpt
    records: Sequence[Record]

    def name(self, number: int) -> NamedRecord:
        """Give a record's name."""
        source, record = self.records[number]
        return NamedRecord(source=source, record_id=self.discretion.record(source, record))

    def fields(self, one: int, two: int) -> list[Shown]:
        """Give the values of two records, a field each."""
        sides = [self._values(number) for number in (one, two)]
        return list(zip(*sides, strict=True))

    @cached_property
    def linked(self) -> dict[tuple[int, int], str]:
        """Give the pairs that a key joined, and by which."""
        found = {}
        for link in self.basis.trained.links:
            target = self.basis.records.info(link.target)
            if target is None or len(target.key) != 1:
                continue
            told = f"{link.holder}.{link.column} = {link.target}.{target.key[0]}"
            keys = self._held(link.target, target.key[0])
            for holder, value in self._held(link.holder, link.column):
                pairs = (tuple(sorted((holder, other))) for other, key in keys if key == value)
                found |= {(low, high): told for low, high in pairs}
        return found

    def _held(self, source: str, column: str) -> list[tuple[int, str]]:
        """Give the texts a source's records have in a column."""
        own = [(n, record) for n, record in enumerate(self.records) if record[0] == source]
        texts = ((n, self._texts.get(record, {}).get(column)) for n, record in own)
        return [(n, text) for n, text in texts if text is not None]

    @cached_property
    def _texts(self) -> dict[Record, dict[str, str | None]]:
        return self.basis.records.values(self.records)

    def _values(self, number: int) -> list[str | None]:
        frame = self.known.frame
        trained, source = self.basis.trained, int(frame.source[number])
        info, texts = self.basis.records.info(trained.sources[source]), self._own(number)
        shown = []
        for field, coded in zip(trained.chosen_fields, frame.fields, strict=True):
            part, code = field.parts[source], int(coded.codes[number])
            value = self._text(part, texts, None if code == NO_VALUE else coded.values[code])
            masked = self.discretion.value(value, info, part.column if part else "")
            shown.append(masked if self.discretion.bare else cut(masked))
        return shown

    def _own(self, number: int) -> dict[str, str | None]:
        texts = self._texts.get(self.records[number], {})
        return {name.lower(): text for name, text in texts.items()}

    @staticmethod
    def _text(part: Part | None, texts: dict[str, str | None], form: str | None) -> str | None:
        """Give a field's text: of a part of a full name its normal form, else the column's."""
        if part is None:
            return None
        return texts.get(part.column.lower()) if part.part == "whole" else form


