"""Calibration: from log-odds to a probability that says how often it happens.

Three ways, simplest first; the simplest within one standard error of the best on rows that it was
not fitted on is taken. All are strictly ascending, so they change no order.
"""

import numpy as np

from vibecli.learn.frame import Bools, Floats, Whole
from vibecli.learn.report import Calibration
from vibecli.model import Model

STEPS = 100  # of the isotonic curve, at most
TIE = 1e-6  # weight of the plain probability, which keeps equal steps in order
TURNS, STILL = 50, 1e-9  # of Newton's method at most; a step so small ends it
FLAT = 1e-3  # the least slope: a curve never turns the order
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
    lines = np.stack([margin, np.ones(len(margin))])
    level = float(np.log(target.mean() / (1 - target.mean())))
    weights = np.array([0.0, level])
    for _ in range(TURNS):
        scores = _sigmoid(weights @ lines)
        curvature = (lines * (scores * (1 - scores))) @ lines.T + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, lines @ (scores - target))
        while np.abs(step).max() > STILL and _loss(weights - step, lines, target) > _loss(
            weights, lines, target
        ):
            step = step / 2
        weights = weights - step
        if np.abs(step).max() <= STILL:
            break
    slope, shift = weights.tolist()
    if slope < FLAT:
        slope, shift = FLAT, level - FLAT * float(margin.mean())
    return Calibrator(kind="platt", slope=slope, shift=shift)


def _loss(weights: Floats, lines: Floats, target: Floats) -> float:
    margin = weights @ lines
    return float(np.sum(np.logaddexp(0.0, margin) - target * margin))


def _isotonic(margin: Floats, truth: Bools) -> Calibrator:
    """Fit steps of equal rows, pooled until they ascend, and join their means."""
    order = np.argsort(margin, kind="stable")
    steps = min(STEPS, max(len(margin) // 20, 1))
    parts = np.array_split(order, steps)
    sizes = np.array([len(part) for part in parts], np.float64)
    middles = np.array([margin[part].mean() for part in parts])
    hits = np.array([truth[part].sum() for part in parts], np.float64)
    rates = _pooled((hits + 0.5) / (sizes + 1), sizes)
    places = np.flatnonzero(np.r_[True, np.diff(middles) > 0])
    return Calibrator(
        kind="isotonic",
        knots=tuple(middles[places].tolist()),
        rates=tuple(rates[places].tolist()),
    )


def _pooled(rates: Floats, sizes: Floats) -> Floats:
    """Give the ascending rates nearest to these: neighbours that descend share their mean."""
    pools: list[tuple[float, float, int]] = []  # rate, size, steps
    for rate, size in zip(rates.tolist(), sizes.tolist(), strict=True):
        pool = (rate, size, 1)
        while pools and pools[-1][0] >= pool[0]:
            before = pools.pop()
            whole = before[1] + pool[1]
            mean = (before[0] * before[1] + pool[0] * pool[1]) / whole
            pool = (mean, whole, before[2] + pool[2])
        pools.append(pool)
    return np.repeat([pool[0] for pool in pools], [pool[2] for pool in pools])


def _sigmoid(margin: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(margin / 2)))
