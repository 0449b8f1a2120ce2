"""Generated customers: the same for a seed, true to their truth, and nobody's."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

pytest.importorskip("names", reason="needs .[bench]")

from tests.benchmarks.customers import write_customers

ROWS = 4_000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("customers")
    write_customers(ROWS, 5, folder)
    connection = duckdb.connect()
    for name in ("customers", "truth"):
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM '{folder / name}.parquet'")
    return connection


def rows_of(folder):
    return duckdb.sql(f"SELECT * FROM '{folder / 'customers.parquet'}'").fetchall()


def test_the_same_seed_gives_the_same_table_and_another_seed_another(tmp_path):
    for name, seed in (("one", 3), ("two", 3), ("other", 4)):
        write_customers(300, seed, tmp_path / name)
    one, two, other = (rows_of(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert one != other


def test_every_record_has_its_truth_and_every_person_one_household(made):
    joined = made.sql("SELECT count(*) FROM customers JOIN truth USING (record_id)").fetchall()
    assert joined == [(ROWS,)]
    torn = "SELECT person_id FROM truth GROUP BY 1 HAVING count(DISTINCT household_id) > 1"
    assert made.sql(torn).fetchall() == []


def test_persons_have_one_to_twelve_records_and_most_have_one_or_two(made):
    sizes = [n for (n,) in made.sql("SELECT count(*) FROM truth GROUP BY person_id").fetchall()]
    assert max(sizes) <= 12
    assert 0.6 < sum(n <= 2 for n in sizes) / len(sizes) < 0.9


@pytest.mark.parametrize(
    "condition",
    [
        "email NOT LIKE '%.e%' AND email NOT LIKE '%ple'",  # all in .example, mistakes aside
        "given_name = '' OR city = '' OR phone = ''",
        "birth_date IS NOT NULL AND length(birth_date) NOT IN (8, 10)",
        "source NOT IN ('web', 'store', 'crm', 'loyalty', 'calls')",
    ],
)
def test_no_record_is_malformed(made, condition):
    share = made.sql(f"SELECT avg(CAST(({condition}) IS TRUE AS INT)) FROM customers").fetchall()
    assert share[0][0] < 0.005


def test_what_makes_matching_hard_is_there(made):
    def share(condition):
        return made.sql(f"SELECT avg(CAST({condition} AS INT)) FROM customers").fetchall()[0][0]

    assert 0.1 < share("email IS NULL") < 0.5
    assert share("birth_date IN ('1900-01-01', '19000101', '01.01.1900')") > 0.001
    assert share("given_name SIMILAR TO '.*[^ -~].*'") > 0.01  # letters beyond the English ones
    shared = "SELECT 1 FROM customers JOIN truth USING (record_id) WHERE email NOT LIKE '%@%test%'"
    assert made.sql(f"{shared} GROUP BY email HAVING count(DISTINCT person_id) > 3").fetchall()


def test_the_command_writes_both_files(tmp_path):
    script = Path(__file__).with_name("customers.py")
    out = tmp_path / "out"
    command = [sys.executable, str(script), "--rows", "50", "--seed", "2", "--out", str(out)]
    subprocess.run(command, check=True)
    assert sorted(p.name for p in out.iterdir()) == ["customers.parquet", "truth.parquet"]
