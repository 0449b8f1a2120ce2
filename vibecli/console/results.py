"""The rows a plan reads, on a screen or in a format for scripts.

Every query of the plan is shown. It reads saved results only and never runs a query again.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.run.model import QueryRows, Review

_LISTING = frozenset({"tag", "contract"})  # steps whose rows are few and told with their reasons


def show_results(shell: Shell, review: "Review") -> None:
    """Show the rows of every query of a review, and on stderr how the intent was read."""
    from vibecli.ui.review import draw_understood

    if not shell.globals.quiet:
        draw_understood(shell.terminal, review)
    _show(shell, review, [query.step for query in review.queries])


def show_evidence(shell: Shell, review: "Review", name: str) -> bool:
    """Show the rows of a side table a step kept, if it has this name; tell whether it has."""
    named = [n for step in review.steps for n in step.rows if n.casefold() == name.casefold()]
    if named:
        _show(shell, review, named[:1])
    return bool(named)


def _show(shell: Shell, review: "Review", names: Sequence[str]) -> None:
    screen = shell.globals.output == "text"
    limit = shell.screen_rows if screen else None
    found = [
        shell.flow.query_rows(review, name, unmask=shell.globals.unmask, limit=limit)
        for name in names
    ]
    if screen:
        _draw(shell, review, found)
    else:
        _write(shell, found)


def _draw(shell: Shell, review: "Review", found: "list[QueryRows]") -> None:
    from vibecli.ui.lines import BLANK, line, span
    from vibecli.ui.rows import Rows
    from vibecli.ui.tables import draw_rows, noted_grid, tell_left_out

    listed = {step.id for step in review.plan.steps if step.kind in _LISTING}
    why = {step.id: step.summary() for step in review.plan.steps}
    for number, query in enumerate(found):
        if len(found) > 1:
            head = line(span(" ".join(why.get(query.step, query.step).split()), "bold"))
            shell.terminal.out([*([BLANK] if number else []), head])
        if query.step in listed and query.rows:
            cells = [[str(value or "") for value in row] for row in query.rows]
            shell.terminal.out(noted_grid(query.columns, cells, shell.terminal.canvas, {0: "key"}))
            tell_left_out(shell.terminal, Rows.of(query), shell.screen_rows)
            continue
        draw_rows(
            shell.terminal,
            query.columns,
            query.types,
            query.rows,
            query.total,
            shell.screen_rows,
            most_lines=shell.screen_lines,
        )


def _write(shell: Shell, found: "list[QueryRows]") -> None:
    """One query gives its rows; several give, in JSON, an object of rows by step."""
    from vibecli.ui.formats import dumps, write
    from vibecli.ui.rows import Rows
    from vibecli.ui.tables import tell_left_out

    output, terminal = shell.globals.output, shell.terminal
    if len(found) > 1 and output == "json":
        parts = [f"{dumps(query.step)}: {dumps(Rows.of(query))}" for query in found]
        terminal.data("{" + ",\n".join(parts) + "}\n")
        for query in found:
            tell_left_out(terminal, Rows.of(query))
        return
    for number, query in enumerate(found):
        if number and output in {"csv", "md"}:
            terminal.data("\n")
        write(terminal, output, Rows.of(query))
