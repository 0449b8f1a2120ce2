"""Edits to a SELECT that is there: narrower rows, another limit, group, order or columns.

Owns the tree work; every function gives None when the SELECT has not the form the edit needs.
Binding and guarding the result is the checker's work.
"""

from typing import TYPE_CHECKING

from vibecli.engine.names import TableName

if TYPE_CHECKING:
    from sqlglot import exp

DIALECT = "duckdb"


def _parsed(select: str) -> "exp.Select | None":
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        tree = sqlglot.parse_one(select, dialect=DIALECT)
    except SqlglotError:
        return None
    return tree if isinstance(tree, exp.Select) else None


def _written(tree: "exp.Expression") -> str:
    return tree.sql(dialect=DIALECT)


def narrowed(select: str, table: TableName, predicate: str) -> str | None:
    """Give the SELECT with one table's rows narrowed; None unless it reads the table once."""
    from sqlglot import exp, parse_one

    tree = _parsed(select)
    scans = [t for t in tree.find_all(exp.Table) if _is(t, table)] if tree else []
    if tree is None or len(scans) != 1:
        return None
    scan = scans[0]
    owner = scan.parent_select
    condition = parse_one(predicate, dialect=DIALECT)
    if isinstance(owner, exp.Select) and not owner.args.get("joins") and not scan.alias:
        owner.where(condition, copy=False, dialect=DIALECT)
        return _written(tree)
    name = scan.alias or scan.name
    inner = exp.select("*").from_(_bare(scan)).where(condition)
    scan.replace(inner.subquery(exp.to_identifier(name, quoted=True)))
    return _written(tree)


def _bare(scan: "exp.Table") -> "exp.Table":
    bare = scan.copy()
    bare.set("alias", None)
    return bare


def _is(scan: "exp.Table", table: TableName) -> bool:
    return _named(scan).text.lower() == table.text.lower()


def _named(scan: "exp.Table") -> TableName:
    return TableName.qualified(scan.catalog, scan.db, scan.name)


def limited(select: str, count: int) -> str | None:
    """Give the SELECT with another limit."""
    tree = _parsed(select)
    return _written(tree.limit(count, dialect=DIALECT)) if tree else None


def ordered(select: str, name: str, *, down: bool) -> str | None:
    """Give the SELECT ordered by one of its columns, earlier orders breaking ties."""
    from sqlglot import exp

    tree = _parsed(select)
    if tree is None:
        return None
    key = exp.Ordered(this=exp.column(name, quoted=True), desc=down, nulls_first=False)
    before = tree.args.get("order")
    ties = [o for o in before.expressions if not _names(o, name)] if before else []
    tree.set("order", exp.Order(expressions=[key, *ties]))
    return _written(tree)


def _names(ordered_by: "exp.Expression", name: str) -> bool:
    from sqlglot import exp

    column = ordered_by.this
    return isinstance(column, exp.Column) and column.name == name


def regrouped(select: str, expression: str, name: str) -> str | None:
    """Give an aggregate grouped by another expression; None unless it has exactly one group."""
    from sqlglot import exp, parse_one

    tree = _parsed(select)
    group = tree.args.get("group") if tree else None
    if tree is None or group is None or len(group.expressions) != 1 or len(tree.expressions) < 2:  # noqa: PLR2004
        return None
    first = tree.expressions[0]
    old = first.alias_or_name
    new = exp.alias_(parse_one(expression, dialect=DIALECT), name, quoted=True)
    tree.set("expressions", [new, *tree.expressions[1:]])
    group.set("expressions", [exp.Literal.number(1)])
    for column in list(tree.args["order"].find_all(exp.Column)) if tree.args.get("order") else []:
        if column.name == old and not column.table:
            column.replace(exp.column(name, quoted=True))
    return _written(tree)


def without(select: str, names: tuple[str, ...]) -> str | None:
    """Give the SELECT without some of its columns; None when none would be left."""
    from sqlglot import exp

    tree = _parsed(select)
    if tree is None or tree.args.get("group"):
        return None
    gone = {name.lower() for name in names}
    if tree.is_star:
        star = next(e for e in tree.expressions if e.is_star)
        before = star.args.get("except_") or star.args.get("except") or []
        excluded = [exp.to_identifier(name, quoted=True) for name in names]
        key = "except_" if "except_" in star.arg_types else "except"
        star.set(key, [*before, *excluded])
        return _written(tree)
    kept = [e for e in tree.expressions if e.alias_or_name.lower() not in gone]
    if not kept or len(kept) == len(tree.expressions):
        return None
    tree.set("expressions", kept)
    return _written(tree)


def listed(select: str) -> tuple[str, ...]:
    """Give the names of the columns a list of rows shows, `*` for all; empty for an aggregate."""
    tree = _parsed(select)
    if tree is None or tree.args.get("group") or _aggregates(tree):
        return ()
    return ("*",) if tree.is_star else tuple(e.alias_or_name for e in tree.expressions)


def _aggregates(tree: "exp.Select") -> bool:
    from sqlglot import exp

    return any(isinstance(e.unalias(), exp.AggFunc) for e in tree.expressions)


def only(select: str, names: tuple[str, ...]) -> str | None:
    """Give the SELECT of rows with just these columns."""
    from sqlglot import exp

    tree = _parsed(select)
    if tree is None or not tree.is_star or len(tree.expressions) != 1:
        return None
    tree.set("expressions", [exp.column(name, quoted=True) for name in names])
    return _written(tree)


def plus(select: str, names: tuple[str, ...]) -> str | None:
    """Give the SELECT with more columns of its one table."""
    from sqlglot import exp

    tree = _parsed(select)
    tables = list(tree.find_all(exp.Table)) if tree else []
    if tree is None or tree.args.get("group") or tree.is_star or len(tables) != 1:
        return None
    present = {e.alias_or_name.lower() for e in tree.expressions}
    added = [exp.column(n, quoted=True) for n in names if n.lower() not in present]
    tree.set("expressions", [*tree.expressions, *added])
    return _written(tree)


def reads(select: str) -> tuple[TableName, ...]:
    """Give the tables a SELECT reads."""
    from sqlglot import exp

    tree = _parsed(select)
    scans = tree.find_all(exp.Table) if tree else ()
    return tuple(dict.fromkeys(map(_named, scans)))
