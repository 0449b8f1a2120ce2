"""Generated columns: those the engine computes, told by a table's CREATE statement.

The catalog of DuckDB 1.5 does not tell a generated column from one with a default.
"""

from vibecli.engine.names import quote


def is_generated(ddl: str, name: str, kind: str) -> bool:
    """Tell whether a CREATE TABLE statement has this column computed from others."""
    tail = f" {kind} GENERATED ALWAYS AS("
    return any(f"{shown}{tail}" in ddl for shown in (name, quote(name)))
