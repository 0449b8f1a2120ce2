"""SQL predicates and literals, written for a column's type.

The only place of the catalogue that writes SQL values: every identifier is quoted, every literal
escaped, and a predicate stands alone in a WHERE over its one table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vibecli.agent.catalogue.calendar import Span
from vibecli.agent.catalogue.lexicon import NO, YES
from vibecli.agent.catalogue.values import only_spelling, plain_case
from vibecli.agent.catalogue.words import Quoted
from vibecli.data.catalog import ColumnInfo, Relationship, Role, TableInfo
from vibecli.engine.names import TableName, literal, quote

Family = Literal["text", "number", "date", "timestamp", "flag", "other"]
_NUMBERS = re.compile(
    r"(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|NUMERIC.*|DOUBLE|FLOAT|REAL|BIGNUM|VARINT)"
)


@dataclass(frozen=True)
class Predicate:
    """A condition as SQL and as words."""

    sql: str
    said: str
    known: str = ""  # SQL: what it compares with is known, so that a rule can be judged


def family(column: ColumnInfo) -> Family:
    """Give the kind of values a column's type holds."""
    kind = column.type.upper()
    if _NUMBERS.fullmatch(kind):
        return "number"
    if kind.startswith("TIMESTAMP"):
        return "timestamp"
    if kind in ("DATE", "BOOLEAN"):
        return "date" if kind == "DATE" else "flag"
    text = kind.startswith(("VARCHAR", "TEXT", "CHAR", "STRING", "ENUM", "UUID"))
    return "text" if text and not kind.endswith("]") else "other"


def number_text(value: float) -> str:
    """Give a number as SQL writes it."""
    return str(int(value)) if value == int(value) else repr(value)


def missing(column: ColumnInfo) -> Predicate:
    """The column is NULL, or blank when it holds text."""
    name = quote(column.name)
    if family(column) == "text":
        return Predicate(
            f"({name} IS NULL OR trim(CAST({name} AS VARCHAR)) = '')", f"{column.name} is missing"
        )
    return Predicate(f"{name} IS NULL", f"{column.name} is missing")


def present(column: ColumnInfo) -> Predicate:
    """The column holds something."""
    name = quote(column.name)
    said = f"{column.name} is filled"
    if family(column) == "text":
        return Predicate(f"({name} IS NOT NULL AND trim(CAST({name} AS VARCHAR)) <> '')", said)
    return Predicate(f"{name} IS NOT NULL", said)


def yes(column: ColumnInfo) -> Predicate | None:
    """The column says yes; None for one that does not hold yes or no."""
    if family(column) == "flag":
        return one_of(column, ["true"])
    held = [t.value for t in column.top if t.value.strip().lower() in YES]
    return one_of(column, held) if column.role is Role.FLAG and held else None


def malformed(column: ColumnInfo) -> Predicate | None:
    """The column holds something that has not the form of its kind; None where no form is known."""
    name = quote(column.name)
    text = f"trim(CAST({name} AS VARCHAR))"
    said = f"{column.name} is not valid"
    if column.role is Role.EMAIL:
        shape = r"'^[^@\s]+@[^@\s]+\.[^@\s.]+$'"
        return Predicate(f"NOT regexp_matches({text}, {shape})", said)
    if column.role is Role.PHONE:
        digits = f"regexp_replace({text}, '[^0-9]', '', 'g')"
        return Predicate(f"(length({digits}) NOT BETWEEN 7 AND 15)", said)
    if column.role in (Role.BIRTH_DATE, Role.TIME) and family(column) == "text":
        return Predicate(f"({present(column).sql} AND TRY_CAST({name} AS DATE) IS NULL)", said)
    return None


def negated(predicate: Predicate) -> Predicate:
    """The opposite; rows where the condition is unknown count as not fulfilling it."""
    return Predicate(f"(({predicate.sql}) IS NOT TRUE)", f"not ({predicate.said})")


def both(predicates: Sequence[Predicate]) -> str:
    """Give predicates joined by AND."""
    return " AND ".join(p.sql for p in predicates)


