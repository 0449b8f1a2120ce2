"""The changed rows of a review, one by one: on a screen what changes in each, else every column.

Reads the saved change set only. On a screen a row is labelled by its first column; what changes is
judged on the true values and shown masked, unless the person asked to see them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.run.model import Review, TableDiff

ROWS_SHOWN = 200  # rows looked through for one key


def show_changed_rows(shell: Shell, review: "Review", *, table: str = "", where: str = "") -> None:
    """Show the changed rows of one table, or of every table. Raises NotFound."""
    from vibecli.run.drilldown import table_of

    wanted = [table_of(review, table)] if table else [*review.diff.tables]
    for diff in _some(shell, review, [diff for diff in wanted if not diff.empty]):
        total = diff.added + diff.changed + diff.removed
        if shell.globals.output == "text":
            _draw(shell, review, diff.table, total=total, where=where)
        else:
            _write(shell, review, diff.table, total=total, where=where)


def _some(shell: Shell, review: "Review", tables: "list[TableDiff]") -> "list[TableDiff]":
    """Give the tables whose rows are shown: on a screen of very many those that change most."""
    from vibecli.ui.overview import MANY, by_weight

    if shell.screen_lines is None or len(tables) <= MANY:
        return tables
    one = shell.terminal.hint(f"vibecli review {review.short_id} --rows TABLE")
    shell.terminal.err(
        f"rows of {MANY} of {len(tables)} tables, the largest changes; {one} for one"
    )
    return by_weight(tables)[:MANY]


def show_why(shell: Shell, review: "Review", key: str) -> None:
    """Show why rows change; for a key that is not among the samples, read from the change set."""
    from vibecli.ui.plans import draw_why

    draw_why(shell.terminal, _with_rows(shell, review, key) if key else review, key=key)


def has_rows(shell: Shell, review: "Review", key: str) -> bool:
    """Tell whether rows of this key change."""
    return _sampled(_with_rows(shell, review, key), key)


def _sampled(review: "Review", key: str) -> bool:
    return any(sample.key == key for diff in review.diff.tables for sample in diff.samples)


def _with_rows(shell: Shell, review: "Review", key: str) -> "Review":
    """Give the review with the changed rows of a key among its samples."""
    if _sampled(review, key):
        return review
    unmask = shell.globals.unmask
    found = shell.flow.looking.called(review, key, limit=ROWS_SHOWN, unmask=unmask)
    tables = []
    for diff in review.diff.tables:
        named = tuple(one.model_copy(update={"key": key}) for one in found[diff.table])
        tables.append(diff.model_copy(update={"samples": named}))
    known = review.diff.model_copy(update={"tables": tuple(tables)})
    return review.model_copy(update={"diff": known})


def _draw(shell: Shell, review: "Review", table: str, *, total: int, where: str) -> None:
    from vibecli.ui.changes import row_lines
    from vibecli.ui.lines import line, span

    limit = shell.screen_rows
    with shell.flow.looking.changes(review, unmask=shell.globals.unmask) as changes:
        found = [*changes.samples(table, limit=limit + bool(where), where=where)]
    shown = found[:limit]
    lines = list(row_lines(shown, shell.terminal.canvas))
    if shell.screen_lines and len(lines) > shell.screen_lines:
        shown = shown[: max(1, shell.screen_lines * len(shown) // len(lines))]
        lines = list(row_lines(shown, shell.terminal.canvas))
    counted = f"{len(shown):,} rows" if where else f"{total:,} rows change"
    shell.terminal.out([line(span(table, "bold"), span(f"  {counted}", "note")), *lines])
    _tell_cut(shell, shown, total, more=len(found) > len(shown), where=where)


def _write(shell: Shell, review: "Review", table: str, *, total: int, where: str) -> None:
    from vibecli.ui.formats import write
    from vibecli.ui.rows import Rows

    limit = shell.screen_rows
    with shell.flow.looking.changes(review, unmask=shell.globals.unmask) as changes:
        columns, found = changes.rows(table, limit=limit + bool(where), where=where)
    shown = found[:limit]
    write(shell.terminal, shell.globals.output, Rows(columns, ("VARCHAR",) * len(columns), shown))
    _tell_cut(shell, shown, total, more=len(found) > limit, where=where)


def _tell_cut(shell: Shell, shown: Sequence[object], total: int, *, more: bool, where: str) -> None:
    if where and more:
        shell.terminal.err(f"the first {len(shown):,} rows shown; more with --limit")
    elif not where and len(shown) < total:
        limit = shell.terminal.hint(f"--limit {total}")
        shell.terminal.err(f"{len(shown):,} of {total:,} rows shown; all with {limit}")
