"""What a shadow knows of its tables: statistics, roles and keys, as the steps so far left them.

Owns profiles of changed tables, and which columns hold personal values that a SELECT brought there.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.data.profile import profile_table
from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, key_of
from vibecli.model import Model
from vibecli.run import insight
from vibecli.run.delta import Delta
from vibecli.run.discretion import Discretion, cut
from vibecli.run.model import Fingerprint
from vibecli.run.tables import RID


class Tables(Protocol):
    """The tables as they are now."""

    session: Session
    catalog: Catalog  # the base tables

    def tables(self) -> tuple[str, ...]:
        """Give the text names a SELECT may read now."""

    def columns(self, table: str) -> tuple[Column, ...]:
        """Give the table's columns."""

    def numbered(self, table: str) -> str:
        """Give a relation (for FROM): `__rid` BIGINT, then the table's columns."""


class Known(Model):
    """What was found out about tables on the way, as it is kept for a later run."""

    met: tuple[TableInfo, ...]
    traced: dict[str, dict[str, Role]]
    profiles: dict[str, tuple[bool, TableInfo]]  # and whether it is of the rows as they are
    shaped: dict[str, TableInfo]


class Knowledge:
    """What is known of the tables of one shadow."""

    def __init__(self, tables: Tables, deltas: Mapping[str, Delta]) -> None:
        self._tables, self._deltas = tables, deltas
        self.prints: dict[str, Fingerprint] = {}  # of tables of the base, as far as they were read
        self._profiles: dict[str, tuple[str, TableInfo]] = {}
        self._met: list[TableInfo] = []  # tables as steps have met them, changed by earlier ones
        self._shaped: dict[str, TableInfo] = {}  # reshaped tables: what is known of old columns
        self._traced: dict[str, dict[str, Role]] = {}  # personal roles of what SELECTs made
        self._open: dict[str, frozenset[str]] = {}  # columns of what contracts call open
        self._recalled: dict[str, TableInfo] = {}  # of a plan that was reviewed

    @property
    def discretion(self) -> Discretion:
        """What may be shown of the tables as the catalog and the steps know them."""
        return Discretion(self._known)

    def recall(self, shown: Sequence[TableInfo], named: Sequence[TableInfo]) -> None:
        """Take over what a reviewed plan knew of the tables it shows and of records it names."""
        self._recalled = {key_of(info.name): info for info in shown}
        self._met += named

    def known(self) -> Known:
        """Give what a later run needs to know as much."""
        profiles = {
            key: (version == self._version(key), info)
            for key, (version, info) in self._profiles.items()
        }
        return Known(
            met=tuple(self._met), traced=self._traced, profiles=profiles, shaped=self._shaped
        )

    def recall_known(self, known: Known) -> None:
        """Take over what an earlier run knew of the same rows."""
        self._met, self._traced, self._shaped = [*known.met], {**known.traced}, {**known.shaped}
        self._profiles = {
            key: (self._version(key) if current else "", info)
            for key, (current, info) in known.profiles.items()
        }

    def _version(self, key: str) -> str:
        return self._deltas[key].relation if key in self._deltas else key

    def table(self, name: str) -> TableInfo:
        """Give a table's statistics, roles and key; profiled anew where it has changed."""
        key = key_of(name)
        known = self._tables.catalog.table(name)
        if key not in self._deltas and known is not None:
            return known
        version = self._version(key)
        cached = self._profiles.get(key)
        if cached is None or cached[0] != version:
            cached = (version, self._profiled(name, known))
            self._profiles[key] = cached
            self._met.append(cached[1])
        return cached[1]

    def glance(self, name: str) -> TableInfo:
        """Give roles and key at little cost: from the catalog, a profile, or else a sample."""
        if key_of(name) in self._recalled:
            return self._recalled[key_of(name)]
        session, catalog = self._tables.session, self._tables.catalog
        delta = self._deltas.get(key_of(name))
        known = None
        if delta is None or (delta.change in {"change", "drop"} and not delta.reshaped):
            own = catalog.table(name)
            known = own and insight.without_names_of_rows(own, catalog)
        elif key_of(name) in self._profiles:
            known = self._profiles[key_of(name)][1]
        relation = TableName.parse(name).sql
        if known is None:
            shaped = self._shaped.get(key_of(name))
            key = (delta.key if delta else ()) or (shaped.key if shaped else ())
            text = TableName.parse(name).text
            columns = self._tables.columns(name)
            known = insight.sampled_info(session, relation, text, columns, catalog, key)
            known = insight.with_roles_of(known, shaped)
        named = insight.naming_records(session, relation, known, self._known)
        marked = insight.marked(named, self._traced.get(key_of(name), {}))
        return insight.opened(marked, self._open.get(key_of(name), frozenset()))

    def trace(
        self, name: str, select: str, columns: Sequence[Column], words: Collection[str] = ()
    ) -> dict[str, Role]:
        """Keep which columns of a SELECT's result hold personal values of what it reads."""
        read = [t for t in self._tables.tables() if insight.names(select, t)]
        tables = [self.glance(table) for table in read]
        found = insight.traced(select, columns, tables)
        self._open[key_of(name)] = insight.open_columns(select, columns, tables) | {*words}
        self._traced[key_of(name)] = self._traced.get(key_of(name), {}) | found
        return found

    def reshaped(self, before: TableInfo, delta: Delta, made: Mapping[str, str]) -> None:
        """Keep roles and key of a table whose columns (new name to old) or name changed."""
        roles = {c.name.lower(): c.role for c in before.columns}
        now = {old.lower(): new for new, old in made.items()}
        key = tuple(now[name.lower()] for name in before.key if name.lower() in now)
        self._shaped[key_of(delta.shape.table.text)] = before.model_copy(
            update={
                "name": delta.shape.table.text,
                "key": key if len(key) == len(before.key) else (),
                "columns": tuple(
                    ColumnInfo(name=c.name, type=c.type, role=roles.get(made[c.name].lower()))
                    for c in delta.shape.columns
                    if c.name in made
                ),
            }
        )

    def examples(self, table: str, column: str, values: Sequence[str]) -> str:
        """Give values of a column in a row, as they may be shown."""
        info = self.glance(table)
        shown = (cut(self.discretion.value(value, info, column)) for value in values)
        return ", ".join(str(value) for value in shown)

    @property
    def _known(self) -> tuple[TableInfo, ...]:
        return (*self._tables.catalog.tables, *self._met)

    def _profiled(self, name: str, known: TableInfo | None) -> TableInfo:
        delta = self._deltas.get(key_of(name))
        found = profile_table(
            self._tables.session,
            self._tables.numbered(name),
            name,
            self._tables.columns(name),
            order=RID,
            before=known,
        )
        if delta is not None and delta.key:
            found = found.model_copy(update={"key": delta.key})
        cautious = insight.cautious(found, self._tables.catalog)
        cautious = insight.as_declared(cautious, known)
        return insight.marked(cautious, self._traced.get(key_of(name), {}))
