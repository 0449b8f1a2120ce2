"""The catalog of a database: what is declared, what rows tell, and what does not bind."""

import json
from pathlib import Path

import pytest

from tests import files
from vibecli.data import survey
from vibecli.data.catalog import Role
from vibecli.data.profile import profile_table
from vibecli.data.survey import read_catalog
from vibecli.engine.base import Session

PEOPLE = (
    "CREATE TABLE people AS SELECT 'C-' || lpad(i::VARCHAR, 7, '0') AS customer_no,"
    " ['Anna', 'Bob', 'Carla', 'David'][1 + i % 4] AS first_name,"
    " 'p' || i || '@example.com' AS email, ['gold', 'silver'][1 + (i % 10 = 0)::INT] AS tier,"
    " CASE WHEN i % 4 > 0 THEN i * 1.5 END AS spent, DATE '2020-01-01' + (i % 300)::INT AS since"
    " FROM range({rows}) t(i)"
)


def people(session: Session, rows: int = 1000):
    session.run(PEOPLE.format(rows=rows))
    return read_catalog(session).table("people")


def test_a_table_is_profiled(session):
    table = people(session)
    assert (table.rows, table.key, table.declared_key) == (1000, ("customer_no",), False)
    tier, spent, since = (table.column(name) for name in ("tier", "spent", "since"))
    assert [(top.value, top.rows) for top in tier.top] == [("gold", 900), ("silver", 100)]
    assert (spent.null_share, spent.minimum, spent.maximum) == (0.25, "1.5", "1498.5")
    assert (since.minimum, since.distinct) == ("2020-01-01", 300)
    assert table.column("customer_no").role is Role.KEY
    assert table.column("customer_no").shapes == ("A-99999",)


def test_no_extreme_and_no_value_is_told_of_a_personal_column(session):
    table = people(session)
    email = table.column("email")
    assert (email.role, email.minimum, email.top) == (Role.EMAIL, None, ())


def test_a_large_table_is_sampled_the_same_way_every_time(session):
    first = people(session, 250_000)
    session.run("SET threads = 1")
    again = read_catalog(session).table("people")
    session.run("RESET threads")
    assert first == again
    assert (first.rows, first.key) == (250_000, ("customer_no",))
    assert first.column("tier").distinct == 2
    assert first.column("email").distinct > 200_000


def test_any_relation_can_be_profiled(session):
    people(session, 3000)
    known = read_catalog(session).table("people")
    columns = session.describe("SELECT * FROM people")
    relation = "(SELECT rowid AS __rid, * REPLACE (upper(tier) AS tier) FROM people)"
    for order in (None, "__rid"):
        table = profile_table(session, relation, "people", columns, order=order, before=known)
        assert [top.value for top in table.column("tier").top] == ["GOLD", "SILVER"]
        assert table.key == ("customer_no",)


@pytest.mark.parametrize(
    ("ddl", "key", "declared"),
    [
        ("CREATE TABLE t (a INT, b INT, PRIMARY KEY (b, a))", ("b", "a"), True),
        ("CREATE TABLE t (a INT NOT NULL UNIQUE, b INT)", ("a",), True),
        ("CREATE TABLE t (a INT UNIQUE, b INT)", (), False),
        ("CREATE TABLE t (a INT, b INT)", (), False),
    ],
)
def test_declared_keys_are_read(session, ddl, key, declared):
    session.run(ddl)
    table = read_catalog(session).table("t")
    assert (table.key, table.declared_key) == (key, declared)


@pytest.mark.parametrize(
    ("select", "key"),
    [
        (
            "SELECT i // 10 AS store_id, i % 10 AS customer_no, 1.5 AS x",
            ("store_id", "customer_no"),
        ),
        ("SELECT i // 5 AS order_id, i % 5 AS line, 'x' AS note", ("order_id", "line")),
        ("SELECT i // 2 AS person_id, ['a', 'b'][1 + i % 2] AS kind", ("person_id", "kind")),
        ("SELECT i AS points, 'x' AS name", ()),
        ("SELECT i % 50 AS customer_id, i % 50 AS store_id", ()),
        ("SELECT CASE WHEN i > 0 THEN i END AS id", ()),
        ("SELECT 'p' || i || '@x.io' AS email, i * 1.5 AS amount", ("email",)),
    ],
)
def test_keys_nobody_declared_are_found_or_not(session, select, key):
    session.run(f"CREATE TABLE t AS {select} FROM range(100) r(i)")
    assert read_catalog(session).table("t").key == key


