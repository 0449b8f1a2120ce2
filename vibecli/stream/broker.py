"""Kafka's brokers through confluent-kafka: the address of a topic, the client's own settings.

Owns what is told of a client that cannot reach them. A password stands in the file of settings
alone, never in an address, and is never told.
"""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from vibecli.errors import NotFound, Unreachable, UsageError

if TYPE_CHECKING:
    from confluent_kafka import Consumer, KafkaError

_FORM = "kafka://HOST:PORT/TOPIC, several hosts with commas between them"
_SECURE = "kafka_properties in vibecli.toml names a file: security.protocol=SASL_SSL, ..."
_HOST = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?")
_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")
_LAST_PORT = 65_535
_PATIENCE = 10.0  # seconds a broker may take to answer
_SLICE = 1.0  # seconds of waiting in which Ctrl-C is not heard
_USUAL = {"group.id": "vibecli", "log_level": 0}
_FIXED = {  # exactly-once rests on it: a file of settings does not change it
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "enable.partition.eof": True,
    "auto.offset.reset": "error",
}
_ELSEWHERE = {"bootstrap.servers", "metadata.broker.list"}  # the address says which


class Address(NamedTuple):
    """Where a topic is."""

    brokers: str
    topic: str

    @property
    def url(self) -> str:
        """The address as it is told."""
        return f"kafka://{self.brokers}/{self.topic}"

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read one. Raises UsageError, which never repeats a password."""
        if "@" in url:
            raise UsageError("the address of a topic names no user and no password", hint=_SECURE)
        told, _, rest = url.partition("://")
        brokers, _, topic = rest.partition("/")
        topic = topic.removesuffix("/")
        ports = [_HOST.fullmatch(host) for host in brokers.split(",")]
        good = told.lower() == "kafka" and _TOPIC.fullmatch(topic) and topic.strip(".")
        if not good or not all(m and 0 < int(m[1] or 1) <= _LAST_PORT for m in ports):
            raise UsageError(f"no Kafka topic: {url}", hint=_FORM)
        return cls(brokers, topic)


def is_topic(source: str) -> bool:
    """True where a source is meant to be a topic, well written or not."""
    return source.lower().startswith("kafka:")


def client_settings(path: Path) -> dict[str, str]:
    """Read the client's settings, lines of NAME=VALUE. Raises UsageError with line and name."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise UsageError(f"kafka_properties: {path} cannot be read: {reason}") from error
    found = {}
    for number, line in enumerate(lines, 1):
        name, is_set, value = (part.strip() for part in line.partition("="))
        if not name or name[0] in "#!":
            continue
        if not is_set:
            raise UsageError(f"{path.name}:{number}: no line of NAME=VALUE", hint=_SECURE)
        if name in _FIXED:
            raise UsageError(f"{path.name}:{number}: {name} is the stream's own to set")
        if name not in _ELSEWHERE:
            found[name] = value
    return found


class Brokers:
    """The client of one topic: whom it reaches, and why not."""

    def __init__(self, address: Address, settings: Mapping[str, str]) -> None:
        self._topic = address.topic
        self.is_away = False  # no broker answers now
        self._reason = ""  # what the client told last of why
        self._was_there = False  # a broker has answered
        self._refused = False  # waiting does not help: who we are, or how we speak
        self.consumer = self._consumer(address, settings)

    def connect(self) -> tuple[str, list[int]]:
        """Give the cluster's own name and the topic's partitions. Raises Unreachable, NotFound."""
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return self.partitions()
            except Unreachable:
                self.consumer.consume(1, 0)  # nothing can come yet; the client tells what it met
                if self._refused or time.monotonic() >= until:
                    raise self.unreachable() from None

    def partitions(self) -> tuple[str, list[int]]:
        """Ask once, for a short while."""
        from confluent_kafka import KafkaException

        try:
            told = self.consumer.list_topics(self._topic, timeout=_SLICE)
        except KafkaException as error:
            raise self.unreachable(error.args[0].str()) from error
        topic = told.topics[self._topic]
        if topic.error is None:
            self.is_away, self._reason, self._refused = False, "", False
            self._was_there = True
            return told.cluster_id or "", sorted(topic.partitions)
        if topic.error.code() == topic.error.UNKNOWN_TOPIC_OR_PART:
            raise NotFound(f"Kafka has no topic {self._topic}", hint=_FORM)
        raise Unreachable(f"Kafka does not give topic {self._topic}: {topic.error.str()}")

    def kept(self, part: int) -> int:
        """Give the first offset that a partition still has. Raises Unreachable."""
        from confluent_kafka import KafkaException, TopicPartition

        try:
            where = TopicPartition(self._topic, part)
            low, _ = self.consumer.get_watermark_offsets(where, timeout=_PATIENCE)
        except KafkaException as error:
            raise self.unreachable(error.args[0].str()) from error
        return int(low)

    def unreachable(self, reason: str = "no answer") -> Unreachable:
        """Give the error of brokers that do not answer."""
        told = re.sub(r"^\S+/(\d+|bootstrap): | \(after .*\)$", "", self._reason)
        if (
            self.is_away and not told and not self._was_there
        ):  # all that is heard of a server that hangs up at once
            told = "the connection is closed at once; it may want another security.protocol"
        hint = _SECURE if self._refused else "the same command goes on"
        return Unreachable(f"Kafka cannot be reached: {told or reason}", hint=hint)

    def _heard(self, error: "KafkaError") -> None:
        """Take what the client tells of itself."""
        if error.code() == error._ALL_BROKERS_DOWN:  # noqa: SLF001
            self.is_away = True
            self._refused = self._refused or not (self._reason or self._was_there)
            return
        self._reason = error.str()
        self._refused = error.code() in (error._AUTHENTICATION, error._SSL)  # noqa: SLF001

    def _consumer(self, address: Address, settings: Mapping[str, str]) -> "Consumer":
        try:
            from confluent_kafka import Consumer, KafkaException
        except ImportError:
            raise UsageError(
                "Kafka needs the package confluent-kafka", hint="pip install 'vibecli[kafka]'"
            ) from None
        own = {"bootstrap.servers": address.brokers, "error_cb": self._heard}
        try:
            return Consumer({**_USUAL, **settings, **own, **_FIXED})
        except KafkaException as error:
            told = re.sub(r'Invalid value ".*?"', "Invalid value", error.args[0].str())
            raise UsageError(
                f"kafka_properties: {told}",
                hint="names and values are those of librdkafka, as kcat takes them",
            ) from error
