"""Changes in the words of people who see only a database: the end state, or no plan at all."""

import pytest

from tests.unit.agent.planning import database, reply, result
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.plan.check import check_plan
from vibecli.plan.model import Plan
from vibecli.steps.alter import Alter
from vibecli.steps.clean import Clean
from vibecli.steps.remove import Remove
from vibecli.steps.write import Write

TABLES = """
CREATE TABLE Mitglieder (MitgliedNr INTEGER PRIMARY KEY, Name VARCHAR, Mail VARCHAR, Telefon VARCHAR, Stufe VARCHAR,
    punkte INTEGER, beitritt DATE, gesperrt BOOLEAN);
INSERT INTO Mitglieder SELECT i, 'Person ' || i, CASE WHEN i % 4 > 0 THEN 'p' || i || '@a.example' ELSE 'test@x.de' END,
    CASE i % 5 WHEN 0 THEN 'unknown' WHEN 1 THEN '0' ELSE '0176 123' || i + 1000 END, ['gold', 'Gold', 'silber'][1 + i % 3],
    i * 10, DATE '2023-01-01' + (i * 3)::INTEGER, i % 7 = 0 FROM range(1, 301) t(i);
CREATE TABLE ord (ord_id INTEGER PRIMARY KEY, mbr_no INTEGER, sts VARCHAR, agent VARCHAR, net DECIMAL(9,2), tax DECIMAL(9,2),
    placed_dt DATE, shipped_dt DATE);
INSERT INTO ord SELECT i, 1 + i % 200, ['open', 'done', 'cancelled'][1 + i % 3], ['bot', 'anna', 'ben'][1 + i % 3], i, i / 5,
    DATE '2024-06-01' + i::INTEGER, CASE WHEN i % 2 = 0 THEN DATE '2024-06-03' + i::INTEGER END FROM range(1, 401) t(i);
CREATE TABLE shop (shop_no INTEGER PRIMARY KEY, town VARCHAR, zip VARCHAR, closed BOOLEAN, closed_on DATE);
INSERT INTO shop SELECT i, ' Town ' || i, 'ab' || i, false, CASE WHEN i % 3 = 0 THEN DATE '2024-01-01' END FROM range(1, 31) t(i)
"""
ORDERS = "SELECT ord_id FROM ord WHERE "
REMOVED = [
    ("throw out the members with test@x.de as mail, they spoil my numbers", "SELECT MitgliedNr FROM Mitglieder WHERE Mail = 'test@x.de'"),
    ("drop orders from before July 2024 by placed date, we dont need them any more", ORDERS + "placed_dt < '2024-07-01'"),
    ("the cancelled orders can go, the members stay as they are", ORDERS + "sts = 'cancelled'"),
    ("please kick the cancelled orders out of the orders table", ORDERS + "sts = 'cancelled'"),
    ("get rid of all cancelled orders that have no date when they were shipped", ORDERS + "sts = 'cancelled' AND shipped_dt IS NULL"),
]  # fmt: skip
SET = [
    ("shop 17 has shut down, mark it as closed", "SELECT shop_no, true FROM shop WHERE shop_no = 17"),
    ("bot is going away, give all its open orders to anna", "SELECT ord_id, 'anna' FROM ord WHERE sts = 'open' AND agent = 'bot'"),
    ("prices go up: raise the net of all open orders by 5 percent", "SELECT ord_id, round(net * 1.05, 2) FROM ord WHERE sts = 'open'"),
    ("some members' phone numbers are just 0 or unknown, blank them out", "SELECT MitgliedNr, NULL FROM Mitglieder WHERE Telefon IN ('0', 'unknown')"),
    ("add 100 points to the blocked members", "SELECT MitgliedNr, punkte + 100 FROM Mitglieder WHERE gesperrt"),
    ("member 5 left, set his points to 0", "SELECT MitgliedNr, 0 FROM Mitglieder WHERE MitgliedNr = 5"),
]  # fmt: skip
SHAPED = [
    ("add a column gross to the orders: net plus tax", "SELECT *, net + tax FROM ord"),
    ("put a flag is_open on the shops: true if there is no closing date, otherwise false", "SELECT *, closed_on IS NULL FROM shop"),
    ("add a column domain to the members, just the part behind the @", "SELECT *, split_part(Mail, '@', 2) FROM Mitglieder"),
    ("nobody understands agent in the orders, rename that column to handled_by", "SELECT * RENAME (agent AS handled_by) FROM ord"),
]  # fmt: skip
RESHAPED = [
    ("add a text column note to the shops", {"change": "add", "column": "note", "type": "VARCHAR"}),
    ("add column visits to shop as bigint with default 0", {"change": "add", "column": "visits", "type": "BIGINT", "default": "0"}),
    ("add a column state to the shops with default 'so so'", {"change": "add", "column": "state", "type": "VARCHAR", "default": "'so so'"}),
    ("change the type of net in the orders to double", {"change": "retype", "column": "net", "type": "DOUBLE"}),
    ("convert punkte to decimal(9,2)", {"change": "retype", "column": "punkte", "type": "DECIMAL(9,2)"}),
    ("drop column Telefon from the members", {"change": "drop", "column": "Telefon"}),
]  # fmt: skip
MADE = [
    ("copy all open orders into a table of their own, the orders themselves stay", "SELECT * FROM ord WHERE sts = 'open'"),
]  # fmt: skip
MENDED = [
    ("the tier of the members should always read gold, not Gold. leave silber alone", ("Stufe", "replace", ("Gold", "gold"))),
    ("shop zips all in capitals please", ("zip", "upper", ())),
    ("standardize the phone numbers of the members to +49", ("Telefon", "phone", ("DE",))),
    ("bring the phone numbers of the members into the form +49", ("Telefon", "phone", ("DE",))),
    ("put the phone numbers of the members into +48 format", ("Telefon", "phone", ("PL",))),
    ("take away the blanks before and behind the towns of the shops", ("town", "trim", ())),
]  # fmt: skip
NOT_READ = [
    "delete the members because they are old",  # which ones, nobody said
    "the stage a should become A", "set the points to 0 for shop 3", "delete the orders of the good customers",
    "throw out the cancelled orders except those of anna that we still need for the audit",
    "remove the member Person 5 Miller", "members in gold: set their points to 0 and drop them",
]  # fmt: skip


