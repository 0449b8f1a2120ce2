"""What is computed besides the first measure, and measures of more than one column.

Owns products of columns, amounts by their sign, counts of a part, and measures that are added.
"""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, as_number, is_time
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.columns import beginnings
from vibecli.agent.catalogue.question.conditions import facts
from vibecli.agent.catalogue.question.grouping import one_group
from vibecli.agent.catalogue.question.measure import Measure
from vibecli.agent.catalogue.question.measures import computed, of_column
from vibecli.agent.catalogue.question.numbers import numeric
from vibecli.agent.catalogue.question.routes import through
from vibecli.agent.catalogue.question.state import Reader, State, States, column_choice
from vibecli.data.catalog import ColumnInfo, Role

_TIMES = phrases("times|*|multiplied by|multiplied with|x|times the|by the")
_AND = phrases(
    """plus|and|as well as|along with|together with|also|with|and of|and the|plus the|and also
    |and of the|and what are|and what is|what are|what is|and also the|in addition
    |additionally|i want|i need|and how high is|and how large is|and with|next to it
    |how high is|and their|plus their|and also of"""
)
_ROWS = phrases(
    """row count|number of rows|how many|the count|count|the number|n|number|how many there are
    |how many rows|the number of rows|how many exist|number of them|the number of them|cnt
    |how many of them|how often|how many of them exist|how many of them there are
    |how many it is"""
)
_PART = phrases(
    """how many of these|how many of them|how many of those|the number of those that|how many
    |of these|number of these that|of these how many|of them how many|of those how many
    |how many thereof"""
)
_ARE = phrases("are|were|have been|is|was|that are|have|got|had been")
_ENDS = phrases("""the date of|date of|the day of|when the|the dates of""")
_FIRST = phrases("first|very first|earliest|oldest|the first|of the first|of the very first")
_LAST = phrases("last|latest|newest|most recent|very last|the last|of the latest|of the last")
_EXTREMES = {**dict.fromkeys(_FIRST, "min"), **dict.fromkeys(_LAST, "max")}
_SIGNED = {"positive": ">", "negative": "<", "absolute": "abs"}
_ONE = phrases("one|ones|entry|row|record|of them|each")
_MOST_MEASURES, _MOST_ROWS = 6, 10_000
_SHOW = phrases(
    "list|list them|show|show them|show me|give me the list|list please|list them all|which"
)
_THERE = phrases(
    """are there|are they|is it|of them|were there|are it|there are|are there in total|in total
    |rows|have we got|do we have|did we have|are that|all together|overall|altogether
    |is that"""
)
_HAVING = phrases(
    """have|has|having|with|that have|who have|which have|had|by|in terms of|show|shows
    |generate|generated|made|make|bring|brought|bring us|brought us|earned|reached|reach
    |ranked by|measured by|that had"""
)
_HIGHEST = phrases(
    "the highest|highest|the largest|largest|the biggest|biggest|the greatest|greatest"
    "|the most|most|top|the top"
)
_LOWEST = phrases("the lowest|lowest|the smallest|smallest|the least|least|the fewest")


def product(reader: Reader, state: State) -> States:
    """Read `sum of quantity times price`, `average qty * unit price`, `sum of positive amounts`."""
    for phrase, function in frames.FUNCTIONS.items():
        start = reader.after(state.at, (phrase,))
        if start is None or function not in ("avg", "sum", "min", "max", "median"):
            continue
        start = reader.after(start, ("of", "of the", "value of")) or start
        for end, measure, cost, text in _compound(reader, state, start, function):
            spec = replace(state.spec, measures=(*state.spec.measures, measure))
            assert measure.column is not None
            yield state.to(end, cost, spec=spec, stage="tail").chose(
                column_choice(text, state.spec.table, measure.column)
            )


