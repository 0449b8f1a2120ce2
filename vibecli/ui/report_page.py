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
from vibecli.ui.report_evidence import pairs, results, rules, sql, steps
from vibecli.ui.report_parts import name, section, size, words
from vibecli.ui.text import cut
from vibecli.ui.verdict import closing, created, reads, understanding, writes

if TYPE_CHECKING:
    from vibecli.run.decisions import Decisions
    from vibecli.run.model import Decision, Part, QueryRows, Review, Sample, TableDiff

T = TypeVar("T")
MARK = "vibecli report"
REPORT_FILE = Kind("report", "--html", lambda shown: f'content="{MARK}"' in shown)
MOST = 290_000  # bytes of a page
_TITLE = 300
_PLAN, _RULES, _TABLES, _SHAPES, _COLUMNS = 14_000, 20_000, 16_000, 14_000, 66_000
_PAIRS, _RESULTS, _SQL = 32_000, 24_000, 34_000
_TABLES_SHOWN = 60
_KINDS_SHARE = 2  # of the room of rows: this part of it at most is for the samples


@dataclass(frozen=True)
class Report:
    """A review, and what stands beside it on the page."""

    review: "Review"
    parts: "tuple[Part, ...]"  # what may be left out
    rows: "Mapping[str, tuple[Sample, ...]]"  # changed rows by table, some of them
    pairs: "tuple[QueryRows, ...]"  # of each match, the doubtful first
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
    parts = {part.text: part for part in report.parts}
    head = _head(report)
    before = [
        section("plan", "Plan", steps(review, parts, _PLAN)),
        section("rules", "Rules", rules(review, _RULES)),
        section("tables", "Changes", counts(tables, parts, _TABLES) if tables else ""),
        section("shape", "Tables and columns themselves", shapes(tables, _SHAPES)),
    ]
    after = [
        section("pairs", "Who is who", pairs(review, report.pairs, _PAIRS)),
        section("results", "Results", results(review, report.evidence, _RESULTS)),
        section("sql", "SQL", sql(review, _SQL)),
        section("state", "Decisions so far", state(report.decisions, report.said)),
        "" if report.applied else section("decision", "Decision", form(_open(report))),
    ]
    told = shared(tables[:_TABLES_SHOWN], _COLUMNS, lambda t, room: columns(t, parts, room))
    frame = page("", [], style=_file("report.css"), script=_file("report.js"))
    taken = sum(map(size, (frame, head, *before, *after, *told))) + 400 * len(told)
    rows = shared(tables[:_TABLES_SHOWN], MOST - taken, lambda t, room: _rows(report, t, room))
    details = [
        _table(table, parts, columns_ + rows_)
        for table, columns_, rows_ in zip(tables, told, rows, strict=False)
    ]
    return page(
        f"vibecli report {review.short_id}",
        [head, "<main>", *before, *details, *after, "</main>", _BAR],
        style=_file("report.css"),
        script=_file("report.js"),
        mark=MARK,
    )


def shared(items: Sequence[T], room: int, draw: Callable[[T, int], str]) -> list[str]:
    """Draw things in one room: those that need little in full, the others in equal shares."""
    drawn = [draw(item, room) for item in items]
    smallest_first = sorted(range(len(items)), key=lambda place: size(drawn[place]))
    for rank, place in enumerate(smallest_first):
        share = max(room, 0) // (len(items) - rank)
        if size(drawn[place]) > share:
            drawn[place] = draw(items[place], share)
        room -= size(drawn[place])
    return drawn


def _head(report: Report) -> str:
    review = report.review
    told = "".join(
        f"<dt>{text(label)}</dt><dd>{words(said)}</dd>" for label, said in understanding(review)
    )
    notes = "".join(paragraph(cut(notice, _TITLE)) for notice in review.notices[:5])
    bare = paragraph("Personal values are shown: this page was made with --unmask.")
    return (
        f'<header><p class="dim">plan <code>{text(review.short_id)}</code>, made'
        f" {words(report.made)}</p>"
        f"{heading(cut(' '.join(review.intent.split()), _TITLE), 1)}"
        f'<p class="state {review.verdict}">{_closing(report)}</p>'
        f"{f'<div class=bare>{bare}</div>' if report.unmasked else ''}"
        f'<p class="dim">{words(_touched(review))}</p>'
        f"{f'<dl>{told}</dl>' if told else ''}{notes}</header>"
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
    samples = kinds(table, room // _KINDS_SHARE)
    found = report.rows.get(table.table, ())
    total = table.added + table.changed + table.removed
    return samples + changed_rows(found, total, room - size(samples))


def _table(table: "TableDiff", parts: "Mapping[str, Part]", body: str) -> str:
    part = parts.get(f"table:{table.table}")
    named = f' data-part="{text(part.text)}"' if part else ""
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
