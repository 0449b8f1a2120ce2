"""Sources: a file that grows, is rotated, cut or packed, long lines, and a Kafka topic."""

import json

import pytest

from tests.integration.flows import finish
from tests.unit.stream.shop import RULE, event, make, state
from vibecli.errors import DataError
from vibecli.stream.place import places_after
from vibecli.stream.source import File
from vibecli.streaming import StreamOptions


def opened(path, place=None, longest=100):
    return File.going_on(path, "f", longest, place, follow=True, anew=False, known_by_id=True)


def texts(source, most=10):
    return [(line.text.decode(), line.position) for line in source.poll(most, 0.02, 0)]


def test_a_followed_file_gives_what_is_added_then_its_successor(tmp_path):
    path = tmp_path / "log"
    path.write_text("one\ntw")
    source = opened(path)
    assert texts(source) == [("one", 0)]
    with path.open("a") as file:
        file.write("o\nthree\n")
    assert texts(source, most=1) == [("two", 4)]
    path.rename(tmp_path / "log.1")
    path.write_text("new\n")
    assert texts(source) == [("three", 8)]
    assert texts(source) == [("new", 0)]
    assert (source.generation, source.notices) == (
        2,
        ["log is another file now: taken from its beginning"],
    )
    source.close()


@pytest.mark.parametrize("later", [["x"], ["longer", "than", "it", "was"]])
def test_a_followed_file_that_is_cut_short_is_taken_from_its_beginning(tmp_path, later):
    path = tmp_path / "log"
    path.write_text("one\ntwo\n")
    source = opened(path)
    assert [*texts(source), *texts(source)] == [("one", 0), ("two", 4)]
    path.write_text("".join(f"{one}\n" for one in later))
    assert [text for text, _ in texts(source)] == later
    assert source.notices == ["log was cut short or written anew: taken from its beginning"]
    source.close()


def test_a_line_beyond_all_bounds_is_cut_and_its_place_is_right(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"x" * 3_000_000 + b"\nnext\n")
    source = opened(path)
    long, after = source.poll(10, 0.02, 0)
    assert (long.length, len(long.text) < 10_000, after.position) == (3_000_000, True, 3_000_001)
    place = places_after([long], 1)[0]
    source.close()
    again = opened(path, place)
    assert texts(again) == [("next", 3_000_001)]
    again.close()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_topic_is_taken_from_the_places_the_database_keeps(tmp_path):
    """The client's own mock of a cluster stands for a broker."""
    kafka = pytest.importorskip("confluent_kafka")
    producer = kafka.Producer(
        {"test.mock.num.brokers": 1, "bootstrap.servers": "x", "log_level": 0}
    )
    brokers = next(iter(producer.list_topics("buys", timeout=10).brokers.values()))
    url = f"kafka://{brokers.host}:{brokers.port}/buys"
    flow = make(tmp_path)

    def send(*events):
        for one in events:
            producer.produce("buys", json.dumps(one).encode(), partition=0)
        producer.flush(10)

    def take():
        options = StreamOptions(url, RULE.name, once=True, batch=2)
        return finish(flow.streaming.stream(options))[0]

    send(event(1, card="L1"), event(2, card="L1"), event(3, email="anna@x.example"))
    assert (take().events, take().events) == (3, 0)
    send(event(4, card="L1"), event(4, card="L1"))
    producer.produce("buys", None, partition=0)
    run = take()
    assert (run.events, run.duplicates, run.dead) == (1, 1, 1)
    assert run.to_place == "0:6 1:0 2:0 3:0"
    assert len(state(tmp_path)["purchases"]) == 4


@pytest.mark.parametrize(("head", "hint"), [(b"\x1f\x8b\x08", "gzip -dc"), (b"\xff\xfe{", "iconv")])
def test_a_packed_file_is_refused_with_the_program_that_unpacks_it(tmp_path, head, hint):
    path = tmp_path / "e.gz"
    path.write_bytes(head)
    with pytest.raises(DataError) as refused:
        opened(path)
    assert refused.value.hint.startswith(f"{hint} ") or hint in refused.value.hint


def test_what_lies_in_the_place_of_a_followed_file_and_is_none_is_waited_out(tmp_path):
    path = tmp_path / "e"
    path.write_bytes(b"1\n")
    file = File(path, "e", 100, None, follow=True)
    assert [line.text for line in file.poll(9, 0.0, 0.0)] == [b"1"]
    path.unlink()
    assert file.poll(9, 0.0, 0.0) == []
    path.mkdir()
    assert file.poll(9, 0.0, 0.0) == []
    assert file.notices == ["e is gone: waiting for another one"]
    path.rmdir()
    path.symlink_to("nowhere")
    assert file.poll(9, 0.0, 0.0) == []
    path.unlink()
    path.write_bytes(b"2\n")
    assert [line.text for line in [*file.poll(9, 0.2, 0.0), *file.poll(9, 0.2, 0.0)]] == [b"2"]
    file.close()
