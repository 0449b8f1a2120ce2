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


def ties(shape: Shape, links: str, over: str) -> str:
    """Give the SQL that adds ties; runs before the provenance is written over.

    `links` has (rid), the rows of provenance that others wrote of the persons of a batch, `over`
    those that are written over, neither with NULL. Rows are read by their ids before anything
    else is asked of them: the engine would read the whole table otherwise.
    """
    return (
        f"INSERT INTO {shape.provenance} (profile_key, source, record_id, rule)"
        " WITH known AS MATERIALIZED (SELECT l.rid, o.profile_key, o.source, o.record_id"
        f" FROM {links} l JOIN {shape.provenance} o ON o.rowid = l.rid)"
        f" SELECT profile_key, source, record_id, {literal(TIED)} FROM known"
        f" WHERE lower(source) NOT IN ({streamed(shape)}) AND record_id IS NOT NULL"
        " GROUP BY profile_key, source, record_id"
        f" HAVING bool_and(rid IN (SELECT rid FROM {over}))"
        " ORDER BY ALL"
    )
