"""What a new column holds, from words: a difference, a span of days, a part of a text, a case.

Owns the SQL of such values over one table. A value of another kind gives none.
"""

from collections.abc import Callable

from vibecli.agent.catalogue.instruction.construction import Fit, fits
from vibecli.agent.catalogue.instruction.targets import Targets
from vibecli.agent.catalogue.predicates import as_date, as_number, both, family, is_time
from vibecli.agent.catalogue.question.numbers import numeric
from vibecli.agent.catalogue.words import Words
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.names import literal, quote

Value = tuple[str, str]  # SQL, and what it is in words
Form = Callable[[Targets, TableInfo, Fit], Value | None]
_SIGNS = {"plus": "+", "minus": "-", "times": "*", "divided-by": "/"}


def value_of(targets: Targets, table: TableInfo, said: Words) -> Value | None:
    """Give the one value words describe; none where they can be read in two ways."""
    found = {}
    for pattern, form in _FORMS:
        for fit in fits(said, pattern):
            value = form(targets, table, fit)
            if value:
                found[value[0]] = value
    return next(iter(found.values())) if len(found) == 1 else None


def _pair(targets: Targets, table: TableInfo, fit: Fit) -> tuple[ColumnInfo, ColumnInfo] | None:
    first, second = targets.one_column(table, fit["A"]), targets.one_column(table, fit["B"])
    return (first, second) if first and second and first != second else None


def _computed(sign: str) -> Form:
    """Give the form of two numbers with a sign between."""

    def computed(targets: Targets, table: TableInfo, fit: Fit) -> Value | None:
        pair = _pair(targets, table, fit)
        if pair is None or not all(map(numeric, pair)):
            return None
        first, second = map(as_number, pair)
        second = f"nullif({second}, 0)" if sign == "/" else second
        return f"{first} {sign} {second}", f"{pair[0].name} {sign} {pair[1].name}"

    return computed


def _scaled(targets: Targets, table: TableInfo, fit: Fit) -> Value | None:
    """Read `the list price times 1.2`."""
    column, words = targets.one_column(table, fit["A"]), fit["N"].words
    number = words[0].text if len(words) == 1 and words[0].kind == "number" else ""
    if column is None or not numeric(column) or not number.replace(".", "").isdigit():
        return None
    return f"{as_number(column)} * {number}", f"{column.name} * {number}"


def _elapsed(unit: str) -> Form:
    """Give the form of the time from one date to another."""

    def elapsed(targets: Targets, table: TableInfo, fit: Fit) -> Value | None:
        pair = _pair(targets, table, fit)
        if pair is None or not all(map(is_time, pair)):
            return None
        kind = "DATE" if unit == "day" else "TIMESTAMP"
        start, end = (f"CAST({as_date(c)} AS {kind})" for c in pair)
        sql = f"date_diff('{unit}', {start}, {end})"
        return sql, f"{unit}s from {pair[0].name} to {pair[1].name}"

    return elapsed


def _of_text(sql: str, said: str) -> Form:
    """Give the form of what is made of one text."""

    def of_text(targets: Targets, table: TableInfo, fit: Fit) -> Value | None:
        column = targets.one_column(table, fit["A"])
        return _made(column, sql, said)

    return of_text


def _of_mail(sql: str, said: str) -> Form:
    """Give the form of what is made of a text with an @: the one named, else the only address."""

    def of_mail(targets: Targets, table: TableInfo, fit: Fit) -> Value | None:
        mails = table.with_role(Role.EMAIL)
        if "A" in fit:
            column = targets.one_column(table, fit["A"]) or _mail(table, fit["A"])
        else:
            column = mails[0] if len(mails) == 1 else None
        return _made(column, sql, said)

    return of_mail


def _made(column: ColumnInfo | None, sql: str, said: str) -> Value | None:
    if column is None or family(column) != "text":
        return None
    return sql.format(quote(column.name)), said.format(column.name)


def _mail(table: TableInfo, said: Words) -> ColumnInfo | None:
    """Read `the address`, where only one column has addresses with an @."""
    mails = table.with_role(Role.EMAIL)
    plain = [w.form for w in said.words if not w.is_filler]
    return mails[0] if len(mails) == 1 and plain in (["address"], ["addresses"]) else None


def _date_part(part: str) -> Form:
    def date_part(targets: Targets, table: TableInfo, fit: Fit) -> Value | None:
        column = targets.one_column(table, fit["A"])
        if column is None or not is_time(column):
            return None
        moment = as_date(column)
        sql = f"dayname({moment})" if part == "weekday" else f"{part}({moment})"
        return sql, f"{part} of {column.name}"

    return date_part


