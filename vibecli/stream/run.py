"""One run of a stream as history tells it: from its start to its stop, one line."""

from typing import Literal

from vibecli.model import Model


class StreamRun(Model):
    """What became of the events of one run."""

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


class Counts(Model):
    """What became of the events of one batch; names as in a run."""

    events: int = 0
    matched: int = 0
    new: int = 0
    anonymous: int = 0
    duplicates: int = 0
    suppressed: int = 0
    dead: int = 0
    review: int = 0
    persons: int = 0
    changed: int = 0

    def and_(self, other: "Counts") -> "Counts":
        """Give the sums of two batches."""
        names = Counts.model_fields
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})
