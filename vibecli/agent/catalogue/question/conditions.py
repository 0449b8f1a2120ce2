"""Conditions on the rows of one table, as a question says them before or after their noun.

Every rule gives the states it leads to. A condition on another table is its own noun phrase.
"""

from collections.abc import Iterator, Sequence

from vibecli.agent.catalogue.cursor import is_function_word
from vibecli.agent.catalogue.predicates import (
    Predicate,
    family,
    is_time,
    missing,
    negated,
    one_of,
    present,
)
from vibecli.agent.catalogue.question import frames, particles
from vibecli.agent.catalogue.question.dating import aged, dated, dates, occurred, year_of_rows
from vibecli.agent.catalogue.question.facts import no
from vibecli.agent.catalogue.question.numbers import compared
from vibecli.agent.catalogue.question.state import (
    Reader,
    State,
    States,
    column_choice,
    met,
    remembered,
)
from vibecli.agent.catalogue.words import Word
from vibecli.data.catalog import ColumnInfo, Role, TableInfo

_GUESS, _STEP, _NAMED = 0.3, 0.02, 0.2
_MOST_VALUES = 8  # words of values before their column
_THERE = (
    "set", "set null", "entered", "given", "filled", "filled in", "recorded", "on file", "at all",
    "stored", "known", "available", "on record", "null",
)  # fmt: skip


def light(reader: Reader, state: State) -> States:
    """Move past a word that means nothing by itself."""
    end = reader.after(state.at, particles.LIGHT)
    if end is None and state.spec.table in reader.world.link.people():
        end = reader.after(state.at, ("whose holder", "whose owner", "whose holders"))
    if end is not None and not _is_date(reader, state, end):
        yield state.to(end, _STEP / 2)
    elif state.spec.where and (noun := reader.after(state.at, particles.NOTHING_NOUNS)) is not None:
        yield state.to(noun, _GUESS)  # because of damaged items
    elif state.at < len(reader.words) and reader.words[state.at].kind == "comma":
        yield state.to(state.at + 1)
    elif [word.form for word in reader.words[state.at :]] == ["since"]:
        yield state.to(state.at + 1)  # never logged in since


def _is_date(reader: Reader, state: State, end: int) -> bool:
    """True when a verb is that of a date of the rows: ended, where they have an end."""
    table = state.spec.table
    plain = reader.words[end - 1].form.endswith(("ed", "en", "ran", "went"))
    return plain and any(last == end for _, last, _, _ in dates(reader, table, state.at))


def own_noun(reader: Reader, state: State) -> States:
    """Read the table's name after what is asked of it: the total budget of all campaigns."""
    if not state.named:
        for end, cost in reader.table(state.at, state.spec.table):
            yield state.to(end, cost, named=True)


def fact(reader: Reader, state: State) -> States:
    """Read a value or a state of the rows: gold, in Berlin, cancelled, not closed."""
    yield from _neither(reader, state)
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


def _neither(reader: Reader, state: State) -> States:
    """Read `neither cancelled nor refunded`."""
    start = reader.after(state.at, ("neither", "is neither", "are neither", "not"))
    for end, found, cost, told in facts(reader, state.spec.table, start) if start else ():
        more = reader.after(end, ("nor", "or", "and not", "and also not", ", not"))
        for last, other, price, note in facts(reader, state.spec.table, more) if more else ():
            spec = state.spec.plus(negated(found), negated(other))
            yield state.to(last, cost + price, spec=spec).told(told, note)


def consented(reader: Reader, state: State) -> States:
    """Read what people agreed to or refused: said no to advertising, allow us to send them ads."""
    for leads, agreed in ((particles.AGREED, True), (particles.REFUSED, False)):
        start = reader.after(state.at, leads)
        if start is None:
            continue
        silent = any(
            word.form in ("not", "without", "consent", "permission")
            for word in reader.words[state.at : start]
        )
        plain = reader.words[start - 1].form in ("in", "out", "consent")
        flags = reader.facts.consents(state.spec.table) if plain else ()
        ways = [(start, one, _GUESS) for one in flags if len(flags) == 1]
        for end, words, _ in reader.phrases(start, 4):
            ways += [(end, f, 0.05) for f in reader.facts.flags(state.spec.table, words)]
        for end, one, cost in ways:
            denied = no(one.column) if reader.words[start - 1].form != "not" else None
            found = negated(one.predicate) if silent or denied is None else denied
            found = one.predicate if agreed else found
            yield met(state, end, found, one.cost + cost).told(found.said)


