"""What a question computes: an average, a total, the time between two dates."""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.predicates import family, is_time
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.columns import beginnings
from vibecli.agent.catalogue.question.dating import dates
from vibecli.agent.catalogue.question.measure import Measure
from vibecli.agent.catalogue.question.numbers import numeric
from vibecli.agent.catalogue.question.state import Reader, State, States, column_choice
from vibecli.data.catalog import ColumnInfo, Role, TableInfo

_OF_TIME = frozenset(["latest", "newest", "recent", "last", "earliest", "oldest", "first"])
_UNITS = {**frames.UNITS, "hour": "hour", "hours": "hour", "minutes": "minute", "minute": "minute"}
_TIMED = frozenset({"minute", "hour", "day", "week"})
_OF = ("of", "value of", "number of", "of the number of")
_DONE = ("sold", "ordered", "bought", "paid", "earned", "refunded", "we have", "each")
_ASKED = ("how many", "how much", "what", "which")
_HOW_MUCH = ("how much did we", "how much have we", "what did we", "what have we",
    "how much was", "how much",
             "how much were", "how much has been", "how much money did we",
             "how much in total did we")  # fmt: skip
_DO = ("do", "does", "did", "have", "has")


def computed(reader: Reader, state: State) -> States:
    """Read `average list price`, `minimum and maximum budget of the campaigns`."""
    for functions, named in functions_named(reader, state.at):
        timely = any(word.form in _OF_TIME for word in reader.words[state.at : named])
        start = reader.after(named, _OF) or named
        for end, column, cost, text in of_column(reader, state.spec.table, start, functions[0]):
            if timely and not is_time(column):
                continue
            measures = tuple(Measure(function, column) for function in functions)
            spec = replace(state.spec, measures=(*state.spec.measures, *measures))
            last = reader.after(end, _DONE) or end
            yield state.to(last, cost, spec=spec, stage="tail").chose(
                column_choice(text, state.spec.table, column)
            )
        said = _said(reader, state.at, start)
        if (
            set(functions) <= {"avg", "sum"}
            and "number of" not in said
            and ("total" not in said or said.endswith("of"))
        ):
            yield from _of_rows(state, start, functions)
    yield from _typical(reader, state)
    did = reader.after(state.at, _HOW_MUCH)
    for end, column, cost, text in of_column(reader, state.spec.table, did, "sum") if did else ():
        spec = replace(state.spec, measures=(Measure("sum", column),))
        chosen = column_choice(text, state.spec.table, column)
        yield state.to(end, cost + 0.1, spec=spec, stage="tail").chose(chosen)


def _said(reader: Reader, at: int, end: int) -> str:
    return reader.text.raw(at, end).lower()


