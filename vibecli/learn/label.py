"""Labels in SQL: which entities count at a cut, and whether what a model foresees came true.

Owns the moments a model is learnt from. There is no clock: now is the newest event, so a label is
known (matured) for a cut whose whole horizon lies before it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from vibecli.learn.definition import FeatureSet, Label
from vibecli.learn.reading import SPINE, entity_rows, event_rows, there
from vibecli.learn.spine import of_those
from vibecli.model import Model

MOST_CUTS = 4  # moments a model is trained on, beside the one it is tested on
MOST_ROWS = 200_000  # of one training: of more customers a sample, the same each time


class Cuts(Model):
    """The moments a model is learnt from: all of `train`, then the later one it is tested on."""

    train: tuple[datetime, ...]  # newest first
    test: datetime
    now: datetime  # the newest event
    strays: str = ""  # what is told of events far after it


def moment_of(text: str) -> datetime | None:
    """Read a moment, of UTC unless it says otherwise; None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def moment_sql(at: datetime) -> str:
    """Give a moment as SQL."""
    return f"TIMESTAMP '{at.isoformat(sep=' ')}'"


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


def entities(label: Label, features: FeatureSet, cuts: Sequence[datetime]) -> str:
    """Give the SELECT of (key, cut): the entities that are there and count at each cut."""
    moments = ", ".join(f"({moment_sql(cut)})" for cut in cuts)
    whole = (
        f"SELECT __k.key, __c.cut FROM ({entity_rows(features)}) AS __k,"
        f" (VALUES {moments}) AS __c(cut)"
    )
    begun = there(features, whole)
    return counted(label, features, of_those(begun, features.entity, features.key, label.who))


def counted(label: Label, features: FeatureSet, whole: str) -> str:
    """Give those of a spine that count: the ones that were active before their cut."""
    if label.active is None:
        return whole
    since = f"__p.cut - INTERVAL ({label.active:d}) DAY"
    return (
        f"WITH {SPINE} AS MATERIALIZED ({whole}) SELECT DISTINCT __p.key, __p.cut"
        f" FROM {event_rows(features, label.source, ())} AND __e.t >= {since}"
    )


def labelled(label: Label, features: FeatureSet, spine: str) -> str:
    """Give the SELECT of (key, cut, label): whether it came true after each cut of a spine.

    The events are those before the end of the horizon, and not before the cut.
    """
    until = f"__s.cut + INTERVAL ({label.horizon:d}) DAY"
    ends = f"SELECT __s.key, {until} AS cut, __s.cut AS begun FROM ({spine}\n) AS __s"
    happened = (
        f"SELECT DISTINCT __p.key, __p.begun FROM {event_rows(features, label.source, ())}"
        " AND __e.t >= __p.begun"
    )
    test = "IS NOT NULL" if label.happens else "IS NULL"
    return (
        f"WITH {SPINE} AS MATERIALIZED ({ends}), __happened AS ({happened})"
        f" SELECT __p.key, __p.begun AS cut, __h.key {test} AS label FROM {SPINE} AS __p"
        " LEFT JOIN __happened AS __h ON __h.key = __p.key AND __h.begun = __p.begun"
    )
