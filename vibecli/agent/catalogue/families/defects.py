"""Rows that cannot be right, said in any order: keys found nowhere, dates in the wrong order.

Owns what the pieces of such an intent come to: as a rule (make sure that no ...) or as a search
(which ...). Every word must be a piece, and tables must be tied by a known relationship.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vibecli.agent.catalogue.asides import begins
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import defects_words as words
from vibecli.agent.catalogue.families.chronology import When, inside, ordered
from vibecli.agent.catalogue.families.exceptions import draft_of
from vibecli.agent.catalogue.families.pieces import Classes, Piece, cut
from vibecli.agent.catalogue.families.sensitive import roles_said
from vibecli.agent.catalogue.faults import gone
from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.links import TableHit
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.question.names import Names, parts
from vibecli.agent.catalogue.timing import times_of
from vibecli.agent.catalogue.words import Word, name_tokens
from vibecli.data.catalog import ColumnInfo, Relationship, TableInfo

_CLASSES = Classes.of(words.DEFECTS)
_LONGEST, _FAR = 4, 0.5
_NULL_WORDS = words.NULL | words.FINE | words.AROUND
_OK = re.compile(r"\bok(ay)?\b", re.IGNORECASE)
_ID = frozenset({"number", "id", "code", "key", "no", "nr", "identifier", "reference"})
_DATE = frozenset({"date", "day", "moment", "time", "timestamp", "on", "at", "dt", "ts", "d", "am",
                   "of", "the", "datum", "tag"})  # fmt: skip
_FIRST = frozenset({"rule", "before", "after", "within"})


@dataclass
class _Named:
    tables: list[TableInfo]
    names: Names
    columns: list[When] = field(default_factory=list)


def read(cursor: Cursor) -> Draft | None:
    """Read an intent about keys found nowhere or dates in the wrong order."""
    named = _Named(named_tables(cursor), Names(cursor.world.catalog))
    rules = {
        "nulls": reads(lambda c: no_fault(c, named.tables)),
        "span": lambda c: c.duration(),
        "date": lambda c: _dates(c, named),
        "key": lambda c: _key(c, named),
        "table": lambda c: c.table(),
    }
    pieces = cut(cursor, _CLASSES, rules, _FIRST)
    if pieces is None:
        return None
    kinds = {piece.kind for piece in pieces}
    if "within" in kinds:
        return inside(cursor, pieces)
    signs = [n for n, p in enumerate(pieces) if p.kind in ("before", "after")]
    if len(signs) == 1:
        return ordered(cursor, pieces, signs[0])
    if not signs and kinds & {"lost", "found"}:
        return _lost(cursor, pieces, kinds)
    return None


def named_tables(cursor: Cursor) -> list[TableInfo]:
    """Give the tables named anywhere in the intent, in their order."""
    found: list[TableInfo] = []
    start, known = cursor.at, len(cursor.notes)
    while cursor.rest:
        table = cursor.table()
        if table is None:
            cursor.at += 1
        elif table not in found:
            found.append(table)
    cursor.at = start
    del cursor.notes[known:]
    return found


def _dates(cursor: Cursor, named: _Named) -> tuple[When, ...]:
    """Read a date by the words for it: of the tables named, else of any."""
    cursor.skip()
    for length in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        said = cursor.rest[:length]
        if said[-1].kind != "word" or (length == 1 and said[0].form in FUNCTION_WORDS):
            continue
        noun = cursor.world.link.tables(said) if said[-1].stem not in _DATE else None
        for tables in (named.tables, named.names.tables):
            near = tuple(w for w in _fitting(named, tables, said) if not _is_of(w, noun))
            if near and not (noun and tables is not named.tables):
                cursor.move(length)
                return near
    return ()


def _is_of(when: When, noun: TableHit | None) -> bool:
    """True when the words for a date are rather the noun of its own table: a contact."""
    return noun is not None and when.table in noun.tables


def _fitting(named: _Named, tables: Sequence[TableInfo], said: Sequence[Word]) -> list[When]:
    """Give the dates of these tables that the words fit best."""
    hits = [
        (0.1 if _says(said, column) else cost, When(column, table))
        for table in tables
        for column in times_of(table)
        for cost in [h.cost for h in named.names.column(table, said) if h.what == column] or [1.0]
    ]
    best = min((cost for cost, _ in hits), default=1.0)
    return [when for cost, when in hits if cost <= best < _FAR]


def _says(said: Sequence[Word], column: ColumnInfo) -> bool:
    """True when the words mean the column's name, words for a date aside: closing day, closedOn."""
    spoken = parts(tuple(word.form for word in said if word.stem not in _DATE))
    written = parts(tuple(token for token in name_tokens(column.name) if token not in _DATE))
    matched = all(any(one & other for other in written) for one in spoken)
    return bool(spoken) and len(spoken) == len(written) and matched


