"""Blocking: the pairs worth comparing, found by many cheap rules instead of comparing all with all.

Owns candidate pairs and which rule found them. A rule is one field, or two, that must share a
token. Blocks above the cap are never compared whole: rules of three fields take over. A pair is one
integer, lower record times size plus higher record: sorting is all the set arithmetic there is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.characters import spread_bits
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import PLACES, WEAK, Kind
from vibecli.identity.pool import spread
from vibecli.identity.tokens import (
    RARE_WORDS,
    TokenColumn,
    coarse_tokens,
    exact_tokens,
    user_parts,
    word_keys,
)

_ROW_BITS = 24
ROW_MASK = np.uint64((1 << _ROW_BITS) - 1)
MOST_RECORDS = 1 << _ROW_BITS
_ODD = np.uint64(0x9E3779B97F4A7C15)
_NONE = np.empty(0, dtype=np.uint64)
_NO_ROWS = np.empty(0, dtype=np.int64)
_LARGEST_CAP, _SMALLEST_CAP, _CAP_ROWS = 60, 12, 50_000
_CAP_POWER = 0.54
_PAIRS_PER_RECORD, _LEAST_PAIRS_PER_RECORD, _LEAST_BUDGET = 3.0, 0.2, 100_000
_TRAINING_PAIRS = 40_000
_SAMPLED, _SORTED_TOGETHER = 1024, 1 << 20


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


@dataclass(frozen=True)
class _Found:
    """The pairs a rule found, and the records of blocks too large to compare whole."""

    fields: tuple[int, ...]
    pairs: Array
    large: Array  # a bit a record


@dataclass(frozen=True)
class _Rule:
    """Entries of records, and the tokens two of them must share."""

    fields: tuple[int, ...]
    records: Array
    tokens: tuple[Array, ...]  # an entry each
    single: _Found | None = None  # what one of the tokens alone found


@dataclass(frozen=True)
class _Blocks:
    """Sorted entries, where each block starts, its size, and the size above which it is split."""

    entries: Array
    starts: Array
    sizes: Array
    cap: int


def candidate_pairs(frame: Frame, *, across_only: bool) -> Candidates:
    """Give the pairs worth comparing; `across_only` leaves out pairs within one source."""
    find = partial(_found, frame.size)
    singles, coarse = spread(find, _single_rules(frame)), coarse_tokens(frame)
    doubles = spread(find, _pair_rules(frame, coarse, singles))
    triples = spread(find, _triple_rules(frame, coarse, doubles))
    found = [*singles, *doubles, *triples, *spread(find, _word_rules(frame))]
    if across_only:
        found = [replace(rule, pairs=_across(frame, rule.pairs)) for rule in found]
    every = [rule for rule in found if len(rule.pairs)]
    return Candidates(
        merged([rule.pairs for rule in every]),
        tuple(
            RulePairs(rule.fields, rule.pairs[:: max(len(rule.pairs) // _TRAINING_PAIRS, 1)].copy())
            for rule in every
        ),
    )


def identical_pairs(frame: Frame) -> Array:
    """Give pairs that chain together the records with the same value in every field."""
    if not frame.fields or not frame.size:
        return np.empty(0, dtype=np.int64)
    prints = np.zeros(frame.size, dtype=np.uint64)
    for field in frame.fields:
        prints = spread_bits(prints + (field.codes + 2).astype(np.uint64))
    order = np.argsort(prints, kind="stable")
    at = np.flatnonzero(prints[order[1:]] == prints[order[:-1]])
    if not len(at):
        return np.empty(0, dtype=np.int64)
    one, two = order[at], order[at + 1]
    same = np.ones(len(at), dtype=bool)
    for field in frame.fields:
        same &= field.codes[one] == field.codes[two]
    return sorted_unique(joined_pairs(one[same], two[same], frame.size))


def split_pairs(pairs: Array, size: int) -> tuple[Array, Array]:
    """Give the lower and the higher record of each pair."""
    left = pairs // size
    return np.asarray(left), np.asarray(pairs - left * size)


def joined_pairs(left: Array, right: Array, size: int) -> Array:
    """Give pairs from records in any order."""
    return np.asarray(np.minimum(left, right) * size + np.maximum(left, right))


def sorted_unique(values: Array) -> Array:
    """Give sorted values without repeats (numpy's own hashes, which is slower here)."""
    return _without_repeats(np.sort(values))


def merged(runs: Sequence[Array]) -> Array:
    """Give the values of sorted runs, sorted, without repeats."""
    runs = [run for run in runs if len(run)]
    if not runs:
        return np.empty(0, dtype=np.int64)
    cuts = _cuts(runs)
    bounds = [np.concatenate(([0], np.searchsorted(run, cuts), [len(run)])) for run in runs]

    def part(number: int) -> Array:
        some = [run[at[number] : at[number + 1]] for run, at in zip(runs, bounds, strict=True)]
        return sorted_unique(np.concatenate(some))

    return np.concatenate(spread(part, range(len(cuts) + 1)))


def _cuts(runs: Sequence[Array]) -> Array:
    """Give values that cut sorted runs into parts small enough to sort in little memory."""
    some = np.sort(np.concatenate([run[::_SAMPLED] for run in runs]))
    parts = max(sum(map(len, runs)) // _SORTED_TOGETHER, 1)
    return np.asarray(some[len(some) * np.arange(1, parts) // parts])


def _without_repeats(ordered: Array) -> Array:
    keep = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return np.asarray(ordered.take(np.flatnonzero(keep)))


def among(pairs: Array, known: Array) -> Array:
    """Tell which pairs are among known ones, which must be sorted."""
    if not len(known):
        return np.zeros(len(pairs), dtype=bool)
    place = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    return np.asarray(known[place] == pairs)


def places(pairs: Array, known: Array) -> Array:
    """Give the places of pairs among known ones, those that are there; both must be sorted."""
    place = np.searchsorted(known, pairs)
    there = place < len(known)
    there[there] = known[place[there]] == pairs[there]
    return np.asarray(place[there])


def _across(frame: Frame, pairs: Array) -> Array:
    left, right = split_pairs(pairs, frame.size)
    return np.asarray(pairs[frame.source[left] != frame.source[right]])


def _single_rules(frame: Frame) -> list[_Rule]:
    """Give the rules of one field, exact values before the user parts of addresses."""
    rows = np.arange(frame.size)
    columns = (*exact_tokens(frame), *user_parts(frame))
    return [
        _Rule((column.field,), rows, (column.tokens,))
        for column in columns
        if column.kind not in WEAK or len(frame.fields) == 1
    ]


def _pair_rules(
    frame: Frame, coarse: Sequence[TokenColumn], singles: Sequence[_Found]
) -> Iterator[_Rule]:
    """Give the rules of two fields; where one is exact, its own rule found nearly all."""
    rows = np.arange(frame.size)
    for one, two in combinations(coarse, 2):
        if same_matter(one.kind, two.kind):
            continue
        exact = {(c.field,) for c in (one, two) if c.exact}
        single = next((s for s in singles if s.fields in exact), None)
        yield _Rule((one.field, two.field), rows, (one.tokens, two.tokens), single)


def _triple_rules(
    frame: Frame, coarse: Sequence[TokenColumn], doubles: Sequence[_Found]
) -> Iterator[_Rule]:
    """Give the rules of three fields, for records whose block was too large whichever two agree."""
    large = {rule.fields: rule.large for rule in doubles}
    for trio in combinations(coarse, 3):
        fields = tuple(column.field for column in trio)
        marks = [large[two] for two in combinations(fields, 2) if two in large]
        rows = _marked(frame.size, np.bitwise_and.reduce(marks)) if marks else _NO_ROWS
        if len(rows) > 1:
            yield _Rule(fields, rows, tuple(column.tokens.take(rows) for column in trio))


def _marks(size: int, rows: Array) -> Array:
    """Give one bit a record, set for some: a byte holds eight."""
    marks = np.zeros(size, dtype=bool)
    marks[rows] = True
    return np.packbits(marks)


def _marked(size: int, marks: Array) -> Array:
    """Give the records whose bit is set."""
    return np.flatnonzero(np.unpackbits(marks, count=size))


def _with_equal(tokens: Sequence[Array], pairs: Array, size: int) -> Array:
    """Give the pairs that share every token."""
    left, right = split_pairs(pairs, size)
    same = np.ones(len(pairs), dtype=bool)
    for token in tokens:
        of_left = token.take(left)
        same &= (of_left == token.take(right)) & (of_left != 0)
    return np.asarray(pairs.take(np.flatnonzero(same)))


def _word_rules(frame: Frame) -> Iterator[_Rule]:
    """Rare words of texts, alone and two of one text together."""
    for text in word_keys(frame):
        words = spread_bits(text.words)
        yield _Rule((text.field,), text.records, (words,))
        for step in range(1, RARE_WORDS):
            same = text.records[step:] == text.records[:-step]
            low = np.minimum(words[step:], words[:-step])[same]
            high = np.maximum(words[step:], words[:-step])[same]
            yield _Rule((text.field,), text.records[step:][same], (low, high))


def same_matter(one: Kind, two: Kind) -> bool:
    """Tell fields that agree together for strangers too: two places, two weak fields."""
    kinds = {one, two}
    return kinds <= PLACES or kinds <= WEAK


def _found(size: int, rule: _Rule) -> _Found:
    """Find pairs of records with equal keys, but not in blocks above the cap."""
    records, tokens = rule.records, rule.tokens
    if rule.single:
        records = _marked(size, rule.single.large)
        tokens = tuple(token.take(records) for token in tokens)
    blocks = _blocks(size, _packed(records, tokens))
    found = [_block_pairs(blocks, size)]
    if rule.single:
        found.append(_with_equal(rule.tokens, rule.single.pairs, size))
    large = _marks(size, (_oversize(blocks) & ROW_MASK).astype(np.int64))
    return _Found(rule.fields, sorted_unique(np.concatenate(found)), large)


def _packed(records: Array, tokens: Sequence[Array]) -> Array:
    """Give a key of 40 bits and below it the record, for each record that has every token."""
    every = tokens[0] != 0
    for token in tokens[1:]:
        every &= token != 0
    said = np.flatnonzero(every)
    keys = np.zeros(len(said), dtype=np.uint64)
    for token in tokens:
        keys += token.take(said)
        keys *= _ODD
    keys &= ~ROW_MASK
    keys |= records.take(said).astype(np.uint64)
    keys.sort()
    return keys


def _blocks(size: int, packed: Array) -> _Blocks:
    """Part sorted entries into blocks of equal keys."""
    changed = (packed[1:] ^ packed[:-1]) > ROW_MASK
    starts = np.flatnonzero(np.concatenate((np.ones(min(len(packed), 1), dtype=bool), changed)))
    sizes = np.diff(np.append(starts, len(packed)))
    return _Blocks(packed, starts, sizes, _cap(sizes, size))


def _oversize(blocks: _Blocks) -> Array:
    """Give the entries of blocks above the cap."""
    large = blocks.sizes > blocks.cap
    return np.asarray(blocks.entries[np.repeat(large, blocks.sizes)]) if large.any() else _NONE


def largest_block(size: int) -> int:
    """Give the largest block size compared whole: fewer for many records."""
    scale = (_CAP_ROWS / max(size, 1)) ** _CAP_POWER
    return int(np.clip(_LARGEST_CAP * scale, _SMALLEST_CAP, _LARGEST_CAP))


def _budget(size: int) -> float:
    """Give the pairs one rule may find: many a record of a small table, few of a large one."""
    most = _PAIRS_PER_RECORD * min(size, _CAP_ROWS)
    return max(most, _LEAST_PAIRS_PER_RECORD * size, _LEAST_BUDGET)


def _cap(sizes: Array, size: int) -> int:
    """Give the largest block size compared whole, within the budget of pairs."""
    cap = largest_block(size)
    blocks = np.bincount(np.minimum(sizes, cap + 1), minlength=cap + 2)[: cap + 1]
    each = np.arange(cap + 1) * (np.arange(cap + 1) - 1) // 2
    within = np.flatnonzero(np.cumsum(blocks * each) <= _budget(size))
    return int(within[-1])


def _block_pairs(blocks: _Blocks, size: int) -> Array:
    """Give every pair of entries with the same key, of blocks within the cap."""
    rows = (blocks.entries & ROW_MASK).astype(np.int64)
    found = [np.empty(0, dtype=np.int64)]
    for members in range(2, blocks.cap + 1):
        starts = blocks.starts[blocks.sizes == members]
        if len(starts):
            low, high = np.triu_indices(members, k=1)
            left, right = rows[starts + low[:, None]], rows[starts + high[:, None]]
            found.append((left * size + right)[left != right])
    return np.concatenate(found)
