"""Tables without a key: rows are set, thinned out and put back exactly, equal ones too."""

import pytest

from tests import files

ROWS = (
    "SELECT i % 3 AS n, 'u' || i % 2 AS who, CASE WHEN i < 2 THEN 0.5 END::DOUBLE AS m"
    " FROM range(12) t(i)"
)
U1, OTHERS = "who = 'u1'", "SELECT * FROM visits WHERE who IS DISTINCT FROM 'u1'"
EMPTY = "SELECT NULL, NULL, NULL FROM range(2)"


@pytest.fixture
def db(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "k.duckdb"
    with files.write(path) as session:
        session.run(f"CREATE TABLE visits AS {ROWS} UNION ALL {EMPTY}")
    return path


def held(path, sql="SELECT * FROM visits ORDER BY ALL"):
    with files.read(path) as session:
        return session.rows(sql)


@pytest.mark.parametrize(
    ("intent", "told", "left"),
    [
        (
            "set n to 7 in visits; not for u1",
            "~8 changed",
            "SELECT * REPLACE (CASE who WHEN 'u1' THEN n ELSE 7 END AS n) FROM visits ORDER BY ALL",
        ),
        (
            "remove exact duplicate rows of visits; only u1",
            "-2 removed",
            f"SELECT DISTINCT * FROM visits WHERE {U1} UNION ALL {OTHERS} ORDER BY ALL",
        ),
    ],
)
def test_rows_change_as_plain_statements_would(command, db, intent, told, left):
    before, wanted = held(db), held(db, left)
    done = command("--db", db, "ask", intent, "--yes")
    assert (done.code, told in done.out, held(db)) == (0, True, wanted), done
    assert (command("--db", db, "undo", "--yes").code, held(db)) == (0, before)


def test_where_words_do_not_do_the_hint_does(command, db):
    said = command("--db", db, "ask", "delete duplicate rows in visits", "-n").err
    hinted = "remove exact duplicate rows of visits"
    assert hinted in said
    assert "-5 removed" in command("--db", db, "ask", hinted, "-n").out
