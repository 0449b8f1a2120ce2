"""Scorer: a model as it is used: probabilities, reasons, and fair scores of rows it may have seen.

Rows are worked on in blocks, on several threads where they are many; the result is the same.
"""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vibecli.learn.calibration import Calibrator
from vibecli.learn.drift import all_drifted, drifted
from vibecli.learn.frame import MISSING, Bools, Floats, Frame, Numbers, Whole
from vibecli.learn.predictor import Predictor
from vibecli.learn.report import Card, Drifted

Result = TypeVar("Result")
BLOCK = 16_384  # rows worked on at once: they stay in the cache


@dataclass(frozen=True)
class Member:
    """One predictor with its calibration."""

    predictor: Predictor
    calibrator: Calibrator

    def score(self, frame: Frame) -> Floats:
        """Give each row's probability."""
        return self.calibrator.probabilities(self.predictor.margin(frame))


@dataclass(frozen=True)
class Reasons:
    """For each row the columns that moved its score most, in log-odds against the mean customer."""

    names: tuple[str, ...]
    places: NDArray[np.int16]  # in `names`, a line a rank; MISSING where nothing more moved it
    effects: NDArray[np.float32]  # above zero: likelier

    def features(self, rank: int) -> NDArray[np.object_]:
        """Give the name of each row's column of a rank from 0 up, None where there is none."""
        return np.asarray(np.array([*self.names, None], object)[self.places[rank]])


@dataclass(frozen=True)
class Scorer:
    """A model: the member that scores, and for a static table those that never saw a fold."""

    card: Card
    final: Member
    folds: Mapping[int, Member]

    def score(self, frame: Frame) -> Floats:
        """Give the probability of the label for each row.

        Raises DataError where a column is missing or of another kind.
        """
        return np.concatenate(_by_blocks(self._known(frame), self.final.score))

    def reasons(self, frame: Frame, top: int = 3) -> Reasons:
        """Give for each row the columns that moved its score most."""
        known = self._known(frame)
        most = min(top, len(known.columns))

        def told(block: Frame) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
            return _greatest(self.final.predictor.contributions(block), most)

        parts = _by_blocks(known, told)
        places, effects = (np.concatenate([part[n] for part in parts], axis=1) for n in (0, 1))
        return Reasons(known.names, places, effects)

    def unseen(self, frame: Frame) -> tuple[Floats, Bools]:
        """Give scores by members that never saw the row, and which rows have one.

        A row of a customer's fold is scored by the member fitted without that fold; of a model that
        learnt from cuts, rows after them count.
        """
        known = self._known(frame)
        if not self.folds:
            last = self.card.cuts[-1] if self.card.cuts else None
            late = np.ones(len(frame), bool)
            if last is not None and frame.cuts is not None:
                wait = np.timedelta64(max(self.card.horizon, 1), "D")
                late = frame.cuts >= np.datetime64(last, "us") + wait
            return self.score(frame), late
        places = self.fold_of(frame)
        scores = np.full(len(frame), np.nan)
        for fold, member in self.folds.items():
            rows = np.flatnonzero(places == fold)
            if len(rows):
                scores[rows] = np.concatenate(_by_blocks(known.take(rows), member.score))
        return scores, ~np.isnan(scores)

    def fold_of(self, frame: Frame) -> Whole:
        """Give the fold of each row by which it is scored fairly; all the same without folds."""
        return frame.folds(self.card.folds if self.folds else 1)

    def drift(self, frame: Frame) -> tuple[Drifted, ...]:
        """Give how far each column of a frame has moved from training."""
        return all_drifted(self.card.features, self._known(frame).columns)

    def score_drift(self, scores: Floats) -> Drifted:
        """Give how far scores have moved from those when it was trained."""
        return drifted(self.card.scores, Numbers(self.card.scores.name, scores))

    def _known(self, frame: Frame) -> Frame:
        features = self.card.features
        return frame.matched([one.name for one in features], [one.numeric for one in features])


def _by_blocks(frame: Frame, work: Callable[[Frame], Result]) -> list[Result]:
    """Work on blocks of rows, the first one alone: it makes what the others share."""
    starts = range(BLOCK, len(frame), BLOCK)
    blocks = (frame.take(slice(start, start + BLOCK)) for start in starts)
    first = work(frame.take(slice(0, BLOCK)))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [first, *pool.map(work, blocks)]


def _greatest(lines: Floats, most: int) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
    """Give the lines of the greatest sizes for each row, and their values, the greatest first."""
    sizes = np.abs(lines)
    rows = np.arange(lines.shape[1])
    places = np.empty((most, len(rows)), np.int16)
    effects = np.empty((most, len(rows)), np.float32)
    for rank in range(most):
        place = sizes.argmax(axis=0)
        effects[rank] = lines[place, rows]
        places[rank] = np.where(sizes[place, rows] > 0, place, MISSING)
        sizes[place, rows] = 0.0
    return places, effects