def one_of(column: ColumnInfo, values: Sequence[str]) -> Predicate | None:
    """The column equals one of the values; None when they do not fit its type.

    Text is compared exactly only when every spelling is known, or quoted just as it is stored;
    else case and blanks are ignored.
    """
    sql = [text for value in values if (text := typed_literal(column, value)) is not None]
    if len(sql) != len(values):
        return None
    name = quote(column.name)
    said = f"{column.name} is {' or '.join(values)}"
    if family(column) != "text" or all(only_spelling(column, value) for value in values):
        return Predicate(_among(name, sql), said)
    exact = [literal(value) for value in values if _quoted_as_stored(column, value)]
    loose = [literal(plain_case(v)) for v in values if not _quoted_as_stored(column, v)]
    parts = [_among(name, exact)] if exact else []
    parts += [_among(f"lower(trim(CAST({name} AS VARCHAR)))", loose)] if loose else []
    return Predicate(parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})", said)


def _among(name: str, sql: Sequence[str]) -> str:
    return f"{name} = {sql[0]}" if len(sql) == 1 else f"{name} IN ({', '.join(sql)})"


def _quoted_as_stored(column: ColumnInfo, value: str) -> bool:
    return isinstance(value, Quoted) and any(t.value == value for t in column.top)


def typed_literal(column: ColumnInfo, value: str) -> str | None:
    """Give a value as a literal of the column's type, or None when it does not fit."""
    kind = family(column)
    if kind == "flag":
        word = value.lower()
        return "TRUE" if word in YES else "FALSE" if word in NO else None
    if kind == "number":
        try:
            return number_text(float(value.replace(",", "")))
        except (ValueError, OverflowError):
            return None
    if kind in ("date", "timestamp"):
        return f"DATE {literal(value)}" if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None
    return literal(value) if kind == "text" else None


def compare(column: ColumnInfo, sign: str, value: float) -> Predicate:
    """The column, as a number, stands so to a number."""
    return Predicate(
        f"{as_number(column)} {sign} {number_text(value)}",
        f"{column.name} {sign} {number_text(value)}",
    )


def beside(column: ColumnInfo, sign: str, other: ColumnInfo) -> Predicate:
    """The column stands so to another column of the row."""
    name = quote(other.name)
    return Predicate(
        f"{quote(column.name)} {sign} {name}",
        f"{column.name} {sign} {other.name}",
        known=f"{name} IS NOT NULL",
    )


def between(column: ColumnInfo, low: float, high: float) -> Predicate:
    """The column, as a number, lies between two numbers, both included."""
    low, high = sorted((low, high))
    return Predicate(
        f"{as_number(column)} BETWEEN {number_text(low)} AND {number_text(high)}",
        f"{column.name} between {number_text(low)} and {number_text(high)}",
    )


def as_number(column: ColumnInfo) -> str:
    """Give the column as a number; text that is no number becomes NULL."""
    name = quote(column.name)
    return name if family(column) == "number" else f"TRY_CAST({name} AS DOUBLE)"


def as_date(column: ColumnInfo) -> str:
    """Give the column as a date or time; text that is no date becomes NULL."""
    name = quote(column.name)
    return name if family(column) in ("date", "timestamp") else f"TRY_CAST({name} AS DATE)"


def within(column: ColumnInfo, span: Span) -> Predicate:
    """The column's date lies in a span of time."""
    value = as_date(column)
    parts = []
    if span.start:
        parts.append(f"{value} >= {span.start}")
    if span.end:
        parts.append(f"{value} < {span.end}")
    return Predicate(" AND ".join(parts), f"{column.name} {span.said}")


def of_age(column: ColumnInfo, sign: str, low: int, high: int) -> Predicate:
    """The column is the birthday of someone of that many whole years; both bounds included."""
    age = f"date_sub('year', CAST({as_date(column)} AS DATE), current_date)"
    if low != high or sign in ("=", "between"):
        said = f"{low}" if low == high else f"{low} to {high}"
        return Predicate(f"{age} BETWEEN {low} AND {high}", f"aged {said} by {column.name}")
    return Predicate(f"{age} {sign} {low}", f"age by {column.name} {sign} {low}")


