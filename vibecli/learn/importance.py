"""Importance: what the AUC loses on rows not seen when one column's values are shuffled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.learn import metrics
from vibecli.learn.frame import Floats, Frame
from vibecli.learn.predictor import Predictor
from vibecli.learn.report import Importance
from vibecli.learn.trial import Rounds, Trial

ROWS = 8_000  # of more, so many customers are enough
SHUFFLES = range(3)


def importances(frame: Frame, rounds: Rounds, trial: Trial) -> tuple[Importance, ...]:
    """Give every column's importance, the greatest first."""
    share = min(ROWS / len(rounds.judged), 1.0)
    parts = tuple(_parts(frame, rounds, trial, share))
    told = [_importance(parts, place) for place in range(len(frame.columns))]
    return tuple(sorted(told, key=lambda one: (-one.loss, one.feature)))


@dataclass(frozen=True)
class _Part:
    """Rows that one predictor has not seen, and how it orders them."""

    frame: Frame
    predictor: Predictor
    margin: Floats
    pairs: float  # of rows that it orders

    def losses(self, place: int) -> Floats:
        """Give what the area loses with the values of one column in other orders."""
        draws = [np.random.default_rng([place, n]).permutation(len(self.frame)) for n in SHUFFLES]
        changes = self.predictor.shuffled(self.frame, place, np.array(draws))
        truth = self.frame.truth
        left = [metrics.area(self.margin + change, truth) for change in changes]
        return metrics.area(self.margin, truth) - np.array(left)


def _parts(frame: Frame, rounds: Rounds, trial: Trial, share: float) -> Iterator[_Part]:
    for one, predictor in zip(rounds.rounds, trial.predictors, strict=True):
        rows = frame.take(one.judge[: int(np.ceil(share * len(one.judge)))])
        pairs = float(rows.truth.sum() * (~rows.truth).sum())
        if pairs:
            yield _Part(rows, predictor, predictor.margin(rows), pairs)


def _importance(parts: Sequence[_Part], place: int) -> Importance:
    losses = np.array([part.losses(place) for part in parts])
    loss = np.average(losses, axis=0, weights=[part.pairs for part in parts])
    return Importance(
        feature=parts[0].frame.columns[place].name,
        loss=float(loss.mean()),
        error=float(loss.std(ddof=1) / np.sqrt(len(SHUFFLES))),
    )
