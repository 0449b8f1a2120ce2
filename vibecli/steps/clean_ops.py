"""The operations of `clean`: what each does to a value, its arguments, the reason it gives.

Owns them as SQL where SQL can do it, else as functions of distinct values. It never runs
anything.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from vibecli.data.catalog import Role
from vibecli.engine.names import literal
from vibecli.identity.blanks import blank_sql
from vibecli.identity.country import country_code
from vibecli.identity.datetext import SIGNS, DateReader, Order
from vibecli.identity.phone import phone
from vibecli.identity.standard import Standard, email, name, title
from vibecli.model import Model

CleanOp = Literal[
    "trim",
    "lower",
    "upper",
    "title",
    "email",
    "phone",
    "name",
    "date",
    "spelling",
    "null_placeholders",
    "replace",
    "remove",
]
ANY_TYPE: frozenset[CleanOp] = frozenset({"null_placeholders", "replace"})
ORDERS: tuple[Order, Order] = ("dmy", "mdy")

_SPACE = r"[\s\p{Z}\x{200B}\x{200E}\x{200F}\x{FEFF}]+"
_TOKENS = {"YYYY": "%Y", "MM": "%m", "DD": "%d"}
_FORMAT = re.compile(r"[%YmdB.,/ _-]+")


class CleanRule(Model):
    """One operation on one column.

    Args: `replace` takes (from, to) pairs; `date` the form to write (such as DD.MM.YYYY, else
    ISO) and how to read (dmy or mdy, or by the sign between: /mdy, .dmy; else seen from the
    values); `null_placeholders` the values that are meant, else the usual ones are; `phone` the
    country of numbers without a prefix, else the table or the settings tell it; `remove` texts, a
    blank for any white space.
    """

    column: str
    op: CleanOp
    args: tuple[str, ...] = ()


class Value(NamedTuple):
    """A distinct value, the country of the rows it stands in, and how many they are."""

    text: str
    region: str
    rows: int = 1


Standardise = Callable[[Value], Standard]


def reason(rule: CleanRule) -> str:
    """Give the words for a change this rule made."""
    shown = date_format(rule.args)
    return {
        "trim": "spaces trimmed",
        "lower": "lower case",
        "upper": "upper case",
        "title": "title case",
        "email": "standard address",
        "phone": "to E.164",
        "name": "name case",
        "date": "to ISO" if shown is None else f"to {shown}",
        "spelling": "most frequent spelling",
        "null_placeholders": "placeholder cleared",
        "replace": "replaced",
        "remove": "characters removed",
    }[rule.op]


def sql_form(rule: CleanRule, role: Role | None) -> str | None:
    """Give the operation as a SQL expression of `value`, or None when it needs Python."""
    match rule.op:
        case "trim":
            return f"regexp_replace(value, {literal(f'^{_SPACE}|{_SPACE}$')}, '', 'g')"
        case "lower" | "upper":
            return f"{rule.op}(value)"
        case "null_placeholders":
            own = [f"lower(trim(value)) = lower({literal(text.strip())})" for text in rule.args]
            blank = " OR ".join(own) or blank_sql("value", role)
            return f"CASE WHEN {blank} THEN NULL ELSE value END"
        case "remove":
            return _without(rule.args)
        case _:
            return None


def _without(texts: Sequence[str]) -> str:
    """Give `value` without any of the texts; a blank stands for any white space."""
    sql = "value"
    for text in texts:
        blank = f"regexp_replace({sql}, {literal(_SPACE)}, '', 'g')"
        sql = f"replace({sql}, {literal(text)}, '')" if text.strip() else blank
    return sql


def python_form(rule: CleanRule, role: Role | None, values: Sequence[Value]) -> Standardise:
    """Give the operation as a function; `values` are all it will meet (dates need the column)."""
    match rule.op:
        case "title":
            return lambda value: title(value.text)
        case "email":
            return lambda value: email(value.text)
        case "phone":
            return lambda value: phone(value.text, value.region)
        case "name":
            family = role is Role.FAMILY_NAME
            return lambda value: name(value.text, family=family)
        case "date" | "spelling":
            return _spellings(values) if rule.op == "spelling" else _dates(rule.args, values)
        case _:
            pairs = dict(zip(rule.args[::2], rule.args[1::2], strict=False))
            return lambda value: Standard(pairs.get(value.text, value.text))


def _spellings(values: Sequence[Value]) -> Standardise:
    """Bring spellings that differ in case alone together: the most frequent one wins.

    Of two as frequent, one in mixed case; then the first in order.
    """
    rows: Counter[str] = Counter()
    for value in values:
        rows[value.text] += value.rows
    best: dict[str, str] = {}
    for text in sorted(rows, key=lambda t: (-rows[t], t.isupper() or t.islower(), t)):
        best.setdefault(text.casefold(), text)
    return lambda value: Standard(best[value.text.casefold()])


def _dates(args: Sequence[str], values: Sequence[Value]) -> Standardise:
    reader = DateReader((value.text for value in values), date_orders(args))
    shown = date_format(args)

    def standardise(value: Value) -> Standard:
        reading = reader.read(value.text)
        if reading.day is None:
            return Standard(value.text, reading.trouble)
        if reading.clock:
            return Standard(value.text, "carries a time of day")
        return Standard(_written(reading.day, shown))

    return standardise


def _written(day: date, shown: str | None) -> str:
    text = shown or "%Y-%m-%d"
    for token, part in (
        ("%Y", f"{day.year:04d}"),
        ("%m", f"{day.month:02d}"),
        ("%d", f"{day.day:02d}"),
    ):
        text = text.replace(token, part)
    return text


def date_orders(args: Sequence[str]) -> dict[str, Order]:
    """Give how to read day and month by the sign between them, as far as the arguments tell."""
    return {
        sign: order
        for arg in args
        for order in ORDERS
        if arg.endswith(order) and arg.removesuffix(order) in ("", *SIGNS)
        for sign in ((arg.removesuffix(order),) if arg != order else SIGNS)
    }


def date_format(args: Sequence[str]) -> str | None:
    """Give the form dates are written in, as %Y %m %d, or None for ISO."""
    for arg in args:
        if not date_orders((arg,)):
            form = arg
            for word, token in _TOKENS.items():
                form = form.replace(word, token)
            return form
    return None


def args_trouble(rule: CleanRule) -> str:
    """Give what is wrong with a rule's arguments, or nothing."""
    if rule.op == "replace":
        return "" if rule.args and len(rule.args) % 2 == 0 else "replace takes pairs: from, to"
    if rule.op == "remove":
        return "" if rule.args and all(rule.args) else "remove takes the texts to take out"
    if rule.op == "date":
        return _date_trouble(rule.args)
    if rule.op == "phone" and rule.args:
        told = len(rule.args) == 1 and phone_country(rule) is not None
        return "" if told else "phone takes one country, such as DE"
    if rule.op == "null_placeholders" or not rule.args:
        return ""
    return f"{rule.op} takes no argument"


def phone_country(rule: CleanRule) -> str | None:
    """Give the country code that a `phone` rule names, or None."""
    return country_code(rule.args[0]) if rule.op == "phone" and rule.args else None


def _date_trouble(args: Sequence[str]) -> str:
    orders = [arg for arg in args if date_orders((arg,))]
    forms = [arg for arg in args if not date_orders((arg,))]
    told = [sign for arg in orders for sign in date_orders((arg,))]
    if len(told) > len(set(told)) or len(forms) > 1:
        return "date takes one form to write and one order to read"
    form = date_format(args)
    if form is None:
        return ""
    if not _FORMAT.fullmatch(form) or any(form.count(token) != 1 for token in ("%Y", "%m", "%d")):
        return "a date form names YYYY, MM and DD once each"
    if form.index("%Y") == 0:
        return ""
    written: Order = "dmy" if form.index("%d") < form.index("%m") else "mdy"
    # Cleaning twice must give what cleaning once gives.
    other = next((order for order in date_orders(args).values() if order != written), "")
    return f"dates written as {written} would be read as {other} next time" if other else ""
