"""Measures of scores against what happened, all exact where scores are equal.

Areas under curves come with their covariances (DeLong), so that two scores of the same rows can be
compared. Everything here is numpy on plain arrays.
"""

from dataclasses import dataclass

import numpy as np

from vibecli.learn.frame import Bools, Floats, Whole

Z95 = 1.959963984540054  # half the width of a 95 % interval, in standard errors


@dataclass(frozen=True)
class Areas:
    """Areas under the ROC curve of several scores of the same rows, and their covariances."""

    areas: Floats
    covariances: Floats

    def error(self, score: int) -> float:
        """Give the standard error of one area."""
        return float(np.sqrt(max(self.covariances[score, score], 0.0)))

    def error_between(self, one: int, other: int) -> float:
        """Give the standard error of the difference of two areas."""
        cov = self.covariances
        return float(np.sqrt(max(cov[one, one] + cov[other, other] - 2 * cov[one, other], 0.0)))


def midranks(values: Floats) -> Floats:
    """Give each value's rank from 1 up, equal values the mean of theirs."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    ends = np.r_[starts[1:], len(values)]
    ranks = np.empty(len(values))
    ranks[order] = np.repeat((starts + 1 + ends) / 2, ends - starts)
    return ranks


def areas(scores: Floats, truth: Bools) -> Areas:
    """Give areas and covariances of scores, one a line (DeLong, in the way of Sun and Xu)."""
    positive, negative = scores[:, truth], scores[:, ~truth]
    many, few = negative.shape[1], positive.shape[1]
    ranks = np.array([midranks(line) for line in scores])
    above = (ranks[:, truth] - np.array([midranks(line) for line in positive])) / many
    below = 1 - (ranks[:, ~truth] - np.array([midranks(line) for line in negative])) / few
    covariances = _covariance(above) / few + _covariance(below) / many
    return Areas(above.mean(axis=1), covariances)


def areas_over_folds(scores: Floats, truth: Bools, folds: Whole) -> Areas:
    """Give areas within folds, taken together by how many pairs each one compares."""
    parts, weights = [], []
    for fold in np.unique(folds):
        rows = folds == fold
        pairs = truth[rows].sum() * (~truth[rows]).sum()
        if pairs:
            parts.append(areas(scores[:, rows], truth[rows]))
            weights.append(float(pairs))
    shares = np.array(weights) / sum(weights)
    return Areas(
        np.sum([share * part.areas for share, part in zip(shares, parts, strict=True)], axis=0),
        np.sum(
            [share**2 * part.covariances for share, part in zip(shares, parts, strict=True)], axis=0
        ),
    )


def area(score: Floats, truth: Bools) -> float:
    """Give the area under the ROC curve of one score."""
    few, many = int(truth.sum()), int((~truth).sum())
    return float((midranks(score)[truth].sum() - few * (few + 1) / 2) / (few * many))


def average_precision(score: Floats, truth: Bools) -> float:
    """Give the mean precision over the recalls; equal scores are one threshold."""
    order = np.argsort(-score, kind="stable")
    ordered = score[order]
    last = np.r_[ordered[1:] != ordered[:-1], True]
    hits = np.cumsum(truth[order])[last]
    precision = hits / np.flatnonzero(np.r_[False, last])
    return float(np.sum(np.diff(np.r_[0, hits]) / truth.sum() * precision))


def brier(score: Floats, truth: Bools) -> float:
    """Give the mean squared error of probabilities."""
    return float(np.mean((score - truth) ** 2))


def log_loss(score: Floats, truth: Bools) -> float:
    """Give the mean negative logarithm of the probability of what happened."""
    tiny = np.finfo(np.float64).eps
    sure = np.clip(np.where(truth, score, 1 - score), tiny, 1.0)
    return float(-np.mean(np.log(sure)))


def lift(score: Floats, truth: Bools, share: float = 0.1) -> float:
    """Give how many times as often it happens among the top share as among all.

    Rows of the score at the border count in part, so that their order does not matter.
    """
    top = share * len(score)
    order = np.argsort(-score, kind="stable")
    border = score[order][max(int(np.ceil(top)) - 1, 0)]
    above, level = score > border, score == border
    part = (top - above.sum()) / level.sum()
    hits = truth[above].sum() + part * truth[level].sum()
    return float(hits / top / truth.mean())


def _covariance(lines: Floats) -> Floats:
    """Give the sample covariances of lines; none where there is one column."""
    if lines.shape[1] < 2:  # noqa: PLR2004 one value does not vary
        return np.zeros((len(lines), len(lines)))
    return np.atleast_2d(np.cov(lines))
