"""Markdown for comments on a change request: a review, a result set, a summary of checks.

Owns their form on a page that renders GitHub's dialect. A value from data or a model stands in a
code span, so that it can neither format, link, embed nor call anybody.
"""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from vibecli.ui.changes import column_facts
from vibecli.ui.overview import MANY, by_weight
from vibecli.ui.rows import Rows
from vibecli.ui.shape import shape_words
from vibecli.ui.text import safe
from vibecli.ui.values import is_numeric, shown_text, value_text
from vibecli.ui.verdict import (
    STATUS_MARKS,
    accuracy_text,
    cell_name,
    closing,
    counts,
    rule_text,
    understanding,
)

if TYPE_CHECKING:
    from vibecli.run.check_outcome import CheckOutcome
    from vibecli.run.model import Review, TableDiff
    from vibecli.steps.base import StepResult

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")
_CALLS = re.compile(r"((?:https?:/|ftp:/|www\.|@|#)[^\s|`]+)", re.IGNORECASE)
_TICKS = re.compile(r"`+")
_SAMPLES = 20
_COMMENT, _SUMMARY = 60_000, 30_000  # characters: GitHub takes 65,536 in a comment
_MESSAGES, _WORDS = 10, 300  # of one row of a summary
_DETAILED = 40  # tables told column by column: a comment holds so much and no more


