"""Rules that a table's rows suggest, each with its evidence; what holds by chance is left out.

Owns the margins: a rule needs so many rows, its rarest value so many of them, a bound so much
room. Patterns are classes of characters and bounds are rounded, so no value of a person is told.
Whoever asks measures the suggestions: one that fails today is none.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from vibecli.contracts.agreed import AgreedRule, RuleKind
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.engine.base import Session
from vibecli.engine.names import quote
from vibecli.engine.types import FLOATS, WHOLE
from vibecli.tagging.tag import Tag

ENOUGH = 30  # rows from which what always held is no chance
_RULE_OF_THREE = 3  # no failure in n rows: with 95 % certainty fewer than 3 in n
_FEW_VALUES = 12
_RARE = 5  # rows that the rarest accepted value has at least
_ROOM = 0.5  # of the span of the values, beyond either end
_FIGURES = 2  # figures that a bound is rounded to
_DAYS = 10  # days with rows from which a rhythm is told
_LONGEST = 64
_PATTERNED = frozenset({Role.KEY, Role.FOREIGN_KEY, Role.CODE, Role.PHONE, Role.POSTCODE})
_UNIQUE = frozenset({Role.KEY, Role.EMAIL, Role.CODE})
_LISTED = frozenset({Role.CATEGORY, Role.FLAG, None})
_BOUNDED = {Tag.LAT: ("-90", "90"), Tag.LON: ("-180", "180"), Tag.AGE: ("0", "130")}
_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_UPPER, _LOWER, _DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"
_CLASSES = {"A": "[A-Z]", "a": "[a-z]", "9": "[0-9]"}
_SHAPED = re.compile(r"[Aa9 ./:#_+()-]+")


@dataclass(frozen=True)
class Learner:
    """The rows of one table, and what is known of them."""

    session: Session
    catalog: Catalog
    table: TableInfo
    blank: Callable[[str, Role | None], str]  # SQL that tells what is typed for a missing value

    def suggestions(self) -> Iterator[AgreedRule]:
        """Give what its rows suggest, column by column; of few rows nothing."""
        if self.table.rows < ENOUGH:
            return
        key = self.table.key
        if len(key) > 1:
            yield self._rule("unique", key, evidence=f"no repeats in {self.table.rows:,} rows")
        for column in self.table.columns:
            yield from self._column(column)
        yield from self._references()

    def _column(self, column: ColumnInfo) -> Iterator[AgreedRule]:
        filled = round(self.table.rows * (1.0 - (column.null_share or 0.0)))
        if filled < ENOUGH:
            return
        if filled == self.table.rows and column.name not in self._made_up:
            share = f"at most {100 * _RULE_OF_THREE / filled:.2g} % are expected"
            told = f"none of {filled:,} rows is empty; {share}"
            yield self._rule("required", (column.name,), evidence=told)
        if column.role in _UNIQUE and column.distinct and not _inexact(column.type):
            told = f"no repeats in {filled:,} values"
            if column.distinct >= filled * (1 - 1 / ENOUGH):
                yield self._rule("unique", (column.name,), evidence=told)
        yield from self._values(column, filled)
        yield from self._range(column)
        yield from self._age(column)

    @cached_property
    def _made_up(self) -> frozenset[str]:
        """Give the columns with placeholders: cleaned, they are not always given."""
        texts = [c for c in self.table.columns if c.type.startswith("VARCHAR")]
        if not texts:
            return frozenset()
        tests = (f"bool_or({self.blank(quote(c.name), c.role)})" for c in texts)
        found = self._rows(f"SELECT {', '.join(tests)} FROM {self._sql}")[0]
        return frozenset(c.name for c, one in zip(texts, found, strict=True) if one)

    def _values(self, column: ColumnInfo, filled: int) -> Iterator[AgreedRule]:
        """Suggest the values of a column with few, else the one pattern of its values."""
        if not column.type.startswith(("VARCHAR", "ENUM")):
            return
        masked = column.personal or (column.tagged and column.tagged.sensitivity.masked)
        few = 1 < (column.distinct or 0) <= _FEW_VALUES
        if few and not masked and column.role in _LISTED:
            yield from self._accepted(column)
        elif column.role is Role.EMAIL:
            yield self._pattern(column, _EMAIL, filled)
        elif column.role in _PATTERNED and (pattern := self._shaped(column)):
            yield self._pattern(column, pattern, filled)

    def _accepted(self, column: ColumnInfo) -> Iterator[AgreedRule]:
        found = self._rows(
            f"SELECT CAST({quote(column.name)} AS VARCHAR) AS v, count(*) AS n FROM {self._sql}"
            f" WHERE v IS NOT NULL GROUP BY v ORDER BY v LIMIT {_FEW_VALUES + 1}"
        )
        rarest = min((rows for _, rows in found), default=0)
        if len(found) <= _FEW_VALUES and rarest >= _RARE:
            told = f"{len(found)} values in all, the rarest in {rarest:,} rows"
            values = tuple(value for value, _ in found)
            yield self._rule("accepted", (column.name,), values, severity="warning", evidence=told)

    def _pattern(self, column: ColumnInfo, pattern: str, filled: int) -> AgreedRule:
        told = f"all of {filled:,} values match"
        return self._rule("pattern", (column.name,), (pattern,), severity="warning", evidence=told)

    def _shaped(self, column: ColumnInfo) -> str:
        """Give the pattern that all values of a column have, nothing where they have several."""
        value = f"left(CAST({quote(column.name)} AS VARCHAR), {_LONGEST + 1})"
        classes = f"{'A' * len(_UPPER)}{'a' * len(_LOWER)}{'9' * len(_DIGITS)}"
        found = self._rows(
            f"SELECT translate({value}, '{_UPPER}{_LOWER}{_DIGITS}', '{classes}') AS v, count(*)"
            f" FROM {self._sql} WHERE v IS NOT NULL GROUP BY v LIMIT {_LONGEST}"
        )
        shapes = [shape for shape, _ in found]
        fit = all(0 < len(s) <= _LONGEST and _SHAPED.fullmatch(s) for s in shapes)
        if not fit or len(shapes) >= _LONGEST:
            return ""
        patterns = {_pattern_of(shape, exact=len(shapes) == 1) for shape in shapes}
        return patterns.pop() if len(patterns) == 1 else ""

    def _range(self, column: ColumnInfo) -> Iterator[AgreedRule]:
        known = _BOUNDED.get(column.tagged.tag) if column.tagged and column.tagged.tag else None
        if known:
            yield self._rule("range", (column.name,), known, evidence="what can be at all")
        elif column.role is Role.AMOUNT and not column.personal:
            values = _bounds(column.minimum, column.maximum)
            if values:
                told = "all values, with half of their span as room"
                yield self._rule("range", (column.name,), values, evidence=told)

    def _age(self, column: ColumnInfo) -> Iterator[AgreedRule]:
        """Suggest how old the newest row may be, from the longest silence so far."""
        if column.role is not Role.TIME or not column.type.startswith(("DATE", "TIMESTAMP")):
            return
        days = f"SELECT DISTINCT CAST({quote(column.name)} AS DATE) AS d FROM {self._sql}"
        count, gap = self._rows(
            "SELECT count(*), coalesce(max(gap), 0) FROM (SELECT d - lag(d) OVER (ORDER BY d)"
            f" AS gap FROM ({days}) WHERE d IS NOT NULL)"
        )[0]
        if count >= _DAYS:
            age = str(2 * int(gap) + 1)
            told = f"the longest silence is {gap} days, in {count:,} days with rows"
            yield self._rule("fresh", (column.name,), (age, "d"), evidence=told)

    def _references(self) -> Iterator[AgreedRule]:
        for one in self.catalog.relationships:
            if one.table.lower() != self.table.name.lower():
                continue
            told = f"every value is in {one.to_table}.{one.to_column}"
            yield self._rule(
                "reference", (one.column,), to=(one.to_table, one.to_column), evidence=told
            )

    def _rule(
        self,
        rule: RuleKind,
        columns: Sequence[str],
        values: Sequence[str] = (),
        *,
        to: tuple[str, ...] = (),
        severity: str = "error",
        evidence: str,
    ) -> AgreedRule:
        return AgreedRule.model_validate(
            {
                "table": self.table.name,
                "columns": tuple(columns),
                "rule": rule,
                "values": tuple(values),
                "to_table": to[0] if to else "",
                "to_columns": to[1:],
                "severity": severity,
                "evidence": evidence,
            }
        )

    @property
    def _sql(self) -> str:
        return self.table.table.sql

    def _rows(self, select: str) -> list[tuple]:  # type: ignore[type-arg]
        return self.session.rows(select)


def _inexact(kind: str) -> bool:
    return kind.upper() in FLOATS or not kind.upper().startswith(("VARCHAR", "UUID", *WHOLE))


def _pattern_of(shape: str, *, exact: bool) -> str:
    """Give the pattern of a shape: runs of one class, counted where there is one shape only."""
    parts = []
    for char, run in groupby(shape):
        length = len(list(run))
        part = _CLASSES.get(char) or re.escape(char)
        if char in _CLASSES:
            part += (f"{{{length}}}" if length > 1 else "") if exact else "+"
        else:
            part *= length
        parts.append(part)
    return f"^{''.join(parts)}$"


def _bounds(minimum: str | None, maximum: str | None) -> tuple[str, str] | None:
    """Give bounds with room, rounded outwards; 0 where no value is below it."""
    try:
        low, high = float(minimum or ""), float(maximum or "")
    except ValueError:
        return None
    if not (math.isfinite(low) and math.isfinite(high)) or low == high:
        return None
    room = _ROOM * (high - low)
    least = 0.0 if low >= 0 else -_rounded_up(room - low)
    return _number(least), _number(_rounded_up(high + room))


def _rounded_up(number: float) -> float:
    """Give a number rounded away from 0 to a few figures."""
    if number <= 0:
        return 0.0
    step = 10.0 ** (math.floor(math.log10(number)) + 1 - _FIGURES)
    return round(math.ceil(number / step) * step, 10)


def _number(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)
