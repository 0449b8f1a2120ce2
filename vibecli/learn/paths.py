"""The ways that lead from a table of events to the rows of entities, as the catalog knows them.

Owns which they are: a key held by the events, a table that holds both keys, an identity table of
a match, and what came with a key before, as the device of a login.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from vibecli.data.catalog import Catalog, ColumnInfo, Relationship, TableInfo
from vibecli.engine.names import TableName, key_of, literal, quote
from vibecli.learn.definition import FeatureSet, Link
from vibecli.learn.persons import IDENTITY, PERSON, is_matched, profiles
from vibecli.tagging.name_tokens import name_tokens

_CARRIED = frozenset(
    {
        "device", "cookie", "visitor", "anonymous", "browser", "installation", "session", "handset",
    }
)  # fmt: skip
_JOINED = " JOIN ({}) AS __b ON __b.value = __v.{}"
_UNIQUE = 0.95  # of the rows with a value: as many have one of their own where each row is one's


class Path(NamedTuple):
    """One way to one entity."""

    entity: str
    link: Link
    covers: float  # share of the events that have a value


def paths(events: TableInfo, catalog: Catalog, *, time: str = "") -> tuple[Path, ...]:
    """Give the ways from events to each entity; with their time also what came with a key."""
    direct = tuple(_direct(events, catalog))
    bridged = tuple(_together(_bridged(events, catalog, direct)))
    carried = tuple(_carried(events, (*direct, *bridged), time)) if time else ()
    return (*direct, *bridged, *carried)


def noted(key: str) -> str:
    """Give the name of the column in which a stream notes whom it matched an event to."""
    return f"matched_{key}"


def unread(features: FeatureSet, columns: Callable[[str], Collection[str]]) -> Iterator[str]:
    """Give the tables whose events note whom they were matched to, which a set does not go by."""
    name = noted(features.key).lower()
    for source in features.sources:
        there = {column.lower() for column in columns(source.table)}
        if name in there - {link.column.lower() for link in source.links}:
            yield source.table


def _direct(events: TableInfo, catalog: Catalog) -> Iterator[Path]:
    """Give the columns of the events that hold a key: first the one a stream wrote."""
    written = set()
    for table in catalog.tables:
        fit = len(table.key) == 1 and not table.featured
        found = events.column(noted(table.key[0])) if fit else None
        if found is not None and found.type == _type(table):
            written.add(found.name)
            yield Path(table.name, Link(column=found.name, bridge=None), 1.0)
    for one in _from(events, catalog):
        column, entity = events.column(one.column), catalog.table(one.to_table)
        if column and entity and entity.key == (one.to_column,) and column.name not in written:
            yield Path(entity.name, Link(column=column.name, bridge=None), _filled(column))


def _bridged(events: TableInfo, catalog: Catalog, direct: Sequence[Path]) -> Iterator[Path]:
    """Give the ways through a table that holds the key of the events beside that of an entity."""
    for held in direct:
        through = catalog.table(held.entity)
        if through is None:
            continue
        for one in catalog.relationships:
            other = catalog.table(one.table)
            if other is None or other.featured or other.kept:
                continue
            if key_of(one.table) in map(key_of, (events.name, held.entity)):
                continue
            same = key_of(one.to_table) == key_of(held.entity)
            if (
                same
                and len(other.key) == 1
                and other.key != (one.column,)
                and _one_each(other, one)
            ):
                yield _through(held, other, one.column, other.key[0], other.name)
        for one in _from(through, catalog):
            yield _through(held, through, through.key[0], one.column, one.to_table)
        for table in catalog.tables:
            if all(map(table.column, IDENTITY)) and is_matched(table, through):
                yield from _identified(events, held, through, table, catalog)


def _together(found: Iterable[Path]) -> Iterator[Path]:
    """Give one way for all that lead from a column to an entity."""
    ways: dict[tuple[str, str], list[Path]] = {}
    for path in found:
        ways.setdefault((path.entity, path.link.column), []).append(path)
    for (entity, column), same in ways.items():
        bridge = "\nUNION ".join(dict.fromkeys(path.link.bridge or "" for path in same))
        covers = max(path.covers for path in same)
        yield Path(entity, Link(column=column, bridge=bridge), covers)


def _through(held: Path, table: TableInfo, value: str, key: str, entity: str) -> Path:
    """Give the way through a table: value and key are columns of it."""
    bridge = (
        f"SELECT {quote(value)} AS value, {quote(key)} AS key FROM {table.table.sql}"
        f" WHERE {quote(value)} IS NOT NULL"
    )
    filled = _filled(column) if (column := table.column(value)) else 0.0
    return Path(
        TableName.parse(entity).text,
        Link(column=held.link.column, bridge=bridge),
        held.covers * filled * 0.9,  # what is nearer comes first
    )


def _identified(
    events: TableInfo, held: Path, through: TableInfo, identity: TableInfo, catalog: Catalog
) -> Iterator[Path]:
    """Give the ways through the persons of a match: to profiles of them, else to them alone."""
    column = events.column(held.link.column)
    kind = column.type if column else "VARCHAR"
    for name, persons in profiles(identity, catalog):
        bridge = (
            f"SELECT TRY_CAST(__i.record_id AS {kind}) AS value, __p.key"
            f" FROM {identity.table.sql} AS __i"
            f"\nJOIN ({persons}) AS __p\nON __p.{PERSON} = __i.{PERSON}"
            f"\nWHERE lower(__i.source) = {literal(through.name.lower())}"
        )
        yield Path(name, Link(column=held.link.column, bridge=bridge), held.covers * 0.8)


def _carried(events: TableInfo, found: Sequence[Path], time: str) -> Iterator[Path]:
    """Give the ways by what came with a key in an event before: the device of a login."""
    for column in events.columns:
        if not _CARRIED & set(name_tokens(column.name)):
            continue
        for held in found:
            if held.link.column == column.name:
                continue
            value, key = quote(column.name), quote(held.link.column)
            chosen, joined = (key, "") if held.link.bridge is None else ("__b.key", _JOINED)
            bridge = (
                f"SELECT {value} AS value, {chosen} AS key, {quote(time)} AS since"
                f" FROM {events.table.sql} AS __v{joined.format(held.link.bridge, key)}"
                f" WHERE {key} IS NOT NULL"
            )
            link = Link(column=column.name, bridge=bridge, since=True)
            yield Path(held.entity, link, held.covers * 0.7)


def _type(entity: TableInfo) -> str:
    key = entity.column(entity.key[0])
    return key.type if key else ""


def _one_each(table: TableInfo, one: Relationship) -> bool:
    """True when a value leads to one row of a table, as a profile's key of a customer does."""
    column = table.column(one.column)
    held = table.rows * _filled(column) if column else 0.0
    return column is not None and (column.distinct or 0) >= _UNIQUE * held > 0


def _from(table: TableInfo, catalog: Catalog) -> list[Relationship]:
    return [one for one in catalog.relationships if key_of(one.table) == key_of(table.name)]


def _filled(column: ColumnInfo) -> float:
    return 1.0 - (column.null_share or 0.0)
