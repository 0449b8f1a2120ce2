"""The rows a step hands over: its SELECT run once, its columns matched by name, its values cast.

Owns the staging table they are kept in and the messages for rows that do not fit. It changes no
delta.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vibecli.data.screen import Screen
from vibecli.engine.base import Column, Session
from vibecli.engine.names import quote
from vibecli.errors import SqlError, StepFailed
from vibecli.identity.mention import mention_sql
from vibecli.run.tables import RID, WHY, TableColumn, TableShape

STAGING = '"__vibecli"'


@dataclass(frozen=True)
class Incoming:
    """Staged rows: `relation` has `__rid` when the SELECT gave it, `__why`, then the columns."""

    session: Session
    relation: str
    columns: tuple[TableColumn, ...]

    @property
    def rows(self) -> int:
        """How many rows came in."""
        return int(self.session.value(f"SELECT count(*) FROM {self.relation}"))

    def repeated(self, columns: Sequence[str]) -> int:
        """How many rows share their values in these columns with another row."""
        names = ", ".join(quote(name) for name in columns)
        return int(
            self.session.value(
                f"SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM {self.relation}"
                f" GROUP BY {names} HAVING count(*) > 1)"
            )
        )

    def missing(self, columns: Sequence[str]) -> int:
        """How many rows have no value in one of these columns."""
        empty = " OR ".join(f"{quote(name)} IS NULL" for name in columns) or "false"
        return int(self.session.value(f"SELECT count(*) FROM {self.relation} WHERE {empty}"))

    def screened(self, screen: Screen | None, shape: TableShape, notices: list[str]) -> "Incoming":
        """Leave out the rows of suppressed persons, which is noted."""
        if screen is None:
            return self
        table = shape.table.text
        columns = [Column(column.name, column.type) for column in self.columns]
        keep, out = screen.leave_out(self.session, table, columns, self.relation)
        if out:
            self.session.run(f"DELETE FROM {self.relation} WHERE NOT ({keep})")
            rows = "1 row" if out == 1 else f"{out:,} rows"
            notices.append(f"left out of {table}, of suppressed persons: {rows}")
        return self

    def drop(self) -> None:
        """Give its space back."""
        self.session.run(f"DROP TABLE {self.relation}")


def subquery(select: str) -> str:
    """Give a SELECT as a relation for FROM, whatever comment or semicolon it ends in."""
    return f"({select.strip().rstrip(';').rstrip()}\n)"


def stage(
    session: Session,
    name: str,
    select: str,
    shape: TableShape,
    *,
    rid: bool,
    private: bool = False,
) -> Incoming:
    """Run the SELECT once and keep its rows, cast to the table's columns of the same names.

    A private reason is one made of personal values: it is kept as a record's name is. Raises
    StepFailed for a column the table does not have and for values that do not fit.
    """
    found = session.describe(subquery(select))
    names = {column.name.lower(): column.name for column in found}
    if rid and RID not in names:
        raise StepFailed(f"the rows for {shape.table.text} do not say which row they change")
    given = _given(shape, [c.name for c in found if c.name.lower() not in (RID, WHY)])
    relation = f"{STAGING}.{quote(name)}"
    reason = f"CAST(__q.{quote(names[WHY])} AS VARCHAR)" if WHY in names else "NULL"
    reason = mention_sql("''", reason) if private and WHY in names else reason
    head = [f"{RID} BIGINT", f"{WHY} VARCHAR"] if rid else [f"{WHY} VARCHAR"]
    values = [f"__q.{RID}", reason] if rid else [reason]
    session.run(
        f"CREATE TABLE {relation}"
        f" ({', '.join([*head, *(f'{quote(c.name)} {c.type}' for c in given)])})"
    )
    values += [f"CAST(__q.{quote(c.name)} AS {c.type})" for c in given]
    try:
        session.run(
            f"INSERT INTO {relation} SELECT {', '.join(values)} FROM {subquery(select)} __q"
        )
    except SqlError as error:
        raise _unfit(session, select, shape, given) or error from error
    return Incoming(session, relation, tuple(given))


def _given(shape: TableShape, names: Sequence[str]) -> list[TableColumn]:
    """Give the table's columns behind these names."""
    repeated = sorted({n for n in names if [m.lower() for m in names].count(n.lower()) > 1})
    if repeated:
        raise StepFailed(
            f"the SELECT for {shape.table.text} gives column {repeated[0]} twice",
            hint="name each column once with AS",
        )
    given = []
    for name in names:
        column = shape.column(name)
        if column is None:
            raise StepFailed(
                f"{shape.table.text} has no column {name}",
                hint=f"its columns are {', '.join(c.name for c in shape.columns)}",
            )
        if column.generated is None:
            given.append(column)
    return given


def _unfit(
    session: Session, select: str, shape: TableShape, columns: Sequence[TableColumn]
) -> StepFailed | None:
    """Tell which column's values do not fit its type, or None when that is not what went wrong."""
    tests = [
        f"count(*) FILTER (WHERE __q.{quote(c.name)} IS NOT NULL"
        f" AND TRY_CAST(__q.{quote(c.name)} AS {c.type}) IS NULL)"
        for c in columns
    ]
    if not tests:
        return None
    try:
        counts = session.rows(f"SELECT {', '.join(tests)} FROM {subquery(select)} __q")[0]
    except SqlError:
        return None
    for column, count in zip(columns, counts, strict=True):
        if count:
            return StepFailed(
                f"{_values(count)} not fit {shape.table.text}.{column.name} ({column.type})",
                hint=f"use TRY_CAST(... AS {column.type}), or leave those rows out",
            )
    return None


def _values(count: int) -> str:
    return "1 value does" if count == 1 else f"{count:,} values do"
