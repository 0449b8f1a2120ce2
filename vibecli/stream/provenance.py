"""What the provenance table says of the values of each person, in memory: row, moment, source.

Nobody else writes it while a stream has the database, so no batch reads it. Nothing here is changed
before the batch it came with is committed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from vibecli.engine.base import Array, Session
from vibecli.identity.arriving import ABSENT
from vibecli.stream import survival
from vibecli.stream.growing import Growing
from vibecli.stream.shape import Shape


class Told(NamedTuple):
    """Whose value of one column a batch writes: persons, rows there are of it, moments."""

    persons: Array
    rows: Array  # ABSENT: none yet
    moments: Array


@dataclass
class Provenance:
    """Where the value of each person came from; columns are those of the rule, by number."""

    rows: Growing  # a column each
    ours: Growing  # whether source and rule are those of this stream: 1, or 0
    dates: dict[int, Growing]  # of columns that ask how old a value is
    ranks: dict[int, Growing]  # of sources, of columns whose rule has an order of them
    own: dict[int, int]  # rank of this stream
    spots: tuple[int, ...]  # of the columns whose value comes from one event

    @classmethod
    def load(cls, session: Session, shape: Shape, size: int) -> Self:
        """Read it for so many persons, whom `__stream_all` numbers."""
        rows = np.full((size, max(1, len(shape.places))), ABSENT, dtype=np.int64)
        ours = np.zeros(rows.shape, dtype=np.int8)
        dates = {at: np.full(size, "NaT", dtype="datetime64[us]") for at in survival.dated(shape)}
        none, own = _usual_ranks(session, shape)
        ranks = {at: np.full(size, rank, dtype=np.int32) for at, rank in none.items()}
        found = _found(session, shape)
        number, at, rid = (np.ma.getdata(found[name]) for name in ("number", "spot", "rid"))
        rows[number, at], ours[number, at] = rid, np.ma.getdata(found["ours"])
        moments = np.ma.filled(found["moment"], np.datetime64("NaT"))
        for into, values in ((dates, moments), (ranks, np.ma.getdata(found["rank"]))):
            for spot, array in into.items():
                array[number[at == spot]] = values[at == spot]
        return cls(
            rows=Growing(rows),
            ours=Growing(ours, 0),
            dates={at: Growing(one, np.datetime64("NaT")) for at, one in dates.items()},
            ranks={at: Growing(one, none[at]) for at, one in ranks.items()},
            own=own,
            spots=survival.told_of(shape),
        )

    def grow(self, size: int) -> None:
        """Make room for further persons."""
        for one in (self.rows, self.ours, *self.dates.values(), *self.ranks.values()):
            one.grow(size)

    def of(self, persons: Array) -> dict[str, Array]:
        """Give what a batch asks of its persons: row, moment and rank of source, by column."""
        rows = self.rows[persons]
        known = {f"r{at}": rows[:, at] for at in self.spots}
        known |= {f"t{at}": one[persons] for at, one in self.dates.items()}
        return known | {f"o{at}": one[persons] for at, one in self.ranks.items()}

    def last(self, numbers: Mapping[str, int]) -> tuple[int, str]:
        """Give the last row of all that these persons have, and the key it is of; ABSENT for none.

        Rows move only where the engine closes gaps before them: if this one lies where it did, so
        do all before it.
        """
        rows = self.rows[np.fromiter(numbers.values(), np.int64)].max(axis=1)
        at = int(rows.argmax())
        return int(rows[at]), [*numbers][at]

    def foreign(self, told: Mapping[int, Told]) -> Array:
        """Give the rows, of those that are written, that another source or rule has told."""
        found = [one.rows[self.ours[one.persons][:, at] == 0] for at, one in told.items()]
        rows: Array = np.concatenate([np.empty(0, np.int64), *found])
        there: Array = rows[rows != ABSENT]
        return there

    def others(self, told: Mapping[int, Told]) -> Array:
        """Give all rows that another source or rule has told of the persons whose are written."""
        persons = np.unique(np.concatenate([one.persons for one in told.values()]))
        rows = self.rows[persons]
        found: Array = rows[(self.ours[persons] == 0) & (rows != ABSENT)]
        return found

    def take(self, told: Mapping[int, Told]) -> None:
        """Take in what a committed batch has written."""
        for at, (persons, _, moments) in told.items():
            self.ours.put((persons, at), 1)
            if at in self.dates:
                self.dates[at].put((persons,), moments)
            if at in self.ranks:
                self.ranks[at].put((persons,), self.own[at])


def _usual_ranks(session: Session, shape: Shape) -> tuple[dict[int, int], dict[int, int]]:
    """Give the rank of no source, and of this stream, by column that has an order of them."""
    none, own = {}, {}
    for at in survival.ordered(shape):
        one = shape.rule.survivorship[at]
        absent, mine = (survival.rank(one, sql) for sql in ("NULL", survival.own_source(shape)))
        none[at], own[at] = map(int, session.rows(f"SELECT {absent}, {mine}")[0])
    return none, own


def _found(session: Session, shape: Shape) -> dict[str, Array]:
    """Give the oldest row of each value."""
    session.register(
        "__stream_columns",
        {
            "name": np.array([*shape.places], dtype=object),
            "spot": np.array([*shape.places.values()], dtype=np.int64),
        },
    )
    ranks = "".join(
        f" WHEN {at} THEN {survival.rank(shape.rule.survivorship[at], 'p.source')}"
        for at in survival.ordered(shape)
    )
    rank = f"CASE c.spot{ranks} ELSE 0 END" if ranks else "0"
    told = {"ours": survival.ours(shape, "c"), "moment": "p.recorded_at", "rank": rank}
    columns = "".join(f", arg_min_null({sql}, p.rowid) AS {name}" for name, sql in told.items())
    found = session.arrays(
        f"SELECT a.number, c.spot, min(p.rowid) AS rid{columns}"
        f" FROM {shape.provenance} p JOIN __stream_all a ON a.key = p.profile_key"
        " JOIN __stream_columns c ON c.name = lower(p.column_name) GROUP BY 1, 2"
    )
    session.unregister("__stream_columns")
    return found
