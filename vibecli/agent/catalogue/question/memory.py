"""What has been read of a text before: a question that is asked back is not read from scratch.

Owns that memory, of one database at a time. A reading depends on the text and the database alone;
what a person answered chooses among readings and is no part of it.
"""

from dataclasses import dataclass, field
from functools import lru_cache

from vibecli.agent.catalogue.cursor import World
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.question.facts import Facts
from vibecli.agent.catalogue.question.names import Names
from vibecli.agent.catalogue.question.state import Reader, State
from vibecli.agent.catalogue.values import Values
from vibecli.agent.catalogue.words import Words
from vibecli.data.catalog import ColumnInfo, TableInfo

_MOST_TEXTS = 2_000
Reading = tuple[Reader, list[State]]
Columns = tuple[tuple[ColumnInfo, ...], float]  # and how far the words are from their names
Place = tuple[str, str, tuple[int, ...]]  # a table, a text, where the words looked at begin

Barren = tuple[int, Declined | None]  # how far a family came that gave nothing, and its no


@dataclass
class Memory:
    """The names of a database, and the readings of texts against it."""

    world: World
    names: Names
    facts: Facts
    alone: dict[Words, Reading] = field(default_factory=dict)
    chained: dict[Words, Reading | None] = field(default_factory=dict)
    listed: dict[Place, Columns] = field(default_factory=dict)
    about: dict[Place, list[State]] = field(default_factory=dict)
    barren: dict[tuple[str, object], Barren] = field(default_factory=dict)

    def reader(self, text: Words) -> Reader:
        """Give a reader of a text."""
        return Reader(text, self.world, self.names, self.facts)

    def trim(self) -> None:
        """Forget all once it is many."""
        if len(self.alone) > _MOST_TEXTS:
            self.alone.clear()
            self.chained.clear()
            self.listed.clear()
            self.about.clear()
            self.barren.clear()


def spot(table: TableInfo, said: Words) -> Place:
    """Give what words are remembered by where they are read about a table."""
    return table.name, said.text, tuple(word.start for word in said.words)


@lru_cache(maxsize=1)
def _of(values: Values) -> dict[str, Memory]:
    del values
    return {}


def memory(world: World) -> Memory:
    """Give the memory of a database."""
    kept = _of(world.values)
    if "memory" not in kept:
        names = Names(world.catalog)
        kept["memory"] = Memory(world, names, Facts(world, names))
    kept["memory"].trim()
    return kept["memory"]
