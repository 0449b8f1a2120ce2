"""The gate for SQL that a planner wrote: one SELECT, known tables, functions that only compute.

An allow-list walk over the engine's own parse tree: what is not known to be harmless is refused.
It never runs the SQL and never trusts the statement's type. Compute bombs that pass it are stopped
by the worker's limits.
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from vibecli.data.nearest import nearest
from vibecli.engine.base import Engine, Session
from vibecli.engine.names import MAIN, TableName
from vibecli.errors import PlanError, SqlError
from vibecli.plan.dialect import instead_of
from vibecli.plan.reads import TableRef, Tree, table_refs
from vibecli.plan.vocabulary import (
    EXPRESSIONS,
    LISTS,
    NODES,
    OTHER_PLACES,
    PADDING,
    TABLE_FUNCTIONS,
    allowed_functions,
    denied,
)

MAX_LENGTH = 100_000
MAXPADDING = 1_000
MAX_LIST = 1_000_000
NOWHERE: frozenset[str] = frozenset()


class Breach(NamedTuple):
    """One reason why a piece of SQL may not run."""

    code: str
    message: str
    hint: str = ""


def guard(engine: Engine, session: Session, sql: str, tables: Collection[str]) -> None:
    """Let one SELECT over `tables` (text names) pass. Raises PlanError for anything else."""
    found = breaches(engine, session, sql, tables)
    if found:
        raise PlanError(
            found[0].message,
            hint=found[0].hint,
            details={"findings": [breach._asdict() for breach in found]},
        )


def breaches(
    engine: Engine, session: Session, sql: str, tables: Collection[str]
) -> tuple[Breach, ...]:
    """Give every reason why a piece of SQL may not run, each once; none when it may."""
    if len(sql) > MAX_LENGTH:
        return (Breach("sql-too-long", f"the SQL is longer than {MAX_LENGTH:,} characters"),)
    try:
        tree = engine.parse_tree(session, sql)
    except SqlError as error:
        return (_unparsed(error),)
    except RecursionError:
        return (Breach("sql-too-deep", "the SQL is nested too deeply"),)
    if len(tree.get("statements", ())) != 1:
        if not sql.strip():
            return (Breach("no-statement", "there is no SQL", "give exactly one SELECT"),)
        return (Breach("many-statements", "more than one statement", "give exactly one SELECT"),)
    unfit = _embedding(engine, session, sql)
    allowed = allowed_functions(engine, session)
    found = [*unfit, *_walk(tree, allowed), *_unknown_tables(tree, tables)]
    return tuple(dict.fromkeys(found))


def _unparsed(error: SqlError) -> Breach:
    if error.message.startswith("Only SELECT"):
        return Breach(
            "not-a-select",
            "only a SELECT may stand here",
            "changes are made by write, remove and clean steps; a PIVOT needs its values: IN (...)",
        )
    return Breach("syntax", error.message, error.hint)


def _embedding(engine: Engine, session: Session, sql: str) -> Iterator[Breach]:
    """Refuse SQL that is one SELECT alone but not inside parentheses, where steps put it."""
    try:
        engine.parse_tree(session, f"SELECT * FROM ({sql})")
    except SqlError:
        yield Breach(
            "unfit-select",
            "the SELECT ends in a semicolon or a comment",
            "take the semicolon or the comment at the end out",
        )


def _unknown_tables(tree: Tree, tables: Collection[str]) -> Iterator[Breach]:
    known = {TableName.parse(name).text.lower(): name for name in tables}
    for ref in table_refs(tree):
        if ref.text.lower() in known and ref.catalog.lower() not in OTHER_PLACES:
            continue
        if ref.catalog and not any(_within(ref.catalog, name) for name in known):
            own = ref.catalog.lower() in OTHER_PLACES
            hint = "" if own else f"--attach {ref.catalog}=FILE lets plans read one"
            yield Breach("other-database", f"another database is named: {ref.catalog}", hint)
        else:
            yield _unknown_table(ref, list(known.values()))


def _within(catalog: str, table: str) -> bool:
    return TableName.parse(table).place.lower() == catalog.lower() not in OTHER_PLACES


def _unknown_table(ref: TableRef, tables: list[str]) -> Breach:
    same = [name for name in tables if TableName.parse(name).name.lower() == ref.name.lower()]
    close = same if ref.schema in {"", MAIN} and same else nearest(ref.text, tables)
    hint = f"did you mean {' or '.join(close)}?" if close else ""
    return Breach("unknown-table", f"no table {ref.text}", hint)


def _walk(tree: Tree, allowed: frozenset[str]) -> Iterator[Breach]:
    """Check every node, knowing which growing functions it stands in."""
    stack: list[tuple[object, frozenset[str]]] = [(tree, NOWHERE)]
    while stack:
        value, inside = stack.pop()
        if isinstance(value, list):
            stack.extend((item, inside) for item in reversed(value))
        elif isinstance(value, dict):
            yield from _node(value, allowed, inside=inside)
            inside |= _opens(value)
            stack.extend((child, inside) for child in reversed(_children(value)))


def _opens(node: Tree) -> frozenset[str]:
    """Tell what a node's children stand in: a padding function, or a maker or walker of lists."""
    name = _function_name(node)
    if name in PADDING:
        return PADDING
    return LISTS if name in LISTS or node.get("class") == "LAMBDA" else NOWHERE