def _compound(
    reader: Reader, state: State, at: int, function: str
) -> Iterator[tuple[int, Measure, float, str]]:
    table = state.spec.table
    for end, column, cost, text in _factor(reader, state, at):
        middle = reader.after(end, _TIMES)
        for last, other, price, _ in _factor(reader, state, middle) if middle is not None else ():
            if other.name != column.name:
                yield last, Measure(function, column, times=other), cost + price, text
    for word, sign in _SIGNED.items():
        start = reader.after(at, (word, f"all {word}"))
        for end, column, cost, text in (
            of_column(reader, table, start, function) if start is not None else ()
        ):
            if not numeric(column):
                continue
            if sign == "abs":
                yield end, Measure(function, column, absolute=True), cost, text
            else:
                met = Predicate(f"{as_number(column)} {sign} 0", f"{column.name} {sign} 0")
                yield end, Measure(function, column, where=(met,)), cost, text


def _factor(reader: Reader, state: State, at: int) -> Iterator[tuple[int, ColumnInfo, float, str]]:
    """Give the numbers of a row that may be multiplied."""
    for end, column, cost, text in of_column(reader, state.spec.table, at, "sum"):
        if numeric(column) and column.role not in (Role.KEY, Role.FOREIGN_KEY):
            yield end, column, cost, text


def added(reader: Reader, state: State) -> States:
    """Read a further measure: plus the latest date, and of tax, how many of these are blocked."""
    spec = state.spec
    if not spec.measures or spec.limit or len(spec.measures) >= _MOST_MEASURES or state.share:
        return
    for start in _starts(reader, state.at):
        yield from _named(reader, state, start)
        yield from _same_function(reader, state, start)
        yield from _rows(reader, state, start)
        yield from _part(reader, state, start)
        yield from _extremes(reader, state, start)


def _starts(reader: Reader, at: int) -> Iterator[int]:
    comma = at < len(reader.words) and reader.words[at].kind == "comma"
    place = reader.after(at + comma, _AND)
    if place is not None:
        yield place
        again = reader.after(place, _AND)
        if again is not None:
            yield again
    elif comma:
        yield at + 1
    elif at == 0:
        yield at


def _named(reader: Reader, state: State, at: int) -> States:
    """Read a measure with a function of its own, under a name or without: inflow = sum of ..."""
    if at + 1 < len(reader.words) and reader.words[at + 1].form == "=":
        at += 2
    for rule in (product, computed):
        for reached in rule(reader, state.to(at)):
            if len(reached.spec.measures) > len(state.spec.measures) and reached.stage == "tail":
                yield reached


def _same_function(reader: Reader, state: State, at: int) -> States:
    last = state.spec.measures[-1]
    if last.column is None or last.until or last.where or last.times or last.function == "distinct":
        return
    start = reader.after(at, ("of", "of the")) or at
    for end, column, cost, text in of_column(reader, state.spec.table, start, last.function):
        if column.name != last.column.name and is_time(column) == is_time(last.column):
            measures = (*state.spec.measures, Measure(last.function, column))
            yield state.to(end, cost + 0.1, spec=replace(state.spec, measures=measures)).chose(
                column_choice(text, state.spec.table, column)
            )


def _rows(reader: Reader, state: State, at: int) -> States:
    end = reader.after(at, _ROWS)
    if end is not None and Measure("count") not in state.spec.measures and state.spec.groups:
        measures = (*state.spec.measures, Measure("count"))
        yield state.to(end, 0.1, spec=replace(state.spec, measures=measures))


def _part(reader: Reader, state: State, at: int) -> States:
    """Read `how many of these are blocked`: a count beside the one of all."""
    start = reader.after(at, _PART)
    start = reader.after(start, _ARE)
    for end, found, cost, told in (
        facts(reader, state.spec.table, start) if start is not None else ()
    ):
        if Measure("count") in state.spec.measures:
            measures = (*state.spec.measures, Measure("count", where=(found,)))
            spec = replace(state.spec, measures=measures)
            yield state.to(end, cost + 0.1, spec=spec).told(told)


def _extremes(reader: Reader, state: State, at: int) -> States:
    """Read `the date of the very first and of the latest one`: of when rows began to be."""
    start = reader.after(at, _ENDS)
    times = [c for c in state.spec.table.columns if is_time(c) and c.role is not Role.BIRTH_DATE]
    dates = times if len(times) == 1 else beginnings(state.spec.table)
    if start is None or len(dates) != 1:
        return
    functions: list[str] = []
    while start is not None:
        said = next(
            (p for p in sorted(_EXTREMES, key=lambda p: -len(p)) if reader.after(start, (p,))), ""
        )
        if not said:
            break
        functions.append(_EXTREMES[said])
        end = reader.after(start, (said,)) or start
        end = reader.after(end, _ONE) or end
        start = reader.after(end, ("and", "and of", "and the", "and of the", "and of the very"))
    if functions:
        more = tuple(Measure(f, dates[0]) for f in functions)
        spec = replace(state.spec, measures=(*state.spec.measures, *more))
        yield state.to(end, 0.1, spec=spec).told(f"the date is {dates[0].name}")


