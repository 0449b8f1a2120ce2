"""What a standing rule is: what is done with every event of one kind, approved once.

Owns the typed definition. A rule is kept as a row of table `vibecli_rules`, an ordinary table: it
comes and goes by plans, with diff, approval and undo.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from vibecli.data.catalog import is_kept
from vibecli.engine.base import Column
from vibecli.engine.names import TableName, split_column
from vibecli.engine.types import NUMBERS, WHOLE
from vibecli.learn.definition import FeatureSet
from vibecli.model import OURS, Model
from vibecli.sql_slot import Expression
from vibecli.steps.score_rows import score_columns

RULES_TABLE = "vibecli_rules"
RULE_KEYS = ("name",)
RULE_COLUMNS = (
    Column("name", "VARCHAR"),
    Column("meaning", "VARCHAR"),
    Column("rule", "VARCHAR"),  # JSON: a StandingRule
)
_FLOATS = ("FLOAT", "DOUBLE", "REAL")
_KEYS = ("VARCHAR", "UUID")

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
    like: str | None = None  # a matched table: an event no identifier names is compared with it
    looks: tuple[Taken, ...] = ()  # columns of that table, and the fields that say the same
    unknown_fields: Literal["ignore", "dead_letter"] = "ignore"
    oldest: str = "2000-01-01"  # an event before it is no good
    ahead: int = 86_400  # seconds an event may be ahead of the clock
    longest: int = 1 << 20  # bytes a line may have
    bounds: Bounds = Bounds()
    features: FeatureSet | None = None
    features_table: str | None = None  # null: the profile's name and _features
    model: str | None = None
    score_column: str | None = None  # of the profile; null: the model's name and _score
    action: str | None = None  # named under [actions] of vibecli.toml
    when: Expression | None = None  # over the person's row after the event: whether to act
    which: Expression | None = None  # over the event's own row, beside `when`: whether to act
    retired: bool = Field(False, json_schema_extra=OURS)  # by a `retire`: takes no events

    @property
    def acts_when(self) -> str:
        """The conditions to act as one text, empty where there is none."""
        return " and ".join(one for one in (self.which, self.when) if one)

    @property
    def features_into(self) -> str:
        """The table that keeps the features of the persons touched."""
        if self.features_table:
            return self.features_table
        profile = TableName.parse(self.profile)
        return profile._replace(name=f"{profile.name}_features").text

    @property
    def scores_into(self) -> tuple[str, ...]:
        """The columns of the profile that keep score, segment, reason, and what they rest on."""
        return score_columns(self.score_column or f"{self.model}_score")

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of an event that the rule reads, each once."""
        named = [taken.field for taken in self.columns]
        named += [one.field for one in self.identifiers]
        named += [one.field for one in self.survivorship if one.field]
        named += [one.field for one in self.looks]
        named += [self.time_field, *([self.id_field] if self.id_field else [])]
        return tuple(dict.fromkeys(named))


def misfits(
    rule: StandingRule, events: Mapping[str, str], profile: Mapping[str, str]
) -> Iterator[str]:
    """Give what of a rule does not fit its tables, one line each; types by column in lower case."""
    yield from _of_itself(rule)
    named = [(rule.events, taken.column, events) for taken in rule.columns]
    if rule.person_column:
        named.append((rule.events, rule.person_column, events))
    named.append((rule.profile, rule.key, profile))
    named += [(rule.profile, one.column, profile) for one in rule.survivorship]
    named += [(rule.profile, name, profile) for name in (rule.scores_into if rule.model else ())]
    for table, column, types in named:
        if column.lower() not in types:
            yield f"{table} has no column {column}"
            return
    if rule.id_field and rule.id_field not in [taken.field for taken in rule.columns]:
        yield f"{rule.id_field} is the id of an event, but no column of {rule.events} takes it"
    key = profile[rule.key.lower()]
    if not key.startswith((*_KEYS, *WHOLE)):
        yield f"{rule.profile}.{rule.key} is {key}: no new key can be made of it"
    person = events[rule.person_column.lower()] if rule.person_column else key
    if person not in (key, "VARCHAR") and not (person.startswith(WHOLE) and key.startswith(WHOLE)):
        yield f"{rule.events}.{rule.person_column} is {person}, {rule.profile}.{rule.key} is {key}"
    for one in rule.survivorship:
        yield from _survivor(rule, one, profile[one.column.lower()])


def _of_itself(rule: StandingRule) -> Iterator[str]:
    """Give what no table could fit."""
    for table in (rule.events, rule.profile, rule.features_into):
        if is_kept(table):
            yield f"{table} is vibecli's own"
    person = [rule.person_column] if rule.person_column else []
    written = {
        rule.events: [*(taken.column for taken in rule.columns), *person],
        rule.profile: [rule.key, *(one.column for one in rule.survivorship)],
    }
    for table, columns in written.items():
        if twice := _twice(columns):
            yield f"{table}.{twice} would be written twice"
    try:
        datetime.fromisoformat(rule.oldest)
    except ValueError:
        yield f"the oldest time, {rule.oldest}, is no moment"


def _twice(columns: Sequence[str]) -> str | None:
    names = [column.lower() for column in columns]
    return next((c for c, name in zip(columns, names, strict=True) if names.count(name) > 1), None)


def _survivor(rule: StandingRule, one: Survivor, kind: str) -> Iterator[str]:
    where = f"{rule.profile}.{one.column}"
    if one.field is None and one.rule != "count":
        yield f"{where} names no field of an event"
    if one.rule in ("sum", "count") and not kind.startswith(NUMBERS):
        yield f"{where} is {kind}: there is no {one.rule} of it"
    if one.rule == "sum" and kind.startswith(_FLOATS):
        yield f"{where} is {kind}: a sum of it depends on the order, DECIMAL does not"
    for identifier in rule.identifiers:
        own = (split_column(p) for p in identifier.columns if of_table(p, rule.profile))
        places = {column.lower() for _, column in own}
        same = {i.field for i in rule.identifiers if i.role == identifier.role}
        if one.column.lower() in places and one.field not in same:
            yield f"{where} identifies by {identifier.role}, but {one.field} is no identifier of it"


def names_key(one: Identifier, rule: "StandingRule") -> bool:
    """True for the field of an event that holds the key of its person's row."""
    return any(
        of_table(place, rule.profile) and split_column(place)[1].lower() == rule.key.lower()
        for place in one.columns
    )


def of_table(place: str, table: str) -> bool:
    """True for TABLE.COLUMN of a table."""
    one, two = TableName.parse(split_column(place)[0]), TableName.parse(table)
    return one.text.lower() == two.text.lower()
