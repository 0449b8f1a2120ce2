"""Jobs said as colleagues say them who saw only the database: German, cut short, in whole sentences."""

import pytest

from tests.unit.agent.planning import database, errors, reply
from vibecli.agent.catalogue.planner import HANDS_OFF
from vibecli.data.lookup import find_value
from vibecli.plan.model import Plan, Question, Refusal

BANK = """
CREATE TABLE Kunden (KundenNr INTEGER PRIMARY KEY, Vorname VARCHAR, Nachname VARCHAR, "E-Mail" VARCHAR,
  Telefon VARCHAR, Geburtsdatum VARCHAR, FilialNr INTEGER);
INSERT INTO Kunden VALUES (1, 'Anna', 'Graf', 'anna@x.de', '+49 151 1', '01.01.1900', 7),
  (2, 'Ben', 'Keller', 'keine', '+49 151 2', '1900-01-01', 7), (3, 'Clara', 'Maier', 'ANNA@x.de', NULL, '1980-03-02', 9);
CREATE TABLE Interessenten (ID VARCHAR PRIMARY KEY, Name VARCHAR, Mail VARCHAR, erfasst_am DATE);
INSERT INTO Interessenten VALUES ('i1', 'Anna Graf', 'anna@x.de', '2020-01-01'), ('i2', 'Tom Maier', 't@y.de', '2024-01-01');
CREATE TABLE Filialen (FilialNr INTEGER PRIMARY KEY, Ort VARCHAR, Region VARCHAR);
INSERT INTO Filialen VALUES (7, 'Bonn', 'West'), (8, 'Köln', 'west'), (6, 'Mainz', 'West');
CREATE TABLE Konten (KontoNr VARCHAR PRIMARY KEY, KundenNr INTEGER, IBAN VARCHAR, Kontoart VARCHAR, Saldo DECIMAL(9, 2),
  opened_dt DATE, closed_dt DATE);
INSERT INTO Konten VALUES ('k1', 1, 'DE12 34', 'Giro', -5, '2020-01-01', '2019-01-01'),
  ('k2', 2, 'DE12 35', 'GIRO', 0, '2020-01-01', NULL), ('k3', 1, 'DE12 36', 'Giro', 9, '2021-01-01', NULL),
  ('k4', 2, 'DE12 37', 'Spar', 8, '2021-01-01', NULL), ('k5', 99, 'DE12 38', 'Spar', 7, '2021-01-01', NULL);
CREATE TABLE Buchungen (BuchungsNr INTEGER PRIMARY KEY, KontoNr VARCHAR, Betrag DECIMAL(9, 2), storniert BOOLEAN);
INSERT INTO Buchungen VALUES (1, 'k1', 5, true), (2, 'k2', 6, false), (3, 'k3', 7, false);
INSERT INTO Kunden SELECT i, 'Eva', 'Lang', NULL, NULL, '1980-03-' || (i % 9 + 10), 7 FROM range(100, 160) AS r(i);
INSERT INTO Filialen SELECT i, 'Bonn', 'West' FROM range(100, 160) AS r(i);
INSERT INTO Konten SELECT 'k' || i, i, 'DE12' || i, 'Giro', 10, '2021-01-01', NULL FROM range(100, 160) AS r(i);
"""


bank = database(BANK)


def result(bank, intent):
    session, catalog = bank
    found = reply(
        catalog, intent, find_value=lambda word: find_value(session, catalog, word)
    ).result
    if isinstance(found, Plan):
        assert errors(found, catalog) == []
    return found


def keys(bank, select):
    return sorted(row[0] for row in bank[0].rows(select))


@pytest.mark.parametrize(
    ("intent", "found"),
    [
        ("which accounts belong to a customer number that doesn't exist", ["k5"]),
        ("show accounts whose customer does not exist any more", ["k5"]),
        ("find clients where somebody typed a dummy e-mail, keine and such", [2]),
        ("which customers have the made-up date of birth 1 January 1900?", [1, 2]),
        ("accounts that were closed before they were opened, that can't be right", ["k1"]),
        ("any accounts with a balance of zero or less?", ["k1", "k2"]),
        ("find clients with the same e-mail address", [1, 3]),
    ],
)
def test_bad_rows_are_found(bank, intent, found):
    assert keys(bank, result(bank, intent).steps[0].select) == found


