"""Features one by one in words: `number of orders in the last 7 days`, `days since the last visit`.

Owns the grammar of one feature and of a list of them.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import featuring_words as said
from vibecli.agent.catalogue.families.featuring_item import (
    Found,
    Item,
    Sources,
    described,
    events,
    named,
    number,
    of_kind,
    paid,
    spent,
    they,
    valued,
)
from vibecli.agent.catalogue.families.featuring_measures import (
    end_of_time,
    per_session,
    plain_measure,
    ratio,
    trend,
)
from vibecli.agent.catalogue.families.featuring_tails import daytime, ended, window
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.words import name_tokens

_TIMELESS = ("recency", "tenure", "first", "last", "ratio")  # of all time unless it is said
_USED = phrases("visited|bought|used|ordered|saw|went to|visit|buy|use|order|see|go to")


def items(cursor: Cursor, sources: Sources) -> tuple[Item, ...]:
    """Read a list of features, each of one of the tables of events."""
    found: list[Item] = []
    while True:
        with cursor.attempt() as tried:
            while found and cursor.take(*said.AND):
                pass
            cursor.take(*said.ASKED)
            more = cursor.first((_ratio, _ended), sources)
            if not more and found and (last := found[-1].table):
                more = cursor.first((_ended,), (last,))  # of the events of the one before
            if not more:
                return _over_all(cursor, found)
            found.extend(more)
            tried.keep()


def _over_all(cursor: Cursor, found: Sequence[Item]) -> tuple[Item, ...]:
    """Give a window said once, after the last of a list, to all that can have one."""
    *before, last = found or (None,)
    timed = [one for one in before if one is not None and one.measure not in _TIMELESS]
    if last is None or not (timed and last.days) or any(one.days is not None for one in timed):
        return tuple(found)
    cursor.assume(f"the window of {last.days} days is said of all of them", "guess")
    spread = [one._replace(days=last.days) if one in timed else one for one in found]
    return tuple(spread)


def _ended(cursor: Cursor, sources: Sources) -> tuple[Item, ...]:
    """Read one feature with what follows it; several windows make several."""
    cursor.skip()
    start = cursor.at
    one = cursor.first(_RULES, sources)
    if one is None:
        return ()
    found = tuple(ended(cursor, one))
    raw = cursor.text.raw(start, cursor.at)
    if len(found) == 1:
        return (found[0]._replace(raw=raw),)
    return tuple(each._replace(raw=f"{raw}: {each.days} days") for each in found)


def _ratio(cursor: Cursor, sources: Sources) -> tuple[Item, ...]:
    start = cursor.at
    found = ratio(cursor, sources, _one)
    return (found._replace(raw=cursor.text.raw(start, cursor.at)),) if found else ()


def _one(cursor: Cursor, sources: Sources) -> Item | None:
    """Read one feature of a ratio."""
    found = cursor.first((_ended, _spent_in), sources)
    return found[0] if found and len(found) == 1 else None


def _spent_in(cursor: Cursor, sources: Sources) -> tuple[Item, ...]:
    """Read `spending in the last 30 days`: what was spent, added up."""
    start = cursor.at
    found = spent(cursor, sources)
    told = tuple(ended(cursor, Item("sum", *found))) if found else ()
    return tuple(each._replace(raw=cursor.text.raw(start, cursor.at)) for each in told)


def _counted(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `number of orders`, `how many visits they made`, `visits in the last 30 days`."""
    led = cursor.take(*said.NUMBER_OF)
    table = events(cursor, sources)
    item = Item("count", table) if table else None
    item = item or (cursor.first((described, valued), sources) if led else None)
    if item is None:
        return None
    cursor.take(*said.MADE)
    with cursor.attempt():
        bare = window(cursor) is not None or cursor.first((daytime,), item) is not None
    return item if led or bare else None


def _frequency(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `how often they used the app`, `how often each customer bought`."""
    if not cursor.take("how often", "how many times", "how frequently", "frequency of"):
        return None
    they(cursor)
    if cursor.take(*said.USED):
        table = of_kind(sources, money=False)
    elif cursor.take(*said.BOUGHT):
        table = of_kind(sources, money=True)
    else:
        table = events(cursor, sources)
    return Item("count", table) if table else None


def _recency(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `days since the last order`, `how long since each patient's first visit`."""
    lead = cursor.take(*said.SINCE)
    if not lead:
        return None
    they(cursor)
    first = cursor.take(*said.FIRST)
    if not first and not cursor.take(*said.LAST_ONE):
        return None
    table = events(cursor, sources)
    return Item("tenure" if first else "recency", table) if table else None


def _amount(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `average basket`, `total dollars`, `highest amount`, `how much they spent`."""
    lead = cursor.take(*said.AMOUNTS)
    if not lead:
        return None
    measure = said.AMOUNTS[lead]
    if lead in said.SPENDING:
        they(cursor)
        bought = paid(cursor, sources) if cursor.take(*said.SPENT) else None
        return Item(measure, *bought) if bought else None
    cursor.take("of", "number of", "amount of", "value of", "the", "single")
    found = cursor.first((spent, number), sources)
    return Item(measure, *found) if found else None


def _summed(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `kWh charged`, `minutes they talked`: a number of the events, added up."""
    with cursor.attempt() as tried:
        cursor.take("how many", "how much", "number of")
        found = number(cursor, sources)
        if found is None:
            return None
        did = cursor.take("did", "do", "does", "have")
        they(cursor)
        verb = cursor.rest[0] if cursor.rest else None
        told = verb is not None and verb.kind == "word" and (did or verb.form.endswith("ed"))
        noun = cursor.world.link.tables((verb,)) if verb is not None else None
        about = verb is not None and _is_about(verb.form, found)
        if not told or not (about or noun):
            return None
        cursor.move(1)
        tried.keep()
        return Item("sum", *found)


def _is_about(verb: str, found: Found) -> bool:
    """True for the verb of a noun: charged of charge_sessions."""
    stem = verb.removesuffix("ed")
    return any(token.startswith(stem) for token in name_tokens(found[0].table.name))


def _distinct(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `number of different studios`, `how many distinct products they bought`."""
    cursor.take(*said.NUMBER_OF)
    if not cursor.take("different", "distinct", "unique"):
        return None
    found = named(cursor, sources)
    cursor.take("did", "do", "have")
    they(cursor)
    cursor.take(*_USED, *said.MADE)
    return Item("distinct", *found) if found else None


def _share(cursor: Cursor, sources: Sources) -> Item | None:
    """Read `share of visits in the evening`, `what share of their orders is from the app`."""
    cursor.take("what", "which")
    if not cursor.take(*said.SHARE_OF):
        return None
    they(cursor)
    table = events(cursor, sources)
    if table is None:
        return None
    cursor.take("that", "which")
    told = tuple(ended(cursor, Item("share", table)))
    return told[0] if len(told) == 1 and (told[0].hours or told[0].where) else None


_RULES = (
    _recency,
    _distinct,
    _share,
    plain_measure,
    per_session,
    trend,
    _frequency,
    _amount,
    end_of_time,
    _summed,
    _counted,
)
