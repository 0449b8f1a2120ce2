import pytest

from tests.integration.shadowing import Workspace
from tests.unit.steps.fakeshadow import FakeShadow
from vibecli.steps.remove import Remove

TABLE = "CREATE TABLE t (a INTEGER, b VARCHAR); INSERT INTO t VALUES (1,'x'),(1,'y'),(2,NULL),(NULL,NULL),(2,NULL)"


def remove(keys_select, target="t"):
    return Remove(id="s1", why="because", target=target, keys_select=keys_select)


@pytest.mark.parametrize(
    ("select", "left"),
    [
        ("SELECT 1 AS a", [(2, None), (2, None), (None, None)]),
        ("SELECT 1 AS a, 'y' AS b", [(1, "x"), (2, None), (2, None), (None, None)]),
        ("SELECT 2 AS a, NULL AS b", [(1, "x"), (1, "y"), (None, None)]),
        ("SELECT NULL AS b", [(1, "x"), (1, "y"), (2, None), (2, None), (None, None)]),
        ("SELECT a FROM t WHERE false", [(1, "x"), (1, "y"), (2, None), (2, None), (None, None)]),
        ("SELECT A FROM t, range(3)", [(None, None)]),
    ],
)
def test_rows_removed(tmp_path, select, left):
    shadow = Workspace(tmp_path).sql(TABLE).open_shadow()
    result = remove(select).run(shadow)
    assert shadow.session.rows("SELECT a, b FROM t ORDER BY ALL") == left
    assert result.figures[0].value == 5 - len(left)


@pytest.mark.parametrize(
    ("select", "target", "codes"),
    [
        ("SELECT 1 AS a", "t", []),
        ("SELECT 1 AS c", "t", ["unknown-column"]),
        ("SELECT 1 AS a", "tt", ["unknown-table"]),
        ("SELECT 1 AS a, 1 AS a", "t", ["duplicate-column"]),
        ("SELECT [1] AS a", "t", ["type-mismatch"]),
    ],
)
def test_findings(select, target, codes):
    assert [f.code for f in remove(select, target).check(FakeShadow().sql(TABLE))] == codes
