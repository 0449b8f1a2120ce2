"""Estimation: weights from the data alone, without labels.

Strangers are measured on random pairs. The rest is learnt by expectation maximisation over the
pairs of several blocking rules: each rule says nothing about its own fields and has its own class
shares; all share one set of probabilities, held near sensible starting values by a prior.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import RulePairs
from vibecli.identity.compared import Compared
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import LEVELS, PLACES, Kind
from vibecli.identity.patterns import LevelGroups, Patterns, counted_patterns, looked_up
from vibecli.identity.weights import (
    CLASSES,
    MATCH,
    RELATED,
    SAME_HOUSEHOLD,
    SAME_PERSON,
    STRANGER,
    Weights,
    chance_of_equality,
    class_logs,
    fixed_point_shares,
    pair_logs,
    rarity_of,
    responsibilities,
)

_SEED = 20_260_101
_RANDOM_PAIRS = 400_000
_EXHAUSTIVE = 600_000
_RULES = 12
_PURITY_SAMPLE = 4_000
_SHARE_SAMPLE = 200_000
_PRIOR = 200.0
_STRANGER_PRIOR = 50.0
_RULE_SHARE_PRIOR = np.array([3.0, 0.75, 4.0, 1.0, 0.25])
_STAYED = 0.2  # of the places of two records a move lies between, how many are as if it did not
_ROUNDS = 60
_TOLERANCE = 1e-4
_CERTAIN = (  # classes of what was judged
    np.array([float(of in SAME_PERSON) for of in range(CLASSES)]),
    np.array([float(of not in SAME_PERSON) for of in range(CLASSES)]),
)
_SMALL = 20_000  # below it random pairs hold enough matches to disturb the strangers' levels
_LEARNT = (SAME_PERSON, SAME_HOUSEHOLD)
Probabilities = list[Array]  # a field each: (classes, levels above 0)


class Judged(NamedTuple):
    """Levels of pairs a person judged: of one person, and of two."""

    same: Array | None = None
    different: Array | None = None


NOTHING_JUDGED = Judged()


def estimate(
    frame: Frame,
    compared: Compared,
    rules: Sequence[RulePairs],
    *,
    across_only: bool,
    judged: Judged = NOTHING_JUDGED,
) -> Weights:
    """Give the weights, learnt from samples of the candidates and of what each rule found."""
    random = _random_pairs(frame, across_only=across_only)
    drawn = counted_patterns(compared.comparer.levels(random))
    training = _training(frame, compared, rules)
    rarity = rarity_of(frame)
    strangers = drawn.counts
    rounds = 2 if frame.size < _SMALL else 1
    for turn in range(rounds):
        start = _start(frame, drawn.levels, strangers)
        weights = Weights(
            _logs(_maximise(frame, start, training, judged)), np.ones(CLASSES), rarity
        )
        if turn + 1 < rounds:
            strangers = drawn.counts * _stranger_shares(weights, drawn)
    every = len(compared.pairs)
    sample = compared.pairs[:: max(every // _SHARE_SAMPLE, 1)]
    logs = pair_logs(frame, weights, sample, compared.levels(sample))
    each = np.full(len(sample), every / max(len(sample), 1))
    shares = fixed_point_shares(logs, each, _all_pairs(frame, across_only=across_only))
    return Weights(weights.logs, shares, rarity)


def _all_pairs(frame: Frame, *, across_only: bool) -> float:
    """Give the number of pairs there are."""
    sizes = np.bincount(frame.source).astype(np.float64)
    every = frame.size * (frame.size - 1) / 2
    return every - float((sizes * (sizes - 1) / 2).sum()) if across_only else every


def _random_pairs(frame: Frame, *, across_only: bool) -> Array:
    """Give pairs of records drawn with a fixed seed, or all of them when they are few."""
    size = frame.size
    if size * (size - 1) // 2 <= _EXHAUSTIVE:
        left, right = np.triu_indices(size, k=1)
    else:
        drawn = np.random.default_rng(_SEED).integers(0, size, (2, _RANDOM_PAIRS))
        left, right = drawn.min(axis=0), drawn.max(axis=0)
    kept = left != right
    if across_only:
        kept &= frame.source[left] != frame.source[right]
    return np.asarray(left[kept] * size + right[kept], dtype=np.int64)


def _training(frame: Frame, compared: Compared, rules: Sequence[RulePairs]) -> list[Patterns]:
    """Give the patterns of the purest rules, each without its own fields."""

    def shown(rule: RulePairs, step: int) -> Array:
        return _hidden(frame, rule, compared.levels(rule.pairs[::step]))

    ranked = sorted(
        rules,
        key=lambda rule: -_purity(frame, shown(rule, max(len(rule.pairs) // _PURITY_SAMPLE, 1))),
    )
    found: list[Patterns] = []
    for rule in ranked:
        if len(found) < _RULES and (own := shown(rule, 1)).any():
            found.append(counted_patterns(own))
    return found


def _hidden(frame: Frame, rule: RulePairs, levels: Array) -> Array:
    """Blank the rule's own fields; places are one matter."""
    places = {i for i, field in enumerate(frame.fields) if field.kind in PLACES}
    own = set(rule.fields) | (places if places & set(rule.fields) else set())
    levels[:, sorted(own)] = 0
    return levels


