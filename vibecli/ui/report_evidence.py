"""What a change rests on, on the page of a report: steps, rules, pairs of a match, results, SQL.

Owns their form. It draws what it is given and reads nothing.
"""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vibecli.run.model import Part
from vibecli.steps.base import PAIRS
from vibecli.ui.page import folded, heading, paragraph, text
from vibecli.ui.report_parts import (
    cell,
    count,
    fitting,
    grid,
    name,
    row,
    shown_of,
    size,
    value,
    words,
)
from vibecli.ui.rows import Rows
from vibecli.ui.text import safe_block
from vibecli.ui.values import is_numeric
from vibecli.ui.verdict import RULE_MARKS, accuracy_text, rule_text

if TYPE_CHECKING:
    from vibecli.run.evaluation import MissedField
    from vibecli.run.model import QueryRows, Review, RuleResult
    from vibecli.steps.base import StepResult

_ORDER = {"block": 0, "confirm": 1, "warn": 2, "pass": 3}
_WORDS = {"block": "blocks", "confirm": "asks", "warn": "warns", "pass": "passes"}
_DETAILS = 4_000  # bytes of what one step tells
_STEP_HEADS = ("step", "kind", "what it does", "result")
_RULE_HEADS = ("", "rule", "table", "rows", "what was measured")
_PAIR_HEADS = ("pair", "one record", "other record", "probability", "", "what speaks for it")
_SAME = {False: "differ:", True: "equal:", None: "only one has:"}
_LONGEST = 60  # characters of a value beside another
_JUDGING = (
    "Unsure pairs are in nothing that is written. To accept a pair says that both records are one"
    " person, to reject it that they are two; the match is run anew with what you judge."
    " The least sure of the accepted pairs follow."
)
_NOTE = 500  # bytes of it and its heading
_FRAME = 300  # bytes around a piece of SQL
_BANDS = {"review": "unsure", "accept": "accepted"}


@dataclass(frozen=True)
class MatchPairs:
    """Pairs of a match, and what both records of each say."""

    rows: "QueryRows"
    fields: "tuple[tuple[MissedField, ...], ...]" = ()


