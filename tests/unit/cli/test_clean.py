"""`vibecli clean` and the same in words: what values ask for, reviewed, edited value by value, applied."""

import json

import pytest

from tests import files

KONTAKTE = """
CREATE TABLE kontakte (nr INTEGER PRIMARY KEY, name VARCHAR, mail VARCHAR, telefon VARCHAR, ort VARCHAR, land VARCHAR);
INSERT INTO kontakte SELECT i, 'Anna Berg' || chr((97 + i)::INTEGER), 'a' || i || '@x.org', '+49 30 ' || (1000000 + i),
  'Bonn', CASE WHEN i % 2 = 0 THEN 'AT' ELSE 'DE' END FROM range(1, 16) r(i);
INSERT INTO kontakte VALUES (101, 'SMITH, JOHN', ' A@X.org', '030 1234567', 'BONN', 'Germany'),
  (102, 'MÃ¼ller, Eva', 'n/a', '0301234567', 'BONN', 'Deutschland'), (103, 'eva jung', 'b@gmial.com', '000-0000', 'bonn', 'DE'),
  (104, 'Eva Jung', 'nobody', NULL, 'Bonn', 'Frnace')
"""  # fmt: skip
WRONG_PARTS = (
    (["--without", "mapping:99"], "there are 27 mappings\nhint: --rows s1_lookup"),
    (["--without", "mapping:x"], "mapping:x names no mapping of this plan"),
    (["--rows", "s1_gone"], "there are no rows s1_gone\nhint: s1_lookup"),
    (["--only", "mapping:1"], "a mapping can be left out, not kept alone"),
)
NEWEST = "SELECT name, mail, telefon, ort, land FROM kontakte WHERE nr > 100 ORDER BY nr"


@pytest.fixture
def messy(shop):
    """The shop, with one more table of people under other names."""
    with files.write(shop / "vibecli.duckdb") as session:
        for statement in KONTAKTE.split(";"):
            session.run(statement)
    return shop


def rows(shop, sql):
    with files.read(shop / "vibecli.duckdb") as session:
        return session.rows(sql)


def test_a_table_is_cleaned_as_its_values_ask_for(messy, ask):
    shown = json.loads(ask("clean", "kontakte", "-n", "-o", "json").out)
    told = {one["column"]: (one["changed"], one["left"]) for one in shown["steps"][0]["columns"]}
    assert shown["intent"] == "clean up kontakte"
    assert told == {"telefon": (18, 0), "land": (2, 1), "name": (3, 0), "mail": (2, 1), "ort": (3, 0)}  # fmt: skip
    _is_shown_value_by_value(ask)
    assert ask("apply", shown["short_id"], "--confirm=kontakte").code == 0
    assert rows(messy, NEWEST) == [
        ("John Smith", "a@x.org", "+49301234567", "Bonn", "DE"),
        ("Eva Müller", None, "+49301234567", "Bonn", "DE"),
        ("Eva Jung", "b@gmial.com", None, "Bonn", "DE"),
        ("Eva Jung", "nobody", None, "Bonn", "Frnace"),
    ]
    again = ask("clean", "kontakte", "-n", "--exit-code")
    assert (again.code, "already is as this plan leaves it" in again.out) == (0, True)


def _is_shown_value_by_value(ask):
    out = ask("review").out
    assert "telefon   0.0% ->  100% valid  17 to E.164, 1 placeholder cleared" in out
    assert "mail     84.2% -> 94.4% valid" in out
    assert "each value and what it becomes: --rows s1_lookup" in out
    lookup = ask("review", "--rows", "s1_lookup", "-o", "csv").out.splitlines()
    assert lookup[:2] == ["n,column,value,value_role,clean,rows,why",
                          "1,ort,BONN,city,Bonn,2,most frequent spelling"]  # fmt: skip
    assert not any("SMITH" in line for line in lookup)  # a person's name is masked
    assert "Germany" in "".join(lookup)
    assert ",gmial.com,gmail.com,1" in ask("review", "--rows", "s1_meant", "-o", "csv").out
    for part, said in WRONG_PARTS:
        ran = ask("review", *part)
        assert (ran.code, said in ran.err) == (2, True), ran.err


@pytest.mark.slow
def test_a_value_can_be_left_as_it_is(messy, ask):
    words = "clean up kontakte; leave bonn as it is"
    said = json.loads(ask("ask", words, "-n", "-o", "json").out)
    rule = {"column": "ort", "op": "keep", "args": ["bonn"]}
    assert said["plan"]["steps"][0]["rules"][-1] == rule
    part = json.loads(ask("review", "--without", "mapping:1", "-n", "-o", "json").out)
    assert ask("apply", part["short_id"], "--confirm=kontakte").code == 0
    assert [row[3] for row in rows(messy, NEWEST)] == ["BONN", "BONN", "bonn", "Bonn"]


@pytest.mark.slow
def test_a_decisions_file_leaves_a_value_and_the_plan_is_run_anew(messy, ask):
    plan = json.loads(ask("ask", "clean up kontakte", "-n", "-o", "json").out)
    marks = [{"what": "mapping", "name": "1", "verdict": "reject"}]
    said = {"plan_id": plan["plan_id"], "reviewer": "Ada", "at": "2026-11-27T04:00:00+00:00",
            "verdict": "apply", "marks": marks}  # fmt: skip
    (messy / "d.json").write_text(json.dumps(said), encoding="utf-8")
    ran = ask("review", "--import", "d.json")
    assert (ran.code, "run anew with what was judged, which nobody has seen" in ran.err) == (
        3,
        True,
    )
    assert rows(messy, "SELECT count(*) FROM kontakte WHERE ort = 'BONN'") == [(2,)]


@pytest.mark.slow
def test_kinds_of_values_are_cleaned_in_every_table_that_has_them(messy, ask):
    words = "clean up emails and phone numbers"
    steps = json.loads(ask("ask", words, "-n", "-o", "json").out)["plan"]["steps"]
    assert {step["table"]: [rule["column"] for rule in step["rules"]] for step in steps} == {
        "customers": ["phone", "email"],
        "kontakte": ["telefon", "telefon", "mail", "mail"],
        "loyalty": ["mail"],
    }


def test_what_cannot_be_cleaned_is_told_in_one_line(messy, ask):
    with files.write(messy / "vibecli.duckdb") as session:
        session.run("CREATE VIEW seen AS FROM kontakte")
    told = "seen cannot be cleaned: it is a view\nhint: clean the table that it reads"
    for name, said in (
        ("kontakt", "no table kontakt\nhint: did you mean kontakte?"),
        ("seen", told),
    ):
        ran = ask("clean", name)
        assert (ran.code, said in ran.err) == (2, True), ran.err
    ran = ask("forget", "seen:1", "-n")
    assert (ran.code, "seen is a view: nobody is named by" in ran.err) == (2, True), ran.err
