"""The outcome of a resolution: what was accepted and what is left to a person.

Owns the counts, the estimates and the evidence; it decides nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.accuracy import Accuracy, estimated, with_blocking, with_inside
from vibecli.identity.block import among, split_pairs
from vibecli.identity.calibration import Calibration, Linked, learnt_calibration
from vibecli.identity.cluster import Clusters
from vibecli.identity.evidence import doubtful_first, evidence_arrays, reasons
from vibecli.identity.frame import Frame
from vibecli.identity.record_rules import RuledRecords
from vibecli.identity.scored import NO_PAIRS, ScoredPairs
from vibecli.identity.standouts import Standouts, standouts
from vibecli.identity.statistics import level_counts
from vibecli.identity.weights import Weights


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
    agreed: tuple[Array, ...]  # accepted pairs by level, field by field
    calibration: Calibration = field(default_factory=Calibration)


@dataclass(frozen=True)
class Found:
    """How many pairs blocking found, and those of them that do not speak clearly against."""

    pairs: int
    heard: Array
    bits: Array  # of those
    inside: Array = field(default_factory=lambda: NO_PAIRS)  # of one table, surely one person


@dataclass(frozen=True)
class Certain:
    """What is one person whatever its values say."""

    same: Array  # pairs a person judged to be one
    ruled: RuledRecords


def outcome_of(  # noqa: PLR0913 - what a resolution came to, and from what
    frame: Frame,
    weights: Weights | None,
    known: ScoredPairs,
    both: tuple[Clusters, Clusters],
    found: Found,
    *,
    certain: Certain,
    one_to_one: bool,
    company: float,
) -> Outcome:
    """Give the outcome; `both`: the accepted clusters and those a person is asked about.

    `company`: the bits that records have company.
    """
    accepted, review = both
    left, right = split_pairs(known.pairs, max(frame.size, 1))
    together = accepted.labels[left] == accepted.labels[right]
    shown = np.flatnonzero(together & (known.bits >= 0))
    asked = np.searchsorted(known.pairs, review.merges.pair)
    one, other = split_pairs(found.heard, max(frame.size, 1))
    kept = int((review.labels[one] == review.labels[other]).sum())
    why = reasons(frame, weights, known.levels[np.concatenate([shown, asked])])
    _tell_certain(why[: len(shown)], known, shown, certain, (left[shown], right[shown]))
    linked = Linked(accepted.labels, known.pairs, known.bits, company)
    calibration = learnt_calibration(linked, found.heard, found.bits)
    accuracy = estimated(
        frame.source,
        accepted,
        known.pairs,
        known.bits,
        one_to_one=one_to_one,
        misfit=calibration.misfit,
    )
    accuracy = with_inside(accuracy, accepted.labels, found.inside)
    bits = np.concatenate([known.bits[shown], review.merges.bits])
    told = np.concatenate([calibration.of(known.bits[shown]), review.merges.bits])
    pairs = known.pairs[np.concatenate([shown, asked])]
    to_review = np.arange(len(pairs)) >= len(shown)
    order = doubtful_first(pairs, bits, to_review)
    return Outcome(
        accepted=len(shown),
        review=len(asked),
        rejected=found.pairs - kept,
        accuracy=with_blocking(accuracy, _once(accepted.labels, found.inside), one, other),
        standouts=standouts(frame, weights, accepted, known.pairs, known.levels),
        evidence=evidence_arrays(
            frame, pairs[order], bits[order], to_review[order], why[order], told[order]
        ),
        accepted_pairs=pairs[order][~to_review[order]],
        agreed=level_counts([coded.kind for coded in frame.fields], known.levels[shown]),
        calibration=calibration,
    )


def _once(labels: Array, inside: Array) -> Array:
    """Give clusters without the second of each pair of one table; links alone tell of blocking."""
    left, right = split_pairs(inside, max(len(labels), 1))
    again = right[labels[left] == labels[right]]
    once = labels.copy()
    once[again] = again
    return once


def _tell_certain(
    why: Array, known: ScoredPairs, shown: Array, certain: Certain, sides: tuple[Array, Array]
) -> None:
    """Put what made accepted pairs certain in place of what their values say."""
    why[known.linked[shown]] = "same key"
    rule = certain.ruled.deciding(*sides)
    for number, one in enumerate(certain.ruled.rules):
        why[rule == number] = f"rule: {one.name}"
    why[among(known.pairs[shown], certain.same)] = "judged the same"
