"""A plan on a screen: its steps, its SQL, and why its rows change.

Owns their form. The SQL shown is the SQL that runs, character for character where it is printable.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from vibecli.ui.changes import samples_lines
from vibecli.ui.lines import BLANK, Canvas, Line, labelled, line, mark, span
from vibecli.ui.text import fold, safe, safe_block, wrap
from vibecli.ui.verdict import created, writes

if TYPE_CHECKING:
    from vibecli.plan.model import Plan
    from vibecli.run.closeup import StepSql
    from vibecli.run.model import Review
    from vibecli.steps.base import Step
    from vibecli.ui.terminal import Terminal

_ENDLESS = 1_000_000  # SQL in a pipe is one piece a line
_COMMON = {"kind", "id", "why", "needs"}


def draw_plan(terminal: "Terminal", review: "Review") -> None:
    """Show the plan of a review: what was understood, its steps in order, what was assumed."""
    terminal.out(list(_plan(review, terminal.canvas)))


def draw_plan_changes(terminal: "Terminal", before: "Plan", after: "Plan") -> None:
    """Show on stderr what words changed in the plan at hand."""
    from vibecli.plan.difference import plan_changes

    for number, change in enumerate(plan_changes(before, after)):
        label = "in the plan " if not number else " " * 12
        terminal.err(list(labelled(label, change, terminal.canvas)))


def draw_sql(terminal: "Terminal", plan: "Plan") -> None:
    """Show the SQL of every step that carries some."""
    width = terminal.canvas.width if terminal.out_tty else _ENDLESS
    terminal.out(list(_sql(plan, width)))


def draw_step_sql(terminal: "Terminal", told: "StepSql") -> None:
    """Show the SQL of one step: as the plan says it, and the SELECTs its rows came from."""
    width = terminal.canvas.width if terminal.out_tty else _ENDLESS
    said = {slot.sql: f"{told.step} {told.kind}, {slot.name}" for slot in told.said}
    ran = [(said.pop(one.sql, told.step), one) for one in told.ran]
    pieces = [(what, sql) for sql, what in said.items()]
    pieces += [(f"{what}, the rows for {one.table} as it ran", one.sql) for what, one in ran]
    terminal.out(list(_pieces(pieces, width)))


def draw_why(terminal: "Terminal", review: "Review", *, key: str = "") -> None:
    """Show why rows change, before and after: a sample of each kind, or those of one key."""
    terminal.out(list(_why(review, key.strip(), terminal.canvas)))


def heading(review: "Review", canvas: Canvas) -> Iterator[Line]:
    """Give the id of a plan and the intent it serves."""
    start = f"plan {review.short_id} - "
    pieces = wrap(safe(" ".join(review.intent.split())), canvas.width - len(start))
    yield line(start, span(pieces[0], "bold"))
    yield from (line(" " * len(start), span(piece, "bold")) for piece in pieces[1:])


def _plan(review: "Review", canvas: Canvas) -> Iterator[Line]:
    plan = review.plan
    yield from heading(review, canvas)
    yield from labelled("understood  ", review.understood, canvas)
    missing = set(map(str.casefold, created(review)))  # the tables that are not there yet
    touched = set(map(str.casefold, writes(review)))
    for number, step in enumerate(plan.steps, 1):
        own = [t for t in step.writes() if t.casefold() in touched or not _only_events(step, t)]
        yield from _step(number, step, own, missing, canvas)
        missing.difference_update(map(str.casefold, own))
    yield from _assumed(plan, canvas)


def _assumed(plan: "Plan", canvas: Canvas) -> Iterator[Line]:
    """Tell what was taken for granted, and how sure the planner is when it is not."""
    for assumption in plan.assumptions:
        yield from labelled("assumed     ", f"{assumption.text} ({assumption.basis})", canvas)
    if plan.confidence != "high":
        yield from labelled("confidence  ", plan.confidence, canvas, style="warn")


def _only_events(step: "Step", table: str) -> bool:
    """Tell the table beside a match's own, written only when something became of persons."""
    return step.kind == "match" and table != step.writes()[0]


