"""Identity resolution from sources to clusters: the story the other modules are told in.

Pure on numpy arrays: same sources, same result, in whatever order the rows or the sources come.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vibecli.data.catalog import Relationship
from vibecli.engine.base import Array
from vibecli.errors import DataError
from vibecli.identity.accuracy import Accuracy, estimated, with_blocking
from vibecli.identity.across import Across, Stop, both_counts
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
    missing_pairs,
    one_to_one,
)
from vibecli.identity.compare import Comparer
from vibecli.identity.estimate import estimate
from vibecli.identity.evidence import doubtful_first, evidence_arrays, reasons
from vibecli.identity.fields import Field, FieldOverride, chosen_fields, inferred_fields
from vibecli.identity.frame import Frame, build_frame
from vibecli.identity.kinds import PERSONAL
from vibecli.identity.limits import limits_of
from vibecli.identity.linkage import company_bits, member_bits
from vibecli.identity.links import KeyLink, agreeing, key_links, linked_pairs
from vibecli.identity.pool import spread
from vibecli.identity.source import Source
from vibecli.identity.standouts import Standouts, standouts
from vibecli.identity.thresholds import Thresholds, chosen_thresholds
from vibecli.identity.weights import Weights, pair_bits, pair_logs, probability

Progress = Callable[[int, int, str], None]
_STAGES = 6
LINKED_BITS = 40.0
_HEARD = -6.0  # pairs below count as pairs never compared do, which linkage takes for strangers
_CHUNK = 100_000
_CERTAIN_BITS = 4.25  # a probability of 0.95
IDENTICAL_BITS = 1.0  # no other record fits better, however common the values
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
    company: float = 0.0  # bits that records have company
    limits: tuple[str, ...] = ()  # why nothing was accepted by itself, or should not be trusted
    across: Across | None = None


@dataclass(frozen=True)
class Outcome:
    """What was accepted and what is left to a person, counted, estimated and explained."""

    accepted: int
    review: int
    rejected: int  # candidate pairs that are neither
    accuracy: Accuracy  # estimated
    standouts: Standouts
    evidence: Mapping[str, Array]
    accepted_pairs: Array  # of the evidence, in its order: the surest last


@dataclass(frozen=True)
class _Found:
    """How many pairs blocking found, and those of them that do not speak clearly against."""

    pairs: int
    heard: Array


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
    """Give the persons behind the records of the sources.

    What a stage does not need any more is let go: a caller that keeps no source saves their texts.
    """
    names = [source.name for source in sources]
    order = sorted(range(len(names)), key=names.__getitem__)
    ordered = [sources[i] for i in order]
    _fits(ordered)
    links = key_links(ordered, options.relationships)
    fields = _fields(ordered, order, options, linked=bool(links))
    progress(1, _STAGES, "normalising")
    frame = build_frame(ordered, fields)
    del sources, ordered
    progress(2, _STAGES, "finding candidate pairs")
    candidates = candidate_pairs(frame, across_only=options.one_to_one)
    progress(3, _STAGES, "estimating weights")
    comparer = Comparer(frame)
    weights = _weights(frame, comparer, candidates, options)
    kept, refused = _trusted(frame, comparer, weights, links)
    progress(4, _STAGES, "comparing pairs")
    known = _compared(frame, comparer, weights, candidates.pairs)
    found = _Found(len(candidates.pairs), known.pairs)
    del candidates
    progress(5, _STAGES, "clustering")
    complete = _completed(frame, comparer, weights, known, linked_pairs(kept))
    del known, comparer
    company = company_bits(frame.size, complete.pairs, complete.bits)
    thresholds, both = _clustered(frame, complete, company, options)
    progress(6, _STAGES, "writing evidence")
    outcome = _outcome(frame, weights, complete, both, found, options)
    recall = outcome.accuracy.recall
    limits = limits_of(frame, recall.value if recall else None)
    across = both_counts(
        frame.source,
        _certain(frame, complete, one_to_one_=True),
        complete.pairs,
        complete.bits,
        complete.identical,
        Stop(thresholds.accept_bits, company),
    )
    if limits and options.accept is None and not options.fields:
        thresholds, both = _clustered(frame, complete, company, options, withheld=True)
        outcome = _outcome(frame, weights, complete, both, found, options)
    return Resolution(
        frame=frame,
        fields=fields,
        thresholds=thresholds,
        labels=both[0].labels,
        probability=probability(
            member_bits(both[0].labels, complete.pairs, complete.bits, company)
        ),
        candidates=found.pairs,
        outcome=outcome,
        links=tuple(kept),
        refused_links=tuple(refused),
        weights=weights,
        company=company,
        limits=limits,
        across=across,
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
    frame: Frame, comparer: Comparer, candidates: Candidates, options: Options
) -> Weights | None:
    if not frame.fields or frame.size < 2:  # noqa: PLR2004
        return None
    return estimate(frame, comparer, candidates, across_only=options.one_to_one)


def _compared(
    frame: Frame, comparer: Comparer, weights: Weights | None, pairs: Array, least: float = _HEARD
) -> _Pairs:
    """Score pairs part by part, so that only those of at least some bits are ever held."""

    def part(start: int) -> tuple[Array, Array, Array]:
        some = pairs[start : start + _CHUNK]
        levels = comparer.levels(some)
        bits = pair_bits(frame, weights, some, levels) if weights else np.zeros(len(some))
        kept = np.flatnonzero(bits >= least)
        return some[kept], levels[kept], bits[kept]

    parts = spread(part, range(0, max(len(pairs), 1), _CHUNK))
    return _Pairs(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


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
        found = _compared(frame, comparer, weights, pairs, -np.inf)
        found.bits[places(linked, found.pairs)] = LINKED_BITS
        return found

    known.bits[places(linked, known.pairs)] = LINKED_BITS
    more = scored(_absent(merged([linked, identical]), known.pairs))
    labels = _components(frame.size, known, more)
    inside = _joined(_within(labels, known), _within(labels, more))
    complete = _joined(inside, scored(missing_pairs(labels, inside.pairs)))
    complete.component = labels
    complete.linked = among(complete.pairs, linked)
    telling = telling_equality(frame, complete.levels, complete.bits)
    complete.identical = among(complete.pairs, identical) & telling
    complete.bits[complete.identical] += IDENTICAL_BITS
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


def telling_equality(frame: Frame, levels: Array, bits: Array) -> Array:
    """Tell pairs that are one person where all their values are equal."""
    personal = [i for i, coded in enumerate(frame.fields) if coded.kind in PERSONAL]
    said = (levels[:, personal] > 0).sum(axis=1)
    return np.asarray((bits >= _CERTAIN_BITS) | (said >= _ALL_SAID))


def _absent(pairs: Array, known: Array) -> Array:
    return np.asarray(pairs[~among(pairs, known)])


def _clustered(
    frame: Frame, known: _Pairs, company: float, options: Options, *, withheld: bool = False
) -> tuple[Thresholds, tuple[Clusters, Clusters]]:
    """Give the thresholds, the accepted clusters and the merges a person should look at.

    `withheld`: nothing is accepted but what is certain.
    """
    start = _certain(frame, known, one_to_one_=options.one_to_one)

    def clusters(stop: float, begin: Array = start) -> Clusters:
        if options.one_to_one:
            return one_to_one(frame.source, known.pairs, known.bits, stop, begin, company)
        return average_linkage(begin, known.pairs, known.bits, stop, known.component, company)

    tried: dict[float, Clusters] = {}

    def bits_at(stop: float) -> Array:
        tried[stop] = clusters(stop)
        return tried[stop].merges.bits

    thresholds = chosen_thresholds(bits_at, 1.0 if withheld else options.accept, options.review)
    least = np.inf if withheld else thresholds.accept_bits
    accepted = tried.get(least) or clusters(least)
    return thresholds, (accepted, clusters(thresholds.review_bits, accepted.labels))


def _certain(frame: Frame, known: _Pairs, *, one_to_one_: bool) -> Array:
    """Give the clusters to begin with: records with one key, or equal throughout."""
    bound = known.linked if one_to_one_ else known.linked | known.identical
    return components(frame.size, *split_pairs(known.pairs[bound], max(frame.size, 1)))


def _outcome(
    frame: Frame,
    weights: Weights | None,
    known: _Pairs,
    both: tuple[Clusters, Clusters],
    found: "_Found",
    options: Options,
) -> Outcome:
    accepted, review = both
    left, right = split_pairs(known.pairs, max(frame.size, 1))
    together = accepted.labels[left] == accepted.labels[right]
    shown = np.flatnonzero(together & (known.bits >= 0))
    asked = np.searchsorted(known.pairs, review.merges.pair)
    accuracy = estimated(
        frame.source, accepted, known.pairs, known.bits, one_to_one=options.one_to_one
    )
    one, other = split_pairs(found.heard, max(frame.size, 1))
    kept = int((review.labels[one] == review.labels[other]).sum())
    why = reasons(frame, weights, known.levels[np.concatenate([shown, asked])])
    why[: len(shown)][known.linked[shown]] = "same key"
    bits = np.concatenate([known.bits[shown], review.merges.bits])
    pairs = known.pairs[np.concatenate([shown, asked])]
    to_review = np.arange(len(pairs)) >= len(shown)
    order = doubtful_first(pairs, bits, to_review)
    return Outcome(
        accepted=len(shown),
        review=len(asked),
        rejected=found.pairs - kept,
        accuracy=with_blocking(accuracy, accepted.labels, one, other),
        standouts=standouts(frame, weights, accepted, known.pairs, known.levels),
        evidence=evidence_arrays(frame, pairs[order], bits[order], to_review[order], why[order]),
        accepted_pairs=pairs[order][~to_review[order]],
    )
