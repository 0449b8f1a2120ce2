"""Proof that a SELECT reads events only before the cut of the row they count for.

Owns the proof, on the SQL alone: every table of events, wherever it stands, is under a condition
`time < cut` before anything is counted of it. What cannot be proved counts as read unguarded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from vibecli.engine.names import MAIN, TableName, key_of

Columns = Mapping[str, Mapping[str, str]]  # table -> its columns and their types


@dataclass(frozen=True)
class Ground:
    """What a SELECT is judged by."""

    columns: Columns  # of every table it may read
    times: Mapping[str, str]  # table of events -> its column of when one happened
    spine: str  # table of the keys and their cuts
    cut: str = "cut"


class _Open(NamedTuple):
    """Events that no condition has cut so far: by which column of the rows they could be."""

    table: str
    name: str  # source in the SELECT, then column of its result; empty: nothing can cut them now
    column: str


def unguarded(select: str, ground: Ground) -> tuple[str, ...]:
    """Give the tables of events that a SELECT reads beyond the cut, or not provably before it."""
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    everything, known = tuple(ground.times), _nested(ground.columns)
    try:
        tree: Any = qualify(
            parse_one(select, dialect="duckdb"),
            schema=known,
            dialect="duckdb",
            db=MAIN,
            identify=False,
            validate_qualify_columns=False,
        )
        scope: Any = build_scope(tree)
    except (SqlglotError, ValueError, KeyError, AttributeError, RecursionError):
        return everything
    if scope is None or any(tree.find_all(exp.Lateral, exp.Pivot)):
        return everything
    try:
        found = [one.table for one in _Proof(ground).left(scope)]
    except RecursionError:
        return everything
    return tuple(dict.fromkeys(found))


class _Proof:
    """One proof; scopes are those of sqlglot, innermost first."""

    def __init__(self, ground: Ground) -> None:
        self._times = {key_of(table): column.lower() for table, column in ground.times.items()}
        self._spine, self._cut = key_of(ground.spine), ground.cut.lower()

    def left(self, scope: Any) -> list[_Open]:
        """Give the events that a scope hands on uncut."""
        if scope.set_operation_scopes:
            return self._union(scope)
        inner = [one for sub in scope.subquery_scopes for one in self.left(sub)]
        found = [one._replace(name="", column="") for one in inner]
        for name, source in self._sources(scope):
            for one in self._read(name, source):
                if not one.name:
                    found.append(one)
                elif not any(self._cuts(node, one, scope) for node in _conditions(scope, name)):
                    found.append(_handed_on(scope, one))
        return found

    def _sources(self, scope: Any) -> Iterator[tuple[str, Any]]:
        for name, _ in scope.references:  # those of SEMI and ANTI joins too
            if name in scope.sources:
                yield name, scope.sources[name]

    def _read(self, name: str, source: Any) -> list[_Open]:
        """Give what stands in FROM under a name and is still uncut there."""
        from sqlglot import exp

        if not isinstance(source, exp.Table):
            return [one._replace(name=one.column and name) for one in self.left(source)]
        table = _text(source)
        time = self._times.get(table.lower())
        return [] if time is None else [_Open(table, name, time)]

    def _union(self, scope: Any) -> list[_Open]:
        """Rows of several SELECTs: columns go by their place, under the names of the first."""
        from sqlglot import exp

        names = [one.alias_or_name.lower() for one in scope.expression.selects]
        plain = (
            isinstance(scope.expression, exp.Union)
            and scope.expression.args.get("distinct") is False
        )
        found = []
        for branch in scope.set_operation_scopes:
            own = [one.alias_or_name.lower() for one in branch.expression.selects]
            for one in self.left(branch):
                at = own.index(one.column) if one.column in own else -1
                column = names[at] if plain and 0 <= at < len(names) else ""
                found.append(_Open(one.table, column and "union", column))
        return found

    def _cuts(self, node: Any, one: _Open, scope: Any) -> bool:
        """True when a condition lets only events before the cut through."""
        from sqlglot import exp

        node = node.unnest()
        if isinstance(node, exp.Not):
            turned = node.this.unnest()
            if isinstance(turned, exp.GTE):
                return self._before(turned.this, turned.expression, one, scope)
            is_le = isinstance(turned, exp.LTE)
            return is_le and self._before(turned.expression, turned.this, one, scope)
        if isinstance(node, exp.LT):
            return self._before(node.this, node.expression, one, scope)
        return isinstance(node, exp.GT) and self._before(node.expression, node.this, one, scope)

    def _before(self, time: Any, cut: Any, one: _Open, scope: Any) -> bool:
        """True when one side is the time of the events, and the other their cut or earlier."""
        from sqlglot import exp

        time = _bare(time)
        if isinstance(time, exp.Add) and _is_length(time.expression):
            time = _bare(time.this)
        if not isinstance(time, exp.Column) or _named(time) != (one.name.lower(), one.column):
            return False
        cut = _bare(cut)
        if isinstance(cut, exp.Sub) and _is_length(cut.expression):
            cut = _bare(cut.this)
        return isinstance(cut, exp.Column) and self._is_cut(cut, scope)

    def _is_cut(self, column: Any, scope: Any) -> bool:
        """True when a column is the cut of the spine, handed on unchanged."""
        from sqlglot import exp

        place = scope
        while place is not None and column.table not in place.sources:
            place = place.parent
        if place is None:
            return False
        source = place.sources[column.table]
        if isinstance(source, exp.Table):
            return _text(source).lower() == self._spine and column.name.lower() == self._cut
        if source.set_operation_scopes:
            return False
        made = {one.alias_or_name.lower(): one.unalias() for one in source.expression.selects}
        inner = _bare(made.get(column.name.lower()))
        return isinstance(inner, exp.Column) and self._is_cut(inner, source)


def _handed_on(scope: Any, one: _Open) -> _Open:
    """Give events as the result of a SELECT: with their time, if it keeps single rows."""
    from sqlglot import exp

    select = scope.expression
    counted = ("group", "distinct", "limit", "offset", "having", "qualify", "windows")
    if any(select.args.get(part) for part in counted) or any(
        isinstance(node, exp.AggFunc | exp.Window)
        for column in select.selects
        for node in column.walk(prune=lambda n: isinstance(n, exp.Subquery))
    ):
        return one._replace(name="", column="")
    for column in select.selects:
        inner = _bare(column.unalias())
        if isinstance(inner, exp.Column) and _named(inner) == (one.name.lower(), one.column):
            return one._replace(column=column.alias_or_name.lower())
    return one._replace(name="", column="")


def _conditions(scope: Any, name: str) -> Iterator[Any]:
    """Give the conditions that rows of a source must meet to be in the result."""
    from sqlglot import exp

    where = scope.expression.args.get("where")
    if where is not None:
        yield from where.this.flatten() if isinstance(where.this, exp.And) else (where.this,)
    for join in scope.expression.args.get("joins") or ():
        condition, side = join.args.get("on"), str(join.args.get("side") or "").upper()
        kind = str(join.args.get("kind") or "").upper()
        own = join.alias_or_name == name
        held = (side == "" and kind in {"", "INNER"}) or (own and side in {"", "LEFT"})
        if condition is not None and held:
            yield from condition.flatten() if isinstance(condition, exp.And) else (condition,)


def _bare(node: Any) -> Any:
    """Give an expression without brackets and changes of its type around it."""
    from sqlglot import exp

    while isinstance(node, exp.Paren | exp.Cast) or _is_moment(node):
        node = node.this.expressions[0] if isinstance(node, exp.UnixToTime) else node.this
    return node


def _is_moment(node: Any) -> bool:
    """True for `make_timestamp(epoch_us(...))`: the same moment, in UTC."""
    from sqlglot import exp

    inner: Any = node.this if isinstance(node, exp.UnixToTime) else None
    whole = isinstance(inner, exp.Anonymous) and inner.name.lower() == "epoch_us"
    return whole and str(node.args.get("scale")) == "6" and len(inner.expressions) == 1


def _is_length(node: Any) -> bool:
    """True for an interval of a number that is not negative."""
    from sqlglot import exp

    if not isinstance(node, exp.Interval):
        return False
    amount = _bare(node.this)
    return isinstance(amount, exp.Literal) and not str(amount.this).strip().startswith("-")


def _named(column: Any) -> tuple[str, str]:
    return column.table.lower(), column.name.lower()


def _text(table: Any) -> str:
    return TableName.qualified(table.catalog, table.db, table.name).text


def _nested(columns: Columns) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for text, own in columns.items():
        name = TableName.parse(text)
        nested.setdefault(name.schema, {})[name.name] = dict(own)
    return nested
