"""Questions of several sentences: each part changes the answer as told, or nothing is planned."""

import pytest

from tests.unit.agent.planning import database, reply

TABLES = """
CREATE TABLE agents (agent_id INTEGER PRIMARY KEY, full_name VARCHAR);
INSERT INTO agents SELECT i, 'Agent ' || i FROM range(1, 9) t(i);
CREATE TABLE sales (sale_no INTEGER PRIMARY KEY, agent_id INTEGER, channel VARCHAR, state VARCHAR,
    quantity INTEGER, unit_price DECIMAL(9,2), sold_on DATE, shipped_on DATE);
INSERT INTO sales SELECT i, 1 + (i * i) % 8, ['web', 'Web', 'shop', NULL, 'phone'][1 + i % 5],
    ['open', 'cancelled', 'Open', 'done'][1 + i % 4], CASE WHEN i % 50 = 0 THEN 999 ELSE 1 + i % 7 END,
    (i % 13) * 1.5 + 1, DATE '2024-01-01' + (i % 400)::INTEGER,
    CASE WHEN i % 3 > 0 THEN DATE '2025-06-01' END FROM range(1, 401) t(i);
"""
CHANNEL = "CASE channel WHEN 'Web' THEN 'web' ELSE channel END"
RIGHT = [
    (
        "sales per state, count Open as open and done as cancelled",
        (
            "SELECT CASE state WHEN 'Open' THEN 'open' WHEN 'done' THEN 'cancelled' ELSE state END,"
            " count(*) FROM sales GROUP BY 1"
        ),
    ),
    ("how many sales per channel? Web and web are the same", f"SELECT {CHANNEL}, count(*) FROM sales GROUP BY 1"),
    ("sales per channel please, and put web and Web in one pot (call it Web). Cancelled ones out",
     ("SELECT CASE channel WHEN 'web' THEN 'Web' ELSE channel END, count(*) FROM sales"
      " WHERE state <> 'cancelled' GROUP BY 1")),
    ("count the sales per channel. Sales without a channel can be left out, upper and lower case does not matter",
     f"SELECT {CHANNEL}, count(*) FROM sales WHERE channel IS NOT NULL GROUP BY 1"),
    ("average quantity per state. 999 is just a dummy, so ignore it",
     "SELECT state, avg(quantity) FROM sales WHERE quantity <> 999 GROUP BY 1"),
    ("how many sales are open? somebody also typed it as Open, those count too",
     "SELECT count(*) FROM sales WHERE lower(state) = 'open'"),
    ("revenue = sum(quantity * unit price) per channel, no null channel",
     "SELECT channel, sum(quantity * unit_price) FROM sales WHERE channel IS NOT NULL GROUP BY 1"),
    ("min and max unit price per channel, web only", ("SELECT channel, min(unit_price), max(unit_price)"
     " FROM sales WHERE lower(channel) = 'web' GROUP BY 1")),
    ("hi, I need this for the board: sales sold in 2025, any channel. Just the sale number and the quantity please",
     "SELECT sale_no, quantity FROM sales WHERE year(sold_on) = 2025"),
    ("cancelled sales - sale number, channel, unit price",
     "SELECT sale_no, channel, unit_price FROM sales WHERE state = 'cancelled'"),
    ("sum of quantity per month of sold on, month as yyyy-mm",
     "SELECT strftime(sold_on, '%Y-%m'), sum(quantity) FROM sales GROUP BY 1"),
    ("number of sales and of those how many are cancelled, per channel",
     "SELECT channel, count(*), count(*) FILTER (state = 'cancelled') FROM sales GROUP BY 1"),
    ("sales per channel: total and how many of them are cancelled",
     "SELECT channel, count(*), count(*) FILTER (state = 'cancelled') FROM sales GROUP BY 1"),
    ("sales by channel: n, volume = sum of quantity, value = sum of quantity times unit price",
     "SELECT channel, count(*), sum(quantity), sum(quantity * unit_price) FROM sales GROUP BY 1"),
    ("sales not shipped yet. how many", "SELECT count(*) FROM sales WHERE shipped_on IS NULL"),
    ("which 3 agents have the highest sum of quantity? name and the sum",
     ("SELECT any_value(full_name), sum(quantity) FROM sales JOIN agents USING (agent_id)"
      " GROUP BY agent_id ORDER BY 2 DESC LIMIT 3")),
]  # fmt: skip
TRAPS = [
    "how many sales per channel? the west ones are gone",
    "how many sales are open? we never ship to islands",
    "how many sales per channel? I want those of the night shift",
    "how many sales per channel? i mean the ones our partner made",
    "how many sales per channel? web and done are the same",
    "how many sales per state? purple ones out",
]


base = database(TABLES)


def rows(base, sql):
    return sorted(
        repr(
            [
                round(float(c), 3)
                if isinstance(c, (int, float)) or type(c).__name__ == "Decimal"
                else str(c)
                for c in row
            ]
        )
        for row in base[0].rows(sql)
    )


@pytest.mark.parametrize(("intent", "right"), RIGHT)
def test_each_part_counts(base, intent, right):
    result = reply(base[1], intent).result
    assert result.kind == "plan", result
    assert rows(base, result.steps[0].select) == rows(base, right)


@pytest.mark.parametrize("intent", TRAPS)
def test_a_part_that_may_be_a_condition_is_never_set_aside(base, intent):
    assert reply(base[1], intent).result.kind != "plan"


def test_what_is_set_aside_and_merged_is_told(base):
    said = reply(base[1], "I have to explain this: sales per channel. Web counts as web")
    told = " ".join(note.text for note in said.result.assumptions) + said.understood
    assert "I have to explain this" in told
    assert "Web counts as web in channel" in told
