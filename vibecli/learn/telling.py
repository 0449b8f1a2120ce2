"""Telling: columns that say by themselves what is to be foreseen, as a copy of the label does.

Owns how well one column tells it alone. Events are read before their cut and cannot be a copy; a
column of the customer's own row may have been filled in afterwards.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import numpy as np

from vibecli.learn import metrics
from vibecli.learn.coding import KNOTS, RARE, ChoiceCode, kept, knots_of
from vibecli.learn.frame import Bools, Column, Frame, Numbers, Whole

COPY = 0.98  # AUC of one column that no honest one has
SURE, MUCH = 0.99, 0.25  # a value so sure of the rarer outcome, in so much of it, is worth a look
_ROWS = 100  # of such values, below which it may be chance
_PARTS = 5  # of customers: a rate is that of the others


class Telling(NamedTuple):
    """One column that tells the label."""

    column: str
    area: float  # AUC of it alone
    sure: float  # share of the rarer outcome that is sure by its value alone

    @property
    def copies(self) -> bool:
        """Whether it is as good as the label itself."""
        return self.area >= COPY


def telling(frame: Frame, names: Collection[str]) -> tuple[Telling, ...]:
    """Give those of some columns that tell the label alone, the surest first."""
    found = sorted(_found(frame, names), key=lambda one: (-one.area, one.column))
    return tuple(found)


def _found(frame: Frame, names: Collection[str]) -> Iterator[Telling]:
    truth, parts = frame.truth, frame.folds(_PARTS, salt=2)
    for column in frame.columns:
        if column.name in names:
            places = _places(column)
            one = Telling(column.name, _area(places, truth, parts), _sure(places, truth))
            if one.copies or one.sure >= MUCH:
                yield one


def _places(column: Column) -> Whole:
    """Give each row's value as a place: of its level, or between knots; none is one of its own."""
    if not isinstance(column, Numbers):
        return ChoiceCode(levels=kept(column)).places(column)
    absent = np.isnan(column.values)
    if absent.all():
        return np.zeros(len(absent), np.intp)
    knots = knots_of(column.values[~absent], KNOTS)
    return np.where(absent, len(knots), np.searchsorted(knots, column.values))


def _area(places: Whole, truth: Bools, parts: Whole) -> float:
    """Give the AUC of the rates of places, each row's by the customers of the other parts."""
    scores = np.empty(len(truth))
    for part in np.unique(parts):
        rows = parts == part
        hits, every = _counts(places, truth, ~rows)
        scores[rows] = ((hits + truth.mean()) / (every + 1))[places[rows]]
    return float(metrics.areas_over_folds(scores[None], truth, parts).areas[0])


def _sure(places: Whole, truth: Bools) -> float:
    """Give the share of the rarer outcome in places that are sure of it."""
    rarer = truth if truth.mean() <= 1 / 2 else ~truth
    hits, every = _counts(places, rarer, np.ones(len(truth), bool))
    sure = (every >= RARE) & (hits >= SURE * every)
    return float(hits[sure].sum() / rarer.sum()) if every[sure].sum() >= _ROWS else 0.0


def _counts(places: Whole, truth: Bools, rows: Bools) -> tuple[Whole, Whole]:
    size = int(places.max()) + 1
    hits = np.bincount(places[rows & truth], minlength=size)
    return hits, np.bincount(places[rows], minlength=size)
