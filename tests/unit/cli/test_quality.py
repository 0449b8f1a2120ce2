"""Contracts as gates, `vibecli quality` and `vibecli contract`: measured, suggested, imported."""

import json
import re

import pytest

from tests import files

PLAN_ID = re.compile(r"vibecli apply (\w{8})")
HEAD = "apiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: 1.0.0\nschema:\n"
PEOPLE = (
    HEAD
    + """\
  - name: people
    properties:
      - {name: id, primaryKey: true}
      - name: mail
        required: true
        unique: true
        logicalTypeOptions: {pattern: '^[^@]+@[^@]+$'}
      - name: tier
        quality:
          - {metric: invalidValues, arguments: {validValues: [gold, plain]}, mustBe: 0}
          - {metric: nullValues, mustBeLessThan: 50, unit: percent, severity: warning}
    quality:
      - {metric: rowCount, mustBeGreaterThan: 20}
      - {type: sql, name: tiers, query: 'SELECT count(DISTINCT tier) FROM {object}', mustBe: 2}
slaProperties:
  - {property: latency, value: 100, unit: y, element: people.seen}
"""
)
VISITS = (
    HEAD
    + """\
  - name: visits
    properties:
      - name: person
        relationships: [{to: people.id}]
"""
)


@pytest.fixture
def firm(ask, shop):
    """The shop with forty people, their visits, and contracts of both."""
    with files.write(shop / "vibecli.duckdb") as session:
        session.run(
            "CREATE TABLE people AS SELECT i AS id, 'p' || i || '@firm.example' AS mail,"
            " CASE WHEN i % 2 = 0 THEN 'gold' ELSE 'plain' END AS tier, i * 3 AS points,"
            " 'AB-' || (1000 + i) AS code, DATE '2026-01-01' + CAST(i AS INTEGER) AS seen"
            " FROM range(1, 41) AS r(i)"
        )
        session.run("CREATE TABLE visits AS SELECT id AS person, id * 2 AS n FROM people")
    agree(shop, "people", PEOPLE)
    agree(shop, "visits", VISITS)
    return shop


def agree(shop, table, text):
    (shop / "contracts").mkdir(exist_ok=True)
    (shop / "contracts" / f"{table}.odcs.yaml").write_text(text)


def run_sql(shop, sql):
    with files.write(shop / "vibecli.duckdb") as session:
        session.run(sql)


def rules(review):
    return {r["message"]: r["status"] for r in review["rules"] if r["rule"] == "contract"}


def change(ask, words):
    return json.loads(ask("ask", words, "-n", "-o", "json").out)


def test_every_plan_that_touches_the_table_is_measured_and_scored(ask, firm):
    review = change(ask, "set tier to 'vip' for people with id 3")
    told = rules(review)
    broken = "tier is one of gold, plain: 1 of 40 rows break it, 0 before"
    assert told[broken] == "block"
    assert told["mail is unique"] == "pass"
    assert told["tiers is 2: 3"] == "block"
    assert told["person is in people.id"] == "pass"
    (table,) = review["diff"]["tables"]
    assert table["quality"]["before"] == 1
    assert 0.8 < table["quality"]["after"] < 1
    assert ask("ask", "set tier to 'vip' for people with id 3", "--yes").code == 4


@pytest.mark.slow
def test_what_was_broken_before_only_warns_until_more_is(ask, firm):
    run_sql(firm, "UPDATE people SET mail = NULL WHERE id = 1")
    mend = change(ask, "set mail to 'p1@firm.example' for people with id 1")
    assert set(rules(mend).values()) == {"pass"}
    same = rules(change(ask, "set tier to 'gold' for people with id 3"))
    assert same["mail is given: 1 of 40 rows break it, as before"] == "warn"
    fewer_rows = rules(change(ask, "remove people with id 3"))
    assert fewer_rows["mail is given: 1 of 39 rows break it, as before"] == "warn"
    worse = rules(change(ask, "clear the mail of people with id 2"))
    assert worse["mail is given: 2 of 40 rows break it, 1 before"] == "block"


