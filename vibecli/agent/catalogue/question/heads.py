"""How a question begins: what is counted, averaged, ranked or listed, up to its noun."""

from dataclasses import replace

from vibecli.agent.catalogue.notes import row_count
from vibecli.agent.catalogue.predicates import present
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.columns import beginnings, listed
from vibecli.agent.catalogue.question.computing import plain_amount, product, topped
from vibecli.agent.catalogue.question.conditions import fact, keyed
from vibecli.agent.catalogue.question.dating import dates
from vibecli.agent.catalogue.question.grouping import one_group
from vibecli.agent.catalogue.question.measure import Measure
from vibecli.agent.catalogue.question.measures import computed, lasted, of_column
from vibecli.agent.catalogue.question.spec import Group, Ref
from vibecli.agent.catalogue.question.state import (
    Reader,
    State,
    States,
    column_choice,
    met,
    table_choice,
)
from vibecli.agent.catalogue.words import read_words
from vibecli.data.catalog import Role

_UNNAMED, _MIN_PART = 0.5, 3
_MOST, _LEAST = ("the most", "most", "most of the"), ("the fewest", "fewest", "the least")
_ELIDED = (
    *("we got", "we have", "we had", "there are", "there were", "of them exist", "exist", "it is"),
    *("of them", "of them there are", "of them we have", "there exist", "they are"),
)
_OF = ("of", "of the", "for", "in", "from", "about", "on", "among", "across", "on all", "of all")


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
    counts = replace(state.spec, measures=(Measure("count"),))
    yield state.to(end, spec=counts, stage="noun")
    if reader.after(end, ("and", "plus", ",")) is not None:  # row count and sum of amount
        yield state.to(end, 0.1, spec=counts, stage="tail")
    elided = reader.after(end, _ELIDED)
    if elided is not None:  # for every source of leads, how many we got: the group names the rows
        yield state.to(elided, 0.1, spec=counts, stage="tail")
    start = reader.after(end, frames.DIFFERENT)
    if start is not None and len(state.spec.table.key) == 1:  # rows with a key are different
        for last, price in reader.table(start, state.spec.table):
            yield state.to(last, price + 0.1, spec=counts, stage="tail", named=True)
    for last, named, text in reader.columns(start, state.spec.table):
        spec = replace(state.spec, measures=(Measure("distinct", named.what),))
        yield state.to(last, named.cost + 0.1, spec=spec, stage="tail").chose(
            column_choice(text, state.spec.table, named.what)
        )


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
        limited = replace(spec, limit=row_count(number[0]))
        yield state.to(number[1], spec=limited, stage="noun", way=way)
    if state.way:
        return
    for phrase in frames.SUPERLATIVES:
        end = reader.after(state.at, (phrase,))
        if end is not None:
            yield state.to(end, 0.02, stage="noun", way=phrase)


def recently(reader: Reader, state: State) -> States:
    """Read `ten most recently opened`, `last changed`: ordered by that date."""
    if state.way or state.spec.order:
        return
    for phrases, down in ((frames.RECENTLY, True), (frames.LONG_AGO, False)):
        start = reader.after(state.at, phrases)
        for found, end, cost, text in dates(reader, state.spec.table, start) if start else ():
            if text.lower().endswith(("ed", "en")):
                order = Ref(found, state.spec.table)
                spec = replace(state.spec, order=order, down=down, limit=state.spec.limit or 1)
                yield state.to(end, cost, spec=spec, stage="noun").chose(
                    column_choice(text, state.spec.table, found)
                )


def ranked(reader: Reader, state: State) -> States:
    """Read what is ranked by its rows: top 3 companies by support tickets."""
    if state.spec.measures:
        return
    asked = reader.after(state.at, ("which", "what", "who")) is not None
    bare = not (state.way or state.spec.limit or asked) and state.stage == "head"
    start = reader.after(state.at, ("which", "what")) or state.at
    for end, found, cost, choices in one_group(reader, state.spec.table, start):
        if found.also and not bare:
            yield from _by_sum(reader, state, found, end, cost)
        for phrases, down in ((frames.MOST, True), (frames.FEWEST, False)):
            last = reader.after(reader.after(end, ("that", "which", "who")) or end, phrases)
            date = None
            for done, verb, _, _ in dates(reader, state.spec.table, end):
                if last is None and (last := reader.after(verb, _MOST if down else _LEAST)):
                    date = done
            if last is None or (bare and not _said_most(reader, end, last)):
                continue
            limit = state.spec.limit or 1
            spec = replace(
                state.spec,
                groups=(found,),
                limit=limit,
                ties=not state.spec.limit,
                date=date,
                where=(*state.spec.where, *([present(date)] if date else [])),
                down=down,
                measures=(Measure("count"),),
            )
            reached = replace(
                state.to(last, cost + 0.05, spec=spec, stage="noun", way=""),
                choices=(*state.choices, *choices),
            )
            yield reached
            plain = replace(reached, spec=replace(spec, measures=()))
            yield from computed(reader, plain)
            for at, summed, price, text in of_column(reader, spec.table, last, "sum"):
                if found.also:  # products by quantity
                    sold = reader.after(at, ("sold", "ordered", "bought")) or at
                    more = replace(spec, measures=(Measure("sum", summed),))
                    yield (
                        plain.to(sold, price + 0.2, spec=more, stage="tail")
                        .chose(column_choice(text, spec.table, summed))
                        .told(f"{summed.name} is summed")
                    )


