"""Blocking: the pairs worth comparing, found by many cheap rules instead of comparing all with all.

Owns candidate pairs and which rule found them. A rule is one field, or two, that must share a
token. Blocks above the cap are never compared whole: they are split by a third field. A pair is one
integer, lower record times size plus higher record: sorting is all the set arithmetic there is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import PLACES, WEAK
from vibecli.identity.source import NO_VALUE
from vibecli.identity.tokens import (
    RARE_WORDS,
    TokenColumn,
    coarse_tokens,
    exact_tokens,
    user_parts,
    word_keys,
)

_ROW_BITS = 24
_ROW_MASK = (1 << _ROW_BITS) - 1
MOST_RECORDS = 1 << _ROW_BITS
_LARGEST_CAP, _SMALLEST_CAP, _CAP_ROWS = 60, 12, 50_000
_CAP_POWER = 0.54
_PAIRS_PER_RECORD, _LEAST_BUDGET = 6.0, 100_000
_TRAINING_PAIRS = 40_000


@dataclass(frozen=True)
class RulePairs:
    """The fields a rule is made of and the pairs it found, at most a training sample of them."""

    fields: tuple[int, ...]
    pairs: Array


@dataclass(frozen=True)
class Candidates:
    """All candidate pairs, sorted, without repeats."""

    pairs: Array  # int64
    rules: tuple[RulePairs, ...]


def candidate_pairs(frame: Frame, *, across_only: bool) -> Candidates:
    """Give the pairs worth comparing; `across_only` leaves out pairs within one source."""
    found: list[Array] = []
    rules: list[RulePairs] = []
    for fields, pairs in _rules(frame):
        kept = _across(frame, pairs) if across_only else pairs
        if len(kept):
            found.append(kept)
            rules.append(RulePairs(fields, kept[:: max(len(kept) // _TRAINING_PAIRS, 1)]))
    every = sorted_unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return Candidates(every, tuple(rules))


def identical_pairs(frame: Frame) -> Array:
    """Give pairs that chain together the records with the same value in every field."""
    if not frame.fields or not frame.size:
        return np.empty(0, dtype=np.int64)
    codes = np.stack([field.codes for field in frame.fields])
    order = np.lexsort(codes[::-1])
    same = (codes[:, order[1:]] == codes[:, order[:-1]]).all(axis=0)
    return sorted_unique(joined_pairs(order[:-1][same], order[1:][same], frame.size))


def split_pairs(pairs: Array, size: int) -> tuple[Array, Array]:
    """Give the lower and the higher record of each pair."""
    return np.asarray(pairs // size), np.asarray(pairs % size)


def joined_pairs(left: Array, right: Array, size: int) -> Array:
    """Give pairs from records in any order."""
    return np.asarray(np.minimum(left, right) * size + np.maximum(left, right))


def sorted_unique(values: Array) -> Array:
    """Give sorted values without repeats (numpy's own hashes, which is slower here)."""
    ordered = np.sort(values)
    keep = np.ones(len(ordered), dtype=bool)
    keep[1:] = ordered[1:] != ordered[:-1]
    return np.asarray(ordered[keep])


def among(pairs: Array, known: Array) -> Array:
    """Tell which pairs are among known ones, which must be sorted."""
    if not len(known):
        return np.zeros(len(pairs), dtype=bool)
    place = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    return np.asarray(known[place] == pairs)


def _across(frame: Frame, pairs: Array) -> Array:
    left, right = split_pairs(pairs, frame.size)
    return np.asarray(pairs[frame.source[left] != frame.source[right]])


def _rules(frame: Frame) -> Iterator[tuple[tuple[int, ...], Array]]:
    rows = np.arange(frame.size)
    coarse = coarse_tokens(frame)
    for column in (*exact_tokens(frame), *user_parts(frame)):
        if column.kind not in WEAK or len(frame.fields) == 1:
            keys = _mixed(column.tokens)
            yield (column.field,), _rule_pairs(frame.size, rows, keys, ())
    for one, two in combinations(coarse, 2):
        if not _same_matter(one, two):
            others = [c for c in coarse if c not in (one, two)]
            keys = _mixed(one.tokens, two.tokens)
            yield (one.field, two.field), _rule_pairs(frame.size, rows, keys, others)
    yield from _word_rules(frame)


def _word_rules(frame: Frame) -> Iterator[tuple[tuple[int, ...], Array]]:
    """Rare words of texts, alone and two of one text together."""
    for text in word_keys(frame):
        keys = _mixed(text.words)
        yield (text.field,), _rule_pairs(frame.size, text.records, keys, ())
        for step in range(1, RARE_WORDS):
            same = text.records[step:] == text.records[:-step]
            low = np.minimum(text.words[step:], text.words[:-step])[same]
            high = np.maximum(text.words[step:], text.words[:-step])[same]
            keys = _mixed(low, high)
            yield (text.field,), _rule_pairs(frame.size, text.records[step:][same], keys, ())


def _same_matter(one: TokenColumn, two: TokenColumn) -> bool:
    """Tell fields that agree together for strangers too: two places, two weak fields."""
    kinds = {one.kind, two.kind}
    return kinds <= PLACES or kinds <= WEAK


def _mixed(*tokens: Array) -> Array:
    """Hash tokens into keys of 39 bits; NO_VALUE where a token is missing."""
    state = np.zeros(len(tokens[0]), dtype=np.uint64)
    missing = np.zeros(len(tokens[0]), dtype=bool)
    for part in tokens:
        state = _scrambled(state ^ part.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15))
        missing |= part == NO_VALUE
    keys = (state >> np.uint64(_ROW_BITS + 1)).astype(np.int64)
    keys[missing] = NO_VALUE
    return keys


