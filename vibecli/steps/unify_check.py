"""What is wrong with a `unify` step, told from schemas before anything runs.

Owns the findings, and declares the tables the step will leave. It reads no rows.
"""

from typing import NamedTuple

from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.data.nearest import nearest_hint
from vibecli.data.roles import infer_roles
from vibecli.engine.base import Column
from vibecli.engine.names import TableName, split_column
from vibecli.steps.base import Bench, Finding, Step
from vibecli.steps.predicate import predicate_findings
from vibecli.steps.targets import generated_columns
from vibecli.steps.unify_counted import Agreement, consent_links, has_test
from vibecli.steps.unify_plan import MergePlan, Stated, candidate_links, plan_merge, same_table
from vibecli.steps.unify_provenance import PROVENANCE, PROVENANCE_TYPES
from vibecli.tagging.sample import ColumnSample

_IDENTITY = ("person_id", "source", "record_id")
_BY_COLUMN = ("most_recent", "verified")


class Order(NamedTuple):
    """The slots of a unify step; filters are (table, condition)."""

    inputs: tuple[str, ...]
    identity: str
    target: str
    provenance: str
    stated: tuple[Stated, ...]
    ignore: tuple[str, ...]
    filters: tuple[tuple[str, str], ...]
    agreements: tuple[Agreement, ...] = ()


