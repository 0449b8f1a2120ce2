"""A standing rule is made by words, approved once, kept by a stream, and goes by undo."""

import json

import pytest

from tests import files

WORDS = "whenever a new visit arrives, match it to a member and update the members table"


@pytest.fixture
def gym(tmp_path, monkeypatch):
    with files.write(tmp_path / "vibecli.duckdb") as session:
        session.run(
            "CREATE TABLE members AS SELECT 'M' || n AS member_no, 'm' || n || '@x.example' AS e_mail,"
            " 0::INTEGER AS total_visits, NULL::TIMESTAMP AS last_visit FROM range(1, 41) t(n)"
        )
        session.run(
            "CREATE TABLE visits AS SELECT n AS visit_id, 'M' || n AS member_no,"
            " 'm' || n || '@x.example' AS email, TIMESTAMP '2026-01-01' + INTERVAL (n) HOUR"
            " AS visited_at FROM range(1, 31) t(n)"
        )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(gym, sql):
    with files.read(gym / "vibecli.duckdb") as session:
        return session.rows(sql)


def test_words_make_a_rule_that_a_stream_keeps_until_it_is_undone(command, gym):
    asked = command("ask", WORDS, "--yes")
    assert asked.code == 0, asked.err
    assert "of the newest 30 events 30 of known persons" in asked.err
    (rule,) = (json.loads(one) for (one,) in rows(gym, "SELECT rule FROM vibecli_rules"))
    assert [one["field"] for one in rule["identifiers"]] == ["member_no", "email"]
    new = [
        {"visit_id": 100, "email": "M7@x.example", "visited_at": "2026-03-01T08:00:00Z"},
        {"visit_id": 101, "member_no": "m 7", "visited_at": "2026-03-02T08:00:00Z"},
        {"visit_id": 102, "email": "new@x.example", "visited_at": "2026-03-02T09:00:00Z"},
    ]
    (gym / "new.ndjson").write_text("".join(json.dumps(one) + "\n" for one in new))
    taken = command("stream", str(gym / "new.ndjson"), "--rule", "visits", "-o", "json")
    assert taken.code == 0, taken.err
    run = json.loads(taken.out)
    assert (run["events"], run["matched"], run["persons"]) == (3, 2, 1)
    visits = "SELECT total_visits, last_visit::DATE::VARCHAR FROM members WHERE member_no = 'M7'"
    assert rows(gym, visits) == [(2, "2026-03-02")]
    assert command("undo", "--yes").code == 0
    ended = command("stream", str(gym / "new.ndjson"), "--rule", "visits")
    assert (ended.code, "no standing rule" in ended.err) == (2, True), ended.err


@pytest.mark.slow
def test_no_other_step_writes_rules_and_no_words_name_an_address(command, gym):
    assert command("ask", WORDS, "--yes").code == 0
    assert command("ask", "delete all rows of vibecli_rules", "--yes").code != 0
    assert rows(gym, "SELECT count(*) FROM vibecli_rules") == [(1,)]
    assert command("ask", "when a new visit arrives, call the webhook http://x.example/a").code != 0
    named = command(
        "ask", "for each new visit find the member, then call the webhook welcome", "--yes"
    )
    assert named.code == 0, named.err
    (gym / "new.ndjson").write_text("{}\n")
    ended = command("stream", str(gym / "new.ndjson"), "--rule", "visits")
    assert (ended.code, "sets off welcome" in ended.err) == (2, True), ended.err
