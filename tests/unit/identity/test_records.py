"""Record ids on real tables: stable, readable, also without a key."""

import pytest

from vibecli.data.catalog import TableInfo
from vibecli.engine.duckdb import DuckEngine
from vibecli.identity.records import record_ids
from vibecli.identity.source import read_source

ROWS = "(VALUES (1, 'a\"b', DATE '2020-01-01'), (2, NULL, NULL), (2, NULL, NULL)) v(\"x y\", z, d)"


@pytest.fixture
def session():
    with DuckEngine().empty() as session:
        session.run(f"CREATE TABLE t AS SELECT * FROM {ROWS}")
        yield session


def ids(session, key, relation="(SELECT rowid AS __rid, * FROM t)"):
    columns = session.describe("SELECT * FROM t")
    select = record_ids(TableInfo(name="t", key=key), columns, relation)
    return [record for _, record in session.rows(f"{select} ORDER BY __rid")]


def test_a_key_is_its_text(session):
    assert ids(session, ("X Y",)) == ["1", "2", "2"]


def test_a_composite_key_is_a_list(session):
    assert ids(session, ("x y", "z"))[0] == '["1","a\\"b"]'


def test_rows_without_a_key_are_told_by_content_and_number(session):
    found = ids(session, ())
    assert len(set(found)) == 3
    assert [record.rpartition("-")[2] for record in found] == ["1", "1", "2"]


def test_row_order_changes_no_id(session):
    turned = "(SELECT 2 - rowid AS __rid, * FROM t)"
    assert sorted(ids(session, ())) == sorted(ids(session, (), turned))


def test_a_source_keeps_the_ids_of_the_whole_table_when_filtered(session):
    columns = session.describe("SELECT * FROM t")
    relation = "(SELECT rowid AS __rid, * FROM t)"
    whole = read_source(session, TableInfo(name="t"), columns, relation)
    some = read_source(
        session, TableInfo(name="t"), columns, relation, "z IS NOT NULL -- only named"
    )
    assert set(some.ids) < set(whole.ids)
    assert [column.values.tolist() for column in some.columns] == [["1"], ['a"b'], ["2020-01-01"]]
