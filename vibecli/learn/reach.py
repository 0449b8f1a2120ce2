"""How far events reach: from the oldest to the newest of those that lie together.

Owns what counts as now, as there is no clock in results. One event dated 2099 by mistake would
else be the newest, and every customer long gone: events beyond a gap out of all proportion are
strays, which are counted and told, and are not what now is taken from.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import DataError
from vibecli.learn.definition import EventSource
from vibecli.learn.reading import called, moment

_DAY = 86_400_000_000  # microseconds
_GAP = 30  # days without an event, at least
_FEW = 0.01  # of the events that such a gap would usually hold: fewer beyond it are strays
_MIDDLE = (0.05, 0.95)  # of the events: how many a day is usual is told by these


_FIRST, _LAST = -62_135_596_800_000_000, 253_402_300_799_999_999  # years 1 to 9999


class Reach(NamedTuple):
    """The moments of the oldest and the newest event of a source, strays apart."""

    table: str
    oldest: datetime
    newest: datetime
    later: int  # events that lie far after the newest
    last: datetime  # the newest of all, those counted in

    @property
    def told(self) -> str:
        """What is to be told of strays that are later; empty without any."""
        if not self.later:
            return ""
        lie = "event lies" if self.later == 1 else "events lie"
        return (
            f"{self.later:,} {lie} far after the others in {self.table}, up to {self.last.date()}:"
            f" now is taken as {self.newest.date()}; say as of a day to have another"
        )


def reach(session: Session, source: EventSource) -> Reach | None:
    """Give how far a source reaches; None without events.

    Raises DataError where now would be in a year that no calendar has.
    """
    days = np.array(session.rows(days_select(source)), np.int64).reshape(-1, 4)
    if not len(days):
        return None
    first, after = _together(days[:, 0], days[:, 1])
    if not _FIRST <= days[after - 1, 3] < _LAST:
        raise DataError(
            f"the events of {source.table} lie beyond the years 1 to 9999",
            hint=f"look at {source.table}.{source.time}; vibecli clean corrects dates",
        )
    return Reach(
        table=source.table,
        oldest=_moment(days[first, 2]),
        newest=_moment(days[after - 1, 3]),
        later=int(days[after:, 1].sum()),
        last=_moment(days[-1, 3]),
    )


def newest_of(
    session: Session, sources: Sequence[EventSource]
) -> tuple[datetime | None, list[str]]:
    """Give the newest moment of several sources, None without events, and what is to be told."""
    found = [one for one in (reach(session, source) for source in sources) if one is not None]
    newest = max((one.newest for one in found), default=None)
    return newest, [one.told for one in found if one.later]


def days_select(source: EventSource) -> str:
    """Give the SELECT of a source's days: number, events, oldest and newest moment."""
    time = f"epoch_us({moment(source.time)})"
    table = called(TableName.parse(source.table).sql, source.table)
    where = f" AND ({source.where}\n)" if source.where else ""
    return (
        f"SELECT {time} // {_DAY} AS d, count(*), min({time}), max({time}) FROM {table}"
        f" WHERE isfinite({quote(source.time)}){where} GROUP BY d ORDER BY d"
    )


def _together(days: NDArray[np.int64], events: NDArray[np.int64]) -> tuple[int, int]:
    """Give the places of the first day that is no stray, and of the first one after those."""
    so_far = np.cumsum(events)
    low, high = (int(days[np.searchsorted(so_far, part * so_far[-1])]) for part in _MIDDLE)
    usual = (_MIDDLE[1] - _MIDDLE[0]) * so_far[-1] / (high - low + 1)  # events a day
    gaps, before, beyond = np.diff(days), so_far[:-1], so_far[-1] - so_far[:-1]
    odd = (gaps >= _GAP) & (np.minimum(before, beyond) <= _FEW * usual * gaps)
    early, late = np.flatnonzero(odd & (before < beyond)), np.flatnonzero(odd & (before >= beyond))
    first = int(early[-1]) + 1 if len(early) else 0
    after = int(late[0]) + 1 if len(late) else len(days)
    return first, after


def _moment(microseconds: int) -> datetime:
    """Give a moment; one that no calendar here has is the last one."""
    try:
        return datetime(1970, 1, 1) + timedelta(microseconds=int(microseconds))  # noqa: DTZ001 UTC
    except OverflowError:
        return datetime.max if microseconds > 0 else datetime.min  # noqa: DTZ901
