"""A plan is checked whole, and every finding tells how to mend it."""

import subprocess
import sys
from pathlib import Path

import pytest

from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.data.covering import covers_table
from vibecli.engine.base import Column
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import SqlError, UsageError
from vibecli.plan.bench import EmptyBench
from vibecli.plan.check import check_plan
from vibecli.plan.glossary import Glossary
from vibecli.plan.model import Plan
from vibecli.plan.policy import idle_protections
from vibecli.policybook import Policy
from vibecli.rulebook import Rules
from vibecli.steps.query import Query
from vibecli.steps.remove import Remove
from vibecli.steps.write import Write

ENGINE = DuckEngine()


def table(name, kind="table", /, **columns):
    return TableInfo(
        name=name, kind=kind, columns=tuple(ColumnInfo(name=n, type=t) for n, t in columns.items())
    )


CATALOG = Catalog(
    tables=(
        table("customers", id="INTEGER", name="VARCHAR", tier="VARCHAR", born="DATE"),
        table("crm.orders", order_id="BIGINT", customer_id="INTEGER", amount="DECIMAL(10,2)"),
        table(
            '"od""d"."T 1"',
            **{"a b": "ENUM('x', 'y')", 'q"q': "STRUCT(a INTEGER, b VARCHAR)[]", "g": "WOBBLY(3)"},
        ),
        table("gold_view", "view", id="INTEGER"),
    )
)


def query(select, id="s1", **more):  # noqa: A002
    return Query(id=id, why="w", select=select, **more)


def write(select, target, mode="create", id="s1", **more):  # noqa: A002
    return Write(id=id, why="w", select=select, target=target, mode=mode, **more)


def findings(*steps, **more):
    return check_plan(Plan(title="t", steps=steps, confidence="high"), CATALOG, ENGINE, **more)


def codes(*steps, **more):
    return [(f.step, f.code) for f in findings(*steps, **more)]


@pytest.mark.parametrize(
    "steps",
    [
        (query("SELECT * FROM customers WHERE tier = 'gold'"),),
        (query('SELECT "a b", "q""q"[1].a, g FROM "od""d"."T 1"'),),
        (
            query("SELECT id FROM customers"),
            query("SELECT id + 1 AS n FROM s1", id="s2", needs=("s1",)),
        ),
        (
            write("SELECT id, name FROM customers", "fresh.people"),
            write(
                "SELECT id, 'x' AS name FROM customers",
                "fresh.people",
                "append",
                id="s2",
                needs=("s1",),
            ),
            query("SELECT name FROM fresh.people ORDER BY id LIMIT 3", id="s3", needs=("s1", "s2")),
        ),
        (
            Remove(
                id="s1",
                why="w",
                target="customers",
                keys_select="SELECT id FROM customers WHERE tier IS NULL",
            ),
        ),
    ],
)
def test_a_good_plan_has_no_finding(steps):
    assert findings(*steps) == []


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ((query("SELECT 1", id="S 1"),), [("S 1", "bad-id")]),
        ((query("SELECT 1", id="customers"),), [("customers", "id-is-a-table")]),
        ((query("SELECT 1"), query("SELECT 1")), [("s1", "id-twice")]),
        ((query("SELECT 1", needs=("s9",)),), [("s1", "unknown-step")]),
        ((query("SELECT 1", needs=("s1",)),), [("s1", "needs-order")]),
        ((query("SELECT 1", needs=("s2",)), query("SELECT 2", id="s2")), [("s1", "needs-order")]),
        ((query("SELECT nme FROM customers"),), [("s1", "unknown-column")]),
        ((query("SELECT * FROM 'x.csv'"),), [("s1", "unknown-table")]),
        ((query("SELECT random()"),), [("s1", "forbidden-function")]),
        ((query("SELEC"),), [("s1", "syntax")]),
        ((query("SELECT rowid FROM customers"),), [("s1", "unknown-column")]),
        ((write("SELECT 1 AS x", "vibecli.runs"),), [("s1", "closed-schema")]),
        ((write("SELECT 1 AS id", "gold_view", "append"),), [("s1", "target-is-view")]),
        (
            (query("SELECT 1 AS x"), query("SELECT x FROM s1", id="s2")),
            [("s2", "needs-incomplete")],
        ),
        ((query("SELECT x FROM s2"), query("SELECT 1 AS x", id="s2")), [("s1", "unknown-table")]),
        ((write("SELECT id FROM customers LIMIT 3", "few"),), [("s1", "limit-without-order")]),
        (
            (write("SELECT row_number() OVER () AS n FROM customers", "few"),),
            [("s1", "window-without-order")],
        ),
    ],
)
def test_finds(steps, found):
    assert codes(*steps) == found


def test_a_table_given_other_rows_keeps_its_types_and_what_it_computes():
    twice = ColumnInfo(name="twice", type="BIGINT", generated=True)
    made = table("t", id="INTEGER", name="VARCHAR")
    catalog = Catalog(tables=(made.model_copy(update={"columns": (*made.columns, twice)}),))
    steps = (
        write("SELECT name, id::VARCHAR AS id FROM t WHERE twice > 2", "t", "replace"),
        query("SELECT abs(id), twice FROM t", id="s2", needs=("s1",)),
    )
    plan = Plan(title="t", steps=steps, confidence="high")
    assert check_plan(plan, catalog, ENGINE) == []


