"""Importance: what the AUC loses on rows not seen when one column's values are shuffled."""

import numpy as np

from vibecli.learn import metrics
from vibecli.learn.frame import Floats, Frame, Whole
from vibecli.learn.predictor import Predictor
from vibecli.learn.report import Importance
from vibecli.learn.trial import Rounds, Trial

ROWS = 20_000  # of more, so many customers are enough
SHUFFLES = 3


def importances(frame: Frame, rounds: Rounds, trial: Trial) -> tuple[Importance, ...]:
    """Give every column's importance, the greatest first."""
    share = min(ROWS / len(rounds.judged), 1.0)
    parts = [
        (frame.take(one.judge[: int(np.ceil(share * len(one.judge)))]), predictor)
        for one, predictor in zip(rounds.rounds, trial.predictors, strict=True)
    ]
    parts = [(part, p) for part, p in parts if part.truth.any() and not part.truth.all()]
    told = [_importance(parts, place) for place in range(len(frame.columns))]
    return tuple(sorted(told, key=lambda one: (-one.loss, one.feature)))


def _importance(parts: list[tuple[Frame, Predictor]], place: int) -> Importance:
    losses, weights = [], []
    for part, predictor in parts:
        before = metrics.area(predictor.margin(part), part.truth)
        after = [metrics.area(line, part.truth) for line in _shuffled(part, predictor, place)]
        losses.append(before - np.array(after))
        weights.append(float(part.truth.sum() * (~part.truth).sum()))
    loss = np.average(np.array(losses), axis=0, weights=weights)
    error = float(loss.std(ddof=1) / np.sqrt(SHUFFLES))
    name = parts[0][0].columns[place].name
    return Importance(feature=name, loss=float(loss.mean()), error=error)


def _shuffled(part: Frame, predictor: Predictor, place: int) -> list[Floats]:
    lines = []
    for shuffle in range(SHUFFLES):
        order: Whole = np.random.default_rng([place, shuffle]).permutation(len(part))
        mixed = part.with_column(place, part.columns[place].take(order))
        lines.append(predictor.margin(mixed))
    return lines
