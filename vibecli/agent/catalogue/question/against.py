"""One column against another of the same row: paid later than due, refund above the amount."""

from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, as_date, as_number, family
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.dating import dates
from vibecli.agent.catalogue.question.numbers import numeric
from vibecli.agent.catalogue.question.state import Reader, State, States, column_choice, met
from vibecli.data.catalog import ColumnInfo

_LATER = phrases("after|later than|past|beyond|only after|after its|after their|after it was")
_EARLIER = phrases("before|earlier than|sooner than|prior to|ahead of|before its|before it was")
_IT = phrases("the|its|their|it was|they were|it is|they are|the day it was|it had been")


def against(reader: Reader, state: State) -> States:
    """Read a date or a number of a row compared with another one of it."""
    for first, end, cost, text in dates(reader, state.spec.table, state.at):
        for words, sign in ((_LATER, ">"), (_EARLIER, "<")):
            start = reader.after(end, words)
            start = reader.after(start, _IT) or start
            for last, done, price, _ in dates(reader, state.spec.table, start) if start else ():
                if last.name != first.name:
                    found = _compared(first, sign, last)
                    yield met(state, done, found, cost + price).chose(
                        column_choice(text, state.spec.table, first)
                    )
    yield from _numbers(reader, state)


def _numbers(reader: Reader, state: State) -> States:
    for end, named, text in reader.columns(state.at, state.spec.table):
        start = reader.after(end, frames.IS) or end
        for said, sign in frames.COMPARE.items() if numeric(named.what) else ():
            past = reader.after(start, (said,))
            for last, other, _ in reader.columns(past, state.spec.table):
                if numeric(other.what) and other.what.name != named.what.name:
                    first, second = named.what, other.what
                    sql = f"{as_number(first)} {sign} {as_number(second)}"
                    found = Predicate(sql, f"{first.name} {sign} {second.name}")
                    yield met(state, last, found, named.cost + other.cost).chose(
                        column_choice(text, state.spec.table, first)
                    )


def _compared(first: ColumnInfo, sign: str, last: ColumnInfo) -> Predicate:
    said = f"{first.name} {'after' if sign == '>' else 'before'} {last.name}"
    ends = (as_date(first), as_date(last))
    if {family(first), family(last)} != {"timestamp"}:  # a day has no hour
        ends = (f"CAST({ends[0]} AS DATE)", f"CAST({ends[1]} AS DATE)")
    return Predicate(f"{ends[0]} {sign} {ends[1]}", said)
