"""Scratch tables: intermediate results of one step, temporary in its session.

Owns their names and their end. It never touches a table of the user or of the plan.
"""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import numpy as np

from vibecli.engine.base import Array, Session
from vibecli.engine.names import quote


class Scratch:
    """Temporary tables under one prefix, dropped together at the end."""

    def __init__(self, session: Session, prefix: str) -> None:
        self.session = session
        self._prefix = f"__{prefix}_"
        self._made: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            for name in self._made:
                self.session.run(f"DROP TABLE IF EXISTS {name}")

    def table(self, name: str, select: str) -> str:
        """Keep a SELECT's rows; gives the table's SQL name."""
        full = f"temp.main.{quote(self._prefix + name)}"
        self.session.run(f"CREATE OR REPLACE TEMP TABLE {quote(self._prefix + name)} AS {select}")
        if full not in self._made:
            self._made.append(full)
        return full

    def lookup(self, name: str, columns: Mapping[str, Sequence[str | None]]) -> str:
        """Keep texts made in Python as VARCHAR columns; gives the table's SQL name."""
        arrays: dict[str, Array] = {
            key: np.array(list(values), dtype=object) for key, values in columns.items()
        }
        view = f"{self._prefix}{name}_arrays"
        self.session.register(view, arrays)
        try:
            kept = ", ".join(f"CAST({quote(key)} AS VARCHAR) AS {quote(key)}" for key in arrays)
            return self.table(name, f"SELECT {kept} FROM {quote(view)}")
        finally:
            self.session.unregister(view)
