"""How the answer is laid out: its order, its limit, and the columns shown."""

from dataclasses import replace

from vibecli.agent.catalogue.notes import row_count
from vibecli.agent.catalogue.predicates import is_time
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.columns import column, listed
from vibecli.agent.catalogue.question.dating import dates
from vibecli.agent.catalogue.question.grouping import group
from vibecli.agent.catalogue.question.numbers import numeric
from vibecli.agent.catalogue.question.spec import Ref
from vibecli.agent.catalogue.question.state import Choice, Reader, State, States, column_choice
from vibecli.data.catalog import Role

_HAVING = (
    "with",
    "with the",
    "having",
    "that have",
    "who have",
    "has",
    "have",
    "had",
    "which have",
)
_MOST = (("most", True), ("fewest", False), ("least", False))
_ANY = frozenset(["any", "all", "both", "entire", "whole"])
_RANKED_BY = (
    "by",
    "by their",
    "in terms of",
    "according to",
    "measured by",
    "going by",
    "in",
    "with the",
)


def named_date(reader: Reader, state: State) -> States:
    """Read which date counts: going by booking date, or the date alone: (invoice date)."""
    start = reader.after(state.at, frames.BY_DATE)
    for end, named, _ in reader.columns(start if start is not None else state.at, state.spec.table):
        plain = is_time(named.what) and named.what.role is not Role.BIRTH_DATE
        if plain and state.spec.date is None:
            spec = replace(state.spec, date=named.what)
            yield state.to(end, named.cost + (0 if start else 0.1), spec=spec)


def order(reader: Reader, state: State) -> States:
    """Read `sorted by name`, `newest first`, `top 5`."""
    start = reader.after(state.at, frames.ORDER)
    by = state.way and not state.spec.measures and state.spec.order is None
    ranked = reader.after(state.at, _RANKED_BY) if by else None
    for end, ref, cost, choices in column(reader, state.spec.table, ranked) if ranked else ():
        spec = replace(state.spec, order=ref)
        yield replace(state.to(end, cost, spec=spec), choices=(*state.choices, *choices))
    if start is not None:
        for end, ref, cost, choices in column(reader, state.spec.table, start):
            comma = end < len(reader.words) and reader.words[end].kind == "comma"
            down = reader.after(end + comma, frames.DOWN)
            up = reader.after(end + comma, frames.UP)
            spec = replace(state.spec, order=ref, down=down is not None)
            if not state.spec.measures:
                yield replace(
                    state.to(down or up or end, cost, spec=spec), choices=(*state.choices, *choices)
                )
    yield from _utmost(reader, state)
    bare = reader.after(state.at, ("by",)) if not (state.spec.measures or state.way) else None
    for end, ref, cost, choices in column(reader, state.spec.table, bare) if bare else ():
        comma = end < len(reader.words) and reader.words[end].kind == "comma"
        down, up = (reader.after(end + comma, way) for way in (frames.DOWN, frames.UP))
        if down or up:
            spec = replace(state.spec, order=ref, down=down is not None)
            reached = state.to(down or up or end, cost, spec=spec)
            yield replace(reached, choices=(*state.choices, *choices))
    for words, down in ((frames.DOWN, True), (frames.UP, False)):
        last = reader.after(reader.after(state.at, frames.ORDER) or state.at, words)
        if last is not None and state.spec.measures and state.spec.groups:
            yield state.to(last, spec=replace(state.spec, down=down, order=state.spec.measures[0]))
        elif last is not None and state.spec.order is None and not state.spec.measures:
            yield from _timely(state, last, down=down)


def _utmost(reader: Reader, state: State) -> States:
    """Read `with the highest balance`, `has the most employees`."""
    start = reader.after(state.at, _HAVING)
    if start is None or state.spec.measures or state.spec.order or state.way:
        return
    for phrase, down in (*_MOST, *((p, d) for p, (d, _) in frames.SUPERLATIVES.items())):
        for end, ref, cost, choices in column(
            reader, state.spec.table, reader.after(start, (phrase,))
        ):
            if numeric(ref.column) or is_time(ref.column):
                spec = replace(state.spec, order=ref, down=down, limit=state.spec.limit or 1)
                yield replace(state.to(end, cost, spec=spec), choices=(*state.choices, *choices))


