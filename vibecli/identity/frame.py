"""The frame: every record of every source as integer codes of normal forms, one array a field.

Owns coding. Only distinct texts are normalised. Values are numbered in their sorted order and
records in the order of (source, id), so equal inputs give equal frames in any row order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.fields import Field, Part
from vibecli.identity.kinds import Kind
from vibecli.identity.normal import normaliser, split_name
from vibecli.identity.placeholders import Placeholder, placeholder_codes
from vibecli.identity.source import NO_VALUE, Source
from vibecli.identity.spelling import SPELT_KINDS, one_spelling


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

    @property
    def size(self) -> int:
        """The number of records."""
        return len(self.ids)

    def code_rows(self) -> Array:
        """Give the codes of all fields, a row a record."""
        rows = np.empty((self.size, len(self.fields)), dtype=np.int32)
        for at, field in enumerate(self.fields):
            rows[:, at] = field.codes
        return rows


@dataclass(frozen=True)
class _Forms:
    """The normal forms of one source's texts of one field, and which text each record has."""

    forms: list[str | None]  # a text each
    codes: Array  # a record each, NO_VALUE where it has no text


def build_frame(sources: Sequence[Source], fields: Sequence[Field]) -> Frame:
    """Give the frame of sources (sorted by name) over the fields."""
    normal = [_normal_forms(sources, field) for field in fields]
    names = [n for field, n in zip(fields, normal, strict=True) if _is_name(field.kind)]
    shared = _vocabulary(names)
    found: list[Placeholder] = []
    coded = []
    for field, forms in zip(fields, normal, strict=True):
        vocabulary = shared if _is_name(field.kind) else _vocabulary([forms])
        one, ignored = _coded(field, forms, vocabulary)
        coded.append(one)
        found += ignored
    return Frame(
        names=tuple(source.name for source in sources),
        source=np.repeat(np.arange(len(sources)), [len(s.ids) for s in sources]),
        ids=np.concatenate([np.array(s.ids, dtype=object) for s in sources]),
        fields=tuple(coded),
        placeholders=tuple(found),
    )


def _is_name(kind: Kind) -> bool:
    """Given and family names share one vocabulary, so that swapped ones compare by code."""
    return kind in (Kind.GIVEN, Kind.FAMILY)


def _normal_forms(sources: Sequence[Source], field: Field) -> list[_Forms]:
    """Give the normal forms source by source, values that differ in an umlaut's spelling as one."""
    normal = [
        _source_forms(source, part, field.kind)
        for source, part in zip(sources, field.parts, strict=True)
    ]
    if field.kind in SPELT_KINDS:
        others = one_spelling(v for one in normal for v in one.forms if v)
        for one in normal if others else ():
            one.forms[:] = [others.get(v, v) if v else v for v in one.forms]
    return normal


def _source_forms(source: Source, part: Part | None, kind: Kind) -> _Forms:
    column = source.column(part.column) if part else None
    if column is None or part is None:
        return _Forms([], np.full(len(source.ids), NO_VALUE, dtype=np.int32))
    values = column.values.tolist()
    if part.part == "whole":
        normal = normaliser(kind, values)
        return _Forms([normal(value) for value in values], column.codes)
    side = 0 if part.part == "given" else 1
    return _Forms([split_name(value)[side] for value in values], column.codes)


def _vocabulary(columns: Sequence[Sequence[_Forms]]) -> dict[str, int]:
    said = {form for column in columns for one in column for form in one.forms if form is not None}
    return {value: code for code, value in enumerate(sorted(said))}


def _coded(
    field: Field, normal: Sequence[_Forms], vocabulary: dict[str, int]
) -> tuple[Coded, list[Placeholder]]:
    codes = np.concatenate([_own_codes(one, vocabulary) for one in normal])
    values = list(vocabulary)
    counts = np.bincount(codes[codes >= 0], minlength=len(values))
    ignored = placeholder_codes(field.kind, values, counts)
    if ignored:
        codes[np.isin(codes, ignored)] = NO_VALUE
    found = [Placeholder(field.label, values[i], int(counts[i])) for i in ignored]
    counts[ignored] = 0
    return Coded(field.label, field.kind, codes, tuple(values), counts), found


def _own_codes(one: _Forms, vocabulary: dict[str, int]) -> Array:
    """Give the codes of one source's records; its last place stands for a missing text."""
    of_text = [NO_VALUE if form is None else vocabulary[form] for form in one.forms]
    return np.array([*of_text, NO_VALUE], dtype=np.int32)[one.codes]
