"""`clean`: standardised values, with a reason for each change.

What cannot be standardised is left as it is and listed, never destroyed.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np

from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.data.nearest import nearest_hint
from vibecli.engine.base import Column
from vibecli.identity.phone import NO_COUNTRY
from vibecli.identity.scratch import Scratch
from vibecli.steps.base import (
    ROLE_COLUMN,
    VALUE_COLUMN,
    Bench,
    Figure,
    Finding,
    Shadow,
    Slot,
    Step,
    StepResult,
)
from vibecli.steps.clean_ops import ANY_TYPE, CleanOp, CleanRule, args_trouble, phone_country
from vibecli.steps.clean_region import NO_REGION, named_region, tell_region
from vibecli.steps.clean_values import TEXT, ColumnValues, Region, Trouble
from vibecli.steps.predicate import kept, kept_rows, predicate_findings
from vibecli.steps.sql import Expression
from vibecli.steps.targets import generated_columns

__all__ = ["Clean", "CleanOp", "CleanRule"]

_NESTED = ("[]", "STRUCT", "MAP", "UNION", "BLOB", "BIT")
_DAYS = ("DATE", "TIMESTAMP")


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

    def _rule_findings(self, rule: CleanRule, columns: Sequence[Column]) -> list[Finding]:
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
            notes: list[str] = []
            columns = []
            for number, (name, rules) in enumerate(_by_column(self.rules).items()):
                shadow.progress(number, len(_by_column(self.rules)), name)
                column = _column(info, name)
                region, told = NO_REGION, None
                phones = [rule for rule in rules if rule.op == "phone"]
                if phones:
                    named = next(filter(None, map(phone_country, phones)), None)
                    told = (
                        named_region(column, named)
                        if named
                        else tell_region(shadow, scratch, info, relation, column)
                    )
                    region = told.region
                    notes.append(told.note)
                cleaned = _cleaned(scratch, column, number, relation, rules, region)
                if told and told.missing:
                    _tell_missing(shadow, cleaned[0], told.missing)
                columns.append(cleaned)
            self._update(shadow, relation, columns)
            return self._result(shadow, columns, notes)

    def _rows(self, shadow: Shadow, scratch: Scratch) -> str:
        numbered = f"(SELECT * FROM {shadow.numbered(self.table)})"
        if self.where is not None:
            numbered = f"({kept(numbered, self.table, self.where)})"
        return f"{scratch.table('rows', f'SELECT * FROM {numbered}')} t"

    def _update(
        self, shadow: Shadow, relation: str, columns: Sequence[tuple[ColumnValues, Region]]
    ) -> None:
        touched = [pair for pair in columns if pair[0].changed()]
        if not touched:
            return
        names = [f"c{number}" for number in range(len(touched))]
        pairs = [(values, alias) for (values, _), alias in zip(touched, names, strict=True)]
        joins = {region.join for _, region in touched if region.join}
        shadow.update(
            self.table,
            f"SELECT t.__rid, {', '.join(values.after(alias) for values, alias in pairs)},"
            f" concat_ws('; ', {', '.join(values.why(alias) for values, alias in pairs)}) AS __why"
            f" FROM {relation} {' '.join(sorted(joins))}"
            f" {' '.join(values.join(alias) for values, alias in pairs)}"
            f" WHERE {' OR '.join(f'{alias}.raw IS NOT NULL' for alias in names)}",
        )

    def _result(
        self,
        shadow: Shadow,
        columns: Sequence[tuple[ColumnValues, Region]],
        notes: Sequence[str],
    ) -> StepResult:
        details = list(notes)
        troubles: list[tuple[ColumnInfo, Trouble]] = []
        changed = 0
        changed_columns = 0
        for values, _ in columns:
            count = values.changed()
            changed += count
            changed_columns += bool(count)
            own = values.troubles()
            troubles += [(values.column, trouble) for trouble in own]
            details += _details(values, own)
        left = sum(trouble.rows for _, trouble in troubles)
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=_headline(changed, changed_columns, left),
            details=tuple(details),
            figures=(Figure(name="standardised", value=changed), Figure(name="left", value=left)),
            rows=self._evidence(shadow, troubles),
        )

    def _evidence(
        self, shadow: Shadow, troubles: Sequence[tuple[ColumnInfo, Trouble]]
    ) -> tuple[str, ...]:
        if not troubles:
            return ()
        arrays = {
            "column": np.array([column.name for column, _ in troubles], dtype=object),
            VALUE_COLUMN: np.array([trouble.value for _, trouble in troubles], dtype=object),
            ROLE_COLUMN: np.array([column.role or "" for column, _ in troubles], dtype=object),
            "rows": np.array([trouble.rows for _, trouble in troubles], dtype=np.int64),
            "why": np.array([trouble.why for _, trouble in troubles], dtype=object),
        }
        return (shadow.evidence(f"{self.id}_unparsed", arrays),)


def _suits(op: CleanOp, kind: str) -> bool:
    if kind == TEXT:
        return True
    if op in ANY_TYPE:
        return not kind.upper().startswith(_NESTED) and not kind.endswith("]")
    return op == "date" and kind.upper().startswith(_DAYS)


def _by_column(rules: Sequence[CleanRule]) -> dict[str, list[CleanRule]]:
    found: dict[str, list[CleanRule]] = {}
    for rule in rules:
        found.setdefault(rule.column.lower(), []).append(rule)
    return found


def _ops(rules: Sequence[CleanRule]) -> dict[str, list[str]]:
    return {own[0].column: [rule.op for rule in own] for own in _by_column(rules).values()}


def _column(info: TableInfo, name: str) -> ColumnInfo:
    column = info.column(name)
    assert column is not None, "the check step found the column"
    return column


def _cleaned(
    scratch: Scratch,
    column: ColumnInfo,
    number: int,
    relation: str,
    rules: Sequence[CleanRule],
    region: Region,
) -> tuple[ColumnValues, Region]:
    values = ColumnValues(scratch, column, number, region)
    values.read(relation)
    for rule in rules:
        if rule.op != "date" or column.type == TEXT:
            values.apply(rule)
    values.finish()
    return values, region


def _tell_missing(shadow: Shadow, values: ColumnValues, setting: str) -> None:
    """Tell on the first screen what would read the numbers without a country."""
    left = sum(trouble.rows for trouble in values.troubles() if trouble.why == NO_COUNTRY)
    if left:
        name, numbers = values.column.name, "number" if left == 1 else "numbers"
        text = f"{left:,} {numbers} in {name} without a country prefix: set {setting}"
        shadow.notices.append(text)


def _details(values: ColumnValues, troubles: Sequence[Trouble]) -> list[str]:
    name = values.column.name
    lines = [f"{name}: {rows:,} {reason}" for reason, rows in values.reasons()]
    left: Counter[str] = Counter()
    for trouble in troubles:
        left[trouble.why] += trouble.rows
    counted = sorted(left.items(), key=lambda item: (-item[1], item[0]))
    return lines + [f"{name}: {rows:,} left as they are, {why}" for why, rows in counted]


def _headline(changed: int, columns: int, left: int) -> str:
    values = "value" if changed == 1 else "values"
    where = "column" if columns == 1 else "columns"
    done = f"{changed:,} {values} standardised in {columns} {where}"
    if not changed:
        done = "every value is in its standard form already" if not left else "nothing standardised"
    return f"{done}, {left:,} could not be" if left else done
