"""What can be said in a conversation: names for Tab, intents and changes that work here.

Suggestions never fail: where the database cannot be read there are none.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.console.shell import Shell
from vibecli.errors import VibeError

if TYPE_CHECKING:
    from vibecli.data.catalog import Catalog
    from vibecli.run.model import Review


class Suggestions:
    """Knows the database and the plan that words refine."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self._latest: Review | None = None  # what words refine: the change, or a query asked since

    def names(self) -> Iterator[str]:
        """Give the tables and columns, for Tab."""
        for table in self._catalog().tables:
            yield table.name
            yield from (column.name for column in table.columns)

    def examples(self, *, profile: bool = True) -> tuple[str, ...]:
        """Give intents that work on this database; without `profile` as fast as can be."""
        return self.shell.flow.examples(self._catalog(profile=profile))

    def changes(self) -> tuple[str, ...]:
        """Give what can be said to change the plan at hand; nothing without one."""
        from vibecli.agent.catalogue.changes import changes_help

        if self._latest is None:
            return ()
        return changes_help(self._latest.plan, self._catalog(profile=True))

    def _catalog(self, *, profile: bool = False) -> "Catalog":
        from vibecli.data.catalog import Catalog

        try:
            return self.shell.flow.workspace.catalog(profile=profile)
        except VibeError:
            return Catalog()