def test_schemas_views_odd_names_and_types_are_all_read(session):
    session.run("CREATE SCHEMA crm")
    session.run(
        'CREATE TABLE crm."Odd ""name" ("select" INT, "rowid" INT, s STRUCT(a INT), b BLOB)'
    )
    session.run('INSERT INTO crm."Odd ""name" VALUES (1, 2, {a: 1}, \'x\'), (2, 2, NULL, NULL)')
    session.run('CREATE VIEW v AS SELECT "select" AS "a b" FROM crm."Odd ""name"')
    session.run("CREATE SCHEMA vibecli")
    session.run("CREATE TABLE vibecli.runs (id INT)")
    session.run("CREATE TEMP TABLE scratch (id INT)")
    session.run("CREATE TABLE empty (a DATE)")
    catalog = read_catalog(session)
    assert [(t.name, t.kind, t.rows) for t in catalog.tables] == [
        ('crm."Odd ""name"', "table", 2),
        ("empty", "table", 0),
        ("v", "view", 2),
    ]
    assert catalog.table("empty").columns[0].null_share is None


def test_a_view_that_does_not_bind_is_named_and_left_out(session):
    session.run("CREATE TABLE t (id INT)")
    session.run("CREATE VIEW v AS SELECT id FROM t")
    session.run("ALTER TABLE t RENAME TO moved")
    catalog = read_catalog(session)
    assert [t.name for t in catalog.tables] == ["moved"]
    assert catalog.notes[0].startswith("view v is left out: ")


def test_without_profile_only_the_schema_is_read(session):
    people(session, 10)
    table = read_catalog(session, profile=False).table("people")
    assert (table.rows, table.columns[0].distinct, table.columns[0].role) == (10, None, None)


def test_the_tables_of_an_attached_database_are_read_and_marked(session, tmp_path):
    other = tmp_path / "other.duckdb"
    with files.write(other) as writing:
        writing.run("CREATE TABLE t AS SELECT i AS id FROM range(20) r(i)")
        writing.run("CREATE SCHEMA sales; CREATE TABLE sales.t (id INT PRIMARY KEY)")
    session.run("CREATE TABLE t (a INT)")
    session.run(f"ATTACH '{other}' AS crm (READ_ONLY)")
    catalog = read_catalog(session)
    table = catalog.table("crm.main.t")
    assert (table.name, table.rows, table.key) == ("crm.t", 20, ("id",))
    assert [t.name for t in catalog.tables] == ["t", "crm.t", "crm.sales.t"]
    assert [t.read_only for t in catalog.tables] == [False, True, True]


def test_the_cache_holds_until_the_file_changes(tmp_path: Path):
    path, cache = tmp_path / "a.duckdb", tmp_path / "state" / "catalog"
    with files.write(path) as session:
        session.run("CREATE TABLE t AS SELECT 1 AS id")
    with files.read(path) as session:
        first = read_catalog(session, cache=cache)
        kept = json.loads(cache.read_text())
        kept["catalog"]["tables"][0]["rows"] = 77  # shows that the file is what is read
        cache.write_text(json.dumps(kept))
        assert read_catalog(session, cache=cache).tables[0].rows == 77
        assert cache.stat().st_mode & 0o777 == 0o600
    with files.write(path) as session:
        session.run("UPDATE t SET id = 2")
    with files.read(path) as session:
        assert read_catalog(session, cache=cache).tables[0].rows == first.tables[0].rows == 1


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"stamp": 1}', "\x00"])
def test_a_broken_cache_is_no_matter(tmp_path: Path, content):
    path, cache = tmp_path / "a.duckdb", tmp_path / "catalog"
    with files.write(path) as session:
        session.run("CREATE TABLE t AS SELECT 1 AS id")
    cache.write_text(content)
    with files.read(path) as session:
        assert read_catalog(session, cache=cache).tables[0].rows == 1
        assert read_catalog(session, cache=Path("/proc/nowhere/catalog")).tables[0].rows == 1


def test_only_the_tables_that_changed_are_profiled_again(tmp_path: Path, monkeypatch):
    path, cache = tmp_path / "a.duckdb", tmp_path / "catalog"
    with files.write(path) as session:
        for name in ("a", "b"):
            session.run(f"CREATE TABLE {name} AS SELECT i AS id, 'x' AS t FROM range(50) AS r(i)")
        session.run("CREATE VIEW v AS SELECT count(*) AS n FROM b")
    profiled = []

    def spied(*arguments, **more):
        profiled.append(arguments[2])
        return profile_table(*arguments, **more)

    monkeypatch.setattr(survey, "profile_table", spied)
    with files.read(path) as session:
        read_catalog(session, cache=cache)
    with files.write(path) as session:
        session.run("UPDATE b SET t = 'y' WHERE id = 7")
        session.run("INSERT INTO b VALUES (77, 'z')")
    assert sorted(profiled) == ["a", "b", "v"]
    with files.read(path) as session:
        again = read_catalog(session, cache=cache)
        assert sorted(profiled[3:]) == ["b", "v"]
        assert again == read_catalog(session)
