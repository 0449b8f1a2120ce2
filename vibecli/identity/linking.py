"""Linking: how the scored pairs of a frame become clusters.

Owns the choice between average linkage and one-to-one links, what clusters begin with, and the two
clusterings there are: what is accepted, and what a person is asked about.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.across import Across, Stop, both_counts, clearly_one_to_one
from vibecli.identity.block import among, merged, places, split_pairs
from vibecli.identity.cluster import Clusters, average_linkage, one_to_one
from vibecli.identity.components import components
from vibecli.identity.frame import Frame
from vibecli.identity.groups import bound_groups
from vibecli.identity.linkage import asked_bits, company_bits, member_bits
from vibecli.identity.options import Options
from vibecli.identity.recalibration import Shift, learnt_shift
from vibecli.identity.record_rules import RuledRecords
from vibecli.identity.rulings import Rulings
from vibecli.identity.scored import NO_PAIRS, ScoredPairs, Scorer
from vibecli.identity.thresholds import Thresholds, chosen_thresholds


@dataclass(frozen=True)
class Linking:
    """How the scored pairs of a frame become clusters."""

    frame: Frame
    known: ScoredPairs
    options: Options
    rulings: Rulings
    ruled: RuledRecords
    company: float
    shift: Shift
    one_to_one: bool
    inside: Array = field(default_factory=lambda: NO_PAIRS)  # of one table, that one-to-one keeps

    @classmethod
    def of(
        cls,
        scorer: Scorer,
        known: ScoredPairs,
        options: Options,
        rulings: Rulings,
        ruled: RuledRecords,
        inside: Array = NO_PAIRS,
    ) -> "Linking":
        """Give the linking, with what answers teach of merges."""
        free = _without_verdicts(scorer, known, rulings)
        company = company_bits(scorer.frame.size, known.pairs, free)
        shift = _learnt(scorer.frame.size, known, free, rulings, company)
        alone = options.one_to_one
        if alone is None:
            alone = clearly_one_to_one(scorer.frame, known.pairs, free)
        return cls(scorer.frame, known, options, rulings, ruled, company, shift, alone, inside)

    def start(self, *, identical: bool) -> Array:
        """Give the clusters to begin with: what is bound, and records equal throughout."""
        known, same = self.known, among(self.known.pairs, self.rulings.same)
        bound = known.linked | same | (known.identical & identical)
        bound |= among(known.pairs, self.inside)
        strength = known.bits[bound] + same[bound]
        bonds, apart = known.pairs[bound], self.rulings.apart
        groups = bound_groups(self.frame.size, bonds, strength, apart)
        torn = self.ruled.torn(groups)
        if not len(torn):
            return groups
        return bound_groups(self.frame.size, bonds, strength, merged([apart, torn]))

    def clustered(self, stop: float, begin: Array, *, ask: bool = False) -> Clusters:
        """Merge what has the bits, beginning with some clusters; `ask`: also what is a question."""
        known, company = self.known, self.company
        bits = asked_bits(known.bits, company) if ask else known.bits
        stop = self.shift.stop(stop)
        if self.one_to_one:
            source = self.frame.source
            found = one_to_one(source, known.pairs, bits, stop, begin, company)
        else:
            found = average_linkage(
                begin,
                known.pairs,
                bits,
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
        start = self.start(identical=not self.one_to_one)
        tried: dict[float, Clusters] = {}

        def bits_at(stop: float) -> Array:
            tried[stop] = self.clustered(stop, start)
            return tried[stop].merges.bits

        accept = 1.0 if withheld else self.options.accept
        measured = self.shift.merges > 0
        thresholds = chosen_thresholds(bits_at, accept, self.options.review, measured=measured)
        least = np.inf if withheld else thresholds.accept_bits
        accepted = tried.get(least) or self.clustered(least, start)
        asked = self.clustered(thresholds.review_bits, accepted.labels, ask=True)
        return thresholds, (accepted, asked)

    def across(self, stop: float) -> Across | None:
        """Count the pairs across tables that look unique inside, one to one and without."""
        known, linkage = self.known, Stop(stop, self.company)
        start, source = self.start(identical=False), self.frame.source
        return both_counts(source, start, known.pairs, known.bits, known.identical, linkage)

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
