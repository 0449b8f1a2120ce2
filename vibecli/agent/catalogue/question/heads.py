"""How a question begins: what is counted, averaged, ranked or listed, up to its noun."""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.predicates import is_time
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.conditions import States, _dates, _numeric, fact, keyed
from vibecli.agent.catalogue.question.names import meanings
from vibecli.agent.catalogue.question.routes import routes, way_said
from vibecli.agent.catalogue.question.shape import beginnings, listed, one_group
from vibecli.agent.catalogue.question.spec import Group, Measure, Ref, Spec
from vibecli.agent.catalogue.question.state import Choice, Reader, State, column_choice
from vibecli.data.catalog import ColumnInfo, Role, TableInfo

_UNNAMED = 0.5
_OF = ("of", "of the", "for", "in", "from", "about", "on", "among", "across", "on all", "of all")
_BETWEEN = (
    "between",
    "from",
    "lie between",
    "pass between",
    "are there between",
    "passed between",
    "lie from",
)
_UNTIL = (
    "and",
    "to",
    "until",
    "till",
    "until it is",
    "until they are",
    "until it was",
    "and the",
    "until the",
)


def frame(reader: Reader, state: State) -> States:
    """Move past words that only lead in."""
    end = reader.after(state.at, frames.FRAMES)
    if end is not None:
        yield state.to(end, 0.01, led=True)
    elif state.at < len(reader.words) and reader.words[state.at].kind == "comma":
        yield state.to(state.at + 1)


def counted(reader: Reader, state: State) -> States:
    """Read `how many`, `number of different`."""
    end = reader.after(state.at, frames.COUNT)
    if end is None:
        return
    yield state.to(end, spec=replace(state.spec, measures=(Measure("count"),)), stage="noun")
    start = reader.after(end, frames.DIFFERENT)
    for last, named, text in reader.columns(start, state.spec.table) if start is not None else ():
        spec = replace(state.spec, measures=(Measure("distinct", named.what),))
        yield state.to(last, named.cost + 0.1, spec=spec, stage="tail").chose(
            column_choice(text, state.spec.table, named.what)
        )


def computed(reader: Reader, state: State) -> States:
    """Read `average list price`, `total budget of the campaigns`."""
    for phrase, function in frames.FUNCTIONS.items():
        start = reader.after(state.at, (phrase,))
        if start is None:
            continue
        start = reader.after(start, ("of", "value of", "the")) or start
        for end, column, cost, text in of_column(reader, state.spec.table, start, function):
            spec = replace(state.spec, measures=(*state.spec.measures, Measure(function, column)))
            reached = state.to(end, cost, spec=spec, stage="tail").chose(
                column_choice(text, state.spec.table, column)
            )
            yield reached


def of_column(
    reader: Reader, table: TableInfo, at: int, function: str
) -> Iterator[tuple[int, ColumnInfo, float, str]]:
    """Give the columns a function can be of."""
    for end, named, text in reader.columns(at, table):
        timely = is_time(named.what) and function in ("min", "max")
        if timely or (_numeric(named.what) and named.what.role not in (Role.KEY, Role.FOREIGN_KEY)):
            yield end, named.what, named.cost, text
    for end, _ in reader.table(at, table):
        for last, named, text in reader.columns(end, table):
            if _numeric(named.what):
                yield last, named.what, named.cost + 0.05, text


def lasted(reader: Reader, state: State) -> States:
    """Read how much time lies between two dates: how many days between order and return."""
    start = reader.after(
        state.at,
        (
            "how many",
            "average number of",
            "average",
            "the average number of",
            "mean number of",
            "how much time in",
        ),
    )
    cursor = start if start is not None else state.at
    for word, unit in {
        **frames.UNITS,
        "hours": "hour",
        "minutes": "minute",
        "hour": "hour",
    }.items():
        end = reader.after(cursor, (word,))
        if end is None or unit not in ("minute", "hour", "day", "week"):
            continue
        yield from _spanned(reader, state, end, unit)


def _spanned(reader: Reader, state: State, at: int, unit: str) -> States:
    fluff = (
        "does it take",
        "do they take",
        "it takes",
        "lie",
        "pass",
        "passed",
        "are there",
        "did it take",
        "we need",
        "go by",
        "we take",
        "on average",
        "does it usually take",
    )
    while (more := reader.after(at, fluff)) is not None:
        at = more
    at = reader.after(at, _BETWEEN) or at
    for first, end, cost, text in _dates(reader, state.spec.table, at):
        for skipped in _through_noun(reader, state.spec.table, end):
            start = reader.after(skipped, _UNTIL)
            for last, final, price, other in (
                _dates(reader, state.spec.table, start) if start is not None else ()
            ):
                if last.name == first.name:
                    continue
                spec = replace(state.spec, measures=(Measure("avg", first, last, unit),))
                yield replace(
                    state.to(final, cost + price, spec=spec, stage="tail"),
                    choices=(
                        *state.choices,
                        column_choice(text, state.spec.table, first),
                        column_choice(other, state.spec.table, last),
                    ),
                ).told("the time is averaged")


def _through_noun(reader: Reader, table: TableInfo, at: int) -> Iterator[int]:
    yield at
    for end, _ in reader.table(reader.after(at, ("a", "of", "of a", "the")) or at, table):
        yield end


