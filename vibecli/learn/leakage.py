"""Whether features read what came after their cut: a static check, before anything is run.

Owns what may stand in a set: expressions see one event's row, never another event, another table,
a clock, or a column that is set later; a bridge tells since when it leads somewhere
where that can be told. The SELECT that all of it compiles to is then proved (`guarded`).
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.engine.names import TableName, column_text, key_of
from vibecli.learn.bridges import bridge_leaks
from vibecli.learn.clock import reads_clock
from vibecli.learn.compile import feature_select
from vibecli.learn.definition import EventSource, FeatureSet
from vibecli.learn.guarded import Ground, unguarded
from vibecli.learn.later import MOVES, PREDICTED, adds_up, of_entity, of_event, of_time

_CUTS = "__cuts"
_NO_BRIDGE = "SELECT NULL AS value, NULL AS key, NULL AS since"


class Leak(NamedTuple):
    """One way in which a feature knows what came after the cut."""

    message: str
    hint: str


def leaks(features: FeatureSet, catalog: Catalog) -> Iterator[Leak]:
    """Give every leak of a set whose tables and columns are there and bind."""
    found = [*_Judge(features, catalog).leaks()]
    yield from dict.fromkeys(found)
    if not found:
        yield from _unproved(features, catalog)


class _Judge:
    """Judges the parts of one set."""

    def __init__(self, features: FeatureSet, catalog: Catalog) -> None:
        self._set, self._catalog = features, catalog
        self._known = {name.lower() for name in features.known}

    def leaks(self) -> Iterator[Leak]:
        """Give the leaks of sources, their bridges, and features."""
        for source in self._set.sources:
            yield from self._source(source)
        sources = {key_of(source.table): source for source in self._set.sources}
        for feature in self._set.features:
            if feature.measure == "ratio":
                continue
            own = sources.get(key_of(feature.source))
            for sql in filter(None, (feature.column, feature.where)):
                yield from self._expression(feature.name, sql, feature.source, own)

    def _source(self, source: EventSource) -> Iterator[Leak]:
        table = self._table(source.table)
        time = table.column(source.time)
        why = of_time(time) if time else None
        if why and not self._said(source.table, source.time):
            named = column_text(source.table, source.time)
            yield Leak(f"{named} {why}", "name the column of when the event happened")
        if source.where:
            yield from self._expression(
                f"where of {source.table}", source.where, source.table, source
            )
        for link in source.links:
            for message, hint in bridge_leaks(self._set, link, self._catalog):
                yield Leak(
                    f"the bridge of {column_text(source.table, link.column)} {message}", hint
                )

    def _expression(
        self, name: str, sql: str, table: str, source: EventSource | None
    ) -> Iterator[Leak]:
        """Give the leaks of an expression over one row."""
        from sqlglot import exp, parse_one
        from sqlglot.errors import SqlglotError

        try:
            parsed: Any = parse_one(f"SELECT ({sql}\n)", dialect="duckdb")
            (tree,) = parsed.selects
        except (SqlglotError, RecursionError, ValueError):
            yield Leak(f"{name} cannot be read", "write it in plain SQL")
            return
        if any(tree.find_all(exp.Query, exp.Table)):
            yield Leak(
                f"{name} reads another table, which no cut guards",
                "give the table as a source of its own",
            )
            return
        if reads_clock(tree):
            yield Leak(f"{name} reads the clock, not the cut", "use days, recency or tenure")
        if any(tree.find_all(exp.Window)):
            yield Leak(
                f"{name} has a window over other events, which no cut guards",
                "use a measure: gap, trend, sessions, first, last",
            )
            return
        yield from self._columns(name, tree, self._table(table), source)

    def _columns(
        self, name: str, tree: Any, table: TableInfo, source: EventSource | None
    ) -> Iterator[Leak]:
        for read in _read(tree, table):
            if read is None:
                yield Leak(f"{name} reads every column of {table.name}", "name the columns")
                continue
            later = of_event(table, read, source.time) if source else of_entity(read)
            if later and not self._said(table.name, read.name):
                named = column_text(table.name, read.name)
                yield Leak(
                    f"{name} reads {named}, which {later}",
                    f"leave it out; known: {named} says that it never changes after its row came",
                )

    def _said(self, table: str, column: str) -> bool:
        return column_text(TableName.parse(table).text, column).lower() in self._known

    def _table(self, name: str) -> TableInfo:
        return self._catalog.table(name) or TableInfo(name=name)


def group_leaks(table: TableInfo, where: str, target: str | None) -> Iterator[str]:
    """Give how a condition on customers, by their rows of now, tells what is to be foreseen.

    With a `target` the table has no time, and only that column must not be read. A column that may
    have changed since a moment of the past is told by the training and is no leak by itself.
    """
    from sqlglot import exp, parse_one

    parsed: Any = parse_one(f"SELECT ({where}\n)", dialect="duckdb")
    (tree,) = parsed.selects
    columns = [one for one in _read(tree, table) if one is not None]
    if target is not None:
        if any(one.name.lower() == target.lower() for one in columns):
            yield f"reads {target}, which is foreseen"
        return
    if any(tree.find_all(exp.Query)):
        yield "reads another table as it is now: of a past moment that tells what came after"
    for one in columns:
        later = of_entity(one) or ""
        if later in (PREDICTED, MOVES):
            yield f"reads {column_text(table.name, one.name)}, which {later}"
        elif adds_up(one):
            told = "adds up what happens, after a moment of the past as well"
            yield f"reads {column_text(table.name, one.name)}, which {told}"


def _read(tree: Any, table: TableInfo) -> Iterator[ColumnInfo | None]:
    """Give the columns an expression reads; None for all of them at once.

    A name that is no column is a field of a nested one and is judged by its name alone.
    """
    from sqlglot import exp

    whole = TableName.parse(table.name).name.lower()
    if any(tree.find_all(exp.Star, exp.Columns)):
        yield None
    for column in tree.find_all(exp.Column):
        for name in [part.name for part in column.parts]:
            known = table.column(name)
            if known is None and name.lower() == whole:
                if len(column.parts) == 1:
                    yield None
                continue
            yield known or ColumnInfo(name=name, type="")
    for step in tree.find_all(exp.JSONExtract, exp.JSONExtractScalar, exp.Bracket):
        for text in step.find_all(exp.Literal, exp.JSONPathKey):
            yield ColumnInfo(name=str(text.this), type="")


def _unproved(features: FeatureSet, catalog: Catalog) -> Iterator[Leak]:
    """Give the tables whose guard cannot be proved in the SELECT of the set, bridges aside."""
    bare = features.model_copy(update={"sources": tuple(map(_unbridged, features.sources))})
    columns: dict[str, Mapping[str, str]] = {
        table.name: {c.name: c.type for c in table.columns} for table in catalog.tables
    }
    columns[_CUTS] = {"key": "VARCHAR", "cut": "TIMESTAMP"}
    times = {source.table: source.time for source in features.sources}
    select = feature_select(bare, f'SELECT key, cut FROM "{_CUTS}"')
    for table in unguarded(select, Ground(columns, times, _CUTS)):
        yield Leak(f"events of {table} are read beyond the cut", "take the measure apart")


def _unbridged(source: EventSource) -> EventSource:
    links = [
        link.model_copy(update={"bridge": link.bridge and _NO_BRIDGE}) for link in source.links
    ]
    return source.model_copy(update={"links": tuple(links)})
