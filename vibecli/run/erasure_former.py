"""What the rows of a person said before earlier plans changed them: read from the journal's images.

Owns following rows by their keys, those of other persons never. It reads only; what it found lies
beside the plan of the forget, which goes last, so that one cut off is gone on with.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.base import Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.run import journal
from vibecli.run.definition import exists
from vibecli.run.erasure_values import Taken, Value, names_person, of_people, telling
from vibecli.run.images import AFTER, BEFORE
from vibecli.run.journal import Entry
from vibecli.run.store import write_private

FORMER = "former.json"


def with_former(session: Session, catalog: Catalog, taken: Taken, folder: Path) -> Taken:
    """Give what goes with former values of the same rows, and keep these for a second try."""
    found = sorted(_Former(session, catalog, taken).values())
    write_private(folder / FORMER, json.dumps(found).encode())
    return with_kept(taken, folder)


def with_kept(taken: Taken, folder: Path) -> Taken:
    """Give what goes with the former values that were found by a first try."""
    try:
        kept = json.loads((folder / FORMER).read_bytes())
    except FileNotFoundError:
        return taken
    values = {Value.of(text, role, strong) for text, role, strong in kept}
    return replace(taken, values=tuple(sorted({*taken.values, *values})))


@dataclass(frozen=True)
class _Former:
    session: Session
    catalog: Catalog
    taken: Taken

    def values(self) -> set[Value]:
        """Give the values of every image that is of one of the person's rows."""
        return {
            value
            for run in journal.runs(self.session)
            for entry in run.entries
            if entry.images and exists(self.session, TableName.parse(entry.images))
            for value in self._entry(entry)
        }

    def _entry(self, entry: Entry) -> Iterator[Value]:
        info = self.catalog.table(entry.table)
        names = {column.name.lower(): column.name for column in entry.columns}
        keyed = [(names[c.lower()], keys) for c, keys in self._keys(info) if c.lower() in names]
        if info is None or not keyed:
            return
        for column, role in telling(info):
            if column.lower() not in names:
                continue
            strong = names_person(role, of_people(info))
            for text in self._texts(entry, names[column.lower()], keyed):
                yield Value(text, role, strong)

    def _keys(self, info: TableInfo | None) -> Iterator[tuple[str, frozenset[str]]]:
        """Give the columns that tell whose a row is, and what they hold of the person."""
        if info is None:
            return
        rows = self.taken.rows
        yield from ((column, rows[table, column]) for table, column in rows if table == info.name)
        for link in () if of_people(info) else self.catalog.relationships:
            keys = rows.get((link.to_table, link.to_column))
            if link.table == info.name and keys:
                yield link.column, keys

    def _texts(
        self, entry: Entry, column: str, keyed: list[tuple[str, frozenset[str]]]
    ) -> Iterator[str]:
        images = TableName.parse(entry.images).sql
        for side in ["i"] if entry.whole else [f"i.{BEFORE}", f"i.{AFTER}"]:
            tests = " OR ".join(
                f"coalesce(list_contains(?, CAST({_field(side, key, entry)} AS VARCHAR)), false)"
                for key, _ in keyed
            )
            value = _field(side, column, entry)
            rows = self.session.rows(
                f"SELECT DISTINCT CAST({value} AS VARCHAR) FROM {images} AS i"
                f" WHERE {value} IS NOT NULL AND ({tests})",
                [sorted(keys) for _, keys in keyed],
            )
            yield from (str(text) for (text,) in rows if str(text).strip())


def _field(side: str, column: str, entry: Entry) -> str:
    if entry.whole:
        return f"{side}.{quote(column)}"
    return f"struct_extract({side}, {literal(column)})"
