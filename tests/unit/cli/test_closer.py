"""A review from near: one table, one row, the SQL of a step, the lineage of a column."""

import json
import shutil

import pytest

from tests import files
from tests.terminal.shop import vibecli
from vibecli.looking import Looking
from vibecli.run.store import PlanStore

TABLES = """
CREATE TABLE lines (no INTEGER, pos INTEGER, qty INTEGER, PRIMARY KEY (no, pos));
INSERT INTO lines SELECT i // 3, i % 3, i FROM range(12) AS r(i);
CREATE TABLE log (word VARCHAR, n INTEGER);
INSERT INTO log SELECT 'same', 1 FROM range(4);
"""
STEPS = [
    {"kind": "clean", "id": "s1", "why": "tidy", "needs": [], "table": "customers",
     "rules": [{"column": "email", "op": "lower", "args": []}]},
    {"kind": "alter", "id": "s2", "why": "a name for it", "needs": [], "table": "customers",
     "changes": [{"change": "rename", "column": "city", "to": "town"}]},
    {"kind": "query", "id": "s3", "why": "look", "needs": [],
     "select": "SELECT mail, upper(tier) AS rank, count(*) AS n FROM loyalty GROUP BY ALL"},
    {"kind": "write", "id": "s4", "why": "gold", "needs": ["s1", "s2", "s3"], "mode": "create",
     "target": "golden", "select": "SELECT c.id, c.email, c.town, coalesce(s3.rank, 'none') AS"
     " rank, s3.n, 'x' AS fixed FROM customers c LEFT JOIN s3 ON s3.mail = c.email"},
    {"kind": "write", "id": "s5", "why": "first ones", "needs": ["s4"], "mode": "update",
     "target": "golden", "keys": ["id"], "select": "SELECT id, 'top' AS rank FROM golden"
     " WHERE id < 'C-010'"},
    {"kind": "write", "id": "s6", "why": "one more", "needs": [], "mode": "update",
     "target": "lines", "keys": ["no", "pos"], "select": "SELECT no, pos, qty + 1 AS qty FROM"
     " lines WHERE no = 2"},
    {"kind": "write", "id": "s7", "why": "one each", "needs": [], "mode": "replace",
     "target": "log", "select": "SELECT * FROM log LIMIT 3"},
]  # fmt: skip


@pytest.fixture(scope="module")
def planned(_loaded, tmp_path_factory):
    folder = shutil.copytree(_loaded[0], tmp_path_factory.mktemp("near") / "shop")
    with files.write(folder / "vibecli.duckdb") as session:
        session.run(TABLES)
    plan = {"kind": "plan", "title": "near", "confidence": "high", "steps": STEPS}
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    done = vibecli(folder, "run", "plan.json", "-n", "-o", "json")
    return folder, json.loads(done.stdout)["plan_id"][:8]


@pytest.fixture
def look(planned, ask, monkeypatch):
    """Look at the reviewed plan: exit code, stdout, stderr."""
    folder, plan = planned
    monkeypatch.chdir(folder)
    return lambda *arguments: ask("review", plan, *arguments)


@pytest.mark.parametrize(
    ("row", "key", "mark", "changed"),
    [
        ("customers:C-009", "C-009", "~", {"email": ("J**@**", "j**@**")}),
        ("lines:2/1", "2 / 1", "~", {"qty": ("7", "8")}),
        ("lines:2 / 1", "2 / 1", "~", {"qty": ("7", "8")}),
        ("LINES:[2, 1]", "2 / 1", "~", {"qty": ("7", "8")}),
        ("log:row 4", "row 4", "-", {"word": ("same", None), "n": ("1", None)}),
        ("log:4", "row 4", "-", {"word": ("same", None), "n": ("1", None)}),
    ],
)
def test_one_row_by_its_key_or_its_place(look, row, key, mark, changed):
    told = json.loads(look("--row", row, "-o", "json").out)
    assert (told["key"], told["mark"]) == (key, mark)
    cells = {c["column"]: (c["before"], c["after"]) for c in told["cells"] if c["changed"]}
    assert cells == changed
    assert [c["changed"] for c in told["cells"]] == sorted(
        (c["changed"] for c in told["cells"]), reverse=True
    )


