"""Whose records a profile was written from, kept when the last value of one is written over.

A tie is a row of the provenance table without a column: forgotten, exported and taken back with it.
"""

from vibecli.engine.names import TableName, literal
from vibecli.steps.unify_provenance import TIED
from vibecli.stream.shape import Shape


def ties(shape: Shape, *, foreign: str, links: str) -> str:
    """Give the SQL that adds ties; runs before the provenance is written over.

    `foreign`: a SELECT of the row ids of another source's or rule's provenance that is written
    over; `links` has (rid), the provenance there is of the persons at hand. `__stream_told` has
    all that is written over.
    """
    own = literal(TableName.parse(shape.rule.events).text.lower())
    left = (
        f"SELECT 1 FROM {links} l JOIN {shape.provenance} p ON p.rowid = l.rid"
        " WHERE p.profile_key = o.profile_key AND lower(p.source) = lower(o.source)"
        " AND p.record_id = o.record_id"
        " AND l.rid NOT IN (SELECT rid FROM __stream_told WHERE rid IS NOT NULL)"
    )
    return (
        f"INSERT INTO {shape.provenance} (profile_key, source, record_id, rule) SELECT DISTINCT"
        f" o.profile_key, o.source, o.record_id, {literal(TIED)}"
        f" FROM ({foreign}) f JOIN {shape.provenance} o ON o.rowid = f.rid"
        f" WHERE lower(o.source) <> {own} AND o.record_id IS NOT NULL"
        f" AND NOT EXISTS ({left}) ORDER BY ALL"
    )
