"""The types a change set is stored in: the table's own where parquet keeps them exactly, else text.

Owns the reading of a type's words. It stores nothing itself.
"""

import re

# What parquet as DuckDB writes it gives back unchanged, found by writing and reading each type.
_EXACT = frozenset(
    {
        "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT",
        "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
        "FLOAT", "DOUBLE", "VARCHAR", "BLOB", "UUID", "JSON",
        "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE",
    }
)  # fmt: skip
_WIDER = {"TIMESTAMP_S": "TIMESTAMP", "TIMESTAMP_MS": "TIMESTAMP"}
_DECIMAL = re.compile(r"DECIMAL\(\d+,\d+\)")
_ARRAY = re.compile(r"\[\d*\]$")
_TEXT = "VARCHAR"


def stored_type(kind: str) -> str:
    """Give the type to store a column of this type as; a cast leads there and back."""
    kind = kind.strip()
    if kind in _EXACT or _DECIMAL.fullmatch(kind):
        return kind
    if kind in _WIDER:
        return _WIDER[kind]
    array = _ARRAY.search(kind)
    if array:
        return f"{stored_type(kind[: array.start()])}[]"
    if kind.startswith("STRUCT(") and kind.endswith(")"):
        return _struct(kind[len("STRUCT(") : -1])
    return _TEXT


def _struct(inner: str) -> str:
    fields = []
    for part in parts(inner):
        name, kind = _field(part)
        fields.append(f"{name} {stored_type(kind)}")
    return f"STRUCT({', '.join(fields)})"


def _field(text: str) -> tuple[str, str]:
    """Split a struct field into its name, quoted or not, and its type."""
    text = text.strip()
    if not text.startswith('"'):
        name, _, kind = text.partition(" ")
        return name, kind
    end = 1
    while text[end] != '"' or text[end : end + 2] == '""':
        end += 2 if text[end] == '"' else 1
    return text[: end + 1], text[end + 1 :]


def parts(inner: str, between: str = ",") -> list[str]:
    """Split at the commas, or another sign, that stand outside brackets and quotes."""
    found, depth, start, quoted = [], 0, 0, ""
    for place, char in enumerate(inner):
        if quoted:
            # A doubled quote closes and opens again, which comes to the same.
            quoted = "" if char == quoted else quoted
        elif char in "\"'":
            quoted = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == between and depth == 0:
            found.append(inner[start:place])
            start = place + 1
    return [*found, inner[start:]]