def _scrambled(state: Array) -> Array:
    """Spread the bits (the finisher of the splitmix64 generator)."""
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(state ^ (state >> np.uint64(31)))


def _rule_pairs(size: int, records: Array, keys: Array, others: Sequence[TokenColumn]) -> Array:
    """Give the pairs of records with equal keys; oversize blocks are split by each other column."""
    said = keys != NO_VALUE
    packed = np.sort((keys[said] << _ROW_BITS) | records[said])
    small, large = _by_block_size(packed, size)
    found = [_block_pairs(small, size)]
    for other in others:
        if not len(large):
            break
        rows = large & _ROW_MASK
        finer = _mixed(large >> _ROW_BITS, other.tokens[rows])
        kept = finer != NO_VALUE
        packed = np.sort((finer[kept] << _ROW_BITS) | rows[kept])
        found.append(_block_pairs(_by_block_size(packed, size)[0], size))
    return sorted_unique(np.concatenate(found))


def _by_block_size(packed: Array, size: int) -> tuple[Array, Array]:
    """Part the sorted entries into blocks within the cap and blocks above it."""
    if not len(packed):
        return packed, packed
    keys = packed >> _ROW_BITS
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    sizes = np.diff(np.append(starts, len(packed)))
    cap = _cap(sizes, size)
    of_entry = np.repeat(sizes, sizes)
    return packed[(of_entry > 1) & (of_entry <= cap)], packed[of_entry > cap]


def _cap(sizes: Array, size: int) -> int:
    """Give the largest block size compared whole: fewer for many records, and within the budget."""
    scale = (_CAP_ROWS / max(size, 1)) ** _CAP_POWER
    cap = int(np.clip(_LARGEST_CAP * scale, _SMALLEST_CAP, _LARGEST_CAP))
    blocks = np.bincount(np.minimum(sizes, cap + 1), minlength=cap + 2)[: cap + 1]
    each = np.arange(cap + 1) * (np.arange(cap + 1) - 1) // 2
    budget = max(_PAIRS_PER_RECORD * size * min(scale, 1.0), _LEAST_BUDGET)
    within = np.flatnonzero(np.cumsum(blocks * each) <= budget)
    return int(within[-1])


def _block_pairs(packed: Array, size: int) -> Array:
    """Give every pair of entries with the same key, by looking at neighbours ever further apart."""
    keys, rows = packed >> _ROW_BITS, packed & _ROW_MASK
    found = [np.empty(0, dtype=np.int64)]
    at = np.arange(len(keys) - 1)
    distance = 1
    while len(at):
        at = at[at + distance < len(keys)]
        at = at[keys[at] == keys[at + distance]]
        low, high = rows[at], rows[at + distance]
        found.append((low * size + high)[low != high])
        distance += 1
    return np.concatenate(found)
