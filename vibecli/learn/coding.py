"""How a column enters a model: bounds, ranks and levels, learnt once from the training rows."""

import numpy as np
from numpy.typing import NDArray

from vibecli.learn.frame import MISSING, Choices, Column, Floats, Numbers
from vibecli.model import Model

KNOTS = 33  # of the curve of ranks
RARE = 20  # rows below which a level is one of the others
LEVELS = 30  # at most, the most frequent
FAR = 5.0  # standard deviations beyond which a value is held
REACH = 0.25  # by how much ranks go on beyond what training knew, at most


class NumberCode(Model):
    """A number as its standard value, its rank among the training rows, and whether it is there."""

    centre: float
    spread: float
    knots: tuple[float, ...]  # values, ascending
    ranks: tuple[float, ...]  # of the knots, 0 to 1

    def parts(self, column: Numbers) -> Floats:
        """Give one line a part: value, rank and absence; a line of a missing value is neutral."""
        absent = np.isnan(column.values)
        values = np.where(absent, self.centre, column.values)
        standard = np.clip((values - self.centre) / self.spread, -FAR, FAR)
        ranks = np.where(absent, 0.0, (self._ranked(values) - 0.5) * np.sqrt(12.0))
        return np.stack([standard, ranks, absent.astype(np.float64)])

    def _ranked(self, values: Floats) -> Floats:
        """Give ranks, strictly ascending also beyond the values of training."""
        first, last = self.knots[0], self.knots[-1]
        span = (last - first) or 1.0
        over = np.maximum(values - last, 0.0) / span
        under = np.maximum(first - values, 0.0) / span
        inside = np.interp(values, self.knots, self.ranks)
        return np.asarray(inside + REACH * (over / (1 + over) - under / (1 + under)))


class ChoiceCode(Model):
    """A word as the place of its level; then the others, then none."""

    levels: tuple[str, ...]

    def places(self, column: Choices) -> NDArray[np.intp]:
        """Give the place of each row's level."""
        codes = column.recoded(self.levels, len(self.levels)).astype(np.intp)
        return np.where(codes == MISSING, len(self.levels) + 1, codes)


Code = NumberCode | ChoiceCode


def coded(column: Column) -> Code:
    """Learn how a column is coded."""
    return _number_code(column) if isinstance(column, Numbers) else ChoiceCode(levels=kept(column))


def kept(column: Choices) -> tuple[str, ...]:
    """Give the levels frequent enough to tell something, in the order of their words."""
    counts = np.bincount(column.codes[column.codes != MISSING], minlength=len(column.levels))
    frequent = [place for place in np.argsort(-counts, kind="stable") if counts[place] >= RARE]
    return tuple(column.levels[place] for place in sorted(frequent[:LEVELS]))


def knots_of(values: Floats, count: int) -> Floats:
    """Give distinct values that cut others into parts of about the same size, ends included."""
    return np.unique(np.quantile(values, np.linspace(0, 1, count), method="nearest"))


def _number_code(column: Numbers) -> NumberCode:
    values = np.sort(column.values[~np.isnan(column.values)])
    if not len(values):
        return NumberCode(centre=0.0, spread=1.0, knots=(0.0,), ranks=(0.5,))
    knots = knots_of(values, KNOTS)
    below = np.searchsorted(values, knots, "left") + np.searchsorted(values, knots, "right")
    return NumberCode(
        centre=float(values.mean()),
        spread=float(values.std()) or 1.0,
        knots=tuple(knots.tolist()),
        ranks=tuple((below / 2 / len(values)).tolist()),
    )
