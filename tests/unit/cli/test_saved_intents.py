"""Saved intents with values given at the run, expectations, a pinned schema, a matrix, a diff."""

import json
import subprocess

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.terminal.shop import environment
from tests.terminal.term import ENTER, Term
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import UsageError
from vibecli.plan.binding import with_values
from vibecli.plan.parameters import Parameter
from vibecli.plan.saved import SavedIntent, parse_saved

TEXT = """\
intent: Mark orders since $since
planner: file
plan:
  title: Mark orders
  confidence: high
  steps:
    - kind: write
      id: s1
      why: marked since $since
      target: orders
      mode: update
      keys: [id]
      select: SELECT id, $mark AS state /* $since */ FROM orders WHERE day >= $since
parameters:
  # the first day that counts
  - {name: since, type: date}
  - {name: mark, type: text, default: late}
"""
EXPECT = """\
expect:
  - {name: none is early, select: SELECT id FROM orders WHERE state = 'early'}
  - {name: the share marked, select: SELECT avg((state = $mark)::INT) FROM orders, max: 0.4}
bounds:
  - {table: orders, min_changed: 2}
"""


def orders(path, more=""):
    with DuckEngine().write(path) as session:
        session.run(
            "CREATE TABLE orders AS SELECT i AS id, DATE '2026-01-01' + i::INT AS day,"
            f" 'open' AS state FROM range(10) r(i); {more}"
        )
    return path


@pytest.fixture
def vibe(ask, shop):
    """Commands in a shop with ten orders and an intent that marks some of them."""
    (shop / "vibecli.duckdb").unlink()
    orders(shop / "vibecli.duckdb")
    (shop / "mark.yaml").write_text(TEXT + EXPECT)
    return ask


def states(shop):
    with DuckEngine().read(shop / "vibecli.duckdb") as session:
        return [row[0] for row in session.rows("SELECT state FROM orders ORDER BY id")]


def test_a_value_is_one_literal_part_of_the_plan_and_told(vibe, shop):
    attack = "'); DROP TABLE orders; --"
    ran = vibe("run", "mark.yaml", "--set", f"mark={attack}", "--set=since=2026-01-08", "-y")
    assert (ran.code, states(shop)[6:]) == (0, ["open", attack, attack, attack]), ran.err
    assert "Mark orders since 2026-01-08" in ran.out
    shown = json.loads(vibe("review", "-o", "json").out)
    assert shown["origin"]["given"] == ["since=2026-01-08", f"mark={attack}"]
    other = json.loads(vibe("run", "mark.yaml", "-n", "-o", "json", "--set=since=2026-01-09").out)
    assert other["plan_id"] != shown["plan_id"]


@pytest.mark.parametrize(
    ("flags", "told", "hint"),
    [
        ([], "the parameter since is missing", "--set since=2026-11-01"),
        (["--set", "since=2026-02-30"], "2026-02-30 is no day", "--set since="),
        (["--set", "sinc=2026-02-03"], "no parameter sinc", "did you mean since?"),
        (["--set", "since"], "'since' sets no parameter", "--set NAME=VALUE"),
    ],
)
@pytest.mark.parametrize("verb", ["run", "check"])
def test_a_value_that_is_missing_unknown_or_misshapen(vibe, verb, flags, told, hint):
    ran = vibe(verb, "mark.yaml", *flags)
    said = " ".join((ran.out + ran.err).split())
    assert (ran.code, told in said, f"hint: {hint}" in said) == (2, True, True), said


SELECT = "SELECT $x AS y, '$x', \"$x\", $$ $x $$ -- $x\nFROM t WHERE $x = $x"


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
@example("'; DROP TABLE t; --")
@example("\\' $x /* $$")
def test_any_text_is_bound_as_one_value(value):
    plan = {"title": "t", "confidence": "high", "steps": [
        {"kind": "query", "id": "s1", "why": "w", "select": SELECT}]}  # fmt: skip
    saved = SavedIntent(
        intent="i", planner="file", plan=plan, parameters=[{"name": "x", "type": "text"}]
    )
    engine = DuckEngine()
    (step,) = with_values(engine, saved, {"x": value}).saved.plan.steps
    with engine.empty() as session:
        session.run('CREATE TABLE t AS SELECT 7 AS "$x"')
        assert session.rows(step.select) == [(value, "$x", 7, " $x ")]


