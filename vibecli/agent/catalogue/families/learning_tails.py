"""What follows the name of a model: a definition, a horizon, a window, a table, where scores go."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import learning_words as said
from vibecli.agent.catalogue.families.as_of import as_of
from vibecli.agent.catalogue.families.golden import table_name
from vibecli.agent.catalogue.families.learned import customers_of
from vibecli.agent.catalogue.families.learning_levels import segments
from vibecli.agent.catalogue.families.learning_scores import is_scores
from vibecli.agent.catalogue.families.learning_set import of_set
from vibecli.agent.catalogue.families.learning_targets import clause, name_of
from vibecli.agent.catalogue.families.learning_wanted import Wanted
from vibecli.agent.catalogue.families.learning_whom import group, others, version
from vibecli.agent.catalogue.lexicon import NUMBER_WORDS
from vibecli.data.catalog import Role, TableInfo

_NAMED = ("model", "classifier", "predictor", "churn")  # after which a definition may follow


def tails(cursor: Cursor, wanted: Wanted, *, again: bool = False) -> Wanted:
    """Read what follows in any order: a horizon, a window, a table, where scores go."""
    wanted = wanted._replace(again=again)
    every = (
        _that, means, _as_of, _without, _known, _horizon, _window, _version, segments,
        of_set, _of_people, _where,
    )  # fmt: skip
    while more := cursor.first(every, wanted):
        wanted = more
    return wanted


def _that(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read what a named model foresees: `..., which tells who will not buy within 60 days`."""
    cursor.take(",")
    if not cursor.take(*said.THAT_PREDICTS, "so that it predicts"):
        return None
    target = cursor.first((clause,))
    if target is None:
        return None
    named = wanted.foreseen or target.foreseen
    foreseen = target.foreseen._replace(model=named.model)
    return wanted._replace(foreseen=foreseen, events=target.events or wanted.events)