def _step(
    number: int, step: "Step", own: Sequence[str], missing: AbstractSet[str], canvas: Canvas
) -> Iterator[Line]:
    yield line(f"  {number}  ", span(step.kind, "bold"), span(f"  {step.id}", "note"))
    yield from labelled("     ", step.summary(), canvas)
    tables = (
        ("reads", [table for table in step.reads() if table.casefold() not in missing]),
        ("creates", [table for table in own if table.casefold() in missing]),
        ("writes", [table for table in own if table.casefold() not in missing]),
    )
    for label, names in tables:
        if names:
            yield from labelled(f"     {label:<9}", ", ".join(dict.fromkeys(names)), canvas)
    slots = {slot.name for slot in step.slots()}
    named = {*step.reads(), *step.writes()}
    for name, value in step.model_dump(mode="json").items():
        told = _sentences(step, name) or _told(value)
        if name in _COMMON | slots or value in (None, [], "", False):
            continue
        if not named.issuperset(told.split(", ")):  # those tables stand above already
            yield from labelled(f"     {name}: ", told, canvas, style="note")


def _sentences(step: "Step", name: str) -> str:
    """Give the parts of a slot that say themselves what they mean, such as rules."""
    parts = getattr(step, name, None)
    known = parts if isinstance(parts, tuple) else ()
    return ", ".join(one.sentence for one in known if hasattr(one, "sentence"))


def _told(value: object) -> str:
    match value:
        case dict():
            return " ".join(_told(one) for one in value.values() if one not in (None, [], ""))
        case list():
            return ", ".join(_told(one) for one in value)
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _sql(plan: "Plan", width: int) -> Iterator[Line]:
    found = [(step, slot) for step in plan.steps for slot in step.slots()]
    return _pieces(
        [(f"{step.id} {step.kind}, {slot.name}", slot.sql) for step, slot in found], width
    )


def _pieces(pieces: Sequence[tuple[str, str]], width: int) -> Iterator[Line]:
    """Pieces of SQL, each under what it is."""
    if not pieces:
        yield line(span("no step of this plan carries SQL of its own", "note"))
    for number, (what, sql) in enumerate(pieces):
        if number:
            yield BLANK
        yield line(span(f"-- {what}", "note"))
        for row in safe_block(sql.strip("\n")).split("\n"):
            yield from (line(piece) for piece in fold(row, width))


def _why(review: "Review", key: str, canvas: Canvas) -> Iterator[Line]:
    changed = [table for table in review.diff.tables if not table.empty]
    if key:
        kept = [
            table.model_copy(update={"samples": tuple(s for s in table.samples if s.key == key)})
            for table in changed
        ]
        changed = [table for table in kept if table.samples]
    lines = list(samples_lines(changed, canvas, full=True))
    if lines:
        yield from lines
        yield from () if key else _details(review, canvas)
        return
    what = f"no row with the key {key} changes" if key else "no row changes"
    yield line(mark("?"), "   ", safe(what))
    if not key:
        yield from _reasons(review, canvas)


def _reasons(review: "Review", canvas: Canvas) -> Iterator[Line]:
    """Tell why each step is there, and what was taken for granted: all there is without a row."""
    yield from labelled("understood  ", review.understood, canvas)
    for step in review.plan.steps:
        yield from labelled(f"{step.id:<12}", step.why, canvas)
    yield from _assumed(review.plan, canvas)
    yield from _details(review, canvas)


def _details(review: "Review", canvas: Canvas) -> Iterator[Line]:
    """Tell how each step came to its result: columns compared, thresholds, rules."""
    for step in review.steps:
        if step.details:
            yield BLANK
            yield line(span(f"{step.kind}  {step.step}", "bold"))
            for detail in step.details:
                yield from labelled("    ", detail, canvas, style="note")
