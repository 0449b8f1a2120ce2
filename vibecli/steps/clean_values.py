"""The distinct values of one column on their way through its rules.

Owns the scratch table of one column: each distinct value (and country), what it has become, why,
and what went wrong. It never writes to a table of the user.
"""

from collections.abc import Sequence
from typing import NamedTuple

from vibecli.data.catalog import ColumnInfo
from vibecli.engine.names import literal, quote
from vibecli.identity.scratch import Scratch
from vibecli.steps.clean_ops import CleanRule, Value, python_form, reason, sql_form

TEXT = "VARCHAR"


class Trouble(NamedTuple):
    """A value that could not be standardised."""

    value: str
    rows: int
    why: str


class Region(NamedTuple):
    """Where the country of a row comes from: a join (may be empty) and an expression."""

    join: str
    expression: str


class ColumnValues:
    """One column's distinct values; `apply` moves them through one rule after the other."""

    def __init__(self, scratch: Scratch, column: ColumnInfo, number: int, region: Region) -> None:
        self.column = column
        self._scratch = scratch
        self._name = f"c{number}"
        self._region = region
        self._stage = 0
        self.table = ""

    def read(self, relation: str) -> None:
        """Take the distinct values of a relation aliased `t`."""
        raw = f"CAST(t.{quote(self.column.name)} AS VARCHAR)"
        self._next(
            f"SELECT {raw} AS raw, {self._region.expression} AS region, count(*) AS rows,"
            f" {raw} AS value, CAST([] AS VARCHAR[]) AS whys, CAST(NULL AS VARCHAR) AS trouble"
            f" FROM {relation} {self._region.join} WHERE {raw} IS NOT NULL GROUP BY ALL"
        )

    def apply(self, rule: CleanRule) -> None:
        """Move every value through one rule."""
        expression = sql_form(rule, self.column.role)
        words = literal(reason(rule))
        if expression is not None:
            source = (
                f"SELECT *, {expression} AS new, CAST(NULL AS VARCHAR) AS failed FROM {self.table}"
            )
        else:
            source = self._looked_up(rule)
        self._next(
            "SELECT raw, region, rows, new AS value, CASE WHEN new IS DISTINCT FROM value"
            f" THEN list_append(whys, {words}) ELSE whys END AS whys,"
            " CASE WHEN new IS NOT NULL THEN coalesce(trouble, failed) END AS trouble"
            f" FROM ({source})"
        )

    def finish(self) -> None:
        """Put back values that the column cannot hold."""
        fitted = f"CAST(TRY_CAST(value AS {self.column.type}) AS VARCHAR)"
        wrong = []
        if self.column.type != TEXT:
            wrong.append(
                f"WHEN value IS NOT NULL AND {fitted} IS NULL THEN 'does not fit the type'"
            )
        if not self.column.nullable:
            wrong.append("WHEN value IS NULL THEN 'the column may not be empty'")
        if wrong:
            self._next(
                "SELECT raw, region, rows,"
                " CASE WHEN refused IS NULL THEN value ELSE raw END AS value, whys,"
                " coalesce(refused, trouble) AS trouble"
                f" FROM (SELECT *, CASE {' '.join(wrong)} END AS refused FROM {self.table})"
            )

    def changed(self) -> int:
        """Give how many values of rows change."""
        sql = f"SELECT coalesce(sum(rows), 0) FROM {self.table} WHERE value IS DISTINCT FROM raw"
        return int(self._scratch.session.value(sql))

    def reasons(self) -> list[tuple[str, int]]:
        """Give each reason with the values it changed, most frequent first."""
        rows = self._scratch.session.rows(
            "SELECT array_to_string(whys, ', ') AS why, CAST(sum(rows) AS BIGINT) AS n"
            f" FROM {self.table} WHERE value IS DISTINCT FROM raw GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return [(row[0], row[1]) for row in rows]

    def troubles(self) -> list[Trouble]:
        """Give the values that could not be standardised."""
        rows = self._scratch.session.rows(
            "SELECT raw, CAST(sum(rows) AS BIGINT), trouble"
            f" FROM {self.table} WHERE trouble IS NOT NULL"
            " GROUP BY raw, trouble ORDER BY 2 DESC, 1, 3"
        )
        return [Trouble(*row) for row in rows]

    def join(self, alias: str) -> str:
        """Give the join from rows `t` to their changed values."""
        return (
            f"LEFT JOIN (SELECT raw, region, value, whys FROM {self.table}"
            f" WHERE value IS DISTINCT FROM raw) {alias}"
            f" ON {alias}.raw = CAST(t.{quote(self.column.name)} AS VARCHAR)"
            f" AND {alias}.region = {self._region.expression}"
        )

    def after(self, alias: str) -> str:
        """Give the column's new value, as its own type."""
        own = quote(self.column.name)
        return (
            f"CASE WHEN {alias}.raw IS NULL THEN t.{own}"
            f" ELSE CAST({alias}.value AS {self.column.type}) END AS {own}"
        )

    def why(self, alias: str) -> str:
        """Give the reason of a row's change in this column, NULL when it does not change."""
        return f"{literal(self.column.name + ': ')} || array_to_string({alias}.whys, ', ')"

    def _looked_up(self, rule: CleanRule) -> str:
        rows = self._scratch.session.rows(
            "SELECT value, region, CAST(sum(rows) AS BIGINT)"
            f" FROM {self.table} WHERE value IS NOT NULL GROUP BY 1, 2"
        )
        values = [Value(*row) for row in rows]
        standardise = python_form(rule, self.column.role, values)
        return self._joined(values, [standardise(value) for value in values])

    def _joined(self, values: Sequence[Value], results: Sequence[tuple[str, str]]) -> str:
        lookup = self._scratch.lookup(
            f"{self._name}_lookup",
            {
                "text": [value.text for value in values],
                "region": [value.region for value in values],
                "new": [result[0] for result in results],
                "failed": [result[1] or None for result in results],
            },
        )
        return (
            f"SELECT v.*, l.new, l.failed FROM {self.table} v"
            f" LEFT JOIN {lookup} l ON l.text = v.value AND l.region = v.region"
        )

    def _next(self, select: str) -> None:
        self._stage += 1
        self.table = self._scratch.table(f"{self._name}_{self._stage}", select)
