"""Saved intents: one YAML file with the words, the pinned plan, its schema, bounds, parameters.

Owns reading, writing and comparing them. A saved intent replays with no model.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from vibecli.asked_file import Kind
from vibecli.data.nearest import nearest
from vibecli.document import dump, misfit, parse
from vibecli.errors import NotFound, UsageError
from vibecli.model import Model
from vibecli.plan.drift import PRINT_LENGTH, SchemaColumn
from vibecli.plan.expectation import Expectation
from vibecli.plan.hash import canonical, identity
from vibecli.plan.model import Plan
from vibecli.plan.parameters import Parameter

VERSION = 1
SLACK = 2  # a bound is this many times what the review showed
LEAST = 10  # and at least so many rows, when there were any
_HEADING = "Replays with no model: vibecli run FILE; vibecli check FILE compares with the bounds"
_HINT = "vibecli schema intent shows what may stand here"
_WRITES = "vibecli ask ... --save FILE writes one"
Counts = tuple[str, int, int, int]  # table, added, changed, removed


class Bound(Model):
    """Limits on the diff of one table; null: no limit."""

    table: str
    max_added: int | None = None
    max_changed: int | None = None
    max_removed: int | None = None
    min_added: int | None = None
    min_changed: int | None = None
    min_removed: int | None = None


class Verification(Model):
    """Who vouches for a saved intent, since when, on which schema and for which reviewed plan."""

    by: str
    at: str
    schema_print: str
    plan_print: str  # of the words and the plan as they were: an edit needs a new look
    plan_id: str


class SavedIntent(Model):
    """An approved or pinned intent, as kept in git."""

    version: int = VERSION
    intent: str
    plan: Plan
    planner: str
    saved_by: str | None = None
    saved_at: str | None = None
    columns: tuple[SchemaColumn, ...] = ()  # of every table read or written
    pinned_by: str | None = None  # who took over a schema that had drifted since it was saved
    pinned_at: str | None = None
    bounds: tuple[Bound, ...] = ()
    expect: tuple[Expectation, ...] = ()
    parameters: tuple[Parameter, ...] = ()  # each stands in the SQL as $name
    purpose: str = ""  # what the result is for, such as marketing; see [policy.consent]
    verified: Verification | None = None  # reused for the same words where the schema is the same


def read_saved(path: Path) -> SavedIntent:
    """Give the saved intent in a file. Raises NotFound, UsageError with the place."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise NotFound(f"no file {path}", hint=_near(path)) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8", hint=_WRITES) from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint=_WRITES) from error
    return parse_saved(text, str(path))


def parse_saved(text: str, name: str) -> SavedIntent:
    """Give the saved intent in a text; a bare plan, in YAML or JSON, is accepted too."""
    data, node = parse(text, name, _HINT, empty=_WRITES)
    if not isinstance(data, dict):
        raise UsageError(f"{name}: this is no saved intent and no plan", hint=_HINT)
    if {"entity", "features"} <= set(data):
        hint = f"vibecli features compute {Path(name).stem}"
        raise UsageError(f"{name} is a set of features, not a saved intent", hint=hint)
    version = data.get("version", VERSION)
    if isinstance(version, int) and version > VERSION:
        raise UsageError(
            f"{name}: written by a newer vibecli (version {version}, this one reads {VERSION})",
            hint="run it with that version of vibecli",
        )
    try:
        if "steps" in data:
            return _of_plan(Plan.model_validate(data))
        if "result" in data:
            return _of_plan(Plan.model_validate(data["result"]))
        return SavedIntent.model_validate({"planner": "file"} | data)
    except ValidationError as error:
        raise misfit(error, node, name, _HINT) from error


def saved_text(saved: SavedIntent) -> str:
    """Give a saved intent as the YAML its file holds."""
    return dump(saved, _HEADING)


def is_saved(text: str) -> bool:
    """Tell whether a text is a saved intent, of whatever version."""
    try:
        data, _ = parse(text, "", _HINT)
    except UsageError:
        return False
    return isinstance(data, dict) and {"intent", "plan"} <= set(data)


INTENT_FILE = Kind("saved intent", "--save", is_saved)


def plan_print(saved: SavedIntent) -> str:
    """Give one hash of the words, the plan and the parameters of a saved intent."""
    declared = "".join(f"\0{canonical(one).decode()}" for one in saved.parameters)
    told = f"{saved.intent}\0{identity(saved.plan)}{declared}"
    return hashlib.sha256(told.encode()).hexdigest()[:PRINT_LENGTH]


def default_bounds(counts: Iterable[Counts]) -> tuple[Bound, ...]:
    """Give generous bounds for a diff: twice each count, rounded up; what was zero stays zero."""
    return tuple(
        Bound(
            table=table,
            max_added=_generous(added),
            max_changed=_generous(changed),
            max_removed=_generous(removed),
        )
        for table, added, changed, removed in counts
    )


def broken_bounds(bounds: Sequence[Bound], counts: Iterable[Counts]) -> list[tuple[str, str]]:
    """Give the table and the words of each bound a diff breaks; without bounds none is."""
    if not bounds:
        return []
    known = {bound.table.lower(): bound for bound in bounds}
    every: dict[str, Counts] = {key: (bound.table, 0, 0, 0) for key, bound in known.items()}
    every |= {count[0].lower(): count for count in counts}
    broken: list[tuple[str, str]] = []
    for key, (table, added, changed, removed) in every.items():
        bound = known.get(key)
        if bound is None:
            if added or changed or removed:
                broken.append((table, f"{table}: changed, but the bounds do not name it"))
            continue
        for what, rows, least, most in (
            ("added", added, bound.min_added, bound.max_added),
            ("changed", changed, bound.min_changed, bound.max_changed),
            ("removed", removed, bound.min_removed, bound.max_removed),
        ):
            told = f"{table}: {rows:,} rows {what}"
            if most is not None and rows > most:
                broken.append((table, f"{told}, at most {most:,} allowed"))
            if least is not None and rows < least:
                broken.append((table, f"{told}, at least {least:,} expected"))
    return broken


def _of_plan(plan: Plan) -> SavedIntent:
    return SavedIntent(intent=plan.title, plan=plan, planner="file")


def _generous(rows: int) -> int:
    """Double and round up to two figures."""
    if rows == 0:
        return 0
    doubled = rows * SLACK
    step = int("1" + "0" * max(0, len(str(doubled)) - 2))
    return max(LEAST, -(-doubled // step) * step)


def _near(path: Path) -> str:
    """Give the file of that folder whose name is nearest."""
    try:
        names: Sequence[Any] = sorted(p.name for p in path.parent.glob("*.y*ml"))
    except OSError:
        names = ()
    close = nearest(path.name, names)
    return f"did you mean {path.parent / close[0]}?" if close else "vibecli ask ... --save FILE"
