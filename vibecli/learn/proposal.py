"""What features a database offers: which events tell of which customers, and the usual measures.

Made of facts of the catalog alone. It proposes a typed set that a person sees before it is used.
"""

from collections.abc import Iterator, Sequence

from vibecli.data.catalog import Catalog, ColumnInfo, Relationship, Role, TableInfo
from vibecli.engine.names import quote
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Link
from vibecli.learn.leakage import leaks

_WINDOWS = (30, 90, 365)
_LEVELS = 50  # of a column whose newest value tells something
_PROFILE = ("profile", "golden", "unified")
_PEOPLE = (Role.EMAIL, Role.PHONE, Role.FULL_NAME, Role.GIVEN_NAME, Role.FAMILY_NAME)


def propose(catalog: Catalog, entity: str | None = None) -> FeatureSet | None:
    """Give the set for customers of a table, or of the one that most events tell of."""
    own = [t for t in catalog.tables if not t.kept and len(t.key) == 1]
    named = catalog.table(entity) if entity else None
    found = [made for t in ([named] if named else own) if (made := _of(catalog, t))]
    if not found:
        return None
    return max(found, key=lambda made: _weight(catalog, made))


def _weight(catalog: Catalog, made: FeatureSet) -> tuple[int, int, int]:
    """Give how much a set tells: by sources, a profile before other people, then ways."""
    table = catalog.table(made.entity)
    assert table is not None
    profile = any(word in table.table.name.lower() for word in _PROFILE)
    people = len(table.with_role(*_PEOPLE))
    return (2 * profile + (people > 0), len(made.sources), sum(len(s.links) for s in made.sources))


def _of(catalog: Catalog, entity: TableInfo) -> FeatureSet | None:
    if len(entity.key) != 1:
        return None
    sources = [s for t in catalog.tables if (s := _source(catalog, entity, t)) is not None]
    sound = [s for s in sources if not any(leaks(_set(catalog, entity, [s]), catalog))]
    return _set(catalog, entity, sound) if sound else None


def _set(catalog: Catalog, entity: TableInfo, sources: Sequence[EventSource]) -> FeatureSet:
    features = [f for source in sources for f in _features(catalog, source)]
    return FeatureSet(
        name=f"{entity.table.name}_history",
        entity=entity.name,
        key=entity.key[0],
        sources=tuple(sources),
        features=tuple(features),
    )


def _source(catalog: Catalog, entity: TableInfo, table: TableInfo) -> EventSource | None:
    """Give a table as a source of events of the entity, None where it is none."""
    if table.kept or table.name == entity.name:
        return None
    time = next((c for c in table.with_role(Role.TIME) if c.type.startswith("TIMESTAMP")), None)
    time = time or next((c for c in table.with_role(Role.TIME) if c.type == "DATE"), None)
    links = tuple(_links(catalog, entity, table))
    people = len({c.role for c in table.with_role(*_PEOPLE)}) > 1
    if time is None or not links or people:
        return None
    return EventSource(table=table.name, time=time.name, links=links, where=None)


def _links(catalog: Catalog, entity: TableInfo, table: TableInfo) -> Iterator[Link]:
    """Give the ways from events to the entity: its key, or a key that the entity holds too."""
    key = quote(entity.key[0])
    for way in (w for w in catalog.relationships if w.table == table.name):
        if (way.to_table, way.to_column) == (entity.name, entity.key[0]):
            yield Link(column=way.column, bridge=None)
        elif (held := _held(catalog.relationships, entity, way)) is not None:
            select = f"SELECT {quote(held)} AS value, {key} AS key FROM {entity.table.sql}"
            yield Link(column=way.column, bridge=f"{select} WHERE {quote(held)} IS NOT NULL")


def _held(ways: Sequence[Relationship], entity: TableInfo, way: Relationship) -> str | None:
    """Give the column of the entity that refers to what an event refers to."""
    same = ((w.table, w.to_table, w.to_column, w.column) for w in ways)
    wanted = (entity.name, way.to_table, way.to_column)
    return next((column for *where, column in same if tuple(where) == wanted), None)


def _features(catalog: Catalog, source: EventSource) -> Iterator[FeatureColumn]:
    table = catalog.table(source.table)
    assert table is not None
    noun = table.table.name.lower()

    def made(name: str, meaning: str, measure: str, **more: object) -> FeatureColumn:
        slots = {"column": None, "where": None, "days": None, "source": source.table} | more
        told = {"name": f"{noun}_{name}", "meaning": meaning, "measure": measure}
        return FeatureColumn.model_validate(told | slots)

    yield made("recency", f"days since the newest of {noun}", "recency")
    yield made("tenure", f"days since the first of {noun}", "tenure")
    yield made("gap", f"days between {noun}, on average", "gap")
    for days in _WINDOWS:
        yield made(f"{days}d", f"{noun} in the last {days} days", "count", days=days)
    for column in _amounts(table):
        what = f"{column.name.lower()} of {noun}"
        yield made(f"{column.name.lower()}_sum", f"sum of {what}", "sum", column=quote(column.name))
        yield made(
            f"{column.name.lower()}_average",
            f"average {what}",
            "average",
            column=quote(column.name),
        )


def _amounts(table: TableInfo) -> list[ColumnInfo]:
    return [c for c in table.with_role(Role.AMOUNT) if c.type.startswith(("DECIMAL", "DOUBLE"))][:2]
