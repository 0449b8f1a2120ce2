"""Everything that is known of one person: found by an identifier, across cluster and tables.

Owns which rows are the person's and why: the records of the identity cluster, the rows tied to
them by key, and those that hold a value which is this person's alone. A row of another person
is never among them, whatever they share. It reads only.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.data.mask import mask
from vibecli.errors import ActionNeeded, NotFound
from vibecli.identity.clusters import Clusters, Link
from vibecli.identity.ground import Ground, Numbered, Values
from vibecli.identity.identifying import identifying, kind_of, numbers_of, tells_people
from vibecli.identity.mention import mention
from vibecli.identity.namesake import Names, names_of, other_family, other_person
from vibecli.identity.needles import NEEDLE, texts_of, whole_needles
from vibecli.identity.phone_text import phone_digits
from vibecli.identity.seal import KINDS, IdentifierKind, Seal, Sealed

_MOST_NAMED = 4
_COMMON = 50  # rows elsewhere from which on a value is nobody's own
_MOST_SEEDS = 500  # rows that state an identifier: with more it is a placeholder
Place = tuple[str, int]  # a table and the number of a row


@dataclass
class Subject:
    """The rows of one person, by table, and what must be told beside them."""

    rows: dict[str, dict[int, str]] = field(default_factory=dict)  # row and why
    records: dict[str, dict[int, Values]] = field(default_factory=dict)  # those that say who it is
    ties: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # columns naming a record
    loosened: dict[tuple[str, str], set[int]] = field(default_factory=dict)  # of others, that refer
    texts: dict[tuple[str, str], set[int]] = field(default_factory=dict)  # that name the person
    needles: tuple[str, ...] = ()  # what such texts name
    phones: tuple[str, ...] = ()  # of those, in whatever spelling
    shared: dict[str, int] = field(default_factory=dict)  # rows of others with the same value
    notes: list[str] = field(default_factory=list)

    @property
    def named(self) -> re.Pattern[str]:
        """What names the person in a text."""
        return whole_needles(self.needles, self.phones)

    def add(self, table: str, rids: Sequence[int], why: str) -> list[int]:
        """Take rows in; gives those that are new."""
        known = self.rows.setdefault(table, {})
        fresh = [rid for rid in rids if rid not in known]
        known.update(dict.fromkeys(fresh, why))
        if not known:
            del self.rows[table]
        return fresh


class SubjectFinder:
    """Finds the rows of one person."""

    def __init__(self, tables: Numbered, seal: Seal) -> None:
        self._ground = Ground(tables)
        self._seal = seal
        self._catalog = tables.catalog
        self._clusters = Clusters(self._ground)
        self._names: list[Names] = []
        self.found = Subject()

    def find(self, identifiers: Sequence[Sealed]) -> Subject:
        """Give all of one person. Raises NotFound, and ActionNeeded where it may be several."""
        marked = self._clusters.persons_marked
        named = [([*self._seeds(one)], marked(self._seal, one)) for one in identifiers]
        seeds = [place for places, _ in named for place in places]
        persons = {person for _, known in named for person in known}
        unknown = [one.label for one, hit in zip(identifiers, named, strict=True) if not any(hit)]
        self.found.notes += [f"nobody here is known by {label}" for label in unknown]
        if not seeds and not persons:
            self._check_places(identifiers)
            raise NotFound(
                f"nobody here is known by {', '.join(unknown)}",
                hint="email, phone, loyalty id or source key; removed by a plan: undo it first",
            )
        persons |= self._one_person(dict(seeds), persons)
        self._records(seeds, persons)
        self._tie()
        self._values()
        self._name_texts()
        for (table, _), rids in self.found.loosened.items():
            rids -= {*self.found.rows.get(table, {})}
        return self.found

    # Whom an identifier names

    def people(self) -> Iterator[TableInfo]:
        """Give the tables whose rows say who somebody is."""
        for table in self._catalog.tables:
            if table.kind == "view" or self._clusters.is_identity(table):
                continue
            if tells_people(table):
                yield table

    def _check_places(self, identifiers: Sequence[Sealed]) -> None:
        """Raise NotFound where a view is named as the place of a record."""
        for name in (one.place for one in identifiers if one.place):
            info = self._catalog.table(name)
            if info and info.kind == "view":
                raise NotFound(
                    f"{name} is a view: nobody is named by a row of it",
                    hint="name the table that it reads, or an email, phone or loyalty id",
                )

    def _seeds(self, one: Sealed) -> Iterator[tuple[Place, str]]:
        """Give the rows that state the identifier, and how they were found."""
        for table in self.people():
            if one.place and table.name.lower() != one.place.lower():
                continue
            for column, kind in identifying(table, key_only=bool(one.place)):
                mark = one.kinds.get(kind)
                if mark is None or not (raw := self._marked(table.name, column.name, kind, mark)):
                    continue
                for rid in self._ground.holding(table.name, column.name, raw):
                    yield (table.name, rid), f"known by this {column.name}"

    def _marked(self, table: str, column: str, kind: IdentifierKind, mark: str) -> list[str]:
        """Give the values of a column that are the identifier in whatever spelling."""
        values = self._ground.distinct(table, column)
        return [value for value, made in self._seal.marked(kind, values) if made == mark]

    def _one_person(self, seeds: Mapping[Place, str], persons: set[str]) -> set[str]:
        """Give the cluster of the rows found. Raises ActionNeeded where they are of several."""
        if len(seeds) > _MOST_SEEDS:
            raise self._ambiguous([*seeds])
        groups: list[tuple[set[str], list[Names], list[Place]]] = []
        for place in seeds:
            info = self._info(place[0])
            names = names_of(info, self._ground.values(info, [place[1]])[place[1]])
            own = self._clusters.persons(info, [place[1]])
            for known, said, places in groups:
                if (own and own == known) or (
                    not (own and known) and not other_person([names], said)
                ):
                    known.update(own)
                    said.append(names)
                    places.append(place)
                    break
            else:
                groups.append((set(own), [names], [place]))
        clusters = {frozenset(known) for known, _, _ in groups if known} | {
            frozenset([person]) for person in persons
        }
        if len(groups) > 1 or len(clusters) > 1:
            raise self._ambiguous([places[0] for _, _, places in groups])
        return set().union(*(known for known, _, _ in groups)) if groups else set()

    def _ambiguous(self, places: Sequence[Place]) -> ActionNeeded:
        named = []
        for table, rid in places[:_MOST_NAMED]:
            info = self._info(table)
            record = self._ground.record_ids(info, [rid]).get(rid, str(rid))
            role = next(iter(info.key_roles), None) if len(info.key) == 1 else None
            named.append(f"{table}:{mask(record, role)}")
        told = f": {', '.join(named)}" if named else ""
        return ActionNeeded(
            f"that may be {len(places)} persons{told}; nothing was written",
            hint="say which one by its record, TABLE:KEY",
            details={"action": "answer", "records": named},
        )

    # What is the person's

    def _records(self, seeds: Sequence[tuple[Place, str]], persons: set[str]) -> None:
        """Take in the rows found and every record of the cluster."""
        for (table, rid), why in seeds:
            self._take(self._info(table), [rid], why)
        for identity in self._clusters.tables:
            records = self._clusters.members(identity, persons)
            for source, ids in records.items():
                if (info := self._catalog.table(source)) is not None:
                    rows = self._ground.records(info, ids)
                    self._take(info, rows, f"the same person in {identity.name}")
            self._clusters.take(identity, persons, self.found)

    def _take(self, info: TableInfo, rids: Sequence[int], why: str) -> None:
        """Take rows in that say who the person is."""
        fresh = self.found.add(info.name, rids, why)
        values = self._ground.values(info, fresh)
        self.found.records.setdefault(info.name, {}).update(values)
        self._names += [names_of(info, row) for row in values.values()]

    def _tie(self) -> None:
        """Take in, over and over, the rows that refer to what is the person's."""
        links = [*self._clusters.links()]
        links += [
            (r.table, r.column, r.to_table, r.to_column)
            for r in self._catalog.relationships
            if not self._clusters.governs(r.table, r.column, r.to_table)
        ]
        links += self._called_alike({(table, column) for table, column, _, _ in links})
        done: set[tuple[str, str, str, int]] = set()
        while True:
            before = sum(map(len, self.found.rows.values()))
            for table, column, to_table, to_column in links:
                rows = self.found.rows.get(to_table, {})
                step = (table, column, to_table, len(rows))
                if rows and step not in done:
                    done.add(step)
                    self._tie_one(table, column, to_table, to_column)
            if sum(map(len, self.found.rows.values())) == before:
                return

    def _called_alike(self, known: set[tuple[str, str]]) -> Iterator[Link]:
        """Give what is called like the number of persons, where nothing else tells what it is."""
        people = [*self.people()]
        for table in self._catalog.tables:
            if not (table.kind == "view" or table in people or self._clusters.is_identity(table)):
                for column, person in numbers_of(people, table):
                    if (table.name, column.name) not in known:
                        yield table.name, column.name, person.name, person.key[0]

    def _tie_one(self, table: str, column: str, to_table: str, to_column: str) -> None:
        info = self._catalog.table(table)
        if info is None or info.kind == "view":
            return
        keys = self._ground.distinct(to_table, to_column, self.found.rows[to_table])
        known = self.found.rows.get(table, {})
        rows = [rid for rid in self._ground.holding(table, column, keys) if rid not in known]
        self.found.ties.setdefault((table, column), set()).update(keys)
        named = mention(to_table, keys[0]) if len(keys) == 1 else to_table
        why = f"its {column} is of {named}"
        if not tells_people(info):
            self.found.add(table, rows, why)
            return
        others = {rid for rid in rows if self._is_other(info, rid)}
        if others and column.lower() not in {name.lower() for name in info.key}:
            self.found.loosened.setdefault((table, column), set()).update(others)
        self._take(info, [rid for rid in rows if rid not in others], why)

    def _values(self) -> None:
        """Take in rows elsewhere that hold a value which is this person's alone."""
        for kind in KINDS:
            stated = self._stated(kind)
            marks = {mark for _, _, mark in stated}
            if not marks:
                continue
            held = self._held(kind, marks, {name.lower() for name, _, _ in stated})
            often = Counter(mark for _, _, mark, _ in held)
            others = {mark for mark, rows in often.items() if rows > _COMMON}
            others |= self._of_several(kind, [one for one in held if one[2] not in others])
            for info, column, mark, rid in held:
                if mark in others:
                    self.found.shared[column] = self.found.shared.get(column, 0) + 1
                elif tells_people(info):
                    self._take(info, [rid], f"holds this person's {column}")
                else:
                    self.found.add(info.name, [rid], f"holds this person's {column}")
            own = [value for _, value, mark in stated if mark not in others]
            self.found.needles += tuple(value for value in own if len(value) >= NEEDLE)
            self.found.phones += tuple(own) if kind == "phone" else ()

    def _of_several(
        self, kind: IdentifierKind, held: Sequence[tuple[TableInfo, str, str, int]]
    ) -> set[str]:
        """Give the marks that some other person holds: another than this one, or than the next."""
        several, said = set[str](), dict[str, list[Names]]()
        for info, _, mark, rid in held:
            names = names_of(info, self._ground.values(info, [rid])[rid])
            known = said.setdefault(mark, [])
            family = kind == "phone" and any(other_family(names, own) for own in self._names)
            if family or self._is_other(info, rid) or other_person([names], known):
                several.add(mark)
            known.append(names)
        return several

    def _stated(self, kind: IdentifierKind) -> list[tuple[str, str, str]]:
        """Give column, value and mark of what the person's records state."""
        found = []
        for table, rows in self.found.records.items():
            for column in _naming(self._info(table), kind):
                values = {v for row in rows.values() if (v := row.get(column.name))}
                for value, mark in self._seal.marked(kind, sorted(values)):
                    found.append((column.name, value, mark))
        return found

    def _held(
        self, kind: IdentifierKind, marks: set[str], names: set[str]
    ) -> list[tuple[TableInfo, str, str, int]]:
        """Give where else such values are held; an id only under the same name."""
        found = []
        for table in self._catalog.tables:
            if table.kind == "view":
                continue
            known = self.found.rows.get(table.name, {})
            for column in _naming(table, kind):
                if kind == "id" and column.name.lower() not in names:
                    continue
                made = dict(self._seal.marked(kind, self._ground.distinct(table.name, column.name)))
                raw = [value for value, mark in made.items() if mark in marks]
                for value in raw:
                    rows = self._ground.holding(table.name, column.name, [value])
                    fresh = [rid for rid in rows if rid not in known]
                    found += [(table, column.name, made[value], rid) for rid in fresh]
        return found

    def _is_other(self, info: TableInfo, rid: int) -> bool:
        """True for a row of another person."""
        if self._clusters.is_source(info) and self._clusters.persons(info, [rid]):
            return True
        names = names_of(info, self._ground.values(info, [rid])[rid])
        return other_person([names], self._names)

    def _name_texts(self) -> None:
        """Note the free texts that name the person by such a value."""
        needles = self.found.needles = tuple(dict.fromkeys(self.found.needles))
        phones = self.found.phones = tuple(dict.fromkeys(self.found.phones))
        loose = [pattern for pattern in map(phone_digits, phones) if pattern]
        named = self.found.named
        for table in self._catalog.tables if needles else ():
            for column in texts_of(table):
                known = self.found.rows.get(table.name, {})
                texts = self._ground.naming(table.name, column.name, needles, loose)
                found = {r for r, text in texts.items() if named.search(text)}
                if found and table.rejects:
                    fresh = sorted(found - {*known})
                    self.found.add(table.name, fresh, "the line names this person")
                elif found:
                    self.found.texts[table.name, column.name] = found

    def _info(self, table: str) -> TableInfo:
        info = self._catalog.table(table)
        assert info is not None, "rows are found in tables of the catalog"
        return info


def _naming(table: TableInfo, kind: IdentifierKind) -> Iterator[ColumnInfo]:
    return (column for column in table.columns if kind_of(column) == kind)
