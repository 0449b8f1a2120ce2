"""What a trained model says of the values it was trained on, for the records that come after.

Owns the figures that rarity and reading need, kept so that a new record is scored by what stands in
the model and by nothing that depends on when it came; and the rule that tells when they have aged.
"""

from collections.abc import Sequence
from typing import Self

import numpy as np
from pydantic import ConfigDict

from vibecli.engine.base import Array
from vibecli.identity.fields import Field
from vibecli.identity.frame import Frame, Settled
from vibecli.identity.kinds import LEVELS, Kind
from vibecli.identity.normal import day_first
from vibecli.identity.source import Source
from vibecli.identity.usage import Usage
from vibecli.identity.weights import records_a_person, smoothed_shares
from vibecli.model import Model

_LEAST_PAIRS = 100
_DRIFTED = 0.25  # the usual bound of a population stability index
_PRIOR = 0.5


class FieldStatistics(Model):
    """One field: how its values are shared and read, and how pairs of it agreed."""

    model_config = ConfigDict(extra="ignore")  # models of earlier versions tell more

    single: float  # records of one value that one person explains
    day_first: tuple[bool, ...]  # a source each
    placeholders: tuple[str, ...]
    agreed: tuple[int, ...]  # accepted pairs by level, the missing one first

    @classmethod
    def of(cls, frame: Frame, at: int, day_first: tuple[bool, ...], agreed: Array) -> Self:
        """Give what a frame, and the pairs accepted in it, tell of one field."""
        coded = frame.fields[at]
        return cls(
            single=records_a_person(coded),
            day_first=day_first,
            placeholders=tuple(p.value for p in frame.placeholders if p.field == coded.label),
            agreed=tuple(agreed.tolist()),
        )

    def rarity(self, kind: Kind, counts: Array, usage: Usage) -> Array:
        """Give how much rarer than usual values held by so many records are, as log2."""
        if not LEVELS[kind].rarity:
            return np.zeros(len(counts))
        shares = smoothed_shares(kind, np.maximum(counts - self.single, 0.0), usage.said)
        usual = smoothed_shares(kind, usage.shared(self.single) / max(usage.said, 1), usage.said)
        return np.asarray(np.log2(shares / usual))

    def drift(self, agreed: Array) -> float:
        """Give how far the levels of newly accepted pairs are from those of the model's."""
        before, now = np.array(self.agreed[1:], dtype=float), agreed[1:].astype(float)
        if min(before.sum(), now.sum()) < _LEAST_PAIRS:
            return 0.0
        one, two = ((n + _PRIOR) / (n + _PRIOR).sum() for n in (before, now))
        return float(((two - one) * np.log(two / one)).sum())


Statistics = tuple[FieldStatistics, ...]


def statistics_of(
    frame: Frame, day_orders: Sequence[tuple[bool, ...]], agreed: Sequence[Array]
) -> Statistics | None:
    """Give the statistics of all fields.

    None where texts are compared: which of their words are rare depends on all the others.
    """
    if any(field.kind is Kind.TEXT for field in frame.fields):
        return None
    return tuple(
        FieldStatistics.of(frame, at, order, counts)
        for at, (order, counts) in enumerate(zip(day_orders, agreed, strict=True))
    )


def day_orders(sources: Sequence[Source], fields: Sequence[Field]) -> tuple[tuple[bool, ...], ...]:
    """Tell, of each field and source, whether dates are written with the day first."""
    return tuple(
        tuple(
            _day_first(source, part.column if part else None, field.kind)
            for source, part in zip(sources, field.parts, strict=True)
        )
        for field in fields
    )


def settled(statistics: Statistics) -> Settled:
    """Give how the values of later records are read."""
    return Settled(
        day_first=tuple(field.day_first for field in statistics),
        placeholders=tuple(frozenset(field.placeholders) for field in statistics),
    )


def level_counts(kinds: Sequence[Kind], levels: Array) -> tuple[Array, ...]:
    """Count the rows of levels, field by field."""
    return tuple(
        np.bincount(levels[:, at], minlength=LEVELS[kind].count) for at, kind in enumerate(kinds)
    )


def drifted(
    statistics: Statistics, labels: Sequence[str], agreed: Sequence[Array]
) -> tuple[str, ...]:
    """Name the fields in which newly accepted pairs agree differently than the model has learnt."""
    return tuple(
        label
        for field, label, counts in zip(statistics, labels, agreed, strict=True)
        if field.drift(counts) > _DRIFTED
    )


def _day_first(source: Source, column: str | None, kind: Kind) -> bool:
    found = source.column(column) if column and kind in (Kind.BIRTH, Kind.DAY) else None
    return day_first(found.values.tolist()) if found else True
