"""The operations of `clean` in SQL: whole ones, and the common values of those that need Python.

Owns expressions of `value`. A settled value is one that SQL can tell to be, or bring into, its
standard form; the others are the residue that a function of `clean_ops` looks at, once each.
"""

from collections.abc import Sequence
from typing import NamedTuple

from vibecli.data.catalog import Role
from vibecli.engine.names import literal
from vibecli.identity.blanks import blank_sql
from vibecli.identity.full_name import SUFFIXES, TITLES
from vibecli.steps.clean_rule import CleanRule

_SPACE = r"[\s\p{Z}\x{200B}\x{200E}\x{200F}\x{FEFF}]+"
_ENDS = f"regexp_replace(value, {literal(f'^{_SPACE}|{_SPACE}$')}, '', 'g')"
_MAILBOX = (
    r"[a-z0-9_%+-]+(\.[a-z0-9_%+-]+)*@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"  # SQL's shape
)
_LONGEST_USER = 64
_LONGEST_ADDRESS = 254
_DAY = "[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
_NAME = r"[A-Z][a-z]+( ([A-Z]\.?|[A-Z][a-z]+))*"
_NO_ASCII = r"[^\x00-\x7F]"


class Settled(NamedTuple):
    """Which values SQL settles, and what they become."""

    when: str
    becomes: str = "value"


def sql_form(rule: CleanRule, role: Role | None) -> str | None:
    """Give the operation as a SQL expression of `value`, or None when it needs Python."""
    match rule.op:
        case "trim":
            return _ENDS
        case "spaces":
            return f"regexp_replace({_ENDS}, {literal(_SPACE)}, ' ', 'g')"
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


def settled(rule: CleanRule) -> Settled | None:
    """Give the values of an operation that needs Python which SQL settles all the same."""
    match rule.op:
        case "email":
            plain = "lower(trim(value))"
            at = f"strpos({plain}, '@') <= {_LONGEST_USER + 1}"
            short = f"length({plain}) <= {_LONGEST_ADDRESS} AND {at}"
            return Settled(f"regexp_full_match({plain}, {literal(_MAILBOX)}) AND {short}", plain)
        case "date" if not rule.args:
            iso = f"regexp_full_match(value, {literal(_DAY)})"
            return Settled(f"{iso} AND TRY_CAST(value AS DATE) IS NOT NULL")
        case "mojibake":
            return Settled(f"NOT regexp_matches(value, {literal(_NO_ASCII)})")
        case "name":
            return Settled(f"regexp_full_match(value, {literal(_NAME)})")
        case "full_name":
            told = literal(rf"\b({'|'.join(sorted({*TITLES, *SUFFIXES}))})\b")
            words = f"regexp_matches(lower(value), {told})"
            return Settled(f"regexp_full_match(value, {literal(_NAME)}) AND NOT {words}")
        case _:
            return None


def _without(texts: Sequence[str]) -> str:
    """Give `value` without any of the texts; a blank stands for any white space."""
    sql = "value"
    for text in texts:
        blank = f"regexp_replace({sql}, {literal(_SPACE)}, '', 'g')"
        sql = f"replace({sql}, {literal(text)}, '')" if text.strip() else blank
    return sql
