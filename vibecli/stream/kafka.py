"""Events of a Kafka topic; how far they were taken the database says.

Nothing is committed to the broker. Order holds within a partition; between partitions events are
taken as they arrive. No message is passed over in silence: what the broker dropped before it was
taken, and a topic that was made anew, are told and end the stream.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from vibecli.errors import Stale, Unreachable
from vibecli.stream.broker import Address, Brokers
from vibecli.stream.line import KEPT, Line
from vibecli.stream.place import Place, mark

if TYPE_CHECKING:
    from confluent_kafka import Message

_PATIENCE = 10.0  # seconds a broker may take to say anything
_WAIT = 0.1  # seconds in which Ctrl-C is not heard
_OFTEN, _SELDOM = 1.0, 30.0  # seconds between two looks: while brokers are away, and else
_NOTHING = b"null"  # what a message without a value holds


class Kafka:
    """A source of messages, each a JSON object."""

    lag_in: Literal["bytes", "messages"] = "messages"

    def __init__(self, address: Address, brokers: Brokers, longest: int, *, once: bool) -> None:
        self.name, self.ended, self.generation = address.url, False, 1
        self.notices: list[str] = []
        self.begun: list[Place] = []
        self._topic, self._longest, self._once = address.topic, longest, once
        self._next: dict[int, int] = {}  # offset by partition
        self._before: dict[int, str] = {}  # print of the message before, while not compared yet
        self._ended: set[int] = set()  # partitions that were seen to have nothing more
        self._skip_lost, self._label = False, self._topic
        self._away_since: float | None = None
        self._brokers = brokers
        try:
            cluster, self._parts = brokers.connect()
        except BaseException:
            self.close()
            raise
        # Other hosts of one cluster are the same source.
        self.key = f"kafka {cluster}/{self._topic}" if cluster else address.url
        self._silence = 0.0  # seconds of waiting since anything was heard
        self._look_at = time.monotonic() + _SELDOM

    def begin(self, places: Mapping[int, Place], *, anew: bool, skip_lost: bool) -> None:
        """Take every partition from its place, a new one from its beginning. Raises Stale."""
        from confluent_kafka import TopicPartition

        self._skip_lost = skip_lost
        newest = max((place.generation for place in places.values()), default=1)
        places = {part: place for part, place in places.items() if place.generation == newest}
        self.generation = newest + (anew and bool(places))
        if self.generation > 1:
            self._label = f"{self._topic}#{self.generation}"
        known = {} if anew else places
        if known.keys() - set(self._parts):
            raise self._made_anew("it has fewer partitions")
        gone = 0
        for part in self._parts:
            low, place = self._brokers.kept(part), known.get(part)
            position = place.position if place else 0 if known else low
            gone += max(0, low - position)
            self._next[part] = max(low, position)
            if place is None:
                self.begun.append(Place(part, self._next[part], generation=self.generation))
            elif place.mark and low < position:
                self._before[part] = place.mark
        self._lost(gone)
        self._brokers.consumer.assign(
            [TopicPartition(self._topic, p, n - (p in self._before)) for p, n in self._next.items()]
        )

    def poll(self, most: int, wait: float, gather: float) -> list[Line]:
        """Give the next messages."""
        lines: list[Line] = []
        began = time.monotonic()
        until = began + wait
        while len(lines) < most and not self.ended:
            left = max(0.0, until - time.monotonic())
            few = most - len(lines) if lines else 1  # the client waits until it has as many
            messages = self._brokers.consumer.consume(few, min(left, _WAIT))
            is_first = not lines
            lines += self._lines(messages)
            if messages:
                began, self._silence = time.monotonic(), 0.0
            if lines and is_first:
                until = min(until, began + gather)
            elif not left and not (lines and messages):
                break
            self.ended = self._once and self._ended >= self._next.keys()
        self._silence += time.monotonic() - began
        self._look()
        return lines

    def lag(self) -> int | None:
        """Give the messages that were not given yet, as far as the client knows."""
        from confluent_kafka import TopicPartition

        left = 0
        for part, after in self._next.items():
            where = TopicPartition(self._topic, part)
            _, high = self._brokers.consumer.get_watermark_offsets(where, cached=True)
            left += 0 if part in self._ended else max(0, high - after)
        return left

    def close(self) -> None:
        """Leave the broker."""
        self._brokers.consumer.close()

    def _lines(self, messages: "Sequence[Message]") -> Iterator[Line]:
        from confluent_kafka import KafkaError as Error

        for message in messages:
            error, part = message.error(), message.partition() or 0
            if error is None:
                if (line := self._line(message, part)) is not None:
                    yield line
            elif error.code() == Error._PARTITION_EOF:  # noqa: SLF001
                self._ended.add(part)
            elif error.code() in (Error._AUTO_OFFSET_RESET, Error.OFFSET_OUT_OF_RANGE):  # noqa: SLF001
                self._gone(part)
            elif not error.retriable():
                raise Unreachable(f"Kafka: {error.str()}", hint="the same command goes on")

    def _line(self, message: "Message", part: int) -> Line | None:
        """Give a message as a line; None for the one before the place, which must be the same."""
        at, value = message.offset() or 0, message.value()
        raw = value if isinstance(value, bytes) else str(value).encode() if value else b""
        text = (raw if len(raw) <= self._longest else raw[:KEPT]) or _NOTHING
        before = self._before.pop(part, "")
        if at < self._next[part]:
            if before not in ("", mark(text)):
                raise self._made_anew(f"message {at:,} of partition {part} is another one")
            return None
        self._next[part] = at + 1
        if not self._once:
            self._ended.discard(part)
        return Line(text, part, at, at + 1, f"{self._label}/{part}:{at}", len(raw) or len(text))

    # What a broker no longer has

    def _gone(self, part: int) -> None:
        """Tell of a partition that no longer has what comes next; go on where it may be."""
        from confluent_kafka import TopicPartition

        low, position = self._brokers.kept(part), self._next[part]
        if low <= position:
            raise self._made_anew(f"partition {part} ends before message {position:,}")
        self._lost(low - position)
        self._next[part] = low
        self._before.pop(part, None)
        self._brokers.consumer.incremental_unassign([TopicPartition(self._topic, part)])
        self._brokers.consumer.incremental_assign([TopicPartition(self._topic, part, low)])

    def _lost(self, gone: int) -> None:
        if not gone:
            return
        what = f"topic {self._topic} no longer has up to {gone:,} messages that were not taken"
        if not self._skip_lost:
            raise Stale(what, hint="--skip-lost goes on with those it has")
        self.notices.append(f"{what}: skipped")

    def _made_anew(self, why: str) -> Stale:
        return Stale(
            f"topic {self._topic} is not the one that was read before: {why}",
            hint="--from-start takes it from its beginning, every message as a new event",
        )

    # What becomes of brokers and partitions meanwhile

    def _look(self) -> None:
        """See, from time to time, whether brokers are there, and whether partitions are new."""
        now = time.monotonic()
        if self._once and self._silence > _PATIENCE and not self.ended:
            raise self._brokers.unreachable(f"it says nothing of topic {self._topic}")
        if now < self._look_at and not (self._brokers.is_away and self._away_since is None):
            return
        try:
            _, parts = self._brokers.partitions()
        except Unreachable as error:
            self._look_at = now + _OFTEN
            if self._away_since is None:
                self._away_since = now
                self.notices.append(f"{error}; waiting for it")
            return
        self._look_at = now + _SELDOM
        if self._away_since is not None:
            self.notices.append(f"Kafka is back after {now - self._away_since:.0f} s")
            self._away_since = None
        self._take_in([part for part in parts if part not in self._next])

    def _take_in(self, new: list[int]) -> None:
        """Take partitions that were added, from their beginning."""
        from confluent_kafka import OFFSET_BEGINNING, TopicPartition

        if not new:
            return
        self._next.update(dict.fromkeys(new, 0))
        self._brokers.consumer.incremental_assign(
            [TopicPartition(self._topic, part, OFFSET_BEGINNING) for part in new]
        )
        self.notices.append(f"topic {self._topic} has {len(new)} more partitions, taken as well")
