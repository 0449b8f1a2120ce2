"""Whom an identifier names, and which rows are that person's.

Owns the way from a typed identifier over rows, identity tables, provenance and keys to one person.
Rows of another person are never among them, whatever they share. Reads only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.base import Column
from vibecli.engine.names import TableName
from vibecli.errors import UsageError
from vibecli.identity.identifying import identifying, tells_people
from vibecli.identity.namesake import Names, names_of, other_person
from vibecli.identity.records import record_ids
from vibecli.identity.seal import normal_forms
from vibecli.identity.whereabouts import Values, Whereabouts, numbered
from vibecli.run.identity_records import identity_tables

PROVENANCE = "_provenance"
MOST = 60  # rows up to which a value may name persons
_NAMING = {"source", "record_id"}


class Row(NamedTuple):
    """A row of a table that says who somebody is."""

    table: str
    rid: int


class Member(NamedTuple):
    """A person of an identity table."""

    identity: str
    person: str


@dataclass
class Found:
    """One person: the rows, what each says and why it is the person's."""

    rows: dict[Row, Values] = field(default_factory=dict)
    why: dict[Row, str] = field(default_factory=dict)
    ids: dict[Row, str] = field(default_factory=dict)  # their record ids
    members: dict[str, str] = field(default_factory=dict)  # the person of each identity table
    chances: dict[tuple[str, str], float | None] = field(default_factory=dict)  # by record
    names: list[Names] = field(default_factory=list)


