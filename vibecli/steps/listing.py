"""What a step tells as rows to read: the SELECT that gives them, in their order."""

from collections.abc import Sequence

from vibecli.engine.names import literal


def listing(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> str:
    """Give the SELECT of rows of text; with no row it has the columns alone."""
    cells = rows or [(None,) * len(columns)]
    told = ", ".join(f"({n}, {', '.join(map(_cell, row))})" for n, row in enumerate(cells))
    names = ", ".join(f'"{name}"' for name in ("no", *columns))
    kept = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in columns)
    where = "" if rows else " WHERE false"
    return f'SELECT {kept} FROM (VALUES {told}) AS told({names}){where} ORDER BY "no"'


def _cell(text: str | None) -> str:
    return "NULL" if text is None else literal(text)
