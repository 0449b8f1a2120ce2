"""JSON, parquet, folders and DuckDB files; and that a load is all or nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import files
from vibecli.data.load import load
from vibecli.data.sources import sources, table_name
from vibecli.errors import DatabaseLocked, DataError, EngineError, NotFound, UsageError


def tables(session) -> list[str]:
    rows = session.rows(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY schema_name, table_name"
    )
    return [row[0] for row in rows]


def parquet(session, path: Path, select: str) -> None:
    path.parent.mkdir(exist_ok=True)
    session.run(f"COPY ({select}) TO '{path}' (FORMAT parquet)")


def database(path: Path, *statements: str) -> Path:
    with files.write(path) as session:
        for statement in statements:
            session.run(statement)
    return path


# --- JSON


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.json", '[{"id": "01", "n": 1}, {"id": "2"}]'),
        ("t.json", '{"id": "01", "n": 1}\n{"id": "2"}\n'),
        ("t.json", '[\n  {"id": "01",\n   "n": 1},\n  {"id": "2"}\n]'),
        ("t.ndjson", '\n{"id": "01", "n": 1}\n\n{"id": "2"}'),
        ("t.jsonl", '\ufeff{"id": "01", "n": 1}\r\n{"id": "2"}\r\n'),
    ],
)
def test_json_is_read_in_each_of_its_forms(session, loaded, name, text):
    loaded(name, text)
    assert session.rows("SELECT id, n FROM t ORDER BY id") == [("01", 1), ("2", None)]


def test_json_texts_stay_texts_but_dates_are_dates(loaded):
    report = loaded(
        "t.json",
        '[{"zip": "12345", "day": "2024-02-29", "at": "2024-01-01T10:00:00+02:00", "mixed": "5",'
        ' "uuid": "550E8400-e29b-41d4-a716-446655440000", "tags": ["a"], "__rid": {"x": 1}},'
        ' {"zip": "1", "mixed": 7, "uuid": "550e8400-e29b-41d4-a716-446655440001"}]',
    )
    assert [(c.name, c.type) for c in report.columns] == [
        ("zip", "VARCHAR"),
        ("day", "DATE"),
        ("at", "TIMESTAMP"),
        ("mixed", "VARCHAR"),
        ("uuid", "VARCHAR"),
        ("tags", "VARCHAR[]"),
        ("rid", "STRUCT(x BIGINT)"),
    ]
    assert "at: times converted to UTC" in report.notes


def test_json_values_arrive_exactly(session, loaded):
    loaded("t.json", '[{"u": "550E8400-e29b-41d4-a716-446655440000", "m": "5"}, {"m": [1]}]')
    assert session.rows("SELECT u, m FROM t") == [
        ("550E8400-e29b-41d4-a716-446655440000", "5"),
        (None, "[1]"),
    ]


def test_lines_that_are_no_objects_are_kept(session, loaded):
    report = loaded("t.ndjson", '{"id": 1}\n{"id": 2,\n\n[3]\n{"id": 4}\n{"id": "5\\n"}\n')
    assert (report.rows, report.rejected) == (3, 2)
    assert session.rows("SELECT line, text, error FROM t_rejected ORDER BY line") == [
        (2, '{"id": 2,', "no valid JSON"),
        (4, "[3]", "no JSON object"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.json is empty"),
        ("[]", "t.json holds no objects"),
        ('[{"id": 1},\n{"id": 2,]', "t.json cannot be read: .*Malformed JSON"),
        ("nonsense", "t.json"),
        ("\x00\x01", "t.json is not text"),
    ],
)
def test_broken_json_is_one_clear_error(session, loaded, text, message):
    with pytest.raises(DataError, match=message) as error:
        loaded("t.json", text)
    assert "/files/" not in error.value.message
    assert tables(session) == []


# --- parquet and folders


def test_a_parquet_file_keeps_its_types(session, tmp_path):
    parquet(session, tmp_path / "in" / "T-1.parquet", "SELECT 1::UTINYINT AS a, [1] AS b")
    (report,) = load(session, tmp_path / "in" / "T-1.parquet")
    assert report.table == "t_1"
    assert [c.type for c in report.columns] == ["UTINYINT", "INTEGER[]"]


def test_a_folder_of_like_parquet_files_is_one_table(session, tmp_path):
    for part in (1, 2):
        parquet(session, tmp_path / "events" / f"part-{part}.parquet", f"SELECT {part} AS a")
    (report,) = load(session, tmp_path / "events")
    assert (report.table, report.rows) == ("events", 2)


def test_a_folder_of_unlike_parquet_files_is_a_table_each(session, tmp_path):
    parquet(session, tmp_path / "in" / "a.parquet", "SELECT 1 AS a")
    parquet(session, tmp_path / "in" / "b[1].parquet", "SELECT 1 AS b")
    assert [r.table for r in load(session, tmp_path / "in")] == ["a", "b_1"]


def test_a_broken_parquet_file_is_a_clear_error(session, tmp_path):
    (tmp_path / "a.parquet").write_text("junk")
    with pytest.raises(DataError, match=r"a\.parquet cannot be read") as error:
        load(session, tmp_path / "a.parquet")
    assert str(tmp_path) not in error.value.message


def test_appended_parquet_rows_that_do_not_fit_are_set_aside(session, tmp_path):
    session.run("CREATE TABLE t (id TINYINT, name VARCHAR)")
    parquet(session, tmp_path / "in" / "t.parquet", "SELECT unnest([1, 1000]) AS ID, 7 AS name")
    (report,) = load(session, tmp_path / "in" / "t.parquet", mode="append")
    assert session.rows("SELECT * FROM t") == [(1, "7")]
    assert session.rows("SELECT line, text FROM t_rejected") == [(2, "1000,7")]
    assert report.rejected == 1


def test_a_folder_is_loaded_in_name_order_with_schemas(session, tmp_path):
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for name in ("crm.people.csv", "zip codes.csv", ".hidden.csv", "notes.md", "sub/x.csv"):
        (folder / name).write_text("id\n1\n")
    seen: list[tuple[int, int, str]] = []
    reports = load(session, folder, progress=lambda *args: seen.append(args))
    assert [report.table for report in reports] == ["crm.people", "zip_codes"]
    assert seen == [
        (0, 10, "reading crm.people.csv"),
        (5, 10, "reading zip codes.csv"),
        (10, 10, "saving"),
    ]


def test_a_failed_load_leaves_nothing_behind(session, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.x.csv").write_text("id,n\n1,2\n3\n5,6\n")
    (folder / "b.csv").write_bytes(b"\x00")
    with pytest.raises(DataError):
        load(session, folder)
    assert tables(session) == []
    assert session.rows("SELECT schema_name FROM duckdb_schemas() WHERE schema_name = 'a'") == []
    (folder / "b.csv").write_text("id\n1\n")
    assert len(load(session, folder)) == 2


def test_rows_that_break_a_key_are_refused_as_a_whole(session, tmp_path):
    session.run("CREATE TABLE t (id BIGINT PRIMARY KEY)")
    (tmp_path / "t.csv").write_text("id\n1\n1\n")
    with pytest.raises(EngineError, match=r"(?i)duplicate key|primary key") as error:
        load(session, tmp_path / "t.csv", mode="append")
    assert "nothing was loaded" in error.value.hint
    assert session.rows("SELECT * FROM t") == []


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("Kunden Stämme (1).csv", "kunden_stamme_1"),
        ("crm.customers.csv.gz", "crm.customers"),
        ("2024.csv", "t_2024"),
        ("customers.2024.csv", "customers_2024"),
        ("a.b.c.ndjson", "a_b_c"),
        ("---.csv", "t"),
        ("SELECT.CSV", "select"),
    ],
)
def test_tables_are_named_after_files(name, table):
    assert table_name(Path(name)).text == table


def test_what_a_path_stands_for_is_told_without_loading(tmp_path):
    (tmp_path / "people.csv").write_text("id\n1\n")
    (source,) = sources(tmp_path / "people.csv", table="crm.People", schema=None)
    assert (source.format, source.table, source.bytes) == ("csv", "crm.People", 5)
    (source,) = sources(tmp_path / "people.csv", schema="raw")
    assert source.table == "raw.people"


@pytest.mark.parametrize(
    ("names", "options", "error", "message"),
    [
        (["a.csv", "a.json"], {}, UsageError, "a.csv and a.json would both become table a"),
        (["a.csv", "b.csv"], {"table": "t"}, UsageError, "--table names one table"),
        (["a.xlsx"], {}, NotFound, "holds no file that can be loaded"),
        (["a.csv"], {"schema": "vibecli"}, UsageError, "schema vibecli is not for user tables"),
        (["vibecli.runs.csv"], {}, UsageError, "schema vibecli is not for user tables"),
        (["a.csv"], {"schema": " "}, UsageError, "--schema is empty"),
    ],
)
def test_folders_that_cannot_be_told_apart_are_refused(tmp_path, names, options, error, message):
    for name in names:
        (tmp_path / name).write_text("id\n1\n")
    with pytest.raises(error, match=message):
        sources(tmp_path, **options)


def test_kinds_of_files_that_are_not_loaded_say_what_to_do(session, tmp_path):
    (tmp_path / "a.xlsx").touch()
    with pytest.raises(DataError, match="an Excel or other sheet") as error:
        load(session, tmp_path / "a.xlsx")
    assert error.value.hint == "save the sheet as CSV"


# --- DuckDB files


def test_a_duckdb_file_is_copied_with_schemas_and_keys(session, tmp_path):
    source = database(
        tmp_path / "other.duckdb",
        "CREATE SCHEMA crm",
        "CREATE TYPE mood AS ENUM ('a', 'b')",
        "CREATE TABLE crm.z (id INT PRIMARY KEY, m mood, n VARCHAR NOT NULL DEFAULT 'x')",
        "INSERT INTO crm.z (id, m) VALUES (1, 'a')",
        "CREATE TABLE crm.a (z INT REFERENCES crm.z (id), up INT)",
        "INSERT INTO crm.a VALUES (1, 2)",
        'CREATE TABLE "odd ""name" ("select" INT)',
        "CREATE SEQUENCE s",
        "CREATE TABLE numbered (id INT DEFAULT nextval('s'), n INT GENERATED ALWAYS AS (7))",
        "INSERT INTO numbered (id) VALUES (1)",
        "CREATE VIEW v AS SELECT * FROM crm.z",
        "CREATE SCHEMA vibecli",
        "CREATE TABLE vibecli.runs (id INT)",
    )
    reports = load(session, source)
    assert sorted(r.table for r in reports) == ['"odd ""name"', "crm.a", "crm.z", "numbered"]
    assert session.rows("SELECT * FROM crm.z") == [(1, "a", "x")]
    assert session.rows("SELECT * FROM numbered") == [(1, 7)]
    kinds = session.rows(
        "SELECT constraint_type FROM duckdb_constraints() WHERE constraint_type LIKE '% KEY'"
    )
    assert sorted(kind for (kind,) in kinds) == ["FOREIGN KEY", "PRIMARY KEY"]
    attached = session.rows("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL")
    assert [path.rsplit("/", 1)[-1] for (path,) in attached] == ["test.duckdb"]
    with pytest.raises(UsageError, match="which is there already"):
        load(session, source)
    assert [r.rows for r in load(session, source, mode="replace")] == [r.rows for r in reports]


def test_a_duckdb_file_can_go_to_another_schema(session, tmp_path):
    source = database(tmp_path / "o.db", "CREATE TABLE t (id INT PRIMARY KEY)")
    (report,) = load(session, source, schema="raw")
    assert report.table == "raw.t"
    assert report.notes == ("copied without its constraints and defaults",)


def test_files_that_are_no_duckdb_database_are_named(session, tmp_path):
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\0" + b"\0" * 100)
    with pytest.raises(DataError, match="an SQLite file"):
        load(session, tmp_path / "a.db")
    (tmp_path / "b.duckdb").write_bytes(b"x" * 5000)
    with pytest.raises(DataError, match="no DuckDB file"):
        load(session, tmp_path / "b.duckdb")
    with pytest.raises(DataError, match="holds no tables"):
        load(session, database(tmp_path / "c.duckdb"))


def test_the_open_database_is_not_loaded_into_itself(session, tmp_path):
    with pytest.raises(UsageError, match="is the open database itself"):
        load(session, tmp_path / "test.duckdb")


def test_a_held_database_is_told_as_locked(session, tmp_path):
    source = database(tmp_path / "o.duckdb", "CREATE TABLE t (id INT)")
    code = f"import duckdb, sys; c = duckdb.connect({str(source)!r}); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        holder.stdout.readline()
        with pytest.raises(DatabaseLocked):
            load(session, source)
        holder.communicate()