class UnifyCheck:
    """The check of one step on one bench."""

    def __init__(self, bench: Bench, order: Order, step: Step) -> None:
        self._bench = bench
        self._order = order
        self._step = step
        self._finding = step.finding

    def findings(self) -> list[Finding]:
        """Give what is wrong; when nothing is, later steps may read the profile."""
        found = self._table_findings()
        if found:
            return found
        plan = self.plan()
        found = [
            *self._mapping_findings(plan),
            *self._column_findings(plan),
            *self._argument_findings(plan),
            *self._verified_findings(plan),
            *self._filter_findings(),
            *self._consent_findings(plan),
            *self._provenance_findings(),
        ]
        if not plan.exists:
            columns = [Column(c.name, c.type) for c in plan.target.columns]
            self._bench.declare(self._order.target, columns)
        if self._bench.columns(self._order.provenance) is None:
            columns = [Column(name, kind) for name, kind in PROVENANCE_TYPES.items()]
            self._bench.declare(self._order.provenance, columns)
        return found

    def plan(self) -> MergePlan:
        """Give what the step will do, as far as schemas tell."""
        order = self._order
        inputs = [_known_table(self._bench, name) for name in order.inputs]
        if self._bench.columns(order.target) is None:
            name = TableName.parse(order.target).text
            return plan_merge(inputs, name, {}, stated=order.stated, ignore=order.ignore)
        target = _known_table(self._bench, order.target)
        links = candidate_links(target, inputs, self._bench.catalog.relationships)
        return plan_merge(inputs, target, links, stated=order.stated, ignore=order.ignore)

    def _table_findings(self) -> list[Finding]:
        known = [table.name for table in self._bench.catalog.tables]
        found = [
            self._finding(
                "unknown-table",
                f"there is no table {name}",
                nearest_hint(name, known, noun="table"),
            )
            for name in (
                *self._order.inputs,
                self._order.identity,
                *(table for table, _ in self._order.filters),
                *(agreement.table for agreement in self._order.agreements),
            )
            if self._bench.columns(name) is None
        ]
        if not self._order.inputs:
            found.append(
                self._finding("no-inputs", "no table feeds the profile", "name the inputs")
            )
        columns = {c.name.lower() for c in self._bench.columns(self._order.identity) or ()}
        missing = [name for name in _IDENTITY if columns and name not in columns]
        if missing:
            message = f"{self._order.identity} has no column {', '.join(missing)}"
            hint = "an identity table has person_id, source and record_id; a match step writes one"
            found.append(self._finding("no-identity-table", message, hint))
        view = self._bench.catalog.table(self._order.target)
        if view and view.kind == "view":
            hint = "name a table, or a new name"
            found.append(self._finding("target-is-view", f"{self._order.target} is a view", hint))
        return found

    def _mapping_findings(self, plan: MergePlan) -> list[Finding]:
        found = []
        if not plan.fields:
            message = f"no column of {', '.join(plan.names)} feeds a column of {self._order.target}"
            hint = "columns are matched by key, name and meaning; name another target"
            found.append(self._finding("nothing-mapped", message, hint))
        if plan.unfilled_key:
            parts = ", ".join(plan.unfilled_key)
            message = f"no input fills {parts}, part of the key of {self._order.target}"
            hint = "use a profile table with a key of one column, or add the input that has it"
            found.append(self._finding("unfilled-key", message, hint))
        return found

    def _column_findings(self, plan: MergePlan) -> list[Finding]:
        known = [*(column.name for column in plan.target.columns), *plan.left_out]
        lower = {name.lower() for name in known}
        named = [s.column for s in self._order.stated if s.column != "*"]
        named += [c for one in self._order.agreements for c in one.columns if c != "*"]
        found = [
            self._finding(
                "unknown-column",
                f"{self._order.target} has no column {name}",
                nearest_hint(name, known, noun="column"),
            )
            for name in (*named, *self._order.ignore)
            if name.lower() not in lower
        ]
        mapped = {field.column.name.lower() for field in plan.fields}
        found += generated_columns(self._step, self._bench, self._order.target, named)
        lower -= {column.name.lower() for column in plan.target.columns if column.generated}
        idle = [n for n in named if n.lower() in lower - mapped and n not in self._order.ignore]
        return found + [
            self._finding("no-source", f"no input feeds {name}", f"leave out the rule for {name}")
            for name in idle
        ]

    def _argument_findings(self, plan: MergePlan) -> list[Finding]:
        found = []
        tables = {table.name.lower(): table for table in plan.inputs}
        for rule in self._order.stated:
            if rule.rule == "source_priority" and not rule.args:
                message = f"source_priority for {rule.column} names no table"
                found.append(self._finding("wrong-arguments", message, "list the inputs in order"))
            for arg in rule.args:
                whole = rule.rule == "source_priority"
                name, column = (arg, "") if whole else split_column(arg)
                table = tables.get(TableName.parse(name).text.lower())
                if table is None:
                    hint = nearest_hint(name, plan.names, noun="input")
                    found.append(self._finding("unknown-table", f"{name or arg} is no input", hint))
                elif rule.rule in _BY_COLUMN and table.column(column) is None:
                    hint = nearest_hint(column, [c.name for c in table.columns], noun="column")
                    message = f"{table.name} has no column {column}"
                    found.append(self._finding("unknown-column", message, hint))
        return found

    def _verified_findings(self, plan: MergePlan) -> list[Finding]:
        """Find columns whose values no test tells valid, where no flag is named either."""
        return [
            self._finding(
                "no-test",
                f"no test tells whether a value of {field.column.name} is valid",
                f"name the column that says so: args TABLE.COLUMN, or leave out {rule.words}",
            )
            for field, rule in zip(plan.fields, plan.rules, strict=True)
            if rule.name == "verified" and not rule.flags and not has_test(field.column)
        ]

    def _consent_findings(self, plan: MergePlan) -> list[Finding]:
        found = []
        for agreement in self._order.agreements:
            info = _known_table(self._bench, agreement.table)
            if not consent_links(info, plan.inputs, self._bench.catalog.relationships):
                message = f"{info.name} names no record of {', '.join(plan.names)}"
                hint = "consent is told by an input, or by a table with the key of one"
                found.append(self._finding("no-consent-key", message, hint))
            for condition in (agreement.granted, agreement.about):
                if condition:
                    found += predicate_findings(self._step, self._bench, info.name, condition)
        return found

    def _filter_findings(self) -> list[Finding]:
        found = []
        known = [*self._order.inputs, self._order.target]
        for table, where in self._order.filters:
            if not any(same_table(table, name) for name in known):
                hint = nearest_hint(table, known, noun="input")
                found.append(self._finding("not-an-input", f"{table} is no input", hint))
                continue
            found += predicate_findings(self._step, self._bench, table, where)
        return found

    def _provenance_findings(self) -> list[Finding]:
        name = self._order.provenance
        columns = self._bench.columns(name)
        if columns is None or {c.name for c in columns} >= set(PROVENANCE):
            return []
        message = f"{name} exists, but has not the columns {', '.join(PROVENANCE)}"
        return [self._finding("no-provenance-table", message, "rename that table")]


def _known_table(bench: Bench, name: str) -> TableInfo:
    """Give a table as profiled, or told from its names when a step of the plan makes it."""
    columns = bench.columns(name) or ()
    known = bench.catalog.table(name)
    if known and [(c.name, c.type) for c in known.columns] == list(columns):
        return known
    samples = [ColumnSample(c.name, c.type, (), 0, 0, 0) for c in columns]
    roles = infer_roles(name, samples)
    made = tuple(ColumnInfo(name=c.name, type=c.type, role=roles[c.name]) for c in columns)
    return TableInfo(name=TableName.parse(name).text, columns=made, key=known.key if known else ())
