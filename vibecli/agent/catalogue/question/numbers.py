"""Comparisons with a number: over 2000 points, a quantity of zero or less, negative balance."""

from collections.abc import Iterator

from vibecli.agent.catalogue.lexicon import CURRENCIES
from vibecli.agent.catalogue.predicates import (
    Predicate,
    as_number,
    between,
    compare,
    family,
    number_text,
    one_of,
)
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.state import Reader, State, States, column_choice, met
from vibecli.data.catalog import ColumnInfo, Role

_GUESS = 0.3


def compared(reader: Reader, state: State) -> States:
    """Read a comparison with a number: over 2000 points, quantity of zero or less."""
    table = state.spec.table
    for end, named, text in reader.columns(state.at, table):
        if not numeric(named.what):
            continue
        start = reader.after(end, frames.IS) or end
        for last, sign, value in _bounds(reader, start, bare=True):
            found = _bound(named.what, sign, value)
            reached = met(state, last, found, named.cost)
            yield _in_currency(reader, reached.chose(column_choice(text, table, named.what)))
    for end, sign, value in _bounds(reader, state.at, bare=False):
        for reached in _bound_of(reader, state, end, sign, value):
            yield _in_currency(reader, reached)
    yield from _signed(reader, state)


def _bound_of(
    reader: Reader, state: State, at: int, sign: str, value: tuple[float, float]
) -> States:
    table = state.spec.table
    start = reader.after(at, ("of", "in", "for", "as")) or at
    for end, named, text in reader.columns(start, table):
        if numeric(named.what):
            found = _bound(named.what, sign, value)
            yield met(state, end, found, named.cost).chose(column_choice(text, table, named.what))
    amounts = [c for c in table.with_role(Role.AMOUNT) if family(c) == "number"]
    for column in amounts:
        found = _bound(column, sign, value)
        choice = column_choice(f"{sign} {number_text(value[0])}", table, column)
        yield (
            met(state, at, found, _GUESS)
            .chose(choice)
            .told(f"the number compared is {table.name}.{column.name}")
        )


def _in_currency(reader: Reader, state: State) -> State:
    """Read the currency after an amount; rows of another currency are not meant."""
    last = reader.words[state.at - 1] if state.at else None
    code = CURRENCIES.get(last.form) if last else None
    hits = reader.world.values.in_table(state.spec.table, code) if code else ()
    if len(hits) == 1 and (same := one_of(hits[0].column, [hits[0].value])):
        return met(state, state.at, same, 0.0)
    return state.told(f"the amounts of {state.spec.table.name} are in {code}" if code else "")


def numeric(column: ColumnInfo) -> bool:
    """True for a column that holds numbers, be it as text."""
    return family(column) == "number" or column.role is Role.AMOUNT


def _bound(column: ColumnInfo, sign: str, value: tuple[float, float]) -> Predicate:
    if sign == "between":
        return between(column, *value)
    return compare(column, sign, value[0])


def _bounds(
    reader: Reader, at: int, *, bare: bool
) -> Iterator[tuple[int, str, tuple[float, float]]]:
    """Read a sign and a number, `zero or less`, `between 5 and 10`; `bare`: a number alone too."""
    for sign in ("between",):
        start = reader.after(at, ("between", "from"))
        low = reader.number(start)
        middle = reader.after(low[1], ("and", "to")) if low else None
        high = reader.number(middle)
        if low and high:
            yield _unit(reader, high[1]), sign, (low[0], high[0])
    phrase, start = _sign(reader, at)
    number = reader.number(start)
    if number is None or not (phrase or bare or _afterwards(reader, number[1])):
        return
    value, end = number
    end = _unit(reader, end)
    later = _afterwards(reader, end)
    sign = later[0] if later else frames.COMPARE[phrase] if phrase else "="
    yield (later[1] if later else end), sign, (value, value)


def _unit(reader: Reader, at: int) -> int:
    word = reader.words[at] if at < len(reader.words) else None
    return at + 1 if word and word.form in CURRENCIES else at


def _sign(reader: Reader, at: int) -> tuple[str, int]:
    for phrase in sorted(frames.COMPARE, key=lambda p: -len(p.split())):
        end = reader.after(at, (phrase,))
        if end is not None:
            return phrase, end
    return "", at


def _afterwards(reader: Reader, at: int) -> tuple[str, int] | None:
    for phrase, sign in frames.AFTERWARDS.items():
        end = reader.after(at, (phrase,))
        if end is not None:
            return sign, end
    return None


def _signed(reader: Reader, state: State) -> States:
    """Read `negative balance`, `a positive amount`."""
    for word, sign in (("negative", "<"), ("positive", ">")):
        end = reader.after(state.at, (word,))
        for last, named, text in reader.columns(end, state.spec.table):
            if numeric(named.what):
                found = Predicate(
                    f"{as_number(named.what)} {sign} 0", f"{named.what.name} {sign} 0"
                )
                yield met(state, last, found, named.cost).chose(
                    column_choice(text, state.spec.table, named.what)
                )
