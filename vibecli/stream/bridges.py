"""The bridges of a stream that are read once, at its start, and then only where they grow.

Owns which they are. Any other one is asked anew in each batch, as it may be another one by then.
"""

from dataclasses import dataclass, field
from functools import cached_property

from vibecli.engine.base import Session
from vibecli.errors import SqlError
from vibecli.stream.bridge_reads import Reads, parsed
from vibecli.stream.carried import Carried
from vibecli.stream.rowindex import LOCAL
from vibecli.stream.shape import Shape
from vibecli.stream.ways import Ways

_TIMES = ("DATE", "TIMESTAMP")


@dataclass
class Led:
    """A bridge that is in memory."""

    ways: Ways  # as they were committed
    carried: Carried | None = None  # how the stream's own events add to it
    below: Ways | None = None  # of what these go by
    end: int = 0  # the row id after the last event that is taken in
    now: Ways = field(init=False)  # with those of the open transaction

    def __post_init__(self) -> None:
        self.now = self.ways

    def look(self, session: Session) -> None:
        """Take in what the stream's events have added."""
        if self.carried is None:
            return
        rows, ways = self.carried.rows(session, self.end, self.below)
        here = rows < LOCAL
        if here.any():
            self.ways.add([one[here] for one in ways])
            self.end = int(rows[here].max()) + 1
        self.now = self.ways.and_([one[~here] for one in ways])


@dataclass
class Bridges:
    """The bridges of one stream, each read once however many features go by it."""

    session: Session
    shape: Shape
    _known: dict[tuple[str, bool], Led | None] = field(default_factory=dict)
    _types: dict[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict)

    def of(self, bridge: str, value_type: str, *, since: bool) -> Led | None:
        """Give a bridge from values of a type to keys of the profile; None: to be asked anew."""
        types = self._described(bridge, since=since)
        if types[:2] != (value_type, self.shape.key_type):
            return None
        if since and not types[2].startswith(_TIMES):
            return None
        if (bridge, since) not in self._known:
            self._known[bridge, since] = self._read(bridge, since=since)
        return self._known[bridge, since]

    def _described(self, bridge: str, *, since: bool) -> tuple[str, ...]:
        if (bridge, since) not in self._types:
            told = "value, key, since" if since else "value, key"
            found = self.session.describe(f"SELECT {told} FROM ({bridge}\n)")
            self._types[bridge, since] = tuple(column.type for column in found)
        return self._types[bridge, since]

    def _read(self, bridge: str, *, since: bool) -> Led | None:
        tree = parsed(bridge)
        if self._reads.stays(tree):
            return Led(Ways.read(self.session, bridge, since=since))
        carried = Carried.of(tree, self.shape) if since else None
        if carried is None:
            return None
        below = None
        if carried.below:
            try:
                led = self.of(carried.below, self._key_type(carried), since=False)
            except SqlError:
                led = None
            if led is None:
                return None
            below = led.ways
        end = self.session.value(f"SELECT coalesce(max(rowid), -1) + 1 FROM {carried.events}")
        return Led(Ways.read(self.session, bridge, since=True), carried, below, int(end))

    def _key_type(self, carried: Carried) -> str:
        return self.session.describe(f"SELECT {carried.key} FROM {carried.events}")[0].type

    @cached_property
    def _reads(self) -> Reads:
        return Reads(self.session, self.shape)
