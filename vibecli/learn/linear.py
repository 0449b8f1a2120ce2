"""The linear models: logistic regression over all columns, and the rule over one.

Their log-odds are a sum of one term a column, so a term is also the column's reason.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from vibecli.learn import metrics
from vibecli.learn.coding import ChoiceCode, Code, NumberCode, coded
from vibecli.learn.extra import optional
from vibecli.learn.frame import Array, Choices, Column, Floats, Frame, Numbers, Whole
from vibecli.model import Model


class NumberTerm(Model):
    """What a column of numbers adds: a weight for each part of its code, less the mean of all."""

    kind: Literal["number"] = "number"
    code: NumberCode
    weights: tuple[float, ...]
    mean: float

    def of(self, column: Column) -> Floats:
        """Give what each row's value adds to its log-odds."""
        assert isinstance(column, Numbers)
        return np.asarray(_sum(self.weights, self.code.parts(column)) - self.mean)


class ChoiceTerm(Model):
    """What a column of words adds: a weight for each level, less the mean of all."""

    kind: Literal["choice"] = "choice"
    code: ChoiceCode
    weights: tuple[float, ...]
    mean: float

    def of(self, column: Column) -> Floats:
        """Give what each row's level adds to its log-odds."""
        assert isinstance(column, Choices)
        return np.asarray(np.array(self.weights)[self.code.places(column)] - self.mean)


Term = Annotated[NumberTerm | ChoiceTerm, Field(discriminator="kind")]


class Linear(Model):
    """An intercept and a term for each column it looks at, by the column's place."""

    intercept: float
    places: tuple[int, ...]
    terms: tuple[Term, ...]

    def margin(self, frame: Frame) -> Floats:
        """Give each row's log-odds."""
        total = np.full(len(frame), self.intercept)
        for place, term in zip(self.places, self.terms, strict=True):
            total += term.of(frame.columns[place])
        return total

    def contributions(self, frame: Frame) -> Floats:
        """Give what each column adds to the log-odds of the mean customer, one line a column."""
        lines = np.zeros((len(frame.columns), len(frame)))
        for place, term in zip(self.places, self.terms, strict=True):
            lines[place] = term.of(frame.columns[place])
        return lines

    def shuffled(self, frame: Frame, place: int, orders: Whole) -> Floats:
        """Give what log-odds change by when one column's values are taken in other orders."""
        if place not in self.places:
            return np.zeros(orders.shape)
        added = self.terms[self.places.index(place)].of(frame.columns[place])
        return np.asarray(added[orders] - added)

    def looks(self) -> Sequence[tuple[int, bool]]:
        """Give the columns it looks at by their places, and whether each holds numbers."""
        kinds = [isinstance(term, NumberTerm) for term in self.terms]
        return list(zip(self.places, kinds, strict=True))


def logistic(frame: Frame) -> Linear:
    """Fit a logistic regression with a mild ridge on all columns."""
    return _fitted(frame, range(len(frame.columns)), slice(0, 3))


def rule(frame: Frame, column: str | None) -> Linear:
    """Fit the rule: the more (or the less) of one number, the likelier, and nothing else."""
    place = _told(frame) if column is None else frame.names.index(column)
    return _fitted(frame, [place], slice(1, 3))


def _told(frame: Frame) -> int:
    """Give the place of the number that alone orders the rows best; the first where none does."""
    best, told = 0.0, 0
    for place, column in enumerate(frame.columns):
        if isinstance(column, Numbers):
            values = np.nan_to_num(column.values, nan=-np.inf, neginf=-np.inf)
            strength = abs(metrics.area(values, frame.truth) - 0.5)
            best, told = max((best, told), (strength, place), key=lambda pair: pair[0])
    return told


def _fitted(frame: Frame, places: Sequence[int], parts: slice) -> Linear:
    codes = [coded(frame.columns[place]) for place in places]
    lines = [_lines(code, frame.columns[p], parts) for code, p in zip(codes, places, strict=True)]
    matrix = np.concatenate(lines).T
    regression = optional("sklearn.linear_model").LogisticRegression(solver="newton-cholesky")
    regression.fit(matrix, frame.truth, sample_weight=frame.weights)
    weights = np.split(regression.coef_[0], np.cumsum([len(line) for line in lines])[:-1])
    terms = [_term(code, w, part) for code, w, part in zip(codes, weights, lines, strict=True)]
    intercept = float(regression.intercept_[0]) + sum(term.mean for term in terms)
    return Linear(intercept=intercept, places=tuple(places), terms=tuple(terms))


def _lines(code: Code, column: Column, parts: slice) -> Floats:
    """Give the columns of the design matrix for one column of the frame, as lines."""
    if isinstance(code, NumberCode):
        assert isinstance(column, Numbers)
        lines = code.parts(column)
        lines[: parts.start] = 0.0
        return lines
    assert isinstance(column, Choices)
    levels = np.arange(len(code.levels) + 2)[:, None]
    return np.asarray(code.places(column) == levels, np.float64)


def _term(code: Code, weights: Array, lines: Floats) -> Term:
    fields: dict[str, Any] = {
        "code": code,
        "weights": tuple(weights.tolist()),
        "mean": float(_sum(weights.tolist(), lines).mean()),
    }
    return NumberTerm(**fields) if isinstance(code, NumberCode) else ChoiceTerm(**fields)


def _sum(weights: Sequence[float], lines: Floats) -> Floats:
    """Give the weighted sum of lines, always in the same order."""
    total = np.zeros(lines.shape[1])
    for weight, line in zip(weights, lines, strict=True):
        total += weight * line
    return total
