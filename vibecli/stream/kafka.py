"""Events of a Kafka topic, through confluent-kafka; how far they were taken the database says.

Nothing is committed to the broker. Order holds within a partition; between partitions events are
taken as they arrive.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vibecli.errors import Stale, Unreachable, UsageError
from vibecli.stream.line import Line
from vibecli.stream.place import Place

if TYPE_CHECKING:
    from confluent_kafka import Consumer, Message

_PATIENCE = 10.0  # seconds a broker may take to tell of a topic
_HINT = "kafka://HOST:PORT/TOPIC, several hosts with commas between them"
_LOOK = 0.1


class Kafka:
    """A source of messages, each a JSON object."""

    generation = 1

    def __init__(
        self,
        url: str,
        places: Mapping[int, Place],
        *,
        from_start: bool = False,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        brokers, self._topic = _parts(url)
        self.name, self.ended = url, False
        self.notices: list[str] = []
        self._ended: set[int] = set()  # parts of which nothing more is there now
        self._consumer = _consumer(brokers, settings or {})
        try:
            self._ends = self._assigned({} if from_start else places)
        except BaseException:
            self._consumer.close()
            raise

    def poll(self, most: int, wait: float, gather: float) -> list[Line]:
        """Give the next messages."""
        lines: list[Line] = []
        until = time.monotonic() + wait
        while len(lines) < most:
            left = until - time.monotonic()
            messages = self._consumer.consume(most - len(lines), max(0.0, min(left, _LOOK)))
            lines += self._lines(messages)
            if lines and not messages:
                break
            if messages:
                until = min(until, time.monotonic() + gather)
            elif left <= 0:
                break
        return lines

    def lag(self) -> int | None:
        """Give the messages that were not given yet, as far as the client knows; 0 at the end."""
        from confluent_kafka import TopicPartition

        if self._ended >= self._ends.keys():
            return 0
        left = 0
        for part, after in self._ends.items():
            where = TopicPartition(self._topic, part)
            _, high = self._consumer.get_watermark_offsets(where, cached=True)
            left += max(0, high - after) if high >= 0 else 0
        return max(1, left)

    def close(self) -> None:
        """Leave the broker."""
        self._consumer.close()

    def _lines(self, messages: "Sequence[Message]") -> Iterator[Line]:
        from confluent_kafka import KafkaError

        for message in messages:
            error = message.error()
            if error is None:
                at, part = message.offset() or 0, message.partition() or 0
                text = message.value() or b""
                raw = text if isinstance(text, bytes) else str(text).encode()
                self._ends[part] = at + 1
                self._ended.discard(part)
                name = f"{self._topic}/{part}:{at}"
                yield Line(raw, part, at, at + 1, name, len(raw))
            elif error.code() == KafkaError._PARTITION_EOF:  # noqa: SLF001
                self._ended.add(message.partition() or 0)
            elif error.code() in (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE):  # noqa: SLF001
                raise Stale(
                    f"the broker no longer has what comes next in topic {self._topic}",
                    hint="--from-start takes what it still has",
                )
            elif error.fatal() or error.code() == KafkaError._ALL_BROKERS_DOWN:  # noqa: SLF001
                raise Unreachable(f"Kafka: {error.str()}", hint="the same command goes on")

    def _assigned(self, places: Mapping[int, Place]) -> dict[int, int]:
        """Take every partition, each from its place or from its beginning."""
        from confluent_kafka import OFFSET_BEGINNING, KafkaException, TopicPartition

        try:
            told = self._consumer.list_topics(self._topic, timeout=_PATIENCE)
        except KafkaException as error:
            reason = error.args[0].str()
            raise Unreachable(f"Kafka cannot be reached: {reason}", hint=_HINT) from error
        topic = told.topics[self._topic]
        if topic.error is not None:
            raise Unreachable(f"Kafka has no topic {self._topic}", hint=_HINT)
        parts = sorted(topic.partitions)
        begin = {part: places[part].position for part in parts if part in places}
        self._consumer.assign(
            [TopicPartition(self._topic, p, begin.get(p, OFFSET_BEGINNING)) for p in parts]
        )
        return {part: begin.get(part, 0) for part in parts}


def _parts(url: str) -> tuple[str, str]:
    """Give brokers and topic. Raises UsageError."""
    brokers, topic = urlsplit(url).netloc, urlsplit(url).path.strip("/")
    if not brokers or not topic or "@" in brokers or "/" in topic:
        raise UsageError(f"no Kafka topic: {url}", hint=_HINT)
    return brokers, topic


def _consumer(brokers: str, settings: Mapping[str, Any]) -> "Consumer":
    try:
        from confluent_kafka import Consumer
    except ImportError:
        raise UsageError(
            "Kafka needs the package confluent-kafka", hint="pip install 'vibecli[kafka]'"
        ) from None
    return Consumer(
        {
            "bootstrap.servers": brokers,
            "group.id": "vibecli",
            "enable.auto.commit": False,
            "enable.auto.offset.store": False,
            "enable.partition.eof": True,
            "auto.offset.reset": "error",
            "log_level": 0,
            **settings,
        }
    )
