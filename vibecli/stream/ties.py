"""Whose records a profile was written from, kept when the last value of one is written over.

A tie is a row of the provenance table without a column: forgotten, exported and taken back with it.
Of events that streams take none is kept, as the next one would write over it.
"""

from vibecli.engine.names import TableName, literal, quote
from vibecli.steps.standing import RULES_TABLE
from vibecli.steps.unify_provenance import TIED
from vibecli.stream.shape import Shape


def streamed(shape: Shape) -> str:
    """Give the SELECT of the sources of which no ties are kept, in lower case."""
    own, events = (
        TableName.parse(shape.rule.events).text.lower(),
        "json_extract_string(rule, '$.events')",
    )
    return (
        f"SELECT {literal(own)} UNION ALL SELECT lower({events}) FROM {quote(RULES_TABLE)}"
        f" WHERE json_valid(rule) AND {events} IS NOT NULL"
    )


def ties(shape: Shape, *, foreign: str, links: str) -> str:
    """Give the SQL that adds ties; runs before the provenance is written over.

    `foreign`: a SELECT of the row ids of another source's or rule's provenance that is written
    over; `links` has (rid), the provenance there is of the persons at hand. `__stream_told` has
    all that is written over.
    """
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
        f" WHERE lower(o.source) NOT IN ({streamed(shape)}) AND o.record_id IS NOT NULL"
        f" AND NOT EXISTS ({left}) ORDER BY ALL"
    )