def code(text: str) -> str:
    """Give a text in a code span that nothing inside it can end."""
    shown = safe(text).replace("|", "\\|")
    longest = max((len(run) for run in _TICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    space = " " if shown[:1] in {"`", " "} or shown[-1:] in {"`", " "} else ""
    return f"{fence}{space}{shown}{space}{fence}" if shown else "''"


def escaped(text: str) -> str:
    """Give words of a person or a model as plain text; links, mentions and references as code."""
    pieces = _CALLS.split(safe(" ".join(text.split())))
    return "".join(
        code(piece) if number % 2 else _SPECIAL.sub(r"\\\1", piece)
        for number, piece in enumerate(pieces)
    )


def table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()
) -> str:
    """Give a table; cells are Markdown already."""
    rule = ["---:" if number in right else "---" for number in range(len(headers))]
    every = [headers, rule, *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in every)


def rows_md(rows: Rows) -> str:
    """Give a result set as a table."""
    if not rows.columns:
        return ""
    right = [n for n in range(len(rows.columns)) if is_numeric(rows.type_of(n))]
    cells = [
        [_cell(value, numeric=number in right) for number, value in enumerate(row)]
        for row in rows.rows
    ]
    text = table([escaped(name) for name in rows.columns], cells, right=right)
    if rows.left_out:
        text += f"\n{len(rows.rows):,} of {rows.total:,} rows shown\n"
    return text


def review_md(review: "Review", *, said: str = "") -> str:
    """Give a review as a comment: the numbers open, the details folded; `said` ends it."""
    return "\n".join(part for part in _review_parts(review, said or closing(review)) if part)


def checks_md(outcomes: "Sequence[CheckOutcome]") -> str:
    """Give the dry runs of saved intents as a summary, each review folded below."""
    passed = sum(one.status == "passed" for one in outcomes)
    first = sorted(outcomes, key=lambda one: one.status == "passed")  # if any are left out: these
    rows = {id(one): _check_row(one) for one in _fitting(first, _SUMMARY)}
    shown = [rows[id(one)] for one in outcomes if id(one) in rows]
    summary = table(["Status", "File", "Intent", "Change", "Messages"], shown)
    left = len(outcomes) - len(shown)
    more = f"{left:,} more are left out here; `--output json` tells all\n" if left else ""
    head = f"### vibecli check: {passed} of {len(outcomes)} passed\n"
    reviews = [folded(cell_name(one), review_md(one.review)) for one in first if one.review]
    return "\n".join([head, summary, *([more] if more else []), *_bounded(reviews)])


def _fitting(outcomes: "Sequence[CheckOutcome]", room: int) -> "Iterator[CheckOutcome]":
    """Give the first outcomes whose rows have room in a comment; one always has."""
    for number, one in enumerate(outcomes):
        room -= sum(map(len, _check_row(one)))
        if number and room < 0:
            return
        yield one


def _bounded(parts: Sequence[str]) -> Iterator[str]:
    """Give the parts that have room in a comment, and say when some have not."""
    room = _COMMENT - _SUMMARY
    for part in parts:
        room -= len(part)
        if room < 0:
            yield "Further reviews have no room in a comment; `--output json` tells all\n"
            return
        yield part


def _check_row(one: "CheckOutcome") -> list[str]:
    messages = [escaped(_short(message)) for message in one.messages[:_MESSAGES]]
    if (left := len(one.messages) - _MESSAGES) > 0:
        messages.append(f"and {left:,} more")
    return [
        f"{STATUS_MARKS[one.status]} {one.status}",
        code(cell_name(one)),
        escaped(_short(one.intent)),
        _written(one),
        "<br>".join(messages),
    ]


def _short(text: str) -> str:
    return text if len(text) <= _WORDS else f"{text[:_WORDS]}..."


def _review_parts(review: "Review", said: str) -> Iterator[str]:
    yield f"### vibecli plan `{review.short_id}`: {escaped(review.intent)}\n"
    yield "".join(f"- {label}: {escaped(text)}\n" for label, text in understanding(review))
    changed = [one for one in review.diff.tables if not one.empty]
    changed = by_weight(changed) if len(changed) > MANY else changed
    if changed:
        yield table_totals(changed)
    for one in changed:
        told = shape_words(one)
        yield "".join(f"- {code(one.table)} {code(s)} {escaped(words)}\n" for s, words in told)
    findings = [rule for rule in review.rules if rule.status != "pass"]
    yield "".join(
        f"- **{rule.status}** {code(rule.rule)} {escaped(rule_text(rule))}\n" for rule in findings
    )
    passing = len(review.rules) - len(findings)
    yield f"{passing} {'rule passes' if passing == 1 else 'rules pass'}\n" if passing else ""
    for one in changed[:_DETAILED]:
        yield folded(f"{one.table}: columns and samples", table_details(one))
    if len(changed) > _DETAILED:
        more = len(changed) - _DETAILED
        yield f"{more} more tables: {code(f'vibecli review {review.short_id} --table TABLE')}\n"
    for query in review.queries:
        rows = Rows.of(query)
        yield folded(f"{query.step}: {query.total:,} rows", rows_md(rows))
    yield folded("Steps", _steps(review))
    for result in review.steps:
        lines = "".join(f"- {escaped(detail)}\n" for detail in result.details)
        yield folded(f"{result.step} {result.kind}: evidence", lines)
    yield "".join(f"- note: {escaped(notice)}\n" for notice in review.notices)
    yield f"**{escaped(said)}**\n"


def table_totals(changed: "Sequence[TableDiff]") -> str:
    """Give the rows of tables before and after, and what becomes of them."""
    return table(
        ["Table", "Rows before", "Rows after", "New", "Changed", "Removed"],
        [_table_row(one) for one in changed],
        right=(1, 2, 3, 4, 5),
    )


def _table_row(one: "TableDiff") -> list[str]:
    numbers = (one.rows_before, one.rows_after, one.added, one.changed, one.removed)
    return [code(one.table), *(f"{number:,}" for number in numbers)]


def table_details(one: "TableDiff") -> str:
    """Give the columns and samples of a table's diff."""
    columns = table(
        ["Column", "Filled", "Replaced", "Cleared", "Before", "After"],
        [
            [
                code(c.column),
                f"{c.filled:,}",
                f"{c.replaced:,}",
                f"{c.cleared:,}",
                _cell(c.before),
                _cell(c.after),
            ]
            for c in one.columns
        ],
        right=(1, 2, 3),
    )
    facts = "".join(
        f"- {code(c.column)}: {code(told)}\n" for c in one.columns if (told := column_facts(one, c))
    )
    samples = table(
        ["", "Rows", "Key", "Why"],
        [
            [code(s.mark), f"{s.rows:,}" if s.rows else "", code(s.key), escaped(s.why)]
            for s in islice(one.samples, _SAMPLES)
        ],
        right=(1,),
    )
    return "\n".join(
        text
        for text, has in ((columns, one.columns), (facts, facts), (samples, one.samples))
        if has
    )


def _steps(review: "Review") -> str:
    why = {step.id: step.summary() for step in review.plan.steps}
    return table(
        ["Step", "Kind", "What", "Result"],
        [
            [code(r.step), code(r.kind), escaped(why.get(r.step, "")), escaped(_result(r))]
            for r in review.steps
        ],
    )


def _result(result: "StepResult") -> str:
    return "; ".join(text for text in (result.headline, accuracy_text(result)) if text)


def _written(outcome: "CheckOutcome") -> str:
    if outcome.review is None:
        return ""
    changed = [one for one in outcome.review.diff.tables if not one.empty]
    return "<br>".join(f"{code(one.table)} {escaped(counts(one))}" for one in changed) or "none"


def folded(title: str, body: str) -> str:
    """A part behind a title; no Markdown is read in a title, so it is escaped as HTML."""
    if not body:
        return ""
    return f"<details><summary>{html.escape(safe(title))}</summary>\n\n{body}\n</details>\n"


def _cell(value: object, *, numeric: bool = False) -> str:
    if value is None:
        return "NULL"
    return escaped(value_text(value) or "") if numeric else code(shown_text(value))