@pytest.mark.parametrize("value", ["7", "-7", "0"])
def test_a_number_keeps_its_sign_and_place(value):
    select = "SELECT 10-$x, -$x, $x*-$x, INTERVAL ($x) DAY, list_filter([7, 8], lambda q: q > $x)"
    saved = parse_saved(TEXT.partition("steps:")[0] + f"""steps:
    - {{kind: query, id: s1, why: w, select: '{select} LIMIT abs($x)'}}
parameters: [{{name: x, type: integer}}]""", "f")  # fmt: skip
    (step,) = with_values(DuckEngine(), saved, {"x": value}).saved.plan.steps
    with DuckEngine().empty() as session:
        wanted = session.rows(select.replace("$x", f"(0 + ({value}))"))
        assert session.rows(step.select) == (wanted if value != "0" else [])


@pytest.mark.parametrize(
    ("parameter", "told"),
    [
        ({"name": "a b", "type": "text"}, "is no parameter name"),
        ({"name": "a", "type": "choice"}, "choices belong to"),
        ({"name": "a", "type": "integer", "default": "1.5"}, "'1.5' is no integer such as 100"),
        ({"name": "a", "type": "choice", "choices": ["x"], "default": "y"}, "is not one of x"),
    ],
)
def test_a_parameter_that_cannot_be_is_told_with_its_place(parameter, told):
    with pytest.raises(UsageError, match=f"f.yaml:.*parameters.*{told}"):
        parse_saved(TEXT.partition("parameters:")[0] + f"parameters: [{parameter}]", "f.yaml")


@pytest.mark.parametrize(
    ("value", "literal"),
    [(("integer", "-007"), "(-7)"), (("number", "+0.50"), "0.50"), (("boolean", "TRUE"), "true"),
     (("date", "2026-01-02"), "DATE '2026-01-02'"), (("text", "it's"), "'it''s'")],
)  # fmt: skip
def test_the_literal_of_a_value(value, literal):
    one = Parameter(name="x", type=value[0])
    assert one.literal(one.plain(value[1])) == literal


@pytest.mark.parametrize(
    ("since", "told"),
    [
        ("2026-01-05", "the share marked: 0.6, at most 0.4 expected"),
        ("2026-01-10", "orders: 1 rows changed, at least 2 expected"),
    ],
)
def test_what_an_intent_expects_blocks_it(vibe, shop, since, told):
    for words in (("check", "mark.yaml"), ("run", "mark.yaml", "-y")):
        ran = vibe(*words, "--set", f"since={since}")
        assert (ran.code, told in " ".join(ran.out.split())) == (4, True), ran.out
    assert set(states(shop)) == {"open"}


def test_an_expectation_that_cannot_be_measured(vibe, shop):
    for select in ("SELECT nothing FROM orders", "SELECT id FROM orders", "FROM read_csv('x')"):
        wrong = EXPECT.replace("SELECT avg((state = $mark)::INT) FROM orders", select)
        (shop / "wrong.yaml").write_text(TEXT + wrong)
        ran = vibe("check", "wrong.yaml", "--set=since=2026-01-08")
        assert (ran.code, "error" in ran.out) == (1, True), ran.out