def _by_sum(reader: Reader, state: State, found: Group, at: int, cost: float) -> States:
    """Read `customers having the highest sum of balance`: ranked by a figure of their rows."""
    past = reader.after(at, ("that", "which", "who")) or at
    for phrases, down in ((frames.HIGHEST, True), (frames.LOWEST, False)):
        last = reader.after(past, phrases)
        if last is not None:
            limit = state.spec.limit or 1
            ties = not state.spec.limit
            spec = replace(state.spec, groups=(found,), limit=limit, ties=ties, down=down)
            yield from computed(reader, state.to(last, cost + 0.05, spec=spec, way=""))


def _said_most(reader: Reader, at: int, end: int) -> bool:
    """True for words that rank by themselves: with the most; not for a bare by."""
    return any(word.form in ("most", "fewest", "least") for word in reader.words[at:end])


def each(reader: Reader, state: State) -> States:
    """Read rows per group that begin with the group: for each town, monthly."""
    start = reader.after(state.at, ("for each", "per", "for every", "by"))
    for end, found, cost, choices in (
        one_group(reader, state.spec.table, start) if start is not None else ()
    ):
        comma = end < len(reader.words) and reader.words[end].kind == "comma"
        spec = replace(state.spec, groups=(*state.spec.groups, found))
        yield replace(state.to(end + comma, cost, spec=spec), choices=(*state.choices, *choices))
    for word, unit in frames.PERIODIC.items():
        last = reader.after(state.at, (word,))
        if last is not None and not state.spec.groups:
            yield state.to(last, 0.02, spec=replace(state.spec, groups=(Group(None, unit),)))


def columns_of(reader: Reader, state: State) -> States:
    """Read `name and mail of`: just these columns."""
    for end, refs, cost, choices in listed(reader, state.spec.table, state.at, short=False):
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


def values_of(reader: Reader, state: State) -> States:
    """Read `all suppliers`, `which channels do we have`: the different values of a column."""
    every = reader.words[0].form in ("all", "the")
    if not (state.led or every) or state.spec.columns:
        return
    start = (
        reader.after(state.at, (*frames.DIFFERENT, "all different", "all the different"))
        or state.at
    )
    for end, named, text in reader.columns(start, state.spec.table):
        if named.what.role in (Role.CATEGORY, Role.CITY, Role.REGION, Role.TEXT, None):
            ref = Ref(named.what, state.spec.table)
            spec = replace(state.spec, columns=(ref,), only=True, distinct=True)
            yield state.to(end, named.cost + 0.3, spec=spec, stage="tail").chose(
                column_choice(text, state.spec.table, named.what)
            )


def compound(reader: Reader, state: State) -> States:
    """Read a German compound of a value and the table's name: Girokonten, Goldkarten."""
    at = reader.fillers(state.at)
    if at >= len(reader.words) or reader.words[at].kind != "word":
        return
    word = reader.words[at]
    for size in range(_MIN_PART, len(word.form) + 1 - _MIN_PART):
        tail = read_words(word.text[size:]).words
        named = [n for n in reader.names.table(tail) if n.what.name == state.spec.table.name]
        head = read_words(word.text[:size]).words
        for one in reader.facts.values(state.spec.table, head, word.text[:size]) if named else ():
            yield met(state, at + 1, one.predicate, one.cost + 0.1).to(
                at + 1, stage="tail", named=True
            )


def noun(reader: Reader, state: State) -> States:
    """Read the table's name."""
    for end, cost in reader.table(state.at, state.spec.table):
        said = reader.text.raw(reader.fillers(state.at), end)
        last = reader.after(end, ("holders", "owners")) or end
        yield state.to(last, cost, stage="tail", named=True, part=len(state.spec.where)).chose(
            table_choice(said, state.spec.table)
        )
    yield from keyed(reader, state)


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
        part = 0 if state.share else reached.part
        unnamed = reached.to(reached.at, _UNNAMED, stage="tail", part=part)
        yield unnamed.chose(table_choice("the rows", state.spec.table))


def between(reader: Reader, state: State) -> States:
    """Move past `and` or `all` between the adjectives of a noun."""
    end = reader.after(
        state.at,
        (
            "and",
            "all",
            "every",
            "each",
            "of",
            "all of",
            "do we have",
            "do we have in",
            "is in",
            "is there in",
            "in",
            "on",
            "the",
            "account",
        )
        if state.spec.measures and state.at
        else ("and", "all", "every", "each", "of", "account"),
    )
    word = reader.words[state.at] if state.at < len(reader.words) else None
    if word and word.kind == "comma":
        end = state.at + 1
    if end is not None:
        yield state.to(end, 0.3 if word and word.form == "account" else 0.01)


HEADS = (
    renewed,
    frame,
    counted,
    computed,
    product,
    topped,
    plain_amount,
    lasted,
    share,
    few,
    recently,
    ranked,
    each,
    columns_of,
    noun,
    adjective,
    compound,
    values_of,
)
NOUNS = (renewed, noun, compound, adjective, few, recently, ranked, between)
