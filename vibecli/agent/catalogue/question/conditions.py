"""Conditions on the rows of one table, as a question says them before or after their noun.

Every rule gives the states it leads to. A condition on another table is its own noun phrase.
"""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue import calendar
from vibecli.agent.catalogue.lexicon import CURRENCIES
from vibecli.agent.catalogue.predicates import (
    Predicate,
    as_number,
    between,
    compare,
    family,
    is_time,
    missing,
    negated,
    number_text,
    of_age,
    one_of,
    present,
)
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.names import meanings
from vibecli.agent.catalogue.question.state import Reader, State, column_choice
from vibecli.agent.catalogue.spans import time_span
from vibecli.agent.catalogue.predicates import within
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import quote

States = Iterator[State]
_GUESS, _STEP, _NAMED = 0.3, 0.02, 0.2
_AGES = {"older than": ">", "younger than": "<", "over": ">", "under": "<", "at least": ">=",
         "above": ">", "below": "<", "aged": "="}  # fmt: skip
_OLDEST = 130
_DID = ("did", "do", "does")
_PARTICIPLES = ("ed", "en", "made", "sent", "up", "in")


def light(reader: Reader, state: State) -> States:
    """Move past a word that means nothing by itself."""
    end = reader.after(state.at, frames.LIGHT)
    if end is None and state.spec.table in reader.world.link.people():
        end = reader.after(state.at, ("whose holder", "whose owner", "whose holders"))
    if end is not None:
        yield state.to(end, _STEP / 2)
    elif state.at < len(reader.words) and reader.words[state.at].kind == "comma":
        yield state.to(state.at + 1)


def own_noun(reader: Reader, state: State) -> States:
    """Read the table's name after what is asked of it: the total budget of all campaigns."""
    if not state.named:
        for end, cost in reader.table(state.at, state.spec.table):
            yield state.to(end, cost, named=True)


def met(state: State, end: int, found: Predicate, cost: float) -> State:
    """Give the state with one more condition."""
    return state.to(end, cost, spec=state.spec.plus(found))


def fact(reader: Reader, state: State) -> States:
    """Read a value or a state of the rows: gold, in Berlin, cancelled, not closed."""
    negative = reader.after(state.at, frames.NOT)
    if negative is not None:
        denied = list(facts(reader, state.spec.table, negative))
        happened = [present(c) for c in state.spec.table.columns]
        dated = [one for one in denied if one[1] in happened]
        for end, found, cost, told in dated or denied:  # not paid: no date of it
            gone = [missing(c) for c in state.spec.table.columns if present(c) == found]
            yield met(state, end, gone[0] if gone else negated(found), cost).told(
                "" if gone else told
            )
    for end, found, cost, told in facts(reader, state.spec.table, state.at):
        yield met(state, end, found, cost).told(told)


def facts(reader: Reader, table: TableInfo, at: int) -> Iterator[tuple[int, Predicate, float, str]]:
    """Give what may be said of rows here, and of values joined by `or` or `and`."""
    at = reader.after(at, ("still", "yet", "already", "been", "currently")) or at
    for end, words, text in reader.phrases(at, 4):
        if _means_nothing(reader, end, words):
            continue
        known = any(named.cost <= _NAMED for named in reader.names.table(words))
        known = known and not any(True for _ in reader.table(end, table))
        for one in reader.facts.values(table, words, text):
            if known and one.told:
                continue  # a table's name is no value that only means the same
            yield end, one.predicate, one.cost, one.told
            yield from _either(reader, table, end, (one.predicate, one.column, one.cost))
        if all(w.kind == "word" for w in words):
            for one in reader.facts.states(table, words):
                yield end, one.predicate, one.cost, one.told


def _means_nothing(reader: Reader, end: int, words: tuple) -> bool:
    cursor = reader.cursor(0)
    return len(words) == 1 and cursor._means_nothing(words[0])


