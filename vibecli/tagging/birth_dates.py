"""Birth dates told by their values, where the column's name says nothing of what the dates are.

Owns what the years of birth of people look like: decades of them, hardly one of the last years. A
name that says what happened on the day is believed before any value.
"""

import re
from collections.abc import Collection, Sequence

from vibecli.tagging.table_words import HAPPENED

_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d{2}(?!\d)")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_MIDNIGHT = re.compile(r"0?0:00(:00(\.0+)?)?$")
# A fixed year, not a clock: what a column means must not change from one day to the next.
_FIRST, _LAST = 1905, 2015
_NEARLY_ALL = 0.97
_ENOUGH = 20  # dates that can tell
_SPREAD = 25  # years that hold the middle eight tenths at least
_FEW, _FEW_SPREAD, _CENTURY = 4, 10, 2000
_TENTH = 10


def may_be_births(words: Collection[str], values: Sequence[str], *, few: bool) -> bool:
    """Tell dates of birth by the words of their column's name and by the dates themselves.

    Few dates do where the name says nothing and half of them lie before the century.
    """
    if HAPPENED & set(words) or any(map(_has_clock, values)):
        return False
    years = sorted(int(found[0]) for value in values if (found := _YEAR.search(value)))
    if len(years) < max(_FEW if few else _ENOUGH, _NEARLY_ALL * len(values)):
        return False
    lived = sum(_FIRST <= year <= _LAST for year in years)
    if len(years) < _ENOUGH:
        return lived == len(years) and _old(years)
    tenth = len(years) // _TENTH
    return lived >= _NEARLY_ALL * len(years) and years[-1 - tenth] - years[tenth] >= _SPREAD


def _old(years: Sequence[int]) -> bool:
    return years[len(years) // 2] <= _CENTURY and years[-1] - years[0] >= _FEW_SPREAD


def _has_clock(value: str) -> bool:
    found = _CLOCK.search(value)
    return found is not None and not _MIDNIGHT.match(value[found.start() :])
