"""Standing rules in words: `for every new purchase, match it and update the unified profile`.

Owns the grammar. What the words come to as a rule is decided in `standing_rule.py`.
"""

import re
from collections.abc import Iterator

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import standing_words as said
from vibecli.agent.catalogue.families.featuring_kept import named_set
from vibecli.agent.catalogue.families.learning_wanted import known_models
from vibecli.agent.catalogue.families.learning_words import NAMES
from vibecli.agent.catalogue.families.lone_customers import with_their_table
from vibecli.agent.catalogue.families.naming import one_word
from vibecli.agent.catalogue.families.standing_action import action
from vibecli.agent.catalogue.families.standing_bounds import bounds
from vibecli.agent.catalogue.families.standing_rule import Acts, known_persons, profile_of, standing
from vibecli.agent.catalogue.families.standing_when import Rows, When, led, of_head, of_whose
from vibecli.agent.catalogue.families.standing_whose import whose_event
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.data.catalog import TableInfo
from vibecli.learn.lone import event_tables
from vibecli.plan.model import Question

_ACTION = re.compile(r"\b(?:action|webhook|command|hook) (\w+)", re.IGNORECASE)


def read(cursor: Cursor) -> Draft | None:
    """Read an order that is to stand: what is done whenever an event comes."""
    rules = (_whose_event, _whenever, _each_matched, _streamed, _synced, _noun)
    return with_their_table(cursor, lambda place: place.whole(rules))


def _whenever(cursor: Cursor) -> Draft | None:
    """Read `whenever a new order arrives, match it and update the profile`."""
    if not cursor.take(*said.EVERY):
        return None
    new = cursor.take(*said.NEW)
    cursor.take(*said.ROW)
    cursor.skip()
    start = cursor.at
    events = _events(cursor)
    if events is None:
        return None
    noun = cursor.text.raw(start, cursor.at)
    persons = known_persons(cursor, Acts())
    only, comes = When(), False
    while True:
        if not comes and cursor.take(*said.COMES):
            comes = True
        more = of_head(cursor, events, persons) or of_whose(cursor, persons)
        if more is None:
            break
        only = only.and_(more)
    comes = comes or bool(cursor.take(*said.COMES))
    cursor.take("then", "to")
    if not (new or comes or only.raw):
        return None
    return _acted(cursor, events, Acts(when=only, noun=noun))


def _whose_event(cursor: Cursor) -> Draft | None:
    """Read `whenever a gold member places a new order, call the action offers`."""
    found = whose_event(cursor)
    return _acted(cursor, *found) if found else None


def _each_matched(cursor: Cursor) -> Draft | None:
    """Read `match every new purchase to a customer, update the profile`."""
    if not cursor.take(*said.MATCH) or not cursor.take("every", "each", "all", "any"):
        return None
    if not cursor.take(*said.NEW):
        return None
    cursor.take(*said.ROW)
    events = _events(cursor)
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
    events = _events(cursor)
    if events is None:
        return None
    cursor.take(*said.ALL_IN)
    if cursor.at_end() or not cursor.take("into", "to", "in"):
        return _acted(cursor, events, Acts(matched=bool(rule or new)))
    profile = _profile(cursor)
    return _acted(cursor, events, Acts(updated=True, profile=profile)) if profile else None


def _synced(cursor: Cursor) -> Draft | None:
    """Read `keep the profile in sync with purchases`."""
    if not cursor.take("keep", "maintain", "hold"):
        return None
    profile = _profile(cursor)
    if profile is None or not cursor.take(*said.SYNCED):
        return None
    cursor.take(*said.NEW, "all", "every", "each", "our", "the")
    cursor.take(*said.NEW)
    events = _events(cursor)
    return _acted(cursor, events, Acts(updated=True, profile=profile)) if events else None


def _noun(cursor: Cursor) -> Draft | None:
    """Read `a new purchase that is matched, updates the profile and triggers a model`."""
    if not cursor.take(*said.NEW):
        return None
    cursor.take(*said.ROW)
    events = _events(cursor)
    return _acted(cursor, events, Acts()) if events else None


def _events(cursor: Cursor) -> TableInfo | None:
    """Read the name of a table; a purchase is a row of the only table of events there is."""
    found = cursor.table()
    noun = "" if found else cursor.take(*said.EVENTS)
    events = event_tables(cursor.world.catalog) if noun else []
    if found is None and len(events) == 1:
        cursor.assume(f"{noun} is a row of {events[0].name}", "guess")
        return events[0]
    return found


