"""Leaving rows out of a load: what is asked of whoever knows which persons must not come in."""

from collections.abc import Sequence
from typing import Protocol

from vibecli.engine.base import Column, Session


class Screen(Protocol):
    """Tells the rows of suppressed persons."""

    def leave_out(
        self, session: Session, table: str, columns: Sequence[Column], relation: str
    ) -> tuple[str, int]:
        """Give the condition that keeps all other rows of a relation, and how many it leaves out.

        They are on their way into `table`.
        """
        ...

    def names(self, line: str) -> bool:
        """True for a line of a file that names such a person."""
        ...


def screened(screen: Screen | None, session: Session, table: str, select: str) -> tuple[str, int]:
    """Give a SELECT without the rows of suppressed persons, and how many are left out."""
    if screen is None:
        return select, 0
    relation = f"({select})"
    columns = session.describe(f"SELECT * FROM {relation}")
    keep, out = screen.leave_out(session, table, columns, relation)
    return (f"SELECT * FROM {relation} WHERE {keep}" if out else select), out
