"""A flow over tables of one's own, and its verbs run to their end."""

from vibecli.config import Settings
from vibecli.flow import Flow
from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
from vibecli.runtime import Runtime


def flow_in(folder, **settings):
    """Give a flow over the database of a folder."""
    made = Settings(
        workspace=folder, database=folder / "v.duckdb", state=folder / ".vibecli", **settings
    )
    return Flow(Runtime(settings=made, environment={}, person=lambda: "tester"))


def load(folder, tables):
    """Load tables, each given as lines of CSV, into the database of a folder."""
    workspace = flow_in(folder).workspace
    for name, lines in tables.items():
        path = folder / f"{name}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        workspace.load(path)
    return folder


def finish(verb):
    """Run a verb to its end: what it gives, and what it told on the way."""
    events = []
    while True:
        try:
            events.append(next(verb))
        except StopIteration as end:
            return end.value, events


def outcome(verb):
    """Run a verb to its end and give what it gives."""
    return finish(verb)[0]


def saved(*steps):
    """Give a plan of steps, written as dicts without id and why, as the intent it replays from."""
    full = [{"id": f"s{n}", "why": "as said", **step} for n, step in enumerate(steps, start=1)]
    plan = Plan.model_validate({"title": "a plan", "steps": full, "confidence": "high"})
    return SavedIntent(intent="do it", plan=plan, planner="file")


def approve(flow, review):
    """Apply a review as a person who confirms every table by name."""
    tables = [table.table for table in review.diff.tables]
    return flow.applying.apply(
        review, flow.applying.decide(review, channel="command", confirmed=tables)
    )
