"""Identity resolution from sources to clusters: the story the other modules are told in.

Pure on numpy arrays: same sources, same result, in whatever order the rows or the sources come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from vibecli.data.catalog import Relationship
from vibecli.engine.base import Array
from vibecli.errors import DataError
from vibecli.identity.across import Across, Stop, both_counts
from vibecli.identity.block import (
    MOST_RECORDS,
    RulePairs,
    among,
    candidate_pairs,
    merged,
    places,
    split_pairs,
)
from vibecli.identity.cluster import Clusters, average_linkage, one_to_one
from vibecli.identity.compare import Comparer
from vibecli.identity.compared import Compared
from vibecli.identity.components import components
from vibecli.identity.estimate import Judged, estimate
from vibecli.identity.fields import Field, FieldOverride, chosen_fields, inferred_fields
from vibecli.identity.frame import Frame, build_frame
from vibecli.identity.groups import bound_groups
from vibecli.identity.limits import limits_of
from vibecli.identity.linkage import company_bits, member_bits
from vibecli.identity.links import KeyLink, agreeing, key_links, linked_pairs
from vibecli.identity.outcome import Certain, Found, Outcome, outcome_of
from vibecli.identity.recalibration import Shift, learnt_shift
from vibecli.identity.record_rules import RecordRule, RuledRecords
from vibecli.identity.rulings import Rulings, rulings_of
from vibecli.identity.scored import ScoredPairs, Scorer
from vibecli.identity.source import Source
from vibecli.identity.statistics import Statistics, day_orders, statistics_of
from vibecli.identity.thresholds import MOST_BITS, Thresholds, chosen_thresholds
from vibecli.identity.verdicts import Verdict
from vibecli.identity.weights import CLASSES, Weights, pair_logs, probability

Progress = Callable[[int, int, str], None]
_STAGES = 6


@dataclass(frozen=True)
class Options:
    """What a person or a plan may set; everything empty means inferred and estimated."""

    fields: tuple[FieldOverride, ...] = ()
    ignore: tuple[str, ...] = ()
    one_to_one: bool = False
    accept: float | None = None
    review: float | None = None
    relationships: tuple[Relationship, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    rules: tuple[RecordRule, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """Which records are one person, how sure that is, and why."""

    frame: Frame
    fields: tuple[Field, ...]
    thresholds: Thresholds
    labels: Array  # smallest record of each record's cluster
    probability: Array  # of each record belonging to its cluster
    candidates: int
    outcome: Outcome
    links: tuple[KeyLink, ...] = ()
    refused_links: tuple[KeyLink, ...] = ()
    weights: Weights | None = None  # None where there was nothing to compare
    company: float = 0.0  # bits that records have company
    limits: tuple[str, ...] = ()  # why nothing was accepted by itself, or should not be trusted
    across: Across | None = None
    rulings: Rulings = field(default_factory=Rulings)
    shift: Shift = field(default_factory=Shift)  # of the bits for a merge, learnt from answers
    ruled: RuledRecords = field(default_factory=RuledRecords)  # what was certain by rule
    statistics: Statistics | None = None  # None where only a full match may follow


def resolve(
    sources: Sequence[Source], options: Options, progress: Progress = lambda *_: None
) -> Resolution:
    """Give the persons behind the records of the sources.

    What a stage does not need any more is let go: a caller that keeps no source saves their texts.
    """
    names = [source.name for source in sources]
    order = sorted(range(len(names)), key=names.__getitem__)
    ordered = [sources[i] for i in order]
    _fits(ordered)
    rulings = rulings_of(ordered, options.verdicts)
    rules = [replace(r, columns=tuple(r.columns[i] for i in order)) for r in options.rules]
    ruled = RuledRecords.of(ordered, rules)
    links = key_links(ordered, options.relationships)
    fields = _fields(ordered, order, options, linked=bool(links))
    progress(1, _STAGES, "normalising")
    frame, orders = build_frame(ordered, fields), day_orders(ordered, fields)
    del sources, ordered
    progress(2, _STAGES, "finding candidate pairs")
    candidates = candidate_pairs(frame, across_only=options.one_to_one)
    progress(3, _STAGES, "comparing pairs")
    comparer = Comparer(frame)
    compared = Compared.of(comparer, candidates.pairs)
    progress(4, _STAGES, "estimating weights")
    weights = _weights(frame, compared, candidates.rules, options, rulings)
    kept, refused = _trusted(frame, comparer, weights, links)
    scorer = Scorer(frame, comparer, weights)
    known = scorer.heard(compared)
    found = Found(len(candidates.pairs), known.pairs)
    del candidates, compared
    progress(5, _STAGES, "clustering")
    complete = scorer.completed(known, linked_pairs(kept), rulings, ruled)
    linking = _Linking.of(scorer, complete, options, rulings, ruled)
    del known, comparer, scorer
    progress(6, _STAGES, "writing evidence")
    told = _told(frame, weights, linking, found)
    return Resolution(
        frame=frame,
        fields=fields,
        thresholds=told.thresholds,
        labels=told.labels,
        probability=probability(linking.member_bits(told.labels)),
        candidates=found.pairs,
        outcome=told.outcome,
        links=tuple(kept),
        refused_links=tuple(refused),
        weights=weights,
        company=linking.company,
        limits=told.limits,
        across=told.across,
        rulings=rulings,
        shift=linking.shift,
        ruled=ruled,
        statistics=_statistics(linking, told, orders) if weights and not kept else None,
    )


def _fits(sources: Sequence[Source]) -> None:
    records = sum(len(source.ids) for source in sources)
    if records >= MOST_RECORDS:
        raise DataError(
            f"{records:,} records are more than one match can hold ({MOST_RECORDS:,})",
            hint="narrow the inputs with where",
        )


def _fields(
    sources: Sequence[Source], order: Sequence[int], options: Options, *, linked: bool
) -> tuple[Field, ...]:
    if options.fields:
        return chosen_fields(
            [FieldOverride(f.role, tuple(f.columns[i] for i in order)) for f in options.fields]
        )
    fields = inferred_fields(sources, options.ignore)
    if not fields and not linked and sum(len(source.ids) for source in sources) > 1:
        names = " and ".join(source.name for source in sources)
        raise DataError(
            f"no column of {names} tells persons apart",
            hint="name the columns to compare, such as: match ... on email and phone",
        )
    return fields


def _weights(
    frame: Frame,
    compared: Compared,
    rules: Sequence[RulePairs],
    options: Options,
    rulings: Rulings,
) -> Weights | None:
    if not frame.fields or frame.size < 2:  # noqa: PLR2004
        return None
    judged = Judged(*map(compared.comparer.levels, rulings.lessons))
    return estimate(frame, compared, rules, across_only=options.one_to_one, judged=judged)


def _trusted(
    frame: Frame, comparer: Comparer, weights: Weights | None, links: Sequence[KeyLink]
) -> tuple[list[KeyLink], list[KeyLink]]:
    """Part the links into those the records bear out and those they do not."""
    kept: list[KeyLink] = []
    refused: list[KeyLink] = []
    for link in links:
        levels = comparer.levels(link.pairs)
        logs = pair_logs(frame, weights, link.pairs, levels) if weights else np.zeros((CLASSES, 1))
        (kept if agreeing(link, logs) else refused).append(link)
    return kept, refused


@dataclass(frozen=True)
class _Linking:
    """How the scored pairs of a frame become clusters."""

    frame: Frame
    known: ScoredPairs
    options: Options
    rulings: Rulings
    ruled: RuledRecords
    company: float
    shift: Shift

    @classmethod
    def of(
        cls,
        scorer: Scorer,
        known: ScoredPairs,
        options: Options,
        rulings: Rulings,
        ruled: RuledRecords,
    ) -> "_Linking":
        """Give the linking, with what answers teach of merges."""
        free = _without_verdicts(scorer, known, rulings)
        company = company_bits(scorer.frame.size, known.pairs, free)
        shift = _learnt(scorer.frame.size, known, free, rulings, company)
        return cls(scorer.frame, known, options, rulings, ruled, company, shift)

    def start(self, *, identical: bool) -> Array:
        """Give the clusters to begin with: what is bound, and records equal throughout."""
        known, same = self.known, among(self.known.pairs, self.rulings.same)
        bound = known.linked | same | (known.identical & identical)
        strength = known.bits[bound] + same[bound]
        bonds, apart = known.pairs[bound], self.rulings.apart
        groups = bound_groups(self.frame.size, bonds, strength, apart)
        torn = self.ruled.torn(groups)
        if not len(torn):
            return groups
        return bound_groups(self.frame.size, bonds, strength, merged([apart, torn]))

    def clustered(self, stop: float, begin: Array) -> Clusters:
        """Merge what has the bits, beginning with some clusters."""
        known, company = self.known, self.company
        stop = min(self.shift.before(stop), MOST_BITS) if np.isfinite(stop) else stop
        if self.options.one_to_one:
            source = self.frame.source
            found = one_to_one(source, known.pairs, known.bits, stop, begin, company)
        else:
            found = average_linkage(
                begin,
                known.pairs,
                known.bits,
                stop,
                known.component,
                company,
                held=self.ruled.held,
            )
        return replace(found, merges=replace(found.merges, bits=self.shift.of(found.merges.bits)))

    def both(self, *, withheld: bool = False) -> tuple[Thresholds, tuple[Clusters, Clusters]]:
        """Give the thresholds, the accepted clusters and the merges a person should look at.

        `withheld`: nothing is accepted but what is certain.
        """
        start = self.start(identical=not self.options.one_to_one)
        tried: dict[float, Clusters] = {}

        def bits_at(stop: float) -> Array:
            tried[stop] = self.clustered(stop, start)
            return tried[stop].merges.bits

        accept = 1.0 if withheld else self.options.accept
        measured = self.shift.merges > 0
        thresholds = chosen_thresholds(bits_at, accept, self.options.review, measured=measured)
        least = np.inf if withheld else thresholds.accept_bits
        accepted = tried.get(least) or self.clustered(least, start)
        return thresholds, (accepted, self.clustered(thresholds.review_bits, accepted.labels))

    def member_bits(self, labels: Array) -> Array:
        """Give the bits for each record belonging to its cluster."""
        return self.shift.of(member_bits(labels, self.known.pairs, self.known.bits, self.company))


def _without_verdicts(scorer: Scorer, known: ScoredPairs, rulings: Rulings) -> Array:
    """Give the bits pairs have by what they say alone: one verdict must not rate all others."""
    at = places(merged([rulings.same, rulings.apart]), known.pairs)
    if not len(at):
        return known.bits
    bits = known.bits.copy()
    bits[at] = scorer.bits(known.pairs[at], known.levels[at])
    return bits


def _learnt(size: int, known: ScoredPairs, free: Array, rulings: Rulings, company: float) -> Shift:
    """Give what the answers teach of merges, from what would be merged without them."""
    if not len(rulings.taught) or known.component is None:
        return Shift()
    start = components(size, *split_pairs(known.pairs[known.linked | known.identical], size))
    return learnt_shift(start, known.pairs, free, known.component, rulings, company)


@dataclass(frozen=True)
class _Told:
    """What came of the linking."""

    thresholds: Thresholds
    labels: Array
    outcome: Outcome
    limits: tuple[str, ...]
    across: Across | None
    withheld: bool  # nothing was accepted but what is certain


def _told(frame: Frame, weights: Weights | None, linking: _Linking, found: Found) -> _Told:
    """Cluster and tell; where the columns cannot carry it only what is certain is accepted."""
    known, options = linking.known, linking.options

    def outcome(both: tuple[Clusters, Clusters]) -> Outcome:
        certain = Certain(linking.rulings.same, linking.ruled)
        alone = options.one_to_one
        return outcome_of(frame, weights, known, both, found, certain=certain, one_to_one=alone)

    thresholds, both = linking.both()
    told = outcome(both)
    recall = told.accuracy.recall
    limits = limits_of(frame, recall.value if recall else None)
    stop = Stop(thresholds.accept_bits, linking.company)
    start = linking.start(identical=False)
    across = both_counts(frame.source, start, known.pairs, known.bits, known.identical, stop)
    withheld = bool(limits) and options.accept is None and not options.fields
    if withheld:
        thresholds, both = linking.both(withheld=True)
        told = outcome(both)
    return _Told(thresholds, both[0].labels, told, limits, across, withheld)


def _statistics(
    linking: _Linking, told: _Told, orders: Sequence[tuple[bool, ...]]
) -> Statistics | None:
    """Give what increments go by; none where pairs alone do not tell who is who."""
    if linking.options.one_to_one or linking.shift.merges or told.withheld:
        return None
    return statistics_of(linking.frame, orders, told.outcome.agreed)
