"""A rule of `clean`: one operation on one column, its arguments, and the words for its changes."""

import re
from collections.abc import Sequence
from typing import Literal

from vibecli.identity.country import country_code
from vibecli.identity.datetext import SIGNS, Order
from vibecli.identity.places import FORMS
from vibecli.model import Model

CleanOp = Literal[
    "trim",
    "spaces",
    "lower",
    "upper",
    "title",
    "email",
    "phone",
    "name",
    "full_name",
    "address",
    "postcode",
    "state",
    "country",
    "date",
    "spelling",
    "mojibake",
    "null_placeholders",
    "replace",
    "remove",
    "keep",
    "duplicates",
]
EVERY_COLUMN = "*"  # the column of a rule about whole rows
ANY_TYPE: frozenset[CleanOp] = frozenset({"null_placeholders", "replace", "keep"})
BY_COUNTRY: frozenset[CleanOp] = frozenset({"phone", "postcode", "state"})  # of the row
ORDERS: tuple[Order, Order] = ("dmy", "mdy")

_TOKENS = {"YYYY": "%Y", "MM": "%m", "DD": "%d"}
_FORMAT = re.compile(r"[%YmdB.,/ _-]+")
_OF_COUNTRY = ("phone", "postcode")
_NEEDED = {
    "replace": "takes pairs: from, to",
    "remove": "takes the texts to take out",
    "keep": "takes the values that stay",
}


class CleanRule(Model):
    """One operation on one column.

    Args: `replace` takes (from, to) pairs; `date` the form to write (such as DD.MM.YYYY, else
    ISO) and how to read (dmy or mdy, or by the sign between: /mdy, .dmy; else seen from the
    values); `null_placeholders` the values that are meant, else the usual ones are; `phone` and
    `postcode` the country of values without one, else the table or the settings tell it; `state`
    and `country` code or name, else what most rows have; `remove` texts, a blank for any white
    space; `keep` values that stay as they are, whatever other rules say. `duplicates` is of column
    `*`: rows that are then an earlier row in every column go.
    """

    column: str
    op: CleanOp
    args: tuple[str, ...] = ()


def reason(rule: CleanRule) -> str:
    """Give the words for a change this rule made."""
    shown = date_format(rule.args)
    return {
        "trim": "spaces trimmed",
        "spaces": "spaces tidied",
        "lower": "lower case",
        "upper": "upper case",
        "title": "title case",
        "email": "standard address",
        "phone": "to E.164",
        "name": "name case",
        "full_name": "name in standard form",
        "address": "address in standard form",
        "postcode": "postcode form",
        "state": "state code",
        "country": "country code",
        "date": "to ISO" if shown is None else f"to {shown}",
        "spelling": "most frequent spelling",
        "mojibake": "garbled letters mended",
        "null_placeholders": "placeholder cleared",
        "replace": "replaced",
        "remove": "characters removed",
        "keep": "kept",
        "duplicates": "the same row is there already",
    }[rule.op]


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


def rule_country(rule: CleanRule) -> str | None:
    """Give the country code that a rule names, or None."""
    return country_code(rule.args[0]) if rule.op in _OF_COUNTRY and rule.args else None


def args_trouble(rule: CleanRule) -> str:
    """Give what is wrong with a rule's arguments, or nothing."""
    args, op = rule.args, rule.op
    if op == "date":
        return _date_trouble(args)
    if op in _NEEDED:
        words = _NEEDED[op]
        fine = len(args) % 2 == 0 < len(args) if op == "replace" else bool(args) and all(args)
    elif op in _OF_COUNTRY:
        words = "takes one country, such as DE"
        fine = len(args) == 1 and rule_country(rule) is not None
    elif op in ("state", "country"):
        words, fine = "takes code or name", len(args) == 1 and args[0] in FORMS
    else:
        words, fine = "takes no argument", op == "null_placeholders"
    optional = op not in _NEEDED
    return "" if fine or (optional and not args) else f"{op} {words}"


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
