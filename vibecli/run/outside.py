"""What rules count that rows outside the change set can move, in SQL.

The same counts are taken on the shadow for the review and on the real tables inside the commit.
Each starts from the rows that change, and looks only at the other rows that these can meet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import EngineError
from vibecli.run.changeset import Held


@dataclass(frozen=True)
class Images:
    """A table that changes: its rows before and after, and all of it as it will be."""

    relation: str  # has __before and __after
    after: str  # a relation for FROM; empty where the table goes
    types: Mapping[str, str]  # of the columns of __after, by name in lower case
    kept: frozenset[str]  # columns that both images have, in lower case


@dataclass(frozen=True)
class State:
    """The tables as a plan leaves them."""

    session: Session
    changed: Mapping[str, Images]  # by text name in lower case
    catalog: str = ""  # where the other tables are; empty: in the current one

    def count(self, held: Held) -> int:
        """Count what a rule counts."""
        return _COUNTS[held.rule](self, held)

    def after(self, table: str) -> str:
        """Give a table as it will be, as a relation for FROM; nothing where it goes."""
        images = self.images(table)
        if images is not None:
            return images.after
        name = TableName.parse(table).sql
        return f"{quote(self.catalog)}.{name}" if self.catalog else name

    def images(self, table: str) -> Images | None:
        """Give the images of a table that changes."""
        return self.changed.get(TableName.parse(table).text.lower())

    def number(self, select: str) -> int:
        """Run a SELECT of one number."""
        return int(self.session.value(select) or 0)


def values_outside(images: Images, column: str, accepted: Sequence[str]) -> str:
    """Give the condition that a row comes to hold a value that is not declared."""
    names = ", ".join(map(literal, accepted))
    value = f"__after.{quote(column)}"
    return (
        f"__after IS NOT NULL AND {_moves(images, [column])} AND {value} IS NOT NULL"
        f" AND CAST({value} AS VARCHAR) NOT IN ({names})"
    )


def shared_keys(images: Images, key: Sequence[str]) -> str:
    """Give the SELECT of the keys that a row got and another one has too, and of their rows, n."""
    names = ", ".join(f"__t.{quote(name)}" for name in key)
    return (
        f"SELECT {names}, count(*) AS n FROM {images.after} AS __t"
        f" SEMI JOIN ({_fresh(images, key)}) AS __f ON {_same('__t', key, '__f')}"
        f" GROUP BY {names} HAVING count(*) > 1"
    )


def _key_unique(state: State, held: Held) -> int:
    """Rows that share the key of a row that got it."""
    images = state.images(held.table)
    if images is None:
        return 0
    fresh = _fresh(images, held.columns)
    if not state.number(f"SELECT count(*) FROM ({fresh})"):
        return 0
    return state.number(f"SELECT sum(n) FROM ({shared_keys(images, held.columns)})")


def _orphans(state: State, held: Held) -> int:
    """Rows that come to refer to nothing: they changed, or what they referred to did."""
    gone = _gone(state, held)
    return _lost_children(state, held, gone) + _lost_parents(state, held, gone)


def _gone(state: State, held: Held) -> str:
    """Give the SELECT of keys that rows lose, as k0, k1...; nothing where none does."""
    images = state.images(held.to_table)
    if images is None:
        return ""
    keys = _numbered([f"__before.{quote(name)}" for name in held.to_columns])
    gone = (
        f"SELECT DISTINCT {keys} FROM {images.relation}"
        f" WHERE __before IS NOT NULL AND (__after IS NULL OR {_moves(images, held.to_columns)})"
    )
    return gone if state.number(f"SELECT count(*) FROM ({gone})") else ""


def _lost_children(state: State, held: Held, gone: str) -> int:
    """Rows that take a reference to nothing; those to a key that goes are counted with it."""
    images = state.images(held.table)
    if images is None or not images.after:
        return 0
    fresh = f"SELECT * FROM ({_fresh(images, held.columns)}) AS __f"
    if gone:
        names = ", ".join(f"k{n}" for n in range(len(held.columns)))
        fresh = f"{fresh} ANTI JOIN ({gone}) USING ({names})"
    if not state.number(f"SELECT count(*) FROM ({fresh})"):
        return 0
    numbered = [f"k{n}" for n in range(len(held.columns))]
    nowhere = _nowhere(state, held, [f"__n.{name}" for name in numbered])
    return state.number(f"SELECT count(*) FROM ({fresh}) AS __n{nowhere}")


def _lost_parents(state: State, held: Held, gone: str) -> int:
    """Rows that are left referring to a key that goes."""
    children = state.after(held.table)
    if not gone or not children:
        return 0
    nowhere = _nowhere(state, held, [f"__t.{quote(name)}" for name in held.columns])
    return state.number(
        f"SELECT count(*) FROM {children} AS __t"
        f" SEMI JOIN ({gone}) AS __g ON {_same('__t', held.columns, '__g')}{nowhere}"
    )


def _nowhere(state: State, held: Held, values: Sequence[str]) -> str:
    """Give the join that leaves rows whose reference is found nowhere."""
    parent = state.after(held.to_table)
    if not parent:
        return ""
    pairs = zip(held.to_columns, values, strict=True)
    same = " AND ".join(f"__p.{quote(to)} = {value}" for to, value in pairs)
    return f" ANTI JOIN {parent} AS __p ON {same}"


def _row_band(state: State, held: Held) -> int:
    return state.number(f"SELECT count(*) FROM {state.after(held.table)}")


def _null_share(state: State, held: Held) -> int:
    column = quote(held.columns[0])
    return state.number(f"SELECT count(*) - count({column}) FROM {state.after(held.table)}")


def _accepted_values(state: State, held: Held) -> int:
    """Rows with a value that is not declared and that a changed row came to hold."""
    images = state.images(held.table)
    if images is None:
        return 0
    column = quote(held.columns[0])
    bad = (
        f"SELECT DISTINCT CAST(__after.{column} AS VARCHAR) AS v FROM {images.relation}"
        f" WHERE {values_outside(images, held.columns[0], held.values)}"
    )
    if not state.number(f"SELECT count(*) FROM ({bad})"):
        return 0
    return state.number(
        f"SELECT count(*) FROM {images.after} AS __t"
        f" SEMI JOIN ({bad}) AS __b ON CAST(__t.{column} AS VARCHAR) = __b.v"
    )


def _broken(state: State, held: Held) -> int:
    """Rows for which the condition of a contract's rule holds."""
    return state.number(f"SELECT count(*) FROM {state.after(held.table)} WHERE {held.values[0]}")


