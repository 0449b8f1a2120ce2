"""Whose records a profile was written from, kept when the last value of one is written over.

A tie is a row of the provenance table without a column: forgotten, exported and taken back with it.
Of events that streams take none is kept, as the next one would write over it.
"""

from vibecli.engine.names import literal
from vibecli.steps.unify_provenance import TIED
from vibecli.stream.shape import Shape


def streamed(shape: Shape) -> str:
    """Give the sources of which no ties are kept, in SQL and in lower case."""
    return ", ".join(map(literal, sorted(shape.streamed)))


def ties(shape: Shape, links: str) -> str:
    """Give the SQL that adds ties; runs before the provenance is written over.

    `links` has (rid), the rows of provenance there are of the persons of a batch, and
    `__stream_told` those of them that are written over.
    """
    return (
        f"INSERT INTO {shape.provenance} (profile_key, source, record_id, rule)"
        f" SELECT o.profile_key, o.source, o.record_id, {literal(TIED)} FROM {links} l"
        f" JOIN {shape.provenance} o ON o.rowid = l.rid LEFT JOIN __stream_told t ON t.rid = l.rid"
        f" WHERE lower(o.source) NOT IN ({streamed(shape)}) AND o.record_id IS NOT NULL"
        " GROUP BY ALL HAVING count(t.rid) = count(*) ORDER BY ALL"
    )
