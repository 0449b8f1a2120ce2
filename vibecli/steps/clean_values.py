"""The distinct values of one column on their way through its rules.

Owns the scratch table of one column: each distinct value (and country), what it has become, why,
and what went wrong. It never writes to a table of the user.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from vibecli.data.catalog import ColumnInfo
from vibecli.engine.names import literal, quote
from vibecli.identity.scratch import Scratch
from vibecli.identity.standard import Standard
from vibecli.steps.clean_ops import Value, python_form
from vibecli.steps.clean_rule import CleanRule, reason
from vibecli.steps.clean_sql import settled, sql_form

TEXT = "VARCHAR"
_CHANGED = "value IS DISTINCT FROM raw"


class Trouble(NamedTuple):
    """Values that could not be standardised, told together."""

    why: str
    rows: int


class Region(NamedTuple):
    """Where the country of a row comes from: a join (may be empty) and an expression."""

    join: str
    expression: str


class Counts(NamedTuple):
    """Values of rows: all, those in standard form before and after, and those that changed."""

    values: int
    good_before: int
    values_after: int
    good_after: int
    changed: int


class ColumnValues:
    """One column's distinct values; `apply` moves them through one rule after the other."""

    def __init__(self, scratch: Scratch, column: ColumnInfo, number: int, region: Region) -> None:
        self.column = column
        self._scratch = scratch
        self._name = f"c{number}"
        self._region = region
        self._stages: list[str] = []
        self.ops: set[str] = set()

    @property
    def table(self) -> str:
        """The values as the last rule left them."""
        return self._stages[-1]

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
        self.ops.add(rule.op)
        expression = sql_form(rule, self.column.role)
        if expression is not None:
            source = (
                f"SELECT *, {expression} AS new, CAST(NULL AS VARCHAR) AS failed,"
                f" CAST(NULL AS VARCHAR) AS told FROM {self.table}"
            )
        else:
            source = self._looked_up(rule)
        words = f"coalesce(told, {literal(reason(rule))})"
        self._next(
            "SELECT raw, region, rows, new AS value, CASE WHEN new IS DISTINCT FROM value"
            f" THEN list_append(whys, {words}) ELSE whys END AS whys,"
            " CASE WHEN new IS NOT NULL THEN coalesce(trouble, failed) END AS trouble"
            f" FROM ({source})"
        )

    def keep(self, values: Sequence[str]) -> None:
        """Leave single values as they are, whatever the rules made of them."""
        if not values:
            return
        lookup = self._scratch.lookup(f"{self._name}_kept", {"text": [*dict.fromkeys(values)]})
        self._next(
            "SELECT v.raw, v.region, v.rows, coalesce(k.text, v.value) AS value,"
            " CASE WHEN k.text IS NULL THEN v.whys ELSE [] END AS whys,"
            " CASE WHEN k.text IS NULL THEN v.trouble END AS trouble"
            f" FROM {self.table} v LEFT JOIN {lookup} k ON k.text = v.raw"
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

    def effects(self) -> list[int]:
        """Give how many values of rows each rule changed, in order."""
        given = "SELECT coalesce(sum(rows * len(whys)), 0) FROM"
        sums = [int(self._scratch.session.value(f"{given} {stage}")) for stage in self._stages]
        return [after - before for before, after in pairwise(sums)]

    def counts(self) -> Counts:
        """Give how many values of rows there are, are in standard form, and change."""
        sums = (
            "true",
            f"NOT ({_CHANGED}) AND trouble IS NULL",
            "value IS NOT NULL",
            "value IS NOT NULL AND trouble IS NULL",
            _CHANGED,
        )
        listed = ", ".join(f"coalesce(sum(rows) FILTER ({one}), 0)" for one in sums)
        (row,) = self._scratch.session.rows(f"SELECT {listed} FROM {self.table}")
        return Counts(*map(int, row))

    def reasons(self) -> list[tuple[str, int]]:
        """Give each reason with the values it changed, most frequent first."""
        rows = self._scratch.session.rows(
            "SELECT array_to_string(whys, ', ') AS why, CAST(sum(rows) AS BIGINT) AS n"
            f" FROM {self.table} WHERE {_CHANGED} GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return [(row[0], row[1]) for row in rows]

    def troubles(self) -> list[Trouble]:
        """Give why values could not be standardised, most frequent first."""
        rows = self._scratch.session.rows(
            f"SELECT trouble, CAST(sum(rows) AS BIGINT) FROM {self.table}"
            " WHERE trouble IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return [Trouble(*row) for row in rows]

    def domains(self) -> list[str]:
        """Give the domains of the mailboxes as they will be."""
        rows = self._scratch.session.rows(
            f"SELECT DISTINCT split_part(value, '@', 2) FROM {self.table}"
            " WHERE contains(value, '@') AND trouble IS NULL ORDER BY 1"
        )
        return [row[0] for row in rows]

    def join(self, alias: str) -> str:
        """Give the join from rows `t` to their changed values."""
        return (
            f"LEFT JOIN (SELECT raw, region, value, whys FROM {self.table}"
            f" WHERE {_CHANGED}) {alias}"
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
        """Give the values with what SQL settles, and what Python makes of the residue."""
        done = settled(rule)
        residue = f"value IS NOT NULL{f' AND NOT ({done.when})' if done else ''}"
        rows = self._scratch.session.rows(
            "SELECT value, region, CAST(sum(rows) AS BIGINT)"
            f" FROM {self.table} WHERE {residue} GROUP BY 1, 2"
        )
        values = [Value(*row) for row in rows]
        standardise = python_form(rule, self.column.role, values)
        lookup = self._kept(values, [standardise(value) for value in values])
        new = f"CASE WHEN {done.when} THEN {done.becomes} ELSE l.new END" if done else "l.new"
        return (
            f"SELECT v.*, {new} AS new, l.failed, l.told FROM {self.table} v"
            f" LEFT JOIN {lookup} l ON l.text = v.value AND l.region = v.region"
        )

    def _kept(self, values: Sequence[Value], results: Sequence[Standard]) -> str:
        return self._scratch.lookup(
            f"{self._name}_lookup",
            {
                "text": [value.text for value in values],
                "region": [value.region for value in values],
                "new": [result.value for result in results],
                "failed": [result.trouble or None for result in results],
                "told": [result.why or None for result in results],
            },
        )

    def _next(self, select: str) -> None:
        name = f"{self._name}_{len(self._stages)}"
        self._stages.append(self._scratch.table(name, select))
