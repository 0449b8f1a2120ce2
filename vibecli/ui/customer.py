"""One customer on a screen: who it is, the profile and where it is from, records, the rest.

Owns its form there, and the rows that Markdown shows too.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.counting import counted
from vibecli.ui.lines import BLANK, labelled, line
from vibecli.ui.markdown import code, escaped, table
from vibecli.ui.rows import Rows
from vibecli.ui.tables import draw_grid

if TYPE_CHECKING:
    from vibecli.run.customer import Customer, CustomerProfile, ProfileField, Tied
    from vibecli.ui.terminal import Terminal

_FIELDS = ("field", "value", "from", "record of", "rule")
_RECORDS = ("record", "p", "why it is the same person")
_FACTS = ("record", "says", "value")
_COLUMNS = (
    "table",
    "key",
    "column",
    "value",
    "source",
    "record_id",
    "recorded_at",
    "rule",
    "edited",
)
_DAY = 10  # characters of a moment shown
_WIDEST = 8  # columns of a table's newest rows
Part = tuple[str, tuple[str, ...], list[list[str]]]  # title, heads, rows


def draw_customer(terminal: "Terminal", told: "Customer") -> None:
    """Show a customer."""
    canvas = terminal.canvas
    terminal.out(list(labelled("", headline(told), canvas, style="bold")))
    for name, heads, rows in parts(told):
        terminal.out(BLANK)
        terminal.out(list(labelled("", name, canvas, style="title")))
        draw_grid(terminal, heads, rows, styles={0: "key"})
    for note in told.notes:
        terminal.out(list(labelled("note: ", note, canvas)))
    if told.person and told.records:
        terminal.err(
            line("how much each field weighs: ", terminal.hint(f"vibecli explain {told.person}"))
        )


def customer_md(told: "Customer") -> str:
    """Give a customer as Markdown."""
    return "\n".join(_markdown(told))


def _markdown(told: "Customer") -> Iterator[str]:
    yield f"### vibecli customer: {escaped(headline(told))}\n"
    for name, heads, rows in parts(told):
        yield f"**{escaped(name)}**\n"
        yield table([head.capitalize() for head in heads], [[*map(code, row)] for row in rows])
    yield "".join(f"- {escaped(note)}\n" for note in told.notes)


def customer_rows(told: "Customer") -> Rows:
    """Give a customer as a result set: a row a value of the profile, then of the records."""
    rows: list[tuple[object, ...]] = [
        (one.table, one.key, field.column, field.value, field.source, field.record_id,
         field.recorded_at, field.rule, field.edited)
        for one in told.profiles
        for field in one.fields
    ]  # fmt: skip
    rows += [
        (one.source, one.record_id, fact.column, fact.value, *(None,) * 5)
        for one in told.records
        for fact in one.facts
    ]
    return Rows(_COLUMNS, ("",) * len(_COLUMNS), rows)


def headline(told: "Customer") -> str:
    """Give one line: who it is and what there is of them."""
    who = f"{told.person} in {told.identity}" if told.person else "one person, not matched yet"
    events = sum(one.rows for one in told.tied if one.kind == "events")
    counts = [counted(len(told.records), "record"), counted(len(told.profiles), "profile")]
    return f"{who}: {', '.join([*counts, counted(events, 'event')])}; {told.found_by}"


def parts(told: "Customer") -> Iterator[Part]:
    """Give the sections of a picture in order."""
    for profile in told.profiles:
        yield _profile(profile)
    yield _records(told)
    facts = [
        [f"{one.source}:{one.record_id}", fact.column, fact.value or ""]
        for one in told.records
        for fact in one.facts
    ]
    if facts:
        yield "what the sources say", _FACTS, facts
    for kind in ("features", "scores", "events"):
        yield from (_tied(one) for one in told.tied if one.kind == kind)
    if told.judged:
        rows = [[one.left, one.right, one.verdict, one.by, one.at[:_DAY]] for one in told.judged]
        yield "decided by persons", ("record", "record", "verdict", "by", "on"), rows


def _profile(profile: "CustomerProfile") -> Part:
    rows = [
        [field.column, "" if field.value is None else field.value, _origin(field),
         (field.recorded_at or "")[:_DAY], _rule(field)]
        for field in profile.fields
    ]  # fmt: skip
    return f"profile {profile.table} {profile.key}", _FIELDS, rows


def _origin(field: "ProfileField") -> str:
    return f"{field.source}:{field.record_id}" if field.source else ""


def _rule(field: "ProfileField") -> str:
    edited = "edited by hand" if field.edited else ""
    return ", ".join(part for part in (field.rule or "", edited) if part)


def _records(told: "Customer") -> Part:
    rows = [
        [f"{one.source}:{one.record_id}",
         "" if one.probability is None else f"{one.probability:.2f}", one.why]
        for one in told.records
    ]  # fmt: skip
    return f"identity: {counted(len(rows), 'record')} of one person", _RECORDS, rows


def _tied(one: "Tied") -> Part:
    if one.kind != "events" and one.newest:
        rows = [[name, value or ""] for name, value in zip(one.columns, one.newest[0], strict=True)]
        return f"{one.kind} {one.table}, by {one.by}", (one.kind[:-1], "value"), rows
    span = f", {one.first[:_DAY]} to {one.last[:_DAY]}" if one.first and one.last else ""
    newest = f", newest {len(one.newest)}" if one.rows > len(one.newest) else ""
    title = f"{one.table}: {counted(one.rows, 'row')} by {one.by}{span}{newest}"
    return title, one.columns[:_WIDEST], [_cells(row) for row in one.newest]


def _cells(row: Sequence[str | None]) -> list[str]:
    return [(value or "")[:60] for value in row[:_WIDEST]]