def _key(cursor: Cursor, named: _Named) -> tuple[Relationship, ...]:
    """Read a column that refers to another table: their store code; a table's own noun is none."""
    cursor.skip()
    for length in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        said = cursor.rest[:length]
        spelled = any(c.name == said[0].text for t in named.tables for c in t.columns)
        if said[-1].stem not in _ID and not spelled and cursor.world.link.tables(said[-1:]):
            return ()
        found = tuple(
            link
            for table in named.tables
            for hit in named.names.column(table, said)
            for link in cursor.world.catalog.relationships
            if (link.table, link.column) == (table.name, hit.what.name)
        )
        if found:
            cursor.move(length)
            return found
    return ()


def no_fault(cursor: Cursor, tables: Sequence[TableInfo]) -> bool:
    """Read a clause that says missing values are no fault: null org = ok, empty is fine."""
    none, fine, start = False, False, cursor.at
    while cursor.rest and not (none and fine and begins(cursor.text, cursor.at)):
        word = cursor.rest[0]
        none = none or word.form in words.NULL
        fine = fine or word.form in words.FINE
        if word.form in _NULL_WORDS or word.is_filler or word.kind == "comma":
            cursor.move(1)
        elif not (_named_any(cursor, tables) or roles_said(cursor)):
            return False
        fine = fine or _all_right(cursor, start)
    return none and fine


def _named_any(cursor: Cursor, tables: Sequence[TableInfo]) -> bool:
    """Move past a column of these tables, or a table."""
    return any(cursor.columns(table) for table in tables) or cursor.table() is not None


def _all_right(cursor: Cursor, start: int) -> bool:
    """True when `ok`, which is set aside as courtesy, stands in what was read."""
    text, words_ = cursor.text.text, cursor.text.words
    end = words_[cursor.at].start if cursor.at < len(words_) else len(text)
    return bool(_OK.search(text[words_[start].start : end]))


def _lost(cursor: Cursor, pieces: Sequence[Piece], kinds: set[str]) -> Draft | None:
    """Give the rows whose key is in no row of the table it refers to."""
    ruled = "rule" in kinds or ("every" in kinds and "lost" not in kinds)
    denied = "none" in kinds and "lost" not in kinds  # no card belongs to ...: not a key lost
    if ("lost" not in kinds and not ruled) or denied or "date" in kinds:
        return None
    tables = list(dict.fromkeys(p.value.name for p in pieces if isinstance(p.value, TableInfo)))
    said = [set(p.value) for p in pieces if p.kind == "key" and isinstance(p.value, tuple)]
    links = [k for k in cursor.world.catalog.relationships if k.table in tables or not tables]
    links = [k for k in links if k.to_table in tables or any(k in keys for keys in said)]
    if said:
        links = [k for k in links if any(k in keys for keys in said)]
    others = {name for name in tables if any(name in (k.table, k.to_table) for k in links)}
    if len(links) != 1 or others != set(tables):
        return None
    table = cursor.world.catalog.table(links[0].table)
    broken = gone(links[0], table) if table else None
    if table is None or broken is None:
        return None
    return draft_of(table, broken, ruled=ruled)
