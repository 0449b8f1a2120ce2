"""The review screen: all a person needs to decide, on one screen, findings last.

Owns its order and what it leaves out when there is too much. Symbols carry the meaning; colour only
repeats it. It draws a Review and nothing else: no query, no prompt.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.rulebook import CANNOT_UNDO
from vibecli.ui.changes import samples_lines, table_lines
from vibecli.ui.cleaned import cleaned_lines
from vibecli.ui.lines import BLANK, Canvas, Line, flow, labelled, left_out, line, marked, span
from vibecli.ui.overview import MANY, by_weight, folded, names, overview_lines
from vibecli.ui.plans import heading
from vibecli.ui.rows import Rows
from vibecli.ui.tables import noted_grid, rows_lines
from vibecli.ui.text import cell_width, safe, wrap
from vibecli.ui.verdict import (
    RULE_MARKS,
    accuracy_text,
    closing,
    created,
    reads,
    rule_text,
    understanding,
    writes,
)

if TYPE_CHECKING:
    from vibecli.run.model import Review, RuleResult, TableDiff
    from vibecli.steps.base import StepResult
    from vibecli.ui.terminal import Terminal

UNSURE = "review"  # the figure of a match step
_STATUS_WORDS = {"warn": "warns", "confirm": "asks you to confirm", "block": "blocks"}
_QUERY_ROWS, _TAG_ROWS = 10, 60
# steps whose rows are read as a whole
_LISTING = frozenset(
    {"tag", "quality", "contract", "feature", "train", "score", "trigger", "retire"}
)
_NOTICES = 3
_OF_A_RULE = 3  # results told of a rule with many
_HEAD = 40  # where the second text of a result line begins


def draw_review(
    terminal: "Terminal",
    review: "Review",
    *,
    next_line: str = "",
    full: bool = False,
    said: str = "",
) -> None:
    """Show a review; `full` leaves nothing out; `next_line` says what can be done next.

    It ends in what is `said`, else in what state the reader's data is in.
    """
    canvas = terminal.canvas
    terminal.out(review_lines(review, canvas, next_line=next_line, full=full, said=said))


def draw_understood(terminal: "Terminal", review: "Review") -> None:
    """Show on stderr how the intent was read, what was assumed and how sure the planner is."""
    terminal.err(list(_understood(review, terminal.canvas)))


def draw_table_change(terminal: "Terminal", table: "TableDiff") -> None:
    """Show all that changes in one table, with every column and sample."""
    canvas = terminal.canvas
    samples = list(samples_lines([table], canvas, full=True))
    lines = list(table_lines(table, canvas, full=True))
    terminal.out([*lines, *([BLANK, *samples] if samples else [])])


def review_lines(
    review: "Review",
    canvas: Canvas,
    *,
    next_line: str = "",
    full: bool = False,
    said: str = "",
) -> list[Line]:
    """Give the lines of a review."""
    sections = [
        list(_head(review, canvas, full=full)),
        *_changes(review, canvas, full=full),
        *_queries(review, canvas, full=full),
        list(_results(review, canvas, full=full)),
        list(_next(review, said or closing(review), next_line, canvas)),
    ]
    kept = [section for section in sections if section]
    return [one for section in kept for one in (*section, BLANK)][:-1]


def _head(review: "Review", canvas: Canvas, *, full: bool) -> Iterator[Line]:
    yield from heading(review, canvas)
    yield from _tables(review, canvas, full=full)
    yield from _understood(review, canvas)


def _tables(review: "Review", canvas: Canvas, *, full: bool) -> Iterator[Line]:
    new = created(review)
    known = tuple(table for table in writes(review) if table not in new)
    parts = [
        names(word, tables, full=full)
        for word, tables in (("writes", known), ("creates", new), ("reads", reads(review)))
        if tables
    ]
    parts.append(f"planned by {review.planner}")
    for piece in wrap(safe(" - ".join(parts)), canvas.width):
        yield line(span(piece, "note"))


def _understood(review: "Review", canvas: Canvas) -> Iterator[Line]:
    for label, text in understanding(review):
        low = label in {"confidence", "not used"}
        yield from labelled(f"{label:<12}", text, canvas, style="warn" if low else "")


def _changes(review: "Review", canvas: Canvas, *, full: bool) -> list[list[Line]]:
    changed = [table for table in review.diff.tables if not table.empty]
    if len(changed) > MANY and not full:
        changed = by_weight(changed)
        told = list(overview_lines(changed, review.short_id, canvas))
        return [told, list(samples_lines(changed, canvas))]
    changed.sort(key=lambda table: table.change == "create")
    sections: list[list[Line]] = []
    bare = False  # the table before took one line
    for table in changed:
        lines = list(table_lines(table, canvas, full=full))
        if bare and len(lines) == 1:
            sections[-1] += lines
        else:
            sections.append(lines)
        bare = len(lines) == 1
    return [*sections, list(samples_lines(changed, canvas, full=full))]


def _queries(review: "Review", canvas: Canvas, *, full: bool) -> list[list[Line]]:
    why = {step.id: step.summary() for step in review.plan.steps}
    tags = {step.id for step in review.plan.steps if step.kind in _LISTING}
    return [
        _query(
            Rows.of(query),
            why.get(query.step, query.step),
            canvas,
            most=None if full else _TAG_ROWS if query.step in tags else _QUERY_ROWS,
            cut=query.step in tags and not full,
        )
        for query in review.queries
    ]


def _query(rows: Rows, what: str, canvas: Canvas, *, most: int | None, cut: bool) -> list[Line]:
    total = max(rows.total or 0, len(rows.rows))
    shown = rows.rows[:most]
    few = Rows(rows.columns, rows.types, shown, total)
    more = f", the first {len(shown):,}" if len(shown) < total else ""
    counted = f"  {total:,} rows{more}"
    title = canvas.cut(" ".join(what.split()), canvas.width - len(counted))
    head = line(span(title, "bold"), span(counted, "note"))
    if cut:  # one line a column, its evidence beside it or beneath
        cells = [[str(value or "") for value in row] for row in shown]
        return [head, *noted_grid(rows.columns, cells, canvas, {0: "key"})]
    return [head, *rows_lines(few, canvas)]


def _results(review: "Review", canvas: Canvas, *, full: bool) -> Iterator[Line]:
    """What went well, then what is unsure, then what needs attention."""
    shown_rows = {query.step for query in review.queries}
    steps = [result for result in review.steps if full or result.step not in shown_rows]
    steps, told = (steps, 0) if full else folded(steps)
    column = min(max([16, *(cell_width(result.headline) for result in steps)]) + 6, _HEAD)
    for result in steps:
        yield from _result(result, canvas, column=column, full=full)
    if told:
        yield from marked("ok", f"{told} steps done", "", canvas)
    passing = [rule for rule in review.rules if rule.status == "pass"]
    if passing:
        yield from _passing(passing, canvas, column=column, full=full)
    for result in review.steps:
        yield from _unsure(result, canvas, column=column)
    shown = review.notices if full else review.notices[:_NOTICES]
    for notice in shown:
        yield from marked("*", notice, "", canvas)
    if len(review.notices) > len(shown):
        yield left_out(f"{len(review.notices) - len(shown)} more notices", canvas)
    for status in ("warn", "confirm", "block"):
        found = [rule for rule in review.rules if rule.status == status]
        for name in dict.fromkeys(rule.rule for rule in found):
            same = [rule for rule in found if rule.rule == name]
            yield from _rule(same, canvas, column=column, full=full)


def _result(result: "StepResult", canvas: Canvas, *, column: int, full: bool) -> Iterator[Line]:
    which = f"{result.step} {result.kind}"
    room = max(cell_width(which), 24)
    fits = column + room <= canvas.width and len(result.headline) + 6 <= column
    beside = accuracy_text(result)
    yield from marked(
        "ok", result.headline, beside or (which if fits else ""), canvas, column=column
    )
    if full:
        for detail in result.details:
            yield from labelled("      ", detail, canvas, style="note")
    else:
        yield from cleaned_lines(result, canvas)


def _passing(
    rules: "list[RuleResult]", canvas: Canvas, *, column: int, full: bool
) -> Iterator[Line]:
    if full:
        for rule in rules:
            yield from marked("ok", rule.rule, rule.message, canvas, column=column)
    else:
        words = "1 rule passes" if len(rules) == 1 else f"{len(rules)} rules pass"
        yield from marked("ok", words, "", canvas)


def _unsure(result: "StepResult", canvas: Canvas, *, column: int) -> Iterator[Line]:
    for figure in result.figures:
        if result.kind == "match" and figure.name == UNSURE and figure.value > 0:
            pairs = "1 pair" if figure.value == 1 else f"{figure.value:,.0f} pairs"
            yield from marked(
                "?", f"{pairs} unsure", "left out of this write", canvas, column=column
            )
            return


def _rule(
    same: "Sequence[RuleResult]", canvas: Canvas, *, column: int, full: bool
) -> Iterator[Line]:
    """The results of one rule that have one status, told together."""
    first = same[0]
    told = same if full or len(same) <= MANY else same[:_OF_A_RULE]
    text = "; ".join(_of_table(rule, several=len(same) > 1) for rule in told)
    if len(told) < len(same):
        text = f"{text}; {len(same) - len(told)} more, {canvas.wording('shown by -v')}"
    tables = tuple(dict.fromkeys(rule.table for rule in same if rule.table))
    if first.status == "confirm" and tables:
        known = "the table's name: " if first.rule != CANNOT_UNDO else ""
        text = f"{text}; to apply, type {known}{', '.join(tables)}"
    if all(rule.overridable for rule in same):
        text = f"{text}; a person may override it with --override {first.rule} --reason WHY"
    head = f"{first.rule} {_STATUS_WORDS[first.status]}"
    yield from marked(RULE_MARKS[first.status], head, text, canvas, column=column)


def _of_table(rule: "RuleResult", *, several: bool) -> str:
    """What a rule found, with the name of the table where that would not be clear."""
    text = rule_text(rule)
    return f"{rule.table}: {text}" if several and rule.table and rule.table not in text else text


def _next(review: "Review", said: str, next_line: str, canvas: Canvas) -> Iterator[Line]:
    style = {"blocked": "error", "confirm": "warn"}.get(review.verdict, "bold")
    parts = [span(said, "error" if style == "error" else "bold")]
    told = [part.strip() for part in next_line.split("  ")]
    choices = [span(part) for part in told if part and part.rstrip(".") != said]
    yield from flow([*parts, *choices], canvas, gap="  ", indent=0)