def _acted(cursor: Cursor, events: TableInfo, acts: Acts) -> Draft | None:
    """Read what is done, one thing after the other, and what is said of the whole."""
    only = acts.when
    for found in _acts(cursor, events, acts):
        acts = found
    return standing(cursor, events, acts) if acts != Acts(when=only, noun=acts.noun) else None


def _acts(cursor: Cursor, events: TableInfo, acts: Acts) -> Iterator[Acts]:
    """Give what is done, act by act; a condition is of the action beside it, or of all from here.

    Raises Declined where it would be of more than an action.
    """
    whole, waiting, acted = bool(acts.when.raw), False, False
    while True:
        while cursor.take(*said.THEN):
            pass
        if cursor.take(*said.ALL_IN):
            yield acts
            continue
        if told := bounds(cursor, acts.bounds, known_persons(cursor, acts)):
            acts = acts._replace(bounds=told)
            yield acts
            continue
        if more := _condition(cursor, events, acts):
            acts = acts._replace(when=acts.when.and_(more))
            waiting = not acted
            yield acts
            continue
        found = cursor.first((_match, _features, _score, _update, _action, _name), acts)
        if found is None:
            break
        acted = found.action != acts.action
        if (waiting and not acted) or (whole and _changes(found)):
            raise _not_only(cursor, events, found)
        waiting = False
        acts = found
        yield acts
    if waiting or (acts.when.raw and not acts.action):
        raise _not_only(cursor, events, acts)


def _condition(cursor: Cursor, events: TableInfo, acts: Acts) -> When | None:
    """Read when there is an action: `if the amount is above 100`."""
    cursor.skip()
    if not cursor.sees(*said.IF, *said.ONLY_FOR):
        return None
    return led(cursor, Rows(events, profile_of(cursor, acts), acts.model))


def _changes(acts: Acts) -> bool:
    return acts.updated or acts.features or bool(acts.model)


def _not_only(cursor: Cursor, events: TableInfo, acts: Acts) -> Declined:
    """Give why a condition cannot be of what is done with every event, and what can be said."""
    named = _ACTION.search(cursor.text.text)
    action, noun = named[1] if named else "NAME", acts.noun or events.table.name
    return Declined(
        f"every row of {events.name} is taken in, whatever it is: only an action can be for some",
        f"whenever a new {noun} arrives, match it to a customer and call the action {action}"
        f" {acts.when.raw}",
    )


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
    verb = cursor.take(*said.UPDATE)
    if not verb:
        return None
    cursor.take(*said.IT)
    profile = _profile(cursor)
    if profile is None:
        return None
    if cursor.take("of", "for"):
        cursor.take(*said.WHOM)
    current = cursor.take(*said.CURRENT)
    if verb in said.BRING and not current:
        return None
    if cursor.take("with", "from", "by"):
        cursor.take(*said.IT)
    return acts._replace(updated=True, profile=profile)


@reads
def _profile(cursor: Cursor) -> TableInfo | str | None:
    """Read a table that is kept up to date, or words for the profile there is."""
    return cursor.table() or cursor.take(*said.WHOLE) or None


def _features(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `refresh the features of the customer`, `update the features buying`."""
    if not cursor.take(*said.MAKE):
        return None
    if kept := cursor.first((named_set,)):
        return acts._replace(features=True, kept=kept)
    cursor.take(*said.IT)
    if not cursor.sees(*said.FEATURES):
        _whom(cursor)
    if not cursor.take(*said.FEATURES):
        return None
    if cursor.take("of", "for"):
        _whom(cursor)
    return acts._replace(features=True)


def _whom(cursor: Cursor) -> bool:
    """Move past whom something is of."""
    return bool(cursor.take(*said.WHOM) or cursor.table() or cursor.take(*said.IT))


def _score(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `score the customer with the churn model`, `triggers a personalization model`."""
    if not cursor.take(*said.SCORE):
        return None
    _whom(cursor)
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
    if name and (noun or known[name] in there or cursor.at_end()):
        return known[name]
    return there[0] if noun and not name and len(there) == 1 else ""


def _action(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `call the webhook welcome`, `run the action offer`."""
    name = action(cursor)
    if not name:
        return None
    some = of_whose(cursor, known_persons(cursor, acts), "to", "for")
    return acts._replace(action=name, when=acts.when.and_(some) if some else acts.when)


def _name(cursor: Cursor, acts: Acts) -> Acts | None:
    """Read `called purchases`."""
    name = one_word(cursor) if cursor.take(*said.CALLED) else ""
    return acts._replace(name=name) if name else None
