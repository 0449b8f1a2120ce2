"""An excerpt: few records of a frame, with all that was counted on the whole of it.

Owns leaving values out: comparing a pair needs no preparation of a million others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.calibration import Calibration
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import Kind
from vibecli.identity.source import NO_VALUE
from vibecli.identity.weights import Weights


@dataclass(frozen=True)
class Excerpt:
    """The records asked for, in the order of the frame, and the weights of their values."""

    frame: Frame
    weights: Weights
    company: float = 0.0  # bits that records have company
    calibration: Calibration = field(default_factory=Calibration)


def excerpt(
    frame: Frame, weights: Weights, records: Sequence[int], company: float = 0.0
) -> Excerpt:
    """Give an excerpt of the records with these numbers."""
    rows = np.array(sorted(records), dtype=np.int64)
    used = _used(frame, rows)
    fields, rarity = [], []
    for coded, rarer in zip(frame.fields, weights.rarity, strict=True):
        kept, values = used[id(coded.values)]
        fields.append(_narrowed(coded, rows, kept, values))
        rarity.append(rarer[kept] if len(kept) else np.zeros(1))
    few = replace(
        frame,
        source=frame.source[rows],
        ids=frame.ids[rows],
        fields=tuple(fields),
        placeholders=(),
        among=frame.size_of_all,
    )
    return Excerpt(few, replace(weights, rarity=tuple(rarity)), company)


def _used(frame: Frame, rows: Array) -> dict[int, tuple[Array, tuple[str, ...]]]:
    """Give for each vocabulary the codes that are kept, sorted, and their values.

    Given and family names keep one between them; how alike texts are depends on all of them.
    """
    held: dict[int, list[Array]] = {}
    values = {id(coded.values): coded.values for coded in frame.fields}
    for coded in frame.fields:
        every = np.arange(len(coded.values)) if coded.kind is Kind.TEXT else coded.codes[rows]
        held.setdefault(id(coded.values), []).append(every)
    found = {}
    for number, codes in held.items():
        kept = np.unique(np.concatenate(codes))
        kept = kept[kept != NO_VALUE]
        found[number] = kept, tuple(values[number][code] for code in kept.tolist())
    return found


def _narrowed(coded: Coded, rows: Array, kept: Array, values: tuple[str, ...]) -> Coded:
    codes = coded.codes[rows]
    said = codes != NO_VALUE
    own = np.full(len(rows), NO_VALUE, dtype=np.int32)
    own[said] = np.searchsorted(kept, codes[said])
    return replace(coded, codes=own, values=values, counts=coded.counts[kept])