def test_a_broken_step_is_told_once_not_echoed():
    steps = (
        write("SELECT nope FROM customers", "t"),
        query("SELECT * FROM t", id="s2"),
        query("SELECT * FROM s2", id="s3"),
    )
    assert codes(*steps) == [("s1", "unknown-column")]


def test_several_broken_steps_are_all_told():
    steps = (
        query("SELECT a FROM customers"),
        query("SELECT 1", id="s2"),
        query("SELECT b FROM crm.orders", id="s3"),
    )
    assert codes(*steps) == [("s1", "unknown-column"), ("s3", "unknown-column")]


@pytest.mark.parametrize(
    ("select", "hint"),
    [
        ('SELECT * FROM customers WHERE tier = "gold"', "text stands in single quotes"),
        ("SELECT tier, count(*) FROM customers", "GROUP BY ALL"),
        ("SELECT TOP 5 * FROM customers", "write LIMIT n at the end"),
        ("SELECT dateadd(day, 1, born) FROM customers", "use date + INTERVAL 1 DAY"),
        ("SELECT * FROM orders", "did you mean crm.orders?"),
        ("SELECT naem FROM customers", '"name"'),
        ("SELECT * FROM customers WHERE sum(id) > 1", "use HAVING"),
        ("SELECT * FROM customers WHERE row_number() OVER (ORDER BY id) = 1", "use QUALIFY"),
        ("SELECT lower(born, 1) FROM customers", "cast the arguments"),
        ("SELECT list_transform([id], x -> x + 1 + nope) FROM customers", ""),
    ],
)
def test_a_hint_says_what_to_write(select, hint):
    (finding,) = findings(query(select))
    assert hint in finding.hint
    assert "\n" not in finding.message


@pytest.mark.parametrize("glob", ["customers", "cust*", "main.customers", "CUSTOMERS", "main.*"])
def test_protected_tables_are_no_target(glob):
    step = write("SELECT 1 AS id", "customers", "append")
    assert codes(step, policy=Policy(protected=(glob,))) == [("s1", "protected-table")]
    assert codes(step, glossary=Glossary(protected=(glob,))) == [("s1", "protected-table")]


@pytest.mark.parametrize(
    ("glob", "covers"),
    [("crm.*", True), ("crm.orders", True), ("orders", False), ("crm.orders.amount", False)],
)
def test_a_protection_names_tables_by_glob(glob, covers):
    assert covers_table(glob, "crm.orders") is covers


# The peak is read of this process alone: ru_maxrss starts at the peak of who started it.
BOMB = """
import re
from pathlib import Path
from tests.unit.plan.test_check import codes, query
nested = "replace(" * 9 + "'aaaaaaaaaa'" + ",'a','aaaaaaaaaa')" * 9
codes(query(f"SELECT {nested} AS x"), query("SELECT name FROM customers", id="s2"))
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(int(peak[1]) < 1_500_000)
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="no memory ceiling")
def test_a_bomb_that_goes_off_while_binding_takes_no_more_than_the_ceiling():
    root = Path(__file__).parents[3]
    told = subprocess.run(
        [sys.executable, "-c", BOMB],
        cwd=root,
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout == "True\n", told.stderr


class TestBench:
    def test_knows_the_columns_with_their_types(self):
        with EmptyBench(ENGINE, CATALOG) as bench:
            assert bench.columns("main.Customers")[3] == Column("born", "DATE")
            assert (
                bench.bind('SELECT "q""q" FROM "od""d"."T 1"')[0].type
                == "STRUCT(a INTEGER, b VARCHAR)[]"
            )
            assert bench.columns("nowhere") is None

    def test_a_type_it_cannot_make_is_text(self):
        with EmptyBench(ENGINE, CATALOG) as bench:
            assert bench.bind('SELECT g FROM "od""d"."T 1"') == (Column("g", "VARCHAR"),)

    def test_later_declarations_win(self):
        with EmptyBench(ENGINE, CATALOG) as bench:
            bench.declare("customers", [Column("only", "INTEGER")])
            assert bench.bind("FROM customers") == (Column("only", "INTEGER"),)
            with pytest.raises(SqlError):
                bench.bind("SELECT id FROM customers")


def test_declarations_of_what_is_not_there_are_told_and_unknown_roles_refused():
    rules = Rules(values=(("customers.nmae", ("a",)),), rows=(("main.customers", (0, 9)),))
    told = list(idle_protections(CATALOG, Glossary(), Policy(rules=rules)))
    assert told == ["rules.values: customers.nmae is no column; did you mean customers.name?"]
    policy = Policy(rules=Rules(tagged=("emial",)))
    with pytest.raises(UsageError, match="names emial, which is no role") as error:
        codes(write("SELECT 1 AS id", "customers", "append"), policy=policy)
    assert error.value.hint == "did you mean email?"
