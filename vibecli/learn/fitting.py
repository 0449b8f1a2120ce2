"""Fitting: from a labelled frame to a model, and all that is to be told of it.

Nothing here depends on the order of rows, the number of threads, a clock or chance: the same rows
give the same bytes. A model keeps what can judge it fairly later: of cuts it is the predictor of
the older ones and never fitted again on the newest; of a static table it holds, beside the
predictor of all rows, those that were fitted without a fold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from vibecli.errors import DataError, UsageError
from vibecli.learn import artefact, calibration
from vibecli.learn.drift import all_drifted, drifted, profiled
from vibecli.learn.extra import one_thread, optional
from vibecli.learn.frame import Choices, Floats, Frame, Numbers, Whole
from vibecli.learn.importance import importances
from vibecli.learn.judging import FEW, by_segment, judged
from vibecli.learn.report import Candidate, Card, Spec
from vibecli.learn.scorer import Member, Scorer
from vibecli.learn.trial import Rounds, Trial, by_customer, compared, rounds_of, tried, tried_one

LEAST = 2 * FEW  # rows of each kind, to learn from at all


@dataclass(frozen=True)
class Fitted:
    """A model that was fitted and judged."""

    scorer: Scorer

    @property
    def card(self) -> Card:
        """All that is to be told of it."""
        return self.scorer.card

    def artefact(self) -> bytes:
        """Give its bytes, which `opened` reads."""
        return artefact.written(self.scorer)


def fit(frame: Frame, spec: Spec | None = None) -> Fitted:
    """Try every kind of model, choose the simplest that is as good as the best, and judge it.

    Raises DataError where the rows are too few, UsageError where the extra is not installed.
    """
    spec = spec or Spec()
    with one_thread():
        rows = frame.capped(spec.rows).ordered()
        _check(rows, spec)
        choice = _choice(rows, spec)
        return _told(choice, _by_time(choice) if choice.by_time else _by_customer(choice))


@dataclass(frozen=True)
class _Choice:
    """The rows, how they are split, what was tried and what was chosen."""

    frame: Frame
    spec: Spec
    rounds: Rounds
    candidates: tuple[Candidate, ...]
    trial: Trial  # the chosen one

    @property
    def by_time(self) -> bool:
        return self.rounds.split == "out of time"

    @property
    def window(self) -> Frame:
        return self.frame.take(self.rounds.judged)


@dataclass(frozen=True)
class _Made:
    """The members of a model, what they learnt from, and two sets of scores of rows not seen."""

    final: Member
    folds: dict[int, Member]
    learnt: Frame
    reference: Floats  # scores of training rows, by members that had not seen them
    scores: Floats  # of the judged rows
    final_scores: Floats  # by the final member, which later scores of it are compared with


def _choice(frame: Frame, spec: Spec) -> _Choice:
    rounds = rounds_of(frame, spec.horizon)
    _check_rounds(frame, rounds)
    trials = tried(frame, rounds, spec)
    candidates = compared(frame, rounds, trials)
    trial = next(t for t, c in zip(trials, candidates, strict=True) if c.chosen)
    return _Choice(frame, spec, rounds, candidates, trial)


def _by_time(choice: _Choice) -> _Made:
    """Keep the predictor of the older cuts; its calibration comes from folds of their customers."""
    learnt = choice.frame.take(choice.rounds.rounds[0].learn)
    inner = by_customer(learnt)
    _check_rounds(learnt, inner)
    again = tried_one(learnt, inner, choice.trial.recipe, choice.spec)
    truth, parts = learnt.truth[inner.judged], _parts(learnt, inner)
    kind = calibration.best_kind(again.margin, truth, parts)
    curve = calibration.fitted(again.margin, truth, kind)
    scores = curve.probabilities(choice.trial.margin)
    return _Made(
        final=Member(choice.trial.predictors[0], curve),
        folds={},
        learnt=learnt,
        reference=calibration.crossed(again.margin, truth, parts, kind),
        scores=scores,
        final_scores=scores,
    )


def _by_customer(choice: _Choice) -> _Made:
    """Fit the final predictor on all rows, and keep those of the folds to judge rows fairly."""
    frame, rounds, trial = choice.frame, choice.rounds, choice.trial
    truth, parts = frame.truth[rounds.judged], _parts(frame, rounds)
    kind = calibration.best_kind(trial.margin, truth, parts)
    curve = calibration.fitted(trial.margin, truth, kind)
    folds = {}
    for one, predictor in zip(rounds.rounds, trial.predictors, strict=True):
        others = rounds.fold_of != one.fold
        apart = (
            calibration.fitted(trial.margin[others], truth[others], kind) if others.any() else curve
        )
        folds[one.fold] = Member(predictor, apart)
    scores = calibration.crossed(trial.margin, truth, parts, kind)
    final = Member(trial.recipe.fit(frame, choice.spec), curve)
    return _Made(final, folds, frame, scores, scores, final.score(frame))


def _parts(frame: Frame, rounds: Rounds) -> Whole:
    """Give the parts by which calibrations are crossed: the folds, or parts of a single one."""
    if len(rounds.rounds) > 1:
        return rounds.fold_of
    return frame.take(rounds.judged).folds(5, salt=1)


def _told(choice: _Choice, made: _Made) -> Fitted:
    window, late = choice.window, choice.by_time
    profiles = tuple(profiled(column) for column in made.learnt.columns)
    reference = profiled(Numbers("score", made.reference))
    chosen = next(candidate for candidate in choice.candidates if candidate.chosen)
    card = Card(
        algorithm=chosen.algorithm,
        words=chosen.words,
        why=_why(choice.candidates, chosen),
        split=choice.rounds.split,
        folds=choice.rounds.folds,
        features=profiles,
        scores=profiled(Numbers("score", made.final_scores)),
        candidates=choice.candidates,
        calibration=made.final.calibrator.kind,
        metrics=judged(made.scores, window.truth, choice.rounds.fold_of),
        segments=by_segment(window, made.scores, choice.spec.smallest),
        drift=all_drifted(profiles, window.columns) if late else (),
        score_drift=drifted(reference, Numbers("score", made.scores)) if late else None,
        importance=importances(choice.frame, choice.rounds, choice.trial),
        rows=len(made.learnt),
        positives=int(made.learnt.truth.sum()),
        cuts=_cuts(made.learnt),
        judged=_cuts(window)[-1] if late else None,
        horizon=choice.spec.horizon,
        packages={name: optional(name).__version__ for name in ("numpy", "sklearn", "skops")},
    )
    return Fitted(Scorer(card, made.final, made.folds))


def _why(candidates: Sequence[Candidate], chosen: Candidate) -> str:
    best = min(candidates, key=lambda candidate: candidate.shortfall)
    if best.algorithm == chosen.algorithm:
        return f"AUC {best.auc:.4f}, the best; none simpler comes within one standard error"
    if chosen.shortfall > chosen.shortfall_error:
        return (
            f"AUC {chosen.auc:.4f}, simpler and no worse than those within one standard error "
            f"of the best, {best.algorithm} with {best.auc:.4f}"
        )
    return (
        f"AUC {chosen.auc:.4f}, the simplest within one standard error "
        f"({chosen.shortfall_error:.4f}) of the best, {best.algorithm} with {best.auc:.4f}"
    )


def _cuts(frame: Frame) -> tuple[datetime, ...]:
    return () if frame.cuts is None else tuple(np.unique(frame.cuts).astype(object).tolist())


def _check(frame: Frame, spec: Spec) -> None:
    if all(column.empty for column in frame.columns):
        raise DataError("there is no column with values to learn from")
    few = min(int(frame.truth.sum()), int((~frame.truth).sum()))
    if few < LEAST:
        raise DataError(
            f"{few} of {len(frame)} rows are of the rarer kind, too few to learn from",
            hint=f"have {LEAST} at least: a longer horizon or more cuts",
        )
    if spec.rule is not None:
        _check_rule(frame, spec.rule)


def _check_rule(frame: Frame, rule: str) -> None:
    if rule not in frame.names:
        raise UsageError(f"the column of the rule, {rule}, is none of the features")
    if isinstance(frame.columns[frame.names.index(rule)], Choices):
        raise UsageError(f"the column of the rule, {rule}, holds words and no numbers")


def _check_rounds(frame: Frame, rounds: Rounds) -> None:
    """Raise where a part has too few rows of a kind."""
    if rounds.split == "out of time" and not len(rounds.rounds[0].learn):
        raise DataError(
            "no cut lies far enough before the newest one to have known its labels then",
            hint="add a cut a horizon earlier",
        )
    for rows in (rounds.judged, *(one.learn for one in rounds.rounds)):
        truth = frame.truth[rows]
        few = min(int(truth.sum()), int((~truth).sum()))
        if few < FEW:
            raise DataError(
                f"{few} of {len(truth)} rows to learn from or to judge by are of the rarer kind",
                hint=f"have {FEW} at least in each part: more customers, or cuts",
            )
