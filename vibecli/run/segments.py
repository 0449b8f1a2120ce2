"""Segments: which value of a column each record has, the most frequent values kept apart.

Owns the grouping and the names of the groups, masked like any value. Scores nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.run.discretion import Discretion, cut
from vibecli.run.identity_records import Held, IdentityRecords

_MOST = 20
SOURCE = "source"


@dataclass(frozen=True)
class Segments:
    """The segment of every record of an identity table, by the record's number."""

    codes: Array
    values: tuple[str | None, ...]  # of the segments kept apart, as they may be shown
    others: bool  # whether one more segment stands for the rest
    columns: tuple[str, ...] = ()  # where the values are from

    @property
    def count(self) -> int:
        """How many segments there are."""
        return len(self.values) + self.others

    def named(self, segment: int) -> dict[str, object]:
        """Give what a segment is called: its value, or that it is the rest."""
        rest = segment == len(self.values)
        return {"value": None if rest else self.values[segment], "others": rest}


def segments(
    records: IdentityRecords, column: str, judged: Array, discretion: Discretion
) -> Segments:
    """Give the segments by a column of the sources, or by `source`; largest in judged records."""
    values, held = _values(records, column)
    session = records.session
    coded = records.scratch.table(
        "coded",
        "SELECT value, row_number() OVER (ORDER BY value NULLS FIRST) - 1 AS code"
        f" FROM (SELECT DISTINCT value FROM {values})",
    )
    found = session.arrays(
        f"SELECT h.n, c.code FROM {values} AS h JOIN {coded} AS c"
        " ON h.value IS NOT DISTINCT FROM c.value"
    )
    codes = np.zeros(records.size, dtype=np.int64)
    codes[np.ma.getdata(found["n"])] = np.ma.getdata(found["code"])
    sizes = np.bincount(codes[judged])
    top = np.lexsort((np.arange(len(sizes)), -sizes))[:_MOST]
    top = top[sizes[top] > 0]
    place = np.full(int(codes.max(initial=0)) + 1, len(top))
    place[top] = np.arange(len(top))
    listed = ", ".join(f"{code:d}" for code in top.tolist())
    names: dict[int, str | None] = dict(
        session.rows(f"SELECT code, value FROM {coded} WHERE code IN ({listed})")
    )
    return Segments(
        codes=place[codes],
        values=tuple(_shown(names[code], held, discretion) for code in top.tolist()),
        others=bool(np.count_nonzero(sizes) > len(top)),
        columns=tuple(f"{one.source}.{one.column.name}" for one in held),
    )


def _values(records: IdentityRecords, column: str) -> tuple[str, tuple[Held, ...]]:
    """Keep (n, value) for every record; gives also the columns the values are of."""
    if column.lower() == SOURCE:
        select = f"SELECT n, source AS value FROM {records.relation}"
        return records.scratch.table("values", select), ()
    by, held = records.column(column)
    values = records.scratch.table(
        "values",
        f"SELECT k.n, min(b.value) AS value FROM {records.relation} AS k LEFT JOIN {by} AS b"
        " ON k.source = b.source AND k.record_id = b.record_id GROUP BY k.n",
    )
    return values, held


def _shown(value: str | None, held: Sequence[Held], discretion: Discretion) -> str | None:
    """Give a value masked where any of the columns is personal."""
    masked = (discretion.value(value, one.table, one.column.name) for one in held)
    return cut(next((shown for shown in masked if shown != value), value))
