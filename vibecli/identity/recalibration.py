"""Recalibration: what the answers to questions of the queue say about merges nobody asked about.

Owns the shift: answered merges tell how far the bits for a merge are off, as a line near identity
(a logistic regression whose prior says that the bits are right). Only answers the queue asked for
count: what a person reports unasked is what went wrong, and would teach that everything did.
"""

from dataclasses import dataclass
from math import log

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import among, split_pairs
from vibecli.identity.cluster import average_linkage
from vibecli.identity.rulings import Rulings
from vibecli.identity.thresholds import MOST_BITS

_LOWEST = -12.0
_OFFSET_SPREAD, _SLOPE_SPREAD = 1.5, 0.1  # of the prior, in bits and in bits a bit
_LEAST_SLOPE, _MOST_SLOPE = 0.5, 2.0
_SIZE_SPREAD = 1.0
_ROUNDS, _TOLERANCE, _DECIMALS = 40, 1e-9, 9
_MOST = 60.0
_NATURAL = log(2.0)


@dataclass(frozen=True)
class Shift:
    """The bits for a merge as answers have them: slope times the bits, plus an offset."""

    slope: float = 1.0
    offset: float = 0.0
    merges: int = 0  # answered ones it was learnt from

    def of(self, bits: Array) -> Array:
        """Give bits as the answers have them."""
        return np.asarray(bits * self.slope + self.offset)

    def before(self, bits: float) -> float:
        """Give the bits that become these."""
        return (bits - self.offset) / self.slope

    def stop(self, bits: float) -> float:
        """Give the bits from which linkage has to stop so that merges have these."""
        return min(self.before(bits), MOST_BITS) if np.isfinite(bits) else bits


def learnt_shift(
    start: Array,
    pairs: Array,
    bits: Array,
    component: Array,
    rulings: Rulings,
    company: float = 0.0,
) -> Shift:
    """Give the shift that answers teach; `start` and `bits` are those without any verdict."""
    size = max(len(start), 1)
    left, right = split_pairs(rulings.taught, size)
    near = np.isin(component, component[left])
    inside = near[pairs // size]
    own, said = pairs[inside], bits[inside]
    merges = average_linkage(start, own, said, _LOWEST, component, company).merges
    said = among(rulings.taught, rulings.same)
    open_: dict[int, set[int]] = {}  # of a cluster: the answers about one of its records
    for number, records in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        for record in records:
            open_.setdefault(int(start[record]), set()).add(number)
    sizes = np.bincount(start, minlength=size).tolist()
    heard: list[tuple[float, float, float]] = []
    for low, high, merge in zip(
        merges.left.tolist(), merges.right.tolist(), merges.bits.tolist(), strict=True
    ):
        one, two = open_.get(low, set()), open_.pop(high, set())
        if met := sorted(one & two):
            heard.append((merge, sizes[low] * sizes[high], float(said[met].mean())))
        open_[low] = one ^ two
        sizes[low] += sizes[high]
    return _fitted(*np.array(heard).reshape(-1, 3).T)


def _fitted(bits: Array, pairs: Array, right: Array) -> Shift:
    """Fit by Newton's method; the prior makes the answer one, and near identity with few.

    The queue asks about large merges first, so their number of pairs is fitted beside the bits:
    what is wrong with large merges only is not held against the small ones.
    """
    if not len(bits):
        return Shift()
    inputs = np.stack([bits, np.ones(len(bits)), np.log2(pairs)])
    precision = np.array([_SLOPE_SPREAD, _OFFSET_SPREAD, _SIZE_SPREAD]) ** -2.0
    usual = np.array([1.0, 0.0, 0.0])
    found = usual.copy()
    for _ in range(_ROUNDS):
        said = np.clip((inputs * found[:, None]).sum(axis=0), -_MOST, _MOST)
        chance = 1.0 / (1.0 + np.exp2(-said))
        gradient = _NATURAL * (inputs * (right - chance)).sum(axis=1) - precision * (found - usual)
        weight = _NATURAL**2 * chance * (1.0 - chance)
        curve = (inputs[:, None] * inputs[None, :] * weight).sum(axis=2) + np.diag(precision)
        step = np.linalg.solve(curve, gradient)
        found += step
        if np.abs(step).max() < _TOLERANCE:
            break
    slope, offset, _ = found.round(_DECIMALS).tolist()
    return Shift(min(max(slope, _LEAST_SLOPE), _MOST_SLOPE), offset, len(bits))
