"""Identity resolution from sources to clusters: the story the other modules are told in.

Pure on numpy arrays: same sources, same result, in whatever order the rows or the sources come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from vibecli.engine.base import Array
from vibecli.errors import DataError
from vibecli.identity.across import Across
from vibecli.identity.block import (
    MOST_RECORDS,
    RulePairs,
    among,
    candidate_pairs,
    split_pairs,
)
from vibecli.identity.cluster import Clusters
from vibecli.identity.compare import Comparer
from vibecli.identity.compared import Compared
from vibecli.identity.estimate import Judged, estimate
from vibecli.identity.fields import Field, FieldOverride, chosen_fields, inferred_fields
from vibecli.identity.frame import Frame, build_frame
from vibecli.identity.inside import inside_candidates, surely_inside
from vibecli.identity.limits import limits_of
from vibecli.identity.linking import Linking
from vibecli.identity.links import KeyLink, agreeing, key_links, linked_pairs
from vibecli.identity.options import Options
from vibecli.identity.outcome import Certain, Found, Outcome, outcome_of
from vibecli.identity.recalibration import Shift
from vibecli.identity.record_rules import RuledRecords
from vibecli.identity.rulings import Rulings, rulings_of
from vibecli.identity.scored import NO_PAIRS, Scorer
from vibecli.identity.source import Source
from vibecli.identity.statistics import Statistics, day_orders, statistics_of
from vibecli.identity.thresholds import Thresholds
from vibecli.identity.weights import CLASSES, Weights, pair_logs, probability

Progress = Callable[[int, int, str], None]
_STAGES = 6


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
    one_to_one: bool = False
    unique: bool = False  # so because each table looks unique inside
    inside: int = 0  # but for so many pairs of one table, surely one person
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
    known = _Known(frame, tuple(links), rulings, ruled)
    first = seen = _seen(known, options, progress)
    inside = _inside(first)
    if seen.linking.one_to_one and not options.one_to_one:
        seen = _seen(known, replace(options, one_to_one=True), progress, inside)
    weights, linking, kept = seen.weights, seen.linking, seen.links
    progress(6, _STAGES, "writing evidence")
    told = _told(frame, weights, linking, replace(seen.found, inside=inside))
    free = told.thresholds if first is seen else replace(first.linking, one_to_one=False).both()[0]
    across = first.linking.across(free.accept_bits)
    return Resolution(
        frame=frame,
        fields=fields,
        thresholds=told.thresholds,
        labels=told.labels,
        probability=probability(linking.member_bits(told.labels)),
        candidates=seen.found.pairs,
        outcome=told.outcome,
        links=kept,
        refused_links=seen.refused_links,
        weights=weights,
        company=linking.company,
        limits=told.limits,
        across=across,
        one_to_one=linking.one_to_one,
        unique=linking.one_to_one and not options.one_to_one,
        inside=len(linking.inside),
        rulings=rulings,
        shift=linking.shift,
        ruled=ruled,
        statistics=_statistics(linking, told, orders) if weights and not kept else None,
    )


@dataclass(frozen=True)
class _Known:
    """What is known of the records before any is compared."""

    frame: Frame
    links: tuple[KeyLink, ...]
    rulings: Rulings
    ruled: RuledRecords


@dataclass(frozen=True)
class _Seen:
    """What comparing the records has shown."""

    weights: Weights | None
    links: tuple[KeyLink, ...]
    refused_links: tuple[KeyLink, ...]
    scorer: Scorer
    found: Found
    linking: Linking


def _inside(first: _Seen) -> Array:
    """Give the pairs within a table that are surely one person, where it is linked one-to-one."""
    linking, scorer = first.linking, first.scorer
    if not linking.one_to_one:
        return NO_PAIRS
    seen = linking.known
    if linking.options.one_to_one:  # only pairs across tables were looked at
        seen = scorer.heard(Compared.of(scorer.comparer, inside_candidates(scorer.frame)))
    sure = surely_inside(scorer.frame, seen.pairs, seen.bits)
    parted = linking.ruled.apart(*split_pairs(sure, max(scorer.frame.size, 1)))
    return sure[~(parted | among(sure, linking.rulings.apart))]


def _seen(known: _Known, options: Options, progress: Progress, inside: Array = NO_PAIRS) -> _Seen:
    """Find, weigh and compare pairs of records, and tell how they are linked.

    `inside`: pairs of one table that are put together though its records are linked one-to-one.
    """
    frame, rulings = known.frame, known.rulings
    progress(2, _STAGES, "finding candidate pairs")
    candidates = candidate_pairs(frame, across_only=bool(options.one_to_one))
    progress(3, _STAGES, "comparing pairs")
    comparer = Comparer(frame)
    compared = Compared.of(comparer, candidates.pairs)
    progress(4, _STAGES, "estimating weights")
    weights = _weights(frame, compared, candidates.rules, options, rulings)
    kept, refused = _trusted(frame, comparer, weights, known.links)
    scorer = Scorer(frame, comparer, weights)
    scored = scorer.heard(compared)
    found = Found(len(candidates.pairs), scored.pairs, scored.bits)
    del candidates, compared
    progress(5, _STAGES, "clustering")
    complete = scorer.completed(scored, linked_pairs(kept), rulings, known.ruled, inside)
    linking = Linking.of(scorer, complete, options, rulings, known.ruled, inside)
    return _Seen(weights, tuple(kept), tuple(refused), scorer, found, linking)


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
    return estimate(frame, compared, rules, across_only=bool(options.one_to_one), judged=judged)


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
class _Told:
    """What came of the linking."""

    thresholds: Thresholds
    labels: Array
    outcome: Outcome
    limits: tuple[str, ...]
    withheld: bool  # nothing was accepted but what is certain


def _told(frame: Frame, weights: Weights | None, linking: Linking, found: Found) -> _Told:
    """Cluster and tell; where the columns cannot carry it only what is certain is accepted."""
    known, options = linking.known, linking.options

    def outcome(both: tuple[Clusters, Clusters]) -> Outcome:
        return outcome_of(
            frame,
            weights,
            known,
            both,
            found,
            certain=Certain(linking.rulings.same, linking.ruled),
            one_to_one=linking.one_to_one,
            company=linking.company,
        )

    thresholds, both = linking.both()
    told = outcome(both)
    recall = told.accuracy.recall
    limits = limits_of(frame, recall.value if recall else None)
    withheld = bool(limits) and options.accept is None and not options.fields
    if withheld:
        thresholds, both = linking.both(withheld=True)
        told = outcome(both)
    return _Told(thresholds, both[0].labels, told, limits, withheld)


def _statistics(
    linking: Linking, told: _Told, orders: Sequence[tuple[bool, ...]]
) -> Statistics | None:
    """Give what increments go by; none where pairs alone do not tell who is who."""
    if linking.one_to_one or linking.options.rules or told.withheld:
        return None
    return statistics_of(linking.frame, orders, told.outcome.agreed)
