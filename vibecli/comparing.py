"""The verb that compares two tables: of the workspace, of a file, of another database."""

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vibecli.data.sources import is_data_file, sources
from vibecli.engine.names import MAIN, TableName
from vibecli.errors import NotFound, UsageError
from vibecli.run.comparison import Comparison, Side
from vibecli.run.events import Event
from vibecli.run.launch import compare
from vibecli.run.store import PlanStore
from vibecli.runtime import Runtime
from vibecli.workspace import Workspace


@dataclass(frozen=True)
class Comparing:
    """Comparing tables, bound to one workspace."""

    workspace: Workspace
    store: PlanStore
    runtime: Runtime

    def compare(
        self, left: str, right: str, key: Sequence[str] = (), *, unmask: bool = False
    ) -> Generator[Event, None, Comparison]:
        """Give how the right table differs from the left one; nothing is written.

        Raises UsageError, NotFound, DataError (a key that is none), TimedOut, DatabaseLocked.
        """
        sides = self.side(left), self.side(right)
        return (yield from compare(self.runtime, *sides, tuple(key), self.store, unmask=unmask))

    def side(self, text: str) -> Side:
        """Give the table a person means: one of the database, FILE, or FILE.duckdb:TABLE."""
        file, colon, table = text.rpartition(":")
        if colon and table and (Path(file).is_file() or is_data_file(Path(file))):
            if not Path(file).is_file():
                raise NotFound(f"no file {file}")
            return Side(name=text, database=str(Path(file).resolve()), table=table)
        path = Path(text)
        if not is_data_file(path) and os.sep not in text:
            info = self.workspace.table(text)
            name, database = (
                info.table,
                self.workspace.settings.attach.get(info.table.place.lower()),
            )
            if database is not None:
                name = TableName(name.schema if name.catalog else MAIN, name.name)
            file = str(database or self.workspace.settings.database)
            return Side(name=info.name, database=file, table=name.text, info=info)
        found = sources(path)
        if found[0].format == "duckdb":
            hint = f"name one: {text}:TABLE"
            raise UsageError(f"{path.name} is a database of tables", hint=hint)
        if len(found) > 1:
            raise UsageError(f"{path.name} holds several tables", hint="name one of its files")
        return Side(name=path.name, file=str(path.resolve()))
