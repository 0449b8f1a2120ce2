"""What a model foresees, as a typed definition: which events, within how many days, of whom.

Owns the usual horizon and who counts. Each assumption is told.
"""

from datetime import datetime

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.learning_wanted import HORIZON, Wanted, days_of, words_of
from vibecli.agent.catalogue.families.learning_words import Foreseen
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.senses import same
from vibecli.agent.catalogue.spending import amounts, is_money
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import Catalog
from vibecli.engine.names import TableName, literal, quote
from vibecli.learn.definition import EventSource, FeatureSet, Label

WINDOWS = 3  # horizons of events, below which nothing can be trained and tested
_SHORTER = (60, 30, 14, 7, 3, 1)  # where the events do not reach far enough
_CALLED_OFF = ("cancelled", "canceled", "void", "voided", "failed", "declined", "storniert")
_ACTIVITY = words(
    """order purchase sale transaction payment invoice receipt booking event visit session login
    activity view click usage rental subscription checkin besuch besuche kauf kaeufe bestellung
    bestellungen rechnung buchung umsatz bon"""
)
_ACTIVE = 4  # horizons in which a customer had an event, to count


def source_of(cursor: Cursor, wanted: Wanted, features: FeatureSet) -> EventSource:
    """Give the events it is about: those named, else purchases have an amount, use has none."""
    assert wanted.foreseen is not None
    if wanted.events is not None:
        named = wanted.events.name
        found = next((s for s in features.sources if s.table == named), None)
        if found is None:
            raise Declined(f"{named} is not tied to {features.entity}", "name its key column alike")
        return found
    uses, catalog = wanted.foreseen.uses, cursor.world.catalog
    telling = [
        s for s in features.sources if is_money(catalog.table(s.table)) or is_activity(s.table)
    ]
    if not telling and features.born is not None and len(features.sources) == 1:
        return features.sources[0]  # who is a customer is told by these alone
    if not telling:
        first = features.sources[0].table
        raise Declined(
            "which events tell that a customer stays is not known here",
            f"train a {words_of(wanted.foreseen.model)} model: no {first} within {HORIZON} days",
        )
    return min(telling, key=lambda source: is_money(catalog.table(source.table)) == uses)


def is_activity(table: str) -> bool:
    """True for a table named for what customers do of their own: orders, visits, logins."""
    tokens = name_tokens(TableName.parse(table).name)
    return any(token == word or same(token, word) for token in tokens for word in _ACTIVITY)


def label_of(
    cursor: Cursor, foreseen: Foreseen, source: EventSource, horizon: int, *, anybody: bool = False
) -> Label:
    """Give the definition, told in one line; of those who were active, or of `anybody`."""
    source, event = _counted(cursor, source)
    if foreseen.larger:
        source = _larger(cursor, source)
        event = f"{event} above the median amount"
    active = None if anybody else _ACTIVE * horizon
    what = f"an {event}" if foreseen.happens else f"no {event}"
    whom = "everybody" if active is None else f"those with one in the {days_of(active)} before"
    meaning = f"{what} within {days_of(horizon)}, of {whom}"
    cursor.assume(f"{words_of(foreseen.model)} means {meaning}", "guess")
    return Label(
        name=foreseen.model,
        meaning=meaning,
        source=source,
        happens=foreseen.happens,
        horizon=horizon,
        active=active,
    )


def _counted(cursor: Cursor, source: EventSource) -> tuple[EventSource, str]:
    """Give the events without those that were called off, and what they are in words."""
    table = cursor.world.catalog.table(source.table)
    for column in table.columns if table else ():
        off = [top.value for top in column.top if top.value.strip().lower() in _CALLED_OFF]
        if off:
            name, values = quote(column.name), ", ".join(map(literal, off))
            where = f"{name} IS NULL OR {name} NOT IN ({values})"
            event = f"event in {source.table} ({column.name} not {' or '.join(off)})"
            return source.model_copy(update={"where": where}), event
    return source, f"event in {source.table}"


def _larger(cursor: Cursor, source: EventSource) -> EventSource:
    amount = next(iter(amounts(cursor.world.catalog.table(source.table))), None)
    if amount is None:
        raise Declined(f"{source.table} has no amount by which a purchase would be a larger one")
    table, name = TableName.parse(source.table), quote(amount.name)
    usual = f"(SELECT median({name}) FROM {table.sql})"
    where = f"{name} > {usual}"
    return source.model_copy(
        update={"where": f"({source.where}) AND {where}" if source.where else where}
    )


def horizon_of(cursor: Cursor, source: EventSource) -> int:
    """Give the usual horizon, and tell where it is a shorter one."""
    catalog = cursor.world.catalog
    days, reach = usual_horizon(catalog, source), reach_of(catalog, source)
    if days != HORIZON and reach is not None:
        cursor.assume(
            f"{source.table} reaches over {days_of(reach)}: too short to learn"
            f" {days_of(HORIZON)} ahead, so it is {days_of(days)}",
            "sample",
        )
    return days


def usual_horizon(catalog: Catalog, source: EventSource) -> int:
    """Give the usual horizon, or the longest that the events reach far enough for."""
    reach = reach_of(catalog, source)
    fitting = (d for d in (HORIZON, *_SHORTER) if reach is None or WINDOWS * d <= reach)
    return next(fitting, _SHORTER[-1])


def reach_of(catalog: Catalog, source: EventSource) -> int | None:
    """Give the days from the oldest to the newest event, as the catalog knows them."""
    table = catalog.table(source.table)
    column = table.column(source.time) if table else None
    if column is None or not (column.minimum and column.maximum):
        return None
    try:
        first, last = (datetime.fromisoformat(t) for t in (column.minimum, column.maximum))
        return (last - first).days
    except (ValueError, TypeError):
        return None
