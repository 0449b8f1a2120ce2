"""A stream on data nobody meant: one bad event ends nothing, and no table leads to a wrong row."""

import json
import time

import pytest

from tests import files
from tests.unit.stream.shop import RULE, event, make, state, streamed, written
from vibecli.actionbook import Action
from vibecli.errors import DataError, Stale
from vibecli.identity.arriving import minting
from vibecli.run.seal_key import made_seal
from vibecli.run.suppression import marks_of, write_marks
from vibecli.steps.standing import Survivor


def sql(folder, *statements):
    with files.write(folder / "v.duckdb") as session:
        for statement in statements:
            session.run(statement)


def rows(folder, select):
    with files.read(folder / "v.duckdb") as session:
        return session.rows(select)


def deep(number, depth, opening, closing):
    text = json.dumps(event(number, city="?"))
    return text.replace('"?"', opening * depth + "1" + closing * depth)


def test_a_field_that_is_too_deep_is_a_dead_letter_wherever_the_depth_is_noticed(tmp_path):
    depths = range(800, 1000)  # among them those that can be read and not written
    lines = [deep(depth, depth, '{"a":', "}") for depth in depths]
    run = streamed(make(tmp_path), written(tmp_path / "e", [*lines, event(1)]))
    assert (run.events + run.dead, run.dead > 0) == (len(lines) + 1, True)
    letters = {reason for _, reason, _ in state(tmp_path)["vibecli_dead_letters"]}
    assert letters <= {"a field is too deep", "no JSON: too deep"}


def test_a_broken_line_of_a_million_signs_holds_up_nothing_where_somebody_is_suppressed(tmp_path):
    flow, seal = make(tmp_path), made_seal(tmp_path / ".vibecli", {})
    with files.write(tmp_path / "v.duckdb") as session:
        marks = marks_of(seal, {"email": ["anna@x.example"]}, {})
        write_marks(session, seal, marks, plan_id="p", at="now")
    lines = ["a" * 1_000_000, "+-." * 300_000, '{"a": ["ANNA@x.example", ' + "b" * 1000]
    began = time.monotonic()
    run = streamed(flow, written(tmp_path / "e", lines))
    assert (run.dead, run.suppressed) == (2, 1)
    assert time.monotonic() - began < 20  # of hours


def test_what_has_no_end_stays_out_of_a_maximum(tmp_path):
    top = Survivor(column="top", field="weight", rule="maximum")
    last = Survivor(column="last_purchase", field="seen", rule="maximum")
    flow = make(tmp_path, RULE.model_copy(update={"survivorship": (top, last)}))
    sql(tmp_path, "ALTER TABLE profile ADD top DOUBLE")
    odd = [{"weight": "NaN"}, {"weight": "inf"}, {"seen": "infinity"}, {"weight": "1e400"}]
    good = {"weight": 7.5, "seen": "2026-05-01"}
    events = [event(n, email="bob@x.example", **one) for n, one in enumerate([*odd, good])]
    run = streamed(flow, written(tmp_path / "e", events))
    assert (run.events, run.dead) == (1, 4)
    found = rows(tmp_path, "SELECT top, last_purchase::VARCHAR FROM profile WHERE top IS NOT NULL")
    assert found == [(7.5, "2026-05-01 00:00:00")]


PLAIN = "plain"
INDEXED = (
    "ALTER TABLE profile ADD PRIMARY KEY (profile_id)", "CREATE INDEX i1 ON profile(spent)",
    "CREATE UNIQUE INDEX i2 ON profile(email)", "CREATE INDEX i3 ON profile(city)",
)  # fmt: skip


