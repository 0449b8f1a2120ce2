"""Scored pairs: the pairs of records that may be one person, with their levels and bits.

Owns which pairs are scored: candidates, what is certain, and what is missing within components.
"""

from dataclasses import dataclass, field

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import among, identical_pairs, merged, places, split_pairs
from vibecli.identity.compare import Comparer
from vibecli.identity.compared import Compared
from vibecli.identity.components import components, missing_pairs
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import PERSONAL
from vibecli.identity.pool import spread
from vibecli.identity.record_rules import RuledRecords
from vibecli.identity.rulings import Rulings
from vibecli.identity.weights import MOST_KIN_BITS, Weights, pair_bits

LINKED_BITS = 40.0
IDENTICAL_BITS = 1.0  # no other record fits better, however common the values
_HEARD = -6.0  # pairs below count as pairs never compared do, which linkage takes for strangers
NO_PAIRS: Array = np.empty(0, dtype=np.int64)
_CERTAIN_BITS = 4.25  # a probability of 0.95
_ALL_SAID = 4  # personal fields that, all equal, leave nothing to tell two records apart by


@dataclass
class ScoredPairs:
    """Scored pairs, sorted, with their levels."""

    pairs: Array
    levels: Array
    bits: Array  # those a person holds apart have minus infinity
    linked: Array = field(default_factory=lambda: np.empty(0, dtype=bool))
    identical: Array = field(default_factory=lambda: np.empty(0, dtype=bool))
    component: Array | None = None  # of each record, where all pairs lie within them


@dataclass(frozen=True)
class Scorer:
    """What scores the pairs of a frame."""

    frame: Frame
    comparer: Comparer
    weights: Weights | None

    def heard(self, compared: Compared) -> ScoredPairs:
        """Score candidates part by part; only those that may be one person are kept."""

        def part(start: int) -> tuple[Array, Array, Array]:
            some, levels = compared.part(start)
            bits = self.bits(some, levels)
            kept = np.flatnonzero(bits >= _HEARD)
            return some[kept], levels[kept], bits[kept]

        parts = spread(part, compared.starts())
        return ScoredPairs(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))

    def scored(self, pairs: Array) -> ScoredPairs:
        """Score pairs, all of which are kept."""
        levels = self.comparer.levels(pairs)
        return ScoredPairs(pairs, levels, self.bits(pairs, levels))

    def bits(self, pairs: Array, levels: Array) -> Array:
        """Give the bits of pairs; where nothing is compared none says anything."""
        if self.weights is None:
            return np.zeros(len(pairs))
        return pair_bits(self.frame, self.weights, pairs, levels)

    def completed(
        self,
        known: ScoredPairs,
        linked: Array,
        rulings: Rulings,
        ruled: RuledRecords,
        sure: Array = NO_PAIRS,
    ) -> ScoredPairs:
        """Score certain pairs and those missing within components; leave out pairs across them.

        `sure`: pairs to score that are certain by what they say.
        """
        linked = merged([linked, ruled.bound])
        frame, identical = self.frame, identical_pairs(self.frame)
        bound = merged([linked, rulings.same])

        def with_bonds(found: ScoredPairs) -> ScoredPairs:
            found.bits[places(bound, found.pairs)] = LINKED_BITS
            return found

        known = with_bonds(known)
        certain = merged([bound, identical, rulings.apart, sure])
        more = with_bonds(self.scored(certain[~among(certain, known.pairs)]))
        labels = _components(frame.size, known, more)
        inside = _joined(_within(labels, known), _within(labels, more))
        missing = with_bonds(self.scored(missing_pairs(labels, inside.pairs)))
        complete = _joined(inside, missing)
        complete.bits[places(rulings.apart, complete.pairs)] = -np.inf
        sides = split_pairs(complete.pairs, max(frame.size, 1))
        complete.bits[ruled.apart(*sides)] = -np.inf
        complete.component = labels
        complete.linked = among(complete.pairs, linked)
        telling = telling_equality(frame, complete.levels, complete.bits)
        complete.identical = among(complete.pairs, identical) & telling
        complete.bits[complete.identical] += IDENTICAL_BITS
        return complete


def telling_equality(frame: Frame, levels: Array, bits: Array) -> Array:
    """Tell pairs that are one person where all their values are equal."""
    personal = [i for i, coded in enumerate(frame.fields) if coded.kind in PERSONAL]
    said = (levels[:, personal] > 0).sum(axis=1)
    return np.asarray((bits >= _CERTAIN_BITS) | (said >= _ALL_SAID))


def _components(size: int, *some: ScoredPairs) -> Array:
    """Give the components of the pairs that speak for one person, or are worth a question."""
    near = np.concatenate([known.pairs[known.bits >= MOST_KIN_BITS] for known in some])
    return components(size, *split_pairs(near, max(size, 1)))


def _within(labels: Array, known: ScoredPairs) -> ScoredPairs:
    left, right = split_pairs(known.pairs, max(len(labels), 1))
    inside = np.flatnonzero(labels[left] == labels[right])
    return ScoredPairs(known.pairs[inside], known.levels[inside], known.bits[inside])


def _joined(one: ScoredPairs, two: ScoredPairs) -> ScoredPairs:
    pairs = np.concatenate([one.pairs, two.pairs])
    order = np.argsort(pairs, kind="stable")
    return ScoredPairs(
        pairs[order],
        np.concatenate([one.levels, two.levels])[order],
        np.concatenate([one.bits, two.bits])[order],
    )
