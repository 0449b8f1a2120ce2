"""Identity resolution from sources to clusters: the story the other modules are told in.

Pure on numpy arrays: same sources, same result, in whatever order the rows or the sources come.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vibecli.data.catalog import Relationship
from vibecli.engine.base import Array
from vibecli.errors import DataError
from vibecli.identity.block import (
    MOST_RECORDS,
    Candidates,
    among,
    candidate_pairs,
    identical_pairs,
    merged,
    places,
    split_pairs,
)
from vibecli.identity.cluster import (
    Clusters,
    average_linkage,
    components,
    member_bits,
    missing_pairs,
    one_to_one,
)
from vibecli.identity.compare import Comparer
from vibecli.identity.estimate import estimate
from vibecli.identity.evidence import evidence_arrays, reasons
from vibecli.identity.fields import Field, FieldOverride, chosen_fields, inferred_fields
from vibecli.identity.frame import Frame, build_frame
from vibecli.identity.kinds import PERSONAL
from vibecli.identity.links import KeyLink, agreeing, key_links, linked_pairs
from vibecli.identity.source import Source
from vibecli.identity.statistics import Statistics, level_counts, statistics_of
from vibecli.identity.thresholds import Thresholds, chosen_thresholds
from vibecli.identity.weights import Weights, pair_bits, pair_logs, probability

Progress = Callable[[int, int, str], None]
_STAGES = 6
LINKED_BITS = 40.0
_CERTAIN_BITS = 4.25  # a probability of 0.95
_ALL_SAID = 4  # personal fields that, all equal, leave nothing to tell two records apart by


@dataclass(frozen=True)
class Options:
    """What a person or a plan may set; everything empty means inferred and estimated."""

    fields: tuple[FieldOverride, ...] = ()
    ignore: tuple[str, ...] = ()
    one_to_one: bool = False
    accept: float | None = None
    review: float | None = None
    relationships: tuple[Relationship, ...] = ()


@dataclass(frozen=True)
class Resolution:
    """Which records are one person, how sure that is, and why."""

    frame: Frame
    fields: tuple[Field, ...]
    thresholds: Thresholds
    labels: Array  # smallest record of each record's cluster
    probability: Array  # of each record belonging to its cluster
    candidates: int
    outcome: "Outcome"
    links: tuple[KeyLink, ...] = ()
    refused_links: tuple[KeyLink, ...] = ()
    weights: Weights | None = None  # None where there was nothing to compare
    statistics: Statistics | None = None  # None where only a full match may follow


@dataclass(frozen=True)
class Outcome:
    """What was accepted and what is left to a person, counted, estimated and explained."""

    accepted: int
    review: int
    precision: float | None  # estimated, None without any pair
    recall: float | None
    evidence: Mapping[str, Array]
    agreed: tuple[Array, ...] = ()  # accepted pairs by level, field by field


@dataclass
class _Pairs:
    """Scored pairs, sorted, with their levels."""

    pairs: Array
    levels: Array
    bits: Array
    linked: Array = field(default_factory=lambda: np.empty(0, dtype=bool))
    identical: Array = field(default_factory=lambda: np.empty(0, dtype=bool))
    component: Array | None = None  # of each record, where all pairs lie within them


def resolve(
    sources: Sequence[Source], options: Options, progress: Progress = lambda *_: None
) -> Resolution:
    """Give the persons behind the records of the sources."""
    order = sorted(range(len(sources)), key=lambda i: sources[i].name)
    ordered = [sources[i] for i in order]
    _fits(ordered)
    links = key_links(ordered, options.relationships)
    fields = _fields(ordered, order, options, linked=bool(links))
    progress(1, _STAGES, "normalising")
    frame = build_frame(ordered, fields)
    progress(2, _STAGES, "finding candidate pairs")
    candidates = candidate_pairs(frame, across_only=options.one_to_one)
    progress(3, _STAGES, "comparing pairs")
    comparer = Comparer(frame)
    levels = comparer.levels(candidates.pairs)
    progress(4, _STAGES, "estimating weights")
    weights = _weights(frame, comparer, candidates, levels, options)
    kept, refused = _trusted(frame, comparer, weights, links)
    progress(5, _STAGES, "clustering")
    known = _Pairs(candidates.pairs, levels, _bits(frame, weights, candidates.pairs, levels))
    complete = _completed(frame, comparer, weights, known, linked_pairs(kept))
    thresholds, accepted, review = _clustered(frame, complete, options)
    progress(6, _STAGES, "writing evidence")
    outcome = _outcome(frame, weights, complete, (accepted, review), options)
    alone = weights is not None and not kept and not options.one_to_one
    return Resolution(
        frame=frame,
        fields=fields,
        thresholds=thresholds,
        labels=accepted.labels,
        probability=probability(member_bits(accepted.labels, complete.pairs, complete.bits)),
        candidates=len(candidates.pairs),
        outcome=outcome,
        links=tuple(kept),
        refused_links=tuple(refused),
        weights=weights,
        statistics=statistics_of(ordered, fields, frame, outcome.agreed) if alone else None,
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
    frame: Frame, comparer: Comparer, candidates: Candidates, levels: Array, options: Options
) -> Weights | None:
    if not frame.fields or frame.size < 2:  # noqa: PLR2004
        return None
    return estimate(frame, comparer, candidates, levels, across_only=options.one_to_one)


def _bits(frame: Frame, weights: Weights | None, pairs: Array, levels: Array) -> Array:
    if weights is None:
        return np.zeros(len(pairs))
    return pair_bits(frame, weights, pairs, levels)


def _trusted(
    frame: Frame, comparer: Comparer, weights: Weights | None, links: Sequence[KeyLink]
) -> tuple[list[KeyLink], list[KeyLink]]:
    """Part the links into those the records bear out and those they do not."""
    kept: list[KeyLink] = []
    refused: list[KeyLink] = []
    for link in links:
        levels = comparer.levels(link.pairs)
        logs = pair_logs(frame, weights, link.pairs, levels) if weights else np.zeros((3, 1))
        (kept if agreeing(link, logs) else refused).append(link)
    return kept, refused


def _completed(
    frame: Frame, comparer: Comparer, weights: Weights | None, known: _Pairs, linked: Array
) -> _Pairs:
    """Score the linked pairs and those missing within components; leave out pairs across them."""
    identical = identical_pairs(frame)

    def scored(pairs: Array) -> _Pairs:
        levels = comparer.levels(pairs)
        bits = _bits(frame, weights, pairs, levels)
        return _Pairs(pairs, levels, np.where(among(pairs, linked), LINKED_BITS, bits))

    known.bits[places(linked, known.pairs)] = LINKED_BITS
    more = scored(_absent(merged([linked, identical]), known.pairs))
    labels = _components(frame.size, known, more)
    inside = _joined(_within(labels, known), _within(labels, more))
    complete = _joined(inside, scored(missing_pairs(labels, inside.pairs)))
    complete.component = labels
    complete.linked = among(complete.pairs, linked)
    said = _personal_said(frame, complete.levels) >= _ALL_SAID
    certain = (complete.bits >= _CERTAIN_BITS) | said
    complete.identical = among(complete.pairs, identical) & certain
    return complete


def _components(size: int, *some: _Pairs) -> Array:
    """Give the components of the pairs that speak for one person."""
    near = np.concatenate([known.pairs[known.bits >= 0] for known in some])
    return components(size, *split_pairs(near, max(size, 1)))


def _within(labels: Array, known: _Pairs) -> _Pairs:
    left, right = split_pairs(known.pairs, max(len(labels), 1))
    inside = np.flatnonzero(labels[left] == labels[right])
    return _Pairs(known.pairs[inside], known.levels[inside], known.bits[inside])


def _joined(one: _Pairs, two: _Pairs) -> _Pairs:
    pairs = np.concatenate([one.pairs, two.pairs])
    order = np.argsort(pairs, kind="stable")
    return _Pairs(
        pairs[order],
        np.concatenate([one.levels, two.levels])[order],
        np.concatenate([one.bits, two.bits])[order],
    )


def _personal_said(frame: Frame, levels: Array) -> Array:
    """Count the personal fields both records of a pair have."""
    personal = [i for i, coded in enumerate(frame.fields) if coded.kind in PERSONAL]
    return np.asarray((levels[:, personal] > 0).sum(axis=1))


def _absent(pairs: Array, known: Array) -> Array:
    return np.asarray(pairs[~among(pairs, known)])


def _clustered(
    frame: Frame, known: _Pairs, options: Options
) -> tuple[Thresholds, Clusters, Clusters]:
    """Give the thresholds, the accepted clusters, and the merges a person should look at."""
    bound = known.linked if options.one_to_one else known.linked | known.identical
    left, right = split_pairs(known.pairs[bound], max(frame.size, 1))
    start = components(frame.size, left, right)

    def clusters(stop: float, begin: Array = start) -> Clusters:
        if options.one_to_one:
            return one_to_one(frame.source, known.pairs, known.bits, stop, begin)
        return average_linkage(begin, known.pairs, known.bits, stop, known.component)

    tried: dict[float, Clusters] = {}

    def bits_at(stop: float) -> Array:
        tried[stop] = clusters(stop)
        return tried[stop].merges.bits

    thresholds = chosen_thresholds(bits_at, options.accept, options.review)
    accepted = tried.get(thresholds.accept_bits) or clusters(thresholds.accept_bits)
    return thresholds, accepted, clusters(thresholds.review_bits, accepted.labels)


def _may_join(labels: Array, left: Array, right: Array, options: Options) -> Array:
    """Tell pairs that could still be one person: with one_to_one, those of records left alone."""
    alone = np.bincount(labels, minlength=len(labels))[labels] == 1
    return (
        np.asarray(alone[left] & alone[right]) if options.one_to_one else np.ones_like(left, bool)
    )


def _outcome(
    frame: Frame,
    weights: Weights | None,
    known: _Pairs,
    both: tuple[Clusters, Clusters],
    options: Options,
) -> Outcome:
    accepted, review = both
    left, right = split_pairs(known.pairs, max(frame.size, 1))
    together = accepted.labels[left] == accepted.labels[right]
    shown = np.flatnonzero(together & (known.bits >= 0))
    asked = np.searchsorted(known.pairs, review.merges.pair)
    chance = probability(known.bits)
    open_pairs = ~together & _may_join(accepted.labels, left, right, options)
    right_pairs, missed = float(chance[shown].sum()), float(chance[open_pairs].sum())
    why = reasons(frame, weights, known.levels[np.concatenate([shown, asked])])
    why[: len(shown)][known.linked[shown]] = "same key"
    bits = np.concatenate([known.bits[shown], review.merges.bits])
    band = np.repeat(np.array(["accept", "review"], dtype=object), [len(shown), len(asked)])
    pairs = known.pairs[np.concatenate([shown, asked])]
    return Outcome(
        accepted=len(shown),
        review=len(asked),
        precision=right_pairs / len(shown) if len(shown) else None,
        recall=right_pairs / (right_pairs + missed) if right_pairs + missed else None,
        evidence=evidence_arrays(frame, pairs, bits, band, why),
        agreed=level_counts([field.kind for field in frame.fields], known.levels[shown]),
    )