def _repeated(state: State, held: Held) -> int:
    """Rows that repeat the values of another one."""
    names = ", ".join(map(quote, held.columns))
    given = " AND ".join(f"{quote(name)} IS NOT NULL" for name in held.columns)
    return state.number(
        f"SELECT sum(n - 1) FROM (SELECT count(*) AS n FROM {state.after(held.table)}"
        f" WHERE {given} GROUP BY {names})"
    )


def _view_broken(state: State, held: Held) -> int:
    try:
        state.session.describe(f"SELECT * FROM {TableName.parse(held.table).sql}")
    except EngineError:
        return 1
    return 0


_COUNTS: Mapping[str, Callable[[State, Held], int]] = {
    "key_unique": _key_unique,
    "orphans": _orphans,
    "row_band": _row_band,
    "null_share": _null_share,
    "accepted_values": _accepted_values,
    "broken": _broken,
    "repeated": _repeated,
    "view_broken": _view_broken,
}


def _fresh(images: Images, columns: Sequence[str]) -> str:
    """Give the SELECT of values that rows came to hold, as k0, k1..., none of them empty."""
    values = [f"CAST(__after.{quote(c)} AS {images.types[c.lower()]})" for c in columns]
    given = " AND ".join(f"__after.{quote(c)} IS NOT NULL" for c in columns)
    return (
        f"SELECT {_numbered(values)} FROM {images.relation}"
        f" WHERE __after IS NOT NULL AND {given} AND {_moves(images, columns)}"
    )


def _moves(images: Images, columns: Sequence[str]) -> str:
    """Give the condition that a row is new or gets another value in one of the columns."""
    if any(column.lower() not in images.kept for column in columns):
        return "true"
    tests = [f"__before.{quote(c)} IS DISTINCT FROM __after.{quote(c)}" for c in columns]
    return f"({' OR '.join(['__before IS NULL', *tests])})"


def _numbered(values: Sequence[str]) -> str:
    return ", ".join(f"{value} AS k{n}" for n, value in enumerate(values))


def _same(left: str, columns: Sequence[str], right: str) -> str:
    return " AND ".join(f"{left}.{quote(c)} = {right}.k{n}" for n, c in enumerate(columns))
