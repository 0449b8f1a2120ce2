"""When rows are from: opened in 2024, due before May, in the first quarter, older than 60."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.lexicon import MONTHS
from vibecli.agent.catalogue.predicates import (
    Predicate,
    family,
    is_time,
    missing,
    negated,
    of_age,
    present,
    within,
)
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.names import meanings, parts
from vibecli.agent.catalogue.question.spec import Spec
from vibecli.agent.catalogue.question.state import Reader, State, States, column_choice, met
from vibecli.agent.catalogue.spans import bare_span, time_span
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Role, TableInfo

_GUESS, _STEP = 0.3, 0.02
_AGES = {"older than": ">", "younger than": "<", "over": ">", "under": "<", "at least": ">=",
         "above": ">", "below": "<", "aged": "="}  # fmt: skip
_OLDEST = 130
_LATER = frozenset(["last", "seen", "changed", "closed", "ended", "churned", "usage", "until"])
_DID = ("did", "do", "does")
_PARTICIPLES = ("ed", "en", "made", "sent", "up", "in")


def dated(reader: Reader, state: State) -> States:
    """Read a span of time with the verb or column it is of, or of the rows' main date."""
    table = state.spec.table
    span, end = _span(reader, state.at, bare=year_of_rows(reader, table, state.at))
    if span and state.stage != "noun" and not state.columns:
        spec = replace(state.spec, undated=(*state.spec.undated, span))
        yield state.to(end, 0.05, spec=spec)
        for column, last, cost, text in dates(reader, table, end):
            yield (
                met(state, last, within(column, span), cost + _STEP)
                .chose(column_choice(text, table, column))
                .told(_text_date(column))
            )
    negative = reader.after(state.at, frames.NOT)
    for column, start, cost, text in dates(reader, table, negative or state.at):
        place = reader.after(start, ("is", "was", "lies", "falls")) or start
        span, end = _span(reader, place, bare=True)
        if span and not (column.role is Role.BIRTH_DATE and span.relative):
            found = within(column, span)
            found = negated(found) if negative else found
            yield (
                met(state, end, found, cost)
                .chose(column_choice(text, table, column))
                .told(_text_date(column))
            )


def year_of_rows(reader: Reader, table: TableInfo, at: int) -> bool:
    """True for a year after rows that have dates: bookings 2025; booking 2025 is one row."""
    words = reader.words[at - 1 : at + 1] if at else ()
    if len(words) != 2 or not re.fullmatch(r"(?:19|20)\d\d", words[1].text):  # noqa: PLR2004
        return False
    noun = words[0]
    several = noun.form != noun.stem or noun.form in name_tokens(table.table.name)
    named = any(one.what == table for one in reader.names.table((noun,)))
    return several and named and any(is_time(c) for c in table.columns)


def _text_date(column: ColumnInfo) -> str:
    return (
        f"{column.name} is text; what is no date in it counts as unknown"
        if family(column) == "text"
        else ""
    )


def _span(reader: Reader, at: int, *, bare: bool = False) -> tuple[calendar.Span | None, int]:
    """Read a span of time; `bare`: after its date, without a preposition: ended 2024 or later."""
    cursor = reader.cursor(at)
    span = time_span(cursor)
    bare = bare or (at < len(reader.words) and reader.words[at].form in MONTHS)
    if span is None and bare:  # orders placed oct 2025
        span = bare_span(cursor)
    return span, cursor.at


def dates(
    reader: Reader, table: TableInfo, at: int, *, verb: bool = False
) -> Iterator[tuple[ColumnInfo, int, float, str]]:
    """Give the time columns a word may point at by what it means: opened, due, signed up."""
    for end, named, text in reader.columns(at, table):
        if is_time(named.what):
            yield named.what, end, named.cost, text
    for end, words, text in reader.phrases(at, 3):
        if any(w.kind != "word" for w in words):
            continue
        form = "_".join(w.form for w in words)
        known = meanings(form)
        base = verb or (at and any(w.form in _DID for w in reader.words[:at]))
        did = (meanings(f"{form}ed") | meanings(f"{form}d")) if base else frozenset()
        known |= did
        for column in table.columns:
            if is_time(column) and known & reader.names.means(column) - {
                "date",
                "time",
                "day",
                "since",
            }:
                yield column, end, 0.02 if did else 0.1, text


def occurred(reader: Reader, state: State) -> States:
    """Read a verb of the rows' date without a date: were placed, that churned, never logged in."""
    negative = reader.after(state.at, frames.NOT)
    for column, end, cost, text in dates(reader, state.spec.table, negative or state.at):
        if column.null_share and column.role is not Role.BIRTH_DATE:
            found = missing(column) if negative else present(column)
            yield met(state, end, found, cost + _GUESS).told(f"{text}: {found.said}")
        elif not negative and reader.words[end - 1].form.endswith(_PARTICIPLES):
            yield state.to(end, cost + _GUESS)


def aged(reader: Reader, state: State) -> States:
    """Read how old people are: older than 60, under 18 years."""
    births = state.spec.table.with_role(Role.BIRTH_DATE)
    if len(births) != 1:
        return
    for phrase, sign in _AGES.items():
        start = reader.after(state.at, (phrase,))
        number = reader.number(start)
        if number is None or number[0] % 1 or not 0 < number[0] < _OLDEST:
            continue
        years = reader.after(number[1], ("years old", "years of age", "years", "year old"))
        if years is not None or phrase.endswith("than"):
            age = int(number[0])
            yield met(state, years or number[1], of_age(births[0], sign, age, age), 0.05)


def main_dates(spec: Spec) -> Sequence[tuple[ColumnInfo, float]]:
    """Give the dates that a bare span of time may be of: the one named, used or the rows' own."""
    if spec.date:
        return [(spec.date, 0.0)]
    used = {
        c.name
        for c in spec.table.columns
        for p in spec.where
        if is_time(c) and f'"{c.name}"' in p.sql
    }
    times = [c for c in spec.table.columns if is_time(c) and c.role is not Role.BIRTH_DATE]
    if len(times) == 1 and _LATER & frozenset().union(*parts(name_tokens(times[0].name))):
        return []
    if len(times) > 1:
        own = frozenset().union(*parts(name_tokens(spec.table.table.name)))
        near = [
            c
            for c in times
            if own & frozenset().union(*parts(name_tokens(c.name))) - {"date", "time", "day"}
        ]
        times = [c for c in times if c.name in used] or (near if len(near) == 1 else times)
    return [(c, 0.0) for c in times]


def of_span(
    reader: Reader, table: TableInfo, at: int, named: Sequence[ColumnInfo] = ()
) -> tuple[Predicate, int] | None:
    """Read a span of time after a noun whose rows have one main date, or one that was named."""
    span, end = _span(reader, at)
    dates_of = named or [column for column, _ in main_dates(Spec(table))] if span else ()
    if span is None or len(set(dates_of)) != 1:
        return None
    return within(dates_of[0], span), end
