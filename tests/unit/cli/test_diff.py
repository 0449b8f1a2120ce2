"""`vibecli diff A B`: what two tables differ in, told exactly, from wherever they come."""

import json

import pytest

from tests import files

TABLES = """
CREATE TABLE a AS SELECT i AS id, i // 3 AS branch, 'u' || i || '@mail.example' AS email,
    ['x', 'y'][1 + i % 2] AS tier, i / 4 AS spent FROM range(60) r(i);
CREATE TABLE b AS SELECT id, branch, CASE WHEN id % 20 = 3 THEN NULL ELSE email END AS email,
    CASE WHEN id IN (3, 8) THEN 'z' ELSE tier END AS tier, spent FROM a WHERE id <> 7
    UNION ALL SELECT 99, 33, 'new@mail.example', 'x', 0.5 ORDER BY id DESC;
CREATE TABLE twice AS SELECT i % 3 AS v, [i % 2] AS l FROM range(12) r(i);
CREATE TABLE less AS SELECT v, l FROM twice WHERE v > 0 UNION ALL SELECT 0, [0] UNION ALL SELECT 7, NULL;
CREATE VIEW seen AS SELECT * FROM a WHERE id <> 7;
CREATE TABLE wider AS SELECT id, spent::DECIMAL(9, 3) AS spent, email AS "E-mail" FROM a;
"""  # fmt: skip


@pytest.fixture
def told(ask, shop):
    """Compare two tables of a database; gives the exit code and the document."""
    (shop / "vibecli.duckdb").unlink(missing_ok=True)
    with files.write(shop / "vibecli.duckdb") as session:
        for statement in TABLES.split(";\n"):
            session.run(statement or "SELECT 1")

    def call(*arguments):
        ran = ask("-q", "diff", *arguments, "-o", "json")
        return ran.code, json.loads(ran.out or "{}").get("diff") or ran.err

    return call


def counts(found):
    return found["added"], found["changed"], found["removed"]


def test_rows_belong_together_by_their_key(told, ask):
    code, found = told("a", "b")
    assert (code, *counts(found)) == (3, 1, 4, 1)
    columns = {c["column"]: (c["filled"], c["replaced"], c["cleared"]) for c in found["columns"]}
    assert columns == {"email": (0, 0, 3), "tier": (0, 2, 0)}
    assert (found["columns"][0]["nulls_before"], found["columns"][0]["nulls_after"]) == (0, 3)
    assert "mail.example" not in json.dumps(found)
    assert "u3@mail.example" in ask("-q", "diff", "a", "b", "--unmask", "-v").out


def test_the_same_rows_in_another_order_or_place_are_the_same(told, shop):
    with files.write(shop / "other.duckdb") as session:
        session.run("CREATE SCHEMA s")
        session.run("CREATE TABLE s.t AS SELECT i AS id FROM range(9) r(i) ORDER BY i DESC")
    (shop / "ids.csv").write_text("id\n" + "\n".join(map(str, range(9))))
    assert told("other.duckdb:s.t", "ids.csv")[0] == 0
    assert told("twice", "twice")[0] == 0


def test_without_a_key_copies_are_counted(told):
    code, found = told("twice", "less")
    assert (code, *counts(found)) == (3, 1, 0, 3)
    assert found["samples"][0]["rows"] == 3


def test_schemas_are_told_first_and_values_compared_in_a_type_of_both(told, ask):
    code, found = told("a", "wider")
    assert [(c["change"], c["column"]) for c in found["shape"]] == [
        ("drop", "branch"), ("drop", "email"), ("drop", "tier"), ("retype", "spent"),
        ("add", "E-mail"),
    ]  # fmt: skip
    assert (code, *counts(found)) == (3, 0, 0, 0)
    assert "the same rows, another schema" in ask("-q", "diff", "a", "wider", "-o", "md").out


def test_a_view_and_a_file_are_tables_too(told, shop):
    with files.read(shop / "vibecli.duckdb") as session:
        session.run(f"COPY a TO '{shop}/a.parquet'")
    assert counts(told("seen", "a.parquet", "-k", "id")[1]) == (1, 0, 0)


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (
            ("a", "b", "--key", "branch"),
            1,
            "branch is no key of a: 2 rows that differ share theirs",
        ),
        (("a", "b", "--key", "nope"), 2, "nope is no column of both tables"),
        (("a", "c"), 2, "no table c"),
        (("a", "gone.csv"), 2, "no file or folder gone.csv"),
        (("a", "vibecli.duckdb"), 2, "vibecli.duckdb is a database of tables"),
        (("a", "vibecli.duckdb:nope"), 2, "there is no table vibecli.duckdb:nope"),
        (("a", "less"), 2, "a and less have no column in common"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_line(told, arguments, code, says):
    ended, said = told(*arguments)
    assert ended == code
    assert says in said
    assert "hint: " in said