def like(column: ColumnInfo, how: str, text: str) -> Predicate:
    """The column contains, starts with or ends with a text, ignoring case."""
    function = {"contains": "contains", "starts with": "starts_with", "ends with": "ends_with"}[how]
    name = quote(column.name)
    return Predicate(
        f"{function}(lower(CAST({name} AS VARCHAR)), {literal(text.lower())})",
        f"{column.name} {how} {text}",
    )


def person_named(table: TableInfo, text: str) -> Predicate | None:
    """A person's name: one word is a given or family name, more are given then family name."""
    words = text.lower().split()
    given, family_name, full = (
        [f"lower(trim(CAST({quote(c.name)} AS VARCHAR)))" for c in table.with_role(role)]
        for role in (Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME)
    )
    whole = literal(" ".join(words))
    if len(words) == 1:
        ways = [f"{name} = {whole}" for name in (*given, *family_name)]
        ways += [f"list_contains(string_split({name}, ' '), {whole})" for name in full]
    else:
        last = literal(" ".join(words[1:]))
        ways = [f"{name} = {whole}" for name in full]
        ways += [
            f"({g} = {literal(words[0])} AND {f} = {last})" for g in given for f in family_name
        ]
    return Predicate(f"({' OR '.join(ways)})", f"named {text}") if ways else None


@dataclass(frozen=True)
class Quantity:
    """How many rows: a sign and a whole number."""

    sign: str
    number: int

    @property
    def none_fits(self) -> bool:
        """True when having no row at all is enough."""
        zero = {"=": self.number == 0, "<": self.number > 0, ">=": self.number == 0}
        return zero.get(self.sign, self.sign == "<=")


def related(
    link: Relationship,
    table: str,
    *,
    has: bool,
    where: Sequence[Predicate] = (),
    many: Quantity | None = None,
) -> Predicate:
    """The row has, or has not, so many rows in a related table that meet the conditions."""
    child = table.lower() == link.table.lower()
    own, other, far = (
        (link.column, link.to_table, link.to_column)
        if child
        else (link.to_column, link.table, link.column)
    )
    inner = (
        f"SELECT CAST({quote(far)} AS VARCHAR) FROM {TableName.parse(other).sql} "
        f"WHERE {both([Predicate(f'{quote(far)} IS NOT NULL', ''), *where])}"
    )
    met = has
    if many:
        met = has is not many.none_fits
        counted = f"count(*) {many.sign} {many.number}"
        inner += f" GROUP BY 1 HAVING {'NOT ' if many.none_fits else ''}({counted})"
    said = " and ".join(p.said for p in where)
    other = f"{other} where {said}" if said else other
    rows = f"{many.sign} {many.number} rows" if many else "a row"
    inside = f"CAST({quote(own)} AS VARCHAR) IN ({inner})"
    sql = inside if met else f"(({inside}) IS NOT TRUE)"
    return Predicate(sql, f"{'with' if has else 'without'} {rows} in {other}")


@dataclass(frozen=True)
class Total:
    """How much the values of related rows come to: a sign and a number."""

    sign: str
    value: float


def related_total(
    link: Relationship, amount: ColumnInfo, total: Total, where: Sequence[Predicate]
) -> Predicate:
    """An amount of the rows that refer to the row adds up to so much; without any it is nothing."""
    least = total.sign in (">", ">=")
    opposite = {"<": ">=", "<=": ">"}.get(total.sign, total.sign)
    known = Predicate(f"{quote(link.column)} IS NOT NULL", "")
    inner = (
        f"SELECT CAST({quote(link.column)} AS VARCHAR) FROM {TableName.parse(link.table).sql} "
        f"WHERE {both([known, *where])} GROUP BY 1 "
        f"HAVING sum({as_number(amount)}) {opposite} {number_text(total.value)}"
    )
    inside = f"CAST({quote(link.to_column)} AS VARCHAR) IN ({inner})"
    told = " and ".join(["", *(p.said for p in where)])
    said = f"the sum of {link.table}.{amount.name}{told} {total.sign} {number_text(total.value)}"
    return Predicate(inside if least else f"(({inside}) IS NOT TRUE)", said)


def is_time(column: ColumnInfo) -> bool:
    """True for columns that hold dates or times."""
    return column.role is Role.TIME or family(column) in ("date", "timestamp")