def _either(
    reader: Reader, table: TableInfo, at: int, first: tuple[Predicate, ColumnInfo, float]
) -> Iterator[tuple[int, Predicate, float, str]]:
    """Read further values of the same column: gold and platinum, web or shop."""
    found, column, cost = first
    start = reader.after(at, (", and", ", or", "and", "or", "as well as"))
    if start is None:
        start = at + 1 if at < len(reader.words) and reader.words[at].kind == "comma" else None
    for end, words, text in reader.phrases(start, 3) if start is not None else ():
        for one in reader.facts.values(table, words, text):
            if one.column.name == column.name:
                both = Predicate(f"({found.sql} OR {one.predicate.sql})", f"{found.said} or {text}")
                yield end, both, cost + one.cost, one.told
                yield from _either(reader, table, end, (both, column, cost + one.cost))


def column_value(reader: Reader, state: State) -> States:
    """Read a column and its value in either order: with status ruhend, of tier gold."""
    table = state.spec.table
    for end, named, text in reader.columns(state.at, table):
        start = reader.after(end, frames.IS) or end
        negative = reader.after(start, ("not", "other than"))
        for last, found, cost in _values_of(reader, table, named.what, negative or start):
            found = negated(found) if negative else found
            chosen = column_choice(text, table, named.what)
            yield met(state, last, found, cost + named.cost).chose(chosen)
        for last in _ends(reader, end, frames.EMPTY):
            yield met(state, last, missing(named.what), named.cost).chose(
                column_choice(text, table, named.what)
            )
    for end, found, cost, told in facts(reader, table, state.at):
        for last, named, _ in reader.columns(end, table):
            if found.said.startswith(named.what.name) and named.cost < _GUESS * 2:
                yield met(state, last, found, cost + named.cost / 2).told(told)


def _ends(reader: Reader, at: int, phrases: tuple[str, ...]) -> Iterator[int]:
    end = reader.after(at, phrases)
    if end is not None:
        yield end


def _values_of(
    reader: Reader, table: TableInfo, column: ColumnInfo, at: int
) -> Iterator[tuple[int, Predicate, float]]:
    for end, words, text in reader.phrases(at, 4):
        known = False
        for one in reader.facts.values(table, words, text):
            if one.column.name == column.name:
                known = True
                yield end, one.predicate, one.cost
                for last, both, cost, _ in _either(
                    reader, table, end, (one.predicate, column, 0.0)
                ):
                    yield last, both, cost
        key = column.role in (Role.KEY, Role.FOREIGN_KEY, Role.CODE) or column.name in table.key
        code = (
            len(words) == 1
            and words[0].kind in ("number", "quoted", "address")
            or (len(words) > 1 and all(w.glue for w in words[:-1]))
        )
        literal = one_of(column, [text]) if code and not known and not is_time(column) else None
        if literal and (key or words[0].kind != "number" or family(column) == "number"):
            yield end, literal, 0.1


def keyed(reader: Reader, state: State) -> States:
    """Read the key of a row after its table: account 4000008."""
    for end, cost in reader.table(state.at, state.spec.table):
        key = (
            state.spec.table.column(state.spec.table.key[0])
            if len(state.spec.table.key) == 1
            else None
        )
        start = reader.after(end, ("number", "no", "id", "nr", "with the number", "with id"))
        for last, found, price in (
            _values_of(reader, state.spec.table, key, start or end) if key else ()
        ):
            yield met(state, last, found, cost + price).to(last, named=True, stage="tail")


def dated(reader: Reader, state: State) -> States:
    """Read a span of time with the verb or column it is of, or of the rows' main date."""
    table = state.spec.table
    span, end = _span(reader, state.at)
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
        start = (
            reader.after(start, ("is", "was", "between" if False else "is", "lies", "falls"))
            or start
        )
        span, end = _span(reader, start)
        if span and not (column.role is Role.BIRTH_DATE and span.relative):
            found = within(column, span)
            found = negated(found) if negative else found
            yield (
                met(state, end, found, cost)
                .chose(column_choice(text, table, column))
                .told(_text_date(column))
            )


def _text_date(column: ColumnInfo) -> str:
    return (
        f"{column.name} is text; what is no date in it counts as unknown"
        if family(column) == "text"
        else ""
    )


def _span(reader: Reader, at: int) -> tuple[calendar.Span | None, int]:
    cursor = reader.cursor(at)
    span = time_span(cursor)
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
        low = reader.number(start) if start is not None else None
        middle = reader.after(low[1], ("and", "to")) if low else None
        high = reader.number(middle) if middle is not None else None
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
        for last, named, text in reader.columns(end, state.spec.table) if end is not None else ():
            if numeric(named.what):
                found = Predicate(
                    f"{as_number(named.what)} {sign} 0", f"{named.what.name} {sign} 0"
                )
                yield met(state, last, found, named.cost).chose(
                    column_choice(text, state.spec.table, named.what)
                )