def steps(review: "Review", parts: "Mapping[str, Part]", room: int) -> str:
    """Give the steps in order, with what each came to."""
    results = {result.step: result for result in review.steps}
    share = min(room // len(review.plan.steps) // 2, _DETAILS)
    rows = (
        row(
            [
                cell(name(step.id)),
                cell(text(step.kind), "s"),
                cell(words(step.summary())),
                cell(_result(results.get(step.id), share)),
            ],
            part=parts.get(f"step:{step.id}"),
        )
        for step in review.plan.steps
    )
    return grid(_STEP_HEADS, rows, len(review.plan.steps), noun="steps", room=room, kind="parts")


def rules(review: "Review", room: int) -> str:
    """Give what the rules measured, what holds the plan up first."""
    ranked = sorted(review.rules, key=lambda rule: _ORDER[rule.status])
    if not ranked:
        return ""
    return grid(
        _RULE_HEADS,
        map(_rule, ranked),
        len(ranked),
        noun="rules",
        room=room,
        right=(3,),
        kind="list rows",
    )


def pairs(review: "Review", found: Sequence[MatchPairs], room: int) -> str:
    """Give the pairs of each match, numbered as they are named: the doubtful ones come first."""
    unsure = {r.step: int(f.value) for r in review.steps for f in r.figures if f.name == "review"}
    return "".join(_match(match, unsure, room // len(found)) for match in found)


def _match(match: MatchPairs, unsure: Mapping[str, int], room: int) -> str:
    query, step = match.rows, match.rows.step.removesuffix(PAIRS)
    told = f"{step}: {unsure.get(step, 0):,} of {query.total:,} pairs are unsure"
    return (
        heading(told, 3)
        + paragraph(_JUDGING, dim=True)
        + grid(
            _PAIR_HEADS,
            _pairs(step, match),
            query.total,
            noun="pairs",
            room=room - _NOTE,
            right=(0, 3),
            kind="list parts",
        )
    )


def results(review: "Review", evidence: "Sequence[QueryRows]", room: int) -> str:
    """Give the rows of queries, and of what steps kept beside the plan."""
    why = {step.id: step.summary() for step in review.plan.steps}
    every = [(why.get(q.step, q.step), q) for q in review.queries]
    every += [(q.step.replace("_", " "), q) for q in evidence]
    return "".join(_query(told, Rows.of(q), room // len(every)) for told, q in every)


def sql(review: "Review", room: int) -> str:
    """Give the SQL of every step that carries some, as it runs."""
    found = [(step, slot) for step in review.plan.steps for slot in step.slots()]
    drawn = []
    for number, (step, slot) in enumerate(found):
        share = room // (len(found) - number)
        code = _code(slot.sql.strip("\n"), share)
        drawn.append(folded(f"{step.id} {step.kind}, {slot.name}", code))
        room -= size(code)
    return "".join(drawn) or "<p>No step of this plan carries SQL of its own.</p>"


def _result(result: "StepResult | None", room: int) -> str:
    if result is None:
        return ""
    head = "<br>".join(words(one) for one in (result.headline, accuracy_text(result)) if one)
    if not result.details:
        return head
    kept = fitting((f"<li>{words(one)}</li>" for one in result.details), room)
    more = shown_of(len(kept), len(result.details), "details")
    return head + folded("details", f"<ul>{''.join(kept)}</ul>{more}")


def _rule(rule: "RuleResult") -> str:
    sign = f'<span class="{rule.status}">{RULE_MARKS[rule.status]} {_WORDS[rule.status]}</span>'
    return row(
        [
            cell(sign),
            cell(name(rule.rule)),
            cell(name(rule.table) if rule.table else ""),
            count(rule.rows),
            cell(words(rule_text(rule))),
        ]
    )


def _pairs(step: str, match: MatchPairs) -> Iterator[str]:
    beside = match.fields or ((),) * len(match.rows.rows)
    for number, (cells, fields) in enumerate(zip(match.rows.rows, beside, strict=True), start=1):
        pair = dict(zip(match.rows.columns, cells, strict=True))
        sides = (
            f"{words(pair.get(f'{side}_source') or '', 80)}<br>{name(pair.get(f'{side}_id') or '')}"
            for side in ("left", "right")
        )
        band = _BANDS.get(pair.get("band") or "", "")
        yield row(
            [
                cell(str(number), "n"),
                *map(cell, sides),
                cell(_probability(pair.get("probability")), "n"),
                cell(text(band), f"s {band}"),
                cell(f"{words(pair.get('why') or '')}{''.join(_faced(fields))}", "faced"),
            ],
            part=Part(what="pair", name=f"{step}:{number}"),
        )


def _faced(fields: "Sequence[MissedField]") -> Iterator[str]:
    """Give what both records say: what differs, what is equal, and what only one of them has."""
    told: dict[bool | None, list[str]] = {False: [], True: [], None: []}
    for one in fields:
        left, right = (value(side, _LONGEST) for side in (one.left, one.right))
        beside = {False: f" {left} &ne; {right}", True: f" {left}", None: ""}[one.same]
        told[one.same].append(f"<b>{words(one.name, 80)}</b>{beside}")
    for same, label in _SAME.items():
        if told[same]:
            yield f'<div><span class="dim">{label}</span> {", ".join(told[same])}</div>'


def _probability(told: str | None) -> str:
    return f"{float(told):.3f}" if told else ""


def _query(told: str, rows: Rows, room: int) -> str:
    right = [n for n in range(len(rows.columns)) if is_numeric(rows.type_of(n))]
    lines = (
        row(cell(value(_text(one)), "n" if n in right else "") for n, one in enumerate(cells))
        for cells in rows.rows
    )
    total = max(rows.total or 0, len(rows.rows))
    return heading(told, 3) + grid(rows.columns, lines, total, noun="rows", room=room, right=right)


def _text(one: object) -> str | None:
    return one if one is None else str(one)


def _code(statement: str, room: int) -> str:
    """Give SQL in a block, cut where its room ends."""
    shown = safe_block(statement)
    kept = fitting(map(html.escape, shown), room - _FRAME)
    return f"<pre>{''.join(kept)}</pre>" + shown_of(len(kept), len(shown), "characters")
