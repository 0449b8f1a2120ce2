"""The tables of a database, the profile of one of them, and what a load brought in.

Owns their form. Of a personal column it shows shapes, never a value.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from vibecli.ui.lines import BLANK, flow, labelled, line, mark, marked, span
from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
    from vibecli.ui.terminal import Terminal

_TOP = 4
_TAG = 3  # the place of the tag among what is shown of a column
_PERSONAL, _TAGS = 3, 3  # the place of the tags among what is shown of a table, and how many
_NAMES, _COLUMNS = 24, 100  # columns named of a table in a list, told in its profile


class Loaded(Protocol):
    """What a load of one file reports."""

    @property
    def table(self) -> str:
        """Give the table that was written."""
        ...

    @property
    def rows(self) -> int:
        """Give how many rows came in."""
        ...

    @property
    def rejected(self) -> int:
        """Give how many rows did not fit."""
        ...

    @property
    def suppressed(self) -> int:
        """Rows of persons that must not come in again."""
        ...

    @property
    def rejected_table(self) -> str | None:
        """Give where those rows are kept."""
        ...

    @property
    def columns(self) -> Sequence[object]:
        """Give the columns that came in."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """Give what is worth knowing about the file."""
        ...


def draw_catalog(terminal: "Terminal", catalog: "Catalog", *, full: bool = False) -> None:
    """Show every table: rows, key and columns, of a very wide one the first."""
    if not catalog.tables:
        terminal.err("this database has no tables yet")
        terminal.err(line(span("hint: ", "hint"), terminal.hint("vibecli load FILE")))
        return
    rows = [
        [
            table.name,
            f"{table.rows:,}" if table.kind == "table" else table.kind,
            (", ".join(table.key) or "none") + _nearly(table),
            _personal(table, full=full),
            _names(table, full=full),
        ]
        for table in catalog.tables
    ]
    headers = ["table", "rows", "key", "personal", "columns"]
    if not any(row[_PERSONAL] for row in rows):
        for row in (headers, *rows):
            del row[_PERSONAL]
    draw_grid(
        terminal, headers, rows, right=(1,), styles={0: "key", headers.index("columns"): "note"}
    )
    if not full and any(len(table.columns) > _NAMES for table in catalog.tables):
        _left_out(terminal, "more columns", "vibecli tables --verbose")
    if catalog.attached:
        names = ", ".join(catalog.attached)
        note = f"{names}: attached, only read, never written"
        terminal.out(list(labelled("", note, terminal.canvas, style="note")))


def draw_table(terminal: "Terminal", table: "TableInfo", *, full: bool = False) -> None:
    """Show the profile of one table: a line a column, of a very wide one the first."""
    declared = " (declared)" if table.declared_key else " (inferred)" if table.key else ""
    key = f"key {', '.join(table.key)}{declared}" if table.key else "no key"
    key += _nearly(table)
    rows = f"{table.rows:,} rows" if table.kind == "table" else table.kind
    head = [span(table.name, "bold"), span(rows), span(key)]
    head += [span("read only")] if table.read_only else []
    terminal.out(flow(head, terminal.canvas, gap="  "))
    terminal.out(BLANK)
    shown = table.columns if full else table.columns[:_COLUMNS]
    lines = [
        [
            column.name,
            column.type,
            str(column.role or ""),
            _tag(column),
            _share(column.null_share),
            f"{column.distinct:,}" if column.distinct is not None else "",
            _values(column),
        ]
        for column in shown
    ]
    headers = ["column", "type", "role", "tag", "null", "distinct", "values"]
    if not any(row[_TAG] for row in lines):
        for row in (headers, *lines):
            del row[_TAG]
    right = [headers.index(name) for name in ("null", "distinct")]
    draw_grid(terminal, headers, lines, right=right, styles={0: "key", 1: "note"})
    if len(shown) < len(table.columns):
        hidden = f"{len(table.columns) - len(shown):,} more columns"
        _left_out(terminal, hidden, "vibecli profile TABLE --verbose")


def draw_load(terminal: "Terminal", report: Loaded) -> None:
    """Show what a load brought in, and which rows did not fit."""
    columns = "1 column" if len(report.columns) == 1 else f"{len(report.columns)} columns"
    rows = "1 row" if report.rows == 1 else f"{report.rows:,} rows"
    head = [mark("ok"), span(report.table, "bold"), span(rows), span(columns)]
    terminal.out(flow(head, terminal.canvas, gap="  "))
    if report.rejected:
        bad = "1 row does" if report.rejected == 1 else f"{report.rejected:,} rows do"
        kept = f", kept in {report.rejected_table}" if report.rejected_table else ""
        terminal.out(list(marked("!", f"{bad} not fit{kept}", "", terminal.canvas)))
    if report.suppressed:
        out = "1 row" if report.suppressed == 1 else f"{report.suppressed:,} rows"
        terminal.out(
            list(marked("*", f"left out, of suppressed persons: {out}", "", terminal.canvas))
        )
    for note in report.notes:
        terminal.out(list(labelled("    ", note, terminal.canvas, style="note")))


def _left_out(terminal: "Terminal", what: str, by: str) -> None:
    canvas = terminal.canvas
    told = f"{what}, shown by {terminal.hint(by)}"
    terminal.out(list(labelled(f"    {canvas.ellipsis} ", told, canvas, style="note")))


def _names(table: "TableInfo", *, full: bool) -> str:
    """The names of a table's columns; of very many the number and the first."""
    names = [column.name for column in table.columns]
    if full or len(names) <= _NAMES:
        return ", ".join(names)
    return f"{len(names):,} columns: {', '.join(names[:_NAMES])}, ..."


def _personal(table: "TableInfo", *, full: bool) -> str:
    """What a table holds that gives persons away: the tags of its masked columns, worst first."""
    found = [c.tagged for c in table.columns if c.tagged and c.tagged.sensitivity.masked]
    found.sort(key=lambda one: one.sensitivity != "restricted")
    tags = list(dict.fromkeys(str(one.tag or one.sensitivity) for one in found))
    shown = tags if full else tags[:_TAGS]
    more = [f"+{len(tags) - len(shown)}"] if len(tags) > len(shown) else []
    return ", ".join([*shown, *more])


def _tag(column: "ColumnInfo") -> str:
    """What a column holds, as a person or the contract has it or its evidence tells."""
    found = column.tagged
    told = found and (found.tag or (found.sensitivity if found.sensitivity.masked else ""))
    return f"{told} (contract)" if found and told and found.source == "contract" else told or ""


def _share(share: float | None) -> str:
    if share is None:
        return ""
    percent = 100 * share
    if 0 < percent < 0.1:  # noqa: PLR2004
        return "<0.1 %"
    return "0 %" if share == 0 else "100 %" if share == 1 else f"{percent:.1f} %"


def _values(column: "ColumnInfo") -> str:
    """The most telling statistic there is: frequent values, range, else shapes."""
    if column.personal:
        return "  ".join(column.shapes[:_TOP])
    if column.top:
        shown = [f"{top.value} {top.rows:,}" for top in column.top[:_TOP]]
        return ", ".join(shown)
    if column.minimum is not None and column.maximum is not None:
        return f"{column.minimum} .. {column.maximum}"
    return "  ".join(column.shapes[:_TOP])


def _nearly(table: "TableInfo") -> str:
    """Tell which column would be the key, were it not for a few values."""
    column = table.nearly_key
    return f": {column.name} repeats" if column else ""
