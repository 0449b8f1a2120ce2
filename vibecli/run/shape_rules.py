"""The rules on a change of shape: what goes is named, what others rest on stays.

Owns what a dropped table or column, another type, a lost declaration or a view that stops binding
comes to, and the declarations that rows are measured against once a table has another shape.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from vibecli.engine.base import BASE, Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import EngineError
from vibecli.run.constraints import Constraint
from vibecli.run.measured import Measured, listed
from vibecli.run.model import RuleResult, ShapeChange, TableDiff
from vibecli.run.rowname import rows_told
from vibecli.run.shaping import refers

_EXACT = ("DECIMAL", "DOUBLE", "FLOAT", "TIME", "INTEGER", "BIGINT", "HUGEINT")


def measure_shape(
    session: Session, tables: Sequence[Measured], views: Sequence[str]
) -> Iterator[RuleResult]:
    """Give the results of every rule on what becomes of the tables themselves."""
    for measured in tables:
        yield from _gone(measured)
        yield from _retyped(measured)
        yield from _referred(measured)
    if any(m.diff.shape or m.diff.change != "change" for m in tables):
        yield from _broken_views(session, views)


def fills_only(diff: TableDiff) -> bool:
    """True when the rows that change only get values in columns that are new."""
    new = {line.column for line in diff.shape if line.change == "add"}
    return bool(new) and all(column.column in new for column in diff.columns)


def settled(declared: Sequence[Constraint], tables: Sequence[Measured]) -> tuple[Constraint, ...]:
    """Give the constraints as they stand after the plan: those of a reshaped table are its new."""
    kept = list(declared)
    for measured in tables:
        delta, after = measured.delta, measured.delta.shaping.after
        if delta.base is None or after is None or not delta.reshaped:
            continue
        name, old = after.table, delta.base.table
        now = {s.column: c.name for c, s in zip(delta.shape.written, delta.sources, strict=True)}
        foreign = [c for c in kept if c.table == old and c.kind == "FOREIGN KEY"]
        kept = [*_referring([c for c in kept if c.table != old], old, name, now)]
        kept += [
            replace(c, table=name, columns=tuple(now[n] for n in c.columns))
            for c in foreign
            if all(n in now for n in c.columns)
        ]
        kept += [
            Constraint(name, rule.kind, rule.columns, rule.text)
            for rule in after.rules
            if rule.kind != "FOREIGN KEY"
        ]
        kept += [Constraint(name, "NOT NULL", (c.name,), "") for c in after.columns if c.required]
    return tuple(kept)


def _referring(
    declared: Sequence[Constraint], old: TableName, new: TableName, now: Mapping[str | None, str]
) -> Iterator[Constraint]:
    """Give constraints with the references to a reshaped table under its new names."""
    for one in declared:
        if one.to_table != old:
            yield one
        elif all(name in now for name in one.to_columns):
            yield replace(one, to_table=new, to_columns=tuple(now[n] for n in one.to_columns))


def _gone(measured: Measured) -> Iterator[RuleResult]:
    """Ask before anything is lost."""
    diff = measured.diff
    if diff.change == "drop":
        told = f"{measured.name} goes, with its {rows_told(diff.rows_before)}"
        yield measured.result("table_dropped", "confirm", told, diff.rows_before)
        return
    dropped = [line.column for line in diff.shape if line.change == "drop"]
    if dropped:
        told = f"{listed(dropped)} of {measured.name} {'goes' if len(dropped) == 1 else 'go'}"
        yield measured.result("column_dropped", "confirm", told, diff.rows_before)
    for line in diff.shape:
        if line.change == "lost":
            of = f"{measured.name}.{line.column}" if line.column else measured.name
            yield measured.result("declaration_lost", "confirm", f"{of} loses {line.before}")


def _retyped(measured: Measured) -> Iterator[RuleResult]:
    """Tell of another type; ask where values that fit it change."""
    for line in measured.diff.shape:
        if line.change != "retype":
            continue
        told = f"{line.column} is {line.after}, was {line.before}"
        rows = _other_values(measured, line)
        if rows:
            told = f"{told}; {rows_told(rows)} cannot keep the value"
        yield measured.result("type_changed", "confirm" if rows else "warn", told, rows)


def _other_values(measured: Measured, line: ShapeChange) -> int:
    """Count the rows whose value the new type cannot hold, of a number or a time not exactly."""
    delta, was = measured.delta, line.before or ""
    pairs = zip(delta.shape.written, delta.sources, strict=False)
    source = next((source for column, source in pairs if column.name == line.column), None)
    if source is None or delta.base is None:
        return 0
    there, now = f"__t.{quote(source.column or '')}", source.sql("__t")
    unlike = f"{now} IS NULL AND {there} IS NOT NULL"
    if was.startswith(_EXACT):
        unlike = f"TRY_CAST({now} AS {was}) IS DISTINCT FROM {there}"
    return int(
        measured.session.value(
            f"SELECT count(*) FROM {quote(BASE)}.{delta.base.table.sql} AS __t WHERE {unlike}"
        )
    )


def _referred(measured: Measured) -> Iterator[RuleResult]:
    """Block what the engine cannot do: build a table anew that another one refers to."""
    delta = measured.delta
    if delta.base is None or not (delta.shaping.rebuilt or delta.change == "drop"):
        return
    for name in sorted({c.table.text for c in refers(delta)}):
        told = f"{name} refers to it; the engine then keeps the shape of {measured.name}"
        yield measured.result("referred_to", "block", told)


def _broken_views(session: Session, views: Sequence[str]) -> Iterator[RuleResult]:
    """Block where a view that can be read now could not be any more."""
    for view in views:
        try:
            session.describe(f"SELECT * FROM {TableName.parse(view).sql}")
        except EngineError as error:
            reason = error.message.partition("Error: ")[2] or error.message
            told = f"view {view} could not be read any more: {reason}"
            yield RuleResult(rule="view_broken", status="block", message=told)
