"""A Kafka topic: nothing that was lost or made anew is passed over, and no secret is told.

Brokers of this test stand for real ones, by which the same was tried by hand.
"""

import pytest

from vibecli.errors import Stale, Unreachable, UsageError
from vibecli.stream.broker import Address, client_settings, is_topic
from vibecli.stream.kafka import Kafka
from vibecli.stream.place import Place, mark, places_after

kafka = pytest.importorskip("confluent_kafka")
ADDRESS = Address.parse("KAFKA://a:9092,[::1]:1/buys/")


class Message:
    """A message, or an error, as the client gives it."""

    def __init__(self, part, at, value=b"", error=None):
        self.partition, self.offset = (lambda: part), (lambda: at)
        self.value, self.error = (lambda: value), (lambda: error and kafka.KafkaError(error))


class Topic:
    """Brokers with one topic, and their client: partitions of (offset, value)."""

    def __init__(self, *parts):
        self.parts = [dict(part) for part in parts]
        self.low = [min(part, default=0) for part in self.parts]
        self.at, self.is_away, self.consumer = {}, False, self
        self.queue, self.ended = [], set()

    def connect(self):
        if self.is_away:
            raise Unreachable("Kafka cannot be reached: refused")
        return "cluster", [*range(len(self.parts))]

    partitions = connect

    def kept(self, part):
        return self.low[part]

    def unreachable(self, reason):
        return Unreachable(reason)

    def assign(self, places):
        self.at |= {place.partition: max(place.offset, 0) for place in places}

    incremental_assign = assign

    def incremental_unassign(self, places):
        pass

    def get_watermark_offsets(self, where, cached):
        assert cached
        return 0, max(self.parts[where.partition], default=-1) + 1

    def consume(self, most, wait):
        del wait
        if not self.is_away:
            self.queue += [one for part in sorted(self.at) for one in self.of(part)]
        given, self.queue = self.queue[:most], self.queue[most:]
        return given

    def of(self, part):
        if self.at[part] < self.low[part] or self.at[part] > len(self.parts[part]) + self.low[part]:
            return [Message(part, self.at[part], error=kafka.KafkaError._AUTO_OFFSET_RESET)]
        found = [(at, text) for at, text in self.parts[part].items() if at >= self.at[part]]
        if not found and part in self.ended:
            return []
        self.ended.add(part)
        self.at[part] = max([self.at[part], *(at + 1 for at, _ in found)])
        told = [Message(part, at, text) for at, text in found]
        return [*told, Message(part, self.at[part], error=kafka.KafkaError._PARTITION_EOF)]


def messages(*texts, start=0):
    return enumerate(texts, start)


def taken(topic, places=(), *, anew=False, skip_lost=False, once=True, polls=1):
    source = Kafka(ADDRESS, topic, 10, once=once)
    source.begin({p.part: p for p in places}, anew=anew, skip_lost=skip_lost)
    lines = [line for _ in range(polls) for line in source.poll(99, 0.01, 0)]
    return source, [(line.partition, line.position, line.text) for line in lines], lines


def test_places_go_on_and_messages_without_a_value_or_too_long_are_kept_apart():
    topic = Topic(messages(b"1", None, b"x" * 5_000), messages(b"2"))
    source, found, lines = taken(topic)
    assert found[0] == (0, 0, b"1")
    assert [text for _, _, text in found[1:]] == [b"null", b"x" * 4_000, b"2"]
    assert (lines[2].length, source.lag(), source.ended) == (5_000, 0, True)
    assert [place.position for place in source.begun] == [0, 0]
    topic.parts[0][3] = b"4"
    _, found, _ = taken(topic, places_after(lines, 1))
    assert found == [(0, 3, b"4")]


