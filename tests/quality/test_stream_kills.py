"""kill -9 at random instants of a stream: after the last restart it is as if nothing had happened.

A few kills in the slow lane; fifty by hand: `pytest -m benchmark -n 0 -s
tests/quality/test_stream_kills.py`.
"""

import os
import random
import time
from functools import partial

import pytest

from tests import nursery
from tests.unit.stream.shop import RULE, event, make, state, streamed, written

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a process a kill"),
]
FLAGS = ("-q", "--db", "v.duckdb", "stream", "events", "--rule", RULE.name, "--batch", "20")
EACH = 120  # events written before each start


def purchase(chance, number):
    """Give an event as they come: many of known persons, some again, some that are no good."""
    if number % 97 == 0:
        return '{"half": '
    fields = {
        "amount": str(chance.randrange(1, 9999) / 100),
        "city": chance.choice(["Bonn", "Ulm am Rhein"]),
    }
    if chance.random() < 0.8:
        fields["email"] = f"n{chance.randrange(300)}@y.example"
    if chance.random() < 0.3:
        fields["phone"] = f"0151 {chance.randrange(1000000, 1000200)}"
    again = number - chance.randrange(1, 50) if number > 50 and number % 31 == 0 else number
    return event(again, time=f"2026-01-{chance.randrange(1, 29):02}T10:00:00Z", **fields)


@pytest.mark.parametrize(
    "kills", [4, pytest.param(50, marks=[pytest.mark.benchmark, pytest.mark.timeout(0)])]
)
def test_no_event_is_lost_or_taken_twice(tmp_path, kills):
    chance, number, died = random.Random(7), 0, 0
    killed, calm = tmp_path / "killed", tmp_path / "calm"
    killed.mkdir(), calm.mkdir()
    make(killed)
    (killed / "vibecli.toml").write_text('[actions]\npersonalize = { file = "out.ndjson" }\n')
    longest, tries = 1.2, 0  # seconds: a machine may have done with it before
    while died < kills and tries < 6 * kills:
        tries += 1
        more = [purchase(chance, number + n) for n in range(EACH)]
        number += EACH
        written(killed / "events", more, mode="a")
        process = nursery.Piped(partial(nursery.cli, *FLAGS), cwd=killed)
        time.sleep(chance.uniform(0.02, longest))
        process.kill()
        process.communicate()
        died += process.returncode != 0
        longest *= 0.8 if process.returncode == 0 else 1
    assert nursery.run(*FLAGS, cwd=killed).returncode == 0
    (calm / "events").write_bytes((killed / "events").read_bytes())
    streamed(make(calm), calm / "events")
    assert state(killed) == state(calm)
    assert died == kills
