"""Where the values of a SELECT's columns come from, through CTEs, joins, renames and expressions.

Serves masking and explanation. It is no security gate: that is `plan/guard`, on the engine's tree.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from vibecli.engine.names import MAIN, TableName

Schema = Mapping[str, Mapping[str, str]]  # table name to its columns and their types
STAR = "*"
_BETWEEN = "\0"  # stands in no name, so that no schema is taken for a catalog and a schema


class Source(NamedTuple):
    """A column of a table that values come from."""

    table: str
    column: str


class Traced(NamedTuple):
    """How a result column is made: its expression, and the columns that stand in it."""

    expression: str
    sources: frozenset[Source]


def lineage(select: str, schema: Schema) -> dict[str, frozenset[Source]] | None:
    """Give the sources of each result column, None when they cannot be told."""
    found = traced_columns(select, schema, counted=False)
    return None if found is None else {name: one.sources for name, one in found.items()}


def traced_columns(
    select: str, schema: Schema, *, counted: bool = True
) -> dict[str, Traced] | None:
    """Give how each result column is made, None when it cannot be told.

    Unless `counted`, a count comes from nothing: how many values there are is none of them.
    """
    from sqlglot import parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage as trace
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    known: Any = _nested(schema)
    try:
        tree: Any = qualify(
            parse_one(select, dialect="duckdb").transform(_placed),
            schema=known,
            dialect="duckdb",
            db=MAIN,
            identify=False,
            validate_qualify_columns=False,
        )
        if not counted:
            tree = tree.transform(_uncounted)
        scope = build_scope(tree)
        made = {column.alias_or_name: column.unalias().unnest() for column in tree.selects}
        if scope is None or STAR in made:
            return None
        return {
            name: Traced(
                column.sql("duckdb"),
                _sources(
                    trace(name, tree, schema=known, dialect="duckdb", scope=scope, copy=False)
                ),
            )
            for name, column in made.items()
        }
    except (SqlglotError, ValueError, KeyError, AttributeError, RecursionError):
        return None


def _placed(node: Any) -> Any:
    """Name a table of an attached database by two parts, as the schema has it."""
    from sqlglot import exp

    if isinstance(node, exp.Table) and node.catalog:
        name = TableName.qualified(node.catalog, node.db, node.name)
        node.set("catalog", None)
        node.set("db", exp.to_identifier(_place(name), quoted=True))
    if isinstance(node, exp.Column) and node.catalog:
        node.set("catalog", None)
        node.set("db", None)
    return node


def _place(name: TableName) -> str:
    return f"{name.catalog}{_BETWEEN}{name.schema}" if name.catalog else name.schema


def _uncounted(node: Any) -> Any:
    """Put a number in the place of a count: how many there are is none of their values."""
    from sqlglot import exp

    counting = (exp.Count, exp.CountIf, exp.ApproxDistinct)
    return exp.Literal.number(0) if isinstance(node, counting) else node


def _sources(node: Any) -> frozenset[Source]:
    from sqlglot import exp

    found = set()
    for leaf in node.walk():
        table = leaf.expression
        if not leaf.downstream and isinstance(table, exp.Table):
            catalog, _, schema = (table.db or MAIN).rpartition(_BETWEEN)
            name = TableName.qualified(catalog, schema, table.name).text
            found.add(Source(name, TableName.parse(leaf.name).name))
    return frozenset(found)


def _nested(schema: Schema) -> dict[str, dict[str, dict[str, str]]]:
    nested: dict[str, dict[str, dict[str, str]]] = {}
    for text, columns in schema.items():
        name = TableName.parse(text)
        nested.setdefault(_place(name), {})[name.name] = dict(columns)
    return nested
