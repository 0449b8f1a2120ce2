"""`alter`: the shape of a table changed: columns added, dropped, renamed, retyped; its name.

Owns what a plan may ask for and the checks on the schema; rows are carried over by the shadow.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from vibecli.engine.base import Column
from vibecli.engine.names import TableName
from vibecli.errors import SqlError
from vibecli.steps.alteration import Alteration
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Slot, Step, StepResult
from vibecli.steps.targets import unknown_columns, unknown_table

_TOLD = {
    "add": "add {column}",
    "drop": "drop {column}",
    "rename": "rename {column} to {to}",
    "retype": "make {column} {type}",
    "default": "default of {column}",
    "not_null": "NOT NULL of {column}",
    "rename_table": "rename to {to}",
}


class Alter(Step):
    """Change the shape of `table`, one change after the other."""

    kind: Literal["alter"] = "alter"
    table: str
    changes: Annotated[tuple[Alteration, ...], Field(min_length=1)]

    @property
    def _name_after(self) -> str:
        named = [c.to for c in self.changes if c.change == "rename_table" and c.to]
        return named[-1] if named else self.table

    def slots(self) -> tuple[Slot, ...]:
        """Give every expression and type as the SELECT it is bound in."""
        return tuple(slot for change in self.changes for slot in _slots(self.table, change))

    def reads(self) -> tuple[str, ...]:
        """Give the table."""
        return (self.table,)

    def writes(self) -> tuple[str, ...]:
        """Give the table, under both names where it gets another one."""
        return tuple(dict.fromkeys((self.table, self._name_after)))

    def check(self, bench: Bench) -> list[Finding]:
        """Each change fits the columns that the changes before it leave."""
        columns = bench.columns(self.table)
        if columns is None:
            return [unknown_table(self, bench, self.table)]
        if self.changes[-1].change != "rename_table" and self._name_after != self.table:
            return [self.finding("rename-last", "the table is renamed by the last change only")]
        for change in self.changes:
            found = list(self._misfits(bench, change, columns))
            if found:
                return found
            columns = self._declared(bench, change, columns)
        return []

    def run(self, shadow: Shadow) -> StepResult:
        """Make one change after the other."""
        filled = sum(shadow.alter(self.table, change) for change in self.changes)
        told = ", ".join(
            _TOLD[c.change].format(column=c.name, to=c.to, type=c.type) for c in self.changes
        )
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{self.table}: {told}",
            figures=(Figure(name="filled", value=filled),),
        )

    def _misfits(
        self, bench: Bench, change: Alteration, columns: Sequence[Column]
    ) -> Iterator[Finding]:
        for slot in change.missing():
            yield self.finding("slot-missing", f"{change.change} needs {slot}", f"give {slot}")
            return
        known = {column.name.lower() for column in columns}
        if change.change == "rename_table":
            if bench.columns(change.to or "") is not None:
                yield self.finding("table-exists", f"{change.to} exists already")
            return
        if change.change != "add":
            yield from unknown_columns(self, self.table, [change.name], columns)
        new = (change.to if change.change == "rename" else change.name) or ""
        own = set() if change.change == "add" else {change.name.lower()}
        if change.change in {"add", "rename"} and new.lower() in known - own:
            yield self.finding("column-exists", f"{self.table} has a column {new} already")
        if change.change == "drop" and len(columns) == 1:
            yield self.finding("last-column", f"{change.name} is the only column of {self.table}")

    def _declared(
        self, bench: Bench, change: Alteration, columns: Sequence[Column]
    ) -> tuple[Column, ...]:
        """Let later changes and steps see the new columns. Raises SqlError for what cannot bind."""
        kinds = {slot.name: bench.bind(slot.sql) for slot in _slots(self.table, change)}
        if any(len(found) != 1 for found in kinds.values()):
            raise SqlError(f"{change.change} of {change.name} takes one expression")
        if change.change == "rename_table":
            bench.forget(self.table)
            bench.declare(change.to or "", columns)
            return tuple(columns)
        after = tuple(_after(change, columns, _type(kinds)))
        bench.declare(self.table, after)
        return after


def _slots(table: str, change: Alteration) -> Iterator[Slot]:
    name = TableName.parse(table).sql
    if change.type and change.change in {"add", "retype"}:
        yield Slot(name="type", sql=f"SELECT CAST(NULL AS {change.type}) AS x")
    if change.default is not None and change.change in {"add", "default"}:
        yield Slot(name="default", sql=f"SELECT ({change.default}) AS x")
    if change.fill is not None and change.change == "add":
        yield Slot(name="fill", sql=f"SELECT ({change.fill}) AS x FROM {name}")


def _type(kinds: Mapping[str, Sequence[Column]]) -> str:
    """Give the type told, else that of the values a new column is filled with."""
    told = kinds.get("type") or kinds.get("fill")
    return told[0].type if told else ""


def _after(change: Alteration, columns: Sequence[Column], kind: str) -> Iterator[Column]:
    for column in columns:
        if column.name.lower() != change.name.lower():
            yield column
        elif change.change == "rename":
            yield Column(change.to or "", column.type)
        elif change.change == "retype":
            yield Column(column.name, kind)
        elif change.change != "drop":
            yield column
    if change.change == "add":
        yield Column(change.name, kind)
