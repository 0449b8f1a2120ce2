"""What a bridge reads of the tables a stream writes: nothing that changes, its own events, or more.

Owns the judgement, on the parse tree alone. A bridge stays as it is while the stream runs if all
that it reads stays: whole tables that nobody writes, of the profile the rows that name something
in a column nobody writes, and of its provenance which record came to which profile, as ties are
kept. What cannot be told is said to change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vibecli.data.catalog import is_kept
from vibecli.data.survey import OWN_SCHEMA
from vibecli.engine.base import Session
from vibecli.engine.names import MAIN, TableName, key_of
from vibecli.learn.clock import reads_clock
from vibecli.steps.unify_provenance import provenance_table
from vibecli.stream.shape import Shape
from vibecli.stream.ties import streamed

_TIES = frozenset({"source", "record_id", "profile_key"})  # columns of provenance that ties keep
_CHANCE = frozenset({"random", "uuid", "uuidv4", "uuidv7", "gen_random_uuid", "nextval", "currval"})
_PLAIN = frozenset({"expressions", "from_", "from"})  # the clauses of SELECT ... FROM
_COLUMN_FACTS = (
    "SELECT lower(column_name) FROM duckdb_columns() WHERE lower(schema_name) = lower(?)"
    " AND lower(table_name) = lower(?) AND database_name = current_database()"
    " AND column_default IS NULL"
)


def parsed(bridge: str) -> Any:
    """Give the parse tree of a bridge, or None."""
    from sqlglot import parse_one
    from sqlglot.errors import SqlglotError

    try:
        return parse_one(bridge, dialect="duckdb")
    except (SqlglotError, RecursionError, ValueError):
        return None


def table_name(table: Any) -> TableName:
    """Give the name of a table in a parse tree."""
    return TableName.qualified(table.catalog, table.db or MAIN, table.name)


@dataclass(frozen=True)
class Reads:
    """The judgement for one stream."""

    session: Session
    shape: Shape

    def stays(self, tree: Any) -> bool:
        """True where all that a bridge gives stays the same while the stream runs."""
        from sqlglot import exp

        if tree is None or self._by_chance(tree):
            return False
        return all(self._table_stays(table) for table in tree.find_all(exp.Table))

    def _by_chance(self, tree: Any) -> bool:
        from sqlglot import exp

        called = {str(one.name).lower() for one in tree.find_all(exp.Anonymous)}
        called |= {one.sql_name().lower() for one in tree.find_all(exp.Func)}
        kinds = (exp.With, exp.TableSample, exp.Lateral, exp.Rand)
        return reads_clock(tree) or bool(called & _CHANCE) or any(tree.find_all(*kinds))

    def _table_stays(self, table: Any) -> bool:
        name = table_name(table)
        key = key_of(name.text)
        if not self.is_table(name):
            return False
        if key == key_of(self.shape.rule.profile):
            return self._profile_stays(table)
        if key == key_of(provenance_table(self.shape.rule.profile)):
            return self._provenance_stays(table)
        return key not in self._written and not is_kept(name.text) and name.schema != OWN_SCHEMA

    @cached_property
    def _written(self) -> set[str]:
        rule = self.shape.rule
        return {key_of(rule.events), *([key_of(rule.features_into)] if rule.features else [])}

    def is_table(self, name: TableName) -> bool:
        """True for a table of this database, as a view may read anything."""
        return not name.catalog and bool(
            self.session.value(
                "SELECT count(*) FROM duckdb_tables() WHERE lower(schema_name) = lower(?)"
                " AND lower(table_name) = lower(?) AND database_name = current_database()",
                [name.schema, name.name],
            )
        )

    # The profile

    def _profile_stays(self, table: Any) -> bool:
        """True where the rows read have a column filled that no stream writes, and so stay."""
        from sqlglot import exp

        select = table.parent_select
        if not isinstance(select, exp.Select) or select.args.get("joins"):
            return False
        inner = [*select.find_all(exp.Select, exp.Star, exp.Columns)]
        read = {column.name.lower() for column in select.find_all(exp.Column)}
        whole = {table.name.lower(), table.alias_or_name.lower()}  # said alone: the whole row
        if inner != [select] or read & (self._moving | whole):
            return False
        where = select.args.get("where")
        return any(one in self._unfilled for one in filled(where.this if where else None))

    @cached_property
    def _moving(self) -> set[str]:
        """The columns of the profile that the stream writes in rows that are there."""
        rule = self.shape.rule
        scores = rule.scores_into if rule.model else ()
        return {"rowid", *self.shape.places, *(name.lower() for name in scores)}

    @cached_property
    def _unfilled(self) -> set[str]:
        """The columns that are NULL in a row the stream adds."""
        name = TableName.parse(self.shape.rule.profile)
        plain = {one for (one,) in self.session.rows(_COLUMN_FACTS, [name.schema, name.name])}
        return plain - self._moving - {self.shape.key.lower()}

    # Its provenance

    def _provenance_stays(self, table: Any) -> bool:
        """True for the records that values came from, met with persons of other records alone."""
        from sqlglot import exp

        top = leg = table.parent_select
        if not isinstance(leg, exp.Select) or not _names_records(leg):
            return False
        while isinstance(top.parent, exp.Union):
            top = top.parent
            if any(top.args.get(clause) for clause in ("limit", "offset", "with", "with_")):
                return False
        told = top.selects[0].alias_or_name.lower() == "source"
        return told and isinstance(top.parent, exp.Subquery) and self._meets_others(top.parent)

    def _meets_others(self, ties: Any) -> bool:
        """True where ties are joined to persons of which none has an event of a stream."""
        from sqlglot import exp

        join = ties.parent
        if not isinstance(join, exp.Join) or any(
            join.args.get(k) for k in ("side", "kind", "using")
        ):
            return False
        outer = join.parent
        met = outer.args.get("from_") or outer.args.get("from") if outer else None
        persons = met.this if met else None
        if not isinstance(persons, exp.Table) or not self.is_table(table_name(persons)):
            return False
        wanted = {(ties.alias_or_name.lower(), persons.alias_or_name.lower())}
        on = join.args.get("on")
        if not wanted & {*_sources_compared(on)}:
            return False
        sql = table_name(persons).sql
        return not self.session.value(
            f"SELECT count(*) FROM {sql} WHERE lower(source) IN ({streamed(self.shape)})"
        )


def _names_records(select: Any) -> bool:
    """True for a SELECT of what ties keep of each row: first of all the source, in lower case."""
    from sqlglot import exp

    plain = {name for name, value in select.args.items() if value} <= _PLAIN
    columns = {column.name.lower() for column in select.find_all(exp.Column)}
    more = (exp.Star, exp.Columns, exp.AggFunc, exp.Window, exp.Subquery)
    first = select.selects[0].unalias()
    is_source = isinstance(first, exp.Lower) and _is(first.this, "source")
    return plain and columns <= _TIES and is_source and not any(select.find_all(*more))


def _is(column: Any, name: str) -> bool:
    from sqlglot import exp

    return isinstance(column, exp.Column) and column.name.lower() == name


def filled(condition: Any) -> Iterator[str]:
    """Give the columns that a condition asks to be there, and nothing of each other part of it."""
    from sqlglot import exp

    for one in _conjuncts(condition):
        inner = one.this if isinstance(one, exp.Not) else None
        column = None
        if isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null):
            column = inner.this
        yield column.name.lower() if isinstance(column, exp.Column) else ""


def _sources_compared(on: Any) -> Iterator[tuple[str, str]]:
    """Give (T, P) of each `T.source = lower(P.source)` that must hold."""
    from sqlglot import exp

    for one in _conjuncts(on):
        if (
            isinstance(one, exp.EQ)
            and _is(one.this, "source")
            and isinstance(one.expression, exp.Lower)
        ):
            other = one.expression.this
            if _is(other, "source"):
                yield one.this.table.lower(), other.table.lower()


def _conjuncts(tree: Any) -> Iterator[Any]:
    from sqlglot import exp

    if isinstance(tree, exp.And):
        yield from _conjuncts(tree.this)
        yield from _conjuncts(tree.expression)
    elif isinstance(tree, exp.Paren):
        yield from _conjuncts(tree.this)
    elif tree is not None:
        yield tree
