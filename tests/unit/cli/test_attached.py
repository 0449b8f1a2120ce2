"""Databases attached to be read: seen, read in plans, never written, noticed when they change."""

import json
import shutil
import subprocess
import sys

import pytest

from tests import files

FILL = (
    "SELECT c.id, k.city FROM clients c JOIN crm.main.customers k ON k.id = c.id"
    " WHERE EXISTS (FROM crm.sales.orders o WHERE o.customer_id = k.id)"
)
UPDATE = {"kind": "write", "mode": "update", "keys": ["id"], "target": "clients", "select": FILL}
ULM = "UPDATE customers SET city = 'Ulm' WHERE id = 3"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make clients and schema ops in own.duckdb, customers and sales.orders in crm.duckdb."""
    folder = tmp_path_factory.mktemp("attached")
    people = (
        "CREATE TABLE {} AS SELECT i AS id, 'Person ' || i AS name, 'p' || i || '@x.io' AS email"
    )
    with files.write(folder / "own.duckdb") as session:
        session.run(people.format("clients") + ", NULL::VARCHAR AS city FROM range(1, 41) t(i)")
        session.run("CREATE SCHEMA ops")
    with files.write(folder / "crm.duckdb") as session:
        session.run(people.format("customers") + ", 'Bonn' AS city FROM range(1, 81) t(i)")
        session.run("CREATE VIEW elder AS FROM customers WHERE id < 9")
        session.run("CREATE MACRO lower(x) AS 'taken'")
        session.run("CREATE SCHEMA sales")
        session.run("CREATE TABLE sales.orders AS SELECT i AS customer_id FROM range(100) t(i)")
    toml = 'database = "own.duckdb"\nplanner = "offline"\n[attach]\ncrm = "crm.duckdb"\n'
    (folder / "vibecli.toml").write_text(toml)
    return folder


@pytest.fixture
def here(made, tmp_path, monkeypatch):
    """Work in a copy of that folder."""
    monkeypatch.chdir(shutil.copytree(made, tmp_path / "here"))
    return tmp_path / "here"


@pytest.fixture
def ask(here, command):
    """Run a command line here."""
    return command


def plan(folder, **step):
    told = {"id": "s1", "why": "w", "needs": [], **step}
    text = json.dumps({"kind": "plan", "title": "t", "steps": [told], "confidence": "high"})
    (folder / "p.json").write_text(text)
    return "p.json"


def change(folder, *statements, file="crm.duckdb"):
    with files.write(folder / file) as session:
        for statement in statements:
            session.run(statement)


def cities(folder):
    with files.read(folder / "own.duckdb") as session:
        return session.rows("SELECT city, count(*)::INT FROM clients GROUP BY city ORDER BY 1")


def planned(ask, folder, *flags):
    return json.loads(ask("run", plan(folder, **UPDATE), "-n", "-o", "json", *flags).out)["plan_id"]


def test_its_tables_are_told_of_and_marked(ask):
    told = json.loads(ask("tables", "-o", "json").out)
    assert [t["name"] for t in told if t["read_only"]] == [
        "crm.customers",
        "crm.elder",
        "crm.sales.orders",
    ]
    assert "crm: attached, only read, never written" in ask("tables").out
    assert "read only" in ask("profile", "crm.main.customers").out
    pack = ask("context", "customers per city").out
    assert "- protected, never a target: crm.*" in pack
    assert "crm.customers: read only, 80 rows" in pack


def test_a_plan_reads_it_and_is_undone_without_it(ask, here):
    before = (here / "crm.duckdb").read_bytes()
    done = ask("run", plan(here, **UPDATE), "--yes")
    assert (done.code, cities(here)) == (0, [("Bonn", 40)]), done.err
    assert "reads crm.customers, crm.sales.orders" in done.out
    assert (here / "crm.duckdb").read_bytes() == before
    (here / "crm.duckdb").unlink()
    assert "clients ~40" in ask("history").out
    assert ask("show", json.loads(ask("history", "-o", "json").out)[0]["plan_id"]).code == 0
    assert (ask("undo", "--yes").code, cities(here)) == (0, [(None, 40)])


def test_its_records_are_matched_with_own_ones(ask):
    done = ask("ask", "match clients with crm.customers", "-n")
    assert (done.code, "reads clients, crm.customers" in done.out) == (0, True), done.err
    assert "same person as crm.customers" in done.out


@pytest.mark.parametrize(
    "step",
    [
        {**UPDATE, "target": "crm.customers"},
        {**UPDATE, "target": "crm.main.customers"},
        {**UPDATE, "mode": "create", "keys": [], "target": "crm.sales.new"},
        {"kind": "drop", "table": "CRM.elder"},
        {
            "kind": "alter",
            "table": "clients",
            "changes": [{"change": "rename_table", "to": "crm.c"}],
        },
    ],
)
def test_no_plan_writes_it(ask, here, step):
    done = ask("run", plan(here, **step), "--yes")
    assert (done.code, "the attached database crm, which is only read" in done.err) == (1, True)
    assert "hint: write to a table of this database" in done.err


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("FROM own.main.clients", "another database is named: own"),
        ("FROM __base.main.clients", "another database is named: __base"),
        ("FROM erp.main.customers", "another database is named: erp"),
        ("FROM crm.information_schema.tables", "no table crm.information_schema.tables"),
        ("FROM 'crm.duckdb'", "no table"),
        ("SELECT crm.lower(name) FROM crm.customers", "lower does not exist"),
        ("SELECT crm.main.lower('A')", "no function lower()"),
        ("FROM crm.range(3)", "range() may not be read from"),
        ("ATTACH 'x.duckdb' AS x", "only a SELECT may stand here"),
    ],
)
def test_nothing_else_gets_through(ask, here, sql, told):
    done = ask("run", plan(here, kind="query", select=sql))
    assert (done.code, told in done.err) == (1, True), done.err


@pytest.mark.slow
def test_a_change_of_what_was_read_is_stale(ask, here):
    plan_id = planned(ask, here)
    record = json.loads((here / ".vibecli" / "plans" / plan_id / "plan.json").read_text())
    assert [(one["name"], len(one["print"])) for one in record["attached"]] == [("crm", 64)]
    change(here, "CREATE TABLE other AS SELECT 1 AS a")
    assert ask("apply", plan_id, "--yes").code == 0
    assert ask("undo", "--yes").code == 0
    change(here, ULM)
    done = ask("apply", plan_id, "--yes")
    assert (done.code, "crm.customers (other values" in done.err) == (7, True), done.err
    assert ask("apply", plan_id, "--rebase", "--yes").code == 0
    assert cities(here) == [("Bonn", 39), ("Ulm", 1)]


def test_a_change_behind_a_view_of_ours_is_stale(ask, here):
    change(
        here,
        f"ATTACH '{here / 'crm.duckdb'}' AS crm (READ_ONLY)",
        "CREATE VIEW towns AS SELECT id, city FROM crm.customers WHERE id < 41",
        file="own.duckdb",
    )
    step = {**UPDATE, "select": "SELECT id, city FROM towns"}
    plan_id = json.loads(ask("run", plan(here, **step), "-n", "-o", "json").out)["plan_id"]
    change(here, ULM)
    done = ask("apply", plan_id, "--yes")
    assert (done.code, "towns (other values" in done.err) == (7, True), done.err


@pytest.mark.slow
def test_its_columns_are_pinned_by_a_saved_intent(ask, here):
    assert ask("ask", "make a table of customers in Bonn", "-n", "--save", "i.yaml").code == 0
    assert ask("check", "i.yaml").code == 0
    change(here, "DROP VIEW elder", "ALTER TABLE customers RENAME COLUMN city TO town")
    done = ask("check", "i.yaml")
    assert (done.code, "crm.customers.city is gone" in done.out) == (7, True), done.out


def test_it_must_be_attached_when_the_plan_is_applied(ask, here):
    toml = here / "vibecli.toml"
    toml.write_text(toml.read_text().partition("[attach]")[0])
    plan_id = planned(ask, here, "--attach", "crm=crm.duckdb")
    done = ask("apply", plan_id, "--yes")
    assert (done.code, "crm, which is not attached now" in done.err) == (2, True), done.err
    assert ask("apply", plan_id, "--yes", "--attach=crm=crm.duckdb").code == 0


def test_flags_add_to_the_file(ask, here):
    shutil.copy(here / "crm.duckdb", here / "erp.duckdb")
    shown = {s["name"]: s["value"] for s in json.loads(ask("config", "-o", "json").out)}
    assert shown["attach"] == f"crm = {here / 'crm.duckdb'}"
    names = [
        t["name"] for t in json.loads(ask("tables", "-o", "json", "--attach", "erp=erp.duckdb").out)
    ]
    assert {"crm.customers", "erp.customers"} <= {*names}


@pytest.mark.parametrize(
    ("attach", "told", "code"),
    [
        ("crm=gone.duckdb", "attached database crm: there is no ", 2),
        ("crm=p.json", "attached database crm: p.json is no DuckDB database", 2),
        ("crm=.", "is a folder, not a database", 2),
        ("ops=crm.duckdb", "own.duckdb has a schema ops", 2),
        ("own=crm.duckdb", "own is the name of own.duckdb itself", 2),
        ("me=own.duckdb", "own.duckdb cannot be attached as me once more", 2),
        ("main=crm.duckdb", "--attach must be a name of small letters", 2),
        ("crm.duckdb", "--attach must be NAME=FILE", 2),
    ],
)
def test_what_cannot_be_attached_is_told_in_a_line(ask, here, attach, told, code):
    plan(here, **UPDATE)
    done = ask("tables", "--attach", attach)
    assert (done.code, told in done.err, done.err.count("error:")) == (code, True, 1), done.err


def test_one_that_another_program_writes_is_waited_for(ask, here):
    hold = "import duckdb, sys; c = duckdb.connect('crm.duckdb'); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=here
    ) as holder:
        holder.stdout.readline()
        done = ask("tables", "--lock-timeout", "0.1")
        assert (done.code, "crm.duckdb is held by" in done.err) == (5, True), done.err
        assert ask("history").code == 0


def test_nothing_is_loaded_under_its_name(ask, here):
    (here / "a.csv").write_text("a\n1\n")
    done = ask("load", "a.csv", "--schema", "crm")
    assert (done.code, "crm.a would be in the attached database crm" in done.err) == (2, True)


def test_a_name_stands_for_one_file(ask, here):
    shutil.copy(here / "crm.duckdb", here / "other.duckdb")
    twice = ask("--attach", "x=crm.duckdb", "--attach", "x=other.duckdb", "tables")
    assert (twice.code, twice.out) == (2, "")
    assert "not x=crm.duckdb and x=other.duckdb\nhint: " in twice.err
    over = ask("--attach", "crm=other.duckdb", "config")
    assert "other.duckdb, not " in over.err
    assert "crm.duckdb of vibecli.toml:3" in over.err
    assert "flag, vibecli.toml:3" in over.out
    assert ask("--attach", "crm=crm.duckdb", "--attach", "x=other.duckdb", "tables").err == ""
