"""A condition of a plan in words: `"tier" = 'gold'` is said as tier is gold.

Owns the way back from SQL to words, for sentences made from a plan. It never raises: what has no
words here is shown as SQL.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

DIALECT = "duckdb"


def condition_words(sql: str) -> str:
    """Give a SQL predicate in words, as far as there are any."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        tree = sqlglot.parse_one(sql, dialect=DIALECT)
    except SqlglotError:
        return sql
    return _said(tree)


def _said(node: "exp.Expr") -> str:
    from sqlglot import exp

    match node:
        case exp.Paren():
            return _said(node.this)
        case exp.And() | exp.Or():
            return _joined(node)
        case exp.In() if node.expressions:
            values = " or ".join(_value(each) for each in node.expressions)
            return f"{_column(node.this)} is {values}"
        case exp.Is() if isinstance(node.expression, exp.Null):
            return f"{_column(node.this)} is missing"
        case _:
            return _compared(node)


def _joined(node: "exp.Expr") -> str:
    from sqlglot import exp

    word = "and" if isinstance(node, exp.And) else "or"
    presence = _presence(node)
    if presence:
        return presence
    sides = []
    for side in (node.this, node.expression):
        said = _said(side)
        inner = side.unnest()
        mixed = isinstance(inner, exp.And | exp.Or) and type(inner) is not type(node)
        sides.append(f"({said})" if mixed and not _presence(inner) else said)
    return f" {word} ".join(sides)


def _presence(node: "exp.Expr") -> str:
    """Give `col is missing`, `col is filled` for the two halves of a test for blank text."""
    from sqlglot import exp

    null, blank = node.this.unnest(), node.expression.unnest()
    empty = isinstance(blank, exp.EQ | exp.NEQ) and blank.expression.name == ""
    if not empty or not isinstance(blank.expression, exp.Literal):
        return ""
    filled = isinstance(node, exp.And) and isinstance(null, exp.Not)
    test = null.this if filled else null
    if not isinstance(test, exp.Is) or _column(test.this) != _column(blank.this):
        return ""
    return f"{_column(test.this)} is {'filled' if filled else 'missing'}"


def _compared(node: "exp.Expr") -> str:
    from sqlglot import exp

    signs: dict[type[exp.Expr], str] = {
        exp.EQ: "is",
        exp.GT: ">",
        exp.GTE: ">=",
        exp.LT: "<",
        exp.LTE: "<=",
    }
    sign = signs.get(type(node))
    return f"{_column(node.this)} {sign} {_value(node.expression)}" if sign else _plain(node)


def _column(node: "exp.Expr") -> str:
    """Give the column's name; spelling aids around it (lower, trim, casts) go without saying."""
    from sqlglot import exp

    while isinstance(node, exp.Lower | exp.Trim | exp.Cast | exp.TryCast | exp.Paren):
        node = node.this
    return node.name if isinstance(node, exp.Column) else _plain(node)


def _value(node: "exp.Expr") -> str:
    from sqlglot import exp

    inner = node.this if isinstance(node, exp.Cast) else node
    return inner.name if isinstance(inner, exp.Literal) else _plain(node)


def _plain(node: "exp.Expr") -> str:
    return node.sql(dialect=DIALECT).replace('"', "")
