"""The running change of one table: its rows before and after, kept apart from the base.

Owns the delta table of the shadow and the laws of merging: the first before-image wins, the last
after-image wins, and a row that ends as it began is no change. It never touches the base.
"""

from collections.abc import Iterable
from typing import Literal

from vibecli.engine.base import BASE, Session
from vibecli.engine.names import quote
from vibecli.errors import StepFailed
from vibecli.model import Model
from vibecli.run.blueprint import Blueprint, Shaping
from vibecli.run.incoming import STAGING
from vibecli.run.sources import Source, as_they_are, carried, packed
from vibecli.run.tables import (
    RID,
    WHY,
    TableColumn,
    TableShape,
    differs,
    settled,
    skipped_when_equal,
    struct_of,
    struct_type,
)

Change = Literal["change", "create", "replace", "drop"]


class DeltaState(Model):
    """All of a delta but its rows, as a run that is gone on with needs it."""

    number: int
    shape: TableShape
    base: str | None  # the table in the base, by its text name
    change: Change
    key: tuple[str, ...]
    added: int
    touched: tuple[str, ...]
    version: int
    blueprint: Blueprint | None
    sources: tuple[Source, ...]


class Delta:
    """What the plan has done to one table so far."""

    def __init__(
        self, session: Session, number: int, shape: TableShape, *, base: TableShape | None
    ) -> None:
        """Start with no change; without a base the table is one the plan creates."""
        if base is not None and (base.kind == "view" or not base.has_rowid):
            why = "is a view" if base.kind == "view" else f"has a column called {base.hiding}"
            raise StepFailed(
                f"{shape.table.text} {why}, its rows cannot be changed",
                hint="write to the table it reads" if base.kind == "view" else "rename the column",
            )
        self.session = session
        self.number = number
        self.shape = shape
        self.base = base
        self.change: Change = "create" if base is None else "change"
        self.key: tuple[str, ...] = ()
        self.added = 0  # rows added so far; the next one gets rid -(added + 1)
        self.blueprint: Blueprint | None = None  # set once a step changes the shape
        self.shaping = Shaping()  # what comes of it, told once the plan has run
        self.sources: tuple[Source, ...] = ()  # where its columns come from since then
        self.grown_from: tuple[str, ...] = ()  # what it was called when rows were only added since
        self._touched: set[str] = set()
        self.version = 0  # of its table, which each step that writes makes anew
        self.relation = self._table()

    @classmethod
    def resumed(cls, session: Session, state: DeltaState, base: TableShape | None) -> "Delta":
        """Give a delta as it stood, its table empty."""
        delta = cls(session, state.number, base or state.shape, base=base)
        session.run(f"DROP TABLE {delta.relation}")
        delta.shape, delta.change, delta.key = state.shape, state.change, state.key
        delta.added, delta.version = state.added, state.version - 1
        delta.blueprint, delta.sources = state.blueprint, state.sources
        delta._touched = set(state.touched)
        delta.relation = delta._table()
        return delta

    @property
    def state(self) -> DeltaState:
        """What the delta is, without its rows."""
        return DeltaState(
            number=self.number,
            shape=self.shape,
            base=self.base.table.text if self.base else None,
            change=self.change,
            key=self.key,
            added=self.added,
            touched=tuple(sorted(self._touched)),
            version=self.version,
            blueprint=self.blueprint,
            sources=self.sources,
        )

    @property
    def touched(self) -> tuple[TableColumn, ...]:
        """The columns some step set in rows that were there; no other one can differ."""
        return tuple(c for c in self.shape.written if c.name.lower() in self._touched)

    @property
    def reshaped(self) -> bool:
        """True when the table of the base keeps its rows and gets another shape."""
        return bool(self.sources)

    @property
    def origin(self) -> TableShape:
        """The shape of the images before: of a reshaped table, what they are seen through."""
        return self.shape if self.reshaped else self.base or self.shape

    @property
    def before(self) -> str:
        """The relation of the rows before the plan, `__rid` first, as `origin` has them."""
        assert self.base is not None
        columns = self.shape.written if self.reshaped else self.base.written
        values = carried(columns, self.sources or as_they_are(columns), "__t")
        table = f"{quote(BASE)}.{self.base.table.sql}"
        return f"(SELECT __t.rowid AS {RID}, {values} FROM {table} AS __t)"

    def reshape(self, shape: TableShape, blueprint: Blueprint, made: tuple[Source, ...]) -> None:
        """Give the table another shape, its rows carried over: `made` says from what."""
        old, was, first = self.relation, self.shape.written, self.sources
        images = "__before", "__after"
        if self.base is not None and self.change == "change":
            self.sources = tuple(s.after(first or as_they_are(was), was) for s in made)
            before, after = (packed(shape.written, made, image) for image in images)
        else:
            before, after = images[0], packed(shape.written, made, images[1])
        names = {s.column.lower(): c.name.lower() for c, s in zip(shape.written, made, strict=True)
                 if s.column is not None}  # fmt: skip
        self._touched = {names[name] for name in self._touched if name in names}
        self.shape, self.blueprint = shape, blueprint
        self.relation, self.grown_from = self._table(), ()
        self.session.run(
            f"INSERT INTO {self.relation} SELECT * FROM (SELECT {RID}, {WHY}, __step,"
            f" {before} AS __before, {after} AS __after FROM {old})"
            f" WHERE __before IS NULL OR __after IS NULL OR {self._changes()}"
        )
        self.session.run(f"DROP TABLE {old}")

    def drop(self, step: str) -> int:
        """Take the table away; gives its rows."""
        assert self.base is not None
        rows = int(self.session.value(f"SELECT count(*) FROM ({self.numbered()})"))
        self.restart(self.base)
        self.change = "drop"
        self.absorb(
            f"SELECT {RID}, NULL AS {WHY}, {struct_of(self.base, '__t')} AS __before,"
            f" NULL AS __after FROM {self.before} AS __t",
            step,
        )
        return rows

    def touch(self, columns: Iterable[TableColumn]) -> None:
        """Note that a step sets these columns."""
        self._touched |= {column.name.lower() for column in columns}

    def absorb(self, select: str, step: str) -> int:
        """Merge changed rows into the delta: the SELECT yields rid, reason, before and after."""
        batch = self._table()
        self.session.run(
            f"INSERT INTO {batch} SELECT {RID}, {WHY}, ?, __before, __after FROM ({select})",
            [step],
        )
        rows = int(self.session.value(f"SELECT count(*) FROM {batch}"))
        if not self.session.value(f"SELECT count(*) FROM {self.relation}"):
            # Nothing to merge with: whoever made the rows left out those that do not differ.
            self.session.run(f"DROP TABLE {self.relation}")
            self.relation, self.grown_from = batch, ()
            return rows
        both = f"SELECT count(*) FROM {batch} SEMI JOIN {self.relation} USING ({RID})"
        if not self.session.value(both):
            self.session.run(f"INSERT INTO {self.relation} SELECT * FROM {batch}")
            self.session.run(f"DROP TABLE {batch}")
            self._rename()
            return rows
        merged = self._table()
        self.session.run(f"INSERT INTO {merged} {self._merge(self.relation, batch)}")
        self.session.run(f"DROP TABLE {self.relation}")
        self.session.run(f"DROP TABLE {batch}")
        self.relation, self.grown_from = merged, ()
        return rows

    def restart(self, shape: TableShape) -> None:
        """Forget what was done so far and give the table other columns."""
        self.session.run(f"DROP TABLE {self.relation}")
        self.shape = shape
        self.change = "create" if self.base is None else "replace"
        self.blueprint, self.sources = None, ()
        self.added = 0
        self.relation, self.grown_from = self._table(), ()

    def repeated(self, key: Iterable[str]) -> bool:
        """True when two rows of the table as it is now share their values in these columns."""
        names = ", ".join(quote(name) for name in key)
        same = f"SELECT 1 FROM ({self.numbered()}) GROUP BY {names} HAVING count(*) > 1 LIMIT 1"
        return bool(self.session.rows(same))

    def numbered(self) -> str:
        """Give the SELECT of the table as it is now, `__rid` first."""
        after = self._after_images()
        if self.base is None or self.change != "change":
            return self._computed(after)
        untouched = f"ANTI JOIN {self.relation} AS __d ON __d.{RID} ="
        if self.reshaped:
            kept = f"SELECT __b.* FROM {self.before} AS __b {untouched} __b.{RID}"
            return self._computed(f"{kept} UNION ALL {after}")
        columns = _listed(f"__t.{quote(c.name)}" for c in self.shape.columns)
        return (
            f"SELECT __t.rowid AS {RID}{columns}"
            f" FROM {quote(BASE)}.{self.base.table.sql} AS __t"
            f" {untouched} __t.rowid UNION ALL {self._computed(after)}"
        )

    def _after_images(self) -> str:
        written = _listed(
            f"__d.__after.{quote(c.name)} AS {quote(c.name)}" for c in self.shape.written
        )
        return (
            f"SELECT __d.{RID}{written} FROM {self.relation} AS __d WHERE __d.__after IS NOT NULL"
        )

    def _computed(self, inner: str) -> str:
        """Give rows of written columns with the generated ones among them."""
        if len(self.shape.written) == len(self.shape.columns):
            return inner
        columns = _listed(
            f"{c.generated} AS {quote(c.name)}" if c.generated else quote(c.name)
            for c in self.shape.columns
        )
        return f"SELECT {RID}{columns} FROM ({inner})"

    def _merge(self, old: str, new: str) -> str:
        return (
            f"SELECT * FROM {old} ANTI JOIN {new} USING ({RID}) UNION ALL"
            f" SELECT * FROM (SELECT * REPLACE ({self._settled()} AS __after) FROM"
            f" (SELECT __n.{RID}, {_both('__why', '; ')}, {_both('__step', ', ')},"
            f" CASE WHEN __o.{RID} IS NULL THEN __n.__before ELSE __o.__before END AS __before,"
            f" __n.__after FROM {new} AS __n LEFT JOIN {old} AS __o ON __o.{RID} = __n.{RID}))"
            " WHERE NOT (__before IS NULL AND __after IS NULL)"
            f" AND (__before IS NULL OR __after IS NULL OR {self._changes()})"
        )

    def _changes(self) -> str:
        """Give the condition that a row with both images is a change."""
        if self.change != "change":
            return "true"
        return differs(self.shape, self.touched, "__before", "__after")

    def _settled(self) -> str:
        """Give the after-image as the database will hold it."""
        if self.change != "change" or not any(map(skipped_when_equal, self.touched)):
            return "__after"
        packed = ", ".join(
            f"{quote(c.name)} := "
            + settled(c, f"__before.{quote(c.name)}", f"__after.{quote(c.name)}")
            for c in self.shape.written
        )
        return (
            "CASE WHEN __before IS NULL OR __after IS NULL THEN __after"
            f" ELSE struct_pack({packed}) END"
        )

    def _table(self) -> str:
        """Make an empty delta table and give its name."""
        name = f"{STAGING}.{self._next_name()}"
        before = struct_type(self.origin)
        self.session.run(
            f"CREATE TABLE {name} ({RID} BIGINT, {WHY} VARCHAR, __step VARCHAR,"
            f" __before {before}, __after {struct_type(self.shape)})"
        )
        return name

    def _rename(self) -> None:
        """Call the delta table otherwise: a name stands for the rows as one step left them."""
        name = self._next_name()
        self.session.run(f"ALTER TABLE {self.relation} RENAME TO {name}")
        self.grown_from = (*self.grown_from, self.relation)
        self.relation = f"{STAGING}.{name}"

    def _next_name(self) -> str:
        self.version += 1
        return quote(f"d{self.number}_{self.version}")


def _both(column: str, between: str) -> str:
    """Give the earlier and the later text, once when they are the same."""
    return (
        f"CASE WHEN __o.{column} IS NULL OR __o.{column} = __n.{column} THEN __n.{column}"
        f" WHEN __n.{column} IS NULL THEN __o.{column}"
        f" ELSE __o.{column} || '{between}' || __n.{column} END AS {column}"
    )


def _listed(parts: Iterable[str]) -> str:
    return "".join(f", {part}" for part in parts)