def means(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read a definition in words: `where churn means no order within 60 days`."""
    after = cursor.text.words[cursor.at - 1].form if cursor.at else ""
    comma = cursor.take(",")
    if not (cursor.take(*said.MEANS) or comma or after in _NAMED):
        return None
    away = bool(cursor.take(*said.NO_EVENT))
    if wanted.foreseen is None or not (away or cursor.take(*said.AN_EVENT)):
        return None
    told = cursor.first((_event_table,)) or cursor.take(*said.ORDERS, *said.VISITS)
    if not told:
        return None
    cursor.take("at all", "again")
    table = told if isinstance(told, TableInfo) else None
    uses = isinstance(told, str) and told in said.VISITS
    named = wanted.foreseen._replace(happens=not away, uses=uses)
    return wanted._replace(foreseen=named, events=table)


def _event_table(cursor: Cursor) -> TableInfo | None:
    """Read a table of events by its name."""
    table = cursor.table()
    return table if table and table.with_role(Role.TIME) else None


def _horizon(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `within 90 days`, `in the next three months`, `with a 30 day horizon`."""
    cursor.take(",")
    if wanted.horizon is not None:
        return None
    if cursor.take(*said.HORIZON):
        days = _length(cursor)
        return wanted._replace(horizon=days) if days else None
    within = cursor.take(*said.WITHIN)
    if not within and not cursor.take("with"):
        return None
    cursor.take("next", "coming", "following")
    days = _length(cursor)
    ahead = cursor.take(*said.HORIZON)
    return wanted._replace(horizon=days) if days and (within or ahead) else None


def _window(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `on the last 24 hours of data`, `with yesterday's data`, `on all data`."""
    cursor.take(",")
    on = cursor.take(*said.ON)
    cursor.take("only", "just", "data of", "events of")
    for days, phrases in ((1.0, said.ONE_DAY), (7.0, said.ONE_WEEK), (30.0, said.ONE_MONTH)):
        if cursor.take(*phrases):
            return wanted._replace(window=days)
    return cursor.first((_span, _all_data), wanted, on=bool(on))


def _span(cursor: Cursor, wanted: Wanted, *, on: bool) -> Wanted | None:
    del on
    days = _exact(cursor) if cursor.take(*said.LAST) else None
    cursor.take(*said.OF_DATA)
    return wanted._replace(window=days) if days else None


def _all_data(cursor: Cursor, wanted: Wanted, *, on: bool) -> Wanted | None:
    return wanted if on and cursor.take(*said.ALL_DATA) else None


def _where(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read the place of the scores, or the table that is learnt from: `into unified_profile`."""
    cursor.take(",", "and")
    cursor.take("write", "put", "store", "save", "add")
    cursor.take("scores", "them", "it", "result", "results", "score")
    word = cursor.take(*said.INTO, "from", "using")
    table = cursor.table() if word else None
    goes = word in said.INTO_ONLY or (word == "in" and wanted.scores)
    if table is None:
        made = cursor.first((_new_table,)) if goes and wanted.scores else ""
        return wanted._replace(apart=made) if made else None
    if goes and is_scores(table):
        return wanted._replace(apart=table.name)
    if goes:
        return wanted._replace(into=table)
    return wanted._replace(table=table)


def _new_table(cursor: Cursor) -> str:
    """Read `churn_scores`, `a new table called risk`: a name with a mark that it is one."""
    said_so = cursor.take("new table", "table", "a new table", "a table")
    called = cursor.take("called", "named")
    marked = cursor.rest and (cursor.rest[0].glue == "_" or cursor.rest[0].kind == "quoted")
    return table_name(cursor) if marked or (said_so and called) else ""


def _of_people(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `for all customers`, which says nothing more, or for some of them."""
    cursor.take(",", "and")
    but = cursor.take(*said.EXCEPT)
    only = "" if but else cursor.take(*said.ONLY)
    lead = "" if but or only else cursor.take(*said.AMONG)
    if not (but or only or lead):
        return None
    table = customers_of(cursor, wanted) if wanted.whom is None else None
    found = group(cursor, table, noun=lead not in ("", "where")) if table else None
    if found:
        return wanted._replace(whom=others(found) if but else found)
    return wanted if not but and cursor.take(*said.EVERYBODY) else None


def _version(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `with version 2 of the churn model`, `, version 2`."""
    cursor.take(",", "but")
    cursor.take(*said.WITH_MODEL)
    found = version(cursor)
    if found is None or not wanted.scores:
        return None
    if cursor.take("of"):
        named = name_of(cursor)
        if not (cursor.take(*said.MODEL) or named):
            return None
        wanted = wanted._replace(foreseen=named or wanted.foreseen)
    return wanted._replace(version=found)


def _as_of(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `as of 1 March`, `as of last month`: the moment that counts as now."""
    cursor.take(",")
    at = as_of(cursor, own=wanted.scores)
    return wanted._replace(as_of=at.at) if at else None


def _without(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `without exit_survey and refund`: columns of the table not to learn from."""
    cursor.take(",", "and")
    named = _columns(cursor, wanted, *said.KNOWN) if cursor.take(*said.WITHOUT) else ()
    return wanted._replace(without=(*wanted.without, *named)) if named else None


def _known(cursor: Cursor, wanted: Wanted) -> Wanted | None:
    """Read `exit_survey is known before`: said to be no copy of what is foreseen."""
    cursor.take(",", "and", "where", "as")
    named = _columns(cursor, wanted)
    told = named and cursor.take(*said.KNOWN)
    return wanted._replace(known=(*wanted.known, *named)) if told else None


def _columns(cursor: Cursor, wanted: Wanted, *but: str) -> tuple[str, ...]:
    """Read columns of the table that is learnt from, up to one of which something else is said."""
    found: list[str] = []
    while wanted.table is not None:
        with cursor.attempt() as tried:
            if found:
                cursor.take(",", "and", "or")
            cursor.skip()
            start = cursor.at
            column = cursor.column(wanted.table)
            if column is None or (found and but and cursor.sees(*but)):
                break
            if but and not _is_name(cursor.text.raw(start, cursor.at), column.name):
                break  # senior citizens are customers, the column is senior_citizen
            found.append(column.name)
            tried.keep()
    return tuple(found)


def _is_name(text: str, name: str) -> bool:
    """True for the name of a column as it is, but for signs and case."""
    one, two = ("".join(filter(str.isalnum, each.lower())) for each in (text, name))
    return one == two


def _length(cursor: Cursor) -> int | None:
    days = _exact(cursor)
    return max(round(days), 1) if days else None


def _exact(cursor: Cursor) -> float | None:
    """Read a length of time, in days."""
    cursor.skip()
    words = cursor.rest
    if words and words[0].form == "half":
        cursor.move(1)
        cursor.take("a", "an")
        whole = _exact(cursor)
        return whole / 2 if whole else None
    number = words[0].number if words and words[0].kind == "number" else None
    if words and number is None:
        number = NUMBER_WORDS.get(words[0].form)
    at = 0 if number is None else 1
    unit = said.UNITS.get(words[at].stem) if len(words) > at else None
    if unit is None or (number is not None and number <= 0):
        return None
    cursor.move(at + 1)
    return (number or 1.0) * unit