def share(reader: Reader, state: State) -> States:
    """Read `what percentage of`: the conditions that follow tell the part."""
    end = reader.after(state.at, frames.SHARE)
    if end is not None:
        yield state.to(end, stage="noun", share=True)


def few(reader: Reader, state: State) -> States:
    """Read a number or a superlative: top 5, the ten priciest."""
    spec = state.spec
    number = reader.number(reader.after(state.at, ("top", "first", "the top")) or state.at)
    if number and not spec.limit and number[0] >= 1 and not number[0] % 1:
        way = "top" if reader.after(state.at, ("top", "the top")) is not None else state.way
        yield state.to(number[1], spec=replace(spec, limit=int(number[0])), stage="noun", way=way)
    if state.way:
        return
    for phrase in frames.SUPERLATIVES:
        end = reader.after(state.at, (phrase,))
        if end is not None:
            yield state.to(end, 0.02, stage="noun", way=phrase)


def ranked(reader: Reader, state: State) -> States:
    """Read what is ranked by its rows: top 3 companies by support tickets, the city with most users."""
    if (
        not state.way
        and not state.spec.limit
        and reader.after(state.at, ("which", "what", "who")) is None
        and state.stage == "head"
    ):
        return
    if state.spec.measures:
        return
    start = reader.after(state.at, ("which", "what")) or state.at
    for end, found, cost, choices in one_group(reader, state.spec.table, start):
        for phrases, down in ((frames.MOST, True), (frames.FEWEST, False)):
            last = reader.after(reader.after(end, ("that", "which", "who")) or end, phrases)
            if last is None:
                continue
            limit = state.spec.limit or 1
            spec = replace(
                state.spec,
                groups=(found,),
                limit=limit,
                ties=not state.spec.limit,
                down=down,
                measures=(Measure("count"),),
            )
            reached = replace(
                state.to(last, cost + 0.05, spec=spec, stage="noun", way=""),
                choices=(*state.choices, *choices),
            )
            yield reached
            for done in computed(reader, replace(reached, spec=replace(spec, measures=()))):
                yield done


def each(reader: Reader, state: State) -> States:
    """Read rows per group that begin with the group: for each town, monthly."""
    start = reader.after(state.at, ("for each", "per", "for every", "by"))
    for end, found, cost, choices in (
        one_group(reader, state.spec.table, start) if start is not None else ()
    ):
        end = end + 1 if end < len(reader.words) and reader.words[end].kind == "comma" else end
        spec = replace(state.spec, groups=(*state.spec.groups, found))
        yield replace(state.to(end, cost, spec=spec), choices=(*state.choices, *choices))
    for word, unit in frames.PERIODIC.items():
        end = reader.after(state.at, (word,))
        if end is not None and not state.spec.groups:
            yield state.to(end, 0.02, spec=replace(state.spec, groups=(Group(None, unit),)))


def columns_of(reader: Reader, state: State) -> States:
    """Read `name and mail of`: just these columns."""
    for end, refs, cost, choices in listed(reader, state.spec.table, state.at):
        start = reader.after(end, _OF)
        if start is not None and all(not r.path for r in refs):
            key = [
                Ref(c, state.spec.table)
                for k in state.spec.table.key
                if (c := state.spec.table.column(k))
            ]
            spec = replace(
                state.spec, columns=(*(k for k in key if k not in refs), *refs), only=True
            )
            yield replace(
                state.to(start, cost, spec=spec, stage="noun"), choices=(*state.choices, *choices)
            )


def noun(reader: Reader, state: State) -> States:
    """Read the table's name."""
    for end, cost in reader.table(state.at, state.spec.table):
        yield state.to(end, cost, stage="tail", named=True, part=len(state.spec.where))
    for reached in keyed(reader, state):
        yield reached


def renewed(reader: Reader, state: State) -> States:
    """Read `new users in 2025`: the date is when they began to be."""
    end = reader.after(state.at, ("new", "newly created", "newly"))
    first = beginnings(state.spec.table)
    if end is not None and first:
        yield state.to(end, 0.1, spec=replace(state.spec, date=first[0]))


def adjective(reader: Reader, state: State) -> States:
    """Read what stands before the noun: discontinued Fellside articles."""
    for reached in fact(reader, state):
        yield replace(reached, stage="noun")
        yield reached.to(
            reached.at, _UNNAMED, stage="tail", part=0 if state.share else reached.part
        )


def between(reader: Reader, state: State) -> States:
    """Move past `and` or `all` between the adjectives of a noun."""
    end = reader.after(
        state.at,
        ("and", "all", "every", "each", "of", "all of", "do we have", "the", "account")
        if state.spec.measures and state.at
        else ("and", "all", "every", "each", "of", "account"),
    )
    word = reader.words[state.at] if state.at < len(reader.words) else None
    if word and word.kind == "comma":
        end = state.at + 1
    if end is not None:
        yield state.to(end, 0.3 if word and word.form in ("account",) else 0.01)


HEADS = (
    renewed,
    frame,
    counted,
    computed,
    lasted,
    share,
    few,
    ranked,
    each,
    columns_of,
    noun,
    adjective,
)
NOUNS = (renewed, noun, adjective, few, ranked, between)
