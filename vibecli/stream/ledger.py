"""How far a run has come: its counts and places, written in the transaction of each batch.

What a batch adds counts only once it is committed.
"""

from collections.abc import Iterable, Sequence

from vibecli.engine.base import Session
from vibecli.stream.line import Line
from vibecli.stream.place import Place, Places, places_after
from vibecli.stream.run import Counts, StreamRun
from vibecli.stream.source import Source
from vibecli.stream.tables import write_run


class Ledger:
    """The book of one run."""

    def __init__(
        self, run: StreamRun, places: Places, source: Source, known: Iterable[Place]
    ) -> None:
        self.run, self.places, self.source = run, places, source
        self._next = run
        self._at = {place.part: place for place in [*known, *source.begun]}

    def write(self, session: Session, counts: Counts, lines: Sequence[Line]) -> None:
        """Write what a batch adds; inside its transaction."""
        moved = places_after(lines, self.source.generation)
        self.places.write(session, moved)
        sums = dict(self.run.and_(counts))
        self._at |= {place.part: place for place in moved}
        here = {"to_place": place_text([*self._at.values()])}
        batches = {"batches": self.run.batches + 1}
        self._next = self.run.model_copy(update={**sums, **here, **batches})
        write_run(session, self._next)

    def committed(self) -> None:
        """Take it that the batch was committed."""
        self.run = self._next

    def stopped(self, at: str, why: str) -> StreamRun:
        """Give the run as it ended."""
        self.run = self.run.model_copy(update={"stopped_at": at, "ended": why})
        return self.run


def place_text(places: Sequence[Place]) -> str:
    """Give places in a few letters: those of a file, or each part with its own."""
    if [place.part for place in places] == [0]:
        return str(places[0].position)
    return " ".join(f"{place.part}:{place.position}" for place in places)
