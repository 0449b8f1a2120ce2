"""One applied plan on a screen, as the database keeps it.

Owns its form. Never asks the journal.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.changes import table_lines
from vibecli.ui.lines import BLANK, Canvas, Line, flow, labelled, marked, span
from vibecli.ui.plans import draw_sql
from vibecli.ui.receipts import left_lines, moment
from vibecli.ui.verdict import RULE_MARKS, receipt_counts, rule_text

if TYPE_CHECKING:
    from vibecli.run.model import ColumnDiff
    from vibecli.run.past import Past
    from vibecli.ui.terminal import Terminal

_LABEL = 12


def draw_past(terminal: "Terminal", past: "Past", *, full: bool = False) -> None:
    """Show who applied what, when and why, what it changed, and what became of it."""
    canvas = terminal.canvas
    sections = [list(_head(past, canvas)), *_tables(past, canvas, full=full)]
    sections += [list(_rules(past, canvas)), list(_undos(past, canvas))]
    kept = [section for section in sections if section]
    terminal.out([one for section in kept for one in (*section, BLANK)][:-1])
    if full:
        terminal.out()
        draw_sql(terminal, past.plan)


def _head(past: "Past", canvas: Canvas) -> Iterator[Line]:
    run = past.run
    when = span(f"{moment(run.applied_at)}  by {run.told_by}", "note")
    head = [span(f"plan {run.plan_id[:8]}", "key"), span(past.state, "bold"), when]
    yield from flow(head, canvas, gap="  ")
    yield from _told("intent", " ".join(run.intent.split()), canvas)
    if past.derived is not None:
        gone = ", ".join(part.text for part in past.derived.without)
        told = f"of plan {past.derived.plan_id[:8]}, left out {gone}"
        yield from _told("a part", told, canvas)
    yield from _told("understood", past.understood, canvas)
    yield from _told("planned by", f"{run.planner}, run {past.number}, {past.engine}", canvas)
    if past.reads:
        yield from _told("reads", ", ".join(past.reads), canvas)
    yield from _told("decided", _decided(past), canvas)
    for one in past.decision.overrides:
        where = f" of {one.table}" if one.table else ""
        yield from _told("overridden", f"{one.rule}{where}: {one.reason}", canvas)
    for step in past.plan.steps:
        yield from _told(f"step {step.id}", f"{step.kind}: {step.why}", canvas)


def _decided(past: "Past") -> str:
    decision = past.decision
    parts = [f"by {decision.told_by} ({decision.channel})"]
    if decision.confirmed:
        parts.append(f"names typed: {', '.join(decision.confirmed)}")
    if decision.approved_by:
        parts.append(f"approved by {'; '.join(decision.approved_by)}")
    return "; ".join([*parts, *([decision.reason] if decision.reason else [])])


def _tables(past: "Past", canvas: Canvas, *, full: bool) -> list[list[Line]]:
    return [
        [
            *table_lines(table.model_copy(update={"columns": ()}), canvas, full=full),
            *(one for column in table.columns for one in _column(column, canvas)),
        ]
        for table in past.tables
    ]


def _column(column: "ColumnDiff", canvas: Canvas) -> Iterator[Line]:
    numbers = (
        ("filled", column.filled),
        ("replaced", column.replaced),
        ("cleared", column.cleared),
    )
    told = ", ".join(f"{number:,} {word}" for word, number in numbers if number)
    yield from marked("~", column.column, told, canvas)


def _rules(past: "Past", canvas: Canvas) -> Iterator[Line]:
    passed = sum(rule.status == "pass" for rule in past.rules)
    if passed:
        yield from marked("ok", f"{passed} rules passed", "", canvas)
    for rule in past.rules:
        if rule.status != "pass":
            head = f"{rule.rule} {rule.table or ''}".strip()
            yield from marked(RULE_MARKS[rule.status], head, rule_text(rule), canvas)


def _undos(past: "Past", canvas: Canvas) -> Iterator[Line]:
    for undo in past.run.undos:
        how = "in part" if undo.left_rows else "whole"
        counts = "; ".join(f"{one.table} {receipt_counts(one)}" for one in undo.tables)
        yield from marked("ok", f"undone {how}  {moment(undo.at)} by {undo.by}", counts, canvas)
    if past.run.undone_at and not past.run.undos:  # before undos had rows of their own
        said = f"undone  {moment(past.run.undone_at)} by {past.run.undone_by}"
        yield from marked("ok", said, "", canvas)
    if not past.run.pruned_at:
        yield from left_lines(past.left, past.left_rows, canvas)
    else:
        said = f"its rows before and after were pruned {moment(past.run.pruned_at)}"
        yield from marked("!", f"{said}: it cannot be undone", "", canvas)


def _told(label: str, text: str, canvas: Canvas) -> Iterator[Line]:
    yield from labelled(f"{label:<{_LABEL}}", text, canvas)
