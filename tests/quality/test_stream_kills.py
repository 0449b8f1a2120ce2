"""kill -9 at random instants of a stream: after the last restart it is as if nothing had happened.

A few kills in the slow lane. The series is run by hand, with features, a model and actions that
depend on them: `KILLS=50 KILLS_SEED=7 pytest -m benchmark -n 0 -s
tests/quality/test_stream_kills.py`; it tells its figures.
"""

import os
import random
import time
from collections import Counter
from functools import partial

import pytest

from tests import files, nursery
from tests.integration.flows import outcome, saved
from tests.unit.stream.foreseen import fitted
from tests.unit.stream.shop import RULE, event, make, state, streamed, written
from tests.unit.stream.test_live import ACTIVE, FEATURES, rows, scoring, whole
from tests.unit.stream.test_outbox import hook
from vibecli.actionbook import Action
from vibecli.stream.tables import stream_runs

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="forks a process a kill"),
]
SEED, KILLS = int(os.environ.get("KILLS_SEED", "7")), int(os.environ.get("KILLS", "50"))
COMMAND = ("stream", "events", "--rule", RULE.name, "--batch", "20")
FLAGS = ("-q", "-o", "jsonl", "--db", "v.duckdb", *COMMAND)
EACH = 120  # events written before each start
SCORED = {"action": "personalize", "when": "purchases % 2 = 0 AND coalesce(leavers_score, 1) > 0.2"}


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


def killed(folder, kills, seed):
    """Stream events that go on coming, killed so many times; give how many were written."""
    chance, number, died = random.Random(seed), 0, 0
    longest, tries = 1.2, 0  # seconds: a machine may have done with it before
    while died < kills and tries < 6 * kills:
        tries += 1
        written(folder / "events", [purchase(chance, number + n) for n in range(EACH)], mode="a")
        number += EACH
        process = nursery.Piped(partial(nursery.cli, *FLAGS), cwd=folder)
        if chance.random() < 0.7:  # else it may die before its first batch
            process.stdout.readline()
        time.sleep(chance.uniform(0.02, longest))
        process.kill()
        process.communicate()
        died += process.returncode != 0
        longest *= 0.8 if process.returncode == 0 else 1
    assert died == kills
    process = nursery.Piped(partial(nursery.cli, *FLAGS), cwd=folder)
    _, errors = process.communicate(timeout=3600)
    assert process.returncode == 0, errors
    return number


def test_no_event_is_lost_or_taken_twice(tmp_path):
    dead, calm = tmp_path / "killed", tmp_path / "calm"
    dead.mkdir(), calm.mkdir()
    make(dead)
    (dead / "vibecli.toml").write_text('[actions]\npersonalize = { file = "out.ndjson" }\n')
    killed(dead, 4, SEED)
    streamed(make(calm), (dead / "events").rename(calm / "events"))
    assert state(dead) == state(calm)


def scored(folder, address):
    """Make a shop whose rule keeps features, scores and tells a server of some; gives its flow."""
    folder.mkdir()
    flow = scoring(folder, fitted(FEATURES), ACTIVE, **SCORED)
    flow.runtime.settings.actions["personalize"] = Action("personalize", "webhook", address, folder)
    with files.write(folder / "v.duckdb") as session:
        session.run(
            "INSERT INTO visits SELECT NULL, 'n' || i % 300 || '@y.example', TIMESTAMP '2026-01-02'"
            " + INTERVAL (i * 3) HOUR, 'cart' FROM range(200) r(i)"
        )
    return flow


def everything(folder):
    """Give all a stream with features and scores wrote."""
    more = ("profile", "profile_features")
    told = {name: rows(folder, f"SELECT * FROM {name}") for name in more}
    payloads = rows(folder, "SELECT id, person, payload FROM vibecli_outbox")
    return {**state(folder), **told, "payloads": payloads}


@pytest.mark.benchmark
@pytest.mark.timeout(0)
def test_features_scores_and_actions_come_to_the_same(tmp_path):
    dead, calm = tmp_path / "killed", tmp_path / "calm"
    with hook(lambda number: 503 if number % 17 == 0 else 204) as (address, heard):
        scored(dead, address)
        (dead / "vibecli.toml").write_text(
            f'[actions]\npersonalize = {{ webhook = "{address}" }}\n'
        )
        number = killed(dead, KILLS, SEED)
        brought = nursery.run("--db", "v.duckdb", "outbox", "--deliver", "--wait", "60", cwd=dead)
        assert brought.returncode == 0, brought.stdout
        posts = Counter(headers["Idempotency-Key"] for headers, _ in heard)
    with hook(lambda _: 204) as (address, _):
        flow = scored(calm, address)
        run = streamed(flow, (dead / "events").rename(calm / "events"), deliver=60)
    found, wanted = everything(dead), everything(calm)
    assert [name for name in wanted if found[name] != wanted[name]] == []
    assert set(posts) == {key for key, *_ in wanted["payloads"]}
    assert rows(dead, "SELECT DISTINCT state FROM vibecli_outbox") == [("done",)]
    assert wanted["profile_features"] == whole(flow, calm)
    step = {
        "kind": "score", "model": "leavers", "entity": "profile", "key": "profile_id", "as_of": "own",
        "sources": ["purchases", "visits"], "target": "profile", "column": "leavers_score",
    }  # fmt: skip
    assert outcome(flow.rehearse(saved(step))).diff.empty
    with files.read(dead / "v.duckdb") as session:
        runs = stream_runs(session)
    dying = Counter(
        "after batches" if one.batches else "before a batch" for one in runs if not one.ended
    )
    print(
        f"\nseed {SEED}, {KILLS} kills: {dict(dying)}, {KILLS - dying.total()} before the run was"
        f" written; {number:,} lines, {run.events:,} events, {run.duplicates} again, {run.dead} dead"
        f" letters, {len(posts):,} actions, {posts.total():,} posts"
        f" ({sum(count > 1 for count in posts.values())} keys heard more than once)"
    )
