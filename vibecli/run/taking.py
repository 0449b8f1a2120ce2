"""Taking a part of a plan, in the worker: its deltas are filled, then what is left out goes.

The deltas come from the change set of the plan it is a part of, or from running the steps. What
follows (diff, rules, folder) is the same as for any plan. It never writes to the user's database.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import BASE, Column, table_sql
from vibecli.engine.names import TableName, key_of, literal, quote
from vibecli.errors import Stale, StepFailed
from vibecli.rulebook import OF_MODELS
from vibecli.run.change_file import changes_in
from vibecli.run.changeset import PlanRecord, TableChange
from vibecli.run.delta import Change, Delta, DeltaState
from vibecli.run.drilldown import INFOS, RECORDS
from vibecli.run.fingerprint import file_facts, fingerprint
from vibecli.run.gates import GateFound
from vibecli.run.job import Chosen, ShadowRequest
from vibecli.run.model import Fingerprint, QueryRows, RuleResult
from vibecli.run.needs import Left
from vibecli.run.reasons import KINDS, without_columns
from vibecli.run.shadow import PlanShadow
from vibecli.run.stale import AGAIN, needed
from vibecli.run.store import PlanStore
from vibecli.run.tables import RID, TableColumn, TableShape, differs, shape_of, struct_type
from vibecli.steps.base import GateResult, Step, StepResult
from vibecli.steps.check import Check
from vibecli.steps.unify_provenance import provenance_table

RunStep = Callable[[Step, int], StepResult]
RunSteps = Callable[[RunStep], list[StepResult]]
_INFOS = TypeAdapter(tuple[TableInfo, ...])


def part_of(
    shadow: PlanShadow, request: ShadowRequest, run: RunStep, run_steps: RunSteps
) -> tuple[StepResult, ...]:
    """Fill the shadow with a plan's changes, or the part of them that was chosen."""
    steps, chosen = request.job.plan.steps, request.job.chosen
    shadow.tagging.left = Left.of(chosen.derived.without) if chosen else Left()
    if chosen is None or not chosen.source:
        results = run_steps(run)
    else:
        results = [*_Source(shadow, request, chosen).fill()]
    if chosen is None:
        return tuple(results)
    left = Left.of(chosen.derived.without)
    _leave_out(shadow, left, [step.id for step in steps if step.kind in KINDS])
    _forget(shadow, chosen.again, steps)
    for number, step in enumerate(steps, start=1):
        if step.id in chosen.again:
            fresh = run(step, number)
            results = [fresh if result.step == step.id else result for result in results]
    return tuple(_told(result, steps, left) for result in results)


class _Source:
    """The plan whose change set is taken, brought into the shadow of the worker."""

    def __init__(self, shadow: PlanShadow, request: ShadowRequest, chosen: Chosen) -> None:
        store = PlanStore(Path(request.plans).parent)
        self.shadow = shadow
        self.record, self.review = store.record(chosen.source), store.review(chosen.source)
        self.folder, self.work = store.folder(chosen.source), Path(request.work) / "taken"
        facts = store.meta(chosen.source).facts
        others = needed(self.record, request.attach)
        self.written = file_facts(Path(request.database), others) != facts
        if self.written:
            _check_inputs(shadow, self.record)

    def fill(self) -> tuple[StepResult, ...]:
        """Fill the deltas and all that is known beside them; gives what the steps told."""
        shadow = self.shadow
        for part, target in (
            ("changes", self.work),
            ("queries", self.work),
            ("evidence", shadow.folder),
            ("matched", shadow.folder),
        ):
            if (self.folder / part).is_dir():  # the locked engine reads in its own folder only
                shutil.copytree(self.folder / part, target / part)
        shadow.knowledge.recall(
            *(_INFOS.validate_json((self.folder / name).read_bytes()) for name in (INFOS, RECORDS))
        )
        for change in self.record.changes:
            self._take(change)
        for query in self.review.queries:
            self._take_query(query)
        shadow.models.update({key_of(model.table): model for model in self.record.models})
        results = {result.step: result for result in self.review.steps}
        for step in self.record.plan.steps:
            if isinstance(step, Check):
                shadow.gates.append(_gate(step, results[step.id]))
        shadow.gates += [_held(rule) for rule in self.review.rules if rule.rule in OF_MODELS]
        return self.review.steps

    def _take(self, change: TableChange) -> None:
        shadow = self.shadow
        after = TableName.parse(change.table), [Column(c.name, c.type) for c in change.columns]
        delta = filled(shadow, change.change, shape_of(*after), [self.work / change.file])
        known = next(table for table in self.review.diff.tables if table.table == change.table)
        changing = {column.column for column in known.columns}
        if self.written:
            check_rows(shadow, delta)
        delta.touch(column for column in delta.shape.written if column.name in changing)
        delta.key = change.key if change.change != "change" else ()
        delta.added = change.added
        show(shadow, delta)

    def _take_query(self, query: QueryRows) -> None:
        columns = tuple(map(Column, query.columns, query.types))
        take_query(self.shadow, query.step, columns, self.work / query.file)


