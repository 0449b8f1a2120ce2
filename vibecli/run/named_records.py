"""Records as a person names them in words, and as a verdict names them: by what they say now.

Owns both ways. An id that is personal itself is never given on. Reads only.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.errors import NotFound, UsageError
from vibecli.identity.prints import print_text, record_prints
from vibecli.identity.scratch import Scratch
from vibecli.identity.source import Source, SourceColumn
from vibecli.identity.verdicts import Side
from vibecli.run.discretion import Discretion
from vibecli.run.identity_records import Record, record_values
from vibecli.run.missed import Values
from vibecli.run.model import Review
from vibecli.steps.match import Match

_SHOWN = 3


class Place(NamedTuple):
    """Where records are looked for: a database, and the tables a bare id may be of."""

    scratch: Scratch
    catalog: Catalog
    tables: tuple[str, ...] = ()


class KnownRecords:
    """Records with what they say now, read at once; those that are gone are not among them."""

    def __init__(self, place: Place, records: Iterable[Record]) -> None:
        wanted = list(dict.fromkeys(records))
        sources = dict.fromkeys(source for source, _ in wanted)
        tables = [(s, t) for s in sources if (t := place.catalog.table(s)) is not None]
        self.values = record_values(place.scratch, tables, wanted)
        self._tables = dict(tables)
        self._discretion = Discretion(place.catalog.tables)

    def side(self, record: Record) -> Side:
        """Give a record as a verdict names it; an id that is personal is not kept."""
        source, name = record
        shown = name if self._discretion.record(source, name) == name else None
        return Side(source, content_print(self._tables[source], self.values[record]), shown)


class SpokenRecords:
    """The records that words name: `source:record_id`, or an id that only one table has."""

    def __init__(self, place: Place, words: Iterable[str]) -> None:
        self._tables = place.tables
        self._meant = {word: _meant(place, word) for word in dict.fromkeys(words)}
        self._known = KnownRecords(place, (r for found in self._meant.values() for r in found))

    def side(self, word: str) -> Side:
        """Give the record a word names. Raises NotFound, UsageError."""
        meant = self._meant[word]
        found = [record for record in meant if record in self._known.values]
        if len(found) == 1:
            return self._known.side(found[0])
        if found:
            where = [source for source, _ in found]
            raise UsageError(
                f"{word} is a record of {' and of '.join(where)}", hint=f"{where[0]}:{word}"
            )
        tables = list(dict.fromkeys(source for source, _ in meant)) or list(self._tables)
        more = f" and {len(tables) - _SHOWN} more tables" if len(tables) > _SHOWN else ""
        raise NotFound(
            f"no record {word} in {', '.join(tables[:_SHOWN])}{more}",
            hint="name records as SOURCE:RECORD_ID, or by the key of their table",
        )


def content_print(table: TableInfo, values: Values) -> str:
    """Give the print of one record from its values as text."""
    columns = tuple(SourceColumn.of(c.name, c.role, [values.get(c.name)]) for c in table.columns)
    one = Source(table.name, np.array([""], dtype=object), columns, table.key)
    return print_text(int(record_prints(one)[0]))


def matched_tables(catalog: Catalog, reviews: Iterable[Review]) -> tuple[str, ...]:
    """Give the tables of the newest match, all tables when there was none."""
    for review in reviews:
        inputs = [i.table for s in review.plan.steps if isinstance(s, Match) for i in s.inputs]
        found = [table.name for name in inputs if (table := catalog.table(name))]
        if found:
            return tuple(dict.fromkeys(found))
    return tuple(table.name for table in catalog.tables)


def _meant(place: Place, word: str) -> Sequence[Record]:
    """Give the records a word may name: of the table before a colon, else of any."""
    for at in reversed([at for at, sign in enumerate(word) if sign == ":"]):
        table = place.catalog.table(word[:at])
        if table is not None:
            return [(table.name, word[at + 1 :])]
    return [(table, word) for table in place.tables]
