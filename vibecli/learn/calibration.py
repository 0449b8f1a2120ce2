"""Calibration: from log-odds to a probability that says how often it happens.

Three ways, simplest first; the simplest within one standard error of the best on rows that it was
not fitted on is taken. All are strictly ascending, so they change no order.
"""

from typing import Any

import numpy as np

from vibecli.learn.extra import optional
from vibecli.learn.frame import Bools, Floats, Whole
from vibecli.learn.report import Calibration
from vibecli.model import Model

STEPS = 100  # of the isotonic curve, at most
TIE = 1e-6  # weight of the plain probability, which keeps equal steps in order
KINDS: tuple[Calibration, ...] = ("none", "platt", "isotonic")


class Calibrator(Model):
    """A curve: a line in log-odds, or steps joined by lines."""

    kind: Calibration
    slope: float = 1.0
    shift: float = 0.0
    knots: tuple[float, ...] = ()  # log-odds
    rates: tuple[float, ...] = ()

    def probabilities(self, margin: Floats) -> Floats:
        """Give the probability for each row's log-odds."""
        plain = _sigmoid(self.slope * margin + self.shift)
        if self.kind != "isotonic":
            return plain
        return np.asarray((1 - TIE) * np.interp(margin, self.knots, self.rates) + TIE * plain)


def fitted(margin: Floats, truth: Bools, kind: Calibration) -> Calibrator:
    """Fit one kind of curve."""
    if kind == "none":
        return Calibrator(kind=kind)
    return _platt(margin, truth) if kind == "platt" else _isotonic(margin, truth)


def crossed(margin: Floats, truth: Bools, folds: Whole, kind: Calibration) -> Floats:
    """Give each row's probability by a curve fitted on the other folds."""
    scores = np.empty(len(margin))
    for fold in np.unique(folds):
        rows = folds == fold
        curve = fitted(margin[~rows], truth[~rows], kind)
        scores[rows] = curve.probabilities(margin[rows])
    return scores


def best_kind(margin: Floats, truth: Bools, folds: Whole) -> Calibration:
    """Give the simplest kind within one standard error of the least squared error."""
    errors = [(crossed(margin, truth, folds, kind) - truth) ** 2 for kind in KINDS]
    best = errors[int(np.argmin([error.mean() for error in errors]))]
    for kind, error in zip(KINDS, errors, strict=True):
        excess = error - best
        if excess.mean() <= excess.std() / np.sqrt(len(excess)):
            return kind
    raise AssertionError  # the best is within any distance of itself


def _platt(margin: Floats, truth: Bools) -> Calibrator:
    """Fit slope and shift by Newton's method, towards Platt's targets, which keep them finite."""
    few, many = truth.sum(), (~truth).sum()
    target = np.where(truth, (few + 1) / (few + 2), 1 / (many + 2))
    line = np.stack([margin, np.ones(len(margin))])
    weights = np.array([1.0, 0.0])
    for _ in range(50):
        scores = _sigmoid(weights @ line)
        gradient = line @ (scores - target)
        curvature = (line * (scores * (1 - scores))) @ line.T + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        weights = weights - step
        if np.abs(step).max() < 1e-10:  # noqa: PLR2004 nothing moves any more
            break
    if not np.isfinite(weights).all() or weights[0] <= 0:  # it would turn the order
        return Calibrator(kind="platt", shift=float(weights[1]) if np.isfinite(weights[1]) else 0.0)
    return Calibrator(kind="platt", slope=float(weights[0]), shift=float(weights[1]))


def _isotonic(margin: Floats, truth: Bools) -> Calibrator:
    """Fit steps of equal rows, pooled until they ascend, and join their means."""
    order = np.argsort(margin, kind="stable")
    steps = min(STEPS, max(len(margin) // 20, 1))
    parts = np.array_split(order, steps)
    sizes = np.array([len(part) for part in parts], np.float64)
    middles = np.array([margin[part].mean() for part in parts])
    hits = np.array([truth[part].sum() for part in parts], np.float64)
    pooled: Any = optional("sklearn.isotonic").isotonic_regression
    rates = pooled((hits + 0.5) / (sizes + 1), sample_weight=sizes)
    places = np.flatnonzero(np.r_[True, np.diff(middles) > 0])
    return Calibrator(
        kind="isotonic",
        knots=tuple(middles[places].tolist()),
        rates=tuple(rates[places].tolist()),
    )


def _sigmoid(margin: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(margin / 2)))
