"""Whether a bridge from events to entities knows what came after the cut.

Owns what a bridge may be: a map of values to keys that has no time in it, or one that tells since
when each of its rows is known. Which rows count at a cut is then decided where events are read.
"""

from collections.abc import Iterator
from typing import Any

from vibecli.data.catalog import Catalog
from vibecli.engine.names import MAIN, TableName, key_of
from vibecli.learn.clock import reads_clock
from vibecli.learn.definition import FeatureSet, Link

_TIMES = ("DATE", "TIMESTAMP")
_SINCE = "give the time of its rows AS since, and since: true"
_PLAIN = "give plain columns: value, key and since"
_Told = tuple[str, str]


def bridge_leaks(features: FeatureSet, link: Link, catalog: Catalog) -> Iterator[_Told]:
    """Give what is wrong with a bridge, each with a hint."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.scope import traverse_scope

    if link.bridge is None:
        return
    try:
        tree: Any = parse_one(link.bridge, dialect="duckdb")
        scopes: list[Any] = list(traverse_scope(tree))
    except (SqlglotError, RecursionError, ValueError):
        yield "cannot be read", "write it in plain SQL"
        return
    if reads_clock(tree):
        yield "reads the clock", "leave it out"
    tables = {
        _text(source)
        for scope in scopes
        for source in scope.sources.values()
        if isinstance(source, exp.Table)
    }
    events = {key_of(source.table) for source in features.sources}
    timed = _times(tables, catalog)
    read = {column.name.lower() for column in tree.find_all(exp.Column)}
    if not link.since:
        yield from _untimed(tables & events, bool(read & set(timed)))
        return
    yield from _timed(tree, timed, len(tables & events))


def _untimed(events: set[str], reads_time: bool) -> Iterator[_Told]:
    """Judge a bridge that does not tell since when it leads anywhere."""
    if events:
        yield f"is built from {min(events)}, later events too", _SINCE
    elif reads_time:
        yield "goes by a time, but does not tell it", _SINCE


def _timed(tree: Any, timed: dict[str, str], events: int) -> Iterator[_Told]:
    """Judge a bridge that tells since when: by the plain time of its rows, none left out for it."""
    from sqlglot import exp

    if events > 1:
        yield "is built from two tables of events, and tells the time of one", "join neither"
    if any(tree.find_all(exp.Window, exp.Limit, exp.Distinct, exp.Group, exp.Having)):
        yield "chooses among rows by what came later", _PLAIN
        return
    for select in tree.find_all(exp.Select):
        for column in select.selects:
            inner = column.unalias()
            while isinstance(inner, exp.Paren | exp.Cast):
                inner = inner.this
            if column.alias_or_name.lower() == "since" and (
                not isinstance(inner, exp.Column) or inner.name.lower() not in {*timed, "since"}
            ):
                yield "tells no time of its rows as since", _PLAIN
            elif any(column.find_all(exp.AggFunc, exp.Subquery)):
                yield "chooses among rows by what came later", _PLAIN


def _times(tables: set[str], catalog: Catalog) -> dict[str, str]:
    """Give the columns of time in some tables, in lower case, with their table."""
    return {
        column.name.lower(): info.name
        for info in map(catalog.table, sorted(tables))
        if info is not None
        for column in info.columns
        if column.type.startswith(_TIMES)
    }


def _text(table: Any) -> str:
    return TableName.qualified(table.catalog, table.db or MAIN, table.name).text.lower()
