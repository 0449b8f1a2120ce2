"""The types that words give a column, and the values it has from the start.

Owns the words of types. What is told by a type of SQL is that type.
"""

import re

from vibecli.agent.catalogue.words import Words, fold

_TYPES = {
    name: kind
    for kind, names in {
        "VARCHAR": "text|texts|varchar|string|strings|a text|free text|char|letters",
        "INTEGER": "integer|int|integers|whole number|whole numbers|int4",
        "BIGINT": "bigint|long|int8|big integer|big int",
        "DOUBLE": "double|float|real|number|numbers|numeric|decimal|decimal number"
        "|decimal numbers|floating point|double precision|floating point number",
        "BOOLEAN": "boolean|bool|yes no|true false|yes or no|true or false|logical|booleans",
        "DATE": "date|dates|calendar date|day|proper date|real date|proper dates|real dates",
        "TIMESTAMP": "timestamp|datetime|date and time|date time|timestamps|date with time",
        "TIME": "time|time of day",
    }.items()
    for name in names.split("|")
}
_EXACT = re.compile(r"(decimal|numeric)\s*\(\s*(\d{1,2})\s*(?:,\s*(\d{1,2})\s*)?\)", re.IGNORECASE)
_LARGEST = 2**31
_ARTICLES = ("a", "an", "the", "type")


def type_named(said: Words) -> str:
    """Give the type that words name, as SQL; none for other words."""
    if not said.words:
        return ""
    text = said.text[said.words[0].start :].lstrip("( ")
    exact = _EXACT.match(text)
    if exact and all(w.text in exact.group() for w in said.words):
        places = f",{exact[3]}" if exact[3] else ""
        return f"DECIMAL({exact[2]}{places})"
    forms = [fold(w.text) for w in said.words if w.kind in ("word", "quoted")]
    while forms and forms[0] in _ARTICLES:
        forms = forms[1:]
    return _TYPES.get(" ".join(forms), "") if len(forms) <= len(said.words) else ""


def type_of(text: str, *, quoted: bool) -> str:
    """Give the type of a value that stands for the whole column."""
    if not quoted and fold(text) in ("true", "false"):
        return "BOOLEAN"
    if not quoted and re.fullmatch(r"[-+]?\d+", text):
        return "INTEGER" if abs(int(text)) < _LARGEST else "BIGINT"
    if not quoted and re.fullmatch(r"[-+]?\d+\.\d+", text):
        return "DOUBLE"
    return "DATE" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else "VARCHAR"
