"""How the events of a source are read: each once, under its entity, before the cut.

Owns the guard of the cut. Expressions of the user see the events alone, in a SELECT of their own,
so that neither a cut nor another entity can be named in them. Of the links of an event the first
that leads to an entity counts; a value that leads to two entities leads to none.
"""

from collections.abc import Sequence

from vibecli.engine.names import TableName, quote
from vibecli.learn.definition import EventSource, FeatureSet, Link

SPINE = '"__spine"'  # the CTE that events are joined with: key, cut
GUARD = "__e.t < __p.cut"


def called(relation: str, table: str) -> str:
    """Give a relation under the table's own name, for FROM."""
    return f"{relation} AS {quote(TableName.parse(table).name)}"


def entity_rows(features: FeatureSet) -> str:
    """Give the SELECT of the keys of all entities, each once."""
    key = quote(features.key)
    table = TableName.parse(features.entity).sql
    return f"SELECT DISTINCT {key} AS key FROM {table} WHERE {key} IS NOT NULL"


def event_rows(features: FeatureSet, source: EventSource, columns: Sequence[str]) -> str:
    """Give what stands behind FROM: `__e`, the events with their columns, and `__p`, the spine.

    Only events before the cut of their entity are there.
    """
    joins, key, since = _links(features, source.links)
    known = "".join(f" AND ({one} IS NULL OR {one} < __p.cut)" for one in since)
    return (
        f"({_events(source, columns)}) AS __e{joins}"
        f" JOIN {SPINE} AS __p ON __p.key = {key} WHERE {GUARD}{known}"
    )


def _events(source: EventSource, columns: Sequence[str]) -> str:
    """Give the SELECT of the events: time, values of the links, what is measured of them."""
    time = f"CAST({quote(source.time)} AS TIMESTAMP)"
    links = [f"{quote(link.column)} AS l{n}" for n, link in enumerate(source.links)]
    where = f" AND ({source.where}\n)" if source.where else ""
    table = called(TableName.parse(source.table).sql, source.table)
    chosen = ", ".join([f"{time} AS t", *links, *columns])
    return f"SELECT {chosen} FROM {table} WHERE isfinite({time}){where}"


def _links(features: FeatureSet, links: Sequence[Link]) -> tuple[str, str, tuple[str, ...]]:
    """Give the joins that lead to entities, the key they come to, and since when it is known."""
    if len(links) == 1 and links[0].bridge is None:
        return "", "__e.l0", ()
    joins = "".join(
        f" LEFT JOIN ({_bridge(features, link)}) AS __k{n} ON __k{n}.value = __e.l{n}"
        for n, link in enumerate(links)
    )
    key = ", ".join(f"__k{n}.key" for n in range(len(links)))
    since = [f"CASE WHEN {_first(n)} THEN __k{n}.since END" for n, k in enumerate(links) if k.since]
    return joins, f"coalesce({key})", tuple(since)


def _first(number: int) -> str:
    """Give the condition under which a link is the one that counts."""
    earlier = "".join(f"__k{n}.key IS NULL AND " for n in range(number))
    return f"{earlier}__k{number}.key IS NOT NULL"


def _bridge(features: FeatureSet, link: Link) -> str:
    """Give the SELECT of values that lead to one entity each: value, key and maybe since."""
    entities = entity_rows(features)
    if link.bridge is None:
        return f"SELECT key AS value, key FROM ({entities})"
    since = ", min(CAST(since AS TIMESTAMP)) AS since" if link.since else ""
    return (
        f"SELECT value, min(key) AS key{since} FROM ({link.bridge}\n)"
        f" WHERE key IN ({entities}) GROUP BY value HAVING min(key) = max(key)"
    )
