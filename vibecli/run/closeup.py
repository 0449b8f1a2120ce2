"""A close look at a reviewed plan: the SQL of a step as it ran, where a column's values come from.

Owns reading both from the plan's own folder. It runs nothing, and opens no database of the user.
"""

from vibecli.data.catalog import Catalog
from vibecli.data.nearest import nearest_hint
from vibecli.engine.names import TableName, quote, split_column
from vibecli.errors import NotFound, UsageError
from vibecli.model import Model
from vibecli.plan.descent import Descent, descent
from vibecli.plan.lineage import Source
from vibecli.plan.model import Plan
from vibecli.run.changeset import Ran
from vibecli.run.drilldown import SCHEMA, read_infos
from vibecli.run.model import Review
from vibecli.run.needs import NOTHING, Left
from vibecli.run.store import PlanStore
from vibecli.steps.base import Slot, Step


class StepSql(Model):
    """The SQL of one step: what the plan says, and the SELECTs that its rows came from."""

    step: str
    kind: str
    said: tuple[Slot, ...]
    ran: tuple[Ran, ...]


def step_sql(store: PlanStore, review: Review, step_id: str) -> StepSql:
    """Give the SQL of a step. Raises NotFound with the nearest step."""
    step = _step(review, step_id)
    ran = store.record(review.plan_id).ran
    if review.derived is not None and not any(one.step == step.id for one in ran):
        ran = _whole(store, review.derived.plan_id)
    own = tuple(one for one in ran if one.step == step.id)
    return StepSql(step=step.id, kind=step.kind, said=step.slots(), ran=own)


def column_lineage(store: PlanStore, review: Review, text: str) -> Descent:
    """Give where `TABLE.COLUMN` comes from. Raises UsageError, NotFound with the nearest name."""
    from vibecli.engine.duckdb import DuckEngine

    table, column = _column(review, text)
    folder = store.folder(review.plan_id)
    if not (folder / SCHEMA).is_file():
        raise NotFound("the plan was made before lineage was kept", hint="ask again for a new plan")
    catalog = Catalog(tables=read_infos(folder / SCHEMA))
    gone = Left.of(review.derived.without if review.derived else ())

    def left(at: Source) -> bool:
        return at.table in gone.tables or at.column in gone.columns.get(at.table, NOTHING)

    at = Source(table, column)
    try:
        return descent(_kept(review.plan, gone), catalog, DuckEngine(), at, left=left)
    except NotFound as error:
        raise NotFound(error.message, hint=_quoted(catalog, text) or error.hint) from None


def _quoted(catalog: Catalog, text: str) -> str:
    """Tell how the column that a text ends in is written, when a dot is part of its name."""
    names = ((t.name, c.name) for t in catalog.tables for c in t.columns if "." in c.name)
    said = text.strip().lower()
    told = (f"{table}.{quote(name)}" for table, name in names if said.endswith(name.lower()))
    found = next(told, "")
    return f"did you mean {found}? a name with a dot stands in double quotes" if found else ""


def _step(review: Review, step_id: str) -> Step:
    wanted = step_id.strip().lower()
    found = next((step for step in review.plan.steps if step.id.lower() == wanted), None)
    if found is None:
        hint = nearest_hint(step_id, [step.id for step in review.plan.steps], noun="step")
        raise NotFound(f"the plan has no step {step_id.strip()[:60]}", hint=hint)
    return found


def _kept(plan: Plan, gone: Left) -> Plan:
    """Give the plan without the steps that were left out of it."""
    kept = tuple(step for step in plan.steps if step.id not in gone.steps)
    return plan.model_copy(update={"steps": kept})


def _whole(store: PlanStore, plan_id: str) -> tuple[Ran, ...]:
    """Give what ran of the plan that another one is a part of, as far as it is there."""
    try:
        return store.record(plan_id).ran
    except NotFound:
        return ()


def _column(review: Review, text: str) -> tuple[str, str]:
    """Take `schema.table.column` apart; quoted parts may hold dots."""
    table, column = split_column(text)
    if not table or not column:
        how = f"vibecli review {review.short_id} --lineage TABLE.COLUMN"
        raise UsageError(f"{text.strip()[:60]!r} names no column", hint=how)
    return TableName.parse(table).text, column
