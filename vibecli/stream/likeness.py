"""Whom an event that no identifier names looks like, by the model of the standing match.

Owns the persons as they were matched, read once a stream: what a stream writes does not change
them, so that the answer on an event does not depend on when the stream was started. The profile
itself is left out for the same reason.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, key_of
from vibecli.errors import Stale
from vibecli.identity.arriving import ABSENT
from vibecli.identity.index import Index, Known, settled_frame
from vibecli.identity.resolver import People, Resolver
from vibecli.identity.shelf import Rules, Shelf, rules_of
from vibecli.identity.source import Source, SourceColumn, read_source
from vibecli.identity.trained import Trained
from vibecli.run.models import standing_model
from vibecli.steps.standing_known import person_profiles
from vibecli.stream.line import Event
from vibecli.stream.shape import Shape

Tables = Callable[[str], TableInfo | None]


class Likely(NamedTuple):
    """The person an event is of, or whom it may be of; ABSENT for nobody."""

    person: int = ABSENT
    asked: int = ABSENT


@dataclass(frozen=True)
class Likeness:
    """The resolver of one rule."""

    resolver: Resolver
    table: str  # as the model knows it
    fields: tuple[
        tuple[str, int], ...
    ]  # column of the table, and its place among the rule's fields
    profiles: Mapping[str, str]  # key of the profile, by person
    records: Mapping[tuple[str, str], str]  # person, by record
    numbers: Mapping[str, int]  # of persons of the stream, by key

    @classmethod
    def opened(
        cls, session: Session, shape: Shape, tables: Tables, keys: Iterable[str]
    ) -> Self | None:
        """Make it, where the rule asks for it. Raises Stale where the match does not allow it."""
        rule = shape.rule
        if rule.like is None or not rule.looks:
            return None
        identity = TableName.parse(rule.identity or "")
        trained = standing_model(session, identity.text) if rule.identity else None
        if trained is None or trained.statistics is None:
            raise _unfit(rule.name, f"no match into {identity.text} that single records may follow")
        names = [name for name in trained.sources if key_of(name) == key_of(rule.like)]
        if not names:
            raise _unfit(rule.name, f"{rule.like} was not matched into {identity.text}")
        persons = _persons(session, identity)
        own = key_of(rule.profile)
        sources = [
            _source(session, tables(n), n, persons, n.lower() == own) for n in trained.sources
        ]
        at = {field: number for number, field in enumerate(rule.fields)}
        known = person_profiles(rule, shape.profile, identity.sql, shape.provenance)
        profiles: dict[str, str] = dict(session.rows(known))
        return cls(
            resolver=_resolver(trained, sources, persons),
            table=names[0],
            fields=tuple((one.column, at[one.field]) for one in rule.looks),
            profiles=profiles,
            records=persons,
            numbers={},
        ).numbered(keys)

    def numbered(self, keys: Iterable[str]) -> Self:
        """Give it for the persons of a stream as they are numbered now."""
        return replace(self, numbers={key: number for number, key in enumerate(keys)})

    def tell(self, event_id: str, event: Event) -> Likely:
        """Tell whom an event is of, by what it says of the person."""
        values = {column: event.values[at] for column, at in self.fields}
        if not any(values.values()):
            return Likely()
        answer = self.resolver.resolve(self.table, f"event {event_id}", values)
        if answer.verdict == "person":
            return Likely(person=self._number(answer.person))
        if answer.verdict == "review":
            people = (self.records.get(record) for record in answer.like)
            return Likely(asked=max((self._number(person) for person in people), default=ABSENT))
        return Likely()

    def _number(self, person: str | None) -> int:
        return self.numbers.get(self.profiles.get(person or "", person or ""), ABSENT)


def _persons(session: Session, identity: TableName) -> dict[tuple[str, str], str]:
    rows = session.rows(
        f"SELECT source, CAST(record_id AS VARCHAR), person_id FROM {identity.sql}"
        " WHERE person_id IS NOT NULL"
    )
    return {(str(source), str(record)): str(person) for source, record, person in rows}


def _source(
    session: Session,
    info: TableInfo | None,
    name: str,
    persons: Mapping[tuple[str, str], str],
    empty: bool,
) -> Source:
    """Read the records of a table that were matched."""
    if empty or info is None:
        return Source(name, np.empty(0, dtype=object), ())
    number = "row_number() OVER ()" if info.column("rowid") else "rowid"
    columns = [Column(column.name, column.type) for column in info.columns]
    relation = f"(SELECT {number} AS __rid, * FROM {info.table.sql})"
    read = read_source(session, info, columns, relation)
    known = np.array([(name, str(record)) in persons for record in read.ids.tolist()], dtype=bool)
    kept = tuple(SourceColumn(c.name, c.role, c.values, c.codes[known]) for c in read.columns)
    return Source(name, read.ids[known], kept, read.key)


def _resolver(
    trained: Trained, sources: Sequence[Source], persons: Mapping[tuple[str, str], str]
) -> Resolver:
    frame = settled_frame(trained, sources)
    prints = np.arange(1, frame.size + 1, dtype=np.uint64)
    base = Shelf.of(frame, prints, rules_of(trained.chosen_fields))
    names = [frame.names[source] for source in frame.source.tolist()]
    whose = [
        persons[name, str(record)] for name, record in zip(names, frame.ids.tolist(), strict=True)
    ]
    people, numbers = np.unique(np.array(whose, dtype=object), return_inverse=True)
    none = np.empty(0, dtype=np.int64)
    known = Known(base, none, base.without(none, Rules()))
    return Resolver(trained, Index(trained, known), People.of(people.tolist(), numbers))


def _unfit(rule: str, why: str) -> Stale:
    return Stale(
        f"standing rule {rule} compares events with matched records: {why}",
        hint="match them anew, or make the rule without; nothing was taken",
    )