def filled(shadow: PlanShadow, change: Change, after: TableShape, files: Sequence[Path]) -> Delta:
    """Open the delta of a table and fill it with the rows of a change set. Raises Stale."""
    table = after.table.text
    base = None if change == "create" else shadow.base(table)
    if change != "create" and base is None:
        raise Stale(f"{table} is gone since the review", hint=AGAIN)
    delta = Delta(shadow.session, len(shadow.deltas) + 1, base or after, base=base)
    if change == "replace":
        delta.restart(after)
    if _columns(delta.shape) != _columns(after):
        raise Stale(f"the columns of {table} changed since the review", hint=AGAIN)
    _fill(delta, files)
    shadow.deltas[key_of(table)] = delta
    return delta


def resumed(shadow: PlanShadow, key: str, state: DeltaState, files: Sequence[Path]) -> Delta:
    """Have a delta as the finished steps of a run left it. Raises Stale."""
    base = shadow.base(state.base) if state.base is not None else None
    if state.base is not None and base is None:
        raise Stale(f"{state.base} is gone since then", hint=AGAIN)
    delta = Delta.resumed(shadow.session, state, base)
    _fill(delta, files)
    shadow.open(key, delta)
    if state.change != "drop":
        show(shadow, delta)
    return delta


def _fill(delta: Delta, files: Sequence[Path]) -> None:
    before, after = struct_type(delta.origin), struct_type(delta.shape)
    delta.session.run(
        f"INSERT INTO {delta.relation} SELECT {RID}, __why, __step,"
        f" CAST(__before AS {before}), CAST(__after AS {after})"
        f" FROM {changes_in(files)} ORDER BY {RID}"
    )


def take_query(shadow: PlanShadow, step: str, columns: Sequence[Column], path: Path) -> None:
    """Make the rows of a query step readable under its id."""
    listed = ", ".join(f"CAST({quote(c.name)} AS {c.type}) AS {quote(c.name)}" for c in columns)
    shadow.session.run(
        f"CREATE TABLE {table_sql(step)} AS SELECT {listed} FROM read_parquet({literal(str(path))})"
    )
    shadow.queries[step] = tuple(columns)


def _check_inputs(shadow: PlanShadow, record: PlanRecord) -> None:
    """Raise Stale when a table the plan read or writes is not as it was."""
    if changed := changed_inputs(shadow, record.inputs):
        raise Stale(f"changed since the review: {', '.join(changed)}", hint=AGAIN)


def changed_inputs(shadow: PlanShadow, inputs: Sequence[Fingerprint]) -> list[str]:
    """Give the tables that do not hold what they held."""
    return [told.table for told in inputs if _print(shadow, told) != told]


def check_rows(shadow: PlanShadow, delta: Delta) -> None:
    """Raise Stale when the rows to change do not lie where they lay."""
    if delta.base is None:
        return
    differing = differs(delta.origin, delta.origin.written, "__d.__before", "__t")
    moved = shadow.session.value(
        f"SELECT count(*) FROM {delta.relation} AS __d"
        f" LEFT JOIN {delta.before} AS __t ON __t.{RID} = __d.{RID}"
        f" WHERE __d.__before IS NOT NULL AND (__t.{RID} IS NULL OR {differing})"
    )
    if moved:
        raise Stale(f"rows of {delta.base.table.text} moved since the review", hint=AGAIN)


def _print(shadow: PlanShadow, told: Fingerprint) -> Fingerprint | None:
    shape = shadow.base(told.table)
    if shape is None:
        return None
    return fingerprint(shadow.session, told.table, told.columns, catalog=shape.catalog)


def _leave_out(shadow: PlanShadow, left: Left, telling: Sequence[str]) -> None:
    """Take what is left out from the deltas; a row that then changes nothing goes."""
    for key in sorted(left.tables & shadow.deltas.keys()):
        drop(shadow, key)
    for key in sorted((left.rows | left.columns.keys()) & shadow.deltas.keys()):
        delta = shadow.deltas[key]
        if key in left.rows:
            shadow.session.run(
                f"DELETE FROM {delta.relation} WHERE __before IS NULL OR __after IS NULL"
            )
        gone = left.columns.get(key, frozenset())
        if gone & {column.name.lower() for column in delta.touched} or (gone and delta.added):
            _put_back(shadow, delta, gone)
            _tell_no_more(delta, gone, telling)
            _keep_provenance(shadow, key, gone)
        show(shadow, delta)


def drop(shadow: PlanShadow, key: str) -> None:
    """Forget what the plan did to a table."""
    delta = shadow.deltas.pop(key)
    shadow.models.pop(key, None)
    shadow.session.run(f"DROP VIEW IF EXISTS {delta.shape.table.sql}")
    if delta.base is None:
        return
    columns = ", ".join(quote(column.name) for column in delta.base.columns)
    shadow.session.run(
        f"CREATE OR REPLACE VIEW {delta.base.table.sql} AS"
        f" SELECT {columns} FROM {quote(BASE)}.{delta.base.table.sql}"
    )


