"""A standing rule: what is done with every event of one kind, approved once, kept as a row.

Owns the typed definition and table `vibecli_rules`, from which a stream reads it by name. The table
is an ordinary one: a rule comes and goes by plans, with diff, approval and undo.
"""

from typing import Annotated, Literal

from pydantic import Field, ValidationError

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import NotFound, Stale
from vibecli.learn.definition import FeatureSet
from vibecli.model import Model
from vibecli.run.definition import column_names

RULES_TABLE = "vibecli_rules"
RULE_COLUMNS = ("name", "rule")  # further columns are whoever makes the rows'; the last row counts
_HINT = 'vibecli ask "for every new purchase ..." makes one'

Survival = Literal[
    "most_recent",  # of the newest event; an undated value of before gives way
    "source_priority",  # of the table first in `order`, and of its newest event
    "first",  # of the oldest event; an undated value of before stays
    "most_complete",  # most words, then most signs
    "keep",  # only where there is nothing yet
    "minimum",
    "maximum",
    "count",  # of events with the field; without a field of all
    "sum",
]


class Taken(Model):
    """A column of the events table, and the field of an event it is taken from."""

    column: str
    field: str  # name, or names with dots of a field inside fields


class Identifier(Model):
    """A field of an event that tells whose it is, and where its values are known from."""

    field: str
    role: str  # email, phone, or the name of a kind of id: values are compared within one role
    columns: tuple[str, ...]  # TABLE.COLUMN: of the profile, or of a table that was matched with it


class Survivor(Model):
    """How a column of the profile is kept up to date."""

    column: str
    field: str | None
    rule: Survival
    order: tuple[str, ...] = ()  # source_priority: events tables, the first counts most


class Bounds(Model):
    """What a batch may come to; one that goes beyond is not written and ends the stream."""

    unmatched: Annotated[float, Field(ge=0, le=1)] | None = None  # share of events of new persons
    rows: Annotated[int, Field(ge=0)] | None = None  # of the profile, new or changed
    review: Annotated[int, Field(ge=0)] | None = None  # questions
    dead: Annotated[float, Field(ge=0, le=1)] | None = 0.5  # share of events that are no good


class StandingRule(Model):
    """What every event of a stream goes through."""

    name: str
    meaning: str  # one line a person reads
    events: str  # the table that events are appended to
    columns: tuple[Taken, ...]
    id_field: str | None  # null: an event is told by its place in the source
    time_field: str
    person_column: str | None  # of the events table: gets the key of the person's profile
    identifiers: tuple[Identifier, ...]  # the strongest first
    profile: str
    key: str  # its column
    survivorship: tuple[Survivor, ...]
    identity: str | None = "customer_identity"  # made by a match; may be absent
    unknown_fields: Literal["ignore", "dead_letter"] = "ignore"
    oldest: str = "2000-01-01"  # an event before it is no good
    ahead: int = 86_400  # seconds an event may be ahead of the clock
    longest: int = 1 << 20  # bytes a line may have
    bounds: Bounds = Bounds()
    features: FeatureSet | None = None
    features_table: str | None = None
    model: str | None = None
    score_column: str | None = None
    action: str | None = None  # named under [actions] of vibecli.toml

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of an event that the rule reads, each once."""
        named = [taken.field for taken in self.columns]
        named += [one.field for one in self.identifiers]
        named += [one.field for one in self.survivorship if one.field]
        named += [self.time_field, *([self.id_field] if self.id_field else [])]
        return tuple(dict.fromkeys(named))


def read_rule(session: Session, name: str) -> StandingRule:
    """Give the standing rule of this name. Raises NotFound, Stale for one that cannot be read."""
    table = TableName.parse(RULES_TABLE)
    known = {column.lower() for column in column_names(session, table)}
    if not set(RULE_COLUMNS) <= known:
        raise NotFound("there is no standing rule yet", hint=_HINT)
    rows = session.rows(
        f"SELECT rule FROM {table.sql} WHERE {quote('name')} = ? ORDER BY rowid DESC LIMIT 1",
        [name],
    )
    if not rows:
        names = session.rows(f"SELECT DISTINCT {quote('name')} FROM {table.sql} ORDER BY 1")
        told = ", ".join(str(one) for (one,) in names)
        raise NotFound(f"no standing rule {name}", hint=f"there are: {told}" if told else _HINT)
    try:
        return StandingRule.model_validate_json(rows[0][0])
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Stale(
            f"standing rule {name} cannot be read: {where}: {first['msg']}",
            hint="make it anew with this version of vibecli",
        ) from error
