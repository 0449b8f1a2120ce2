"""What a feature, a feature set and a label are: typed, named, each with a meaning a person reads.

Owns the definitions alone; `learn` compiles them. A row of features is of one entity (a customer,
a person, a profile) as of a cut: it rests on what happened before the cut and on nothing else.
"""

from typing import Literal

from pydantic import Field

from vibecli.model import OURS, Model
from vibecli.sql_slot import Expression, Sql

Measure = Literal[
    "count",  # events
    "sum",
    "average",
    "minimum",
    "maximum",
    "distinct",  # values
    "share",  # of the events: those for which `where` holds
    "recency",  # days from the newest event to the cut
    "tenure",  # days from the oldest event to the cut
    "gap",  # days between events, on average
    "trend",  # the newer half of the window against the older one
    "last",  # value of the newest event
    "first",
    "sessions",  # runs of events that no pause of `pause` minutes breaks
    "session_events",  # events a session
    "session_minutes",  # minutes a session
    "days_active",
    "streak",  # most days in a row with an event
    "hour_share",  # of the events: those between the hours `from_hour` and `to_hour`
    "ratio",  # of two other features of the set
    "attribute",  # of the entity's own row, as it is now: only what never changes
]


class Link(Model):
    """One way from an event to its entity: a column, and what its values are keys of.

    The first link of a source that leads to an entity counts.
    """

    column: str  # of the events
    bridge: Sql | None  # SELECT giving (value, key); null: the column holds the entity's key itself
    # the bridge gives `since` too: a value counts for cuts after it led to an entity, until it led
    # to another one as well
    since: bool = False


class EventSource(Model):
    """A table of events, and how each of them comes to its entity."""

    table: str
    time: str  # its column of when an event happened
    links: tuple[Link, ...]
    where: Expression | None  # events that count at all


class FeatureColumn(Model):
    """One feature: a measure of one source's events, over a window that ends at the cut."""

    name: str
    meaning: str  # one line a person reads
    source: str  # table of an EventSource of the set; attribute: the entity
    measure: Measure
    column: Expression | None  # what is measured; null where events are
    where: Expression | None  # events that count
    days: int | None  # of the window; null: all there was
    of: tuple[str, ...] = ()  # ratio: the names of the features above and below the line
    pause: int = 30  # sessions: minutes
    from_hour: int = 0  # hour_share: of the day, 0 to 23
    to_hour: int = 24


class FeatureSet(Model):
    """Features of one kind of entity, under a name that tables, models and files refer to."""

    name: str
    entity: str  # table with a row each
    key: str  # its column that names the entity
    sources: tuple[EventSource, ...]
    features: tuple[FeatureColumn, ...]
    version: int = 1  # counts up when a definition changes
    known: tuple[str, ...] = ()  # table.column that looks set later, but is said not to be
    # column of the entity's row: the moment it began, up to which it is not there; null: always
    born: str | None = None


class Label(Model):
    """What a model learns to foresee: that something happens, or stays away, after the cut."""

    name: str
    meaning: str
    source: EventSource
    happens: bool  # true: an event within the horizon; false: none (churn)
    horizon: int  # days from the cut
    active: int | None  # days before the cut in which an entity had an event, to count at all
    who: str | None = Field(None, json_schema_extra=OURS)  # `where` of the training, set by it
