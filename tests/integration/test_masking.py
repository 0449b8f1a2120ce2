"""Personal values stay masked whatever a plan calls them."""

import json

import pytest

from vibecli.cli.app import run

ROWS = [f"{n},Rivera{n % 40},rivera{n}@post.example,+4915{n:08},Kiel" for n in range(200)]
PLAN = """
intent: look
plan:
  kind: plan
  title: look
  steps:
    - {{kind: query, id: s1, why: x, needs: [], select: "{first}"}}
    - {{kind: query, id: s2, why: x, needs: [s1], select: "{second}"}}
  assumptions: []
  confidence: high
"""


@pytest.fixture
def look(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    head = "id,last_name,email,phone,town"
    (tmp_path / "people.csv").write_text("\n".join([head, *ROWS]) + "\n")
    assert run(["load", "people.csv", "-q"]) == 0

    def shown(first, second="SELECT 1 AS one FROM s1", *flags):
        (tmp_path / "look.yaml").write_text(PLAN.format(first=first, second=second))
        capsys.readouterr()
        assert run(["run", "look.yaml", "-q", "-o", "json", *flags]) == 0
        return json.loads(capsys.readouterr().out)

    return shown


@pytest.mark.parametrize(
    "expression",
    ["last_name AS x", "last_name AS town", "last_name || '!' AS x", "upper(email) AS x"],
)
def test_a_renamed_or_composed_value_is_masked(look, expression):
    rows = look(f"SELECT {expression} FROM people ORDER BY id")["s1"]
    assert rows
    assert not any("ivera" in str(value).lower() for row in rows for value in row.values())


def test_a_later_step_reads_no_more_than_the_first(look):
    rows = look("SELECT last_name AS x FROM people", "SELECT x AS y FROM s1")["s2"]
    assert not any("Rivera" in str(row["y"]) for row in rows)


def test_counts_and_towns_are_shown(look):
    first = "SELECT town AS t, count(DISTINCT email) AS n FROM people GROUP BY town"
    assert look(first)["s1"] == [{"t": "Kiel", "n": 200}]


def test_a_person_may_ask_to_see(look):
    first = "SELECT last_name AS x FROM people ORDER BY id LIMIT 1"
    assert look(first, "SELECT 1 AS one FROM s1", "--unmask")["s1"] == [{"x": "Rivera0"}]