def filled(reader: Reader, state: State) -> States:
    """Read whether a column is filled: without an email, with no phone, who have a birthday."""
    table = state.spec.table
    for leads, made in ((frames.WITHOUT, missing), (frames.WITH, present)):
        start = reader.after(state.at, leads)
        for end, named, text in reader.columns(start, table) if start is not None else ():
            if family(named.what) == "flag":
                continue
            found = made(named.what)
            reached = met(state, end, found, named.cost + (0.1 if made is missing else _GUESS))
            yield reached.chose(column_choice(text, table, named.what))
            if made is missing:
                yield from _nor(reader, reached)


def _nor(reader: Reader, state: State) -> States:
    """Read a further column that is not filled either: without phone or email."""
    start = reader.after(state.at, ("or", "nor", "and", "and no", "or any", "and without"))
    for end, named, _ in reader.columns(start, state.spec.table) if start is not None else ():
        yield met(state, end, missing(named.what), named.cost)


def left_out(reader: Reader, state: State) -> States:
    """Read rows to leave out: don't count the cancelled ones, excluding the test accounts."""
    start = reader.after(state.at, frames.LEAVE_OUT)
    if start is None:
        return
    inner = State(start, replace(state.spec, where=()), stage="tail")
    for reached in (
        *fact(reader, inner),
        *column_value(reader, inner),
        *compared(reader, inner),
        *_those(reader, inner),
    ):
        for end in _nouns(reader, state.spec.table, reached.at):
            out = reader.after(end, frames.LEFT_OUT_END) or end
            gone = [negated(p) for p in reached.spec.where]
            spec = state.spec.plus(*gone)
            yield state.to(out, reached.cost, spec=spec).told(*reached.notes)


def kept(reader: Reader, state: State) -> States:
    """Read rows to keep: only verified ones."""
    start = reader.after(state.at, frames.KEEP_ONLY)
    if start is None:
        return
    inner = State(start, replace(state.spec, where=()), stage="tail")
    rules = (fact, column_value, compared)
    for reached in (*(s for rule in rules for s in rule(reader, inner)), *_those(reader, inner)):
        for end in _nouns(reader, state.spec.table, reached.at):
            spec = state.spec.plus(*reached.spec.where)
            yield state.to(end, reached.cost, spec=spec).told(*reached.notes)


def aged(reader: Reader, state: State) -> States:
    """Read how old people are: older than 60, under 18 years."""
    births = state.spec.table.with_role(Role.BIRTH_DATE)
    if len(births) != 1:
        return
    for phrase, sign in _AGES.items():
        start = reader.after(state.at, (phrase,))
        number = reader.number(start) if start is not None else None
        if number is None or number[0] % 1 or not 0 < number[0] < _OLDEST:
            continue
        years = reader.after(number[1], ("years old", "years of age", "years", "year old"))
        if years is not None or phrase.endswith("than"):
            age = int(number[0])
            yield met(state, years or number[1], of_age(births[0], sign, age, age), 0.05)


def _those(reader: Reader, inner: State) -> States:
    """Read `the ones that are cancelled`, `the bookings with status void`."""
    for end in _nouns(reader, inner.spec.table, inner.at):
        if end == inner.at:
            continue
        past = (
            reader.after(
                end,
                ("that are", "which are", "with", "that were", "with the", "who are", "in", "from"),
            )
            or end
        )
        moved = inner.to(past)
        yield from (*fact(reader, moved), *column_value(reader, moved), *compared(reader, moved))


def _nouns(reader: Reader, table: TableInfo, at: int) -> Iterator[int]:
    """Give the places after a noun that may repeat the table: ones, orders; or none."""
    yield at
    ones = reader.after(
        at, ("ones", "one", "those", "these", "rows", "records", "entries", "lines")
    )
    if ones is not None:
        yield ones
    for end, _ in reader.table(at, table):
        yield end


CONDITIONS = (aged, fact, column_value, dated, occurred, compared, filled)