def test_a_row_is_masked_until_asked_and_tells_why_and_by_which_step(look):
    shown = look("--row", "customers:C-009").out
    assert "email: lower case" in shown
    assert "s1" in shown
    assert "mail.example" not in shown.lower()
    assert "@MAIL.EXAMPLE" in look("--unmask", "--row", "customers:C-009").out


@pytest.mark.parametrize(
    ("column", "origins", "steps"),
    [
        ("golden.email", ["customers.email"], ["s4", "s1"]),
        ("golden.town", ["customers.city"], ["s4", "s2"]),
        ("golden.rank", ["loyalty.tier"], ["s5", "s4", "s3"]),
        ("golden.n", ["loyalty.*"], ["s4", "s3"]),
        ("golden.fixed", [], ["s4"]),
        ("LINES.qty", ["lines.qty"], ["s6"]),
        ("customers.name", ["customers.name"], []),
    ],
)
def test_lineage_goes_back_through_chained_steps(look, column, origins, steps):
    told = json.loads(look("--lineage", column, "-o", "json").out)
    assert told["origins"] == origins
    assert [s["step"] for s in told["stages"] if s["step"]] == steps
    assert all(name in look("--lineage", column).out for name in origins)


def test_the_lineage_of_a_part_leaves_out_what_it_leaves_out(look, ask):
    part = json.loads(look("--without", "step:s5", "-n", "-o", "json").out)["plan_id"]
    told = json.loads(ask("review", part, "--lineage", "golden.rank", "-o", "json").out)
    assert [s["step"] for s in told["stages"] if s["step"]] == ["s4", "s3"]


def test_the_sql_of_a_step_as_it_ran(look):
    told = json.loads(look("--sql", "s6", "-o", "json").out)
    assert [slot["sql"] for slot in told["said"]] == [STEPS[5]["select"]]
    assert [(one["table"], "__rid" in one["sql"]) for one in told["ran"]] == [("lines", True)]
    assert "the rows for customers as it ran" in look("--sql", "s1").out  # it carries none itself


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("2/1", {"lines": 1}),
        ("2", {"lines": 3}),  # as its rows are called on a screen
        ("row 4", {"log": 1}),
        ("C-009", {"customers": 1, "golden": 1}),
        ("C-999", {}),
    ],
)
def test_why_finds_rows_by_the_name_they_have_elsewhere(planned, key, found):
    store = PlanStore(planned[0] / ".vibecli")
    review = store.review(store.find(planned[1]))
    called = Looking(store).called(review, key, limit=9)
    assert {table: len(rows) for table, rows in called.items() if rows} == found


def test_one_table_in_full(look):
    shown = look("--table", "customers").out
    assert "column city is called town" in shown
    assert "golden" not in shown
    assert json.loads(look("--table", "lines", "-o", "json").out)["changed"] == 3


@pytest.mark.parametrize(
    ("flags", "code", "said"),
    [
        (("--row", "customers:C-09"), 2, "did you mean C-009?"),
        (("--row", "custmers:C-009"), 2, "did you mean customers?"),
        (("--row", "log:9"), 2, "--rows log lists them"),
        (("--row", "customers"), 2, "--row TABLE:KEY"),
        (("--sql", "s66"), 2, "did you mean s6?"),
        (("--lineage", "customers.emial"), 2, "did you mean email?"),
        (("--lineage", "custmers.email"), 2, "did you mean customers?"),
        (("--lineage", "email"), 2, "--lineage TABLE.COLUMN"),
        (("--table", "lins"), 2, "did you mean lines?"),
        (("--row", "a:b", "--sql", "s1"), 2, "--row and --sql exclude each other"),
        (("--rows", "lines", "--row", "lines:2/1"), 2, "exclude each other"),
        (("--where", "qty > 1", "--sql", "s1"), 2, "--where needs --rows TABLE"),
    ],
)
def test_what_is_not_there_names_the_nearest(look, flags, code, said):
    done = look(*flags)
    assert (done.code, done.out, said in done.err) == (code, "", True), done.err
