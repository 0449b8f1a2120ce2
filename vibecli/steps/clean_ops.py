"""The operations of `clean` as functions of distinct values, for what SQL does not settle.

Owns which function an operation is, and what it must see of the column before. It never runs
anything.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from vibecli.data.catalog import Role
from vibecli.identity.datetext import DateReader
from vibecli.identity.full_name import full_name
from vibecli.identity.garbled import mended
from vibecli.identity.mailbox import mailbox
from vibecli.identity.phone import phone
from vibecli.identity.places import Placed, country_standard, state_standard
from vibecli.identity.postcodes import postcode
from vibecli.identity.standard import Standard, name, title
from vibecli.identity.streets import street_standard
from vibecli.steps.clean_rule import CleanOp, CleanRule, date_format, date_orders

__all__ = ["CleanOp", "CleanRule", "Standardise", "Value", "python_form"]

Value = Placed  # a distinct value, the country of the rows it stands in, and how many they are
Standardise = Callable[[Value], Standard]
_ALONE: dict[str, Callable[[str], Standard]] = {
    "title": title,
    "email": mailbox,
    "full_name": full_name,
    "mojibake": mended,
}
_IN_COUNTRY: dict[str, Callable[[str, str], Standard]] = {"phone": phone, "postcode": postcode}


def python_form(rule: CleanRule, role: Role | None, values: Sequence[Value]) -> Standardise:
    """Give the operation as a function; `values` are all it will meet (some need the column)."""
    if alone := _ALONE.get(rule.op):
        return lambda value: alone(value.text)
    if placed := _IN_COUNTRY.get(rule.op):
        return lambda value: placed(value.text, value.region)
    if of_column := _OF_COLUMN.get(rule.op):
        return of_column(rule.args, values)
    if rule.op == "name":
        return lambda value: name(value.text, family=role is Role.FAMILY_NAME)
    pairs = dict(zip(rule.args[::2], rule.args[1::2], strict=False))
    return lambda value: Standard(pairs.get(value.text, value.text))


def _spellings(_: Sequence[str], values: Sequence[Value]) -> Standardise:
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
    return partial(_day, reader, date_format(args))


def _day(reader: DateReader, shown: str | None, value: Value) -> Standard:
    reading = reader.read(value.text)
    if reading.day is None:
        return Standard(value.text, reading.trouble)
    if reading.clock:
        return Standard(value.text, "carries a time of day")
    return Standard(_written(reading.day, shown))


def _written(day: date, shown: str | None) -> str:
    text = shown or "%Y-%m-%d"
    for token, part in (
        ("%Y", f"{day.year:04d}"),
        ("%m", f"{day.month:02d}"),
        ("%d", f"{day.day:02d}"),
    ):
        text = text.replace(token, part)
    return text


def _addresses(_: Sequence[str], values: Sequence[Value]) -> Standardise:
    standard = street_standard((value.text, value.rows) for value in values)
    return lambda value: standard(value.text)


def _states(args: Sequence[str], values: Sequence[Value]) -> Standardise:
    return state_standard(values, *args)


def _countries(args: Sequence[str], values: Sequence[Value]) -> Standardise:
    return country_standard(values, *args)


_OF_COLUMN: dict[str, Callable[[Sequence[str], Sequence[Value]], Standardise]] = {
    "date": _dates,
    "spelling": _spellings,
    "address": _addresses,
    "state": _states,
    "country": _countries,
}
