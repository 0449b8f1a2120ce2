"""Placeholders: values that stand for "nothing known", such as n/a, noreply@ or 1900-01-01.

Owns the lists and the SQL that tells such a value, by the role of its column. It never reads
data.
"""

import re

from vibecli.data.catalog import Role
from vibecli.engine.names import literal

_MARKS = (
    "",
    "-",
    "--",
    "---",
    ".",
    "..",
    "?",
    "??",
    "???",
    "n/a",
    "n.a.",
    "#n/a",
    "#null!",
    "(null)",
)
_WORDS = (
    "<null>",
    "[null]",
    "\\n",
    "none",
    "not available",
    "not applicable",
    "not provided",
    "not known",
    "unknown",
    "undefined",
    "k.a.",
    "keine angabe",
    "keine",
    "kein",
    "unbekannt",
    "inconnu",
    "inconnue",
    "non renseigné",
    "aucun",
    "aucune",
    "desconocido",
    "desconocida",
    "sin datos",
    "ninguno",
    "sconosciuto",
    "onbekend",
    "geen",
    "ukendt",
    "okänd",
    "nieznany",
    "brak",
    "no email",
    "no e-mail",
    "no phone",
    "keine e-mail",
    "keine email",
    "kein telefon",
    "sin correo",
    "sin email",
    "sin teléfono",
    "sin telefono",
    "no tiene",
    "pas d'email",
    "pas de téléphone",
    "nessuno",
    "nessuna",
    "tbd",
    "to be determined",
)
# Null, Na and Nil are names of real people; they are placeholders only outside name columns.
_NOT_IN_NAMES = ("null", "na", "nil", "nan", "missing", "empty", "blank")
_DATES = (
    "1900-01-01",
    "01.01.1900",
    "01/01/1900",
    "1/1/1900",
    "19000101",
    "1899-12-30",
    "1899-12-31",
    "1111-11-11",
    "0001-01-01",
    "0000-00-00",
    "00.00.0000",
    "00/00/0000",
    "9999-12-31",
    "31.12.9999",
    "12/31/9999",
    "31/12/9999",
)
_MAILBOX = (
    r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|no[-_.]?e?mail|none|unknown|not[-_.]?provided|"
    r"n/a|null|nobody)@.*"
)
_SAME_DIGIT = "|".join(f"{digit}{{7,}}" for digit in "123456789")
_DIGITS = rf"0{{4,}}|{_SAME_DIGIT}|0?123456789\d?"
_SEPARATORS = r"[\s()+./-]"
_MIDNIGHT = r"(?:[ t]00:00(?::00(?:\.0+)?)?)?"  # a timestamp at midnight counts as its date

_NAME_ROLES = frozenset({Role.GIVEN_NAME, Role.FAMILY_NAME, Role.FULL_NAME})
_DIGIT_ROLES = frozenset({Role.PHONE, Role.CODE, Role.POSTCODE, Role.TEXT, None})
_DATE_ROLES = frozenset({Role.BIRTH_DATE, Role.TIME, Role.TEXT, None})


def blank_sql(text: str, role: Role | None) -> str:
    """Give a SQL condition that holds when a text expression is a placeholder for its role.

    One pattern for all that is listed: a list of a hundred words is a join for the engine, which
    costs a small table ten times what its rows cost, and a large one nearly twice.
    """
    plain = f"lower(trim({text}))"
    told = [_any_of(_MARKS + _WORDS), _MAILBOX]
    if role not in _NAME_ROLES:
        told.append(_any_of(_NOT_IN_NAMES))
    if role in _DATE_ROLES:
        told.append(f"(?:{_any_of(_DATES)}){_MIDNIGHT}")
    test = f"regexp_full_match({plain}, {literal('|'.join(told))})"
    if role not in _DIGIT_ROLES:
        return test
    digits = f"regexp_replace({plain}, {literal(_SEPARATORS)}, '', 'g')"
    return f"({test} OR regexp_full_match({digits}, {literal(_DIGITS)}))"


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in words)