def test_an_index_on_what_changes_changes_no_result(tmp_path):
    """The engine moves a row of an index to the end of the table, in the middle of a batch too."""
    people = "('P1', 'anna@x.example', '0151 1111111', 'Bonn'), ('P2', 'bob@x.example', NULL, NULL)"
    mails = ["ANNA@x.example", "bob@x.example", "eve@y.example", "zoe@y.example"]
    events = [
        event(n, f"2026-01-{1 + n * 7 % 28:02}T10:00:00Z", email=mails[n % 4], city="b " * (n % 5))
        for n in range(16)
    ]
    found = {}
    for name, statements, batch in ((PLAIN, (), 1000), ("one", INDEXED, 1), ("six", INDEXED, 6)):
        folder = tmp_path / name
        folder.mkdir()
        flow = make(folder, people=people)
        sql(folder, *statements)
        run = streamed(flow, written(folder / "e", events), batch=batch)
        assert (run.events, run.dead) == (16, 0)
        found[name] = state(folder)
    assert found["one"] == found[PLAIN]
    assert found["six"] == found[PLAIN]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER TABLE profile ADD rowid BIGINT DEFAULT 0", "profile has a column rowid"),
        ("ALTER TABLE purchases ADD rowid BIGINT DEFAULT 7", "purchases has a column rowid"),
        ("INSERT INTO profile (profile_id, email) VALUES ('P1', 'd@x.example')", "share a profile_id"),
    ],
)  # fmt: skip
def test_a_table_whose_rows_cannot_be_told_apart_is_refused(tmp_path, statement, said):
    flow = make(tmp_path)
    sql(tmp_path, statement)
    with pytest.raises(Stale, match=said):
        streamed(flow, written(tmp_path / "e", [event(1, email="anna@x.example")]))
    assert rows(tmp_path, "SELECT count(*) FROM purchases") == [(0,)]


@pytest.mark.parametrize(
    ("kind", "last"),
    [("TINYINT", 126), ("BIGINT", 2**63 - 2), ("UBIGINT", 2**64 - 2), ("HUGEINT", 2**127 - 2)],
)
def test_the_last_key_of_a_type_is_given_and_none_after_it(kind, last):
    mint = minting("r", kind, last)
    assert mint("e1") == str(last + 1)
    with pytest.raises(DataError, match=f"{kind} ends at"):
        mint("e2")


def test_keys_that_run_out_end_the_stream_with_nothing_lost(tmp_path):
    flow = make(tmp_path)
    sql(
        tmp_path,
        "ALTER TABLE profile ALTER profile_id TYPE TINYINT USING substr(profile_id, 2)::INT + 121",
        "ALTER TABLE purchases ALTER customer TYPE TINYINT",
    )
    file = written(tmp_path / "e", [event(n, email=f"n{n}@y.example") for n in range(4)])
    with pytest.raises(DataError, match="no key is left for a new person"):
        streamed(flow, file, batch=1)
    sql(tmp_path, "ALTER TABLE profile ALTER profile_id TYPE INTEGER")
    sql(tmp_path, "ALTER TABLE purchases ALTER customer TYPE INTEGER")
    streamed(flow, file)
    assert rows(tmp_path, "SELECT min(customer), max(customer), count(*) FROM purchases") == [
        (126, 129, 4)
    ]


def test_rows_of_an_outbox_that_somebody_wrote_end_nothing(tmp_path):
    flow = make(tmp_path)
    streamed(flow, written(tmp_path / "e", [event(1, email="anna@x.example")]))
    sql(
        tmp_path,
        "INSERT INTO vibecli_outbox (state) VALUES ('open'), (NULL)",
        "INSERT INTO vibecli_outbox (id, rule, action, payload, state) VALUES"
        " ('x', 'purchases', 'personalize', '[1', 'open')",
    )
    told = {(one.action, one.state): one.rows for one in flow.streaming.deliver(5, again=False)}
    assert told == {("personalize", "done"): 2, ("", "open"): 1, ("", ""): 1}


def test_a_token_that_is_not_set_is_told_and_nobody_is_asked(tmp_path):
    address = "http://127.0.0.1:1/hook"
    action = Action(
        "personalize", "webhook", address, tmp_path, attempts=1, token_variable="NO_TOKEN"
    )
    flow = make(tmp_path, action=action)
    streamed(flow, written(tmp_path / "e", [event(1, email="anna@x.example")]))
    (told,) = flow.streaming.outbox()
    assert (told.state, told.reason) == ("failed", "variable NO_TOKEN with its token is not set")


def test_a_phone_that_many_share_makes_no_one_person_of_them_in_any_batches(tmp_path):
    events = [event(n, email=f"n{n}@y.example", phone="0800 1234567") for n in range(40)]
    found = []
    for name, cuts in (("one", (7, 8, 9, 10, 11, 12, 40)), ("all", (40,))):
        folder = tmp_path / name
        folder.mkdir()
        flow = make(folder)
        for upto in cuts:
            streamed(flow, written(folder / "e", events[:upto]))
        found.append(state(folder))
    assert found[0] == found[1]
    persons = [person for *_, person in found[0]["purchases"]]
    assert len(set(persons)) == 31  # the first ten e-mails may be of one who has many
    assert len(found[0]["vibecli_stream_review"]) == 30
