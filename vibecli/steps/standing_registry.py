"""The table of standing rules as plans write it: a row a rule, found by its name.

A rule that was retired stays there as it was, with a mark in its JSON, which a version of vibecli
that does not know the mark cannot read: no stream takes events by it.
"""

import json
from collections.abc import Sequence

import numpy as np
from pydantic import ValidationError

from vibecli.engine.base import Column
from vibecli.engine.names import literal, quote
from vibecli.steps.base import Bench, Finding, Shadow, Step
from vibecli.steps.standing import RULE_COLUMNS, RULE_KEYS, RULES_TABLE, StandingRule

RENAME = f"in DuckDB: ALTER TABLE {RULES_TABLE} RENAME TO old_rules; the next rule makes its own"
_NEW = "__rule"
_MARK = {"retired": True}  # first in the JSON, so that a diff shows it


def not_the_registry(columns: Sequence[Column]) -> str:
    """Tell what of the table of rules is not as plans write it, or nothing."""
    there = {column.name.lower(): column.type for column in columns}
    other = next((c.name for c in RULE_COLUMNS if there.get(c.name) != c.type), None)
    return f"{RULES_TABLE} is not the table of standing rules: no {other} VARCHAR" if other else ""


def registry_findings(step: Step, bench: Bench) -> list[Finding]:
    """Give what is wrong with the table of rules, where there is one."""
    columns = bench.columns(RULES_TABLE)
    problem = not_the_registry(columns) if columns is not None else ""
    return [step.finding("kept-table", problem, RENAME)] if problem else []


def kept_text(shadow: Shadow, name: str) -> str | None:
    """Give the JSON that is kept under a name, None where there is no such rule."""
    if not shadow.exists(RULES_TABLE):
        return None
    rows = shadow.session.rows(
        f"SELECT rule FROM {shadow.numbered(RULES_TABLE)} WHERE name = {literal(name)}"
        " ORDER BY __rid DESC LIMIT 1"
    )
    return str(rows[0][0] or "") if rows else None


def keep(shadow: Shadow, name: str, meaning: str | None, text: str) -> None:
    """Write a rule under its name, in place of one that is there; its meaning where one is told."""
    known = kept_text(shadow, name)
    if known is not None and read_kept(known) == read_kept(text) is not None:
        return
    row = {"name": name, "meaning": meaning or "", "rule": text}
    shadow.session.register(
        _NEW, {key: np.array([value], dtype=object) for key, value in row.items()}
    )
    columns = ", ".join(quote(c.name) for c in RULE_COLUMNS)
    select = f"SELECT {columns} FROM {_NEW}"
    try:
        if not shadow.exists(RULES_TABLE):
            shadow.create(RULES_TABLE, select, keys=RULE_KEYS)
        elif known is None:
            shadow.insert(RULES_TABLE, select)
        else:
            rows = f"{shadow.numbered(RULES_TABLE)} AS k JOIN ({select}) AS n ON k.name = n.name"
            told = ", n.meaning" if meaning is not None else ""
            shadow.update(RULES_TABLE, f"SELECT k.__rid, n.rule{told} FROM {rows}")
    finally:
        shadow.session.unregister(_NEW)


def read_kept(text: str) -> StandingRule | None:
    """Give a rule as it is kept, None for one that this version cannot read."""
    try:
        return StandingRule.model_validate_json(text)
    except ValidationError:
        return None


def is_retired(text: str) -> bool:
    """True for a rule that was retired, though nothing else of it can be read."""
    return _fields(text).get("retired") is True


def retired(name: str, text: str) -> str:
    """Give the JSON of a rule with the mark that it was retired."""
    kept = _fields(text) or {"name": name}
    return json.dumps({**_MARK, **kept, **_MARK}, ensure_ascii=False, separators=(",", ":"))


def _fields(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