@remembered
def facts(reader: Reader, table: TableInfo, at: int) -> Iterator[tuple[int, Predicate, float, str]]:
    """Give what may be said of rows here, and of values joined by `or` or `and`."""
    at = reader.after(at, ("still", "yet", "already", "been", "currently")) or at
    for end, words, text in () if reader.slashed(at) else reader.phrases(at, 4):
        if _means_nothing(words):
            continue
        known = any(named.cost <= _NAMED for named in reader.names.table(words))
        known = known and not any(True for _ in reader.table(end, table))
        for one in reader.facts.values(table, words, text):
            if known and one.told:
                continue  # a table's name is no value that only means the same
            yield end, one.predicate, one.cost, one.told
            yield from _either(reader, table, end, (one.predicate, one.column, one.cost))
        if all(w.kind == "word" for w in words):
            bare = [w for w in words if not w.is_filler]  # verified their email
            for one in reader.facts.states(table, bare):
                yield end, one.predicate, one.cost, one.told


def _means_nothing(words: Sequence[Word]) -> bool:
    return len(words) == 1 and is_function_word(words[0])


def _either(
    reader: Reader, table: TableInfo, at: int, first: tuple[Predicate, ColumnInfo, float]
) -> Iterator[tuple[int, Predicate, float, str]]:
    """Read further values of the same column: gold and platinum, web or shop."""
    found, column, cost = first
    start = reader.after(
        at, (", and", ", or", "and", "or", "as well as", "or in", "or from", "or at", "or by")
    )
    if start is None:
        comma = at < len(reader.words) and reader.words[at].kind == "comma"
        start = at + 1 if comma else at if reader.slashed(at) else None
    for end, words, text in reader.phrases(start, 3):
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
        loose = reader.after(end, ("in", "for", "on"))  # interested in a mortgage
        negative = reader.after(start, ("not", "other than"))
        known = () if loose is None else _values_of(reader, table, named.what, loose, known=True)
        for last, found, cost in (
            *known,
            *_values_of(reader, table, named.what, negative or start),
        ):
            meant = negated(found) if negative else found
            chosen = column_choice(text, table, named.what)
            yield met(state, last, meant, cost + named.cost).chose(chosen)
        flag = family(named.what) == "flag"
        for said, made in ((frames.EMPTY, missing), *(() if flag else ((frames.FILLED, present),))):
            for last in _ends(reader, end, said):
                yield met(state, last, made(named.what), named.cost).chose(
                    column_choice(text, table, named.what)
                )
    for end, found, cost, told in facts(reader, table, state.at):
        for last, named, _ in reader.columns(end, table):
            about = found.said.removeprefix("not (").startswith(named.what.name)
            if about and named.cost <= _GUESS * 2:
                yield met(state, last, found, cost + named.cost / 2).told(told)


def _ends(reader: Reader, at: int, phrases: tuple[str, ...]) -> Iterator[int]:
    end = reader.after(at, phrases)
    if end is not None:
        yield end


def _values_of(
    reader: Reader, table: TableInfo, column: ColumnInfo, at: int, *, known: bool = False
) -> Iterator[tuple[int, Predicate, float]]:
    for end, words, text in reader.phrases(at, 4):
        held = known
        for one in reader.facts.values(table, words, text):
            if one.column.name == column.name:
                held = True
                yield end, one.predicate, one.cost
                for last, both, cost, _ in _either(
                    reader, table, end, (one.predicate, column, 0.0)
                ):
                    yield last, both, cost
        key = column.role in (Role.KEY, Role.FOREIGN_KEY, Role.CODE) or column.name in table.key
        code = (len(words) == 1 and words[0].kind in ("number", "quoted", "address")) or (
            len(words) > 1 and all(w.glue for w in words[:-1])
        )
        literal = one_of(column, [text]) if code and not held and not is_time(column) else None
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
        if start is None and year_of_rows(reader, state.spec.table, end):
            continue  # bookings 2025
        for last, found, price in (
            _values_of(reader, state.spec.table, key, start or end) if key else ()
        ):
            yield met(state, last, found, cost + price).to(last, named=True, stage="tail")


