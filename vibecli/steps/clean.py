"""`clean`: standardised values, with a reason for each change.

What cannot be standardised is left as it is and listed, never destroyed.
"""

from collections.abc import Sequence
from typing import Literal

from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.data.nearest import nearest_hint
from vibecli.engine.base import Column
from vibecli.engine.names import literal, quote
from vibecli.identity.scratch import Scratch
from vibecli.sql_slot import Expression
from vibecli.steps.base import (
    Bench,
    Cleaned,
    Figure,
    Finding,
    Shadow,
    Slot,
    Step,
    StepResult,
)
from vibecli.steps.clean_column import CleanedColumn, Place, clean_column
from vibecli.steps.clean_lookup import MEANT, side_tables
from vibecli.steps.clean_rule import (
    ANY_TYPE,
    EVERY_COLUMN,
    CleanOp,
    CleanRule,
    args_trouble,
    reason,
)
from vibecli.steps.clean_values import TEXT
from vibecli.steps.predicate import kept, kept_rows, predicate_findings
from vibecli.steps.targets import generated_columns

__all__ = ["Clean", "CleanOp", "CleanRule"]

_NESTED = ("[]", "STRUCT", "MAP", "UNION", "BLOB", "BIT")
_DAYS = ("DATE", "TIMESTAMP")
_TWICE = reason(CleanRule(column=EVERY_COLUMN, op="duplicates"))


class Clean(Step):
    """Standardise columns of `table` in place; rules on one column run in order."""

    kind: Literal["clean"] = "clean"
    table: str
    rules: tuple[CleanRule, ...]
    where: Expression | None = None  # SQL predicate on the rows to clean

    def slots(self) -> tuple[Slot, ...]:
        """Give the row filter as a SELECT."""
        if self.where is None:
            return ()
        return (Slot(name="where", sql=kept_rows(self.table, self.where)),)

    def reads(self) -> tuple[str, ...]:
        """Give the table."""
        return (self.table,)

    def writes(self) -> tuple[str, ...]:
        """Give the table."""
        return (self.table,)

    def summary(self) -> str:
        """Give the columns and what is done to them."""
        done = ", ".join(f"{column}: {' + '.join(ops)}" for column, ops in _ops(self.rules).items())
        return f"standardise {self.table} ({done})"

    @property
    def drops_duplicates(self) -> bool:
        """True when rows may go: those that are then an earlier row in every column."""
        return any(rule.op == "duplicates" for rule in self.rules)

    def check(self, bench: Bench) -> list[Finding]:
        """Check table, columns, operations, arguments and filter."""
        columns = bench.columns(self.table)
        if columns is None:
            known = [table.name for table in bench.catalog.tables]
            hint = nearest_hint(self.table, known, noun="table")
            return [self.finding("unknown-table", f"there is no table {self.table}", hint)]
        if not self.rules:
            return [self.finding("no-rules", "the step names no column to clean", "add a rule")]
        found = [finding for rule in self.rules for finding in self._rule_findings(rule, columns)]
        found += generated_columns(self, bench, self.table, [rule.column for rule in self.rules])
        if self.where is not None:
            found += predicate_findings(self, bench, self.table, self.where)
        return found

    def _row_findings(self, rule: CleanRule) -> list[Finding]:
        """The rule about whole rows has no column of its own, and no other rule is about them."""
        if rule.op == "duplicates" and rule.column == EVERY_COLUMN and not rule.args:
            return []
        message = f"{rule.op} of {rule.column}: only duplicates is about rows, of column *"
        return [self.finding("wrong-arguments", message, "name a column")]

    def _rule_findings(self, rule: CleanRule, columns: Sequence[Column]) -> list[Finding]:
        if rule.op == "duplicates" or rule.column == EVERY_COLUMN:
            return self._row_findings(rule)
        column = next((c for c in columns if c.name.lower() == rule.column.lower()), None)
        if column is None:
            hint = nearest_hint(rule.column, [c.name for c in columns], noun="column")
            message = f"{self.table} has no column {rule.column}"
            return [self.finding("unknown-column", message, hint)]
        if not _suits(rule.op, column.type):
            message = f"{rule.op} needs text, but {column.name} is {column.type}"
            return [self.finding("not-text", message, "leave this column out")]
        trouble = args_trouble(rule)
        return [self.finding("wrong-arguments", f"{column.name}: {trouble}")] if trouble else []

    def run(self, shadow: Shadow) -> StepResult:
        """Standardise the distinct values of each column, then change the rows that hold them."""
        info = shadow.table(self.table)
        with Scratch(shadow.session, f"clean_{self.id}") as scratch:
            relation = self._rows(shadow, scratch)
            place = Place(scratch, info, relation, shadow.region)
            by_column = _by_column(self.rules)
            columns = []
            for number, (name, rules) in enumerate(by_column.items()):
                shadow.progress(number, len(by_column), name)
                columns.append(clean_column(place, _column(info, name), number, rules))
            self._update(shadow, relation, columns)
            gone = self._drop_duplicates(shadow)
            return self._result(shadow, columns, gone)

    def _rows(self, shadow: Shadow, scratch: Scratch) -> str:
        numbered = f"(SELECT * FROM {shadow.numbered(self.table)})"
        if self.where is not None:
            numbered = f"({kept(numbered, self.table, self.where)})"
        return f"{scratch.table('rows', f'SELECT * FROM {numbered}')} t"

    def _update(self, shadow: Shadow, relation: str, columns: Sequence[CleanedColumn]) -> None:
        touched = [column for column in columns if column.told.changed]
        if not touched:
            return
        names = [f"c{number}" for number in range(len(touched))]
        pairs = [(one.values, alias) for one, alias in zip(touched, names, strict=True)]
        joins = {one.region.join for one in touched if one.region.join}
        shadow.update(
            self.table,
            f"SELECT t.__rid, {', '.join(values.after(alias) for values, alias in pairs)},"
            f" concat_ws('; ', {', '.join(values.why(alias) for values, alias in pairs)}) AS __why"
            f" FROM {relation} {' '.join(sorted(joins))}"
            f" {' '.join(values.join(alias) for values, alias in pairs)}"
            f" WHERE {' OR '.join(f'{alias}.raw IS NOT NULL' for alias in names)}",
        )

    def _drop_duplicates(self, shadow: Shadow) -> int:
        """Take out rows that are an earlier row in every column; gives how many."""
        if not self.drops_duplicates:
            return 0
        numbered = f"(SELECT * FROM {shadow.numbered(self.table)})"
        if self.where is not None:
            numbered = f"({kept(numbered, self.table, self.where)})"
        same = ", ".join(quote(column.name) for column in shadow.columns(self.table))
        return shadow.delete(
            self.table,
            f"SELECT __rid, {literal(_TWICE)} AS __why FROM (SELECT __rid, row_number() OVER"
            f" (PARTITION BY {same} ORDER BY __rid) AS __nth FROM {numbered}) WHERE __nth > 1",
        )

    def _result(self, shadow: Shadow, columns: Sequence[CleanedColumn], gone: int) -> StepResult:
        told = tuple(column.told for column in columns)
        rows = side_tables(shadow, self.id, [column.values for column in columns])
        shadow.notices += filter(None, (column.notice() for column in columns))
        if f"{self.id}{MEANT}" in rows:
            shadow.notices.append(f"domains that look like slips are kept: --rows {self.id}{MEANT}")
        details = [column.note for column in columns if column.note]
        details += [line for column in columns for line in column.lines()]
        changed, left = sum(c.changed for c in told), sum(c.left for c in told)
        figures = [Figure(name="standardised", value=changed), Figure(name="left", value=left)]
        if self.drops_duplicates:
            figures.append(Figure(name="duplicates", value=gone))
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=_headline(changed, told, left) + _removed(gone),
            details=tuple(details),
            figures=tuple(figures),
            columns=told,
            rows=rows,
        )


