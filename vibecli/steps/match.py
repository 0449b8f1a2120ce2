"""`match`: identity resolution over one table (dedupe) or several (link and dedupe)."""

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np

from vibecli.data.catalog import Role, TableInfo
from vibecli.data.roles import ColumnSample, infer_roles
from vibecli.engine.base import Column
from vibecli.engine.names import TableName, quote
from vibecli.model import Model
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Slot, Step, StepResult
from vibecli.steps.predicate import called, kept_rows, predicate_findings

OUTPUT_COLUMNS = (
    Column("person_id", "VARCHAR"),
    Column("source", "VARCHAR"),
    Column("record_id", "VARCHAR"),
    Column("probability", "DOUBLE"),
)
_KEYS = ("source", "record_id")
_SILENT_ROLES = frozenset({None, Role.KEY, Role.FOREIGN_KEY, Role.FLAG})


class MatchField(Model):
    """One comparison: a role, and the column that plays it in each input (null = absent)."""

    role: Role
    columns: tuple[str | None, ...]


class MatchInput(Model):
    """One table to match, and an optional SQL predicate on its rows."""

    table: str
    where: str | None = None


class Match(Step):
    """Find which records are the same person.

    Writes table `output`: person_id VARCHAR, source VARCHAR (table name), record_id VARCHAR (see
    identity.records), probability DOUBLE (of belonging to its cluster; 1.0 for singletons).
    """

    kind: Literal["match"] = "match"
    inputs: tuple[MatchInput, ...]
    fields: tuple[MatchField, ...] = ()  # empty: inferred
    ignore: tuple[str, ...] = ()  # roles or column names left out of the comparison
    one_to_one: bool = False
    accept: float | None = (
        None  # probability at and above which pairs are accepted; null: estimated
    )
    review: float | None = (
        None  # probability at and above which pairs go to review; null: estimated
    )
    output: str = "customer_identity"
    # incremental: only records that are new, changed or gone since the last match; auto: so where
    # that is quicker
    mode: Literal["full", "incremental", "auto"] = "full"

    def slots(self) -> tuple[Slot, ...]:
        """Give the predicates on the inputs, each as a SELECT."""
        return tuple(
            Slot(name=f"inputs[{i}].where", sql=kept_rows(source.table, source.where))
            for i, source in enumerate(self.inputs)
            if source.where
        )

    def reads(self) -> tuple[str, ...]:
        """Give the inputs."""
        return tuple(i.table for i in self.inputs)

    def writes(self) -> tuple[str, ...]:
        """Give the identity table."""
        return (self.output,)

    def check(self, bench: Bench) -> list[Finding]:
        """Check inputs, predicates, fields, thresholds and output against the schema."""
        known = {source.table: bench.columns(source.table) for source in self.inputs}
        tables = {name: columns for name, columns in known.items() if columns is not None}
        findings = [*self._shape_findings(), *self._output_findings(bench)]
        for source in self.inputs:
            findings += self._input_findings(bench, source, tables)
        if not findings:
            findings += self._field_findings(bench, tables)
        bench.declare(self.output, OUTPUT_COLUMNS)
        return findings

    def run(self, shadow: Shadow) -> StepResult:
        """Resolve the inputs' records and write the identity table and the evidence."""
        from vibecli.steps.increment import attempted

        reason = ""
        if self.mode != "full":
            done = attempted(self, shadow)
            if isinstance(done, StepResult):
                return done
            reason = done
        return self._run_full(shadow, reason)

    def _run_full(self, shadow: Shadow, reason: str) -> StepResult:
        from vibecli.identity.account import details, figures, headline
        from vibecli.identity.fields import FieldOverride
        from vibecli.identity.resolve import Options, resolve
        from vibecli.identity.source import read_source

        why_full = (f"matched everything again: {reason}",) if reason else ()
        sources = [
            read_source(
                shadow.session,
                shadow.table(source.table),
                shadow.columns(source.table),
                rows_of(shadow, source),
                source.where or "",
            )
            for source in self.inputs
        ]
        options = Options(
            fields=tuple(FieldOverride(f.role, f.columns) for f in self.fields),
            ignore=self.ignore,
            one_to_one=self.one_to_one,
            accept=self.accept,
            review=self.review,
            relationships=shadow.catalog.relationships,
        )
        resolution = resolve(sources, options, shadow.progress)
        self._write(shadow, resolution)
        if resolution.weights is not None:
            from vibecli.steps.increment import keep_whole

            trained = self._trained(resolution, resolution.weights)
            shadow.keep_trained(self.output, trained)
            keep_whole(self, shadow, trained)
        evidence = shadow.evidence(f"{self.id}_pairs", resolution.outcome.evidence)
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=headline(resolution),
            details=(*why_full, *details(resolution)),
            figures=tuple(Figure(name=n, value=v) for n, v in figures(resolution).items()),
            rows=(evidence,),
        )

    def summary(self) -> str:
        """Tell which tables are matched."""
        tables = " with ".join(source.table for source in self.inputs)
        if self.mode == "incremental":
            return f"match what is new in {tables}, person ids into {self.output}"
        what = "find duplicates in" if len(self.inputs) == 1 else "match"
        return f"{what} {tables}, person ids into {self.output}"

    def _trained(self, resolution: Any, weights: Any) -> Any:
        from vibecli.identity.trained import Trained

        return Trained.of(
            resolution.frame.names,
            resolution.fields,
            weights,
            resolution.thresholds,
            one_to_one=self.one_to_one,
            statistics=resolution.statistics,
        )

    def _write(self, shadow: Shadow, resolution: Any) -> None:
        from vibecli.identity.persons import person_ids
        from vibecli.identity.reasons import GONE, record_reasons

        earlier = _earlier_ids(shadow, self.output)
        frame = resolution.frame
        name = f"__{self.id}_identity"
        shadow.session.register(
            name,
            {
                "person_id": np.array(
                    person_ids(frame, resolution.labels, earlier or {}), dtype=object
                ),
                "source": np.array(frame.names, dtype=object)[frame.source],
                "record_id": frame.ids,
                "probability": resolution.probability.round(6),
                "__why": record_reasons(resolution, earlier or {}),
            },
        )
        columns = ", ".join(
            f"CAST({quote(c.name)} AS {c.type}) AS {quote(c.name)}" for c in OUTPUT_COLUMNS
        )
        select = f"SELECT {columns}, __why FROM {quote(name)}"
        try:
            shadow.replace(self.output, select, keys=_KEYS, gone=GONE)
        finally:
            shadow.session.unregister(name)

    def _shape_findings(self) -> Iterator[Finding]:
        if not self.inputs:
            yield self.finding("no-inputs", "match needs at least one table")
        names = [TableName.parse(source.table).text.lower() for source in self.inputs]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield self.finding(
                "repeated-input",
                f"{name} is listed twice",
                hint="one table alone is searched for duplicates",
            )
        if self.one_to_one and len(names) == 1:
            yield self.finding("one-table", "one_to_one needs at least two tables")
        limits = [limit for limit in (self.review, self.accept) if limit is not None]
        if any(not 0 < limit <= 1 for limit in limits):
            yield self.finding("bad-threshold", "accept and review must be above 0 and at most 1")
        elif limits != sorted(limits):
            yield self.finding("bad-threshold", "review must not be above accept")

    def _output_findings(self, bench: Bench) -> Iterator[Finding]:
        output = TableName.parse(self.output).text.lower()
        if output in {TableName.parse(source.table).text.lower() for source in self.inputs}:
            yield self.finding("output-is-input", f"{self.output} is also an input")
            return
        existing = bench.columns(self.output)
        if existing is not None and not _is_identity_table(existing):
            yield self.finding(
                "output-taken",
                f"{self.output} exists and is no identity table",
                hint="choose another name for output",
            )

    def _input_findings(
        self, bench: Bench, source: MatchInput, tables: dict[str, tuple[Column, ...]]
    ) -> Iterator[Finding]:
        if source.table not in tables:
            yield self.finding("unknown-table", f"there is no table {source.table}")
        elif source.where:
            yield from predicate_findings(self, bench, source.table, source.where)

    def _field_findings(
        self, bench: Bench, tables: dict[str, tuple[Column, ...]]
    ) -> Iterator[Finding]:
        own = [{c.name.lower() for c in tables[source.table]} for source in self.inputs]
        for field in self.fields:
            if len(field.columns) != len(self.inputs):
                yield self.finding(
                    "field-columns",
                    f"{field.role.value} names {len(field.columns)} columns for"
                    f" {len(self.inputs)} inputs",
                    hint="give one column an input, null where there is none",
                )
                continue
            for source, columns, column in zip(self.inputs, own, field.columns, strict=True):
                if column is not None and column.lower() not in columns:
                    yield self._unknown_column(column, source.table, tables[source.table])
        yield from self._ignore_findings(tables)
        if not self.fields and not any(
            self._telling(bench, source.table, tables[source.table]) for source in self.inputs
        ):
            yield self.finding(
                "no-identity-columns",
                f"no column of {', '.join(tables)} tells persons apart",
                hint="name the columns to compare in fields",
            )

    def _unknown_column(self, column: str, table: str, columns: tuple[Column, ...]) -> Finding:
        return self.finding(
            "unknown-column",
            f"{table} has no column {column}",
            hint="columns: " + ", ".join(c.name for c in columns),
        )

    def _ignore_findings(self, tables: dict[str, tuple[Column, ...]]) -> Iterator[Finding]:
        known = {role.value for role in Role}
        for table, columns in tables.items():
            known |= {
                name for c in columns for name in (c.name.lower(), f"{table}.{c.name}".lower())
            }
        for name in self.ignore:
            if name.lower() not in known:
                yield self.finding(
                    "unknown-column",
                    f"ignore names {name}, which is no column and no role",
                    hint="roles: " + ", ".join(role.value for role in Role),
                )

    def _telling(self, bench: Bench, table: str, columns: tuple[Column, ...]) -> bool:
        """Tell whether a table has a column, not ignored, that says who a row is."""
        left_out = {name.lower() for name in self.ignore}
        info = bench.catalog.table(table)
        roles = _roles(info, table, columns)
        return any(
            role not in _SILENT_ROLES and role.value not in left_out  # type: ignore[union-attr]
            for name, role in roles.items()
            if not left_out & {name.lower(), f"{table}.{name}".lower()}
        )


def rows_of(shadow: Shadow, source: MatchInput) -> str:
    """Give an input's rows, called as its condition calls them."""
    rows = shadow.numbered(source.table)
    return called(rows, source.table) if source.where else rows


def _is_identity_table(columns: tuple[Column, ...]) -> bool:
    return {c.name.lower() for c in columns} >= {c.name for c in OUTPUT_COLUMNS}


def _roles(
    info: TableInfo | None, table: str, columns: tuple[Column, ...]
) -> dict[str, Role | None]:
    """Give the roles known of a table, or those its column names tell."""
    if info and any(column.role for column in info.columns):
        return {column.name: column.role for column in info.columns}
    return infer_roles(table, [ColumnSample(c.name, c.type, (), 0, 0, 0) for c in columns])


def _earlier_ids(shadow: Shadow, output: str) -> dict[tuple[str, str], str] | None:
    """Give the person ids of an identity table that exists already, None when there is none."""
    if not shadow.exists(output):
        return None
    rows = shadow.session.rows(
        f"SELECT source, record_id, person_id FROM {shadow.numbered(output)}"
        " WHERE person_id IS NOT NULL ORDER BY ALL"
    )
    return {(str(source), str(record)): str(person) for source, record, person in rows}
