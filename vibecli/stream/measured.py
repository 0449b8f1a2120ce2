"""One set of features of the persons a batch touches, each just after their own newest event."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import Stale
from vibecli.learn.compile import Compiled
from vibecli.learn.definition import FeatureSet, Label
from vibecli.learn.label import counted
from vibecli.learn.printed import PRINT, print_column, printed_select
from vibecli.learn.spine import spine_own
from vibecli.run.definition import exists
from vibecli.stream.histories import TOUCHED, Histories
from vibecli.stream.rowindex import LOCAL, RowIndex

AS_OF = "as_of"
_ROWS = "__live_places"


@dataclass
class Measured:
    """A set of features and the histories it is computed from."""

    session: Session
    histories: Histories
    label: Label | None = None  # of a model: it tells who counts
    places: RowIndex = field(default_factory=RowIndex.empty)  # of the table that keeps the rows
    end: int = 0  # the row id after the last one of it that is known
    grown: bool = False  # rows were added that are not known
    count: int = 0  # the persons of a batch

    @property
    def features(self) -> FeatureSet:
        """The set."""
        return self.histories.features

    @property
    def table(self) -> str:
        """The rows of the persons touched: the key, the moment, features and the print."""
        return f"__live_features_{self.histories.name}"

    @property
    def counting(self) -> str:
        """The persons whom the model is about: key."""
        return f"__live_counting_{self.histories.name}"

    def make(self) -> None:
        """Compute the rows from the gathered tables."""
        with self.histories.named():
            self.count = int(self.session.value(self._made))
            if self._told:
                self.session.run(self._told)

    @cached_property
    def _made(self) -> str:
        """The SQL that computes the rows."""
        compiled = Compiled(self.features)
        columns = {**compiled.columns, PRINT: print_column(compiled)}
        compiled.features = self.histories.small  # the print is of the set as it was defined
        own = spine_own(self.histories.small)
        if not self.histories.touched_alone:
            own = f"SELECT * FROM ({own}) WHERE key IN (SELECT key FROM {TOUCHED})"
        select = self._shown(compiled.select(own, columns))
        return f"CREATE OR REPLACE TEMP TABLE {self.table} AS {select}"

    @cached_property
    def _told(self) -> str:
        """The SQL that tells whom the model is about; empty where that is everybody."""
        if self.label is None or self.label.active is None:
            return ""
        near = self.histories.near(self.label.source)
        label = self.label.model_copy(update={"source": near})
        spine = f"SELECT {quote(self.features.key)} AS key, {AS_OF} AS cut FROM {self.table}"
        return (
            f"CREATE OR REPLACE TEMP TABLE {self.counting} AS SELECT DISTINCT key"
            f" FROM ({counted(label, self.histories.small, spine)})"
        )

    def _shown(self, select: str) -> str:
        key = quote(self.features.key)
        return f"SELECT key AS {key}, cut AS {AS_OF}, * EXCLUDE (key, cut) FROM ({select})"

    @property
    def _whole(self) -> str:
        """The SELECT of the rows of everybody."""
        return self._shown(printed_select(self.features, spine_own(self.features)))

    def columns(self) -> dict[str, str]:
        """Give the types of the rows by column. Raises SqlError where the tables do not fit."""
        return {column.name.lower(): column.type for column in self.session.describe(self._whole)}

    def ensure(self, name: str) -> None:
        """Make the table that keeps the rows; raise Stale where another one lies there."""
        table, wanted = TableName.parse(name), self.columns()
        if not exists(self.session, table):
            self.session.run(f"CREATE TABLE {table.sql} AS SELECT * FROM ({self._whole}) LIMIT 0")
        there = {
            c.name.lower(): c.type for c in self.session.describe(f"SELECT * FROM {table.sql}")
        }
        if wanted != there:
            raise Stale(
                f"{name} has other columns than the features {self.features.name}",
                hint="compute the features anew, or name another table in the rule",
            )
        self.learn(name)

    def learn(self, name: str) -> None:
        """Learn where the rows of the table of features lie."""
        key = quote(self.features.key)
        found = self.session.arrays(
            f"SELECT hash({key})::UBIGINT AS h, rowid AS rid FROM {TableName.parse(name).sql}"
        )
        self.places = RowIndex(*(np.ma.getdata(found[one]) for one in ("h", "rid")))
        self.end = int(np.ma.getdata(found["rid"]).max(initial=-1)) + 1

    def keep(self, name: str) -> None:
        """Bring the table of features up to date."""
        table, key = TableName.parse(name).sql, quote(self.features.key)
        if self.grown:
            self._catch_up(table, key)
        known, there = self._update(table, key)
        if known != there:
            self.learn(name)  # rows lie elsewhere by now
            known, there = self._update(table, key)
        if known == self.count:
            return
        columns = ", ".join([key, *map(quote, self._columns)])
        kept = f"SELECT o.{key} FROM {_ROWS} r JOIN {table} o ON o.rowid = r.rid"
        new = f" WHERE {key} NOT IN ({kept})" if known else ""
        self.session.run(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {self.table}{new}")
        self.grown = True

    @property
    def _columns(self) -> list[str]:
        """The columns beside the key."""
        return [AS_OF, *(feature.name for feature in self.features.features), PRINT]

    def _update(self, table: str, key: str) -> tuple[int, int]:
        """Update the rows there are; gives how many were found, and how many ought to be."""
        hashes, rows = self.places.find_each(self.histories.keys)
        if not len(rows):
            return 0, 0
        self.session.register(_ROWS, {"hash": hashes, "rid": rows})
        told = ", ".join(f"{quote(one)} = s.{quote(one)}" for one in self._columns)
        found = self.session.value(
            f"UPDATE {table} AS o SET {told} FROM (SELECT s.*, r.rid AS __rid FROM {self.table} s"
            f" JOIN {_ROWS} r ON r.hash = hash(s.{key})::UBIGINT) s"
            f" WHERE o.rowid = s.__rid AND o.{key} = s.{key}"
        )
        return int(found), len(rows)

    def _catch_up(self, table: str, key: str) -> None:
        """Take in the rows that committed batches added."""
        found = self.session.arrays(
            f"SELECT hash({key})::UBIGINT AS h, rowid AS rid FROM {table}"
            f" WHERE rowid >= ? AND rowid < {LOCAL:d}",
            [self.end],
        )
        hashes, rows = (np.ma.getdata(found[one]) for one in ("h", "rid"))
        self.places.add(hashes, rows)
        self.end = int(rows.max(initial=self.end - 1)) + 1
        self.grown = False

    @property
    def rows(self) -> str:
        """Give the SELECT of what the model scores: key, cut, the features, of those who count."""
        key = quote(self.features.key)
        who = f" WHERE {key} IN (SELECT key FROM {self.counting})"
        return (
            f"SELECT {key} AS key, {AS_OF} AS cut, * EXCLUDE ({key}, {AS_OF}) FROM {self.table}"
            f"{who if self._told else ''}"
        )
