"""Drift: how far columns and scores have moved since training (population stability index)."""

from collections.abc import Sequence

import numpy as np

from vibecli.learn.coding import knots_of
from vibecli.learn.frame import MISSING, Array, Choices, Column, Floats, Numbers
from vibecli.learn.report import Drift, Drifted, Profile

BINS = 10
MODERATE, SHIFTED = 0.1, 0.25  # the usual bounds of the index


def profiled(column: Column) -> Profile:
    """Give how a column is spread: by tenths of its values, or by its levels."""
    if isinstance(column, Numbers):
        there = np.sort(column.values[~np.isnan(column.values)])
        edges = tuple(knots_of(there, BINS + 1)[1:-1].tolist()) if len(there) else ()
        return _counted(
            Profile(name=column.name, numeric=True, edges=edges, levels=(), rows=()), column
        )
    counts = np.bincount(column.codes[column.codes != MISSING], minlength=len(column.levels))
    frequent = sorted(np.argsort(-counts, kind="stable")[: 2 * BINS])
    levels = tuple(column.levels[place] for place in frequent if counts[place])
    return _counted(
        Profile(name=column.name, numeric=False, edges=(), levels=levels, rows=()), column
    )


def drifted(profile: Profile, column: Column) -> Drifted:
    """Give how far a column has moved from a profile."""
    before, now = np.array(profile.rows), _rows(profile, column)
    psi = _index(before, now)
    return Drifted(name=profile.name, psi=psi, drift=_grade(psi))


def all_drifted(profiles: Sequence[Profile], columns: Sequence[Column]) -> tuple[Drifted, ...]:
    """Give how far each column has moved."""
    return tuple(drifted(p, column) for p, column in zip(profiles, columns, strict=True))


def _counted(profile: Profile, column: Column) -> Profile:
    return profile.model_copy(update={"rows": tuple(_rows(profile, column).tolist())})


def _rows(profile: Profile, column: Column) -> Array:
    """Count rows by bin; the last place is for none."""
    if isinstance(column, Numbers):
        bins = len(profile.edges) + 1
        places = np.searchsorted(np.array(profile.edges), column.values, side="left")
        return np.bincount(np.where(np.isnan(column.values), bins, places), minlength=bins + 1)
    assert isinstance(column, Choices)
    others = len(profile.levels)
    codes = column.recoded(profile.levels, others)
    return np.bincount(np.where(codes == MISSING, others + 1, codes), minlength=others + 2)


def _index(before: Array, now: Array) -> float:
    """Give the index; half a row more in each bin keeps empty ones finite."""
    used = (before + now) > 0
    old, new = _shares(before[used]), _shares(now[used])
    return float(np.sum((new - old) * np.log(new / old)))


def _shares(rows: Array) -> Floats:
    return np.asarray((rows + 0.5) / (rows.sum() + 0.5 * len(rows)))


def _grade(psi: float) -> Drift:
    if psi < MODERATE:
        return "stable"
    return "moderate" if psi < SHIFTED else "shifted"
