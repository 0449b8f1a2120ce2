"""The types a change set is stored in: the table's own where parquet keeps them exactly, else text.

Owns the reading of a type's words and the SQL there and back. It stores nothing itself.
"""

import re

from vibecli.engine.names import literal, quote

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


def to_stored(value: str, kind: str) -> str:
    """Give the SQL of a value as it is stored; of a UNION with the name of its member."""
    if not _is_union(kind):
        return f"CAST({value} AS {stored_type(kind)})"
    cases = " ".join(
        f"WHEN {literal(tag)} THEN concat_ws(':', {literal(tag)},"
        f" CAST(union_extract({value}, {literal(tag)}) AS VARCHAR))"
        for tag, _ in _members(kind)
    )
    return f"CASE CAST(union_tag({value}) AS VARCHAR) {cases} END"


def from_stored(value: str, kind: str) -> str:
    """Give the SQL of a value in its own type again."""
    if not _is_union(kind):
        return f"CAST({value} AS {kind})"
    cases = " ".join(
        f"WHEN {value} = {literal(tag)} THEN {_member(tag, 'NULL', own, kind)}"
        f" WHEN starts_with({value}, {literal(f'{tag}:')})"
        f" THEN {_member(tag, f'substr({value}, {len(tag) + 2:d})', own, kind)}"
        for tag, own in _members(kind)
    )
    unread = f"error({literal('a UNION value was stored in another form')})"
    return f"CASE WHEN {value} IS NULL THEN NULL {cases} ELSE {unread} END"


def _is_union(kind: str) -> bool:
    return kind.startswith("UNION(") and kind.endswith(")")


def _member(tag: str, value: str, own: str, kind: str) -> str:
    return f"CAST(union_value({quote(tag)} := CAST({value} AS {own})) AS {kind})"


def _members(kind: str) -> list[tuple[str, str]]:
    """Give name and type of each member of a UNION."""
    fields = (_field(part) for part in parts(kind[len("UNION(") : -1]))
    return [(n[1:-1].replace('""', '"') if n.startswith('"') else n, k.strip()) for n, k in fields]


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
