"""What the steps of a plan need of one another: tables read and written, by column where told.

Owns the check that a part left out of a plan is not needed by what stays. Where columns cannot be
told, whole rows count: it would rather refuse than let a value rest on a change nobody made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName, key_of, split_column
from vibecli.errors import Blocked, VibeError
from vibecli.plan.model import Plan
from vibecli.plan.reads import table_refs
from vibecli.run.model import Part
from vibecli.steps.base import Step
from vibecli.steps.clean import Clean
from vibecli.steps.clean_region import named_for_country
from vibecli.steps.clean_rule import BY_COUNTRY, rule_country
from vibecli.steps.predicate import kept_rows
from vibecli.steps.remove import Remove
from vibecli.steps.tag import TagColumns
from vibecli.steps.write import Write

Columns = frozenset[str] | None  # None: the rows as they are, with all columns
NOTHING: frozenset[str] = frozenset()
_WHOLE = ("STAR", "PIVOT", "SHOW_REF")  # compared, not hashed: a type may be a tree of its own


@dataclass(frozen=True)
class Left:
    """What is left out of a plan, in the form names are compared by."""

    steps: frozenset[str] = NOTHING
    tables: frozenset[str] = NOTHING
    rows: frozenset[str] = NOTHING
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: Sequence[Part]) -> "Left":
        """Sort parts by what they are."""
        columns: dict[str, frozenset[str]] = {}
        for part in parts:
            if part.what == "column":
                table, column = split_column(part.name)
                known = columns.get(key_of(table), NOTHING)
                columns[key_of(table)] = known | {column.lower()}
        return cls(
            steps=frozenset(p.name for p in parts if p.what == "step"),
            tables=frozenset(key_of(p.name) for p in parts if p.what == "table"),
            rows=frozenset(key_of(p.name) for p in parts if p.what == "rows"),
            columns=columns,
        )

    def covers(self, touch: "Touch") -> bool:
        """True when nothing is kept of what a step writes."""
        return all(
            table in self.tables
            or (touch.rows_only and table in self.rows)
            or (columns is not None and columns <= self.columns.get(table, NOTHING))
            for table, columns in touch.writes.items()
        )

    def of_write(self, table: str, columns: Columns) -> Columns:
        """Give what is left out of a write to a table."""
        if table in self.tables or (table in self.rows and columns is None):
            return columns
        gone = self.columns.get(table, NOTHING)
        return gone if columns is None else gone & columns


@dataclass(frozen=True)
class Touch:
    """The tables a step reads and writes."""

    reads: Mapping[str, Columns]
    writes: Mapping[str, Columns]
    rows_only: bool = False  # it adds or removes rows, and changes none that stays


class Needs:
    """Looks at the steps of one plan on one database."""

    def __init__(self, engine: Engine, session: Session, *, catalog: str = "") -> None:
        self._engine, self._session = engine, session
        self._catalog = catalog or session.value("SELECT current_database()")
        found = session.rows(
            "SELECT schema_name, view_name, sql FROM duckdb_views()"
            " WHERE database_name = ? AND NOT internal ORDER BY ALL",
            [self._catalog],
        )
        self._views = {TableName(s, name).text.lower(): str(sql) for s, name, sql in found}

    def read_again(self, plan: Plan, left: Left) -> tuple[str, ...]:
        """Give the steps that only read and must be run on what is left.

        Raises Blocked when a step that stays needs what is left out.
        """
        missing: dict[str, Columns] = {}
        again: dict[str, frozenset[str]] = {}  # with the tables each reads
        for step in plan.steps:
            touch = self.touch(step)
            _check_later(step, touch, again)
            if step.id in left.steps:
                add_columns(missing, {**touch.writes, key_of(step.id): None})
                continue
            needed = _needed(step, touch, missing, left)
            unseen = any(key_of(step_id) in touch.reads for step_id in left.steps)
            if needed and (unseen or (touch.writes and not left.covers(touch))):
                raise Blocked(
                    f"step {step.id} needs what is left out of the plan: {needed}",
                    hint=f"leave it out too: --without step:{step.id}",
                    details={"step": step.id, "needs": needed},
                )
            if needed and not touch.writes:
                again[step.id] = frozenset(touch.reads)
                missing[key_of(step.id)] = None
            gone = {table: left.of_write(table, cols) for table, cols in touch.writes.items()}
            add_columns(missing, {table: cols for table, cols in gone.items() if cols != NOTHING})
        return tuple(again)

    def touch(self, step: Step) -> Touch:
        """Give what a step reads and writes."""
        reads: dict[str, Columns] = {}
        writes: dict[str, Columns] = {key_of(table): None for table in step.writes()}
        match step:
            case Clean():
                cleaned = frozenset(rule.column.lower() for rule in step.rules)
                touched = None if step.drops_duplicates else cleaned  # whole rows are compared
                writes = {key_of(step.table): touched}
                add_columns(reads, {key_of(step.table): touched})
                if any(r.op in BY_COUNTRY and rule_country(r) is None for r in step.rules):
                    add_columns(reads, {key_of(step.table): self._telling_country(step.table)})
                if step.where is not None:
                    bare = kept_rows(step.table, step.where).replace("SELECT *", "SELECT 1", 1)
                    add_columns(reads, self._read(bare))
            case Write():
                add_columns(reads, self._read(step.select))
                keys = frozenset(name.lower() for name in step.keys)
                if step.mode in ("update", "upsert"):
                    add_columns(reads, {key_of(step.target): keys})
                if step.mode == "update":
                    given = _outputs(self._tree(step.select))
                    writes = {key_of(step.target): None if given is None else given - keys}
            case Remove():
                add_columns(reads, self._read(step.keys_select))
                add_columns(reads, {key_of(step.target): _outputs(self._tree(step.keys_select))})
            case TagColumns():  # what it says rests on no row
                writes = dict.fromkeys(writes, NOTHING)
                add_columns(reads, writes)
            case _:
                add_columns(
                    reads, {key_of(table): None for table in (*step.reads(), *step.writes())}
                )
                for slot in step.slots():
                    add_columns(reads, self._read(slot.sql))
        adds = isinstance(step, Write) and step.mode == "append"
        return Touch(reads, writes, rows_only=adds or isinstance(step, Remove))

    def _telling_country(self, table: str) -> Columns:
        """Give the columns that may tell the country of a row; None for a table the plan makes."""
        name = TableName.parse(table)
        found = self._session.rows(
            "SELECT column_name FROM duckdb_columns() WHERE database_name = ?"
            " AND lower(schema_name) = lower(?) AND lower(table_name) = lower(?)",
            [self._catalog, name.schema, name.name],
        )
        names = (str(column) for (column,) in found)
        return frozenset(n.lower() for n in names if named_for_country(n)) if found else None

    def _tree(self, sql: str) -> dict[str, Any]:
        return self._engine.parse_tree(self._session, sql)

    def _read(self, sql: str) -> dict[str, Columns]:
        """Give the tables a SELECT reads, those behind views too, with the columns it names."""
        tree = self._tree(sql)
        named = _named(tree)
        found: dict[str, Columns] = {}
        for ref in table_refs(tree):
            key = ref.text.lower()
            add_columns(found, {key: named})
            if key in self._views:
                add_columns(found, self._behind(key))
        return found

    def _behind(self, view: str) -> dict[str, Columns]:
        """Give what a view reads; all tables where its text cannot be read."""
        select = self._views[view].partition(" AS ")[2].rstrip().removesuffix(";")
        try:
            found = self._read(select)
        except VibeError:
            tables = self._session.rows(
                "SELECT schema_name, table_name FROM duckdb_tables()"
                " WHERE database_name = ? AND NOT internal ORDER BY ALL",
                [self._catalog],
            )
            return {TableName(*name).text.lower(): None for name in tables}
        # A name without a schema may be of the view's own.
        schema = TableName.parse(view).schema
        return {TableName(schema, key).text.lower(): found[key] for key in found} | found


def _check_later(step: Step, touch: Touch, again: Mapping[str, frozenset[str]]) -> None:
    """Refuse where a step that must be read again would by then see more than it did."""
    for reader, tables in again.items():
        if tables & set(touch.writes):
            raise Blocked(
                f"step {reader} looks at what is left out before step {step.id} writes",
                hint=f"leave it out too: --without step:{reader}",
                details={"step": reader, "needs": step.id},
            )


def _needed(step: Step, touch: Touch, missing: Mapping[str, Columns], left: Left) -> str:
    """Name what a step needs of all that is left out, or nothing."""
    for need in step.needs:
        if need in left.steps:
            return f"step {need}"
    for table, columns in touch.reads.items():
        gone = missing.get(table, NOTHING)
        if gone is None or (gone if columns is None else gone & columns):
            some = gone if columns is None or gone is None else gone & columns
            return ", ".join(f"{table}.{name}" for name in sorted(some)) if some else table
    return ""


def add_columns(known: dict[str, Columns], more: Mapping[str, Columns]) -> None:
    """Add to the columns that are known of each table."""
    for table, columns in more.items():
        before = known.get(table, NOTHING)
        known[table] = None if before is None or columns is None else before | columns


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    stack = [tree]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            yield value
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)


def _named(tree: dict[str, Any]) -> Columns:
    """Give every column a SELECT names, wherever; None where it may mean all."""
    found: set[str] = set()
    single: set[str] = set()
    called: set[str] = set()
    for node in _nodes(tree):
        kind = node.get("type")
        if kind in _WHOLE or node.get("ref_type") == "NATURAL":
            return None
        path = [str(name).lower() for name in node.get("column_names") or ()]
        found |= set(path) | {str(name).lower() for name in node.get("using_columns") or ()}
        if len(path) == 1:
            single |= set(path)
        if kind in ("BASE_TABLE", "SUBQUERY") and "class" not in node:
            called |= {str(node.get(name) or "").lower() for name in ("alias", "table_name")}
    return None if single & called else frozenset(found)


def _outputs(tree: dict[str, Any]) -> Columns:
    """Give the names of a SELECT's result columns, None where they are not written out."""
    node = tree["statements"][0]["node"]
    found = set()
    for one in node.get("select_list") or [{"class": "STAR"}]:
        name = one.get("alias") or (one.get("column_names") or [""])[-1]
        if not name:
            return None
        found.add(str(name).lower())
    return frozenset(found)
