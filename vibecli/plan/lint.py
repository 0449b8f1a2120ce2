"""Hints for SQL that does not bind here, and warnings for rows that may differ from run to run.

Only words: nothing is refused because of them.
"""

import re
from collections.abc import Iterator
from typing import Any

from vibecli.errors import SqlError
from vibecli.plan.guard import Breach
from vibecli.plan.reads import Tree

_MISSING_COLUMN = re.compile(r'Referenced column "(?P<name>.+?)" (?:was )?not found')
_KINDS = re.compile(r"^[A-Z][A-Za-z ]+ Error: ")
_BY_MESSAGE = (
    ("must appear in the GROUP BY clause", "group by it too, or write GROUP BY ALL"),
    ("cannot contain aggregates", "use HAVING, or a CTE that aggregates first"),
    ("cannot contain window functions", "use QUALIFY, or a CTE"),
    ("Cannot compare values of type", "cast one side, such as CAST(x AS VARCHAR)"),
    ("Could not choose a best candidate", "cast the arguments to plain types"),
    ("No function matches", "cast the arguments to the types the function takes"),
    ("Deprecated lambda arrow", "write lambda x: ..., not x -> ..."),
    ("Out of Memory", "make the constants smaller"),
    ("Ambiguous reference", "write the table's alias before the column"),
)
_BY_SQL = (
    (re.compile(r"\bSELECT\s+TOP\s+\(?\d+", re.IGNORECASE), "write LIMIT n at the end, not TOP n"),
    (re.compile(r"`"), 'write odd names in "double quotes", not in backticks'),
    (re.compile(r"\[[A-Za-z_ ]+\]\s*(?:\.|,|$)"), 'write odd names in "double quotes"'),
    (re.compile(r"\bLIMIT\s+\d+\s*,\s*\d+", re.IGNORECASE), "write LIMIT n OFFSET m"),
    (re.compile(r"\bINTERVAL\s+\d+\s+\w+\s*\)", re.IGNORECASE), "write date + INTERVAL 1 DAY"),
    (re.compile(r"\bFROM\s+DUAL\b", re.IGNORECASE), "leave FROM DUAL out"),
    (re.compile(r"\bNOLOCK\b", re.IGNORECASE), "leave WITH (NOLOCK) out"),
    (re.compile(r"\(\+\)"), "write LEFT JOIN ... ON"),
)
_ORDERED_WINDOWS = frozenset(
    {"WINDOW_ROW_NUMBER", "WINDOW_LAG", "WINDOW_LEAD", "WINDOW_FIRST_VALUE", "WINDOW_LAST_VALUE"}
)


def told(error: SqlError) -> str:
    """Give an engine error's message without the name of its kind."""
    return _KINDS.sub("", error.message)


def code_of(error: SqlError) -> str:
    """Give the finding code of an engine error."""
    return "unknown-column" if _MISSING_COLUMN.search(error.message) else "sql-error"


def hint_for(message: str, sql: str, otherwise: str = "") -> str:
    """Give what to write instead, from the error and the SQL; else the engine's own suggestion."""
    missing = _MISSING_COLUMN.search(message)
    if missing and f'"{missing["name"]}"' in sql:
        return f"text stands in single quotes; double quotes name a column. {otherwise}".strip()
    for words, hint in _BY_MESSAGE:
        if words in message:
            return hint
    if "syntax error" in message.lower():
        for pattern, hint in _BY_SQL:
            if pattern.search(sql):
                return hint
    return otherwise


def unsteady(tree: Tree) -> Iterator[Breach]:
    """Warn of rows that depend on the order in which the engine happens to read."""
    stack: list[object] = [tree]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            yield from _unsteady_node(value)
            stack.extend(value.values())


def _unsteady_node(node: dict[str, Any]) -> Iterator[Breach]:
    modifiers = node.get("modifiers")
    if isinstance(modifiers, list):
        kinds = {modifier.get("type") for modifier in modifiers}
        if "ORDER_MODIFIER" not in kinds and kinds & {"LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER"}:
            yield Breach(
                "limit-without-order",
                "LIMIT without ORDER BY may pick other rows on each run",
                "order by a key",
            )
    if str(node.get("type")) in _ORDERED_WINDOWS and not node.get("orders"):
        yield Breach(
            "window-without-order",
            "a window without ORDER BY may number rows otherwise on each run",
            "write OVER (... ORDER BY key)",
        )
