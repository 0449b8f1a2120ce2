"""Weights: what each level of each field says, and the score of a pair that follows.

Three explanations compete for every pair: one person, two people of one household, two strangers.
The first two have a variant each in which the home changed in between: places change together, and
a postcode, a street and a city that all differ are one move, not three signs of two persons.
The score is in bits, log2 of the odds of one person against all else.
"""

from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.household import crowds, kin, merely_alike
from vibecli.identity.kinds import IDENTIFYING, LEVELS, NAMES, Kind
from vibecli.identity.patterns import level_groups
from vibecli.identity.pool import spread

MATCH, RELATED, STRANGER, MOVED, APART = range(5)
CLASSES = 5
SAME_PERSON, SAME_HOUSEHOLD = (MATCH, MOVED), (RELATED, APART)
_RARITY_PRIOR = 100.0
_USUAL_REPEATS, _MOST_REPEATS = 75.0, 12.0
_SHARE_ROUNDS = 60
_FIRST_SHARES = np.array([0.008, 0.008, 0.98, 0.002, 0.002])
_SHARE_PRIOR = np.array([0.8, 0.4, 0.0, 0.2, 0.1])
_SHARE_TOLERANCE = 1e-3  # of a share: a thousandth of a bit
_FEW_PAIRS, _COARSE = 20_000, 8
_MOST_BITS = 60.0
MOST_KIN_BITS = -0.01  # worth a question, never more: below 0 nothing is merged by itself
_CHUNK = 100_000
# The levels, from the top, at which the rarity of the value counts, and how much; of two names that
# are alike the commoner one's.
_RARE_LEVELS = (((1, 1.0),), ((1, 1.0), (2, 0.5)))


@dataclass(frozen=True)
class Weights:
    """Log2 probabilities of each level by class, and the classes' shares of all pairs."""

    logs: tuple[Array, ...]  # a field each: (classes, levels), level 0 says nothing
    shares: Array
    rarity: tuple[Array, ...]  # a field each: log2 of how much rarer than usual each value is


def probability(bits: Array) -> Array:
    """Give the probability that bits stand for."""
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(bits, -_MOST_BITS, _MOST_BITS))))


def bits_of(probability_: float) -> float:
    """Give the bits that stand for a probability below 1; a certain one gives the most bits."""
    odds = probability_ / max(1.0 - probability_, np.exp2(-_MOST_BITS))
    return float(np.log2(max(odds, np.exp2(-_MOST_BITS))))


def chance_of_equality(frame: Frame, field: int) -> tuple[float, Array]:
    """Give how often strangers agree on a field, and the share of each of its values.

    Shares are smoothed towards the kind's usual one: in small tables a value that occurs twice does
    so because one person does.
    """
    coded = frame.fields[field]
    usual = LEVELS[coded.kind].stranger[-1]
    others = np.maximum(coded.counts - records_a_person(coded), 0.0)
    total = int(coded.counts.sum())
    shares = smoothed_shares(coded.kind, others, total)
    if coded.kind in IDENTIFYING:
        shares = np.maximum(shares, crowds(frame, coded) / max(total, 1))
    weight = coded.counts / max(float(coded.counts.sum()), 1.0)
    return float((shares * weight).sum()) or usual, shares


def smoothed_shares(kind: Kind, others: Array | float, total: int) -> Array:
    """Give the share of values that so many records hold, smoothed towards the usual one."""
    usual = LEVELS[kind].stranger[-1]
    return np.asarray((others + _RARITY_PRIOR * usual) / (total + _RARITY_PRIOR))


def records_a_person(coded: Coded) -> float:
    """Give how many records with one value a single person explains.

    An address or a number is one person's: that two records share it is no sign of a common value.
    """
    repeated = coded.counts[coded.counts > 1]
    if coded.kind not in IDENTIFYING or not len(repeated):
        return 1.0
    return min(float(np.percentile(repeated, _USUAL_REPEATS)), _MOST_REPEATS)