class CustomerFinder:
    """Finds persons in one open database."""

    def __init__(self, where: Whereabouts, catalog: Catalog) -> None:
        self.where = where
        self.catalog = catalog
        self.identities = tuple(t for t in identity_tables(catalog) if t.kind == "table")
        own = [t for t in catalog.tables if t.kind == "table" and not names_records(t)]
        self.people = tuple(t for t in own if tells_people(t) and not t.rejects)

    def find(self, text: str) -> list[Found]:
        """Give the persons that an identifier names; none where nobody is known by it.

        Raises UsageError for what so many rows hold that it names nobody.
        """
        seeds, members = self._seeds(text)
        if len(seeds) > MOST:
            raise UsageError(
                f"{len(seeds):,} rows hold that: too many for it to name a person",
                hint="name the customer by a loyalty id, or TABLE:KEY of a record",
            )
        found = [self._whole(seeds=(), member=member) for member in members]
        for row, why in seeds.items():
            if any(row in one.rows for one in found):
                continue
            new = self._whole(seeds=((row, why),))
            same = next((one for one in found if _one(one, new)), None)
            if same is None:
                found.append(new)
            else:
                _join(same, new)
        return found

    # Whom it names

    def _seeds(self, text: str) -> tuple[dict[Row, str], list[Member]]:
        """Give the rows that state the identifier with how, and the persons it is the id of."""
        place, _, rest = text.rpartition(":")
        named = self.catalog.table(place.strip()) if place.strip() and rest.strip() else None
        forms = normal_forms(rest if named else text)
        seeds: dict[Row, str] = {}
        for table in (named,) if named else self.people:
            for column, kind in identifying(table, key_only=bool(named)):
                for rid in self.where.holding(table, column.name, kind, forms.get(kind, "")):
                    seeds.setdefault(Row(table.name, rid), f"known by its {column.name}")
        identities = () if named else self.identities
        persons = {
            Member(table.name, text.strip())
            for table in identities
            if self.where.holding(table, "person_id", "text", text.strip())
        }
        return seeds, sorted(persons)

    # What is theirs

    def _whole(self, seeds: Sequence[tuple[Row, str]], member: Member | None = None) -> Found:
        """Give all rows of the person that some are of, or of a person of an identity table."""
        found = Found()
        if member is not None:
            self._take_member(found, member)
        for row, why in seeds:
            self._take(found, row, why)
        done: set[Row] = set()
        while left := [row for row in found.rows if row not in done]:
            for row in left:
                done.add(row)
                self._follow(found, row)
        return found

    def _follow(self, found: Found, row: Row) -> None:
        """Take in what a row leads to: its cluster, its profile, the records it names by key."""
        info = self._info(row.table)
        for member, chance in self._members(info, found.ids[row]):
            found.chances[row.table, found.ids[row]] = chance
            self._take_member(found, member)
        for other, why in self._beside(info, found.ids[row], found.rows[row]):
            if other not in found.rows and not self._is_other(found, other):
                self._take(found, other, why)

    def _take_member(self, found: Found, member: Member) -> None:
        """Take in the records of a person; the first person of an identity table is the one."""
        if found.members.setdefault(member.identity, member.person) != member.person:
            return
        identity = self._info(member.identity)
        for values in self.where.holding(identity, "person_id", "text", member.person).values():
            low = {name.lower(): value for name, value in values.items()}
            source, record = self.catalog.table(low["source"] or ""), low["record_id"]
            if source is None or record is None:
                continue
            chance = low.get("probability")
            found.chances[source.name, record] = float(chance) if chance else None
            for rid in self._records(source, record):
                why = f"the same person in {identity.name}"
                self._take(found, Row(source.name, rid), why)

    def _members(self, info: TableInfo, record: str) -> Iterator[tuple[Member, float | None]]:
        for identity in self.identities:
            for values in self.where.holding(identity, "record_id", "text", record).values():
                low = {name.lower(): value for name, value in values.items()}
                if low["person_id"] and _same_table(low["source"], info.name):
                    chance = low.get("probability")
                    member = Member(identity.name, low["person_id"])
                    yield member, float(chance) if chance else None

    def _beside(self, info: TableInfo, record: str, values: Values) -> Iterator[tuple[Row, str]]:
        """Give rows that provenance or a key ties to a row, with how."""
        for told, profile in self.provenances():
            if profile.name == info.name:
                for source, other in self._named(told, "profile_key", record):
                    yield from self._rows(source, other, f"{info.name} was written from it")
            for key in self._keys_from(told, info, record):
                yield from self._rows(profile.name, key, f"written from its {info.name}")
        for table, column, value, why in self._keyed(info, values):
            for rid in self.where.holding(self._info(table), column, "text", value):
                yield Row(table, rid), why

    def _keyed(self, info: TableInfo, values: Values) -> Iterator[tuple[str, str, str, str]]:
        """Give the columns of other people's tables that a row is tied to by key, and the value."""
        known = {table.name for table in self.people}
        for link in self.catalog.relationships:
            if not {link.table, link.to_table} <= known or link.table == link.to_table:
                continue
            why = f"{link.table}.{link.column} is its {link.to_column}"
            if link.table == info.name and (value := values.get(link.column)):
                yield link.to_table, link.to_column, value, why
            elif link.to_table == info.name and (value := values.get(link.to_column)):
                yield link.table, link.column, value, why

    def provenances(self) -> Iterator[tuple[TableInfo, TableInfo]]:
        """Give the provenance tables, each with its profile table."""
        for table in self.catalog.tables:
            if table.name.endswith(PROVENANCE) and table.column("profile_key"):
                profile = self.catalog.table(table.name.removesuffix(PROVENANCE))
                if profile is not None and len(profile.key) == 1:
                    yield table, profile

    def _named(self, told: TableInfo, column: str, value: str) -> list[tuple[str, str]]:
        rows = self.where.holding(told, column, "text", value).values()
        return sorted({(str(r["source"]), str(r["record_id"])) for r in rows if r["source"]})

    def _keys_from(self, told: TableInfo, info: TableInfo, record: str) -> list[str]:
        rows = self.where.holding(told, "record_id", "text", record).values()
        return sorted({str(r["profile_key"]) for r in rows if _same_table(r["source"], info.name)})

    def _rows(self, table: str, record: str, why: str) -> Iterator[tuple[Row, str]]:
        info = self.catalog.table(table)
        for rid in self._records(info, record) if info else ():
            yield Row(info.name if info else table, rid), why

    def _records(self, info: TableInfo, record: str) -> list[int]:
        """Give the rows of a record."""
        if len(info.key) == 1:
            return [*self.where.holding(info, info.key[0], "text", record)]
        rows = self.where.session.rows(
            f"SELECT __rid FROM ({self._all_ids(info)}) WHERE record_id = ?", [record]
        )
        return [int(rid) for (rid,) in rows]

    def _take(self, found: Found, row: Row, why: str) -> None:
        if row in found.rows:
            return
        info = self._info(row.table)
        found.rows[row] = self.where.values(info, [row.rid])[row.rid]
        found.why[row] = why
        found.ids[row] = self._record_id(info, row, found.rows[row])
        found.names.append(names_of(info, found.rows[row]))

    def _record_id(self, info: TableInfo, row: Row, values: Values) -> str:
        if len(info.key) == 1:
            return values[next(c.name for c in info.columns if c.name == info.key[0])] or ""
        sql = f"SELECT record_id FROM ({self._all_ids(info)}) WHERE __rid = ?"
        return str(self.where.session.value(sql, [row.rid]))

    def _all_ids(self, info: TableInfo) -> str:
        columns = [Column(column.name, column.type) for column in info.columns]
        return record_ids(info, columns, numbered(info))

    def _is_other(self, found: Found, row: Row) -> bool:
        """True for a row of another person, by its cluster, name or birth date."""
        info = self._info(row.table)
        values = self.where.values(info, [row.rid])[row.rid]
        for member, _ in self._members(info, self._record_id(info, row, values)):
            if found.members.get(member.identity, member.person) != member.person:
                return True
        names = names_of(info, values)
        return other_person([names], found.names)

    def _info(self, name: str) -> TableInfo:
        info = self.catalog.table(name)
        assert info is not None, "rows are found in tables of the catalog"
        return info


def names_records(table: TableInfo) -> bool:
    """True for a table that names records of others: identity, its events, provenance."""
    return {column.name.lower() for column in table.columns} >= _NAMING


def _same_table(one: str | None, two: str) -> bool:
    return one is not None and TableName.parse(one).text.lower() == two.lower()


def _one(one: Found, two: Found) -> bool:
    """Tell that two finds may be one person: nothing tells them apart."""
    shared = one.members.keys() & two.members.keys()
    if shared:
        return all(one.members[name] == two.members[name] for name in shared)
    return not other_person(one.names, two.names)


def _join(one: Found, two: Found) -> None:
    for row in two.rows:
        one.rows.setdefault(row, two.rows[row])
        one.why.setdefault(row, two.why[row])
        one.ids.setdefault(row, two.ids[row])
    one.members = two.members | one.members
    one.chances = two.chances | one.chances
    one.names += two.names
