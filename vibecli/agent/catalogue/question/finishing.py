"""A reading as a whole: its share, its main date and its order settled.

Owns what a reading still leaves open once every word is read, and which ones say nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.predicates import is_time, within
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.columns import beginnings
from vibecli.agent.catalogue.question.dating import main_dates
from vibecli.agent.catalogue.question.measure import Measure
from vibecli.agent.catalogue.question.merging import clash
from vibecli.agent.catalogue.question.names import parts
from vibecli.agent.catalogue.question.spec import Ref, contradicts
from vibecli.agent.catalogue.question.state import Choice, State, column_choice
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Role, TableInfo


def finished(state: State) -> Iterator[State]:
    """Give a reading as a whole: its share, its main date and its order settled."""
    if (
        state.stage != "tail"
        or not _says_something(state)
        or contradicts(state.spec)
        or clash(state.spec.where)
    ):
        return
    for one in _shared(state):
        for dated in _dated(one):
            yield from _ranked(dated)


def _says_something(state: State) -> bool:
    spec = state.spec
    summed = any(note.endswith(" is summed") for note in state.notes)
    if summed and (not spec.groups or len(spec.measures) > 1):
        return False
    if not state.named:
        measured = any(m.column for m in spec.measures)
        if not measured and not spec.where and not spec.distinct:
            return False
    told = spec.where or spec.undated or spec.columns or spec.measures or spec.figures
    if not (told or spec.order or spec.limit or state.led or state.way):
        return False
    return not (spec.groups and not spec.measures and not state.share and not state.way)


def _shared(state: State) -> Iterator[State]:
    """Make the conditions after the noun the part whose share is asked for."""
    if not state.share:
        yield state
        return
    before, after = state.spec.where[: state.part], state.spec.where[state.part :]
    if not after:  # the share of web orders: of all orders
        before, after = (), before
    if after:
        measure = Measure("share", where=after)
        yield replace(state, spec=replace(state.spec, where=before, measures=(measure,)))


def _dated(state: State) -> Iterator[State]:
    """Give the reading with each date that may be the main one."""
    spec = state.spec
    open_groups = any(group.ref is None for group in spec.groups)
    if spec.only and any(_one_day(span.said) for span in spec.undated):
        return  # what something was on a day is not known from when its row began
    if not spec.undated and not open_groups:
        if spec.date is None:
            yield state
        return
    for column, cost in main_dates(spec):
        spans = [within(column, span) for span in spec.undated]
        groups = tuple(
            replace(g, ref=Ref(column, spec.table)) if g.ref is None else g for g in spec.groups
        )
        dated = replace(spec, where=(*spec.where, *spans), groups=groups, undated=(), date=None)
        chosen = column_choice("the date", spec.table, column)
        yield (
            state.to(state.at, cost, spec=dated)
            .chose(chosen)
            .told(f"the date is {spec.table.name}.{column.name}")
        )


def _one_day(said: str) -> bool:
    return said in ("today", "yesterday") or bool(re.fullmatch(r"in \d{4}-\d\d-\d\d", said))


def _ranked(state: State) -> Iterator[State]:
    """Give the order a superlative asks for."""
    spec = state.spec
    if not state.way or (spec.order is not None and state.way == "top"):
        yield state
        return
    if spec.measures:
        return
    down, about = frames.SUPERLATIVES[state.way]
    limit = spec.limit or 1
    if isinstance(spec.order, Ref):
        if _suits(spec.order.column, about):
            yield replace(state, spec=replace(spec, down=down, limit=limit))
        return
    for column in _orderable(spec.table, about):
        owed = any(p.said == f"{column.name} < 0" for p in spec.where)
        ordered = replace(spec, order=Ref(column, spec.table), down=down is not owed, limit=limit)
        yield (
            replace(state, spec=ordered)
            .chose(Choice(state.way, column.name, f"{spec.table.name}.{column.name}"))
            .told(f"{state.way} is by {column.name}")
        )


def _suits(column: ColumnInfo, about: str) -> bool:
    """False for what is no time and called the newest, for what is no duration and the fastest."""
    if about == "time":
        return is_time(column)
    return about != "duration" or "duration" in frozenset().union(*parts(name_tokens(column.name)))


def _orderable(table: TableInfo, about: str) -> list[ColumnInfo]:
    if about == "time":
        return beginnings(table) or [
            c for c in table.columns if is_time(c) and c.role is not Role.BIRTH_DATE
        ]
    amounts = list(table.with_role(Role.AMOUNT))
    if about == "price":
        return [c for c in amounts if "price" in frozenset().union(*parts(name_tokens(c.name)))]
    if about == "duration":
        return [c for c in amounts if "duration" in frozenset().union(*parts(name_tokens(c.name)))]
    return amounts