@pytest.mark.slow
def test_a_parent_that_goes_breaks_the_contract_of_its_children(ask, firm):
    review = change(ask, "remove people with id 5")
    told = "person is in people.id: 1 of 40 rows break it, 0 before"
    (rule,) = (r for r in review["rules"] if r["message"] == told)
    assert rule["status"] == "block"
    with files.read(firm / "vibecli.duckdb") as session:
        session.run("CREATE TEMP TABLE people AS SELECT * FROM main.people WHERE id <> 5")
        where = rule["where"].replace('"main"."people"', "temp.people")
        assert session.rows(f"SELECT person FROM visits WHERE {where}") == [(5,)]


def test_the_commit_counts_again_what_other_rows_can_move(ask, firm):
    plan = PLAN_ID.search(ask("ask", "set person to 6 for visits with n 2").err)[1]
    run_sql(firm, "DELETE FROM people WHERE id = 6")
    late = ask("apply", plan)
    assert (late.code, "orphans of visits (person)" in late.err) == (4, True)


def test_quality_measures_now_and_exits_4(ask, firm):
    good = json.loads(ask("quality", "people", "-o", "json").out)["tables"][0]
    assert (good["score"], good["rows"], len(good["rules"])) == (1.0, 40, 10)
    run_sql(firm, "UPDATE people SET tier = 'vip', mail = 'none' WHERE id < 3")
    bad = ask("quality", "--junit", str(firm / "q.xml"))
    assert bad.code == 4
    assert re.search(r"people +40 rows, quality 0\.\d+, 6 of 10 rules hold", bad.out)
    assert "where  NOT regexp_matches" in bad.out
    assert (firm / "q.xml").read_text().count("<failure") == 4
    md = ask("quality", "people", "-o", "md").out
    assert "| block | tier is one of gold, plain: 2 of 40 rows break it |" in md
    assert ask("quality", "customers").code in {1, 2}


@pytest.mark.slow
def test_rules_are_suggested_with_evidence_and_written_when_approved(ask, firm):
    contract = firm / "contracts" / "people.odcs.yaml"
    contract.unlink()
    run_sql(firm, "UPDATE people SET code = 'other' WHERE id = 7")
    run_sql(firm, "UPDATE people SET tier = 'n/a' WHERE id < 9")
    ran = ask("contract", "suggest", "people", "-v")
    assert ran.code == 3
    assert "people.mail is unique" in ran.out
    assert "3 values in all, the rarest in 8 rows" in ran.out
    assert "people.points is given" in ran.out
    assert "people.tier is given" not in ran.out  # a placeholder goes when it is cleaned
    assert "code matches" not in ran.out
    assert not contract.exists()
    assert ask("apply", PLAN_ID.search(ran.err)[1]).code == 0
    assert "firm.example" not in contract.read_text()
    found = json.loads(ask("quality", "people", "-o", "json").out)["tables"][0]
    assert found["score"] == 1.0
    again = ask("contract", "suggest", "people", "-n", "--exit-code")
    assert (again.code, " new " in again.out) == (0, False)
    assert ask("undo").code == 0
    assert not contract.exists()


@pytest.mark.slow
def test_single_rules_are_left_out_or_kept_by_their_number(ask, firm):
    contract = firm / "contracts" / "people.odcs.yaml"
    contract.unlink()
    made = json.loads(ask("contract", "suggest", "people", "-o", "json").out)
    (query,) = made["queries"]
    listed = {row[1]: row[0] for row in query["rows"]}
    number = listed["people.mail is unique"]
    assert ask("review", made["short_id"], "--without", "rule:99").code == 2
    done = ask("review", made["short_id"], "--without", f"rule:{number}", "--yes")
    assert done.code == 0, done.err
    assert "people.mail is unique" in " ".join(done.out.split())
    assert "unique: true" not in contract.read_text().partition("name: mail")[2][:200]
    assert ask("undo").code == 0
    kept = json.loads(ask("contract", "suggest", "people", "-o", "json").out)["short_id"]
    assert ask("review", kept, "--only", f"rule:{number}", "--yes").code == 0
    assert (contract.read_text().count("unique: true"), "required" in contract.read_text()) == (
        1,
        False,
    )


