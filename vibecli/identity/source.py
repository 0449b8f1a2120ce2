"""A source: the rows of one input of a match as text by column, and how a session gives them.

Rows come in the order of their record ids, so that nothing after this depends on row order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.data.catalog import Role, TableInfo
from vibecli.engine.base import Array, Column, Session
from vibecli.engine.names import quote
from vibecli.identity.records import record_ids


@dataclass(frozen=True)
class SourceColumn:
    """One column: its role and its values as text, None where missing."""

    name: str
    role: Role | None
    values: Array  # object: str or None


@dataclass(frozen=True)
class Source:
    """The records of one input, in the order of their ids."""

    name: str
    ids: Array  # object: str
    columns: tuple[SourceColumn, ...]
    key: tuple[str, ...] = ()

    def column(self, name: str) -> SourceColumn | None:
        """Find a column by name, ignoring case."""
        return next((c for c in self.columns if c.name.lower() == name.lower()), None)


def read_source(
    session: Session, table: TableInfo, columns: Sequence[Column], relation: str, where: str = ""
) -> Source:
    """Give the records of a relation that has `__rid` and the columns, those `where` keeps."""
    roles = {column.name.lower(): column.role for column in table.columns}
    texts = [f"CAST(t.{quote(c.name)} AS VARCHAR) AS c{i}" for i, c in enumerate(columns)]
    chosen = f"(SELECT * FROM {relation} WHERE ({where}\n))" if where else relation
    arrays = session.arrays(
        f"SELECT {', '.join(['r.record_id AS id', *texts])} FROM {chosen} AS t"
        f" JOIN ({record_ids(table, columns, relation)}) AS r USING (__rid)"
        " ORDER BY r.record_id, __rid"
    )
    return Source(
        name=table.name,
        ids=_texts(arrays["id"]),
        columns=tuple(
            SourceColumn(c.name, roles.get(c.name.lower()), _texts(arrays[f"c{i}"]))
            for i, c in enumerate(columns)
        ),
        key=table.key,
    )


def _texts(values: Array) -> Array:
    """Give an object array of str and None, whatever the engine made of the column."""
    plain = np.array(np.ma.getdata(values), dtype=object)
    plain[np.ma.getmaskarray(values)] = None
    return plain
