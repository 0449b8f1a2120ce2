"""Saved intents: one YAML file with the words, the pinned plan, its schema, and bounds.

Owns reading, writing and comparing them. A saved intent replays with no model.
"""

from vibecli.model import Model
from vibecli.plan.model import Plan


class Bound(Model):
    """Limits on the diff of one table; null: no limit."""

    table: str
    max_added: int | None = None
    max_changed: int | None = None
    max_removed: int | None = None


class SchemaColumn(Model):
    """One column the plan relies on."""

    table: str
    column: str
    type: str


class SavedIntent(Model):
    """An approved or pinned intent, as kept in git."""

    version: int = 1
    intent: str
    plan: Plan
    planner: str
    saved_by: str | None = None
    saved_at: str | None = None
    columns: tuple[SchemaColumn, ...] = ()  # of every table read or written
    bounds: tuple[Bound, ...] = ()