@pytest.mark.slow
def test_dbt_tests_become_rules_and_what_does_not_is_told(ask, firm):
    schema = firm / "schema.yml"
    schema.write_text(
        "version: 2\nmodels:\n  - name: visits\n    columns:\n      - name: n\n        tests:\n"
        "          - not_null: {config: {severity: warn}}\n          - unique\n"
        "          - dbt_expectations.expect_it: {}\n      - name: person\n        data_tests:\n"
        "          - relationships: {arguments: {to: ref('people'), field: id}}\n"
        "          - not_null: {where: n > 3}\n          - accepted_values: {values: [1, 2]}\n"
        "  - name: ghosts\n    columns: [{name: id, tests: [unique]}]\n"
    )
    before = (firm / "contracts" / "visits.odcs.yaml").read_text()
    ran = ask("contract", "import", str(schema), "--yes", "-v")
    assert ran.code == 0
    for told in ("dbt_expectations.expect_it of visits.n: there is no rule of that kind here",
                 "not_null of visits.person: its where would be another rule",
                 "the tests of ghosts: no table ghosts"):  # fmt: skip
        assert f"left out: {told}" in " ".join(ran.out.split())
    text = (firm / "contracts" / "visits.odcs.yaml").read_text()
    assert text.startswith(before)
    assert "unique: true" in text
    assert "severity: warning" in text
    found = json.loads(ask("quality", "visits", "-o", "json").out)["tables"][0]["rules"]
    assert found[0]["message"] == "person is one of 1, 2: 38 of 40 rows break it"
    assert ask("undo").code == 0
    assert (firm / "contracts" / "visits.odcs.yaml").read_text() == before


def test_what_cannot_be_measured_is_told_and_fails(ask, firm):
    agree(firm, "visits", HEAD + "  - name: visits\n    quality:\n"
          "      - {type: sql, name: evil, query: DROP TABLE visits, mustBe: 0}\n"
          '      - {type: sql, name: file, query: SELECT count(*) FROM "x.csv", mustBe: 0}\n'
          "      - {metric: nonsense, mustBe: 0}\n      - {type: text, description: be good}\n")  # fmt: skip
    ran = ask("quality", "visits")
    assert ran.code == 4
    assert ran.out.count("not measured,") == 2
    assert "nonsense: there is no metric nonsense" in " ".join(ran.out.split())
    with files.read(firm / "vibecli.duckdb") as session:
        assert session.value("SELECT count(*) FROM visits") == 40


def test_a_contract_without_a_rule_is_told_and_rows_are_counted_anyhow(ask, firm):
    agree(firm, "people", HEAD + "  - name: people\n    properties: [{name: id}]\n")
    agree(
        firm, "visits", HEAD + "  - name: visits\n    properties: [{name: ghost, unique: true}]\n"
    )
    ran = ask("quality")
    assert "people  its contract has no rule" in ran.out
    assert "visits  40 rows, quality 0.0000, 0 of 1 rules hold" in ran.out
    (only,) = json.loads(ask("quality", "people", "-o", "json").out)["tables"]
    assert (only["score"], only["rows"], only["rules"]) == (None, 40, [])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("contract", "suggest", "peple"), "no table peple\nhint: did you mean people?"),
        (("contract", "import", "none.yml"), "no such file: none.yml"),
        (("contract", "make", "people"), "contract make is not known\nhint: vibecli contract"),
        (("quality", "customers"), "customers has no contract\nhint: vibecli contract suggest"),
        (("contract", "suggest", "staff"), "staff is a view, rules are of tables"),
        (("quality", "staff"), "staff has no contract\nhint: vibecli contract suggest TABLE"),
    ],
)
def test_mistakes_are_one_line_with_a_hint(ask, firm, arguments, told):
    run_sql(firm, "CREATE VIEW staff AS FROM people")
    ran = ask(*arguments)
    assert ran.code == 2
    assert told in ran.err


def test_a_table_of_few_rows_suggests_nothing_and_says_why(ask, firm):
    run_sql(firm, "CREATE TABLE few AS FROM people LIMIT 3")
    ran = ask("contract", "suggest", "few")
    assert ran.code == 0
    assert "it has 3 rows, too few to learn from" in ran.out
