"""Predictor: what every kind of model can do; the kinds that are tried, simplest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from vibecli.learn.boosted import Boosted, Settings, boosted
from vibecli.learn.frame import Floats, Frame, Whole
from vibecli.learn.linear import Linear, logistic, rule
from vibecli.learn.report import Algorithm, Spec

DEEP = 20_000  # rows from which larger trees are worth trying

_SHALLOW = Settings(trees=100, leaves=6, rate=0.08)
_LARGE = Settings(trees=100, leaves=12, rate=0.1)


class Predictor(Protocol):
    """A fitted model: log-odds, and what each column adds to them."""

    def margin(self, frame: Frame) -> Floats:
        """Give each row's log-odds."""
        ...

    def contributions(self, frame: Frame) -> Floats:
        """Give what each column adds to the log-odds of the mean customer, one line a column."""
        ...

    def shuffled(self, frame: Frame, place: int, orders: Whole) -> Floats:
        """Give what log-odds change by when one column's values are taken in other orders."""
        ...

    def looks(self) -> Sequence[tuple[int, bool]]:
        """Give the columns it looks at by their places, and whether each holds numbers."""
        ...


@dataclass(frozen=True)
class Blend:
    """The mean log-odds of a logistic regression and trees, which err in different ways."""

    linear: Linear
    trees: Boosted

    def margin(self, frame: Frame) -> Floats:
        """Give each row's log-odds."""
        return (self.linear.margin(frame) + self.trees.margin(frame)) / 2

    def contributions(self, frame: Frame) -> Floats:
        """Give what each column adds, one line a column."""
        return (self.linear.contributions(frame) + self.trees.contributions(frame)) / 2

    def shuffled(self, frame: Frame, place: int, orders: Whole) -> Floats:
        """Give what log-odds change by when one column's values are taken in other orders."""
        parts = (self.linear, self.trees)
        one, other = (part.shuffled(frame, place, orders) for part in parts)
        return (one + other) / 2

    def looks(self) -> Sequence[tuple[int, bool]]:
        """Give the columns it looks at by their places, and whether each holds numbers."""
        return [*self.linear.looks(), *self.trees.looks()]


@dataclass(frozen=True)
class Recipe:
    """One kind of model."""

    algorithm: Algorithm
    words: str
    fit: Callable[[Frame, Spec], Predictor]


RULE = Recipe("rule", "one number alone", lambda f, s: rule(f, s.rule))
LOGISTIC = Recipe("logistic", "logistic regression on values and ranks", lambda f, _: logistic(f))
BOOSTING = Recipe("boosting", "100 boosted trees of 6 leaves", lambda f, _: boosted(f, _SHALLOW))
LARGER = Recipe("deep boosting", "100 boosted trees of 12 leaves", lambda f, _: boosted(f, _LARGE))
BLEND = Recipe(
    "blend",
    "mean log-odds of logistic regression and boosted trees",
    lambda f, _: Blend(logistic(f), boosted(f, _SHALLOW)),
)
RECIPES = {recipe.algorithm: recipe for recipe in (RULE, LOGISTIC, BOOSTING, LARGER, BLEND)}
