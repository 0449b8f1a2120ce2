"""How a person is told which row is meant: its key as text, or its number when the table has none.

Owns the masking of values shown from a change set. It reads nothing itself.
"""

from collections.abc import Sequence

from vibecli.data.catalog import TableInfo
from vibecli.data.mask import mask
from vibecli.engine.names import quote

WIDTH = 60
_LONGEST = 400  # characters fetched of a value; the screen never shows more than WIDTH


def masked(value: str | None, info: TableInfo | None, column: str) -> str | None:
    """Give a value, masked when its column is personal."""
    known = info.column(column) if info else None
    if value is None or known is None or not known.personal:
        return value
    return mask(value, known.role)


def shown(value: str | None, info: TableInfo | None, column: str) -> str | None:
    """Give a value as a person may see it in a review: masked and cut."""
    text = masked(value, info, column)
    return text if text is None or len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def as_text(expression: str, longest: int = _LONGEST) -> str:
    """Give the SQL that turns a value into text of bounded length."""
    return f"left(CAST({expression} AS VARCHAR), {longest:d})"


def key_columns(info: TableInfo | None, columns: Sequence[str]) -> tuple[str, ...]:
    """Give the table's key when all of it is among these columns, else nothing."""
    key = info.key if info else ()
    known = {name.lower() for name in columns}
    return key if key and all(name.lower() in known for name in key) else ()


def key_values(key: Sequence[str], image: str) -> list[str]:
    """Give the SQL of a row's key values as text; `image` is a struct column."""
    return [as_text(f"{image}.{quote(name)}") for name in key]


def row_name(
    rid: int, key: Sequence[str], values: Sequence[str | None], info: TableInfo | None
) -> str:
    """Give the name of a row: its key, or its place in the table."""
    if key:
        parts = [shown(v, info, name) for name, v in zip(key, values, strict=True)]
        return " / ".join("null" if part is None else part for part in parts)
    return f"row {rid + 1}" if rid >= 0 else f"new row {-rid}"
