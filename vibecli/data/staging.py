"""The staging area of a load: rows as read, how they become typed, and the rows that do not fit.

Owns the temporary tables of one load. A row is either in the result or among the rejected rows,
with its line, text and reason; never in neither. Writes no user table but `_rejected` ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vibecli.data.catalog import REJECT_COLUMNS, REJECTED
from vibecli.data.column_types import Conversion, cast_to
from vibecli.data.screen import Screen
from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import UsageError

ROWS = quote("vibecli_load_rows")
REJECTS = quote("vibecli_load_rejects")
_BASE = quote("__vibecli_line")
_REJECT_COLUMNS = tuple(f"{name} {kind}" for name, kind in REJECT_COLUMNS.items())


@dataclass(frozen=True)
class Staged:
    """The rows of one source, in ROWS or another relation, and what was noticed on the way."""

    relation: str
    file: str
    columns: tuple[Column, ...]  # as they stand in the relation
    conversions: tuple[Conversion, ...]
    notes: tuple[str, ...] = ()
    first_line: int = 1  # of the first row, in the file
    multiline: bool = False  # values may hold line breaks (csv), so lines are counted, not numbered

    def fitted(self, columns: Sequence[Column]) -> "Staged":
        """Give the same rows converted to the columns of a table they are added to."""
        types = {column.name.lower(): column for column in columns}
        conversions = []
        for staged in self.columns:
            target = types[staged.name.lower()]
            conversion = cast_to(staged, target.type)
            conversions.append(replace(conversion, as_name=target.name))
        return replace(self, conversions=tuple(conversions))

    def renamed(self) -> "Staged":
        """Give the same rows without column names that vibecli keeps for itself."""
        reserved = [c.name for c in self.conversions if c.name.startswith("__")]
        conversions = tuple(
            replace(c, as_name=c.name.lstrip("_") or "column") if c.name in reserved else c
            for c in self.conversions
        )
        notes = (f"{name} is named {name.lstrip('_') or 'column'}" for name in reserved)
        return replace(self, conversions=conversions, notes=(*self.notes, *notes))

    @property
    def result(self) -> str:
        """The SELECT that gives the typed rows that fit."""
        values = ", ".join(f"{c.value} AS {quote(c.as_name or c.name)}" for c in self.conversions)
        typed = [c.misfit for c in self.conversions if c.typed]
        where = f" WHERE NOT ({' OR '.join(typed)})" if typed else ""
        return f"SELECT {values} FROM {self.relation}{where}"


def begin(session: Session) -> None:
    """Make the rejects table anew."""
    session.run(f"CREATE OR REPLACE TEMP TABLE {REJECTS} ({', '.join(_REJECT_COLUMNS)})")


def end(session: Session) -> None:
    """Drop the temporary tables."""
    session.run(f"DROP TABLE IF EXISTS {ROWS}")
    session.run(f"DROP TABLE IF EXISTS {REJECTS}")


def copied(session: Session, staged: Staged) -> Staged:
    """Give the same rows in ROWS, where they have a row number to tell lines by."""
    if staged.relation != ROWS:
        session.run(f"CREATE OR REPLACE TEMP TABLE {ROWS} AS SELECT * FROM {staged.relation}")
    return replace(staged, relation=ROWS)


def keep_rejects(session: Session, table: TableName, *, fresh: bool) -> tuple[int, str | None]:
    """Write the rejects beside the table; gives their count and their table's name if any."""
    count = int(session.value(f"SELECT count(*) FROM {REJECTS}"))
    place = TableName(table.schema, f"{table.name}{REJECTED}")
    there = session.rows(
        "SELECT column_name || ' ' || data_type FROM duckdb_columns() WHERE database_name = "
        "current_database() AND schema_name = ? AND table_name = ? ORDER BY column_index",
        [place.schema, place.name],
    )
    ours = tuple(row[0] for row in there) == _REJECT_COLUMNS
    if there and ours and fresh:
        session.run(f"DROP TABLE {place.sql}")
    if not count:
        return 0, None
    if there and not ours:
        raise UsageError(
            f"{count:,} lines do not fit and table {place.text} for them is taken",
            hint="--table with another name",
        )
    session.run(f"CREATE TABLE IF NOT EXISTS {place.sql} ({', '.join(_REJECT_COLUMNS)})")
    session.run(f"INSERT INTO {place.sql} SELECT * FROM {REJECTS} ORDER BY line")
    return count, place.text


def drop_lines(session: Session, screen: Screen | None) -> None:
    """Drop rejected lines that name a person who must not come in."""
    if screen is None:
        return
    for rowid, text in session.rows(f"SELECT rowid, text FROM {REJECTS}"):
        if screen.names(text or ""):
            session.run(f"DELETE FROM {REJECTS} WHERE rowid = ?", [rowid])


def set_misfits_aside(session: Session, staged: Staged) -> None:
    """Copy the rows with a value that does not fit its column's type into the rejects."""
    typed = [conversion for conversion in staged.conversions if conversion.typed]
    if not typed:
        return
    any_misfit = " OR ".join(conversion.misfit for conversion in typed)
    if not session.value(f"SELECT count_if({any_misfit}) FROM {staged.relation}"):
        return
    reason = " ".join(f"WHEN {c.misfit} THEN {literal(f'{c.name} is no {c.type}')}" for c in typed)
    listed = ", ".join(quote(column.name) for column in staged.columns)
    session.run(
        f"INSERT INTO {REJECTS} "
        f"WITH numbered AS (SELECT {_line(staged)} AS {_BASE}, {listed} FROM {staged.relation}), "
        f"bad AS (SELECT {_BASE} AS base, CASE {reason} END AS error, [{_cells(staged)}] AS cells "
        f"FROM numbered WHERE {any_misfit}), "
        f"lost AS (SELECT line - coalesce(sum(lines) OVER (ORDER BY line ROWS BETWEEN UNBOUNDED "
        f"PRECEDING AND 1 PRECEDING), 0) AS place, lines FROM (SELECT line, 1 + length(text) "
        f"- length(replace(text, chr(10), '')) AS lines FROM {REJECTS})) "
        f"SELECT {literal(staged.file)}, base + coalesce((SELECT sum(lines) FROM lost "
        f"WHERE place <= base), 0), array_to_string(cells, ','), error FROM bad ORDER BY base"
    )


def _cells(staged: Staged) -> str:
    """Give the row's values as text, quoted where CSV needs it."""
    cells = []
    for column in staged.columns:
        value = f"CAST({quote(column.name)} AS VARCHAR)"
        quoted = f"'\"' || replace({value}, '\"', '\"\"') || '\"'"
        special = f"regexp_matches({value}, '[\",\\n\\r]')"
        cells.append(f"CASE WHEN {special} THEN {quoted} ELSE coalesce({value}, '') END")
    return ", ".join(cells)


def _line(staged: Staged) -> str:
    """Give the file's line of each row, as if no line before it had been rejected."""
    if not staged.multiline:
        # rows of an open transaction have row ids that do not start at zero
        first = f"(SELECT min(rowid) FROM {staged.relation})"
        return f"{staged.first_line:d} + rowid - {first}"
    breaks = " + ".join(
        f"coalesce(length({quote(c.name)}) - length(replace({quote(c.name)}, chr(10), '')), 0)"
        for c in staged.columns
    )
    return (
        f"{staged.first_line:d} + coalesce(sum(1 + {breaks}) OVER (ORDER BY rowid "
        f"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)"
    )
