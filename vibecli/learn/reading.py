"""How the events of a source are read: each once, under its entity, before the cut.

Owns the guard of the cut. Expressions of the user see the events alone, in a SELECT of their own,
so that neither a cut nor another entity can be named in them. Of the links of an event the first
that leads to an entity counts; a value that leads to two entities leads to none.
"""

from collections.abc import Sequence

from vibecli.engine.names import TableName, quote
from vibecli.learn.definition import EventSource, FeatureSet, Link

SPINE = '"__spine"'  # the CTE that events are joined with: key, cut
SINCE = "since"  # the column of a bridge
GUARD = "__e.t < __p.cut"


def called(relation: str, table: str) -> str:
    """Give a relation under the table's own name, for FROM."""
    return f"{relation} AS {quote(TableName.parse(table).name)}"


def moment(column: str) -> str:
    """Give a column's time in UTC: a cast would go by the zone of the machine."""
    return f"make_timestamp(epoch_us({quote(column)}))"


def entity_rows(features: FeatureSet) -> str:
    """Give the SELECT of the keys of all entities, each once."""
    key = quote(features.key)
    table = TableName.parse(features.entity).sql
    return f"SELECT DISTINCT {key} AS key FROM {table} WHERE {key} IS NOT NULL"


def there(features: FeatureSet, spine: str) -> str:
    """Give a spine of only the entities that have begun at their cut; not told when: always."""
    if features.born is None:
        return spine
    began = f"min({moment(features.born)})"
    table = TableName.parse(features.entity).sql
    rows = f"SELECT {quote(features.key)} AS key, {began} AS born FROM {table} GROUP BY 1"
    return (
        f"SELECT __n.key, __n.cut FROM ({spine}\n) AS __n JOIN ({rows}) AS __b"
        " ON __b.key = __n.key WHERE coalesce(__b.born < __n.cut, true)"
    )


def event_rows(features: FeatureSet, source: EventSource, columns: Sequence[str]) -> str:
    """Give what stands behind FROM: `__e`, the events with their columns, and `__p`, the spine.

    Only events before the cut of their entity are there.
    """
    joins, key, known = _links(features, source.links)
    return (
        f"({_events(source, columns)}) AS __e{joins}"
        f" JOIN {SPINE} AS __p ON __p.key = {key} WHERE {GUARD}{known}"
    )


def keyed_rows(source: EventSource) -> str:
    """Give the SELECT of key and time of all events that hold the key themselves, or nothing."""
    if len(source.links) != 1 or source.links[0].bridge is not None:
        return ""
    return f"SELECT l0 AS key, t FROM ({_events(source, ())})"


def _events(source: EventSource, columns: Sequence[str]) -> str:
    """Give the SELECT of the events: time, values of the links, what is measured of them."""
    links = [f"{quote(link.column)} AS l{n}" for n, link in enumerate(source.links)]
    where = f" AND ({source.where}\n)" if source.where else ""
    table = called(TableName.parse(source.table).sql, source.table)
    chosen = ", ".join([f"{moment(source.time)} AS t", *links, *columns])
    return f"SELECT {chosen} FROM {table} WHERE isfinite({quote(source.time)}){where}"


def _links(features: FeatureSet, links: Sequence[Link]) -> tuple[str, str, str]:
    """Give the joins that lead to entities, the key they come to, and that it is known by then."""
    if len(links) == 1 and links[0].bridge is None:
        return "", "__e.l0", ""
    joins = "".join(
        f" LEFT JOIN ({_bridge(features, link)}) AS __k{n} ON __k{n}.value = __e.l{n}"
        for n, link in enumerate(links)
    )
    key = ", ".join(f"__k{n}.key" for n in range(len(links)))
    known = "".join(
        f" AND NOT ({_first(n)} AND (__k{n}.since >= __p.cut OR __k{n}.until < __p.cut) IS TRUE)"
        for n, link in enumerate(links)
        if link.since
    )
    return joins, f"coalesce({key})", known


def _first(number: int) -> str:
    """Give the condition under which a link is the one that counts."""
    earlier = "".join(f"__k{n}.key IS NULL AND " for n in range(number))
    return f"{earlier}__k{number}.key IS NOT NULL"


def _bridge(features: FeatureSet, link: Link) -> str:
    """Give the SELECT of values that lead to one entity each: value, key, maybe since and until."""
    entities = entity_rows(features)
    if link.bridge is None:
        return f"SELECT key AS value, key FROM ({entities})"
    if not link.since:
        return (
            f"SELECT value, min(key) AS key FROM ({link.bridge}\n)"
            f" WHERE key IN ({entities}) GROUP BY value HAVING min(key) = max(key)"
        )
    pairs = (
        f"SELECT value, key, min({moment(SINCE)}) AS s FROM ({link.bridge}\n)"
        f" WHERE isfinite(since) AND key IN ({entities}) GROUP BY value, key"
    )
    return (
        "SELECT value, min({'s': s, 'key': key}).key AS key, min(s) AS since,"
        f" list_sort(list(s))[2] AS until FROM ({pairs}) GROUP BY value"
    )
