"""What is wrong with a `match` step, told from schemas before anything runs.

Owns the findings. It reads no rows.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.data.catalog import Role, TableInfo
from vibecli.data.roles import infer_roles
from vibecli.engine.base import Column
from vibecli.engine.names import TableName
from vibecli.steps.base import Bench, Finding
from vibecli.steps.match_events import EVENT_COLUMNS, events_table
from vibecli.steps.predicate import predicate_findings
from vibecli.tagging.sample import ColumnSample

if TYPE_CHECKING:
    from vibecli.steps.match import Match, MatchInput

OUTPUT_COLUMNS = (
    Column("person_id", "VARCHAR"),
    Column("source", "VARCHAR"),
    Column("record_id", "VARCHAR"),
    Column("probability", "DOUBLE"),
)
_EVENT_NAMES = {column.name for column in EVENT_COLUMNS}
_SILENT_ROLES = frozenset({None, Role.KEY, Role.FOREIGN_KEY, Role.FLAG})


class MatchCheck:
    """The check of one step on one bench."""

    def __init__(self, step: "Match", bench: Bench) -> None:
        self._step, self._bench = step, bench
        known = {source.table: bench.columns(source.table) for source in step.inputs}
        self._tables = {name: columns for name, columns in known.items() if columns is not None}

    def findings(self) -> Iterator[Finding]:
        """Give what is wrong with inputs, predicates, fields, thresholds and output."""
        found = [*self._shape_findings(), *self._output_findings()]
        for source in self._step.inputs:
            found += self._input_findings(source)
        yield from found or self._field_findings()

    def _shape_findings(self) -> Iterator[Finding]:
        if not self._step.inputs:
            yield self._step.finding("no-inputs", "match needs at least one table")
        names = [TableName.parse(source.table).text.lower() for source in self._step.inputs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield self._step.finding(
                "repeated-input",
                f"{name} is listed twice",
                hint="one table alone is searched for duplicates",
            )
        if self._step.one_to_one and len(names) == 1:
            yield self._step.finding("one-table", "one_to_one needs at least two tables")
        limits = [limit for limit in (self._step.review, self._step.accept) if limit is not None]
        if any(not 0 < limit <= 1 for limit in limits):
            yield self._step.finding(
                "bad-threshold", "accept and review must be above 0 and at most 1"
            )
        elif limits != sorted(limits):
            yield self._step.finding("bad-threshold", "review must not be above accept")

    def _output_findings(self) -> Iterator[Finding]:
        output = TableName.parse(self._step.output).text.lower()
        if output in {TableName.parse(source.table).text.lower() for source in self._step.inputs}:
            yield self._step.finding("output-is-input", f"{self._step.output} is also an input")
            return
        existing = self._bench.columns(self._step.output)
        if existing is not None and not _is_identity_table(existing):
            yield self._step.finding(
                "output-taken",
                f"{self._step.output} exists and is no identity table",
                hint="choose another name for output",
            )
        events = self._bench.columns(events_table(self._step.output))
        if events is not None and not {c.name.lower() for c in events} >= _EVENT_NAMES:
            yield self._step.finding(
                "output-taken",
                f"{events_table(self._step.output)} exists and is no table of identity events",
                hint="choose another name for output",
            )

    def _input_findings(self, source: "MatchInput") -> Iterator[Finding]:
        if source.table not in self._tables:
            yield self._step.finding("unknown-table", f"there is no table {source.table}")
        elif source.where:
            yield from predicate_findings(self._step, self._bench, source.table, source.where)

    def _field_findings(self) -> Iterator[Finding]:
        own = [{c.name.lower() for c in self._tables[source.table]} for source in self._step.inputs]
        named = [(field.role.value, field.columns) for field in self._step.fields]
        named += [(f"rule {rule.verdict}", rule.columns) for rule in self._step.rules]
        for what, given in named:
            if len(given) != len(self._step.inputs):
                yield self._step.finding(
                    "field-columns",
                    f"{what} names {len(given)} columns for {len(self._step.inputs)} inputs",
                    hint="give one column an input, null where there is none",
                )
                continue
            for source, columns, column in zip(self._step.inputs, own, given, strict=True):
                if column is not None and column.lower() not in columns:
                    yield self._unknown_column(column, source.table, self._tables[source.table])
        yield from self._ignore_findings()
        if not self._step.fields and not any(
            self._telling(source.table, self._tables[source.table]) for source in self._step.inputs
        ):
            yield self._step.finding(
                "no-identity-columns",
                f"no column of {', '.join(self._tables)} tells persons apart",
                hint="name the columns to compare in fields",
            )

    def _unknown_column(self, column: str, table: str, columns: tuple[Column, ...]) -> Finding:
        return self._step.finding(
            "unknown-column",
            f"{table} has no column {column}",
            hint="columns: " + ", ".join(c.name for c in columns),
        )

    def _ignore_findings(self) -> Iterator[Finding]:
        known = {role.value for role in Role}
        for table, columns in self._tables.items():
            known |= {
                name for c in columns for name in (c.name.lower(), f"{table}.{c.name}".lower())
            }
        for name in self._step.ignore:
            if name.lower() not in known:
                yield self._step.finding(
                    "unknown-column",
                    f"ignore names {name}, which is no column and no role",
                    hint="roles: " + ", ".join(role.value for role in Role),
                )

    def _telling(self, table: str, columns: tuple[Column, ...]) -> bool:
        """Tell whether a table has a column, not ignored, that says who a row is."""
        left_out = {name.lower() for name in self._step.ignore}
        info = self._bench.catalog.table(table)
        roles = _roles(info, table, columns)
        return any(
            role not in _SILENT_ROLES and role.value not in left_out  # type: ignore[union-attr]
            for name, role in roles.items()
            if not left_out & {name.lower(), f"{table}.{name}".lower()}
        )


def _is_identity_table(columns: tuple[Column, ...]) -> bool:
    return {c.name.lower() for c in columns} >= {c.name for c in OUTPUT_COLUMNS}


def _roles(
    info: TableInfo | None, table: str, columns: tuple[Column, ...]
) -> dict[str, Role | None]:
    """Give the roles known of a table, or those its column names tell."""
    if info and any(column.role for column in info.columns):
        return {column.name: column.role for column in info.columns}
    return infer_roles(table, [ColumnSample(c.name, c.type, (), 0, 0, 0) for c in columns])
