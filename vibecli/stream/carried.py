"""A bridge over the very events a stream adds: what came with a key, as the device of a login.

Owns its reading. Each event gives its own ways and changes none of another, so those of new events
are read from these events alone.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from vibecli.engine.base import Array, Session
from vibecli.engine.names import key_of, quote
from vibecli.stream.bridge_reads import filled, parsed, table_name
from vibecli.stream.shape import Shape
from vibecli.stream.ways import Ways

_CLAUSES = frozenset({"expressions", "from_", "from", "joins", "where"})
_TOLD = ("value", "key", "since")


@dataclass(frozen=True)
class Carried:
    """What is read of each event."""

    events: str  # the table in SQL
    key_type: str
    value: str  # columns in SQL
    since: str
    key: str  # of the profile, or of what the bridge below leads from
    needed: tuple[str, ...]  # columns that are there, beside these
    below: str  # the bridge from the key of the events to that of the profile; empty without

    @classmethod
    def of(cls, tree: Any, shape: Shape) -> Self | None:
        """Read a bridge; None for one of any other form."""
        from sqlglot import exp

        if not isinstance(tree, exp.Select) or not _has_only(tree, _CLAUSES):
            return None
        events, joins = (tree.args.get("from_") or tree.args["from"]).this, tree.args.get("joins")
        if not isinstance(events, exp.Table) or key_of(table_name(events).text) != key_of(
            shape.rule.events
        ):
            return None
        own = _Columns({"", events.alias_or_name.lower()}, shape)
        if tuple(one.alias_or_name.lower() for one in tree.selects) != _TOLD:
            return None
        value, key, since = (one.unalias() for one in tree.selects)
        below = ""
        if joins:
            met = _met(joins, key)
            if met is None:
                return None
            key, below = met
        names = tuple(map(own.name, (value, since, key)))
        where = tree.args.get("where")
        needed = [*filled(where.this)] if where else []
        if not all(names) or not {*needed} <= {*shape.event_types}:
            return None
        value_, since_, key_ = map(quote, names)
        return cls(
            table_name(events).sql, shape.key_type, value_, since_, key_,
            tuple(map(quote, needed)), below,
        )  # fmt: skip

    def rows(
        self, session: Session, start: int, below: Ways | None
    ) -> tuple[Array, tuple[Array, Array, Array, Array]]:
        """Give the ways of the events from a row id on, each with the row id of its event."""
        there = "".join(f" AND {one} IS NOT NULL" for one in (self.value, self.key, *self.needed))
        found = session.arrays(
            f"SELECT rowid AS rid, hash({self.value})::UBIGINT AS v,"
            f" hash({self.key})::UBIGINT AS k, CAST({self.key} AS VARCHAR) AS key,"
            f" epoch_us({self.since}) AS since"
            f" FROM {self.events} WHERE rowid >= ? AND isfinite({self.since}){there}",
            [start],
        )
        rid, v, k, key, since = (
            np.ma.getdata(found[name]) for name in ("rid", "v", "k", "key", "since")
        )
        if below is None:
            return rid, (v, k, key, since)
        led = below.find(k)
        at = led.asked
        return rid[at], (v[at], self._hashed(session, led.keys), led.keys, since[at])

    def _hashed(self, session: Session, keys: Array) -> Array:
        if not len(keys):
            return np.empty(0, np.uint64)
        session.register("__live_led", {"n": np.arange(len(keys)), "key": keys})
        found = session.arrays(
            f"SELECT hash(CAST(key AS {self.key_type}))::UBIGINT AS k FROM __live_led ORDER BY n"
        )
        return np.ma.getdata(found["k"])


@dataclass(frozen=True)
class _Columns:
    """The columns of the events, as they are called."""

    names: set[str]  # the table is called by; empty: not at all
    shape: Shape

    def name(self, tree: Any) -> str:
        """Give the name of a column; empty for anything else."""
        from sqlglot import exp

        plain = isinstance(tree, exp.Column) and tree.table.lower() in self.names
        name = str(tree.name).lower() if plain else ""
        return name if name in self.shape.event_types else ""


def _met(joins: Any, key: Any) -> tuple[Any, str] | None:
    """Give the column that is joined with the value of a bridge, and that bridge."""
    from sqlglot import exp

    join = joins[0] if len(joins) == 1 else None
    if join is None or not _has_only(join, frozenset({"this", "on"})):
        return None
    inner, on = join.this, join.args.get("on")
    if not isinstance(inner, exp.Subquery) or not isinstance(on, exp.EQ):
        return None
    name = inner.alias_or_name.lower()
    if not (_is(on.this, name, "value") and _is(key, name, "key")):
        return None
    below = inner.this.sql(dialect="duckdb")
    return (on.expression, below) if parsed(below) == inner.this else None


def _is(tree: Any, table: str, column: str) -> bool:
    from sqlglot import exp

    is_column = isinstance(tree, exp.Column)
    return is_column and (tree.table.lower(), tree.name.lower()) == (table, column)


def _has_only(tree: Any, clauses: frozenset[str]) -> bool:
    return {name for name, value in tree.args.items() if value} <= clauses
