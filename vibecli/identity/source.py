"""A source: the records of one input of a match, coded column by column, as a session gives them.

Owns the coding of raw texts. Records are numbered in the order of their ids and texts in the order
of the first record that has them, so that nothing after this depends on row order.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from vibecli.data.catalog import Role, TableInfo
from vibecli.engine.base import Array, Column, Session
from vibecli.engine.names import quote
from vibecli.identity.records import record_ids
from vibecli.identity.scratch import Scratch

NO_VALUE = -1


@dataclass(frozen=True)
class SourceColumn:
    """One column: its role, its distinct texts, and which one each record has."""

    name: str
    role: Role | None
    values: Array  # object: str
    codes: Array  # int32, a record each; NO_VALUE where missing

    @classmethod
    def of(cls, name: str, role: Role | None, texts: Sequence[str | None]) -> Self:
        """Code the texts of a column, given record by record."""
        values = list(dict.fromkeys(text for text in texts if text is not None))
        code = {value: at for at, value in enumerate(values)}
        codes = [NO_VALUE if text is None else code[text] for text in texts]
        return cls(name, role, np.array(values, dtype=object), np.array(codes, dtype=np.int32))

    @property
    def said(self) -> int:
        """The number of records that have a value."""
        return int((self.codes != NO_VALUE).sum())


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
    session: Session,
    table: TableInfo,
    columns: Sequence[Column],
    relation: str,
    where: str = "",
    *,
    only: Collection[str] | None = None,
) -> Source:
    """Give the records of a relation that has `__rid` and the columns, those `where` keeps.

    `only`: the columns (in lower case) to read, all without.
    """
    roles = {column.name.lower(): column.role for column in table.columns}
    kept = [c for c in columns if only is None or c.name.lower() in only]
    texts = [f", CAST(t.{quote(c.name)} AS VARCHAR) AS c{i}" for i, c in enumerate(kept)]
    chosen = f"(SELECT * FROM {relation} WHERE ({where}\n))" if where else relation
    with Scratch(session, "source") as scratch:
        numbered = scratch.table(
            "numbered",
            "SELECT (row_number() OVER (ORDER BY r.record_id, __rid) - 1)::INTEGER AS n, __rid,"
            f" r.record_id AS id FROM ({record_ids(table, columns, relation)}) AS r"
            + (f" SEMI JOIN {chosen} AS c USING (__rid)" if where else ""),
        )
        found = session.arrays(f"SELECT id FROM {numbered} ORDER BY n")["id"]
        ids = _texts(found)
        records = scratch.table(
            "records",
            f"SELECT m.n{''.join(texts)} FROM {chosen} AS t JOIN {numbered} AS m USING (__rid)",
        )
        own = table.key[0].lower() if len(table.key) == 1 and _all_differ(found) else None
        return Source(
            name=table.name,
            ids=ids,
            columns=tuple(
                SourceColumn(
                    c.name,
                    roles.get(c.name.lower()),
                    *(
                        (ids, np.arange(len(ids), dtype=np.int32))
                        if c.name.lower() == own
                        else _coded(scratch, records, f"c{i}", len(ids))
                    ),
                )
                for i, c in enumerate(kept)
            ),
            key=table.key,
        )


def _all_differ(ids: Array) -> bool:
    """Tell whether sorted ids are all there and differ: then they are the key column's texts."""
    return not np.ma.is_masked(ids) and bool((ids[1:] != ids[:-1]).all())


def _coded(scratch: Scratch, records: str, column: str, size: int) -> tuple[Array, Array]:
    """Give a column's distinct texts and the place of each record's text among them."""
    texts = scratch.table(
        "texts",
        "SELECT text, (row_number() OVER (ORDER BY first) - 1)::INTEGER AS code"
        f" FROM (SELECT {column} AS text, min(n) AS first FROM {records}"
        f" WHERE {column} IS NOT NULL GROUP BY text)",
    )
    values = scratch.session.arrays(f"SELECT text FROM {texts} ORDER BY code")["text"]
    found = scratch.session.arrays(
        f"SELECT r.n, t.code FROM {records} AS r JOIN {texts} AS t ON r.{column} = t.text"
    )
    codes = np.full(size, NO_VALUE, dtype=np.int32)
    codes[found["n"]] = found["code"]
    return _texts(values), codes


def _texts(values: Array) -> Array:
    """Give an object array of str, whatever the engine made of the column."""
    return np.array(np.ma.getdata(values), dtype=object)
