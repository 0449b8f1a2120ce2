"""What became of the events of a batch, and of a run: one line of history from start to stop."""

from typing import Literal

from vibecli.model import Model


class Counts(Model):
    """What became of the events of one batch, or of all of a run."""

    events: int = 0  # taken
    matched: int = 0  # of known persons
    new: int = 0  # of new persons
    anonymous: int = 0  # of nobody
    duplicates: int = 0  # left out: taken before
    suppressed: int = 0  # left out: of suppressed persons
    dead: int = 0  # dead letters
    review: int = 0  # questions
    persons: int = 0  # made
    changed: int = 0  # profile rows

    def and_(self, other: "Counts") -> "Counts":
        """Give the sums of two batches."""
        names = Counts.model_fields
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def without(self, other: "Counts") -> "Counts":
        """Give what the other leaves of these sums."""
        names = Counts.model_fields
        return Counts(**{name: getattr(self, name) - getattr(other, name) for name in names})


class StreamRun(Counts):
    """One run of a stream."""

    kind: Literal["stream"] = "stream"
    id: str
    number: int
    rule: str
    source: str
    started_at: str
    by: str
    stopped_at: str = ""  # empty: it runs, or was killed
    ended: str = ""  # why it stopped
    from_place: str = ""
    to_place: str = ""
    batches: int = 0
