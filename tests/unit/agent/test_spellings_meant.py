"""Which of several spellings a value means: the same for counting, showing, setting and removing."""

import pytest

from tests.unit.agent.planning import database, reply

TABLES = """
CREATE TABLE shops (id INTEGER PRIMARY KEY, city VARCHAR, ccy VARCHAR, Name VARCHAR);
INSERT INTO shops SELECT i, ['Kraków', 'krakow', 'Leeds', 'Café', 'cafe', 'Málaga', 'Malagá'][1 + i % 7],
    ['USD', 'usd', 'Usd ', 'EUR'][1 + i % 4], 'n' || i FROM range(140) t(i)
"""
MEANT = [
    ("city is krakow", ("krakow",)),
    ("city is 'krakow'", ("krakow",)),
    ("city is KRAKÓW", ("Kraków",)),
    ("city is cafe", ("cafe",)),
    ("city is 'Café'", ("Café",)),
    ("city is malaga", ("Málaga", "Malagá")),
    ("ccy is usd", ("USD", "usd", "Usd ")),
    ("ccy is 'usd'", ("usd",)),
    ("ccy is not 'usd'", ("USD", "Usd ", "EUR")),
]
WAYS = ("how many {}", "show {}", "delete {}", "set Name to 'x' in {}")

base = database(TABLES)


def ids(session, step):
    read = "SELECT id FROM ({})"
    sql = getattr(step, "keys_select", None) or step.select
    return {row[0] for row in session.rows(read.format(sql))}


@pytest.mark.parametrize(("condition", "values"), MEANT)
def test_a_value_means_the_same_rows_whatever_is_done_with_them(base, condition, values):
    session, catalog = base
    column = condition.split()[0]
    wanted = {
        r[0]
        for r in session.rows(
            f"SELECT id FROM shops WHERE list_contains(?, {column})", [list(values)]
        )
    }
    counted, *others = [
        reply(catalog, way.format(f"shops where {condition}")).result.steps[0] for way in WAYS
    ]
    assert session.value(counted.select) == len(wanted)
    assert [ids(session, step) for step in others] == [wanted] * len(others)


@pytest.mark.parametrize(
    ("intent", "told"),
    [
        ("delete shops where ccy = usd", "case does not count in ccy: USD, Usd"),
        ("delete shops where ccy = 'usd'", "in ccy: not the same as usd"),
        ("how many shops where city is krakow", "Kraków in city: not the same as krakow"),
    ],
)
def test_what_becomes_of_other_spellings_is_told(base, intent, told):
    texts = [note.text for note in reply(base[1], intent).result.assumptions]
    assert any(all(part in text for part in told.replace(",", "").split()) for text in texts), texts


def test_a_value_in_quotes_is_written_just_so(base):
    session, catalog = base
    step = reply(catalog, "set city to 'Kraków' in shops where city is krakow").result.steps[0]
    assert session.rows(f"SELECT DISTINCT city FROM ({step.select})") == [("Kraków",)]
    assert len(ids(session, step)) == 20
    step = reply(catalog, "set city to 'leeds' in shops where city is Leeds").result.steps[0]
    assert session.rows(f"SELECT DISTINCT city FROM ({step.select})") == [("leeds",)]
