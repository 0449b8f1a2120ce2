"""The frame: every record of every source as integer codes of normal forms, one array a field.

Owns coding. Only distinct texts are normalised. Records are in the order of (source, id), values in
that of the first record that has them, so equal inputs give equal frames in any row order.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.fields import Field, Part
from vibecli.identity.kinds import Kind
from vibecli.identity.normal import normaliser, split_name
from vibecli.identity.placeholders import (
    Placeholder,
    placeholder,
    placeholder_codes,
    settled_codes,
)
from vibecli.identity.source import NO_VALUE, Source
from vibecli.identity.spelling import SPELT_KINDS, one_spelling, spelt_out


@dataclass(frozen=True)
class Coded:
    """One field of the frame: a code a record, and the value of each code."""

    label: str
    kind: Kind
    codes: Array  # int32, NO_VALUE where missing
    values: tuple[str, ...]
    counts: Array  # int64: records a value


@dataclass(frozen=True)
class Frame:
    """All records to match."""

    names: tuple[str, ...]  # of the sources
    source: Array  # int64: number of the source
    ids: Array  # object: str
    fields: tuple[Coded, ...]
    placeholders: tuple[Placeholder, ...]
    among: int = 0  # how many records there are in all, where these are some of them

    @property
    def size(self) -> int:
        """The number of records."""
        return len(self.ids)

    @property
    def size_of_all(self) -> int:
        """The number of records there are, here and elsewhere."""
        return max(self.size, self.among)

    def code_rows(self) -> Array:
        """Give the codes of all fields, a row a record."""
        rows = np.empty((self.size, len(self.fields)), dtype=np.int32)
        for at, field in enumerate(self.fields):
            rows[:, at] = field.codes
        return rows


@dataclass(frozen=True)
class Settled:
    """What an earlier frame told of its values, kept for the records that come after it."""

    day_first: tuple[tuple[bool, ...], ...]  # a field each, a source each
    placeholders: tuple[frozenset[str], ...]  # a field each


_SplitNames = dict[int, list[tuple[str | None, str | None]]]  # of columns with full names


@dataclass(frozen=True)
class _Forms:
    """The normal forms of one source's texts of one field, and which text each record has."""

    forms: Sequence[str | None]  # a text each
    codes: Array  # a record each, NO_VALUE where it has no text


class _Vocabulary:
    """The normal forms of a field, or of the names' fields together, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[str | None, int] = defaultdict(count().__next__, {None: NO_VALUE})

    def codes(self, one: _Forms) -> Array:
        """Give the codes of one source's records; the last place stands for a missing text."""
        numbers = map(self._numbers.__getitem__, (*one.forms, None))
        return np.fromiter(numbers, np.int32, len(one.forms) + 1)[one.codes]

    def values(self) -> tuple[str, ...]:
        """Give the forms in the order of their numbers."""
        return tuple(form for form in self._numbers if form is not None)


def build_frame(
    sources: Sequence[Source], fields: Sequence[Field], settled: Settled | None = None
) -> Frame:
    """Give the frame of sources (sorted by name) over the fields.

    `settled`: read every value on its own, as these tell, whatever other values there are.
    """
    names = _Vocabulary()
    split: _SplitNames = {}
    numbered: list[tuple[Array, _Vocabulary]] = []
    for number, field in enumerate(fields):
        vocabulary = names if is_name(field.kind) else _Vocabulary()
        order = settled.day_first[number] if settled else None
        forms = _normal_forms(sources, field, split, order)
        codes = np.concatenate([vocabulary.codes(one) for one in forms])
        numbered.append((codes, vocabulary))
    values = {id(vocabulary): vocabulary.values() for _, vocabulary in numbered}
    found: list[Placeholder] = []
    coded = []
    for number, (field, (codes, vocabulary)) in enumerate(zip(fields, numbered, strict=True)):
        known = settled.placeholders[number] if settled else None
        one, ignored = _coded(field, codes, values[id(vocabulary)], known)
        coded.append(one)
        found += ignored
    return Frame(
        names=tuple(source.name for source in sources),
        source=np.repeat(np.arange(len(sources)), [len(s.ids) for s in sources]),
        ids=np.concatenate([np.array(s.ids, dtype=object) for s in sources]),
        fields=tuple(coded),
        placeholders=tuple(found),
    )


def is_name(kind: Kind) -> bool:
    """Given and family names share one vocabulary, so that swapped ones compare by code."""
    return kind in (Kind.GIVEN, Kind.FAMILY)


def _normal_forms(
    sources: Sequence[Source],
    field: Field,
    split: _SplitNames,
    day_first: tuple[bool, ...] | None,
) -> list[_Forms]:
    """Give the normal forms source by source, values that differ in an umlaut's spelling as one."""
    normal = [
        _source_forms(source, part, field.kind, split, day_first[at] if day_first else None)
        for at, (source, part) in enumerate(zip(sources, field.parts, strict=True))
    ]
    if field.kind in SPELT_KINDS and day_first is None:
        bare = spelt_out(form for one in normal for form in one.forms if form)
        others = one_spelling(bare, _counted(normal, {*bare, *bare.values()})) if bare else {}
        if others:
            return [
                _Forms([others.get(v, v) if v else v for v in one.forms], one.codes)
                for one in normal
            ]
    return normal


def _counted(normal: Sequence[_Forms], some: Collection[str]) -> Counter[str]:
    """Count the records that have each of some forms."""
    counts: Counter[str] = Counter()
    for one in normal:
        many = np.bincount(one.codes[one.codes >= 0], minlength=len(one.forms)).tolist()
        for form, records in zip(one.forms, many, strict=True):
            if form and form in some:
                counts[form] += records
    return counts


def _source_forms(
    source: Source, part: Part | None, kind: Kind, split: _SplitNames, day_first: bool | None
) -> _Forms:
    column = source.column(part.column) if part else None
    if column is None or part is None:
        return _Forms([], np.full(len(source.ids), NO_VALUE, dtype=np.int32))
    if part.part != "whole":
        if id(column) not in split:
            split[id(column)] = [split_name(value) for value in column.values.tolist()]
        side = 0 if part.part == "given" else 1
        return _Forms([parts[side] for parts in split[id(column)]], column.codes)
    values = column.values.tolist()
    normal = normaliser(kind, values, day_first)
    return _Forms([normal(value) for value in values], column.codes)


def _coded(
    field: Field, codes: Array, values: tuple[str, ...], known: frozenset[str] | None
) -> tuple[Coded, list[Placeholder]]:
    counts = np.bincount(codes[codes >= 0], minlength=len(values))
    if known is None:
        ignored = placeholder_codes(field.kind, values, counts)
    else:
        ignored = settled_codes(field.kind, values, known)
    if ignored:
        codes[np.isin(codes, ignored)] = NO_VALUE
    found = [placeholder(field.kind, field.label, values[i], int(counts[i])) for i in ignored]
    counts[ignored] = 0
    return Coded(field.label, field.kind, codes, values, counts), found
