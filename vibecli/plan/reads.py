"""The tables a SELECT reads, found in the engine's own parse tree, aware of CTE scopes.

Never parses SQL itself and never asks the database.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName

Tree = dict[str, Any]
NO_NAMES: frozenset[str] = frozenset()


class TableRef(NamedTuple):
    """A table as a SELECT names it; `catalog` and `schema` are empty when left out."""

    catalog: str
    schema: str
    name: str

    @property
    def text(self) -> str:
        """The text name used as key everywhere."""
        return TableName.qualified(*self).text


def table_refs(tree: Tree) -> Iterator[TableRef]:
    """Give every table named in a parse tree in order, common table expressions left out."""
    # A stack, not recursion: a long chain of operators makes a tree deeper than Python's limit.
    stack: list[tuple[object, frozenset[str]]] = [(tree, NO_NAMES)]
    while stack:
        value, scope = stack.pop()
        if isinstance(value, list):
            stack.extend((item, scope) for item in reversed(value))
        elif isinstance(value, dict):
            if _is_table(value) and not _is_cte(value, scope):
                yield _ref(value)
            stack.extend(reversed(_children(value, scope)))


def tables_read(engine: Engine, session: Session, sql: str) -> tuple[str, ...]:
    """Give the text names of the tables a SELECT reads, each once, in order of appearance."""
    names: dict[str, str] = {}
    for ref in table_refs(engine.parse_tree(session, sql)):
        names.setdefault(ref.text.lower(), ref.text)
    return tuple(names.values())


def _children(node: Tree, scope: frozenset[str]) -> list[tuple[object, frozenset[str]]]:
    """Give a node's children, each with the WITH names it can see."""
    if "cte_name" in node:
        scope |= {str(node["cte_name"]).lower()}
    children: list[tuple[object, frozenset[str]]] = []
    for entry in _ctes(node):
        children.append((entry["value"], scope))
        scope |= {str(entry["key"]).lower()}
    return children + [(child, scope) for key, child in node.items() if key != "cte_map"]


def _ctes(node: Tree) -> list[Tree]:
    """Give the WITH entries of a query node, in order; each sees those before it."""
    cte_map = node.get("cte_map")
    return list(cte_map.get("map", [])) if isinstance(cte_map, dict) else []


def _ref(node: Tree) -> TableRef:
    return TableRef(
        node.get("catalog_name") or "", node.get("schema_name") or "", node.get("table_name") or ""
    )


def _is_table(node: Tree) -> bool:
    return node.get("type") == "BASE_TABLE" and "class" not in node


def _is_cte(node: Tree, scope: frozenset[str]) -> bool:
    catalog, schema, name = _ref(node)
    return not catalog and not schema and name.lower() in scope
