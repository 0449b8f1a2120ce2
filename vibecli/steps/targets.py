"""Findings about a target table: is it there, are the columns there, do the types go together.

Owns the messages, with the nearest name as hint. It sees schema only, never a value.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from vibecli.engine.base import Column
from vibecli.engine.types import NUMBERS
from vibecli.steps.base import Bench, Finding, Step

_ENOUGH = 0.6
RESERVED = "__why"
_MAY_BE_NULL = {'"NULL"', "INTEGER"}  # DuckDB 1.5 calls a bare NULL an INTEGER


def by_name(columns: Iterable[Column]) -> dict[str, Column]:
    """Give columns by their name in lower case."""
    return {column.name.lower(): column for column in columns}


def unknown_table(step: Step, bench: Bench, table: str) -> Finding:
    """Give the finding for a table that does not exist."""
    names = [info.name for info in bench.catalog.tables]
    close = get_close_matches(table.lower(), [n.lower() for n in names], cutoff=_ENOUGH)
    shown = [name for name in names if name.lower() in close]
    hint = f"did you mean {' or '.join(shown)}?" if shown else "vibecli tables lists the tables"
    return step.finding("unknown-table", f"there is no table {table}", hint)


def unknown_columns(
    step: Step, table: str, wanted: Iterable[str], columns: Sequence[Column]
) -> list[Finding]:
    """Give a finding for each wanted name the table has no column for."""
    known = by_name(columns)
    findings = []
    for name in wanted:
        if name.lower() in known:
            continue
        close = get_close_matches(name.lower(), list(known), n=1, cutoff=_ENOUGH)
        shown = known[close[0]].name if close else ""
        hint = f"did you mean {shown}?" if shown else f"its columns are {_listed(columns)}"
        findings.append(step.finding("unknown-column", f"{table} has no column {name}", hint))
    return findings


def generated_columns(step: Step, bench: Bench, table: str, wanted: Iterable[str]) -> list[Finding]:
    """Give a finding for each wanted column that the engine computes itself."""
    info = bench.catalog.table(table)
    known = {column.name.lower(): column for column in info.columns} if info else {}
    return [
        step.finding(
            "generated-column",
            f"{info.name}.{column.name} is computed from other columns and cannot be set",
            f"leave {column.name} out, or change the columns it is computed from",
        )
        for name in wanted
        if info and (column := known.get(name.lower())) and column.generated
    ]


def repeated_columns(step: Step, given: Sequence[Column]) -> list[Finding]:
    """Give a finding for each column name that stands more than once in a SELECT."""
    lower = [column.name.lower() for column in given]
    return [
        step.finding(
            "duplicate-column", f"the SELECT gives column {name} twice", "name each once with AS"
        )
        for name in sorted({name for name in lower if lower.count(name) > 1})
    ]


def unfit_types(step: Step, given: Sequence[Column], columns: Sequence[Column]) -> list[Finding]:
    """Give a finding for each column whose values the table's column can never take."""
    wanted = by_name(columns)
    findings = []
    for column in given:
        target = wanted.get(column.name.lower())
        if target is None or column.type in _MAY_BE_NULL:
            continue
        kinds = {_family(column.type), _family(target.type)}
        if len(kinds) > 1 and not kinds & {"text", "other"}:
            findings.append(
                step.finding(
                    "type-mismatch",
                    f"column {column.name} is {column.type}, the table has {target.type}",
                    f"give {column.name} as {target.type}",
                )
            )
    return findings


def _family(kind: str) -> str:
    """Give the sort of values a type holds; the engine casts within a sort and to and from text.

    The engine cannot be asked: it binds every cast and refuses some only when it runs them.
    """
    if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION")):
        return "nested"
    if kind.startswith(("VARCHAR", "JSON", "ENUM")):
        return "text"
    if kind.startswith(("DATE", "TIMESTAMP")):
        return "time"
    return "number" if kind.startswith((*NUMBERS, "BOOLEAN")) else "other"


def _listed(columns: Sequence[Column], most: int = 12) -> str:
    names = [column.name for column in columns]
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