def _put_back(shadow: PlanShadow, delta: Delta, gone: frozenset[str]) -> None:
    """Give columns the value they had; in an added row the one an INSERT without them gives."""
    shape = delta.shape
    added = shadow.session.value(f"SELECT count(*) FROM {delta.relation} WHERE __before IS NULL")
    fields = []
    for column in shape.written:
        name = quote(column.name)
        value = f"__after.{name}"
        if column.name.lower() in gone:
            default = _default(column, shape) if added else "NULL"
            value = f"CASE WHEN __before IS NULL THEN {default} ELSE __before.{name} END"
        fields.append(f"{name} := {value}")
    shadow.session.run(
        f"UPDATE {delta.relation} SET __after = struct_pack({', '.join(fields)})"
        " WHERE __after IS NOT NULL"
    )
    shadow.session.run(
        f"DELETE FROM {delta.relation} WHERE __before IS NOT NULL AND __after IS NOT NULL"
        f" AND NOT {differs(shape, delta.touched, '__before', '__after')}"
    )


def _tell_no_more(delta: Delta, gone: frozenset[str], telling: Sequence[str]) -> None:
    """Take columns out of the reasons of rows that steps which tell them by column changed."""
    steps = ", ".join(map(literal, telling))
    delta.session.run(
        f"UPDATE {delta.relation} SET __why = {without_columns('__why', gone)}"
        f" WHERE list_has_any(string_split(__step, ', '), [{steps}]::VARCHAR[])"
    )


def _keep_provenance(shadow: PlanShadow, profile: str, gone: frozenset[str]) -> None:
    """Have the provenance of a profile's columns that stay as they were stay too."""
    delta = shadow.deltas.get(key_of(provenance_table(profile)))
    if delta is None or delta.shape.column("column_name") is None:
        return
    names = ", ".join(literal(name) for name in sorted(gone))
    shadow.session.run(
        f"DELETE FROM {delta.relation} WHERE"
        f" lower(coalesce(__after.column_name, __before.column_name)) IN ({names})"
    )
    show(shadow, delta)


def _default(column: TableColumn, shape: TableShape) -> str:
    default = column.default or "NULL"
    if "nextval(" in default:
        raise StepFailed(
            f"{shape.table.text}.{column.name} takes its value from a sequence",
            hint=f"leave out rows:{shape.table.text} too",
        )
    return f"CAST(({default}) AS {column.type})"


def _forget(shadow: PlanShadow, again: Sequence[str], steps: Sequence[Step]) -> None:
    """Make room for the results of steps that are run again."""
    names = {step.name for step in steps if isinstance(step, Check) and step.id in again}
    shadow.gates[:] = [gate for gate in shadow.gates if gate.result.name not in names]
    for step_id in again:
        if shadow.queries.pop(step_id, None) is not None:
            shadow.session.run(f"DROP TABLE {table_sql(step_id)}")


def show(shadow: PlanShadow, delta: Delta) -> None:
    """Let SELECTs see a table as its delta leaves it."""
    table = delta.shape.table
    if delta.base is None or delta.base.table != table:
        shadow.session.run(f"CREATE SCHEMA IF NOT EXISTS {quote(table.schema)}")
    columns = ", ".join(quote(column.name) for column in delta.shape.columns)
    shadow.session.run(
        f"CREATE OR REPLACE VIEW {table.sql} AS SELECT {columns} FROM ({delta.numbered()})"
    )


def _told(result: StepResult, steps: Sequence[Step], left: Left) -> StepResult:
    """Mark what a step told where part of what it did is left out."""
    step = next(one for one in steps if one.id == result.step)
    written = {key_of(table) for table in step.writes()}
    touched = written & (left.tables | left.rows | left.columns.keys())
    if not touched or result.headline.startswith(_MARKS):
        return result
    mark = _MARKS[0] if written <= left.tables else _MARKS[1]
    return result.model_copy(update={"headline": f"{mark}{result.headline}"})


_MARKS = ("left out: ", "left out in part: ")


def _gate(step: Check, result: StepResult) -> GateFound:
    failures = next((int(f.value) for f in result.figures if f.name == "failures"), 0)
    return GateFound.of(
        GateResult(name=step.name, severity=step.severity, failures=failures), sample=()
    )


def _held(rule: RuleResult) -> GateFound:
    """Give what a step that is not run again said of its model."""
    failures = int(rule.status != "pass")
    return GateFound.of(
        GateResult(name=rule.message, severity="block", failures=failures, rule=rule.rule), ()
    )


def _columns(shape: TableShape) -> list[tuple[str, str]]:
    return [(column.name, column.type) for column in shape.written]
