"""One set of features of the persons a batch touches, each just after their own newest event."""

from dataclasses import dataclass
from typing import cast

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import Stale
from vibecli.learn.compile import Compiled
from vibecli.learn.definition import FeatureSet, Label
from vibecli.learn.label import counted
from vibecli.learn.printed import PRINT, print_column
from vibecli.learn.spine import spine_own
from vibecli.run.definition import exists
from vibecli.stream.histories import TOUCHED, Histories

AS_OF = "as_of"


@dataclass(frozen=True)
class Measured:
    """A set of features and the histories it is computed from."""

    session: Session
    histories: Histories
    label: Label | None = None  # of a model: it tells who counts

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

    def make(self, local: FeatureSet) -> None:
        """Compute the rows from the gathered tables, which `local` reads."""
        compiled = Compiled(self.features)
        columns = {**compiled.columns, PRINT: print_column(compiled)}
        compiled.features = local  # the print is of the set as it was defined
        own = f"SELECT * FROM ({spine_own(local)}) WHERE key IN (SELECT key FROM {TOUCHED})"
        with self.histories.named():
            self.session.run(
                f"CREATE OR REPLACE TEMP TABLE {self.table} AS {self._shown(compiled.select(own, columns))}"
            )
            if self.label is not None and self.label.active is not None:
                near = self.histories.local(len(self.histories.told) - 1)
                label = self.label.model_copy(update={"source": near})
                spine = f"SELECT {quote(self.features.key)} AS key, {AS_OF} AS cut FROM {self.table}"
                self.session.run(
                    f"CREATE OR REPLACE TEMP TABLE {self.counting} AS"
                    f" SELECT DISTINCT key FROM ({counted(label, local, spine)})"
                )

    def _shown(self, select: str) -> str:
        key = quote(self.features.key)
        return f"SELECT key AS {key}, cut AS {AS_OF}, * EXCLUDE (key, cut) FROM ({select})"

    def ensure(self, name: str) -> None:
        """Make the table that keeps the rows; raise Stale where another one lies there."""
        from vibecli.learn.printed import printed_select

        table = TableName.parse(name)
        select = self._shown(printed_select(self.features, spine_own(self.features)))
        if not exists(self.session, table):
            self.session.run(f"CREATE TABLE {table.sql} AS SELECT * FROM ({select}) LIMIT 0")
        wanted = {c.name.lower(): c.type for c in self.session.describe(select)}
        there = {
            c.name.lower(): c.type for c in self.session.describe(f"SELECT * FROM {table.sql}")
        }
        if wanted != there:
            raise Stale(
                f"{name} has other columns than the features {self.features.name}",
                hint="compute the features anew, or name another table in the rule",
            )

    def keep(self, name: str) -> None:
        """Bring the table of features up to date."""
        table, key = TableName.parse(name).sql, quote(self.features.key)
        names = [AS_OF, *(feature.name for feature in self.features.features), PRINT]
        told = ", ".join(f"{quote(one)} = s.{quote(one)}" for one in names)
        columns = ", ".join([key, *map(quote, names)])
        self.session.run(f"UPDATE {table} AS o SET {told} FROM {self.table} s WHERE o.{key} = s.{key}")
        self.session.run(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {self.table} s"
            f" WHERE NOT EXISTS (SELECT 1 FROM {table} o WHERE o.{key} = s.{key})"
        )

    @property
    def rows(self) -> str:
        """Give the SELECT of what the model scores: key, cut and the features, of those who count."""
        key = quote(self.features.key)
        who = f" WHERE {key} IN (SELECT key FROM {self.counting})"
        held = self.label is not None and self.label.active is not None
        return (
            f"SELECT {key} AS key, {AS_OF} AS cut, * EXCLUDE ({key}, {AS_OF}) FROM {self.table}"
            f"{who if held else ''}"
        )


def own_set(features: object) -> FeatureSet:
    """Give the features of a model as the set they are."""
    return cast("FeatureSet", features)