def _children(node: Tree) -> list[object]:
    """Give what to check below a node; a table function's own call is checked with the node."""
    if node.get("type") == "TABLE_FUNCTION" and "class" not in node:
        call = node.get("function") or {}
        return [call.get("children"), call.get("arguments"), node.get("sample")]
    return list(node.values())


def _node(node: Tree, allowed: frozenset[str], *, inside: frozenset[str]) -> Iterator[Breach]:
    kind, node_class = node.get("type"), node.get("class")
    if node_class is not None and node_class not in EXPRESSIONS:
        yield _unsupported(str(node_class))
    elif node_class is None and isinstance(kind, str) and not _known_node(kind):
        yield _unsupported(kind)
    if kind == "TABLE_FUNCTION" and node_class is None:
        yield from _table_function(node)
    elif "function_name" in node:
        yield from _function(node, allowed, inside=inside)
    if node.get("sample"):
        yield Breach(
            "random-sample",
            "a random sample differs from run to run",
            "use ORDER BY hash(key) LIMIT n",
        )
    if node.get("at_clause"):
        yield _unsupported("AT")


def _known_node(kind: str) -> bool:
    return kind in NODES or kind.endswith("_TYPE_INFO")


def _unsupported(what: str) -> Breach:
    told = {
        "SHOW_REF": "DESCRIBE, SHOW and SUMMARIZE",
        "DELETE_QUERY_NODE": "DELETE",
        "INSERT_QUERY_NODE": "INSERT",
        "UPDATE_QUERY_NODE": "UPDATE",
        "MERGE_QUERY_NODE": "MERGE",
        "PARAMETER": "a parameter",
        "DEFAULT": "DEFAULT",
    }.get(what, what)
    return Breach("not-a-select", f"{told} may not stand in a SELECT of a plan")


def _table_function(node: Tree) -> Iterator[Breach]:
    call = node.get("function") or {}
    name = _function_name(call)
    if name not in TABLE_FUNCTIONS or call.get("catalog") or call.get("schema"):
        hint = "name a table of this database; files are loaded with vibecli load"
        yield Breach("forbidden-function", f"{name or 'this'}() may not be read from", hint)


def _function(node: Tree, allowed: frozenset[str], *, inside: frozenset[str]) -> Iterator[Breach]:
    name = _function_name(node)
    if _elsewhere(node) or name not in allowed | PADDING | LISTS | {"unnest"}:
        yield _refused_function(name, allowed)
    elif name in PADDING and (name in inside or not _small(node, MAXPADDING, exact=True)):
        yield Breach(
            "forbidden-function",
            f"{name}() may not make long text",
            f"give its length as a number up to {MAXPADDING:,}, and do not nest it",
        )
    elif name in LISTS and (name in inside or not _small(node, MAX_LIST, exact=False)):
        yield Breach(
            "forbidden-function",
            f"{name}() may not make long lists",
            f"{MAX_LIST:,} entries at most, not nested; FROM range(...) gives rows instead",
        )


def _elsewhere(node: Tree) -> bool:
    """True when a function is taken from another database.

    A schema alone may be a column: `name.lower()`.
    """
    return bool(node.get("catalog")) or str(node.get("schema") or "").lower() in OTHER_PLACES


def _refused_function(name: str, allowed: frozenset[str]) -> Breach:
    instead = instead_of(name)
    if instead:
        return Breach("forbidden-function", f"{name}() may not be used here", f"use {instead}")
    if denied(name):
        return Breach("forbidden-function", f"{name}() may not be used in a plan")
    close = nearest(name, sorted(allowed))
    hint = f"did you mean {' or '.join(close)}?" if close else ""
    return Breach("unknown-function", f"no function {name}() that a plan may use", hint)


def _function_name(node: Tree) -> str:
    return str(node.get("function_name", "")).lower()


def _small(node: Tree, limit: int, *, exact: bool) -> bool:
    """True when the numbers given to a function stay under the limit.

    `exact`: the second argument must be such a number itself.
    """
    numbers = [_integer(argument) for argument in _arguments(node)]
    if exact and (len(numbers) < 2 or numbers[1] is None):  # noqa: PLR2004 - the length stands second
        return False
    return all(number is None or abs(number) <= limit for number in numbers)


def _arguments(node: Tree) -> list[Tree]:
    """Give a call's arguments; the engine's versions write them in two ways."""
    if node.get("children") is not None:
        return list(node["children"])
    return [argument["expression"] for argument in node.get("arguments") or ()]


def _integer(expression: Tree) -> int | None:
    """Give a whole-number constant, below casts and signs, or None."""
    constant: Any = expression
    while constant.get("class") == "CAST" or _function_name(constant) in {"-", "+"}:
        inner = [constant["child"]] if "child" in constant else _arguments(constant)
        if len(inner) != 1:
            return None
        constant = inner[0]
    value = constant.get("literal") or constant.get("value") or {}
    text = str(value.get("text", value.get("value")))
    return int(text) if text.isdecimal() else None