def recent(reader: Reader, state: State) -> States:
    """Read `users seen most recently`, `that signed up last`: a number of them, by that date."""
    if state.spec.measures or state.spec.order or not state.spec.limit:
        return
    for found, end, cost, text in dates(reader, state.spec.table, state.at):
        for phrases, down in ((frames.RECENTLY, True), (frames.LONG_AGO, False)):
            last = reader.after(end, phrases)
            if last is not None:
                spec = replace(state.spec, order=Ref(found, state.spec.table), down=down)
                yield state.to(last, cost, spec=spec, way="").chose(
                    column_choice(text, state.spec.table, found)
                )


def _timely(state: State, end: int, *, down: bool) -> States:
    times = [c for c in state.spec.table.columns if is_time(c) and c.role is not Role.BIRTH_DATE]
    for one in times:
        spec = replace(state.spec, order=Ref(one, state.spec.table), down=down)
        chosen = column_choice("the order", state.spec.table, one)
        yield state.to(end, 0.1, spec=spec).chose(chosen)


def limited(reader: Reader, state: State) -> States:
    """Read `top 5`, `only the first 10` after what is asked."""
    lead = reader.after(
        state.at,
        ("top", "only the top", "limit", "limit to", "only the first", "the first", "at most"),
    )
    number = reader.number(lead)
    most = state.spec.ties and lead is not None  # the most, top 20: so many of them
    if number and (most or not state.spec.limit) and number[0] >= 1 and not number[0] % 1:
        spec = replace(state.spec, limit=row_count(number[0]), ties=state.spec.ties and not most)
        yield state.to(number[1], spec=spec)


def shown(reader: Reader, state: State) -> States:
    """Read the columns to be shown: with the name of the company; just name and mail."""
    if state.spec.measures:
        return
    for leads, only in ((frames.ONLY, True), (frames.COLUMNS_WITH, False), (frames.COLUMNS, False)):
        start = reader.after(state.at, leads)
        if start is None and not only and _is_comma(reader, state.at):
            start = state.at + 1
        if start is not None and {w.form for w in reader.words[start : start + 1]} & _ANY:
            continue  # any type: none in particular
        for end, refs, cost, choices in (
            listed(reader, state.spec.table, start) if start is not None else ()
        ):
            yield from _with_columns(reader, state, (end, refs, cost, choices), only=only)
    for end, refs, cost, choices in listed(reader, state.spec.table, state.at):
        if len(refs) > 1:  # after a full stop: sku, name, price
            yield from _with_columns(reader, state, (end, refs, cost + 0.1, choices), only=False)


def _is_comma(reader: Reader, at: int) -> bool:
    return at < len(reader.words) and reader.words[at].kind == "comma"


def _with_columns(
    reader: Reader,
    state: State,
    found: tuple[int, tuple[Ref, ...], float, tuple[Choice, ...]],
    *,
    only: bool,
) -> States:
    """Give the question with these columns; several of its own rows are the only ones wanted."""
    end, refs, cost, choices = found
    own = any(not ref.path for ref in refs)
    all_of_them = only or (own and len(refs) > 1)
    spec = replace(
        state.spec, columns=(*state.spec.columns, *refs), only=all_of_them or state.spec.only
    )
    plain = len(refs) == 1 and own and not only
    price = cost + (0.45 if plain else 0.05)  # with email: rows that have one
    last = reader.after(end, frames.SUFFICES) or end
    yield replace(
        state.to(last, price, spec=spec, columns=True), choices=(*state.choices, *choices)
    )


SHAPES = (group, order, recent, limited, shown, named_date)
