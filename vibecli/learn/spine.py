"""Spines: the keys that features are wanted of, each with the moment they are as of.

Owns the three usual ones: one moment for all, just after the newest event of all, and just after
each entity's own newest event. A spine is a SELECT of `key` and `cut`.
"""

from datetime import timedelta

from vibecli.engine.names import TableName, literal, quote
from vibecli.learn.definition import EventSource, FeatureSet
from vibecli.learn.reading import (
    SPINE,
    called,
    entity_rows,
    event_rows,
    keyed_rows,
    moment,
    there,
)

AFTER = timedelta(microseconds=1)  # after an event: the first moment at which it has happened
_AFTER = "to_microseconds(1)"


def spine_at(features: FeatureSet, cut: str) -> str:
    """Give the spine of all entities there are at one moment, an ISO timestamp in UTC."""
    at = f"CAST({literal(cut)} AS TIMESTAMP)"
    return there(features, f"SELECT key, {at} AS cut FROM ({entity_rows(features)})")


def spine_newest(features: FeatureSet) -> str:
    """Give the spine of all entities just after the newest event of all sources."""
    every = f"SELECT key, ({newest(features)}) AS cut FROM ({entity_rows(features)})"
    return there(features, every)


def newest(features: FeatureSet) -> str:
    """Give the SELECT of the moment just after the newest event that counts."""
    times = " UNION ALL ".join(map(_times, features.sources))
    return f"SELECT max(t) + {_AFTER} AS cut FROM ({times})"


def spine_own(features: FeatureSet) -> str:
    """Give the spine of all entities, each just after its own newest event; null without one."""
    entities = entity_rows(features)
    newest = f"SELECT __k.key, max(__e.t) + {_AFTER} AS cut FROM"
    by_key = "AS __e ON __e.key = __k.key GROUP BY __k.key"
    if len(features.sources) == 1 and (rows := keyed_rows(features.sources[0])):
        return f"{newest} ({entities}) AS __k LEFT JOIN ({rows}) {by_key}"
    rows = " UNION ALL ".join(
        f"SELECT __p.key, __e.t FROM {event_rows(features, source, ())}"
        for source in features.sources
    )
    everyone = f"SELECT key, CAST('infinity' AS TIMESTAMP) AS cut FROM ({entities})"
    return (
        f"WITH {SPINE} AS MATERIALIZED ({everyone})"
        f" {newest} {SPINE} AS __k LEFT JOIN ({rows}) {by_key}"
    )


def of_those(spine: str, entity: str, key: str, where: str | None) -> str:
    """Give a spine of only the entities for whose rows a condition holds."""
    if where is None:
        return spine
    rows = f"{called(TableName.parse(entity).sql, entity)} WHERE ({where}\n)"
    return f"SELECT * FROM ({spine}\n) WHERE key IN (SELECT {quote(key)} FROM {rows})"


def _times(source: EventSource) -> str:
    where = f" AND ({source.where}\n)" if source.where else ""
    time = moment(source.time)
    table = called(TableName.parse(source.table).sql, source.table)
    return f"SELECT max({time}) AS t FROM {table} WHERE isfinite({quote(source.time)}){where}"
