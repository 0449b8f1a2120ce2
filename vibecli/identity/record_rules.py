"""Rules of a match: values that make two records one person for certain, or two.

Owns what a rule means for records. Values count in their normal form; one that is missing, or typed
in place of a missing one, says nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import joined_pairs, merged, sorted_unique, split_pairs
from vibecli.identity.kinds import KIND_OF_ROLE, Kind
from vibecli.identity.normal import normaliser
from vibecli.identity.placeholders import looking_empty, too_frequent
from vibecli.identity.rule_name import rule_name
from vibecli.identity.source import Source

_SHORT = 3  # letters and digits of a code that may well be one of a kind, such as 7 or 11


@dataclass(frozen=True)
class RecordRule:
    """Equal values of these columns are one person (same), or different ones are two."""

    same: bool
    columns: tuple[str | None, ...]  # one a source

    @property
    def name(self) -> str:
        """The rule in short."""
        return rule_name(self.columns, same=self.same)


@dataclass(frozen=True)
class RuledRecords:
    """What the rules of a match mean for its records."""

    rules: tuple[RecordRule, ...] = ()
    keys: tuple[Array, ...] = ()  # a rule each: the number of a record's value, 0 for none

    @classmethod
    def of(cls, sources: Sequence[Source], rules: Sequence[RecordRule]) -> Self:
        """Give what rules mean for the records of sources (in frame order)."""
        return cls(tuple(rules), tuple(_keys(sources, rule) for rule in rules))

    def some(self, rows: Array) -> Self:
        """Give the same for some of the records, in this order."""
        return replace(self, keys=tuple(keys[rows] for keys in self.keys))

    @cached_property
    def held(self) -> tuple[Array, ...]:
        """The values of each rule by which another one is two persons."""
        return tuple(k for k, rule in zip(self.keys, self.rules, strict=True) if not rule.same)

    @cached_property
    def bound(self) -> Array:
        """Pairs, sorted, that chain together what is one person for certain."""
        pairs = zip(self.keys, self.rules, strict=True)
        bound = merged([_bonds(keys, self.held) for keys, rule in pairs if rule.same])
        if not self.held or not len(bound):
            return bound
        return bound[~held_apart(self.held, *split_pairs(bound, len(self.held[0])))]

    @property
    def told(self) -> tuple[str, ...]:
        """The rules in words, with how many records they say something of."""
        return tuple(_told(rule, k) for k, rule in zip(self.keys, self.rules, strict=True))

    def deciding(self, one: Array, two: Array) -> Array:
        """Give the number of the rule that decides each pair, the first of them; -1 for none."""
        found = np.full(len(one), -1)
        order = sorted(
            range(len(self.rules)), key=lambda number: (not self.rules[number].same, -number)
        )
        for number in order:  # the last one stands: what is held apart is never bound
            left, right = self.keys[number][one], self.keys[number][two]
            agree = (left == right) == self.rules[number].same
            found[agree & (left > 0) & (right > 0)] = number
        return found

    def apart(self, one: Array, two: Array) -> Array:
        """Tell the pairs of records that a rule holds apart."""
        return held_apart(self.held, one, two)

    def torn(self, labels: Array) -> Array:
        """Give the pairs within clusters that a rule holds apart, sorted."""
        return merged([_torn(keys, labels) for keys in self.held])


def held_apart(held: Sequence[Array], one: Array, two: Array) -> Array:
    """Tell where both sides have a number, and another one."""
    found = np.zeros(len(one), dtype=bool)
    for keys in held:
        left, right = keys[one], keys[two]
        found |= (left != right) & (left > 0) & (right > 0)
    return found


def of_clusters(keys: Array, labels: Array) -> Array:
    """Give the number of each cluster, by its label; nothing in it is held apart."""
    found = np.zeros_like(keys)
    np.maximum.at(found, labels, keys)
    return found


def _keys(sources: Sequence[Source], rule: RecordRule) -> Array:
    """Give the number of each record's value, 0 where it says nothing."""
    numbers: dict[str, int] = {}
    columns = list(zip(sources, rule.columns, strict=True))
    parts = [_numbered(source, name, numbers) for source, name in columns]
    found = np.concatenate([np.empty(0, dtype=np.int64), *parts])
    kinds = {_kind(source, name) for source, name in columns} - {None}
    counts = np.bincount(found, minlength=len(numbers) + 1)[1:]
    for kind in sorted(kind for kind in kinds if kind):
        empty = _empty(kind, tuple(numbers), counts, same=rule.same)
        found[np.isin(found, [at + 1 for at in empty])] = 0
    return found


def _empty(kind: Kind, values: Sequence[str], counts: Array, *, same: bool) -> set[int]:
    """Give the values that say nothing: short codes do, and what many have still parts two."""
    looks = looking_empty(kind, values, counts)
    told = {at for at in looks if kind is not Kind.CODE or not _is_short(values[at])}
    return told | set(too_frequent(kind, counts)) if same else told


def _is_short(code: str) -> bool:
    return len(code) <= _SHORT and bool(code.strip("0x"))


def _numbered(source: Source, name: str | None, numbers: dict[str, int]) -> Array:
    column = source.column(name) if name else None
    kind = _kind(source, name)
    if column is None or kind is None:
        return np.zeros(len(source.ids), dtype=np.int64)
    form = normaliser(kind, column.values)
    forms = [form(value) for value in column.values.tolist()]
    own = [numbers.setdefault(text, len(numbers) + 1) if text else 0 for text in forms]
    return np.array([*own, 0], dtype=np.int64)[column.codes]


def _kind(source: Source, name: str | None) -> Kind | None:
    column = source.column(name) if name else None
    if column is None:
        return None
    return KIND_OF_ROLE.get(column.role, Kind.CODE) if column.role else Kind.CODE


def _bonds(keys: Array, held: Sequence[Array]) -> Array:
    """Give pairs that chain together the records of one number, those held alike side by side."""
    order = np.lexsort((*held, keys))
    order = order[keys[order] > 0]
    at = np.flatnonzero(keys[order[1:]] == keys[order[:-1]])
    return sorted_unique(joined_pairs(order[at], order[at + 1], len(keys)))


def _torn(keys: Array, labels: Array) -> Array:
    said = np.flatnonzero(keys > 0)
    distinct = np.unique(np.stack([labels[said], keys[said]]), axis=1)[0]
    mixed = distinct[1:][distinct[1:] == distinct[:-1]]
    members = said[np.isin(labels[said], mixed)]
    pairs = list(_different(keys, labels, members))
    return sorted_unique(np.concatenate([np.empty(0, dtype=np.int64), *pairs]))


def _different(keys: Array, labels: Array, members: Array) -> Iterator[Array]:
    """Give the pairs of each cluster with different numbers."""
    for label in np.unique(labels[members]).tolist():
        own = members[labels[members] == label]
        one, two = (own[at] for at in np.triu_indices(len(own), k=1))
        differ = keys[one] != keys[two]
        yield joined_pairs(one[differ], two[differ], len(keys))


def _told(rule: RecordRule, keys: Array) -> str:
    said = int((keys > 0).sum())
    verdict = "one person" if rule.same else "two persons"
    return f"rule: {rule.name} is {verdict}; {said:,} records have one"