def rarity_of(frame: Frame) -> tuple[Array, ...]:
    """Give for every value how much rarer than usual it is, as log2 (negative: rarer)."""
    rarities = []
    for i, coded in enumerate(frame.fields):
        if LEVELS[coded.kind].rarity and len(coded.values):
            usual, shares = chance_of_equality(frame, i)
            rarities.append(np.log2(shares / usual))
        else:
            rarities.append(np.zeros(max(len(coded.values), 1)))
    return tuple(rarities)


def class_logs(weights: Weights, levels: Array) -> Array:
    """Give log2 of the probability of each row of levels, a row a class, without rarity."""
    return level_groups(tuple(logs.shape[1] for logs in weights.logs)).said(levels, weights.logs)


def pair_logs(frame: Frame, weights: Weights, pairs: Array, levels: Array) -> Array:
    """Give log2 of the probability of each pair, a row a class, rarity of equal values included."""
    logs = class_logs(weights, levels)
    left, right = split_pairs(pairs, frame.size)
    for column, coded in enumerate(frame.fields):
        kind = LEVELS[coded.kind]
        if not kind.rarity:
            continue
        rarity = np.append(weights.rarity[column], -np.inf)  # last: of a missing value
        for level, share in _RARE_LEVELS[coded.kind in NAMES]:
            at = np.flatnonzero(levels[:, column] == kind.count - level)
            one, two = coded.codes[left[at]], coded.codes[right[at]]
            rarer = share * np.maximum(rarity[one], rarity[two])
            logs[STRANGER, at] += rarer
            if kind.related is None:
                logs[RELATED, at] += rarer
                logs[APART, at] += rarer
    return logs


def pair_bits(frame: Frame, weights: Weights, pairs: Array, levels: Array) -> Array:
    """Give the bits for one person against both other explanations, for each pair."""

    def part(start: int) -> Array:
        some = slice(start, start + _CHUNK)
        bits = scored(pair_logs(frame, weights, pairs[some], levels[some]), weights.shares)
        high = np.flatnonzero(bits > MOST_KIN_BITS)
        near, told = pairs[some][high], levels[some][high]
        bits[high[kin(frame, near, told) | merely_alike(frame, near, told)]] = MOST_KIN_BITS
        return bits

    if len(pairs) <= _CHUNK:
        return part(0)
    return np.concatenate(spread(part, range(0, len(pairs), _CHUNK)))


def scored(logs: Array, shares: Array) -> Array:
    """Give the bits for one person against all else."""
    joint = logs + np.log2(shares)[:, None]
    household = np.logaddexp2(joint[RELATED], joint[APART])
    against = np.logaddexp2(household, joint[STRANGER])
    return np.asarray(np.logaddexp2(joint[MATCH], joint[MOVED]) - against)


def responsibilities(logs: Array, shares: Array) -> Array:
    """Give the probability of each class, a row a class."""
    joint = logs + np.log2(shares)[:, None]
    joint -= joint.max(axis=0)
    weight = np.exp2(joint, out=joint)
    weight /= weight.sum(axis=0)
    return np.asarray(weight)


def fixed_point_shares(logs: Array, counts: Array, total: float) -> Array:
    """Give the classes' shares of all `total` pairs, of which every one left out is of strangers.

    Candidates were chosen because they agree on something: shares of the candidates alone would
    count that agreement twice. `counts` tells how many pairs each column stands for.
    """
    total = max(total, float(counts.sum()), 1.0)
    shares = _FIRST_SHARES
    if len(counts) > _FEW_PAIRS:  # a few of them come near in a fraction of the time
        few = counts[::_COARSE] * (counts.sum() / counts[::_COARSE].sum())
        shares = fixed_point_shares(logs[:, ::_COARSE], few, total)
    for _ in range(_SHARE_ROUNDS):
        # No matrix product: its sums depend on the number of threads.
        own = responsibilities(logs, shares)
        found = (own * counts).sum(axis=1) + _SHARE_PRIOR
        found[STRANGER] = max(total - float(np.delete(found, STRANGER).sum()), 1.0)
        updated = found / found.sum()
        done = np.abs(np.log(updated / shares)).max() < _SHARE_TOLERANCE
        shares = updated
        if done:
            break
    return shares