@pytest.mark.parametrize(
    ("intent", "broken"),
    [
        ("make sure that no account closes before it opens", ["k1"]),
        (
            "please check that the customer of every account really exists in our customer table",
            ["k5"],
        ),
        ("verify that every account is tied to a client we know", ["k5"]),
        ("no account may have a negative balance", ["k1"]),
    ],
)
def test_rules_are_checked(bank, intent, broken):
    step = result(bank, intent).steps[0]
    assert (step.kind, keys(bank, step.select)) == ("check", broken)


@pytest.mark.parametrize(
    ("intent", "gone"),
    [
        ("delete all the cancelled bookings", [1]),
        ("delete the accounts of customers who dont exist, their bookings can stay", ["k5"]),
        ("delete the prospects (t@y.de) from the leads", ["i2"]),
        ("remove clients that have the same mail, keep the one with the smallest KundenNr", [3]),
    ],
)
def test_rows_are_removed(bank, intent, gone):
    step = result(bank, intent).steps[0]
    assert (step.kind, keys(bank, step.keys_select)) == ("remove", gone)


@pytest.mark.parametrize(
    ("intent", "rules"),
    [
        ("take all blanks out of the IBANs", [("IBAN", "remove", (" ",))]),
        (
            "the account type is written in two ways, make it Giro everywhere",
            [("Kontoart", "replace", ("GIRO", "Giro"))],
        ),
        (
            "make the region of the branches consistent, west should be West",
            [("Region", "replace", ("west", "West"))],
        ),
        (
            "trim the e-mails of the clients and put them in lower case",
            [("E-Mail", "trim", ()), ("E-Mail", "lower", ())],
        ),
        ("first names of clients have blanks at the end, trim them", [("Vorname", "trim", ())]),
        (
            "the date of birth of the clients comes in two formats, bring it to yyyy-mm-dd - the dotted ones are day first",
            [("Geburtsdatum", "date", ("YYYY-MM-DD", ".dmy"))],
        ),
    ],
)
def test_values_are_mended(bank, intent, rules):
    step = result(bank, intent).steps[0]
    assert [(rule.column, rule.op, rule.args) for rule in step.rules] == rules


@pytest.mark.parametrize(
    ("intent", "inputs", "target"),
    [
        (
            "find the Kunden that are in there more than once, same person with several KundenNr",
            ["Kunden"],
            None,
        ),
        (
            "Are some prospects captured twice? Just find them, dont delete anything",
            ["Interessenten"],
            None,
        ),
        (
            "link our leads to the customers so that we see which lead is already a client",
            ["Interessenten", "Kunden"],
            None,
        ),
        ("find out which prospect belongs to which client", ["Interessenten", "Kunden"], None),
        (
            "build one golden record per person out of Kunden and leads, in a new table",
            ["Kunden", "Interessenten"],
            "golden_record",
        ),
        (
            "make a new table persons with one row per person from clients and leads",
            ["Kunden", "Interessenten"],
            "persons",
        ),
    ],
)
def test_people_are_matched(bank, intent, inputs, target):
    steps = result(bank, intent).steps
    assert [one.table for one in steps[0].inputs] == inputs
    assert [step.target for step in steps[1:]] == ([target] if target else [])


def test_profiles_and_personal_columns_are_told(bank):
    profile = result(bank, "give me a quick overview of the clients, how well is each field filled")
    assert len(bank[0].rows(profile.steps[0].select)) == 7
    tags = result(bank, "which columns of our leads list hold personal data?")
    personal = {row[1] for row in bank[0].rows(tags.steps[0].select) if row[4]}
    assert personal == {"Name", "Mail"}


@pytest.mark.parametrize(
    "intent",
    [
        "get rid of the duplicates",
        "delete the old leads",
        "remove clients with the same mail",
        "clean up the names",
    ],
)
def test_what_is_left_open_is_asked(bank, intent):
    assert isinstance(result(bank, intent), Question)


@pytest.mark.parametrize(
    "intent",
    [
        "delete the customers who complained",
        "delete the accounts with account type ??",
        "which columns hold the weather?",
        "clean the payslips of the clients",
        "link the clients to their horoscope",
        "build one golden record per planet",
    ],
)
def test_words_that_name_nothing_here_are_refused(bank, intent):
    found = result(bank, intent)
    assert isinstance(found, Refusal)
    assert found.not_understood or found.reason


def test_a_change_that_the_words_forbid_is_refused(bank):
    assert (
        result(bank, "delete all the cancelled bookings, do not delete anything").reason
        == HANDS_OFF
    )
