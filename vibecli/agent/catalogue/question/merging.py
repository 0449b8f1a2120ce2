"""Spellings that are one value: what is merged, in a group and in a condition.

Owns the SQL of it. A merge changes no data: rows are shown as they are, and counted as one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from vibecli.agent.catalogue.predicates import Predicate
from vibecli.engine.names import literal, quote

_TEXT = r"'(?:[^']|'')*'"
_ALONE = re.compile(
    r"(?:lower\(trim\(CAST\()?(?P<column>\"(?:[^\"]|\"\")+\")(?: AS VARCHAR\)\)\))?"
    rf" (?:= (?P<one>{_TEXT})|IN \((?P<many>{_TEXT}(?:, {_TEXT})*)\))"
)


@dataclass(frozen=True)
class Merge:
    """Values of a column that count as one."""

    table: str
    column: str
    values: tuple[str, ...]
    into: str
    missing: bool = False  # where nothing is entered counts as that too

    @property
    def said(self) -> str:
        """The merge in words."""
        others = [v for v in self.values if v != self.into]
        others += ["nothing"] if self.missing else []
        return f"{', '.join(others)} counts as {self.into} in {self.column}"


def spelled(value: str, table: str, column: str, merges: Sequence[Merge]) -> str:
    """Give a column as SQL with what is merged in it."""
    cases = []
    for merge in merges:
        if (merge.table, merge.column) != (table, column):
            continue
        others = [v for v in merge.values if v != merge.into]
        if others:
            held = ", ".join(map(literal, others))
            cases.append(f"WHEN {value} IN ({held}) THEN {literal(merge.into)}")
        if merge.missing:
            empty = f"{value} IS NULL OR trim(CAST({value} AS VARCHAR)) = ''"
            cases.append(f"WHEN {empty} THEN {literal(merge.into)}")
    return f"CASE {' '.join(cases)} ELSE {value} END" if cases else value


def widened(predicate: Predicate, merges: Sequence[Merge]) -> Predicate:
    """Give a condition that every spelling of the values it names meets."""
    sql = predicate.sql
    for merge in merges:
        sql = _conditions(merge.column).sub(partial(_also, merge), sql)
    return Predicate(sql, predicate.said, predicate.known)


def mentions(predicate: Predicate, merge: Merge) -> bool:
    """True when a condition compares the column with one of the merged values."""
    folded = {v.strip().lower() for v in merge.values}
    return any(
        {v.strip().lower() for v in _literals(found)} & folded
        for found in _conditions(merge.column).finditer(predicate.sql)
    )


def compared_with(predicate: Predicate, column: str) -> tuple[str, ...]:
    """Give the texts a condition compares a column with."""
    found = _conditions(column).finditer(predicate.sql)
    return tuple(value for one in found for value in _literals(one))


def clash(where: Sequence[Predicate]) -> bool:
    """True when conditions hold a column to texts that have none in common: email and letter."""
    held: dict[str, set[str]] = {}
    for predicate in where:
        found = _ALONE.fullmatch(predicate.sql)
        if found is None:
            continue
        values = {v.strip().lower() for v in _literals(found)}
        held[found["column"]] = held.get(found["column"], values) & values
        if not held[found["column"]]:
            return True
    return False


def _conditions(column: str) -> re.Pattern[str]:
    name = re.escape(quote(column))
    plain, folded = rf"(?<![.\w]){name}", rf"lower\(trim\(CAST\({name} AS VARCHAR\)\)\)"
    return re.compile(
        rf"(?P<name>{folded}|{plain}) (?:= (?P<one>{_TEXT})|IN \((?P<many>{_TEXT}(?:, {_TEXT})*)\))"
    )


def _literals(found: re.Match[str]) -> list[str]:
    held = re.findall(_TEXT, found["one"] or found["many"])
    return [one[1:-1].replace("''", "'") for one in held]


def _also(merge: Merge, found: re.Match[str]) -> str:
    held = _literals(found)
    if not {v.strip().lower() for v in held} & {v.strip().lower() for v in merge.values}:
        return found.group()
    folded = found["name"].startswith("lower(")
    more = [v.strip().lower() if folded else v for v in merge.values]
    values = list(dict.fromkeys([*held, *more]))
    return f"{found['name']} IN ({', '.join(map(literal, values))})"
