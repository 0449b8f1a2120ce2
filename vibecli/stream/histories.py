"""What is known of a few persons: their events of all sources, as small tables of the same shape.

A set of features computed on these tables gives for these persons what it gives on the whole ones:
every event that can lead to one of them is there, every way of it to whomever it leads, and the
row of each entity it can lead to. Nothing of the whole tables is read but by row id or value.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vibecli.engine.base import Array, Session
from vibecli.engine.names import TableName, key_of, quote
from vibecli.identity.arriving import ABSENT
from vibecli.learn.definition import EventSource, FeatureSet
from vibecli.steps.standing import StandingRule
from vibecli.stream.bridges import Bridges, Led
from vibecli.stream.rowindex import LOCAL
from vibecli.stream.shape import Shape
from vibecli.stream.told_source import ToldSource, expressions, learnt, needed, take_in

TOUCHED = "__live_touched"  # key, rid of the profile: the persons whose features are wanted
_ROWS = "__live_rows"
_WAYS = "__live_ways"


@dataclass
class Histories:
    """The events of one set of features, by person."""

    session: Session
    features: FeatureSet
    rule: StandingRule
    key_type: str
    name: str  # tells one set from others
    told: list[ToldSource] = field(default_factory=list)
    keys: Array = field(default_factory=lambda: np.empty(0, np.uint64))  # hashes of TOUCHED
    led: dict[tuple[str, int], Led] = field(default_factory=dict)  # by source and link

    @classmethod
    def load(
        cls,
        session: Session,
        features: FeatureSet,
        shape: Shape,
        name: str,
        bridges: Bridges,
        more: Sequence[EventSource] = (),
    ) -> "Histories":
        """Learn where the events of all persons lie; `more` are sources beside those of the set."""
        found = cls(session, features, shape.rule, shape.key_type, name)
        further = [source for source in more if source not in features.sources]
        for number, source in enumerate((*features.sources, *further)):
            found.told.append(learnt(session, features, source, f"{name}_{number}"))
        for told in found.told:
            for number, link in enumerate(told.source.links):
                if link.bridge is not None and told.indices is not None:
                    kind = told.types[number]
                    if led := bridges.of(link.bridge, kind, since=link.since):
                        found.led[told.name, number] = led
        return found

    def gather(self) -> None:
        """Make the tables for the persons of TOUCHED."""
        self._catch_up()
        for led in {id(led): led for led in self.led.values()}.values():
            led.look(self.session)
        hashes = self._hashes()
        for told in self.told:
            self._events(told, hashes)
        for told in self.told:
            for number, link in enumerate(told.source.links):
                if link.bridge is not None and (told.name, number) not in self.led:
                    self._bridge(told, number, link.bridge)
        self._follow_led()
        if not self.touched_alone:
            self._entities()

    @cached_property
    def small(self) -> FeatureSet:
        """The set that reads the small tables, by `named`."""
        sources = tuple(self.local(number) for number in range(len(self.features.sources)))
        if self.touched_alone:
            entity = {"entity": f"temp.{TOUCHED}", "key": "key"}
        else:
            entity = {"entity": f"temp.{quote(self._names[-1])}"}
        return self.features.model_copy(update={**entity, "sources": sources})

    @property
    def is_indexed(self) -> bool:
        """True where no bridge and no view is asked in a batch."""
        return all(
            told.indices is not None
            and all(
                link.bridge is None or (told.name, number) in self.led
                for number, link in enumerate(told.source.links)
            )
            for told in self.told
        )

    def near(self, source: EventSource) -> EventSource:
        """Give a source as it reads the small tables."""
        return self.local([told.source for told in self.told].index(source))

    def local(self, number: int) -> EventSource:
        """Give the source of a number as it reads the small tables."""
        told = self.told[number]
        links = tuple(
            link
            if link.bridge is None
            else link.model_copy(update={"bridge": f"SELECT * FROM {told.bridge(n)}"})
            for n, link in enumerate(told.source.links)
        )
        table = f"temp.{quote(self._names[number])}"
        return told.source.model_copy(update={"table": table, "links": links})

    @contextmanager
    def named(self) -> Iterator[None]:
        """Have the small tables under the names of the whole ones, where expressions say them."""
        given = [pair for pair in zip(self._names, self._tables, strict=True) if pair[0] != pair[1]]
        for name, table in given:
            self.session.run(f"CREATE TEMP VIEW {quote(name)} AS SELECT * FROM {table}")
        yield
        for name, _ in given:
            self.session.run(f"DROP VIEW temp.{quote(name)}")

    def others(self) -> str:
        """Give the SELECT of further entities that events of these persons can lead to."""
        ways = [
            f"SELECT key FROM {told.bridge(n)}"
            for told in self.told
            for n, link in enumerate(told.source.links)
            if link.bridge is not None
        ]
        ways += [
            f"SELECT CAST({quote(link.column)} AS {self.key_type}) AS key FROM {told.events}"
            for told in self.told
            for link in told.source.links
            if link.bridge is None
        ]
        return (
            f"SELECT DISTINCT key FROM ({' UNION ALL '.join(ways)})"
            f" WHERE key IS NOT NULL AND key NOT IN (SELECT key FROM {TOUCHED})"
        )

    @property
    def _entity(self) -> str:
        return f"__live_entity_{self.name}"

    @cached_property
    def _tables(self) -> list[str]:
        """The small tables: those of the sources, then of the entity."""
        return [*(told.events for told in self.told), self._entity]

    @cached_property
    def _names(self) -> list[str]:
        """The names the small tables are read by: those of the whole ones, where they are said."""
        texts = [text for f in self.features.features for text in expressions(f)]
        texts += [told.source.where or "" for told in self.told]
        names: list[str] = []
        wholes = [*(told.source.table for told in self.told), self.features.entity]
        for whole, table in zip(wholes, self._tables, strict=True):
            name = TableName.parse(whole).name
            said = re.compile(rf'\b{re.escape(name)}"?\s*\.', re.IGNORECASE)
            free = name.lower() not in {one.lower() for one in names}
            names.append(name if free and any(map(said.search, texts)) else table)
        return names

    def followed(self) -> list[ToldSource]:
        """Give the sources that the stream itself adds to, and tells the rows of."""
        return [told for told in self.told if told.indices is not None and self._is_own(told)]

    def _is_own(self, told: ToldSource) -> bool:
        return key_of(told.source.table) == key_of(self.rule.events)

    def _catch_up(self) -> None:
        """Index the events of the batches that were committed since."""
        for told in self.told:
            if told.indices is None or self._is_own(told):
                continue
            found = self.session.arrays(
                f"SELECT rowid AS rid, {told.hashes()} FROM {told.table}"
                f" WHERE rowid >= ? AND rowid < {LOCAL:d}",
                [told.end],
            )
            take_in(told, found)

    def _events(self, told: ToldSource, hashes: Mapping[tuple[str, int], Array]) -> None:
        """Make the table of the events that can lead to a touched person."""
        end = []
        if told.indices is None:
            wanted = " OR ".join(
                f"o.{quote(link.column)} IN ({self._values(told, n)})"
                for n, link in enumerate(told.source.links)
            )
            select = f"SELECT {told.named} FROM {told.table} o WHERE {wanted}"
        else:
            wanted_ = [hashes[told.name, n] for n in range(len(told.source.links))]
            parts = [f"SELECT {told.named} FROM {told.table} o WHERE o.rowid >= ?"]
            end.append(told.end)
            for at, (table, indices) in enumerate(
                ((told.table, told.indices), (told.copy, told.past or []))
            ):
                rows = [i.find(h) for i, h in zip(indices, wanted_, strict=bool(indices))]
                if rows and len(found := np.unique(np.concatenate(rows))):
                    self.session.register(f"{_ROWS}_{at}", {"rid": found})
                    parts.append(
                        f"SELECT {told.named} FROM {_ROWS}_{at} r JOIN {table} o ON o.rowid = r.rid"
                    )
            select = " UNION ALL ".join(parts)
        self.session.run(f"CREATE OR REPLACE TEMP TABLE {told.events} AS {select}", end)

    def _hashes(self) -> dict[tuple[str, int], Array]:
        """Give the hashes of the values that can lead to a touched person, by source and link."""
        links = [
            (told, number)
            for told in self.told
            if told.indices is not None
            for number in range(len(told.source.links))
        ]
        parts = [f"SELECT {ABSENT} AS at, hash(key)::UBIGINT AS h FROM {TOUCHED}"]
        places = [ABSENT] * len(links)
        for at, (told, number) in enumerate(links):
            if told.source.links[number].bridge is None and told.types[number] == self.key_type:
                continue
            places[at] = at
            if (told.name, number) in self.led:
                continue
            value = f"TRY_CAST(value AS {told.types[number]})"
            parts.append(
                f"SELECT {at} AS at, hash({value})::UBIGINT AS h"
                f" FROM ({self._values(told, number)}) WHERE {value} IS NOT NULL"
            )
        found = self.session.arrays(" UNION ALL ".join(parts))
        at_, hashes = (np.ma.getdata(found[name]) for name in ("at", "h"))
        self.keys = hashes[at_ == ABSENT]
        pairs = zip(links, places, strict=True)
        wanted = {(told.name, number): hashes[at_ == at] for (told, number), at in pairs}
        return wanted | {link: led.now.values(self.keys) for link, led in self.led.items()}

    @staticmethod
    def _values(told: ToldSource, number: int) -> str:
        """Give the SELECT of the values of a link that can lead to a touched person."""
        bridge = told.source.links[number].bridge
        if bridge is None:
            return f"SELECT key AS value FROM {TOUCHED}"
        return f"SELECT value FROM ({bridge}\n) WHERE key IN (SELECT key FROM {TOUCHED})"

    def _bridge(self, told: ToldSource, number: int, bridge: str) -> None:
        """Keep every way of the values of these events, to whomever it leads."""
        column = quote(told.source.links[number].column)
        self.session.run(
            f"CREATE OR REPLACE TEMP TABLE {told.bridge(number)} AS SELECT * FROM ({bridge}\n)"
            f" WHERE value IN (SELECT {column} FROM {told.events})"
        )

    def _follow_led(self) -> None:
        """Keep the ways of these events by the bridges that are in memory."""
        links = [(told, n) for told in self.told for n in range(len(told.source.links))]
        links = [(told, n) for told, n in links if (told.name, n) in self.led]
        if not links:
            return
        values = (
            f"SELECT DISTINCT {at} AS at, hash({quote(told.source.links[n].column)})::UBIGINT AS h"
            f" FROM {told.events}"
            for at, (told, n) in enumerate(links)
        )
        found = self.session.arrays(" UNION ALL ".join(values))
        at_, hashes = (np.ma.getdata(found[name]) for name in ("at", "h"))
        for at, (told, number) in enumerate(links):
            link, wanted = told.source.links[number], hashes[at_ == at]
            ways = self.led[told.name, number].now.find(wanted)
            near = {"h": wanted[ways.asked], "key": ways.keys, "since": ways.since}
            self.session.register(f"{_WAYS}_{told.name}_{number}", near)
            since = ", make_timestamp(w.since) AS since" if link.since else ""
            value = f"o.{quote(link.column)}"
            self.session.run(
                f"CREATE OR REPLACE TEMP TABLE {told.bridge(number)} AS SELECT DISTINCT"
                f" {value} AS value, CAST(w.key AS {self.key_type}) AS key{since}"
                f" FROM {told.events} o JOIN {_WAYS}_{told.name}_{number} w"
                f" ON w.h = hash({value})::UBIGINT"
            )

    @cached_property
    def touched_alone(self) -> bool:
        """True where of the entities nothing is wanted but who is touched."""
        return len(self._attributes) == 1 and not self._may_lead_elsewhere

    def _entities(self) -> None:
        """Make the table of the entities: the touched ones, and others an event can lead to."""
        key, table = quote(self.features.key), TableName.parse(self.features.entity).sql
        named = ", ".join(f"o.{quote(name)}" for name in self._attributes)
        self.session.run(
            f"CREATE OR REPLACE TEMP TABLE {self._entity} AS SELECT {named} FROM {TOUCHED} t"
            f" JOIN {table} o ON o.rowid = t.rid"
        )
        if self.has_others():
            self.session.run(
                f"INSERT INTO {self._entity} SELECT {named} FROM {table} o WHERE o.{key} IN"
                f" (SELECT key FROM ({self.others()}))"
                f" AND o.{key} NOT IN (SELECT {key} FROM {self._entity})"
            )

    @cached_property
    def _attributes(self) -> tuple[str, ...]:
        """The columns of an entity that are read."""
        table = TableName.parse(self.features.entity).sql
        texts = [f.column or "" for f in self.features.features if f.measure == "attribute"]
        whole = self.session.describe(f"SELECT * FROM {table}")
        return tuple(one.name for one in needed(whole, texts, [self.features.key]))

    def has_others(self) -> bool:
        """True where an event can lead to somebody else."""
        if not self._may_lead_elsewhere:
            return False
        return bool(self.session.value(f"SELECT count(*) FROM ({self.others()})"))

    @cached_property
    def _may_lead_elsewhere(self) -> bool:
        """False where every event has one link, the key itself, and that is whom it touches."""
        grows, person = key_of(self.rule.events), (self.rule.person_column or "").lower()
        return not all(
            len(told.source.links) == 1
            and told.source.links[0].bridge is None
            and (
                key_of(told.source.table) != grows or told.source.links[0].column.lower() == person
            )
            for told in self.told
        )
