"""Fitting: from a labelled frame to a model, and all that is to be told of it.

Nothing here depends on the order of rows, the number of threads, a clock or chance: the same rows
give the same bytes. What is judged is what is kept: a model is never fitted again on the rows that
judged it, so that the next one can be compared with it fairly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from vibecli.errors import DataError, UsageError
from vibecli.learn import artefact, calibration
from vibecli.learn.drift import all_drifted, drifted, profiled
from vibecli.learn.extra import limited, optional
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

    card: Card
    scorer: Scorer

    def artefact(self) -> bytes:
        """Give its bytes, which `opened` reads."""
        return artefact.written(self.scorer)


def fit(frame: Frame, spec: Spec | None = None) -> Fitted:
    """Try every kind of model, choose the simplest that is as good as the best, and judge it.

    Raises DataError where the rows are too few, UsageError where the extra is not installed.
    """
    spec = spec or Spec()
    optional("sklearn"), optional("skops")
    rows = frame.capped(spec.rows).ordered()
    _check(rows, spec)
    with limited(len(rows)):
        rounds = rounds_of(rows)
        _check_rounds(rows, rounds)
        trials = tried(rows, rounds, spec)
        candidates = compared(rows, rounds, trials)
        trial = next(t for t, c in zip(trials, candidates, strict=True) if c.chosen)
        if rounds.split == "out of time":
            made = _by_time(rows, rounds, trial, spec)
        else:
            made = _by_customer(rows, rounds, trial, spec)
        return _told(rows, rounds, trial, candidates, made, spec)


@dataclass(frozen=True)
class _Made:
    """The members of a model, what they learnt from, and two sets of scores of rows not seen."""

    final: Member
    folds: dict[int, Member]
    learnt: Frame
    reference: Floats  # scores of training rows, by members that had not seen them
    scores: Floats  # of the judged rows


def _by_time(frame: Frame, rounds: Rounds, trial: Trial, spec: Spec) -> _Made:
    """Keep the predictor of the older cuts; its calibration comes from folds of their customers."""
    learnt = frame.take(rounds.rounds[0].learn)
    inner = by_customer(learnt)
    again = tried_one(learnt, inner, trial.recipe, spec)
    truth, parts = learnt.truth[inner.judged], _parts(learnt, inner)
    kind = calibration.best_kind(again.margin, truth, parts)
    final = Member(trial.predictors[0], calibration.fitted(again.margin, truth, kind))
    reference = calibration.crossed(again.margin, truth, parts, kind)
    return _Made(final, {}, learnt, reference, final.calibrator.probabilities(trial.margin))


def _by_customer(frame: Frame, rounds: Rounds, trial: Trial, spec: Spec) -> _Made:
    """Fit the final predictor on all rows, and keep those of the folds to judge rows fairly."""
    truth, parts = frame.truth[rounds.judged], _parts(frame, rounds)
    kind = calibration.best_kind(trial.margin, truth, parts)
    whole = calibration.fitted(trial.margin, truth, kind)
    folds = {
        one.fold: Member(predictor, _without(one.fold, rounds, trial, frame, kind))
        for one, predictor in zip(rounds.rounds, trial.predictors, strict=True)
    }
    scores = calibration.crossed(trial.margin, truth, parts, kind)
    final = Member(trial.recipe.fit(frame, spec), whole)
    return _Made(final, folds, frame, scores, scores)


def _without(fold: int, rounds: Rounds, trial: Trial, frame: Frame, kind: Any) -> Any:
    """Fit the calibration on the other folds; where one fold is judged there is no other."""
    others = rounds.fold_of != fold
    if not others.any():
        others = ~others
    return calibration.fitted(trial.margin[others], frame.truth[rounds.judged][others], kind)


def _parts(frame: Frame, rounds: Rounds) -> Whole:
    """Give the parts by which calibrations are crossed: the folds, or parts of a single one."""
    if len(rounds.rounds) > 1:
        return rounds.fold_of
    return frame.take(rounds.judged).folds(5, salt=1)


def _told(  # noqa: PLR0913, PLR0917 all that was found comes together here
    frame: Frame,
    rounds: Rounds,
    trial: Trial,
    candidates: Sequence[Candidate],
    made: _Made,
    spec: Spec,
) -> Fitted:
    window = frame.take(rounds.judged)
    by_time = rounds.split == "out of time"
    profiles = tuple(profiled(column) for column in made.learnt.columns)
    reference = profiled(Numbers("score", made.reference))
    chosen = next(candidate for candidate in candidates if candidate.chosen)
    card = Card(
        algorithm=chosen.algorithm,
        words=chosen.words,
        why=_why(candidates, chosen),
        split=rounds.split,
        folds=rounds.folds,
        features=profiles,
        scores=reference,
        candidates=tuple(candidates),
        calibration=made.final.calibrator.kind,
        metrics=judged(made.scores, window.truth),
        segments=by_segment(window, made.scores, spec.smallest),
        drift=all_drifted(profiles, window.columns) if by_time else (),
        score_drift=drifted(reference, Numbers("score", made.scores)) if by_time else None,
        importance=importances(frame, rounds, trial),
        rows=len(made.learnt),
        positives=int(made.learnt.truth.sum()),
        cuts=_cuts(made.learnt),
        judged=_cuts(window)[-1] if by_time else None,
        packages={name: optional(name).__version__ for name in ("numpy", "sklearn", "skops")},
    )
    return Fitted(card, Scorer(card, made.final, made.folds))


def _why(candidates: Sequence[Candidate], chosen: Candidate) -> str:
    best = min(candidates, key=lambda candidate: candidate.shortfall)
    if best.algorithm == chosen.algorithm:
        return f"AUC {best.auc:.4f}, the best, and none that is simpler comes within one standard error"
    return (
        f"AUC {chosen.auc:.4f}, the simplest within one standard error ({chosen.shortfall_error:.4f}) "
        f"of the best, {best.algorithm} with {best.auc:.4f}"
    )


def _cuts(frame: Frame) -> tuple[datetime, ...]:
    return () if frame.cuts is None else tuple(np.unique(frame.cuts).astype(object).tolist())


def _check(frame: Frame, spec: Spec) -> None:
    if not frame.columns:
        raise DataError("there is no column to learn from")
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
    for rows in (rounds.judged, *(one.learn for one in rounds.rounds)):
        truth = frame.truth[rows]
        few = min(int(truth.sum()), int((~truth).sum()))
        if few < FEW:
            raise DataError(
                f"{few} of {len(truth)} rows to learn from or to judge by are of the rarer kind",
                hint=f"have {FEW} at least at the newest cut and before it",
            )
