"""The profiles of the persons of a match: which tables have them, and which row is whose.

A profile is of a person by what is known today: it was matched itself, a record of the person
was written to it, or it names such a record. Keys may be told of profiles that are not there: who
reads them asks the profile. So a profile that comes changes nothing here.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.names import TableName, key_of, literal, quote

PERSON = "person_id"
IDENTITY = (PERSON, "source", "record_id")
_WRITTEN = ("profile_key", "source", "record_id")  # of the provenance of a profile


class Profiles(NamedTuple):
    """A table with a row a person, and whose each row is: a SELECT of (person_id, key)."""

    table: str
    persons: str


def profiles(identity: TableInfo, catalog: Catalog) -> Iterator[Profiles]:
    """Give the tables that have the persons of an identity table; without one, itself."""
    found = False
    for table in catalog.tables:
        if len(table.key) != 1 or key_of(table.name) == key_of(identity.name):
            continue
        if table.key == (PERSON,):
            found = True
            yield Profiles(table.name, _themselves(table, identity))
        elif (provenance := _provenance(table, catalog)) is not None:
            found = True
            yield Profiles(table.name, _tied(identity, table, provenance, catalog))
    if not found:
        yield Profiles(identity.name, _themselves(identity, identity))


def is_matched(identity: TableInfo, table: TableInfo) -> bool:
    """True unless the identity table is known to have no record of a table."""
    source = identity.column("source")
    named = {key_of(one.value) for one in source.top} if source else set()
    return not named or key_of(table.name) in named


def _provenance(table: TableInfo, catalog: Catalog) -> TableInfo | None:
    name = TableName(table.table.schema, f"{table.table.name}_provenance")
    found = catalog.table(name.text)
    return found if found and all(map(found.column, _WRITTEN)) else None


def _themselves(table: TableInfo, identity: TableInfo) -> str:
    """Give the SELECT of a table keyed by persons, over all there are where the types are one."""
    kinds = {
        info.name: column.type for info in (table, identity) if (column := info.column(PERSON))
    }
    rows = identity if len({*kinds.values()}) == 1 else table
    return f"SELECT {PERSON}, {PERSON} AS key FROM {rows.table.sql}"


def _own(identity: TableInfo, profile: TableInfo, kind: str) -> str:
    """Give the SELECT of the profiles that were matched themselves, as records."""
    record = key = "CAST(record_id AS VARCHAR)"
    where = f"lower(source) = {literal(profile.name.lower())}"
    if kind != "VARCHAR":
        key = f"TRY_CAST(record_id AS {kind})"
        where += f" AND CAST({key} AS VARCHAR) = {record}"
    return (
        f"SELECT lower(source) AS source, {record} AS record_id, {key} AS key"
        f" FROM {identity.table.sql} WHERE {where}"
    )


def _tied(identity: TableInfo, profile: TableInfo, provenance: TableInfo, catalog: Catalog) -> str:
    """Give the SELECT of the profiles of persons: each by the records that it is tied to."""
    key, own = quote(profile.key[0]), profile.table.sql
    column = profile.column(profile.key[0])
    kind = column.type if column else "VARCHAR"
    names = []
    for one in catalog.relationships:
        matched = catalog.table(one.to_table)
        if (
            key_of(one.table) == key_of(profile.name)
            and matched is not None
            and matched.key == (one.to_column,)
            and is_matched(identity, matched)
        ):
            named = quote(one.column)
            names.append(
                f"SELECT {literal(matched.name.lower())}, CAST({named} AS VARCHAR), {key}"
                f" FROM {own} WHERE {named} IS NOT NULL"
            )
    return tied_persons(
        _own(identity, profile, kind),
        identity=identity.table.sql,
        provenance=provenance.table.sql,
        kind=kind,
        names=names,
    )


def tied_persons(
    own: str, *, identity: str, provenance: str | None, kind: str, names: Sequence[str] = ()
) -> str:
    """Give the SELECT of (person_id, key) of profiles by the records that tie them to persons.

    `own` and `names` are SELECTs of (source, record_id, key): the profiles as records themselves,
    and records that they name. Identity and provenance are tables in SQL; a key is of type `kind`.
    """
    ties = [own, *names]
    if provenance:
        written = f"TRY_CAST(profile_key AS {kind})"
        ties.append(
            f"SELECT lower(source), CAST(record_id AS VARCHAR), {written} FROM {provenance}"
        )
    joined = "\nUNION ".join(ties)
    return (
        f"SELECT __o.{PERSON}, __t.key FROM {identity} AS __o"
        f"\nJOIN ({joined}) AS __t"
        "\nON __t.source = lower(__o.source) AND __t.record_id = CAST(__o.record_id AS VARCHAR)"
    )
