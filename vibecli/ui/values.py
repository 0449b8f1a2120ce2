"""Values of a database as text and as JSON, exactly: no rounding, no locale, nothing left out.

Owns the text form of each Python type the engine may hand over, and which text is a JSON number.
Never masks and never shortens.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_NUMERIC = re.compile(
    r"(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|U?INTEGER|BIGNUM|FLOAT|DOUBLE|REAL"
    r"|(?:DECIMAL|NUMERIC)(?:\(.*\))?|INT\d+|FLOAT\d+)",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d(?::?\d\d)?)?")


def value_text(value: object) -> str | None:  # noqa: PLR0911 (one return a type)
    """Give a value as exact text, None for NULL."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case bytes() | bytearray() | memoryview():
            return "".join(f"\\x{byte:02X}" for byte in bytes(value))
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case Decimal():
            return format(value, "f") if value.is_finite() else str(value)
        case Mapping() | Sequence() | set() | frozenset():
            return value_json(value)
        case _:
            return str(value)


def shown_text(value: object) -> str:
    """Give a value as a person reads it: NULL spelled out, text that could hide shown in quotes."""
    text = value_text(value)
    if text is None:
        return "NULL"
    if not text or text == "NULL" or text[0].isspace() or text[-1].isspace():
        return f"'{text}'"
    return text


def is_numeric(type_name: str) -> bool:
    """True for the engine's number types."""
    return _NUMERIC.fullmatch(type_name.strip()) is not None


def value_json(value: object, type_name: str = "") -> str:  # noqa: PLR0911 (one return a type)
    """Give a value as JSON text; text of a known type becomes that type's JSON, digits kept."""
    match value:
        case None:
            return "null"
        case str():
            return _typed_json(value, type_name.strip())
        case bool() | int():
            return json.dumps(value)
        case float():
            return json.dumps(value) if math.isfinite(value) else json.dumps(str(value))
        case Decimal() if value.is_finite():
            return format(value, "f")
        case datetime():
            return json.dumps(value.isoformat())
        case bytes() | bytearray() | memoryview():
            return quoted(value_text(value) or "")
        case Mapping():
            pairs = (f"{quoted(_key(k))}: {value_json(v)}" for k, v in value.items())
            return "{" + ", ".join(pairs) + "}"
        case Sequence() | set() | frozenset():
            items = sorted(value, key=repr) if isinstance(value, set | frozenset) else value
            return "[" + ", ".join(value_json(item) for item in items) + "]"
        case _:
            return quoted(value_text(value) or "")


def quoted(text: str) -> str:
    """Give a JSON string with its invisible and control characters as escapes."""
    plain = json.dumps(text, ensure_ascii=False)
    return plain if plain.isprintable() else hidden_escaped(plain)


def hidden_escaped(text: str) -> str:
    """Give JSON text with every unprintable character inside its strings as an escape."""
    return "".join(
        character
        if character.isprintable() or character == "\n"
        else json.dumps(character, ensure_ascii=True)[1:-1]
        for character in text
    )


def _typed_json(text: str, type_name: str) -> str:
    if is_numeric(type_name):
        return text if _NUMBER.fullmatch(text) else quoted(text)
    upper = type_name.upper()
    if upper == "BOOLEAN" and text in {"true", "false"}:
        return text
    if upper == "JSON":
        return _embedded(text)
    if upper.startswith("TIMESTAMP") and (moment := _MOMENT.fullmatch(text)):
        return quoted(f"{moment[1]}T{moment[2]}{_offset(moment[3])}")
    return quoted(text)


def _embedded(text: str) -> str:
    """JSON held as text, when it is valid, goes in as it is: its numbers keep their digits."""
    try:
        json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return quoted(text)
    return hidden_escaped(" ".join(text.split("\n")))


def _refuse(name: str) -> None:
    raise ValueError(name)


def _offset(offset: str | None) -> str:
    if not offset:
        return ""
    digits = offset[1:].replace(":", "").ljust(4, "0")
    return f"{offset[0]}{digits[:2]}:{digits[2:]}"


def _key(key: object) -> str:
    return value_text(key) or ""
