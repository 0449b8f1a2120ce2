"""Values that cannot be right, said in any order: dummies, a wrong form, outside a range.

Owns what the pieces of such an intent come to. One table, its columns, and the values, form or
range must all be told; which values are junk is never guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vibecli.agent.catalogue.calendar import Moment
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import junk_words
from vibecli.agent.catalogue.families.defects import named_tables, no_fault
from vibecli.agent.catalogue.families.exceptions import draft_of
from vibecli.agent.catalogue.families.forms import Form, form, solid
from vibecli.agent.catalogue.families.pieces import Classes, Piece, cut
from vibecli.agent.catalogue.faults import one_day
from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import (
    Predicate,
    between,
    compare,
    family,
    is_time,
    missing,
    one_of,
    present,
)
from vibecli.agent.catalogue.question.names import Names
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import literal, quote

_CLASSES = Classes.of(junk_words.JUNK)
_FIRST = frozenset({"rule", "not of", "no at", "outside", "domain"})
_ORDERS = ("set", "change", "update", "assign", "switch")  # what is told so is no search
_LONGEST, _NEAR = 4, 0.7
_SIGNS = {"minus": "<", "below 0": "<", "under 0": "<", "zero": "=", "negative": "<",
          "below zero": "<", "under zero": "<", "less than zero": "<", "zero or less": "<=",
          "zero or negative": "<=", "negative or zero": "<="}  # fmt: skip


@dataclass
class _Found:
    table: TableInfo
    names: Names
    columns: list[ColumnInfo] = field(default_factory=list)
    day: Moment | None = None  # the day read last


def read(cursor: Cursor) -> Draft | None:
    """Read an intent about values that cannot be right."""
    if cursor.sees(*_ORDERS):
        return None
    tables = named_tables(cursor) or list(cursor.world.catalog.tables)
    drafts = [d for table in tables if (d := _about(cursor, table))]
    return drafts[0] if len(drafts) == 1 else None


def _about(cursor: Cursor, table: TableInfo) -> Draft | None:
    start, known = cursor.at, len(cursor.notes)
    found = _Found(table, Names(cursor.world.catalog))
    rules = {
        "nulls": reads(lambda c: no_fault(c, [table])),
        "form": form,
        "range": _range,
        "sign": lambda c: c.take(*_SIGNS),
        "column": lambda c: _column(c, found),
        "table": lambda c: _own(c, table),
        "value": lambda c: _value(c, found),
    }
    pieces = cut(cursor, _CLASSES, rules, _FIRST)
    draft = _draft(cursor, found, pieces) if pieces else None
    if draft is None:
        cursor.at = start
        del cursor.notes[known:]
    return draft


@reads
def _own(cursor: Cursor, table: TableInfo) -> bool:
    return cursor.table() == table


def _column(cursor: Cursor, found: _Found) -> ColumnInfo | None:
    cursor.skip()
    for length in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        said = cursor.rest[:length]
        hits = [h for h in found.names.column(found.table, said) if h.cost < _NEAR]
        best = min((h.cost for h in hits), default=0.0)
        near = [h.what for h in hits if h.cost == best]
        linked = cursor.world.link.columns(found.table, said, partial=False)
        if not near and linked and len(linked.columns) == 1:
            near = list(linked.columns)
        if len(near) == 1:
            cursor.move(length)
            found.columns += near
            return near[0]
    return None


@reads
def _range(cursor: Cursor) -> tuple[float, float] | None:
    """Read `between 0 and 100`, `from 1 to 5`."""
    lead = cursor.take("between", "from", "in the range of", "in the range", "within", "range from")
    low = cursor.number() if lead else None
    high = (
        cursor.number()
        if low is not None and cursor.take("and", "to", "-", "till", "up to")
        else None
    )
    return (low, high) if low is not None and high is not None else None


@reads
def _value(cursor: Cursor, found: _Found) -> object:
    """Read a literal: a number, an address, a day, a quoted text, or a word the table holds."""
    cursor.skip()
    if not cursor.rest:
        return None
    length = solid(cursor)
    text = cursor.text.raw(cursor.at, cursor.at + length)
    with cursor.attempt() as tried:
        day = cursor.moment()
        if day is not None and day.one_day:
            tried.keep()
            found.day = day
            return day
    if found.day and re.fullmatch(r"(19|20)\d\d", text):  # 1 January 1900 or 1970
        cursor.move(1)
        first = found.day.first.replace(year=int(text))
        return replace(found.day, first=first)
    word = cursor.rest[0]
    typed = word.kind in ("number", "address", "quoted", "date")
    typed = typed or any(c.isdigit() or (c in "@/." and len(text) > 1) for c in text)
    if not typed and (len(text) == 1 or word.form in FUNCTION_WORDS):
        return None
    if not typed and not cursor.world.values.in_table(found.table, text):
        return None
    cursor.move(length)
    return text


def _draft(cursor: Cursor, found: _Found, pieces: Sequence[Piece]) -> Draft | None:
    kinds = {piece.kind for piece in pieces}
    columns = [c for c in dict.fromkeys(found.columns) if c.name not in found.table.key]
    ruled = "rule" in kinds or ("every" in kinds and "show" not in kinds)
    if not columns or not (ruled or "table" in kinds):
        return None
    broken = _broken(cursor, columns, pieces, kinds)
    if broken is None:
        return None
    asked = [c for c in dict.fromkeys(found.columns) if not ruled]
    if not any(c.name in found.table.key for c in asked):
        asked = []
    return draft_of(found.table, broken, ruled=ruled, columns=asked)


def _broken(
    cursor: Cursor, columns: Sequence[ColumnInfo], pieces: Sequence[Piece], kinds: set[str]
) -> Predicate | None:
    forms = [p.value for p in pieces if isinstance(p.value, Form)]
    values = [p.value for p in pieces if p.kind == "value"]
    spans = [p.value for p in pieces if p.kind == "range"]
    if len(forms) == 1 and not values and not spans:
        return _misshapen(columns, forms[0], pieces, kinds)
    if len(columns) != 1 or forms:
        return None
    if len(spans) == 1 and not values:
        return _outside(columns[0], spans[0], kinds)
    ruled = "rule" in kinds or ("every" in kinds and "show" not in kinds)
    if spans or "outside" in kinds or ruled is not ("none" in kinds):
        return None  # a rule says what there must not be, a search what there is
    return _dummies(cursor, columns[0], values, pieces, kinds)


def _misshapen(
    columns: Sequence[ColumnInfo], shape: Form, pieces: Sequence[Piece], kinds: set[str]
) -> Predicate | None:
    """Give the values without the form; those missing too, where every row is to have one."""
    asked = kinds & {"none"} or kinds & {"rule", "every"} or shape.bad
    if not asked:
        return None
    broken = [shape.broken(column) for column in columns]
    held = any(p.said.lower() in ("has", "have", "must have", "needs") for p in pieces)
    if "every" in kinds and held and "nulls" not in kinds and not shape.bad:
        broken += [missing(column) for column in columns]
    sql = " OR ".join(p.sql for p in broken)
    return Predicate(f"({sql})", " or ".join(p.said for p in broken))


def _outside(column: ColumnInfo, span: object, kinds: set[str]) -> Predicate | None:
    if not isinstance(span, tuple) or not kinds & {"outside", "none", "rule"}:
        return None
    inside = between(column, *span)
    return Predicate(f"({present(column).sql} AND NOT ({inside.sql}))", f"not {inside.said}")


def _dummies(
    cursor: Cursor,
    column: ColumnInfo,
    values: Sequence[object],
    pieces: Sequence[Piece],
    kinds: set[str],
) -> Predicate | None:
    """Give the rows that hold one of the values told."""
    signs = [_SIGNS[str(p.value)] for p in pieces if p.kind == "sign"]
    if not kinds & {"junk", "sign", "no at", "domain"}:
        return None  # plain values are a question
    if not (values or signs or "no at" in kinds) or (signs and family(column) != "number"):
        return None
    if "domain" in kinds or "not of" in kinds:
        return _other_domain(column, values) if kinds >= {"domain", "not of"} else None
    found = [_held(cursor, column, value) for value in values]
    found += [compare(column, sign, 0) for sign in signs]
    if "no at" in kinds:
        sql = f"({present(column).sql} AND NOT contains({quote(column.name)}, '@'))"
        found.append(Predicate(sql, f"{column.name} has no @"))
    known = [p for p in found if p]
    if len(known) != len(found):
        return None
    return Predicate(f"({' OR '.join(p.sql for p in known)})", " or ".join(p.said for p in known))


def _held(cursor: Cursor, column: ColumnInfo, value: object) -> Predicate | None:
    if not isinstance(value, str):
        return one_day(cursor, column, value)
    if is_time(column) or column.role is Role.BIRTH_DATE:
        return one_of(column, [value]) if family(column) == "text" else None
    return one_of(column, [value])


def _other_domain(column: ColumnInfo, values: Sequence[object]) -> Predicate | None:
    texts = [value.lower() for value in values if isinstance(value, str)]
    if len(texts) != len(values) or not texts:
        return None
    part = f"split_part(lower(trim(CAST({quote(column.name)} AS VARCHAR))), '@', 2)"
    listed = ", ".join(literal(text) for text in texts)
    said = f"the domain of {column.name} is none of {', '.join(texts)}"
    return Predicate(f"({present(column).sql} AND {part} NOT IN ({listed}))", said)
