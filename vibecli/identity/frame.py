"""The frame: every record of every source as integer codes of normal forms, one array a field.

Owns coding. Values are numbered in their sorted order and records in the order of (source, id), so
equal inputs give equal frames whatever order the rows came in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.fields import Field, Part
from vibecli.identity.kinds import Kind
from vibecli.identity.normal import normaliser, split_name
from vibecli.identity.placeholders import Placeholder, placeholder_codes
from vibecli.identity.source import Source
from vibecli.identity.spelling import SPELT_KINDS, one_spelling

NO_VALUE = -1


@dataclass(frozen=True)
class Coded:
    """One field of the frame: a code a record, and the value of each code."""

    label: str
    kind: Kind
    codes: Array  # int64, NO_VALUE where missing
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


def build_frame(sources: Sequence[Source], fields: Sequence[Field]) -> Frame:
    """Give the frame of sources (sorted by name) over the fields."""
    normal = _one_spelling(fields, [_normal_values(sources, field) for field in fields])
    found: list[Placeholder] = []
    names = [n for field, n in zip(fields, normal, strict=True) if _is_name(field.kind)]
    shared = _vocabulary(names)
    coded = []
    for field, values in zip(fields, normal, strict=True):
        vocabulary = shared if _is_name(field.kind) else _vocabulary([values])
        one, ignored = _coded(field, values, vocabulary)
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


def _one_spelling(
    fields: Sequence[Field], columns: Sequence[list[str | None]]
) -> list[list[str | None]]:
    """Give one spelling to values that differ in how an umlaut is written."""
    spelt: list[list[str | None]] = []
    for field, values in zip(fields, columns, strict=True):
        others = one_spelling(v for v in values if v) if field.kind in SPELT_KINDS else {}
        spelt.append([others.get(v, v) if v else v for v in values] if others else values)
    return spelt


def _normal_values(sources: Sequence[Source], field: Field) -> list[str | None]:
    values: list[str | None] = []
    for source, part in zip(sources, field.parts, strict=True):
        values += _source_values(source, part, field.kind)
    return values


def _source_values(source: Source, part: Part | None, kind: Kind) -> list[str | None]:
    column = source.column(part.column) if part else None
    if column is None or part is None:
        return [None] * len(source.ids)
    distinct = {value for value in column.values if value is not None}
    if part.part == "whole":
        normal = normaliser(kind, distinct)
        form = {value: normal(value) for value in distinct}
    else:
        side = 0 if part.part == "given" else 1
        form = {value: split_name(value)[side] for value in distinct}
    return [None if value is None else form[value] for value in column.values]


def _vocabulary(columns: Sequence[Sequence[str | None]]) -> dict[str, int]:
    said = {value for column in columns for value in column if value is not None}
    return {value: code for code, value in enumerate(sorted(said))}


def _coded(
    field: Field, normal: Sequence[str | None], vocabulary: dict[str, int]
) -> tuple[Coded, list[Placeholder]]:
    codes = np.fromiter(
        (NO_VALUE if value is None else vocabulary[value] for value in normal),
        dtype=np.int64,
        count=len(normal),
    )
    values = list(vocabulary)
    counts = np.bincount(codes[codes >= 0], minlength=len(values))
    ignored = placeholder_codes(field.kind, values, counts)
    codes[np.isin(codes, ignored)] = NO_VALUE
    found = [Placeholder(field.label, values[i], int(counts[i])) for i in ignored]
    counts[ignored] = 0
    return Coded(field.label, field.kind, codes, tuple(values), counts), found
