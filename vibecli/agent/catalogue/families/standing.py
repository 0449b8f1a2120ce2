"""Standing rules in words: `for every new purchase, match it and update the unified profile`.

Owns the grammar. What the words come to as a rule is decided in `standing_rule.py`.
"""

from collections.abc import Iterator

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import standing_words as said
from vibecli.agent.catalogue.families.learning_wanted import known_models
from vibecli.agent.catalogue.families.learning_words import NAMES
from vibecli.agent.catalogue.families.naming import one_word
from vibecli.agent.catalogue.families.standing_rule import Acts, standing
from vibecli.agent.catalogue.notes import Draft
from vibecli.data.catalog import TableInfo
from vibecli.plan.model import Question


def read(cursor: Cursor) -> Draft | None:
    """Read an order that is to stand: what is done whenever an event comes."""
    return cursor.whole((_whenever, _each_matched, _streamed, _noun))


def _whenever(cursor: Cursor) -> Draft | None:
    """Read `whenever a new order arrives, match it and update the profile`."""
    if not cursor.take(*said.EVERY):
        return None
    new = cursor.take(*said.NEW)
    cursor.take(*said.ROW)
    events = cursor.table()
    if events is None:
        return None
    comes = cursor.take(*said.COMES)
    cursor.take("then")
    if not (new or comes):
        return None
    return _acted(cursor, events, Acts())


def _each_matched(cursor: Cursor) -> Draft | None:
    """Read `match every new purchase to a customer, update the profile`."""
    if not cursor.take(*said.MATCH) or not cursor.take("every", "each", "all", "any"):
        return None
    if not cursor.take(*said.NEW):
        return None
    cursor.take(*said.ROW)
    events = cursor.table()
    if events is None:
        return None
    whom = _to_whom(cursor)
    acts = Acts(matched=True, whom=whom if isinstance(whom, TableInfo) else None)
    return _acted(cursor, events, acts)


def _streamed(cursor: Cursor) -> Draft | None:
    """Read `stream new purchases into the unified profile`."""
    rule = cursor.take(*said.RULE)
    if not (rule or cursor.take(*said.STREAM)):
        return None
    cursor.take("all", "every", "each")
    new = cursor.take(*said.NEW)
    cursor.take(*said.ROW)
    events = cursor.table()
    if events is None:
        return None
    if cursor.at_end() or cursor.take(*said.ALL_IN) or not cursor.take("into", "to", "in"):
        return _acted(cursor, events, Acts(matched=bool(rule or new)))
    profile = _profile(cursor)
    return _acted(cursor, events, Acts(updated=True, profile=profile)) if profile else None


def _noun(cursor: Cursor) -> Draft | None:
    """Read `a new purchase that is matched, updates the profile and triggers a model`."""
    if not cursor.take(*said.NEW):
        return None
    cursor.take(*said.ROW)
    events = cursor.table()
    return _acted(cursor, events, Acts()) if events else None


def _acted(cursor: Cursor, events: TableInfo, acts: Acts) -> Draft | None:
    """Read what is done, one thing after the other, and what is said of the whole."""
    for found in _acts(cursor, acts):
        acts = found
    return standing(cursor, events, acts) if acts != Acts() else None


def _acts(cursor: Cursor, acts: Acts) -> Iterator[Acts]:
    while True:
        while cursor.take(*said.THEN):
            pass
        if cursor.take(*said.ALL_IN):
            yield acts
            continue
        found = cursor.first((_match, _features, _score, _update, _action, _name), acts)
        if found is None:
            return
        acts = found
        yield acts


def _match(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `match it to a customer`, `that is matched`."""
    if not cursor.take(*said.MATCH):
        return None
    cursor.take(*said.IT)
    whom = _to_whom(cursor)
    return acts._replace(matched=True, whom=whom if isinstance(whom, TableInfo) else None)


@reads
def _to_whom(cursor: Cursor) -> TableInfo | str | None:
    """Read `to a customer`: the table so called, or only the word."""
    cursor.take(*said.TO)
    with cursor.attempt() as tried:
        table = cursor.table()
        asked = any(isinstance(note, Question) for note in cursor.notes[tried.notes :])
    whom = cursor.take(*said.WHOM) or cursor.table()
    return table if whom and table and not asked else whom


def _update(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `update the unified profile`, `keep the profile up to date`."""
    if not cursor.take(*said.UPDATE):
        return None
    cursor.take(*said.IT)
    profile = _profile(cursor)
    if profile is None:
        return None
    cursor.take(*said.CURRENT)
    if cursor.take("with", "from", "by"):
        cursor.take(*said.IT)
    return acts._replace(updated=True, profile=profile)


@reads
def _profile(cursor: Cursor) -> TableInfo | str | None:
    """Read a table that is kept up to date, or words for the profile there is."""
    return cursor.table() or cursor.take(*said.WHOLE) or None


def _features(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `refresh the features of the customer`."""
    if not (cursor.take(*said.MAKE) and cursor.take(*said.FEATURES)):
        return None
    if cursor.take("of", "for"):
        cursor.take(*said.WHOM)
    return acts._replace(features=True)


def _score(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `score the customer with the churn model`, `triggers a personalization model`."""
    if not cursor.take(*said.SCORE):
        return None
    cursor.take(*said.IT)
    cursor.take(*said.WHOM)
    cursor.take(*said.WITH)
    model = _model(cursor)
    if not model:
        return None
    if cursor.take("for", "of", "on"):
        _to_whom(cursor)
    return acts._replace(model=model)


def _model(cursor: Cursor) -> str:
    """Read the name of a model, one there is or one that can be trained."""
    there = known_models(cursor.world.catalog)
    known = {name: foreseen.model for foreseen, names in NAMES.items() for name in names}
    known |= {name.replace("_", " "): name for name in there}
    name = cursor.take(*sorted(known, key=lambda one: (-len(one.split()), one)))
    noun = cursor.take(*said.MODEL)
    if name and (noun or cursor.at_end()):
        return known[name]
    return there[0] if noun and not name and len(there) == 1 else ""


def _action(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `call the webhook welcome`, `run the action offer`."""
    told = cursor.take(*said.ACT) and cursor.take(*said.ACTION)
    name = one_word(cursor) if told else ""
    return acts._replace(action=name) if name else None


def _name(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `called purchases`."""
    name = one_word(cursor) if cursor.take(*said.CALLED) else ""
    return acts._replace(name=name) if name else None