def plain_amount(reader: Reader, state: State) -> States:
    """Read `the net amount per quarter`: an amount that is grouped is summed."""
    ahead = {w.form for w in reader.words[state.at :]}
    if state.spec.measures or not ahead & {"per", "by", "each", "every"}:
        return
    for end, column, cost, text in of_column(reader, state.spec.table, state.at, "sum"):
        if column.role is Role.AMOUNT:
            spec = replace(state.spec, measures=(Measure("sum", column),))
            yield (
                state.to(end, cost + 0.4, spec=spec, stage="tail")
                .chose(column_choice(text, state.spec.table, column))
                .told(f"{column.name} is summed")
            )


def asked_late(reader: Reader, state: State) -> States:
    """Read `how many`, `how many different payees`, `list` after what is meant."""
    spec = state.spec
    if spec.measures or spec.groups or spec.limit or spec.columns or spec.distinct:
        return
    shown = reader.after(state.at, _SHOW)
    if shown == len(reader.words):
        yield state.to(shown)
    start = reader.after(state.at, frames.COUNT)
    if start is None:
        return
    end = reader.after(start, _THERE) or start
    for last in (end, *(place for place, _ in reader.table(end, spec.table))):
        if last == len(reader.words):
            yield state.to(last, spec=replace(spec, measures=(Measure("count"),)))
    for last, named, text in reader.columns(reader.after(start, frames.DIFFERENT), spec.table):
        measured = replace(spec, measures=(Measure("distinct", named.what),))
        yield state.to(reader.after(last, _THERE) or last, named.cost, spec=measured).chose(
            column_choice(text, spec.table, named.what)
        )


def topped(reader: Reader, state: State) -> States:
    """Read `ten customers having the highest sum of balances`, `towns with the largest area`."""
    if state.spec.measures or state.spec.groups:
        return
    start = reader.after(state.at, ("which", "what", "the", "in which", "for which")) or state.at
    number = reader.number(reader.after(start, ("top", "the")) or start)
    start = number[1] if number else start
    limit = int(number[0]) if number and not number[0] % 1 else state.spec.limit
    for end, found, cost, choices in one_group(reader, state.spec.table, start):
        led = reader.after(end, _HAVING)
        by = reader.after(end, ("by", "in", "in terms of", "ranked by", "measured by"))
        for words, down in ((_HIGHEST, True), (_LOWEST, False)):
            at = reader.after(led, words)
            if at is None and down and by is not None:
                at = by
            if at is None or not 1 <= (limit or 1) <= _MOST_ROWS:
                continue
            spec = replace(state.spec, groups=(found,), limit=limit or 1, ties=not limit, down=down)
            if found.also:  # customers are rows of their table, not numbers nobody has
                spec = spec.plus(through(found.also[0].path, ()))
            plain = replace(
                state.to(at, cost, spec=spec, way=""), choices=(*state.choices, *choices)
            )
            yield from _by_figure(reader, plain, at, asked=bool(found.also) and at != by)


def _by_figure(reader: Reader, plain: State, at: int, *, asked: bool) -> States:
    """Read the figure groups are ranked by; an amount alone is summed where rows are ranked."""
    for reached in (*product(reader, plain), *computed(reader, plain)):
        if reached.stage == "tail" and reached.spec.measures:
            yield reached
    for last, column, price, _ in of_column(reader, plain.spec.table, at, "sum") if asked else ():
        if numeric(column):
            spec = replace(plain.spec, measures=(Measure("sum", column),))
            total = reader.after(last, ("in total", "altogether", "overall")) or last
            reached = plain.to(total, price + 0.2, spec=spec, stage="tail")
            yield reached.told(f"{column.name} is summed")
