"""A review kept as a page: what stands beside it is gathered from the plan's folder and written.

Owns how many rows are looked at. Reads what was saved; runs nothing and decides nothing.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.commands import to_confirm
from vibecli.console.shell import Shell

if TYPE_CHECKING:
    from vibecli.run.changeset import TableChange
    from vibecli.run.evaluation import MissedField
    from vibecli.run.model import QueryRows, Review, Sample
    from vibecli.ui.report_evidence import MatchPairs
    from vibecli.ui.report_page import Report

_ROWS, _FEWEST = 600, 10  # changed rows of all tables together, and of one
_PAIRS_BEYOND = 20  # accepted pairs shown after the unsure ones
_PAIRS, _EVIDENCE = 300, 30


def write_report(shell: Shell, plan_id: str, html: Path | None) -> None:
    """Write the report of a review. Raises NotFound, UsageError, Blocked."""
    from vibecli.asked_file import asked_file
    from vibecli.ui.formats import write
    from vibecli.ui.report_page import REPORT_FILE, report_page

    review = shell.flow.review(plan_id)
    place = html or Path(f"vibecli-{review.short_id}.html")
    file = asked_file(place, REPORT_FILE, shell.settings)
    page = report_page(gathered(shell, review))
    shell.terminal.err(file.write(page))
    if shell.globals.output != "text":
        told = {"kind": "report", "plan_id": review.plan_id, "file": str(place)}
        write(shell.terminal, shell.globals.output, {**told, "bytes": len(page.encode())})
    if shell.globals.unmask:
        shell.terminal.err("it holds personal values: keep it as safe as the data")


def gathered(shell: Shell, review: "Review") -> "Report":
    """Give a review with all that stands beside it."""
    from vibecli.run.selection import choosable
    from vibecli.ui.report_page import Report

    meta = shell.flow.store.meta(review.plan_id)
    return Report(
        review=review,
        parts=choosable(review),
        rows=dict(_rows(shell, review)),
        pairs=tuple(_pairs(shell, review)),
        evidence=tuple(_evidence(shell, review)),
        decisions=meta.decisions,
        said=meta.said,
        confirm=to_confirm(review),
        made=f"{meta.created_at[:16].replace('T', ' ')} UTC",
        applied=shell.flow.applying.applied(review),
        unmasked=shell.globals.unmask,
    )


def _rows(shell: Shell, review: "Review") -> "Iterator[tuple[str, tuple[Sample, ...]]]":
    """Give some rows of every table that changes."""
    changed = [table for table in review.diff.tables if not table.empty]
    with shell.flow.looking.changes(review, unmask=shell.globals.unmask) as opened:
        changes = {one.table: one for one in opened.record.changes}
        for table in changed:
            share = max(_FEWEST, _ROWS // len(changed))
            wheres = _kinds(changes[table.table])
            found = (
                opened.samples(table.table, limit=share // len(wheres), where=where)
                for where in wheres
            )
            yield table.table, tuple(chain.from_iterable(found))


def _kinds(change: "TableChange") -> list[str]:
    """Give a condition for each kind of change, one for all where `mark` is a column's name."""
    kinds = {"~": change.changed, "+": change.added, "-": change.removed}
    there = [f"mark = '{sign}'" for sign, rows in kinds.items() if rows]
    named = any(column.name.casefold() == "mark" for column in change.columns)
    return [""] if named or len(there) < 2 else there  # noqa: PLR2004


def _pairs(shell: Shell, review: "Review") -> "Iterator[MatchPairs]":
    """Give the pairs of each match: those unsure, and the least sure of those accepted."""
    from vibecli.ui.report_evidence import MatchPairs

    for step in review.steps:
        unsure = int(next((f.value for f in step.figures if f.name == "review"), 0))
        limit = min(unsure + _PAIRS_BEYOND, _PAIRS)
        for name in step.pairs:
            rows = _saved(shell, review, name, limit)
            bare = shell.flow.query_rows(review, name, unmask=True, limit=limit)
            yield MatchPairs(rows, _fields(shell, bare))


def _fields(shell: Shell, bare: "QueryRows") -> "tuple[tuple[MissedField, ...], ...]":
    """Give what both records of each pair say, masked unless asked; the names are true ones."""
    rows = [dict(zip(bare.columns, row, strict=True)) for row in bare.rows]
    left, right = (
        [(row[f"{side}_source"] or "", row[f"{side}_id"] or "") for row in rows]
        for side in ("left", "right")
    )
    pairs = list(zip(left, right, strict=True))
    return shell.flow.matching.faced(pairs, unmask=shell.globals.unmask) if pairs else ()


def _evidence(shell: Shell, review: "Review") -> "Iterator[QueryRows]":
    for step in review.steps:
        for name in step.rows:
            if name not in step.pairs:
                yield _saved(shell, review, name, _EVIDENCE)


def _saved(shell: Shell, review: "Review", name: str, limit: int) -> "QueryRows":
    return shell.flow.query_rows(review, name, unmask=shell.globals.unmask, limit=limit)