base = database(TABLES)


def step_of(base, intent):
    _, catalog = base
    said = reply(catalog, intent)
    assert isinstance(said.result, Plan), (intent, said)
    assert not check_plan(said.result, catalog, DuckEngine())
    (step,) = said.result.steps
    return step, said


def same_rows(session, one, other):
    return sorted(map(str, session.rows(one))) == sorted(map(str, session.rows(other)))


@pytest.mark.parametrize(("intent", "rows"), REMOVED)
def test_rows_that_are_to_go_are_read_as_a_question_reads_them(base, intent, rows):
    step, _ = step_of(base, intent)
    assert isinstance(step, Remove)
    assert same_rows(base[0], step.keys_select, rows)


@pytest.mark.parametrize(("intent", "rows"), SET)
def test_values_are_set_for_just_the_rows_named(base, intent, rows):
    step, _ = step_of(base, intent)
    assert isinstance(step, Write)
    assert step.mode == "update"
    assert same_rows(base[0], step.select, rows)


@pytest.mark.parametrize(("intent", "rows"), MADE)
def test_tables_are_made(base, intent, rows):
    step, _ = step_of(base, intent)
    assert isinstance(step, Write)
    assert same_rows(base[0], step.select, rows)


@pytest.mark.parametrize(("intent", "rows"), SHAPED)
def test_columns_are_made_and_renamed_where_they_are(base, intent, rows):
    step, _ = step_of(base, intent)
    assert isinstance(step, Alter)
    (change,) = step.changes
    shown = f"* RENAME ({change.column} AS {change.to})" if change.to else f"*, {change.fill}"
    assert same_rows(base[0], f"SELECT {shown} FROM {step.table}", rows)


@pytest.mark.parametrize(("intent", "change"), RESHAPED)
def test_columns_are_added_retyped_and_dropped_as_told(base, intent, change):
    step, _ = step_of(base, intent)
    assert [c.model_dump(exclude_none=True) for c in step.changes] == [change]


def test_what_a_column_will_hold_is_asked_where_nothing_tells(base):
    question = result(base, "add a column note to the shops")
    assert (question.question, question.default) == ("What will note of shop hold?", "text")


@pytest.mark.parametrize(("intent", "rule"), MENDED)
def test_values_are_mended_and_no_others(base, intent, rule):
    step, _ = step_of(base, intent)
    assert isinstance(step, Clean)
    assert [(r.column, r.op, r.args) for r in step.rules] == [rule]


@pytest.mark.parametrize("intent", NOT_READ)
def test_what_would_be_a_guess_is_no_plan(base, intent):
    assert not isinstance(result(base, intent), Plan)


def test_two_instructions_make_two_steps_on_the_table_told_first(base):
    intent = "in the shops, take away the blanks around the town and put the zip in capitals. the rest should stay"
    said = reply(base[1], intent)
    assert [(s.id, s.table, s.rules[0].op) for s in said.result.steps] == [
        ("s1", "shop", "trim"),
        ("s2", "shop", "upper"),
    ]
    assert "set aside: the rest should stay" in said.understood


def test_a_column_of_several_tables_is_asked_about(base):
    session, _ = base
    session.run("CREATE OR REPLACE TABLE depot (depot_no INTEGER PRIMARY KEY, town VARCHAR)")
    session.run("INSERT INTO depot VALUES (1, 'Town')")
    asked = result((session, read_catalog(session)), "rename town to place")
    session.run("DROP TABLE depot")
    assert {o.label for o in asked.options} == {"shop", "depot"}
