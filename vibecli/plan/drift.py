"""The schema a saved intent is pinned to, and how a database has drifted from it, column by column.

Owns the pin and the comparison. It reads no data.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.data.nearest import nearest
from vibecli.model import Model

PRINT_LENGTH = 16


class SchemaColumn(Model):
    """One column the plan relies on."""

    table: str
    column: str
    type: str


class Drift(Model):
    """One difference between the schema as it is and as it was pinned."""

    table: str
    change: Literal["gone", "new", "retyped", "renamed"]
    column: str = ""  # as it was pinned; of a new one as it is; empty: the whole table
    before: str = ""  # type
    after: str = ""  # type; of a column that is likely renamed its name now

    @property
    def text(self) -> str:
        """The difference in words."""
        name = f"{self.table}.{self.column}" if self.column else self.table
        match self.change:
            case "gone":
                return f"{name} is gone"
            case "new":
                return f"{name} is new"
            case "retyped":
                return f"{name} is {self.after}, was {self.before}"
            case "renamed":
                return f"{name} is gone, likely renamed to {self.after}"


def schema_columns(tables: Iterable[str], catalog: Catalog) -> tuple[SchemaColumn, ...]:
    """Give every column of these tables as the catalog has them; unknown tables are left out."""
    found = [info for name in dict.fromkeys(tables) if (info := catalog.table(name))]
    return tuple(
        SchemaColumn(table=info.name, column=column.name, type=column.type)
        for info in found
        for column in info.columns
    )


def pinned_tables(columns: Iterable[SchemaColumn]) -> tuple[str, ...]:
    """Give the tables that columns are pinned of, in their order."""
    return tuple(dict.fromkeys(column.table for column in columns))


def schema_print(columns: Iterable[SchemaColumn]) -> str:
    """Give one hash of columns and their types, whatever their order."""
    told = sorted((c.table.lower(), c.column.lower(), _plain_type(c.type)) for c in columns)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:PRINT_LENGTH]


def schema_drift(pinned: Sequence[SchemaColumn], catalog: Catalog) -> list[Drift]:
    """Give what changed in the tables whose columns are pinned, table by table."""
    found: dict[Drift, None] = {}
    for name in pinned_tables(pinned):
        own = list(dict.fromkeys(one for one in pinned if one.table == name))
        table = catalog.table(name)
        drifts = [Drift(table=name, change="gone")] if table is None else _drifts(own, table)
        found.update(dict.fromkeys(drifts))
    return list(found)


def _drifts(pinned: Sequence[SchemaColumn], table: TableInfo) -> Iterator[Drift]:
    known = {column.column.lower() for column in pinned}
    new = {c.name: c.type for c in table.columns if c.name.lower() not in known}
    for place, was in enumerate(pinned):
        now = table.column(was.column)
        if now is None:
            there = table.columns[place].name if place < len(table.columns) else ""
            likely = _likely(was, new, there)
            new.pop(likely, None)
            change: Literal["renamed", "gone"] = "renamed" if likely else "gone"
            yield _drift(was, change, after=likely)
        elif _plain_type(now.type) != _plain_type(was.type):
            yield _drift(was, "retyped", after=now.type)
    for name, kind in new.items():
        yield Drift(table=pinned[0].table, column=name, change="new", after=kind)


def _drift(
    was: SchemaColumn, change: Literal["gone", "retyped", "renamed"], *, after: str
) -> Drift:
    return Drift(table=was.table, column=was.column, change=change, before=was.type, after=after)


def _likely(was: SchemaColumn, new: dict[str, str], there: str) -> str:
    """Give the new column that a gone one may be called now: of its type, in its place or alike."""
    same = [name for name, kind in new.items() if _plain_type(kind) == _plain_type(was.type)]
    if there in same:
        return there
    close = nearest(was.column, same)
    return close[0] if close else ""


def _plain_type(kind: str) -> str:
    return "".join(kind.lower().split())
