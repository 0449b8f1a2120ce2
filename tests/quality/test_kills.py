"""kill -9 over shadow, apply, commit, checkpoint and undo: no acknowledged commit is lost, none torn.

A few kills in the slow lane. The series of 2,000 is run by hand (`pytest -m benchmark -n 0 -s
tests/quality/test_kills.py`); it tells its figures for each part.
"""

import os
import random
from collections import Counter

import pytest

from tests.killing import APPLY, MOMENTS, SHADOW, UNDO, WORKER, Series

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a process a kill"),
]
KINDS = [*MOMENTS, (SHADOW, SHADOW), (SHADOW, WORKER)]
BY_HAND = [pytest.mark.benchmark, pytest.mark.timeout(0)]
SEED = 5


def possible(series, kind):
    """True when there is a plan the kill can be about."""
    return series.next(UNDO if kind[0] == UNDO else APPLY) is not None


def run(series, left):
    """Kill until every kind had its number, calmly going on where none of those left is possible."""
    while left.total():
        kinds = [kind for kind in left if left[kind] and possible(series, kind)]
        if not kinds:
            series.calmly(APPLY if series.next(UNDO) is None else UNDO)
            continue
        kind = series.chance.choice(kinds)
        if kind[0] == SHADOW:
            series.kill_dry_run(kind[1])
        else:
            series.kill(*kind)
        left[kind] -= 1


def told(tally):
    lines = [
        f"{count:6,}  {what if isinstance(what, str) else ', '.join(what)}"
        for what, count in tally.items()
    ]
    return "\n".join(sorted(lines, key=lambda line: line[8:]))


@pytest.mark.parametrize(("each", "rows"), [(2, 5_000), pytest.param(260, 40_000, marks=BY_HAND)])
def test_what_was_acknowledged_is_there_and_nothing_is_torn(tmp_path, each, rows):
    series = Series(tmp_path, random.Random(SEED))
    series.prepare(rows)
    run(series, Counter(dict.fromkeys(KINDS, each)))
    print(
        f"\nseed {SEED}, {each * len(KINDS):,} kills, {rows:,} rows a table\n{told(series.tally)}"
    )
    parts = [count for what, count in series.tally.items() if not isinstance(what, str)]
    assert sum(parts) == each * len(KINDS)
    assert series.tally["acknowledged"] > 0
