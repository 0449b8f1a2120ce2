"""Labels in SQL: which entities count at a cut, and whether what a model foresees came true.

Owns the moments a model is learnt from. There is no clock: now is the newest event, so a label is
known (matured) for a cut whose whole horizon lies before it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from vibecli.engine.base import Session, table_sql
from vibecli.engine.names import TableName, quote
from vibecli.learn.definition import EventSource, Label
from vibecli.model import Model

MOST_CUTS = 4  # moments a model is trained on, beside the one it is tested on
MOST_ENTITIES = 200_000  # of one training; more are a sample, the same each time


class Cuts(Model):
    """The moments a model is learnt from: all of `train`, then the later one it is tested on."""

    train: tuple[datetime, ...]  # newest first
    test: datetime
    now: datetime  # the newest event


def moment_sql(moment: datetime) -> str:
    """Give a moment as SQL."""
    return f"TIMESTAMP '{moment.isoformat(sep=' ')}'"


def reach(session: Session, source: EventSource) -> tuple[datetime, datetime] | None:
    """Give the oldest and the newest event of a source; None without events."""
    time = f"CAST({quote(source.time)} AS TIMESTAMP)"
    row = session.rows(f"SELECT min({time}), max({time}) FROM ({_events(source)})")[0]
    return None if row[0] is None else (row[0], row[1])


def matured(
    oldest: datetime, now: datetime, horizon: int, most: int = MOST_CUTS, spacing: int | None = None
) -> Cuts | None:
    """Give the newest moment whose labels are known, and those before it to train on.

    Training moments lie a horizon apart, so that their labels are known at the moment of the test,
    and have events before them to learn from. None where the events do not reach so far.
    """
    test = now - timedelta(days=horizon)
    step = timedelta(days=max(spacing or horizon, 1))
    first = test - timedelta(days=horizon)
    earlier = (first - number * step for number in range(most))
    train = tuple(takewhile(lambda cut: cut > oldest, earlier))
    return Cuts(train=train, test=test, now=now) if train else None


def entities(label: Label, entity: str, key: str, cuts: Sequence[datetime]) -> str:
    """Give the SELECT of (key, cut): the entities that count at each cut."""
    moments = ", ".join(f"({moment_sql(cut)})" for cut in cuts)
    whole = (
        f"SELECT e.{quote(key)} AS key, c.cut FROM {table_sql(entity)} AS e,"
        f" (VALUES {moments}) AS c(cut) WHERE e.{quote(key)} IS NOT NULL"
    )
    if label.active is None:
        return f"SELECT DISTINCT key, cut FROM ({whole})"
    since = f"c.cut - INTERVAL ({label.active:d}) DAY"
    return (
        f"SELECT DISTINCT v.key, c.cut FROM ({keyed(label.source, entity, key)}) AS v,"
        f" (VALUES {moments}) AS c(cut) WHERE v.time < c.cut AND v.time >= {since}"
    )


def labelled(label: Label, entity: str, key: str, spine: str) -> str:
    """Give the SELECT of (key, cut, label): whether it came true after each cut of a spine."""
    until = f"s.cut + INTERVAL ({label.horizon:d}) DAY"
    happened = (
        f"SELECT DISTINCT s.key, s.cut FROM {spine} AS s"
        f" JOIN ({keyed(label.source, entity, key)}) AS v ON v.key = s.key"
        f" WHERE v.time >= s.cut AND v.time < {until}"
    )
    test = "IS NOT NULL" if label.happens else "IS NULL"
    return (
        f"SELECT s.key, s.cut, h.key {test} AS label FROM {spine} AS s"
        f" LEFT JOIN ({happened}) AS h ON h.key = s.key AND h.cut = s.cut"
    )


def keyed(source: EventSource, entity: str, key: str) -> str:
    """Give the SELECT of (key, time): each event that leads to an entity."""
    column = quote(key)
    joins, keys = [], []
    for n, link in enumerate(source.links):
        at, value = f"k{n}", f"CAST(v.{quote(link.column)} AS VARCHAR)"
        if link.bridge is None:
            known = f"SELECT DISTINCT CAST({column} AS VARCHAR) AS value, {column} AS key"
            known = f"{known} FROM {table_sql(entity)}"
        else:
            known = (
                f"SELECT CAST(b.value AS VARCHAR) AS value, min(e.{column}) AS key"
                f" FROM ({link.bridge}\n) AS b(value, key) JOIN {table_sql(entity)} AS e"
                f" ON CAST(e.{column} AS VARCHAR) = CAST(b.key AS VARCHAR) GROUP BY 1"
            )
        joins.append(f" LEFT JOIN ({known}) AS {at} ON {at}.value = {value}")
        keys.append(f"{at}.key")
    found = f"coalesce({', '.join(keys)})"
    return (
        f"SELECT {found} AS key, CAST(v.{quote(source.time)} AS TIMESTAMP) AS time"
        f" FROM ({_events(source)}) AS v{''.join(joins)} WHERE {found} IS NOT NULL"
    )


def _events(source: EventSource) -> str:
    name = TableName.parse(source.table)
    where = f" WHERE ({source.where}\n)" if source.where else ""
    return f"SELECT * FROM {name.sql} AS {quote(name.name)}{where}"
