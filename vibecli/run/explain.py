"""Explaining records of an identity table: find them, score them as the match did, take it apart.

Owns the story; how bits come about is in `identity`. Reads only: the whole tables for what is
counted on them, the records asked for alone for what is compared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vibecli.errors import DataError, UsageError
from vibecli.identity.excerpt import excerpt
from vibecli.identity.explain import Explainer
from vibecli.identity.frame import build_frame
from vibecli.identity.persons import is_minted
from vibecli.identity.record_rules import RuledRecords
from vibecli.identity.source import Source
from vibecli.identity.verdicts import Verdict, standing
from vibecli.identity.weights import probability
from vibecli.run.basis import Basis, BasisFinder
from vibecli.run.discretion import Discretion
from vibecli.run.explanation import Band, Explanation
from vibecli.run.identity_records import Record
from vibecli.run.references import Known, References
from vibecli.run.shown_records import ShownRecords

Progress = Callable[[int, int, str], None]
MOST = 200  # records of one person that are looked at
_STAGES = 4
_PAIR = 2
_DAY = 10  # characters of a moment that tell the day


@dataclass(frozen=True)
class ExplainRequest:
    """What is to be explained: two records, or one record or person id, as they were typed."""

    words: tuple[str, ...]
    identity: str | None = None
    plan: str | None = None
    unmask: bool = False
    verdicts: tuple[Verdict, ...] = ()


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
        return _Story(basis, discretion, progress, request.verdicts).pair(one, two)
    if len(words) != 1:
        raise UsageError(
            f"{len(words)} records named; one or two can be explained",
            hint="vibecli explain SOURCE:ID SOURCE:ID",
        )
    members = references.members(words[0])
    if not members:
        known = references.record(words[0])
        members = (references.members(known.person) if known.person else ()) or (known,)
    return _Story(basis, discretion, progress, request.verdicts).person(
        members, _asked(references, words[0], members)
    )


def _asked(references: References, word: str, members: Sequence[Known]) -> Known | None:
    """Give the record that was named, when it was none of the person's id."""
    return None if members[0].person == word else references.record(word)


@dataclass(frozen=True)
class _Story:
    """The telling of one explanation."""

    basis: Basis
    discretion: Discretion
    progress: Progress
    verdicts: tuple[Verdict, ...] = ()

    def pair(self, one: Known, two: Known) -> Explanation:
        """Explain two records."""
        if one.record == two.record:
            named = f"{one.record[0]}:{self.discretion.record(*one.record)}"
            raise UsageError("both are the same record", hint=f"vibecli explain {named}")
        compared = self._compared([one.record, two.record])
        for known in (one, two):
            if known.record not in compared.numbers:
                raise self._gone(known.record)
        found = compared.explainer.pair(*(compared.numbers[k.record] for k in (one, two)))
        return self._explanation(
            persons=tuple(self._person(known.person) for known in (one, two)),
            together=one.person is not None and one.person == two.person,
            band=self._band(_chance(found.merge)),
            judged=_judged(one.record, two.record, self.verdicts),
            pair=found,
        )

    def person(self, members: Sequence[Known], asked: Known | None) -> Explanation:
        """Explain all records of one person, a sample of them where there are very many."""
        compared = self._compared([known.record for known in _sample(members, asked)])
        if not compared.numbers:
            raise self._gone(members[0].record)
        account = compared.explainer.account(len(members))
        return self._explanation(persons=(self._person(members[0].person),), cluster=account)

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

    def _person(self, person: str | None) -> str | None:
        """Give a person's id; one that was not minted here is masked as the column it stands in."""
        if person is None or is_minted(person):
            return person
        return self.discretion.value(person, self.basis.records.table, "person_id")

    def _gone(self, record: Record) -> DataError:
        shown = self.discretion.record(*record)
        hint = f'vibecli ask "find duplicates in {record[0]}" matches anew'
        return DataError(f"{shown} is no longer in {record[0]}", hint=hint)

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
        known = excerpt(frame, trained.weights(frame), list(places.values()), trained.company)
        known = replace(known, calibration=trained.calibrated)
        self.progress(3, _STAGES, "comparing")
        ordered = sorted(places, key=lambda record: places[record])
        shown = ShownRecords(self.basis, self.discretion, known, ordered)
        ruled = RuledRecords.of(sources, trained.record_rules)
        explainer = Explainer(
            known,
            shown.name,
            shown.fields,
            shown.linked,
            ruled.some(np.array([places[record] for record in ordered], dtype=np.int64)),
            one_to_one=trained.one_to_one,
        )
        return _Compared(explainer, {record: at for at, record in enumerate(ordered)})

    def _source(self, number: int) -> Source:
        trained = self.basis.trained
        name = trained.sources[number]
        info = self.basis.records.info(name)
        if info is None:
            hint = "vibecli tables lists what there is"
            raise DataError(f"{name}, which was matched, is gone", hint=hint)
        parts = [field.parts[number] for field in trained.fields]
        ruled = [rule.columns[number] for rule in trained.rules]
        wanted = [*(part.column for part in parts if part), *(name for name in ruled if name)]
        return self.basis.records.read(info, {name.lower() for name in wanted})


def _chance(bits: float) -> float:
    """Give the probability that bits stand for."""
    return float(probability(np.array(bits)))


def _judged(one: Record, two: Record, verdicts: Sequence[Verdict]) -> str:
    """Give what was judged of two records last, by their ids; nothing where nothing was."""
    for verdict in reversed(standing(verdicts)):
        sides = {(side.source.lower(), side.record) for side in (verdict.left, verdict.right)}
        if sides == {(source.lower(), record) for source, record in (one, two)}:
            return f"{verdict.verdict} by {verdict.by or 'a person'}, {verdict.at[:_DAY]}"
    return ""


def _sample(members: Sequence[Known], asked: Known | None) -> Sequence[Known]:
    """Give at most so many records, evenly apart, the one that was asked for among them."""
    if len(members) <= MOST:
        return members
    step = -(-len(members) // MOST)
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