def _purity(frame: Frame, sample: Array) -> float:
    """Give how often the other fields agree, as far as both sides have them."""
    top = np.array([LEVELS[field.kind].count - 1 for field in frame.fields])
    return float((sample == top).sum() / max((sample > 0).sum(), 1))


def _start(frame: Frame, levels: Array, strangers: Array) -> Probabilities:
    """Give the starting probabilities: measured for strangers, typical for the others."""
    start = []
    for column, field in enumerate(frame.fields):
        kind = LEVELS[field.kind]
        counts = np.bincount(levels[:, column], strangers, minlength=kind.count)[1:]
        stranger = counts + _STRANGER_PRIOR * np.array(kind.stranger)
        stranger /= stranger.sum()
        if kind.rarity and len(field.values):
            equal = chance_of_equality(frame, column)[0]
            stranger[:-1] *= (1 - equal) / max(stranger[:-1].sum(), 1e-12)
            stranger[-1] = equal
        match = np.array(kind.match)
        related = stranger if kind.related is None else np.array(kind.related)
        start.append(np.stack([match, related, stranger, *_moved(field.kind, match, related)]))
    return start


def _moved(kind: Kind, match: Array, related: Array) -> tuple[Array, Array]:
    """Give the starting probabilities of one person and of one household with a move between."""
    if kind not in PLACES:
        return match, related
    usual = (1 - _STAYED) * np.array(LEVELS[kind].stranger)
    return _STAYED * match + usual, _STAYED * related + usual


def _maximise(
    frame: Frame, start: Probabilities, training: Sequence[Patterns], judged: Judged
) -> Probabilities:
    """Run expectation maximisation until no probability moves; what was judged is certain."""
    groups = LevelGroups([LEVELS[field.kind].count for field in frame.fields])
    known = [
        (counted_patterns(levels), classes)
        for levels, classes in zip(judged, _CERTAIN, strict=True)
        if levels is not None and len(levels)
    ]
    certain: list[Array | None] = [*(None for _ in training), *(c for _, c in known)]
    training = [*training, *(patterns for patterns, _ in known)]
    coded = [groups.codes(patterns.levels) for patterns in training]
    current = start
    shares = [_RULE_SHARE_PRIOR / _RULE_SHARE_PRIOR.sum() for _ in training]
    for _ in range(_ROUNDS):
        totals = [np.zeros_like(table) for table in start]
        cells = groups.cells(_logs(current))
        for i, (codes, patterns) in enumerate(zip(coded, training, strict=True)):
            own = responsibilities(looked_up(codes, cells), shares[i])
            if (possible := certain[i]) is not None:
                own = possible[:, None] * own
                own /= own.sum(axis=0)
            own *= patterns.counts
            shares[i] = own.sum(axis=1) + _RULE_SHARE_PRIOR
            shares[i] /= shares[i].sum()
            for which in (*SAME_PERSON, *SAME_HOUSEHOLD):
                for table, counts in zip(totals, groups.counted(codes, own[which]), strict=True):
                    table[which] += counts[1:]
        updated = _updated(frame, start, totals)
        moved = max(
            (float(np.abs(a - b).max()) for a, b in zip(updated, current, strict=True)), default=0.0
        )
        current = updated
        if moved < _TOLERANCE:
            break
    return current


def _updated(frame: Frame, start: Probabilities, totals: Probabilities) -> Probabilities:
    """Give the probabilities counted; only places differ with a move."""
    updated = []
    for field, first, counted in zip(frame.fields, start, totals, strict=True):
        table = first.copy()
        learnt = (SAME_PERSON,) if LEVELS[field.kind].related is None else _LEARNT
        for group in learnt:
            for which in group:
                alike = (which,) if field.kind in PLACES else group
                row = counted[list(alike)].sum(axis=0) + _PRIOR * first[which]
                table[which] = row / row.sum()
        updated.append(table)
    return updated


def _logs(probabilities: Probabilities) -> tuple[Array, ...]:
    """Give log2 with a column of zeros for the missing level."""
    return tuple(
        np.concatenate([np.zeros((CLASSES, 1)), _no_better_than_equal(np.log2(table))], axis=1)
        for table in probabilities
    )


def _no_better_than_equal(logs: Array) -> Array:
    """Keep likeness from counting more than equality: rare levels are hardly measured."""
    capped = logs.copy()
    for which in (RELATED, STRANGER):
        gain = logs[MATCH] - logs[which]
        excess = np.maximum(gain - gain[-1], 0.0)
        capped[which] += excess
    return capped


def _stranger_shares(weights: Weights, drawn: Patterns) -> Array:
    """Give the probability that each pattern of random pairs is one of strangers."""
    logs = class_logs(weights, drawn.levels)
    shares = fixed_point_shares(logs, drawn.counts, float(drawn.counts.sum()))
    return np.asarray(responsibilities(logs, shares)[STRANGER])
