"""Placeholders: values typed in place of a missing one (0000000000, noreply@, 1900-01-01).

Owns telling them, by their look or because they are far too frequent. Each is reported, with the
role its value is masked by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from vibecli.data.catalog import Role
from vibecli.engine.base import Array
from vibecli.identity.kinds import Kind

_ROLES: Mapping[Kind, Role] = MappingProxyType(
    {
        Kind.EMAIL: Role.EMAIL,
        Kind.PHONE: Role.PHONE,
        Kind.CODE: Role.CODE,
        Kind.BIRTH: Role.BIRTH_DATE,
    }
)
_USERS = frozenset(
    word
    for words in (
        "noreply no-reply donotreply none na n/a null unknown test tests noemail no-email nomail",
        "no anonymous email example invalid abc asdf fake",
    )
    for word in words.split()
)
_RUNS = ("0123456789" * 2, "9876543210" * 2)
_RUN_PARTS = frozenset(
    run[start:end] for run in _RUNS for end in range(len(run) + 1) for start in range(end)
)
EARLY_DATES = frozenset({"19000101", "19700101", "18000101", "99991231", "20000101", "11111111"})
_TIMES = 10
_PERCENTILE = 99.9
_LEAST_ROWS = 10
_LEAST_SHARE = 0.001
_SUSPICIOUS_ROWS = 3


@dataclass(frozen=True)
class Placeholder:
    """A value left out of the comparison, and how many records hold it."""

    field: str
    role: Role
    value: str
    records: int


def placeholder_codes(kind: Kind, values: Sequence[str], counts: Array) -> list[int]:
    """Give the positions of the values of a field that stand for a missing one."""
    return sorted({*looking_empty(kind, values, counts), *too_frequent(kind, counts)})


def looking_empty(kind: Kind, values: Sequence[str], counts: Array) -> list[int]:
    """Give the positions of the values that by their look stand for a missing one."""
    return _empty_looking(kind, values, counts) if kind in _ROLES else []


def too_frequent(kind: Kind, counts: Array) -> list[int]:
    """Give the positions of the values that are too frequent to be anybody's."""
    return sorted(_too_frequent(counts)) if kind in _ROLES else []


def settled_codes(kind: Kind, values: Sequence[str], known: frozenset[str]) -> list[int]:
    """Give the positions of the known placeholders, and of values that look like one."""
    if kind not in _ROLES:
        return []
    looks = set(_empty_looking(kind, values, np.zeros(len(values))))
    return sorted(looks | {at for at, value in enumerate(values) if value in known})


def placeholder(kind: Kind, label: str, value: str, records: int) -> Placeholder:
    """Give the report of one value of a field."""
    return Placeholder(label, _ROLES[kind], value, records)


def placeholder_columns(found: Sequence[Placeholder]) -> dict[str, Array]:
    """Give placeholders by column, the most frequent first: a field's value, its role, records."""
    ranked = sorted(found, key=lambda p: (-p.records, p.field, p.value))
    return {
        "field": np.array([p.field for p in ranked], dtype=object),
        "value": np.array([p.value for p in ranked], dtype=object),
        "value_role": np.array([p.role.value for p in ranked], dtype=object),
        "records": np.array([p.records for p in ranked], dtype=np.int64),
    }


def _empty_looking(kind: Kind, values: Sequence[str], counts: Array) -> list[int]:
    if kind is Kind.EMAIL:
        users = [value.split("@", 1)[0] for value in values]
        return [i for i, user in enumerate(users) if user in _USERS or _is_scrawl(user)]
    if kind is Kind.BIRTH:
        early = [i for i, value in enumerate(values) if value in EARLY_DATES]
        return [i for i in early if counts[i] > _SUSPICIOUS_ROWS]
    runs = _RUN_PARTS if kind is Kind.PHONE else frozenset[str]()
    return [i for i, v in enumerate(values) if v in runs or not v.strip(v[:1])]


def _is_scrawl(user: str) -> bool:
    return user.startswith("xxx") and not user.strip("x")


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
