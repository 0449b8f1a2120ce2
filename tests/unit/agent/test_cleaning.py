"""Cleaning in words: kinds of values in every table that has them."""

import pytest

from tests.unit.agent.planning import database, errors, reply

SQL = """
CREATE TABLE people (id INTEGER PRIMARY KEY, mail VARCHAR, phone VARCHAR, city VARCHAR);
INSERT INTO people VALUES (1, 'a@x.org', '+49 30 1234567', 'Bonn'), (2, 'b@x.org', '+49 30 1234568', 'BONN');
CREATE TABLE leads (no INTEGER PRIMARY KEY, email VARCHAR, mobile VARCHAR);
INSERT INTO leads VALUES (1, 'c@x.org', '+49 30 1234569'), (2, 'd@x.org', '+49 30 1234560');
CREATE SCHEMA hr;
CREATE TABLE hr.staff (nr INTEGER PRIMARY KEY, email VARCHAR, phone VARCHAR);
INSERT INTO hr.staff VALUES (1, 'e@x.org', '+49 30 1234561'), (2, 'f@x.org', '+49 30 1234562');
CREATE TABLE parts (sku INTEGER PRIMARY KEY, price DOUBLE);
INSERT INTO parts VALUES (1, 2.5), (2, 3.5)
"""  # fmt: skip
base = database(SQL)


@pytest.mark.parametrize(
    ("words", "cleaned"),
    [
        ("clean up emails and phone numbers", "people.mail people.phone leads.email leads.mobile"),
        ("tidy the phone numbers everywhere", "people.phone leads.mobile"),
        ("standardise phones, emails in all tables", "people.phone people.mail leads.mobile leads.email"),
    ],
)  # fmt: skip
def test_kinds_of_values_are_cleaned_in_every_table_that_has_them(base, words, cleaned):
    plan = reply(base[1], words, protected=("hr.*",)).result
    found = [f"{step.table}.{rule.column}" for step in plan.steps for rule in step.rules]
    assert (sorted(found), errors(plan, base[1])) == (sorted(cleaned.split()), [])


@pytest.mark.parametrize("words", ["clean up the emails", "clean up emails and prices"])
def test_one_kind_and_kinds_that_are_nobodys_are_asked_about(base, words):
    assert reply(base[1], words).result.kind in ("question", "refusal")
