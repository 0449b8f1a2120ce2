"""How a person is told which row is meant, by its key or else its number, and how many there are.

Owns the SQL of values as text and the form of a row's name. It reads nothing itself.
"""

from collections.abc import Mapping, Sequence

from vibecli.data.catalog import TableInfo

AT_ONCE = 500  # columns a statement: the engine takes thousands badly
_LONGEST = 400  # characters fetched of a value; the screen never shows as many


def as_text(expression: str, longest: int = _LONGEST) -> str:
    """Give the SQL that turns a value into text of bounded length."""
    return f"left(CAST({expression} AS VARCHAR), {longest:d})"


def key_columns(info: TableInfo | None, columns: Sequence[str]) -> tuple[str, ...]:
    """Give the table's key, spelt as these columns, when all of it is among them, else nothing."""
    known = {name.lower(): name for name in columns}
    key = [known.get(name.lower()) for name in (info.key if info else ())]
    return tuple(name for name in key if name) if all(key) else ()


def rows_told(count: int) -> str:
    """Give a count of rows in words."""
    return "1 row" if count == 1 else f"{count:,} rows"


def row_name(rid: int, key: Sequence[str], shown: Mapping[str, str | None]) -> str:
    """Give the name of a row: its key as it may be shown, or its place in the table."""
    if key:
        return " / ".join("null" if shown[name] is None else str(shown[name]) for name in key)
    return f"row {rid + 1}" if rid >= 0 else f"new row {-rid}"
