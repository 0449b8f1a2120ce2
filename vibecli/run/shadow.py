"""The shadow: the user's tables as the steps so far have left them, with nothing written to them.

Owns the views a plan reads through and one delta per changed table of the throw-away database; the
base is attached read-only. It never runs SQL that the guard has not seen, except what it writes.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.data.screen import Screen
from vibecli.engine.attaching import attached_names
from vibecli.engine.base import BASE, Array, Column, Session
from vibecli.engine.names import TableName, key_of, quote
from vibecli.errors import StepFailed
from vibecli.identity.seal import NO_SEAL, Seal
from vibecli.identity.trained import Trained
from vibecli.identity.verdicts import Verdict
from vibecli.run import altering, rewrite
from vibecli.run.changeset import KeptModel, Ran
from vibecli.run.defining import Defining
from vibecli.run.delta import Delta
from vibecli.run.evidence import write_evidence
from vibecli.run.gates import GateFound
from vibecli.run.incoming import STAGING, Incoming, stage, subquery
from vibecli.run.knowledge import Knowledge
from vibecli.run.matched import MatchedRecords
from vibecli.run.models import standing_model
from vibecli.run.quality import Quality
from vibecli.run.tables import NO_TYPE, RID, WHY, TableShape, base_tables, shape_of
from vibecli.run.tagging import Tagging
from vibecli.run.views import make_views
from vibecli.steps.alteration import Alteration
from vibecli.steps.base import GateResult, Step
from vibecli.steps.write import Write

Progress = Callable[[int, int, str], None]


@dataclass
class PlanShadow:
    """The Shadow protocol over one engine session."""

    session: Session
    catalog: Catalog
    folder: Path  # where evidence goes
    region: str | None = None
    verdicts: tuple[Verdict, ...] = ()
    report: Progress | None = None
    step: str = ""  # id of the running step
    deltas: dict[str, Delta] = field(default_factory=dict)  # by text name in lower case
    queries: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    gates: list[GateFound] = field(default_factory=list)
    evidence_files: list[str] = field(default_factory=list)
    models: dict[str, KeptModel] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()  # user views that cannot be read here
    notices: list[str] = field(default_factory=list)  # what steps tell on the first screen
    ran: list[Ran] = field(default_factory=list)  # the SELECTs behind what was written
    written: dict[str, Path] = field(default_factory=dict)  # files of deltas and queries, by name
    seal: Seal = NO_SEAL  # what identifiers of persons are sealed with
    screen: Screen | None = None  # the persons whose rows must not come in

    def __post_init__(self) -> None:
        """Make every base table and view readable under its own name."""
        self.knowledge = Knowledge(self, self.deltas)
        self.matched = MatchedRecords(self.session, self.folder, self.models)
        self.tagging = Tagging(self)
        self.defining = Defining(self.tagging)
        self.quality = Quality(self)
        self._base = base_tables(self.session)
        self.gone: set[str] = set()  # tables dropped or renamed by a step
        self._staged = self._opened = 0  # selects; deltas, those of tables gone again among them
        self._private = False  # the running step's reasons are made of personal values
        self.session.run(f"CREATE SCHEMA {STAGING}")
        own = {key: shape for key, shape in self._base.items() if not shape.attached}
        self.unreadable = make_views(self.session, own)
        for name in self.unreadable:
            del self._base[name.lower()]
        views = (key for key in own if own[key].kind == "view" and key in self._base)
        self.readable_views = tuple(own[key].table.text for key in views)

    def tables(self) -> tuple[str, ...]:
        """Give the text names a SELECT may read now."""
        base = [shape.table.text for key, shape in self._base.items() if key not in self.gone]
        known = {*self._base, *self.gone}
        made = [delta.shape.table.text for key, delta in self.deltas.items() if key not in known]
        return (*base, *made, *self.queries)

    def base(self, table: str) -> TableShape | None:
        """Give the table's shape in the base, None when the base has no such table."""
        return self._base.get(key_of(table))

    def exists(self, table: str) -> bool:
        """True when the table is in the base or was created by an earlier step."""
        key = key_of(table)
        return key not in self.gone and (key in self._base or key in self.deltas)

    def columns(self, table: str) -> tuple[Column, ...]:
        """Give the table's columns as they are now."""
        return self._query_columns(table) or self._shape(table).plain()

    def table(self, name: str) -> TableInfo:
        """Give the table's statistics, roles and key as they are now."""
        return self.knowledge.table(name)

    def numbered(self, table: str) -> str:
        """Give a relation (for FROM): `__rid` BIGINT, then the table's columns, as they are now."""
        if self._query_columns(table):
            return f"(SELECT rowid AS {RID}, * FROM {TableName.parse(table).sql})"
        delta = self.deltas.get(key_of(table))
        if delta is not None:
            return f"({delta.numbered()})"
        shape = self._shape(table)
        columns = "".join(f", __t.{quote(c.name)}" for c in shape.columns)
        stored = shape.kind == "table" and shape.has_rowid
        source = shape.source if stored else shape.table.sql
        rid = "__t.rowid" if stored else "row_number() OVER ()"
        return f"(SELECT {rid} AS {RID}{columns} FROM {source} AS __t)"

    def create(self, table: str, select: str, *, keys: Sequence[str] = ()) -> int:
        """Make a new table from a SELECT, its rows named by `keys`; gives its rows."""
        if self.exists(table):
            raise StepFailed(f"{table} exists already", hint="use mode replace, append or upsert")
        if key_of(table) in self.gone:
            raise StepFailed(f"an earlier step took {table} away", hint="make it in another plan")
        delta = self._new(table, select)
        delta.key = tuple(keys)
        return self._apply(delta, select, rewrite.insert)

    def replace(
        self, table: str, select: str, *, keys: Sequence[str] = (), gone: str | None = None
    ) -> int:
        """Make the table hold exactly the SELECT's rows; with keys equal rows stay."""
        if not self.exists(table):
            return self.create(table, select, keys=keys)
        delta = self._delta(table)
        shape = shape_of(delta.shape.table, self._described(select))
        computed = {c.name.lower() for c in delta.shape.columns if c.generated}
        now = {c.name.lower() for c in shape.columns} - computed
        if now == {c.name.lower() for c in delta.shape.written}:
            return self._replace_rows(delta, select, keys, gone)
        incoming = self._stage(select, shape, rid=False)
        self.knowledge.trace(table, select, self._described(select))
        rows = rewrite.replace_whole(delta, shape, incoming, self.step, gone)
        return self._finish(delta, incoming, rows)

    def insert(self, table: str, select: str) -> int:
        """Add the SELECT's rows, columns by name."""
        return self._apply(self._delta(table), select, rewrite.insert)

    def update(self, table: str, select: str) -> int:
        """Change rows: the SELECT yields `__rid` and the changed columns by name."""
        return self._apply(self._delta(table), select, rewrite.update, rid=True)

    def delete(self, table: str, select: str) -> int:
        """Remove rows: the SELECT yields `__rid`."""
        return self._apply(self._delta(table), select, rewrite.delete, rid=True)

    def alter(self, table: str, change: Alteration) -> int:
        """Change a table's shape; gives the rows whose new column is filled."""
        delta = self._delta(table)
        if change.change == "rename_table" and self.exists(change.to or ""):
            raise StepFailed(f"{change.to} exists already", hint="choose another name")
        old, info = delta.shape.table, self.knowledge.glance(table)
        made = altering.alter(delta, change, lambda *of: self.knowledge.examples(table, *of))
        if delta.shape.table != old:
            self._rename(old, delta)
        self.knowledge.reshaped(info, delta, made)
        self._show(delta)
        if change.fill is None:
            return 0
        self._filled(table, change)
        value = f"({change.fill}) AS {quote(change.name)}"
        return self.update(table, f"SELECT {RID}, {value} FROM {self.numbered(table)} AS __f")

    def comment(self, table: str, comments: Mapping[str, str | None]) -> None:
        """Give columns other comments; None takes one away."""
        delta, info = self._delta(table), self.knowledge.glance(table)
        self.knowledge.reshaped(info, delta, altering.with_comments(delta, comments))
        self._show(delta)

    def drop(self, table: str) -> int:
        """Take a table away; gives its rows."""
        key, delta = key_of(table), self._delta(table)
        self.session.run(f"DROP VIEW IF EXISTS {delta.shape.table.sql}")
        self.gone.add(key)
        if delta.base is not None:
            return delta.drop(self.step)
        del self.deltas[key]
        return int(self.session.value(f"SELECT count(*) FROM ({delta.numbered()})"))

    def _filled(self, table: str, change: Alteration) -> None:
        """Keep that a column filled with personal values is personal."""
        column = self._shape(table).column(change.name)
        select = f"SELECT ({change.fill}) AS {quote(change.name)} FROM {TableName.parse(table).sql}"
        if column is not None:
            self.knowledge.trace(table, select, [Column(column.name, column.type)])

    def _rename(self, old: TableName, delta: Delta) -> None:
        """Let the table be read under its new name only."""
        self.session.run(f"DROP VIEW IF EXISTS {old.sql}")
        self.session.run(f"CREATE SCHEMA IF NOT EXISTS {quote(delta.shape.table.schema)}")
        self.gone.add(key_of(old.text))
        del self.deltas[key_of(old.text)]
        self.deltas[key_of(delta.shape.table.text)] = delta

    def open(self, key: str, delta: Delta) -> None:
        """Have a delta hold what the plan does to a table."""
        self._opened = max(self._opened, delta.number)
        self.deltas[key] = delta

    def view(self, name: str, select: str, words: Collection[str] = ()) -> None:
        """Let later steps read a query step's result, run once, here; `words`: columns shown."""
        if self.exists(name):
            raise StepFailed(f"step {name} has the name of a table", hint="give it another id")
        if name in self.queries:
            raise StepFailed(f"two steps are called {name}")
        shape = shape_of(TableName.parse(name), self._described(select))
        empty = {c.name for c in self._described(select) if c.type == NO_TYPE}
        typed = ", ".join(f"CAST({quote(c)} AS VARCHAR) AS {quote(c)}" for c in sorted(empty))
        source = f"SELECT * REPLACE ({typed}) FROM {subquery(select)}" if typed else select
        self.session.run(f"CREATE TABLE {shape.table.sql} AS {source.strip().rstrip(';')}")
        self.queries[name] = self.session.describe(f"SELECT * FROM {shape.table.sql}")
        self.knowledge.trace(name, select, self.queries[name], words)

    def evidence(self, name: str, rows: Mapping[str, Array] | str) -> str:
        """Save a side table beside the plan; gives its evidence name."""
        safe = write_evidence(self.session, self.folder, name, rows)
        if safe not in self.evidence_files:
            self.evidence_files.append(safe)
        return safe

    def keep_trained(self, table: str, trained: Trained) -> None:
        """Keep what a match learnt with the plan; once applied it belongs to the table."""
        self.models[key_of(table)] = KeptModel(table=TableName.parse(table).text, trained=trained)

    def trained(self, table: str) -> Trained | None:
        """Give what the applied match behind an identity table learnt, None where unknown."""
        return standing_model(self.session, table, catalog=BASE)

    def gate(self, result: GateResult, sample: Sequence[Sequence[object]]) -> None:
        """Record what a `check` step found."""
        self.gates.append(GateFound.of(result, sample))

    def progress(self, done: int, total: int, what: str) -> None:
        """Tell how far the running step is."""
        if self.report is not None:
            self.report(done, total, what)

    def _apply(
        self,
        delta: Delta,
        select: str,
        change: Callable[[Delta, Incoming, str], int],
        *,
        rid: bool = False,
    ) -> int:
        incoming = self._stage(select, delta.shape, rid=rid)
        return self._finish(delta, incoming, change(delta, incoming, self.step))

    def _replace_rows(
        self, delta: Delta, select: str, keys: Sequence[str], gone: str | None
    ) -> int:
        incoming = self._stage(select, delta.shape, rid=False)
        if keys and (incoming.repeated(keys) or incoming.missing(keys)):
            raise StepFailed(
                f"the rows for {delta.shape.table.text} do not have one value of"
                f" {', '.join(keys)} each",
                hint="make the SELECT give each key once",
            )
        usable = keys or self._key_of(delta, incoming)
        if usable and delta.repeated(usable):
            usable = ()
        rows = rewrite.replace(delta, incoming, usable, self.step, gone)
        return self._finish(delta, incoming, rows)

    def _key_of(self, delta: Delta, incoming: Incoming) -> tuple[str, ...]:
        """Give the table's own key when the incoming rows keep to it, else nothing."""
        known = self.catalog.table(delta.shape.table.text)
        key = delta.key or (known.key if known else ())
        given = {column.name.lower() for column in incoming.columns}
        if not key or any(name.lower() not in given for name in key):
            return ()
        return () if incoming.repeated(key) or incoming.missing(key) else key

    def _finish(self, delta: Delta, incoming: Incoming, rows: int) -> int:
        incoming.drop()
        self._show(delta)
        return rows

    def _show(self, delta: Delta) -> None:
        """Let SELECTs read the table as it is now."""
        columns = ", ".join(quote(c.name) for c in delta.shape.columns)
        self.session.run(
            f"CREATE OR REPLACE VIEW {delta.shape.table.sql} AS"
            f" SELECT {columns} FROM ({delta.numbered()})"
        )

    def _stage(self, select: str, shape: TableShape, *, rid: bool) -> Incoming:
        self._staged += 1
        self.ran.append(Ran(step=self.step, table=shape.table.text, sql=select))
        name = f"in{self._staged}"
        staged = stage(self.session, name, select, shape, rid=rid, private=self._private)
        return staged if rid else staged.screened(self.screen, shape, self.notices)

    def _described(self, select: str) -> tuple[Column, ...]:
        found = self.session.describe(subquery(select))
        return tuple(column for column in found if column.name.lower() not in (RID, WHY))

    def _new(self, table: str, select: str) -> Delta:
        shape = shape_of(TableName.parse(table), self._described(select))
        if key_of(table) in self.queries:
            raise StepFailed(f"table {table} has the name of a step", hint="give it another name")
        self.session.run(f"CREATE SCHEMA IF NOT EXISTS {quote(shape.table.schema)}")
        self.knowledge.trace(table, select, self._described(select))
        return self._open(shape, None)

    def _delta(self, table: str) -> Delta:
        found = self.deltas.get(key_of(table))
        if found is not None and key_of(table) not in self.gone:
            return found
        shape = self._shape(table)
        return self._open(shape, shape)

    def _open(self, shape: TableShape, base: TableShape | None) -> Delta:
        delta = Delta(self.session, self._opened + 1, shape, base=base)
        self.open(key_of(shape.table.text), delta)
        return delta

    def _shape(self, table: str) -> TableShape:
        delta = self.deltas.get(key_of(table))
        shape = delta.shape if delta else self._base.get(key_of(table))
        if shape is None or key_of(table) in self.gone:
            raise StepFailed(f"there is no table {table}", hint="vibecli tables lists them")
        return shape

    def _query_columns(self, name: str) -> tuple[Column, ...]:
        return next((c for q, c in self.queries.items() if key_of(q) == key_of(name)), ())

    def begin(self, step: Step, report: Progress) -> None:
        """Let a step write under its id; what its SELECT says of persons stays personal."""
        self.step, self.report, self._private = step.id, report, False
        attached = attached_names(self.session, BASE)
        for name in map(TableName.parse, step.writes()):
            if name.place.lower() in attached:
                raise StepFailed(f"{name.text} is in an attached database, which is only read")
        if isinstance(step, Write):
            columns = self.session.describe(subquery(step.select))
            self._private = WHY in self.knowledge.trace(step.target, step.select, columns)
