"""Where the columns of a reshaped table come from: a column before it, cast or not, or a constant.

Owns the SQL that carries a row over. It reads nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vibecli.engine.names import literal, quote
from vibecli.run.tables import TableColumn


@dataclass(frozen=True)
class Source:
    """What a column's value is made of in a row that no step touched."""

    column: str | None = None  # of the row before; None: a constant
    casts: tuple[str, ...] = ()
    constant: str | None = None  # as text; None is NULL

    def sql(self, row: str) -> str:
        """Give the value, `row` being a table's alias or a struct."""
        value = f"{row}.{quote(self.column)}" if self.column is not None else "NULL"
        if self.column is None and self.constant is not None:
            value = literal(self.constant)
        # What does not fit was changed by an earlier step: its row is carried over as changed.
        cast = "CAST" if self.column is None else "TRY_CAST"
        for kind in self.casts:
            value = f"{cast}({value} AS {kind})"
        return value

    def after(self, first: Sequence["Source"], columns: Sequence[TableColumn]) -> "Source":
        """Give the source over the row before `first`, which made these columns."""
        if self.column is None:
            return self
        known = {c.name.lower(): s for c, s in zip(columns, first, strict=True)}
        found = known[self.column.lower()]
        return replace(found, casts=(*found.casts, *self.casts))


def as_they_are(columns: Sequence[TableColumn]) -> tuple[Source, ...]:
    """Give the sources of a table that keeps its shape."""
    return tuple(Source(column.name) for column in columns)


def carried(columns: Sequence[TableColumn], sources: Sequence[Source], row: str) -> str:
    """Give the columns of a SELECT that carries a row over."""
    pairs = zip(columns, sources, strict=True)
    return ", ".join(f"{source.sql(row)} AS {quote(column.name)}" for column, source in pairs)


def packed(columns: Sequence[TableColumn], sources: Sequence[Source], row: str) -> str:
    """Give the struct of a row carried over; NULL stays NULL."""
    pairs = zip(columns, sources, strict=True)
    fields = ", ".join(f"{quote(column.name)} := {source.sql(row)}" for column, source in pairs)
    return f"CASE WHEN {row} IS NULL THEN NULL ELSE struct_pack({fields}) END"