def functions_named(reader: Reader, at: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """Give the functions named here, one or several: smallest, largest and average."""
    for phrase, function in frames.FUNCTIONS.items():
        end = reader.after(at, (phrase,))
        if end is None:
            continue
        yield (function,), end
        comma = end < len(reader.words) and reader.words[end].kind == "comma"
        more = reader.after(end + comma, ("and",)) or (end + 1 if comma else None)
        for others, last in functions_named(reader, more) if more is not None else ():
            yield (function, *others), last


def _of_rows(state: State, at: int, functions: tuple[str, ...]) -> States:
    """Read `sum of the cash bookings`: the amount of the rows is meant."""
    for column in amounts(state.spec.table):
        measures = tuple(Measure(function, column) for function in functions)
        spec = replace(state.spec, measures=measures)
        yield (
            state.to(at, 0.3, spec=spec, stage="noun")
            .chose(column_choice("the amount", state.spec.table, column))
            .told(f"the amount is {state.spec.table.name}.{column.name}")
        )


def amounts(table: TableInfo) -> list[ColumnInfo]:
    """Give the columns of a table that hold amounts."""
    return [c for c in table.with_role(Role.AMOUNT) if family(c) == "number"]


def _typical(reader: Reader, state: State) -> States:
    """Read `how many points do gold members have on average`."""
    start = reader.after(state.at, _ASKED)
    if start is None or not _on_average(reader):
        return
    for end, column, cost, text in of_column(reader, state.spec.table, start, "avg"):
        verb = reader.after(end, _DO)
        spec = replace(state.spec, measures=(Measure("avg", column),))
        if verb is not None:
            yield state.to(verb, cost, spec=spec, stage="noun").chose(
                column_choice(text, state.spec.table, column)
            )


def _on_average(reader: Reader) -> bool:
    forms = " ".join(word.form for word in reader.words)
    return "on average" in forms or "on the average" in forms


def of_column(
    reader: Reader, table: TableInfo, at: int, function: str
) -> Iterator[tuple[int, ColumnInfo, float, str]]:
    """Give the columns a function can be of."""
    for end, named, text in reader.columns(at, table):
        timely = is_time(named.what) and function in ("min", "max")
        key = named.what.role in (Role.KEY, Role.FOREIGN_KEY)
        if timely or (numeric(named.what) and not key):
            yield end, named.what, named.cost, text
    for end, _ in reader.table(at, table):
        for last, named, text in reader.columns(end, table):
            if numeric(named.what):
                yield last, named.what, named.cost + 0.05, text


def lasted(reader: Reader, state: State) -> States:
    """Read how long something takes: how many days between order and return, time to solve."""
    start = reader.after(state.at, frames.HOW_LONG)
    if start is None:
        return
    for word, unit in _UNITS.items():
        end = reader.after(start, (word,))
        if end is not None and unit in _TIMED:
            yield from _spanned(reader, state, _fluff(reader, end), unit)
            yield from _until(reader, state, _fluff(reader, end), unit)
    if reader.after(state.at, frames.HOW_LONG_OPEN) is not None:
        at = _fluff(reader, reader.after(state.at, frames.HOW_LONG_OPEN) or start)
        yield from _spanned(reader, state, at, "")
        yield from _until(reader, state, at, "")


def _fluff(reader: Reader, at: int) -> int:
    while (more := reader.after(at, frames.TAKES)) is not None:
        at = more
    return at


def _spanned(reader: Reader, state: State, at: int, unit: str) -> States:
    """Read both ends: from opening a ticket until it is solved."""
    table = state.spec.table
    at = reader.after(at, frames.FROM) or at
    for first, end, cost, text in dates(reader, table, at):
        for middle in _through_noun(reader, table, end):
            start = reader.after(middle, frames.UNTIL)
            for last, final, price, other in dates(reader, table, start) if start else ():
                if last.name != first.name:
                    reached = _timed(reader, state, final, (first, last), unit)
                    yield (
                        reached.to(final, cost + price)
                        .chose(column_choice(text, table, first))
                        .chose(column_choice(other, table, last))
                    )


def _until(reader: Reader, state: State, at: int, unit: str) -> States:
    """Read its end alone: time to solve a ticket; it starts when the rows begin to be."""
    table = state.spec.table
    start = reader.after(
        at, ("to", "until", "until we", "before we", "for us to", "to get", "till")
    )
    for first in beginnings(table) if start is not None else ():
        for last, end, cost, text in dates(reader, table, start or at, verb=True):
            if last.name != first.name:
                reached = _timed(reader, state, end, (first, last), unit)
                yield (
                    reached.to(end, cost + 0.1)
                    .chose(column_choice(text, table, last))
                    .told(f"it is counted from {first.name}")
                )


def _timed(
    reader: Reader, state: State, at: int, ends: tuple[ColumnInfo, ColumnInfo], unit: str
) -> State:
    unit = unit or _unit_said(reader) or "day"
    measure = Measure("avg", ends[0], ends[1], unit)
    spec = replace(state.spec, measures=(measure,))
    return state.to(at, spec=spec, stage="tail").told("the time is averaged")


def _unit_said(reader: Reader) -> str:
    """Give the unit told elsewhere: in hours."""
    for before, word in zip(reader.words, reader.words[1:], strict=False):
        if before.form == "in" and _UNITS.get(word.form, "") in _TIMED:
            return _UNITS[word.form]
    return ""


def in_unit(reader: Reader, state: State) -> States:
    """Move past `in hours`, `on average` of a time that is averaged."""
    if not any(m.function == "avg" for m in state.spec.measures):
        return
    end = reader.after(
        state.at,
        (
            "on average",
            "on the average",
            "in days",
            "in hours",
            "in minutes",
            "in weeks",
            "usually",
            "typically",
            "have on average",
        ),
    )
    if end is not None:
        yield state.to(end)


def _through_noun(reader: Reader, table: TableInfo, at: int) -> Iterator[int]:
    yield at
    for end, _ in reader.table(reader.after(at, ("a", "of", "of a", "the")) or at, table):
        yield end


def slowest(reader: Reader, state: State) -> States:
    """Read `which took us longest to solve`: ordered by the time from their beginning."""
    for phrases, down in ((frames.TOOK_LONGEST, True), (frames.TOOK_SHORTEST, False)):
        start = reader.after(state.at, phrases)
        if start is None or state.spec.measures or state.spec.order:
            continue
        yield from _slow_between(reader, state, start, down=down)
        start = reader.after(start, ("to", "to get", "until they were", "until")) or start
        for first in beginnings(state.spec.table):
            for last, end, cost, text in dates(reader, state.spec.table, start, verb=True):
                if last.name != first.name:
                    order = Measure("avg", first, last, "hour")
                    limit = state.spec.limit or 1
                    spec = replace(state.spec, order=order, down=down, limit=limit)
                    yield state.to(end, cost, spec=spec, way="").chose(
                        column_choice(text, state.spec.table, last)
                    )


def _slow_between(reader: Reader, state: State, at: int, *, down: bool) -> States:
    """Read `took longest from opening to solving`."""
    table, start = state.spec.table, reader.after(at, ("from", "between"))
    for first, end, cost, text in dates(reader, table, start) if start else ():
        middle = reader.after(end, frames.UNTIL)
        for last, final, price, other in dates(reader, table, middle) if middle else ():
            if last.name != first.name:
                order = Measure("avg", first, last, "hour")
                spec = replace(state.spec, order=order, down=down, limit=state.spec.limit or 1)
                yield (
                    state.to(final, cost + price, spec=spec, way="")
                    .chose(column_choice(text, table, first))
                    .chose(column_choice(other, table, last))
                )
