import pytest

from tests.integration.shadowing import Workspace
from tests.unit.steps.fakeshadow import FakeShadow
from vibecli.errors import SqlError
from vibecli.steps.check import Check
from vibecli.steps.query import Query

TABLE = "CREATE TABLE t AS SELECT i AS a FROM range(9) r(i)"


@pytest.fixture
def shadow(tmp_path):
    return Workspace(tmp_path).sql(TABLE).open_shadow()


def check(select, name="small"):
    return Check(id="s1", why="because", name=name, select=select, severity="block")


@pytest.mark.parametrize(
    ("limit", "failures", "headline"),
    [(9, 0, "small: holds"), (8, 1, "small: 1 row breaks it"), (0, 9, "small: 9 rows break it")],
)
def test_gate(shadow, limit, failures, headline):
    result = check(f"SELECT a FROM t WHERE a >= {limit} -- too big").run(shadow)
    assert result.headline == headline
    assert shadow.gates[0].result.failures == failures
    assert len(shadow.gates[0].sample) == min(failures, 5)


def test_a_gate_sees_earlier_steps(shadow):
    shadow.insert("t", "SELECT 99 AS a")
    check("SELECT a FROM t WHERE a > 50").run(shadow)
    assert shadow.gates[0].sample == (("99",),)


def test_a_gate_needs_a_name_and_sql_that_binds():
    bench = FakeShadow().sql(TABLE)
    assert [f.code for f in check("SELECT a FROM t", name=" ").check(bench)] == ["empty-name"]
    with pytest.raises(SqlError):
        check("SELECT nope FROM t").check(bench)


def test_a_query_is_kept_as_it_was(shadow):
    step = Query(id="s1", why="look", select="SELECT a FROM t ORDER BY a DESC LIMIT 2")
    assert step.run(shadow).headline == "2 rows"
    shadow.insert("t", "SELECT 99 AS a")
    assert shadow.session.rows("SELECT * FROM s1") == [(8,), (7,)]


def test_a_query_declares_its_columns_unless_a_table_has_its_id():
    bench = FakeShadow().sql(TABLE)
    assert Query(id="s1", why="look", select="SELECT a FROM t").check(bench) == []
    assert [c.name for c in bench.declared["s1"]] == ["a"]
    assert [f.code for f in Query(id="t", why="look", select="SELECT 1 AS x").check(bench)] == [
        "id-is-a-table"
    ]
