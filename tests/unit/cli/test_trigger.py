"""A standing rule is made by words, approved once, kept by a stream, and ends by words or undo."""

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
    told = command("rules").out
    assert all(one in told for one in ("stands v1", "new.ndjson", "for each new row of visits"))
    ended = command("ask", "stop the rule visits", "--yes")
    assert ended.code == 0, ended.err
    card = json.loads(command("rules", "show", "visits", "-o", "json").out)
    assert (card["state"], card["events"]) == ("retired", 3)
    assert [one["did"] for one in card["versions"]] == ["retired", "made"]
    ended = command("stream", str(gym / "new.ndjson"), "--rule", "visits")
    assert (ended.code, "visits was retired" in ended.err) == (2, True), ended.err
    assert command("undo").code == 0
    assert command("undo").code == 0
    ended = command("stream", str(gym / "new.ndjson"), "--rule", "visits")
    assert (ended.code, "no standing rule" in ended.err) == (2, True), ended.err


@pytest.mark.slow
def test_a_rule_is_changed_beside_the_one_before_and_goes_though_a_stream_filled_its_columns(
    command, gym
):
    made = command("ask", f"{WORDS} and refresh the features", "--yes")
    assert made.code == 0, made.err
    event = {"visit_id": 100, "email": "M7@x.example", "visited_at": "2026-03-01T08:00:00Z"}
    (gym / "new.ndjson").write_text(json.dumps(event))
    assert command("stream", str(gym / "new.ndjson"), "--rule", "visits").code == 0
    (gym / "more.csv").write_text("visit_id,nothing\n7,8\n")
    loaded = command("load", str(gym / "more.csv"), "--table", "visits", "--append")
    assert (loaded.code, "vibecli stream FILE --rule visits" in loaded.err) == (1, True)
    asked = command("-o", "json", "ask", WORDS, "--dry-run")
    (shown,) = json.loads(asked.out)["queries"]
    assert shown["columns"] == ["part", "what it does", "before"]
    assert shown["rows"][0][:2] == ["features", "nothing"]
    assert ["events", "the same"] in [[row[0], row[2]] for row in shown["rows"]]
    refused = command("undo")
    assert refused.code == 7
    assert "vibecli ask 'retire the standing rule visits' ends the rule alone" in refused.err
    before = rows(gym, "FROM visits WHERE matched_member_no = 'M7'")
    assert command("undo", "--partial").code == 0
    assert "no standing rule yet" in command("rules").err
    assert rows(gym, "FROM visits WHERE matched_member_no = 'M7'") == before != []
    refused = command("undo")
    assert refused.code == 7
    assert ("--partial" in refused.err, "nothing more of it" in refused.err) == (False, True)


def test_a_registry_that_is_another_table_is_one_line(command, gym):
    with files.write(gym / "vibecli.duckdb") as session:
        for table in ("vibecli_rules", "vibecli_models"):
            session.run(f"CREATE TABLE {table} (name VARCHAR, version INTEGER, artefact BLOB)")
    for *arguments, table in (("rules", "rules"), ("models", "models"), ("ask", WORDS, "rules")):
        ran = command(*arguments)
        assert (ran.code, f"ALTER TABLE vibecli_{table} RENAME" in ran.err) == (1, True), ran.err


@pytest.mark.slow
def test_no_other_step_writes_rules_and_no_words_name_an_address(command, gym):
    assert command("ask", WORDS, "--yes").code == 0
    assert command("ask", "delete all rows of vibecli_rules", "--yes").code != 0
    assert rows(gym, "SELECT count(*) FROM vibecli_rules") == [(1,)]
    assert command("ask", "when a new visit arrives, call the webhook http://x.example/a").code != 0
    words = "for each new visit find the member, then call the webhook hello"
    refused = command("ask", words, "--yes")
    assert (refused.code != 0, "names none yet" in refused.err) == (True, True), refused.err
    (gym / "vibecli.toml").write_text('[actions]\nhello = { file = "out.ndjson" }\n')
    assert command("ask", words, "--yes").code == 0
    (gym / "vibecli.toml").unlink()
    (gym / "new.ndjson").write_text("{}\n")
    ended = command("stream", str(gym / "new.ndjson"), "--rule", "visits")
    assert (ended.code, "sets off hello" in ended.err) == (2, True), ended.err
