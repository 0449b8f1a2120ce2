"""What a model is to foresee, as people say it: by its name, or as what customers will do."""

import re
from typing import NamedTuple

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import learning_words as said
from vibecli.agent.catalogue.families.learning_wanted import known_models, words_of
from vibecli.agent.catalogue.families.learning_words import CHURN, NAMES, REPEAT, UPSELL, Foreseen
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.learn.proposal import entities, times

_SHORTEST = 4  # letters of a verb that is told by a noun


class Target(NamedTuple):
    """What is foreseen: in words, or as the column of a table."""

    foreseen: Foreseen
    table: TableInfo | None = None
    column: ColumnInfo | None = None
    deed: bool = False  # told by what customers do, not by a name
    events: TableInfo | None = None  # that are what they do
    anybody: bool = False  # may be the first time


def plain(cursor: Cursor) -> Target | None:
    """Read `churn`, `the churn of customers`."""
    found = name_of(cursor)
    return Target(found) if found else None


def name_of(cursor: Cursor) -> Foreseen | None:
    """Read the name of what is foreseen: a model there is, churn, repeat purchases, upsell."""
    usual = {foreseen.model for foreseen in NAMES}
    known = (name for name in known_models(cursor.world.catalog) if name not in usual)
    named = next((name for name in known if cursor.take(name, words_of(name))), None)
    if named:
        return Foreseen(named, happens=False, usual=False)
    longest = sorted(((p, f) for f, names in NAMES.items() for p in names), key=_longest)
    return next((foreseen for phrase, foreseen in longest if cursor.take(phrase)), None)


def _longest(pair: tuple[str, Foreseen]) -> int:
    return -len(pair[0].split())


def column_said(cursor: Cursor) -> Target | None:
    """Read `Churn of telco`, `the column churned in members`: a column that says it."""
    cursor.take("column", "field", "label")
    return cursor.of_tables(_column_of)


def column_model(cursor: Cursor) -> Target | None:
    """Read `quit model on subscribers`."""
    return cursor.of_tables(_model_of)


def _column_of(cursor: Cursor, table: TableInfo) -> Target | None:
    return _saying(cursor.column(table), cursor, table)


def _model_of(cursor: Cursor, table: TableInfo) -> Target | None:
    column = cursor.column(table)
    return _saying(column, cursor, table) if column and cursor.take(*said.MODEL) else None


def _saying(column: ColumnInfo | None, cursor: Cursor, table: TableInfo) -> Target | None:
    named = column is not None and cursor.take(*said.OF_TABLE) and cursor.table() == table
    return (
        Target(CHURN._replace(model=column.name.lower()), table, column)
        if named and column
        else None
    )


def clause(cursor: Cursor) -> Target | None:
    """Read `who will not buy again`, `which customers are likely to leave`."""
    if not (cursor.take(*said.WHO) or reads(_which)(cursor)):
        return None
    return cursor.first((will, at_risk))


def _which(cursor: Cursor) -> bool:
    """Read `which patients`, `whether a driver`: by the name of their table."""
    led = cursor.take("which", "what", "which of our", "which of the", "whether a", "if a", "those")
    found = bool(led) and cursor.table() is not None
    cursor.take("that", "who")
    return found


def will(cursor: Cursor) -> Target | None:
    """Read `will not buy again`, `are likely to leave`."""
    ahead = cursor.take("are the most likely to", "is the most likely to")
    ahead = ahead or cursor.take(*said.WILL)
    cursor.take("soon", "probably", "likely", "most likely")
    away = bool(cursor.take(*said.NOT))
    ahead = cursor.take(*said.WILL) or ahead
    away = bool(cursor.take(*said.NOT)) or away
    cursor.skip()
    leaves = cursor.sees(*said.LEAVE)
    found = _doing(cursor, away=away)
    if found is None:  # who never ordered is no question of what will be
        return cursor.first((deed,), away=away) if ahead else None
    cursor.take(*said.AGAIN_TOO)
    return Target(found, deed=not leaves)


def deed(cursor: Cursor, *, away: bool) -> Target | None:
    """Read `open a support ticket`, `come to a visit`, `stop charging`: by the table of events."""
    start = cursor.at
    table = cursor.first((_done_with, _verb_of))
    if table is None:
        return None
    again = bool(cursor.take(*said.AGAIN_TOO))
    again = again or "another" in (word.form for word in cursor.text.words[start : cursor.at])
    name = re.sub(r"\W+", "_", table.table.name)
    foreseen = Foreseen(f"no_{name}" if away else name, happens=not away)
    return Target(foreseen, deed=True, events=table, anybody=not (away or again))


def _done_with(cursor: Cursor) -> TableInfo | None:
    """Read `have another visit`, `open a ticket`, `come to an appointment`."""
    if not cursor.take(*said.DO):
        return None
    cursor.take("any", *said.AN_EVENT, "more", "further", "new")
    table = cursor.table()
    return table if table is not None and times(table) else None


def _verb_of(cursor: Cursor) -> TableInfo | None:
    """Read the verb of a noun: charge, charging of charge_sessions; one table alone has it."""
    cursor.skip()
    word = cursor.rest[0] if cursor.rest else None
    if word is None or word.kind != "word":
        return None
    stem = word.form.removesuffix("ing").removesuffix("ed")
    catalog = cursor.world.catalog
    found = [
        table
        for table in catalog.tables
        if len(stem) >= _SHORTEST
        and any(token.startswith(stem) for token in name_tokens(table.table.name))
        and times(table)
        and entities(table.name, catalog)
        and not made_by_us(table)
    ]
    if len(found) != 1:
        return None
    cursor.move(1)
    return found[0]


def _doing(cursor: Cursor, *, away: bool) -> Foreseen | None:
    """Read what they do, or stop doing."""
    if cursor.take(*said.BUY_LARGER):
        return None if away else UPSELL
    if cursor.take(*said.BUY):
        return CHURN if away else REPEAT
    if cursor.take(*said.USE):
        return Foreseen("inactivity" if away else "activity", happens=not away, uses=True)
    if cursor.take(*said.LEAVE):
        return None if away else CHURN
    return None


def at_risk(cursor: Cursor) -> Target | None:
    """Read `customers at risk of churning`."""
    cursor.take("are", "is")
    if not cursor.take(*said.AT_RISK):
        return None
    if found := name_of(cursor):
        return Target(found)
    away = bool(cursor.take(*said.NOT))
    found = _doing(cursor, away=away)
    return Target(found) if found else None


def riskiest(cursor: Cursor) -> Target | None:
    """Read `churn risk of every customer`, `likely churners`."""
    likely = cursor.take("likely", "most likely", "probable", "top", "future", "highest", "biggest")
    found = name_of(cursor)
    if found is None:
        return None
    scores = cursor.take(*said.SCORES)
    told = cursor.take("of", "for", "by") and cursor.take(*said.EVERYBODY)
    return Target(found) if likely or scores or told else None


def how_likely(cursor: Cursor) -> Target | None:
    """Read `how likely is each customer to churn`."""
    if not cursor.take("how likely is", "how likely are", "how probable is it that"):
        return None
    cursor.take(*said.EVERYBODY)
    return will(cursor)
