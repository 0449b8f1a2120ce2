"""Placeholders: values typed in place of a missing one (0000000000, noreply@, 1900-01-01).

Owns telling them, by their look or because they are far too frequent. Each is reported.
"""

import re
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.kinds import Kind

_KINDS = frozenset({Kind.EMAIL, Kind.PHONE, Kind.CODE, Kind.BIRTH})
_USERS = re.compile(
    r"(no-?reply|donotreply|none|na|n/a|null|unknown|test|tests|noemail|no-?email|nomail|no|anonymous"
    r"|email|example|invalid|xxx+|abc|asdf|fake)"
)
_RUNS = ("0123456789", "1234567890", "9876543210")
_EARLY_DATES = frozenset({"19000101", "19700101", "18000101", "99991231", "20000101", "11111111"})
_TIMES = 10
_PERCENTILE = 99.9
_LEAST_ROWS = 10
_LEAST_SHARE = 0.001
_SUSPICIOUS_ROWS = 3


@dataclass(frozen=True)
class Placeholder:
    """A value left out of the comparison, and how many records hold it."""

    field: str
    value: str
    records: int


def placeholder_codes(kind: Kind, values: list[str], counts: Array) -> list[int]:
    """Give the positions of the values of a field that stand for a missing one."""
    if kind not in _KINDS:
        return []
    looks = {i for i, value in enumerate(values) if _looks_empty(kind, value, int(counts[i]))}
    return sorted(looks | _too_frequent(counts))


def _looks_empty(kind: Kind, value: str, records: int) -> bool:
    if kind is Kind.EMAIL:
        return bool(_USERS.fullmatch(value.split("@", 1)[0]))
    if kind is Kind.BIRTH:
        return value in _EARLY_DATES and records > _SUSPICIOUS_ROWS
    one_sign = len(set(value)) == 1
    run = kind is Kind.PHONE and any(value in twice for twice in (run * 2 for run in _RUNS))
    return one_sign or run


def _too_frequent(counts: Array) -> set[int]:
    """Tell the values far more frequent than the next ones in line."""
    order = np.argsort(-counts, kind="stable")
    least = max(_LEAST_ROWS, _LEAST_SHARE * float(counts.sum()))
    found: set[int] = set()
    for rank, position in enumerate(order):
        rest = counts[order[rank + 1 :]]
        if not len(rest) or counts[position] <= least:
            break
        if counts[position] <= _TIMES * np.percentile(rest, _PERCENTILE):
            break
        found.add(int(position))
    return found