def filled(reader: Reader, state: State) -> States:
    """Read whether a column is filled: without an email, with no phone, who have a birthday."""
    table = state.spec.table
    for leads, made in ((particles.WITHOUT, missing), (particles.WITH, present)):
        start = reader.after(state.at, leads)
        for end, named, text in reader.columns(start, table):
            if family(named.what) == "flag":
                continue
            found = made(named.what)
            cost = named.cost + (0.1 if made is missing else _GUESS)
            last = reader.after(end, _THERE) or end
            reached = met(state, last, found, cost).to(last, columns=made is present)
            yield reached.chose(column_choice(text, table, named.what))
            if made is missing:
                yield from _nor(reader, reached)


def _nor(reader: Reader, state: State) -> States:
    """Read a further column that is not filled either: without phone or email."""
    start = reader.after(state.at, ("or", "nor", "and", "and no", "or any", "and without"))
    for end, named, _ in reader.columns(start, state.spec.table):
        last = reader.after(end, _THERE) or end
        reached = met(state, last, missing(named.what), named.cost)
        yield reached
        yield from _nor(reader, reached)


def answered(reader: Reader, state: State) -> States:
    """Read a flag and its answer: verified = no, opt-in is true."""
    table = state.spec.table
    for end, words, _ in reader.phrases(state.at, 3):
        ways = [(one.column, one.cost) for one in reader.facts.states(table, list(words))]
        ways += [(one.what, one.cost) for one in reader.names.column(table, words)]
        start = reader.after(end, frames.IS) or end
        for column, cost in ways if reader.after(start, ("yes", "no", "true", "false")) else ():
            agreed = reader.after(start, ("yes", "true")) is not None
            said = no(column) if not agreed else one_of(column, ["true"])
            if family(column) == "flag" and said is not None:
                yield met(state, reader.fillers(start) + 1, said, cost)


def switched(reader: Reader, state: State) -> States:
    """Read a value that is a little word, after its verb: flags that are off, is set to no."""
    start = reader.after(state.at, frames.STANDS)
    negative = reader.after(start, ("not",))
    at = start if negative is None else negative
    word = reader.words[at] if at is not None and at < len(reader.words) else None
    if word is None or not is_function_word(word):
        return
    for column in state.spec.table.columns:
        found = one_of(column, [t.value for t in column.top if t.value.lower() == word.form][:1])
        if found is not None and any(t.value.lower() == word.form for t in column.top):
            met_here = negated(found) if negative is not None else found
            yield met(state, (at or 0) + 1, met_here, _NAMED)


def value_first(reader: Reader, state: State) -> States:
    """Read values before the column they are of: a@a.com or b@b.com as mail, a@a.com logins."""
    exact = any(w.kind in ("address", "quoted") for w in reader.words[state.at : state.at + 2])
    for joint in range(state.at + 1, min(state.at + _MOST_VALUES, len(reader.words))):
        said = reader.after(joint, ("as", "as the", "as their", "as its"))
        start = joint if said is None and exact else said
        for end, named, text in reader.columns(start, state.spec.table):
            for last, found, cost in _values_of(reader, state.spec.table, named.what, state.at):
                if reader.fillers(last) == joint:
                    reached = met(state, end, found, cost + named.cost)
                    yield reached.chose(column_choice(text, state.spec.table, named.what))


def never_dated(reader: Reader, state: State) -> States:
    """Read `have no date when they were set`: the date of that verb is missing."""
    start = reader.after(reader.after(state.at, particles.WITHOUT), frames.DATE_WHEN)
    for column, end, cost, text in dates(reader, state.spec.table, start) if start else ():
        found = missing(column)
        yield met(state, end, found, cost + _STEP).told(f"no date {text}: {found.said}")


CONDITIONS = (
    aged, fact, consented, answered, switched, value_first, column_value, dated, occurred, compared,
    filled, never_dated,
)  # fmt: skip
