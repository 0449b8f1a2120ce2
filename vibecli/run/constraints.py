"""The rules a table's own declarations make: keys, NOT NULL, CHECK and references.

Owns measuring them on the change set, so that a commit that the database would refuse is blocked
before anyone is asked. It changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vibecli.engine.base import BASE, Session
from vibecli.engine.names import TableName, quote
from vibecli.run.changeset import Held
from vibecli.run.measured import Measured, listed
from vibecli.run.model import RuleResult, Status
from vibecli.run.outside import State, shared_keys
from vibecli.run.rowname import rows_told
from vibecli.run.tables import RID

Tables = Mapping[str, Measured]  # by text name in lower case
_TWO_PLANS = "and such rows must change in two plans"


@dataclass(frozen=True)
class Constraint:
    """One declared constraint."""

    table: TableName
    kind: str
    columns: tuple[str, ...]
    expression: str
    to_table: TableName | None = None
    to_columns: tuple[str, ...] = ()


def constraints(session: Session) -> tuple[Constraint, ...]:
    """Give every constraint of the base."""
    found = session.rows(
        "SELECT schema_name, table_name, constraint_type, expression, constraint_column_names,"
        " referenced_table, referenced_column_names FROM duckdb_constraints()"
        " WHERE database_name = ? ORDER BY schema_name, table_name, constraint_index",
        [BASE],
    )
    return tuple(_constraint(*row) for row in found)


def measure_constraints(declared: Sequence[Constraint], tables: Tables) -> Iterator[RuleResult]:
    """Give the results for every constraint a change set can break."""
    for constraint in declared:
        here = tables.get(constraint.table.text.lower())
        if here is not None and here.delta.change == "change":
            yield from _own(constraint, here, tables)
        there = tables.get(constraint.to_table.text.lower()) if constraint.to_table else None
        if there is not None:
            yield from _left_behind(constraint, there, here)


def declares_key(declared: Sequence[Constraint], table: TableName, key: Sequence[str]) -> bool:
    """True when the engine itself keeps these columns unique."""
    keys = (c for c in declared if c.table == table and c.kind in {"PRIMARY KEY", "UNIQUE"})
    return any(_same(constraint.columns, key) for constraint in keys)


def key_result(measured: Measured, key: Sequence[str], rows: int, status: Status) -> RuleResult:
    """Tell how many rows would share a key, and name the first of those that change."""
    if not rows:
        return measured.result("key_unique", "pass", f"{listed(key)} stays unique")
    first = " AND ".join(f"__after.{quote(name)} = __s.{quote(name)}" for name in key)
    shared = shared_keys(measured.images, key)
    return measured.result(
        "key_unique",
        status,
        f"{rows_told(rows)} would share their {listed(key)}",
        rows,
        measured.sample(
            f"__after IS NOT NULL AND EXISTS (SELECT 1 FROM ({shared}) AS __s WHERE {first})"
        ),
    )


def _constraint(  # noqa: PLR0913, PLR0917 - one row of the engine's catalogue
    schema: str,
    table: str,
    kind: str,
    expression: str | None,
    columns: list[str],
    to_name: str | None,
    to_columns: list[str],
) -> Constraint:
    # The engine allows references inside one schema only.
    to_table = TableName(schema, to_name) if to_name else None
    return Constraint(
        TableName(schema, table), kind, tuple(columns), expression or "", to_table,
        tuple(to_columns),
    )  # fmt: skip


def _own(constraint: Constraint, measured: Measured, tables: Tables) -> Iterator[RuleResult]:
    columns = constraint.columns
    match constraint.kind:
        case "PRIMARY KEY" | "UNIQUE":
            yield _unique(measured, columns)
        case "NOT NULL":
            empty = f"__after.{quote(columns[0])} IS NULL"
            if measured.count(f"__after IS NOT NULL AND {empty}"):
                yield _broken(measured, "not_null", f"{columns[0]} is empty", empty)
        case "CHECK":
            yield from _check(constraint, measured)
        case "FOREIGN KEY":
            yield from _orphans(constraint, measured, tables)
        case _:
            return


def _unique(measured: Measured, key: Sequence[str]) -> RuleResult:
    """Look for keys that a touched row shares with another row of the table as it would be."""
    state = State(measured.session, {measured.name.lower(): measured.images}, BASE)
    rows = state.count(Held(rule="key_unique", table=measured.name, columns=tuple(key)))
    return key_result(measured, key, rows, "block")


def _check(constraint: Constraint, measured: Measured) -> Iterator[RuleResult]:
    delta = measured.delta
    rows = measured.session.rows(
        f"SELECT {RID} FROM ({delta.numbered()}) SEMI JOIN {delta.relation} USING ({RID})"
        f" WHERE NOT ({constraint.expression}) ORDER BY {RID}"
    )
    if rows:
        chosen = ", ".join(f"{row[0]:d}" for row in rows[:10])
        yield measured.result(
            "check_constraint",
            "block",
            f"{rows_told(len(rows))} would break CHECK {constraint.expression}",
            len(rows),
            measured.sample(f"{RID} IN ({chosen})"),
        )


def _orphans(constraint: Constraint, measured: Measured, tables: Tables) -> Iterator[RuleResult]:
    assert constraint.to_table is not None
    parent = tables.get(constraint.to_table.text.lower())
    source, when = f"{quote(BASE)}.{constraint.to_table.sql}", ""
    if parent is measured:
        when = f" before the plan, {_TWO_PLANS}"
    elif parent:
        source = f"({parent.delta.numbered()})"
    pairs = list(zip(constraint.columns, constraint.to_columns, strict=True))
    same = " AND ".join(f"__p.{quote(to)} = __after.{quote(own)}" for own, to in pairs)
    given = " AND ".join(f"__after.{quote(own)} IS NOT NULL" for own, _ in pairs)
    lost = (
        f"__after IS NOT NULL AND {given}"
        f" AND NOT EXISTS (SELECT 1 FROM {source} AS __p WHERE {same})"
    )
    if measured.count(lost):
        what = f"{listed(constraint.columns)} is not in {constraint.to_table.text}{when}"
        yield _broken(measured, "references", what, lost)


def _left_behind(
    constraint: Constraint, parent: Measured, child: Measured | None
) -> Iterator[RuleResult]:
    """Block removing or re-keying rows that other rows refer to, and go on to."""
    pairs = list(zip(constraint.columns, constraint.to_columns, strict=True))
    moved = " OR ".join(
        f"__before.{quote(to)} IS DISTINCT FROM __after.{quote(to)}" for _, to in pairs
    )
    same = " AND ".join(f"__c.{quote(own)} = __before.{quote(to)}" for own, to in pairs)
    source, what = (
        f"{quote(BASE)}.{constraint.table.sql}",
        f"{constraint.table.text} refers to them",
    )
    if child is parent or (child and (child.delta.reshaped or child.delta.change != "change")):
        # The engine sees these references until the commit is over.
        source, what = child.delta.before, f"{what}, {_TWO_PLANS}"
    elif child:
        source = f"({child.delta.numbered()})"
    referred = (
        f"__before IS NOT NULL AND (__after IS NULL OR {moved}) AND EXISTS"
        f" (SELECT 1 FROM {source} AS __c WHERE {same})"
    )
    if parent.count(referred):
        yield _broken(parent, "references", what, referred)


def _broken(measured: Measured, rule: str, what: str, condition: str) -> RuleResult:
    where = f"__after IS NOT NULL AND ({condition})" if rule == "not_null" else f"({condition})"
    rows = measured.count(where)
    return measured.result(
        rule, "block", f"{rows_told(rows)}: {what}", rows, measured.sample(where)
    )


def _same(left: Sequence[str], right: Sequence[str]) -> bool:
    return {name.lower() for name in left} == {name.lower() for name in right}