def _letters(function: str) -> Form:
    def letters(targets: Targets, table: TableInfo, fit: Fit) -> Value | None:
        column = targets.one_column(table, fit["A"])
        number = targets.cursor.__class__(fit["N"], targets.world).number()
        count = int(number) if number and number == int(number) and number > 0 else 0
        if column is None or family(column) != "text" or not count:
            return None
        way = "first" if function == "left" else "last"
        return f"{function}({quote(column.name)}, {count})", f"{way} {count} of {column.name}"

    return letters


def _joined(targets: Targets, table: TableInfo, fit: Fit) -> Value | None:
    """Read `first name and surname with a blank between`."""
    pair = _pair(targets, table, fit)
    if pair is None or any(family(c) != "text" for c in pair):
        return None
    names = ", ".join(f"nullif(trim({quote(c.name)}), '')" for c in pair)
    sql = f"nullif(concat_ws(' ', {names}), '')"
    return sql, f"{pair[0].name} and {pair[1].name} with a blank between"


def _either(targets: Targets, table: TableInfo, fit: Fit) -> Value | None:
    """Read `big if the budget is over 10000, otherwise small`."""
    found = targets.conditions(table, fit["COND"])
    texts = [targets.values(fit[place]) for place in ("YES", "NO")]
    if not found or any(len(text) != 1 for text in texts):
        return None
    yes, no = (literal(text[0]) for text in texts)
    said = f"{texts[0][0]} where {' and '.join(p.said for p in found)}, else {texts[1][0]}"
    return f"CASE WHEN {both(found)} THEN {yes} ELSE {no} END", said


_AFTER_AT = "nullif(split_part(trim({}), '@', 2), '')"
_DOMAIN = _of_mail(_AFTER_AT, "the part of {} after the @")
_DOMAIN_LOWER = _of_mail(f"lower({_AFTER_AT})", "the part of {} after the @, in lower case")
_BEFORE = _of_mail(
    "CASE WHEN contains({0}, '@') THEN split_part(trim({0}), '@', 1) END",
    "the part of {} before the @",
)
_FORMS: tuple[tuple[str, Form], ...] = (
    *((f"A {{{name}}} B", _computed(sign)) for name, sign in _SIGNS.items() if name != "plus"),
    ("A {plus} B", _computed("+")),
    ("{difference} A {and} B", _computed("-")),
    ("{sum} A {and} B", _computed("+")),
    ("{product} A {and} B", _computed("*")),
    ("{ratio} A {and} B", _computed("/")),
    ("A {times} N", _scaled),
    ("{days-from} A {until} B", _elapsed("day")),
    ("{hours-from} A {until} B", _elapsed("hour")),
    ("{part-after} {at-sign} {of} A [null-without-at]", _DOMAIN),
    ("{part-after} {at-sign} [null-without-at]", _DOMAIN),
    ("{part-of} A {behind} {at-sign} [null-without-at]", _DOMAIN),
    ("{domain-of} A [null-without-at]", _DOMAIN),
    ("{domain} [null-without-at]", _DOMAIN),
    ("{part-after} {at-sign} {of} A {in-lower-case} [null-without-at]", _DOMAIN_LOWER),
    ("{part-after} {at-sign} {in-lower-case} [null-without-at]", _DOMAIN_LOWER),
    ("{part-of} A {behind} {at-sign} {in-lower-case} [null-without-at]", _DOMAIN_LOWER),
    ("{domain-of} A {in-lower-case} [null-without-at]", _DOMAIN_LOWER),
    ("{part-before} {at-sign} {of} A [null-without-at]", _BEFORE),
    ("{part-before} {at-sign} [null-without-at]", _BEFORE),
    ("{part-of} A {in-front} {at-sign} [null-without-at]", _BEFORE),
    *((f"{{{part}-of}} A", _date_part(part)) for part in ("year", "month", "quarter", "weekday")),
    ("{first} N {letters-of} A", _letters("left")),
    ("{last} N {letters-of} A", _letters("right")),
    ("A {and} B {joined}", _joined),
    ("{length-of} A", _of_text("length({})", "length of {}")),
    ("YES {if} COND {otherwise} NO", _either),
    ("A {in-lower-case}", _of_text("lower({})", "{} in lower case")),
)
