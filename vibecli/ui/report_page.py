"""A review as one page that is read, and decided on, without vibecli: the report.

Owns what stands on it in which order, and that it stays below its size however large the change is:
everything but the rows has a room of its own, the rows have what is left. Never writes a file.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

from vibecli.asked_file import Kind
from vibecli.ui.page import heading, page, paragraph, text
from vibecli.ui.report_changes import (
    changed_rows,
    changed_tables,
    columns,
    counts,
    kinds,
    shapes,
)
from vibecli.ui.report_decision import Open, form, state
from vibecli.ui.report_evidence import MatchPairs, pairs, results, rules, sql, steps
from vibecli.ui.report_model import models
from vibecli.ui.report_parts import contents, name, offered, section, short, shown_of, size, words
from vibecli.ui.verdict import closing, created, reads, understanding, writes

if TYPE_CHECKING:
    from vibecli.run.decisions import Decisions
    from vibecli.run.model import Decision, Part, QueryRows, Review, Sample, TableDiff

T = TypeVar("T")
MARK = "vibecli report"
REPORT_FILE = Kind("report", "--html", lambda shown: f'content="{MARK}"' in shown)
MOST = 290_000  # bytes of a page
_TITLE = 300
_LINES = 12  # of what was understood, and of notices
_PLAN, _RULES, _TABLES, _SHAPES, _COLUMNS = 14_000, 18_000, 14_000, 12_000, 56_000
_PAIRS, _RESULTS, _SQL = 76_000, 16_000, 28_000
_TABLES_SHOWN = 60
_FEWEST = 2_000  # bytes, below which no row of a table is shown
_KINDS_SHARE = 2  # of the room of rows: this part of it at most is for the samples


@dataclass(frozen=True)
class Report:
    """A review, and what stands beside it on the page."""

    review: "Review"
    parts: "tuple[Part, ...]"  # what may be left out
    rows: "Mapping[str, tuple[Sample, ...]]"  # changed rows by table, some of them
    pairs: tuple[MatchPairs, ...]  # of each match, the doubtful first
    evidence: "tuple[QueryRows, ...]"  # other side tables of steps
    decisions: "tuple[Decision, ...]"
    said: "tuple[Decisions, ...]"
    confirm: tuple[str, ...]  # tables whose name must be typed
    made: str
    applied: bool
    unmasked: bool


def report_page(report: Report) -> str:
    """Give the page."""
    review, tables = report.review, changed_tables(report.review.diff.tables)
    shown, parts = tables[:_TABLES_SHOWN], {part.text: part for part in report.parts}
    before = [
        section("plan", "Plan", steps(review, parts, _PLAN)),
        section("rules", "Rules", rules(review, _RULES)),
        section("changes", "Changes", counts(tables, parts, _TABLES) if tables else ""),
        section("shape", "Tables and columns themselves", shapes(tables, _SHAPES)),
    ]
    after = [
        section("pairs", "Who is who", pairs(review, report.pairs, _PAIRS)),
        section("model", "The model", models(review, report.evidence)),
        section("results", "Results", results(review, report.evidence, _RESULTS)),
        section("sql", "SQL", sql(review, _SQL)),
        section("state", "Decisions so far", state(report.decisions, report.said)),
        "" if report.applied else section("decision", "Decision", form(_open(report))),
    ]
    head = _head(report) + contents([*before, *after])
    told = shared(shown, _COLUMNS, lambda table, room: columns(table, parts, room))
    bare = [_table(table, parts, one) for table, one in zip(shown, told, strict=True)]
    room = MOST - size(_framed(review, [head, *before, *bare, *after]))
    rows = shared(shown, room, lambda table, share: _rows(report, table, share))
    whole = [
        _table(table, parts, one + more) for table, one, more in zip(shown, told, rows, strict=True)
    ]
    return _framed(review, [head, *before, *whole, *after])


def _framed(review: "Review", pieces: Sequence[str]) -> str:
    return page(
        f"vibecli report {review.short_id}",
        [f"<main>{''.join(pieces)}</main>", _BAR],
        style=_file("report.css"),
        script=_file("report.js"),
        mark=MARK,
    )


def shared(items: Sequence[T], room: int, draw: Callable[[T, int], str]) -> list[str]:
    """Draw things in one room: each in an equal share, then the larger in what others left."""
    drawn = [draw(item, room // len(items)) for item in items]
    smallest_first = sorted(range(len(items)), key=lambda place: size(drawn[place]))
    left = room - sum(map(size, drawn))
    for rank, place in enumerate(smallest_first):
        before = size(drawn[place])
        drawn[place] = draw(items[place], before + max(left, 0) // (len(items) - rank))
        left -= size(drawn[place]) - before
    return drawn


def _head(report: Report) -> str:
    review = report.review
    told = [
        f"<dt>{text(label)}</dt><dd>{words(said)}</dd>" for label, said in understanding(review)
    ]
    lines = "".join(told[:_LINES]) + shown_of(min(len(told), _LINES), len(told), "assumptions")
    notes = "".join(paragraph(short(notice, _TITLE)) for notice in review.notices[:_LINES])
    notes += shown_of(min(len(review.notices), _LINES), len(review.notices), "notices")
    bare = paragraph("Personal values are shown: this page was made with --unmask.")
    return (
        f'<header><p class="dim">plan <code>{text(review.short_id)}</code>, made'
        f" {words(report.made)}</p>"
        f"{heading(short(review.intent, _TITLE), 1)}"
        f'<p class="state {review.verdict}">{_closing(report)}</p>'
        f"{f'<div class=bare>{bare}</div>' if report.unmasked else ''}"
        f'<p class="dim">{words(_touched(review))}</p>'
        f"{f'<dl>{lines}</dl>' if told else ''}{notes}</header>"
    )


def _closing(report: Report) -> str:
    if report.applied:
        return text("This plan was applied")
    return text(closing(report.review))


def _touched(review: "Review") -> str:
    new = created(review)
    known = tuple(table for table in writes(review) if table not in new)
    named = (("writes", known), ("creates", new), ("reads", reads(review)))
    told = [f"{word} {', '.join(names)}" for word, names in named if names]
    return "; ".join([*told, f"planned by {review.planner}"])


def _rows(report: Report, table: "TableDiff", room: int) -> str:
    """Give the samples of a table and then its rows, as far as there is room."""
    found = report.rows.get(table.table, ())
    total = table.added + table.changed + table.removed
    if room < _FEWEST:
        return shown_of(0, total, "changed rows")
    samples = kinds(table, room // _KINDS_SHARE)
    return samples + changed_rows(found, total, room - size(samples))


def _table(table: "TableDiff", parts: "Mapping[str, Part]", body: str) -> str:
    named = offered(parts.get(f"table:{table.table}"))
    return f"<section{named}><h2>{name(table.table)}</h2>{body}</section>"


def _open(report: Report) -> Open:
    review = report.review
    blocks = [rule for rule in review.rules if rule.status == "block" and rule.overridable]
    return Open(
        plan_id=review.plan_id,
        writes=not review.diff.empty,
        confirm=report.confirm,
        blocks=blocks,
    )


_BAR = (
    '<div id="bar" hidden><span id="tally" role="status"></span>'
    '<a href="#decision">Go to the decision</a></div>'
)


@cache
def _file(name: str) -> str:
    return files("vibecli.ui").joinpath(name).read_text("utf-8")
