"""The text of an event's field: JSON read, a field found by its name or path.

Pure functions. Numbers keep their digits as they stand; a field inside fields is named with dots.
"""

import json
import math
from typing import Any, Self


class _Number(float):
    """A number that remembers how it was written."""

    text: str

    def __new__(cls, text: str) -> Self:
        """Read it. Raises ValueError for one beyond all bounds."""
        made = super().__new__(cls, text)
        if not math.isfinite(made):
            raise ValueError("a number is too large")
        made.text = text
        return made


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


DECODER = json.JSONDecoder(parse_float=_Number, parse_constant=_no_number)


def field_at(made: dict[str, Any], path: tuple[str, ...]) -> object:
    """Give what is at a path; a field whose own name has dots is found as well."""
    if len(path) == 1:
        return made.get(path[0])
    found: Any = made.get(".".join(path))
    if found is not None:
        return found
    found = made
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def field_text(value: object) -> str | None:
    """Give a field as text, None where it says nothing. Raises ValueError for one too deep."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, _Number):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:  # it was read from a place with a little more room
        raise ValueError("too deep") from None