def _suits(op: CleanOp, kind: str) -> bool:
    if kind == TEXT:
        return True
    if op in ANY_TYPE:
        return not kind.upper().startswith(_NESTED) and not kind.endswith("]")
    return op == "date" and kind.upper().startswith(_DAYS)


def _by_column(rules: Sequence[CleanRule]) -> dict[str, list[CleanRule]]:
    found: dict[str, list[CleanRule]] = {}
    for rule in rules:
        if rule.op != "duplicates":
            found.setdefault(rule.column.lower(), []).append(rule)
    return found


def _ops(rules: Sequence[CleanRule]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for own in _by_column(rules).values():
        found[own[0].column] = [rule.op for rule in own]
    if any(rule.op == "duplicates" for rule in rules):
        found[EVERY_COLUMN] = ["duplicates"]
    return found


def _column(info: TableInfo, name: str) -> ColumnInfo:
    column = info.column(name)
    assert column is not None, "the check step found the column"
    return column


def _headline(changed: int, columns: Sequence[Cleaned], left: int) -> str:
    values = "value" if changed == 1 else "values"
    number = sum(column.changed > 0 for column in columns)
    where = "column" if number == 1 else "columns"
    done = f"{changed:,} {values} standardised in {number} {where}"
    if not changed:
        done = "every value is in its standard form already" if not left else "nothing standardised"
    return f"{done}, {left:,} could not be" if left else done


def _removed(gone: int) -> str:
    return f", {gone:,} exact {'duplicate' if gone == 1 else 'duplicates'} removed" if gone else ""