def test_a_literal_of_a_plan_becomes_a_parameter(vibe, shop):
    vibe("run", "mark.yaml", "-n", "--set=since=2026-01-08")
    plan = json.loads(vibe("review", "-o", "json").out)["short_id"]
    kept = vibe("intent", "save", plan, "kept.yaml", "--parameter", "day=2026-01-08")
    assert "day: date, by default 2026-01-08, in 1 place" in kept.err
    saved = yaml.safe_load((shop / "kept.yaml").read_text())
    assert saved["intent"] == "Mark orders since $day"
    assert "day >= $day" in saved["plan"]["steps"][0]["select"]
    assert "~2 changed" in vibe("run", "kept.yaml", "-n", "--set", "day=2026-01-09").out
    ran = vibe("intent", "save", plan, "kept.yaml", "--parameter", "day=2026-01-07")
    assert (ran.code, "its literals are late, 2026-01-08" in ran.err) == (2, True)


@pytest.mark.slow
def test_a_drifted_schema_is_pinned_by_its_name_only(vibe, shop):
    vibe("run", "mark.yaml", "-n", "--set=since=2026-01-08")
    plan = json.loads(vibe("review", "-o", "json").out)["short_id"]
    vibe("intent", "save", plan, "kept.yaml")
    before = "# mine\n" + (shop / "kept.yaml").read_text() + "# the end\n"
    (shop / "kept.yaml").write_text(before)
    with DuckEngine().write(shop / "vibecli.duckdb") as session:
        session.run(
            "ALTER TABLE orders ADD COLUMN x INT; ALTER TABLE orders ALTER day TYPE TIMESTAMP"
        )
    for words in (("run", "kept.yaml"), ("check", "kept.yaml")):
        ran = vibe(*words)
        assert (ran.code, "orders.x is new" in ran.out + ran.err) == (7, True)
    asked = vibe("check", "kept.yaml", "--update", "--yes", "-o", "json")
    document = json.loads(asked.out)
    assert (asked.code, [one["change"] for one in document["drift"]]) == (3, ["retyped", "new"])
    assert vibe("check", "kept.yaml", "--update", "--pin", "0000").code == 7
    assert (shop / "kept.yaml").read_text() == before
    assert vibe("check", "kept.yaml", "--update", "--pin", document["pin"]).code == 0
    assert vibe("check", "kept.yaml").code == 0
    after = (shop / "kept.yaml").read_text()
    assert (after.startswith("# mine\n"), "# the end\n" in after) == (True, True)
    assert [line for line in before.splitlines() if line not in after] == [
        "  - {table: orders, column: day, type: DATE}"
    ]


@pytest.mark.slow
@pytest.mark.terminal
def test_a_person_looks_before_a_schema_is_pinned(vibe, shop):
    vibe("ask", "count orders", "-n", "--save", "count.yaml")
    with DuckEngine().write(shop / "vibecli.duckdb") as session:
        session.run("ALTER TABLE orders ADD COLUMN x INT")
    for key, pinned in (("", False), ("y", True)):
        line = ("check", "count.yaml", "--update")
        with Term(*line, cwd=shop, columns=80, environment=environment(shop)) as term:
            term.wait_for(r"orders.x is new[\s\S]*Enter leave it >")
            term.type(key + ENTER)
            assert term.wait() == 0
        assert ("column: x" in (shop / "count.yaml").read_text()) is pinned


@pytest.mark.slow
def test_a_matrix_of_databases_and_values(vibe, shop):
    (shop / "regions").mkdir()
    orders(shop / "regions" / "north.duckdb")
    orders(shop / "regions" / "south.duckdb", "DELETE FROM orders WHERE id > 8")
    (shop / "m.yaml").write_text(
        "databases: [regions]\nsets:\n- {since: 2026-01-09}\n- {since: 2026-01-08}\n"
    )
    ran = vibe("check", "mark.yaml", "--matrix", "m.yaml", "--junit", "j.xml", "-o", "json")
    cells = [(one["database"][8:13], one["given"], one["status"]) for one in json.loads(ran.out)]
    assert cells == [
        ("north", ["since=2026-01-09"], "passed"),
        ("north", ["since=2026-01-08"], "passed"),
        ("south", ["since=2026-01-09"], "failed"),
        ("south", ["since=2026-01-08"], "passed"),
    ]
    assert (
        'name="mark.yaml [regions/south.duckdb, since=2026-01-09]"' in (shop / "j.xml").read_text()
    )
    again = vibe("check", "mark.yaml", "--matrix", "regions", "--set=since=2026-01-09")
    assert (again.code, "1 of 2 passed, 1 failed" in again.out) == (4, True)


