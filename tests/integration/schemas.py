"""A database with declarations of every kind, and steps run on it through the flow."""

from tests import files
from tests.integration.changes import content, make
from tests.integration.flows import outcome
from vibecli.config import load_settings
from vibecli.flow import Flow
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.runtime import Runtime
from vibecli.steps.registry import step_kinds

KINDS = {kind.model_fields["kind"].default: kind for kind in step_kinds()}
DECLARED = (
    "SELECT schema_name, index_name, sql, comment FROM duckdb_indexes() ORDER BY ALL",
    "SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE comment IS NOT NULL ORDER BY ALL",
    "SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL ORDER BY ALL",
    "SELECT schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL",
)


def flow_over(folder, *statements):
    """Give a flow over a database made with these statements."""
    db = make(folder / "d.duckdb", *statements)
    settings, _ = load_settings({"database": str(db)}, {}, folder)
    return Flow(Runtime(settings))


def steps(*given):
    """Give a saved intent of these steps, each a dict without its id and reason."""
    made = [
        KINDS[step["kind"]].model_validate({"id": f"s{n}", "why": "as asked", **step})
        for n, step in enumerate(given, start=1)
    ]
    plan = Plan(title="t", steps=tuple(made), confidence="high")
    return SavedIntent(intent="do it", plan=plan, planner="file")


def alter(table, *changes):
    """Give an alter step."""
    return {"kind": "alter", "table": table, "changes": list(changes)}


def rehearse(flow, *given):
    """Run steps on the shadow and give the review."""
    return outcome(flow.rehearse(steps(*given)))


def apply(flow, review):
    """Apply a review, every table it asks for confirmed."""
    tables = [rule.table for rule in review.rules if rule.status == "confirm"]
    decision = flow.applying.decide(review, channel="command", confirmed=tables)
    return flow.applying.apply(review, decision)


def dump(flow):
    """Give all that a database holds: rows, declarations, comments, views, order of columns."""
    db = flow.runtime.settings.database
    with files.read(db) as session:
        return content(db), [session.rows(query) for query in DECLARED]
