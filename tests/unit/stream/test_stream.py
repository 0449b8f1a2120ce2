"""A stream comes to what its events one by one do: in any batches, after any stop, replayed or not."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import files
from tests.unit.stream.shop import RULE, Plain, event, make, state, streamed, written
from vibecli.errors import Blocked, Stale
from vibecli.steps.standing import Bounds, Identifier, Survivor
from vibecli.stream.tables import stream_runs

PURCHASE = st.fixed_dictionaries(
    {
        "number": st.integers(0, 40),
        "time": st.integers(1, 28).map(lambda day: f"2026-01-{day:02}T10:00:00Z"),
        "amount": st.integers(1, 9999).map(lambda cents: str(Decimal(cents) / 100)),
    },
    optional={
        "email": st.sampled_from(
            ["ANNA@x.example", "bob@x.example", "family@x.example", "eve@y.example"]
        ),
        "phone": st.sampled_from(["+49 151 1111111", "0171 7777777", "0171 9999999"]),
        "card": st.sampled_from(["L-1", "l1", "L-2"]),
        "city": st.sampled_from(["Köln", "Bad Honnef", "Bonn am Rhein"]),
    },
)


@pytest.fixture
def flow(tmp_path):
    return make(tmp_path)


@settings(max_examples=5)
@given(
    events=st.lists(PURCHASE.map(lambda fields: event(**fields)), max_size=25),
    cuts=st.lists(st.tuples(st.integers(1, 25), st.integers(1, 7)), max_size=2),
)
def test_any_batches_and_stops_come_to_the_same(tmp_path_factory, events, cuts):
    folder, plain = tmp_path_factory.mktemp("law"), Plain()
    flow = make(folder)
    for upto, batch in (*cuts, (len(events), 1000)):
        streamed(flow, written(folder / "events", events[:upto]), batch=batch)
        if upto >= len(events):
            break
    for one in events:
        plain.take(one)
    found = state(folder)
    names = {f"new {e}": person for e, _, _, person in found["purchases"]}
    rows = {row[0]: (row[1:4], str(row[4] or 0), row[5], row[7]) for row in found["profile"]}
    for person, said in plain.people.items():
        told = tuple(said.get(name) for name in ("email", "phone", "city"))
        spent = str(said["spent"].quantize(Decimal("0.01"))) if "spent" in said else "0"
        own = (told, spent, said.get("purchases"), said.get("card"))
        assert rows[names.get(person, person)] == own
    assert len(rows) == len(plain.people)
    assert len(found["vibecli_stream_review"]) == len(plain.asked)
    assert {e: p for e, _, _, p in found["purchases"]} == {
        e: names.get(p, p) for e, p in plain.whose.items()
    }


OF_BEFORE = (
    "('P1', 'city', 'crm', 'c1', 'source_priority', TIMESTAMP '2026-01-05', ''),"
    " ('P2', 'city', 'old', 'o2', 'source_priority', TIMESTAMP '2026-02-01', ''),"
    " ('P1', 'email', 'crm', 'c1', 'most_recent', TIMESTAMP '2026-01-10', ''),"
    " ('P2', 'EMAIL', 'crm', 'c2', 'most_recent', NULL, ''),"
    " ('P1', 'phone', 'crm', 'c1', 'first', NULL, ''),"
    " ('P3', 'phone', 'crm', 'c3', 'first', TIMESTAMP 'infinity', '')"
)


@pytest.mark.parametrize("batch", [1, 2, 1000])
def test_values_of_another_source_count_as_old_and_as_much_as_they_are(tmp_path, batch):
    first, *others = RULE.survivorship
    city = Survivor(column="city", field="city", rule="source_priority", order=("crm", "purchases"))
    more = [city if one.column == "city" else one for one in others]
    flow = make(tmp_path, RULE.model_copy(update={"survivorship": (first, *more)}))
    with files.write(tmp_path / "v.duckdb") as session:
        session.run(
            "CREATE TABLE profile_provenance (profile_key VARCHAR, column_name VARCHAR, source"
            " VARCHAR, record_id VARCHAR, rule VARCHAR, recorded_at TIMESTAMP, written VARCHAR)"
        )
        session.run(f"INSERT INTO profile_provenance VALUES {OF_BEFORE}")
        session.run("UPDATE profile SET city = 'Ulm' WHERE profile_id = 'P2'")
    anna, bob = {"phone": "0151 1111111"}, {"email": "Bob@x.example"}
    taken = [
        event(1, "2026-01-09T00:00:00Z", email="ANNA@x.example", city="Kiel", **anna),
        event(2, "2026-01-02T00:00:00Z", city="Jena", **bob),
        event(3, "2026-01-01T00:00:00Z", city="Gera", email="BOB@x.example"),
        event(4, "2026-01-11T00:00:00Z", email="anna@X.example", **anna),
        event(5, "2026-01-12T00:00:00Z", phone="+49 171 7777777"),
        event(6, "2026-01-13T00:00:00Z", phone="0171 7777777"),
    ]
    for upto in (3, len(taken)):  # the second time it has read what it wrote
        streamed(flow, written(tmp_path / "e", taken[:upto]), batch=batch)
    rows = {row[0]: row[1:4] for row in state(tmp_path)["profile"]}
    assert rows["P1"] == ("anna@X.example", "0151 1111111", "Bonn")
    assert rows["P2"] == ("Bob@x.example", None, "Jena")
    assert rows["P3"] == ("family@x.example", "+49 171 7777777", None)
    told = {row[:2]: row[2:5] for row in state(tmp_path)["profile_provenance"]}
    assert told["P1", "city"] == ("crm", "c1", "source_priority")
    assert told["P2", "city"] == ("purchases", "e2", "source_priority")
    assert told["P1", "email"] == ("purchases", "e4", "most_recent")
    assert told["P3", "phone"] == ("purchases", "e5", "first")


def test_a_replay_changes_nothing(flow, tmp_path):
    file = written(
        tmp_path / "e", [event(1, email="new@y.example"), event(2, card="L-7", city="Ulm")]
    )
    streamed(flow, file)
    before = state(tmp_path)
    assert streamed(flow, file).events == 0
    again = streamed(flow, file, from_start=True, batch=1)
    assert (again.events, again.duplicates) == (0, 2)
    assert state(tmp_path) == before


def test_what_is_no_event_is_a_dead_letter_with_its_reason(flow, tmp_path):
    bad = {
        "no JSON": '{"id": ',
        "no JSON object": "[1]",
        "not UTF-8": None,
        "amount is no DECIMAL(18,2)": event(1, amount="much"),
        "it has no id": {**event(1), "id": None},
        "it has no time": {**event(1), "time": None},
        "time is no TIMESTAMP": event(1, time="yesterday"),
        "in the future": event(1, time="2199-01-01"),
        "before 2000-01-01": event(1, time="1970-01-01"),
        "no JSON: a number": '{"id": 1e999}',
        "half a character": '{"id": "\\ud800"}',
        "the database refuses it": event(2, amount=666, email="z@z.example"),
    }
    file = tmp_path / "e"
    lines = [
        b"\xff\xfe" if one is None else (one if isinstance(one, str) else json.dumps(one)).encode()
        for one in bad.values()
    ]
    good = json.dumps(event(3, email="anna@x.example")).encode()
    file.write_bytes(b"\n".join([*lines, good, b"", b'{"half": ']))
    run = streamed(flow, file)
    told = [reason for _, reason, _ in sorted(state(tmp_path)["vibecli_dead_letters"])]
    assert (run.events, run.dead) == (1, len(bad))
    assert [part in reason for part, reason in zip(bad, told, strict=True)] == [True] * len(bad), (
        told
    )


def test_an_event_whose_condition_to_act_fails_is_kept_and_its_action_is_not(tmp_path):
    flow = make(tmp_path, RULE.model_copy(update={"when": "CAST(city AS INTEGER) > 5"}))
    good, odd = event(1, email="bob@x.example", city="7"), event(2, email="anna@x.example")
    bad = event(3, amount="666", email="bob@x.example")
    run = streamed(flow, written(tmp_path / "e", [good, odd, bad]))
    assert (run.events, run.matched, run.dead) == (2, 2, 1)
    assert [row[0] for row in state(tmp_path)["purchases"]] == ["e1", "e2"]
    told = {one.state: (one.rows, one.reason) for one in flow.streaming.outbox()}
    assert told["done"] == (1, "")
    assert told["failed"][0] == 1
    assert "Conversion Error" in told["failed"][1]


def test_half_a_line_is_taken_when_it_is_whole(flow, tmp_path):
    text = json.dumps(event(1, email="anna@x.example"))
    (tmp_path / "e").write_text(text[:20])
    assert streamed(flow, tmp_path / "e").events == 0
    (tmp_path / "e").write_text(text)
    assert streamed(flow, tmp_path / "e").events == 1
    assert streamed(flow, tmp_path / "e").events == 0


def test_another_file_in_its_place_is_noticed(flow, tmp_path):
    streamed(flow, written(tmp_path / "e", [event(1, card="L1"), event(2, card="L1")]))
    run = streamed(flow, written(tmp_path / "e", [event(n, card="L1") for n in (2, 3, 4, 5)]))
    assert (run.events, run.duplicates) == (3, 1)


def test_without_ids_another_file_is_asked_about(tmp_path):
    flow = make(tmp_path, RULE.model_copy(update={"id_field": None}))
    streamed(flow, written(tmp_path / "e", [event(1), event(1)]))
    assert len(state(tmp_path)["purchases"]) == 2
    written(tmp_path / "e", [event(3)])
    with pytest.raises(Stale, match="is not the file that was read before"):
        streamed(flow, tmp_path / "e")
    assert streamed(flow, tmp_path / "e", from_start=True).events == 1


@pytest.mark.parametrize(
    ("bounds", "name"),
    [({"rows": 2}, "rows"), ({"review": 0}, "review"), ({"unmatched": 0.1}, "unmatched")],
)
def test_a_batch_out_of_bounds_stops_the_stream_with_nothing_lost(tmp_path, bounds, name):
    flow = make(tmp_path, RULE.model_copy(update={"bounds": Bounds(**bounds)}))
    good = [event(n, email="anna@x.example") for n in range(100)]
    more = [event(n, email=f"n{n}@y.example", phone="0151 1111111") for n in range(100, 105)]
    new = [event(n, email=f"n{n}@z.example") for n in range(105, 125)]
    both = event(125, email="bob@x.example", phone="0151 1111111")
    file = written(tmp_path / "e", [*good, *more, *new, both])
    with pytest.raises(Blocked, match=f"bound {name} of rule purchases"):
        streamed(flow, file, batch=100)
    assert [len(state(tmp_path)[t]) for t in ("purchases", "profile")] == [100, 4]
    with files.read(tmp_path / "v.duckdb") as session:
        assert stream_runs(session)[0].ended == f"bound {name}"
    with files.write(tmp_path / "v.duckdb") as session:
        session.run("UPDATE vibecli_rules SET rule = ?", [RULE.model_dump_json()])
    assert streamed(flow, file, batch=100).events == 26


def test_a_table_that_changed_is_told_before_anything_is_taken(flow, tmp_path):
    with files.write(tmp_path / "v.duckdb") as session:
        session.run("ALTER TABLE profile DROP COLUMN city")
    with pytest.raises(Stale, match="profile has no column city"):
        streamed(flow, written(tmp_path / "e", [event(1)]))


@pytest.mark.slow
def test_many_persons_at_once_come_to_what_few_do(tmp_path):
    first = [event(n, email=f"n{n}@y.example", phone=f"0151 20000{n:02}") for n in range(80)]
    mixed = [
        event(100 + n, email=f"n{n}@y.example", phone=f"0151 20000{n + 1:02}") for n in range(70)
    ]
    events = [*first, "no event", *mixed, event(171, email="n3@y.example", city="Ulm")]
    states = []
    for batch in (13, 1000):
        (folder := tmp_path / str(batch)).mkdir()
        flow, file = make(folder), folder / "e"
        streamed(flow, written(file, events[:80]), batch=batch)
        streamed(flow, written(file, events), batch=batch)
        states.append(state(folder))
    assert states[0] == states[1]
    assert len(states[0]["vibecli_stream_review"]) == 70


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"when": "(SELECT count(*) FROM read_text('/etc/passwd')) > 0"}, "may not be read from"),
        ({"when": "true); DROP TABLE profile; SELECT (1"}, "only a SELECT may stand here"),
        ({"events": "vibecli_rules", "person_column": None}, "vibecli's own"),
        ({"survivorship": RULE.survivorship[:1] * 2}, "would be written twice"),
        ({"oldest": "yesterday"}, "is no moment"),
        ({"name": "other"}, "calls itself otherwise"),
        (
            {"identifiers": (Identifier(field="e", role="email", columns=("gone.email",)),)},
            "known from gone.email, which is gone",
        ),
    ],
)
def test_a_rule_that_somebody_wrote_into_its_table_is_refused(tmp_path, changed, said):
    flow, before = make(tmp_path, RULE), state_of(tmp_path)
    with files.write(tmp_path / "v.duckdb") as session:
        told = RULE.model_copy(update=changed).model_dump_json()
        session.run("UPDATE vibecli_rules SET rule = ?", [told])
    with pytest.raises(Stale, match=said):
        streamed(flow, written(tmp_path / "e", [event(1, email="a@y.example")]))
    assert state_of(tmp_path) == before


def state_of(folder, table="profile"):
    with files.read(folder / "v.duckdb") as session:
        return session.rows(f"SELECT * FROM {table} ORDER BY 1")


OTHER = "is not the table that a stream writes"
BECAME = {  # each is looked at before those above it
    "ALTER TABLE vibecli.stream_keys DROP hash": f"stream_keys {OTHER}",
    "CREATE OR REPLACE TABLE vibecli_outbox (a INTEGER)": f"vibecli_outbox {OTHER}",
    "ALTER TABLE vibecli.stream_offsets ALTER position TYPE VARCHAR": f"stream_offsets {OTHER}",
    "ALTER TABLE purchases ADD shop INTEGER DEFAULT 1": "",
    "ALTER TABLE purchases ALTER shop SET NOT NULL": "",
    "ALTER TABLE purchases ALTER shop DROP DEFAULT": "purchases.shop may not be NULL",
    "ALTER TABLE profile_provenance ALTER recorded_at TYPE VARCHAR": "is VARCHAR, not TIMESTAMP",
    "ALTER TABLE purchases ALTER customer TYPE INTEGER USING 1": "purchases.customer is INTEGER",
}


def test_tables_that_became_others_are_told_and_nothing_is_taken(flow, tmp_path):
    path = written(tmp_path / "e", [event(1, email="a@y.example")])
    streamed(flow, path)
    written(path, [event(2)], mode="a")
    for made, said in BECAME.items():
        with files.write(tmp_path / "v.duckdb") as session:
            session.run(made)
        if said:
            with pytest.raises(Stale, match=said):
                streamed(flow, path)
    assert len(state_of(tmp_path, "purchases")) == 1
    with pytest.raises(Stale, match=OTHER):
        flow.streaming.outbox()


def test_small_runs_are_judged_together(tmp_path):
    flow, file = (
        make(tmp_path, RULE.model_copy(update={"bounds": Bounds(dead=0.4)})),
        tmp_path / "e",
    )
    streamed(flow, written(file, [*map(event, range(50)), *["no event"] * 30]))
    written(file, ["no event"] * 25, mode="a")
    with pytest.raises(Blocked, match="55 of 105 events are no good"):
        streamed(flow, file)
    written(file, map(event, range(50, 100)), mode="a")
    assert streamed(flow, file).dead == 25  # a third of these


def test_a_place_that_cannot_be_is_read_as_another_file(flow, tmp_path):
    path = written(tmp_path / "e", [event(1, email="a@y.example")])
    streamed(flow, path)
    for wrong in ("position = -5", "position = 9000000000000000000", "length = -1"):
        with files.write(tmp_path / "v.duckdb") as session:
            session.run(f"UPDATE vibecli.stream_offsets SET {wrong}")
        assert streamed(flow, path).duplicates == 1
