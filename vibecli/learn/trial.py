"""Trial: every kind of model on the same rows that it has not seen, and the choice among them.

Where rows have cuts, the newest one judges and the others teach; a static table is judged by folds
of customers. Never is a row judged by a model that has learnt from its customer at that cut.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.learn import metrics
from vibecli.learn.frame import Floats, Frame, Whole
from vibecli.learn.linear import ChoiceTerm, Linear
from vibecli.learn.predictor import (
    BLEND,
    BOOSTING,
    DEEP,
    LARGER,
    LOGISTIC,
    RULE,
    Blend,
    Predictor,
    Recipe,
)
from vibecli.learn.report import Candidate, Spec, Split

SMALL, MIDDLE = (
    20_000,
    50_000,
)  # rows up to which ten folds, or five, are judged; beyond, one of five


@dataclass(frozen=True)
class Round:
    """Rows to learn from, and rows to be judged on."""

    fold: int
    learn: Whole
    judge: Whole


@dataclass(frozen=True)
class Rounds:
    """How a frame is split."""

    split: Split
    folds: int  # customers fall in so many
    rounds: tuple[Round, ...]

    @property
    def judged(self) -> Whole:
        """The rows that are judged, in the order of the rounds."""
        return np.concatenate([one.judge for one in self.rounds])

    @property
    def fold_of(self) -> Whole:
        """The fold of each judged row."""
        return np.concatenate([np.full(len(one.judge), one.fold) for one in self.rounds])


@dataclass(frozen=True)
class Trial:
    """What one recipe came to: a predictor a round, and the log-odds of the judged rows."""

    recipe: Recipe
    predictors: tuple[Predictor, ...]
    margin: Floats


def rounds_of(frame: Frame, horizon: int) -> Rounds:
    """Split rows: by time where there are cuts, else by customers.

    Rows whose labels were not known yet at the newest cut would tell of what is to be foreseen.
    """
    if frame.cuts is not None and len(np.unique(frame.cuts)) > 1:
        newest = frame.cuts.max()
        known = frame.cuts <= newest - np.timedelta64(max(horizon, 0), "D")
        one = Round(
            0,
            np.flatnonzero(known & (frame.cuts < newest)),
            np.flatnonzero(frame.cuts == newest),
        )
        return Rounds("out of time", 1, (one,))
    return by_customer(frame)


def by_customer(frame: Frame) -> Rounds:
    """Split rows by folds of customers; of many rows one fold is enough to judge by."""
    folds = 10 if len(frame) <= SMALL else 5
    places = frame.folds(folds)
    judged = range(folds) if len(frame) <= MIDDLE else range(1)
    rounds = [Round(f, np.flatnonzero(places != f), np.flatnonzero(places == f)) for f in judged]
    fit = tuple(one for one in rounds if len(one.judge))
    return Rounds("folds" if len(frame) <= MIDDLE else "holdout", folds, fit)


def tried(frame: Frame, rounds: Rounds, spec: Spec) -> tuple[Trial, ...]:
    """Try every kind of model, simplest first."""
    least = min(len(one.learn) for one in rounds.rounds)
    recipes = [RULE, LOGISTIC, BOOSTING, *([LARGER] if least >= DEEP else [])]
    trials = {recipe.algorithm: tried_one(frame, rounds, recipe, spec) for recipe in recipes}
    blend = _blended(trials["logistic"], trials["boosting"])
    return (*trials.values(), blend)


def tried_one(frame: Frame, rounds: Rounds, recipe: Recipe, spec: Spec) -> Trial:
    """Fit one recipe for every round and score the judged rows."""
    predictors, margins = [], []
    for one in rounds.rounds:
        predictor = recipe.fit(frame.take(one.learn), spec)
        predictors.append(predictor)
        margins.append(predictor.margin(frame.take(one.judge)))
    return Trial(recipe, tuple(predictors), np.concatenate(margins))


def compared(frame: Frame, rounds: Rounds, trials: Sequence[Trial]) -> tuple[Candidate, ...]:
    """Choose the simplest candidate within one standard error of the best.

    The error is that of the difference on the same rows, so that what makes rows hard for all of
    them does not hide which one is better. One simpler still that does better than that is taken.
    """
    truth = frame.truth[rounds.judged]
    lines = np.array([trial.margin for trial in trials])
    measured = metrics.areas_over_folds(lines, truth, rounds.fold_of)
    best = int(np.argmax(measured.areas))
    shortfalls = measured.areas[best] - measured.areas
    errors = [measured.error_between(best, place) for place in range(len(trials))]
    near = next(
        p for p, (short, error) in enumerate(zip(shortfalls, errors, strict=True)) if short <= error
    )
    chosen = int(np.argmax(measured.areas >= measured.areas[near]))
    return tuple(
        Candidate(
            algorithm=trial.recipe.algorithm,
            words=_words(frame, trial),
            auc=float(measured.areas[place]),
            error=measured.error(place),
            shortfall=float(shortfalls[place]),
            shortfall_error=errors[place],
            chosen=place == chosen,
        )
        for place, trial in enumerate(trials)
    )


def _words(frame: Frame, trial: Trial) -> str:
    """Give the words of a recipe; of a rule the column it looks at and the way it goes."""
    rule = trial.predictors[0]
    if trial.recipe.algorithm != "rule" or not isinstance(rule, Linear):
        return trial.recipe.words
    name, (term,) = frame.names[rule.places[0]], rule.terms
    if isinstance(term, ChoiceTerm):
        return f"the level of {name} alone"
    return f"{name} alone: the {'more' if term.weights[1] >= 0 else 'less'}, the likelier"


def _blended(one: Trial, other: Trial) -> Trial:
    """Give the blend of two trials, without fitting anything again."""
    pairs = zip(one.predictors, other.predictors, strict=True)
    predictors = tuple(Blend(linear, trees) for linear, trees in pairs)  # type: ignore[arg-type]
    return Trial(BLEND, predictors, (one.margin + other.margin) / 2)