@pytest.mark.slow
def test_two_intents_compared_as_plans_and_as_data(vibe, shop):
    where = "WHERE day >= $since"
    (shop / "b.yaml").write_text(TEXT.replace(where, f"{where} AND id <> 8").replace("late", "old"))
    line = ("intent", "diff", "mark.yaml", "b.yaml", "--set=since=2026-01-08")
    found = json.loads(vibe(*line, "-o", "json").out)
    (table,) = found["tables"]
    assert [table[k] for k in ("same", "only_a", "only_b", "differently")] == [0, 1, 0, 2]
    assert {"- bound orders min_changed: 2", "~ parameter mark: text late -> text old"} <= {
        *found["plan"]
    }
    assert [cell["b"] for one in table["samples"] for cell in one["cells"]] == [
        "old",
        "old",
        "open",
    ]
    ran = vibe(*line, "-o", "md")
    assert (ran.code, "| `orders` | 0 | 1 | 0 | 2 |" in ran.out) == (3, True)
    for git in (["init", "-q"], ["add", "mark.yaml"], ["-c", "user.name=a", "-c", "user.email=a@x", "commit", "-qm", "x"]):  # fmt: skip
        subprocess.run(["git", *git], cwd=shop, check=True)
    alike = vibe("intent", "diff", "HEAD:mark.yaml", "mark.yaml", "--set=since=2026-01-08")
    assert (alike.code, "the same on this data" in alike.out) == (0, True)
    assert vibe("intent", "diff", "HEAD:gone.yaml", "mark.yaml").code == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("a", "b", "counts"),
    [
        ("SELECT 50 AS id, 'x' AS state", "SELECT 51 AS id, 'x' AS state", [0, 1, 1, 0]),
        ("SELECT 50 AS id, 'x' AS state", "SELECT 50 AS id, 'y' AS state", [0, 0, 0, 1]),
        ("SELECT 50 AS id FROM range(3)", "SELECT 50 AS id FROM range(2)", [2, 1, 0, 0]),
    ],
)
def test_new_rows_are_paired_by_key_or_content(vibe, shop, a, b, counts):
    for name, select in (("a", a), ("b", b)):
        step = {"kind": "write", "id": "s1", "why": "w", "target": "orders", "mode": "append", "select": select}  # fmt: skip
        plan = {"title": "t", "confidence": "high", "steps": [step]}
        (shop / f"{name}.yaml").write_text(json.dumps(plan))
    (table,) = json.loads(vibe("intent", "diff", "a.yaml", "b.yaml", "-o", "json").out)["tables"]
    assert [table[k] for k in ("same", "only_a", "only_b", "differently")] == counts


@pytest.mark.slow
def test_queries_and_shapes_are_compared(vibe, shop):
    for name, part in (("a", "id < 5"), ("b", "id < 3")):
        query = {
            "kind": "query",
            "id": "s1",
            "why": "w",
            "select": f"SELECT day FROM orders WHERE {part}",
        }
        alter = {"kind": "alter", "id": "s2", "why": "w", "table": "orders",
                 "changes": [{"change": "add", "column": name, "type": "INTEGER"}]}  # fmt: skip
        plan = {"title": "t", "confidence": "high", "steps": [query, alter]}
        (shop / f"{name}.yaml").write_text(json.dumps(plan))
    found = json.loads(vibe("intent", "diff", "a.yaml", "b.yaml", "-o", "json").out)
    assert found["queries"] == [{"step": "s1", "same": 3, "only_a": 2, "only_b": 0}]
    assert found["tables"][0]["shape"] == ["only A: add a INTEGER", "only B: add b INTEGER"]
