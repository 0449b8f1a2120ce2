"""What has been decided of a plan, and the form to decide in, on the page of a report.

Owns the words of the form; `report.js` shows it, fills it and makes `decisions.json` of it. Without
a script it stays hidden, as it could do nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vibecli.ui.page import text
from vibecli.ui.receipts import moment
from vibecli.ui.report_parts import cell, fitting, grid, name, row, shown_of, words
from vibecli.ui.verdict import rule_text

if TYPE_CHECKING:
    from vibecli.run.decisions import Decisions
    from vibecli.run.model import Decision, RuleResult

_VERDICTS = (
    ("apply", "Apply what is not rejected"),
    ("discard", "Discard the whole plan"),
    ("comment", "Comment only, decide nothing"),
)
_STATE_HEADS = ("when", "who", "what", "said")
_STATE_ROOM = 10_000
_FORM_ROOM = 12_000
IMPORT = "vibecli review --import decisions.json"


@dataclass(frozen=True)
class Open:
    """What a decision on a plan may hold."""

    plan_id: str
    writes: bool  # there is something to apply
    confirm: Sequence[str]  # tables whose name must be typed
    blocks: "Sequence[RuleResult]"  # rules that a person may override with a reason


def state(decisions: "Sequence[Decision]", said: "Sequence[Decisions]") -> str:
    """Give who decided what so far, with what reviewers said; newest last."""
    rows = [
        *((one.at, row(_decided(one))) for one in decisions),
        *((one.at, row(_said(one))) for one in said),
    ]
    rows.sort(key=lambda dated: dated[0])
    if not rows:
        return "<p>Nobody has decided on this plan yet.</p>"
    lines = (line for _, line in rows)
    return grid(_STATE_HEADS, lines, len(rows), noun="decisions", room=_STATE_ROOM)


def form(asked: Open) -> str:
    """Give the form of a decision, hidden until the script shows it, and the way without it."""
    verdicts = _VERDICTS if asked.writes else _VERDICTS[1:]
    choices = "".join(
        f'<label><input type="radio" name="verdict" value="{key}"> {text(told)}</label>'
        for key, told in verdicts
    )
    return (
        f'<form id="decide" data-plan="{text(asked.plan_id)}" hidden>'
        '<p class="dim">Mark steps, tables, columns and pairs above; what you do not mark stays in.'
        " Keys on a marked line: <kbd>a</kbd> accept, <kbd>r</kbd> reject, <kbd>c</kbd> comment,"
        " <kbd>j</kbd> <kbd>k</kbd> next and previous, <kbd>/</kbd> filter.</p>"
        '<ul id="marked"></ul>'
        '<p><label for="who">Your name</label>'
        '<input id="who" autocomplete="name" maxlength="200" required></p>'
        f"<fieldset><legend>Your decision</legend>{choices}</fieldset>"
        f"{''.join(_bounded(_asks(asked)))}"
        '<p><label for="said">Comment</label><textarea id="said" rows="3"></textarea></p>'
        '<p><button id="save" type="submit" class="main">Download decisions.json</button>'
        ' <span id="lack" role="status"></span></p>'
        "<details><summary>What the file says</summary>"
        '<pre id="file" tabindex="0"></pre></details></form>'
        f'<p class="dim">Whoever runs vibecli carries the file out with <code>{IMPORT}</code>'
        " under the reviewer's name; parts that are left out make a plan of its own, with its"
        " rules measured anew.</p>"
        "<noscript><p>This page decides with a script, which is off here. By hand:"
        f" <code>vibecli schema decisions</code> has the form of the file, and the plan is"
        f" <code>{text(asked.plan_id)}</code>.</p></noscript>"
    )


def _asks(asked: Open) -> Iterator[str]:
    for number, table in enumerate(asked.confirm):
        yield (
            f'<p><label for="confirm{number}">Rules ask for the name of {name(table)} to apply'
            f' it: type it</label><input id="confirm{number}" data-confirm="{text(table)}"'
            ' autocomplete="off" spellcheck="false"></p>'
        )
    for number, rule in enumerate(asked.blocks):
        where = f' data-table="{text(rule.table)}"' if rule.table else ""
        yield (
            f'<p><label for="override{number}">{name(rule.rule)} blocks:'
            f" {words(rule_text(rule))}. To override it, say why</label><input"
            f' id="override{number}"'
            f' data-rule="{text(rule.rule)}"{where} autocomplete="off"></p>'
        )


def _bounded(pieces: Iterator[str]) -> Iterator[str]:
    every = list(pieces)
    kept = fitting(every, _FORM_ROOM)
    yield from kept
    yield shown_of(len(kept), len(every), "confirmations")


def _decided(one: "Decision") -> list[str]:
    who = f"{one.told_by} ({one.channel})"
    what = {"apply": "applied", "discard": "discarded"}[one.verdict]
    reasons = [one.reason, *(f"{over.rule} overridden: {over.reason}" for over in one.overrides)]
    return _line(one.at, who, what, [text for text in reasons if text])


def _said(one: "Decisions") -> list[str]:
    marks = [
        f"{mark.verdict} {mark.what} {mark.name}{f': {mark.comment}' if mark.comment else ''}"
        for mark in one.marks
    ]
    what = {"apply": "says apply", "discard": "says discard", "comment": "comments"}[one.verdict]
    return _line(one.at, one.reviewer, what, [*([one.comment] if one.comment else []), *marks])


def _line(at: str, who: str, what: str, said: Sequence[str]) -> list[str]:
    told = "".join(f"<div>{words(one)}</div>" for one in said)
    return [cell(words(moment(at)), "dim"), cell(words(who, 200)), cell(text(what)), cell(told)]