def test_messages_lost_before_they_were_taken_end_the_stream_unless_told():
    topic = Topic(messages(b"6", b"7", start=5))
    place = Place(0, 2, 1, mark(b"1"))
    with pytest.raises(Stale, match="no longer has up to 3 messages"):
        taken(topic, [place])
    source, found, _ = taken(topic, [place], skip_lost=True)
    assert [at for _, at, _ in found] == [5, 6]
    assert "3 messages that were not taken: skipped" in source.notices[0]


def test_messages_lost_while_a_stream_runs_are_told_as_well():
    topic = Topic(messages(b"1"))
    source, _, _ = taken(topic, skip_lost=True, once=False)
    topic.parts, topic.low = [dict(messages(b"9", start=9))], [9]
    lines = [*source.poll(9, 0, 0), *source.poll(9, 0.2, 0)]
    assert [line.position for line in lines] == [9]
    assert "up to 8 messages" in source.notices[0]


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([Place(0, 1, 1, mark(b"other"))], "message 0 of partition 0 is another one"),
        ([Place(0, 9)], "partition 0 ends before message 9"),
        ([Place(0, 1, 1, mark(b"1")), Place(1, 4)], "it has fewer partitions"),
    ],
)
def test_a_topic_that_was_made_anew_is_told(places, told):
    with pytest.raises(Stale, match=told):
        taken(Topic(messages(b"1", b"2")), places)
    source, found, lines = taken(Topic(messages(b"1", b"2")), places, anew=True)
    assert (len(found), source.generation, lines[0].name) == (2, 2, "buys#2/0:0")


def test_new_partitions_are_taken_and_brokers_that_are_away_are_told(monkeypatch):
    monkeypatch.setattr("vibecli.stream.kafka._SELDOM", 0.0)
    monkeypatch.setattr("vibecli.stream.kafka._OFTEN", 0.0)
    topic = Topic(messages(b"1"))
    source, _, _ = taken(topic, once=False)
    topic.parts.append(dict(messages(b"2")))
    topic.low.append(0)
    assert [line.text for _ in range(2) for line in source.poll(9, 0, 0)] == [b"2"]
    topic.is_away = True
    source.poll(9, 0, 0)
    source.poll(9, 0, 0)
    topic.is_away = False
    source.poll(9, 0, 0)
    assert source.notices == [
        "topic buys has 1 more partitions, taken as well",
        "Kafka cannot be reached: refused; waiting for it",
        "Kafka is back after 0 s",
    ]


def test_a_run_that_ends_does_not_wait_for_brokers_for_ever(monkeypatch):
    monkeypatch.setattr("vibecli.stream.kafka._PATIENCE", 0.0)
    topic = Topic(messages(b"1"))
    topic.consume = lambda *_: []
    with pytest.raises(Unreachable, match="says nothing of topic buys"):
        taken(topic)


@pytest.mark.parametrize(
    "url",
    [
        *("kafka://h", "kafka:/h/t", "kafka:///t", "kafka://h:x/t", "kafka://h:99999/t"),
        *("kafka://[::1/t", "kafka://h/t?x=1", "kafka://h/a b", "kafka://h,,b/t", "kafka://h/.."),
        "kafka://u:secret@h/t",
    ],
)
def test_an_address_of_no_topic_is_told_without_its_password(url):
    assert is_topic(url)
    with pytest.raises(UsageError) as refused:
        Address.parse(url)
    assert "secret" not in f"{refused.value} {refused.value.hint}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sasl.password", ":2: no line of NAME=VALUE"),
        ("enable.auto.commit=true", "own to set"),
        ("security.protocol=secret", "Invalid value for configuration property"),
    ],
)
def test_settings_of_the_client_are_told_by_name_alone(tmp_path, text, told):
    from vibecli.stream.broker import Brokers

    path = tmp_path / "kafka.properties"
    path.write_text(f"# ours\n{text}\n")
    with pytest.raises(UsageError) as refused:
        Brokers(ADDRESS, client_settings(path))
    assert told in str(refused.value)
    assert "secret" not in str(refused.value)
