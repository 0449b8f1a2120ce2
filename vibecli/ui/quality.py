"""The contracts of tables measured: a table a table, its score, the rules that do not hold first.

Owns its forms: on a screen, as Markdown, as rows, as JUnit cases.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.ui.junit import Case
from vibecli.ui.lines import BLANK, Canvas, Line, labelled, line, marked, span
from vibecli.ui.markdown import code, escaped, table
from vibecli.ui.rows import Rows
from vibecli.ui.text import safe
from vibecli.ui.verdict import RULE_MARKS

if TYPE_CHECKING:
    from vibecli.run.model import RuleResult
    from vibecli.run.quality_report import QualityReport, TableQuality
    from vibecli.ui.terminal import Terminal

_COLUMNS = ("table", "rule", "status", "failures", "where", "rows", "score")


def draw_quality(terminal: "Terminal", report: "QualityReport") -> None:
    """Show what every contract comes to."""
    lines = [one for table in report.tables for one in (*_table(table, terminal.canvas), BLANK)]
    for notice in report.notices:
        lines += marked("*", notice, "", terminal.canvas)
    terminal.out(lines)


def quality_md(report: "QualityReport") -> str:
    """Give it as a comment."""
    parts = []
    for one in report.tables:
        rows = [
            [rule.status, escaped(rule.message), code(rule.where) if rule.where else ""]
            for rule in one.rules
        ]
        shown = table(["Status", "Rule", "Rows that break it"], rows) if rows else ""
        parts.append(f"### {escaped(one.table)}: {_summary(one)}\n\n{shown}")
    return "\n".join(parts)


def quality_rows(report: "QualityReport") -> Rows:
    """Give one row a rule."""
    rows = [
        (one.table, r.message, r.status, r.rows, r.where or None, one.rows, one.score)
        for one in report.tables
        for r in one.rules
    ]
    return Rows(_COLUMNS, ("",) * len(_COLUMNS), rows)


def quality_cases(report: "QualityReport") -> Iterator[Case]:
    """Give one test case a rule; what only warns has passed."""
    for one in report.tables:
        for rule in one.rules:
            failed = rule.status not in {"pass", "warn"}
            messages = (_told(rule), *([rule.where] if rule.where else ()))
            yield Case(f"{one.table}: {rule.message}", rule.status, messages if failed else ())


def _table(one: "TableQuality", canvas: Canvas) -> Iterator[Line]:
    yield line(span(safe(one.table), "bold"), "  ", _summary(one))
    for rule in one.rules:
        yield from marked(RULE_MARKS[rule.status], _told(rule), "", canvas)
        if rule.where:
            yield from labelled("    where  ", rule.where, canvas, style="note")


def _summary(one: "TableQuality") -> str:
    if one.score is None:
        return "its contract has no rule"
    held = f"{one.kept} of {len(one.rules)} rules hold"
    return f"{one.rows:,} rows, quality {one.score:.4f}, {held}"


def _told(rule: "RuleResult") -> str:
    return f"{rule.message}: {', '.join(rule.sample)}" if rule.sample else rule.message
