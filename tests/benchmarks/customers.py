"""Customer tables with known truth, of any size: python tests/benchmarks/customers.py --help

Writes `customers.parquet` (the records in random order) and `truth.parquet` (who is behind each,
and in which household). The same rows and seed give the same tables. Needs `.[bench]`.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.population import drawn_persons
from tests.benchmarks.records import COLUMNS, drawn_records, record_counts

_HOUSEHOLDS = 20_000  # at most, drawn at a time: a limit to memory
_RECORDS_A_PERSON = 2.1


def write_customers(rows, seed, folder):
    """Write the records and the truth of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    place = np.random.default_rng([seed, 0]).permutation(rows) + 1
    work = Path(tempfile.mkdtemp(dir=folder))
    try:
        with duckdb.connect(str(work / "customers.duckdb")) as connection:
            connection.execute("SET preserve_insertion_order = false")
            connection.execute("SET pandas_analyze_sample = 0")
            _fill(connection, rows, seed, place)
            _copy(connection, ("record_id", "source", *COLUMNS), folder / "customers.parquet")
            _copy(connection, ("record_id", "person_id", "household_id"), folder / "truth.parquet")
    finally:
        shutil.rmtree(work)


def _fill(connection, rows, seed, place):
    """Keep the records, part by part, until there are as many as asked for."""
    population = int(rows / _RECORDS_A_PERSON) + 1
    texts = ", ".join(f"{name} VARCHAR" for name in ("source", *COLUMNS))
    connection.execute(
        f"CREATE TABLE made (record_id BIGINT, person_id BIGINT, household_id BIGINT, {texts})"
    )
    households = min(_HOUSEHOLDS, max(rows, 10))
    done = persons_before = households_before = 0
    part = 0
    while done < rows:
        part += 1
        rng = np.random.default_rng([seed, part])
        persons = drawn_persons(rng, households, population)
        who = np.repeat(np.arange(len(persons)), record_counts(rng, len(persons)))[: rows - done]
        columns = drawn_records(rng, persons, who)
        ids = {
            "record_id": place[done : done + len(who)],
            "person_id": who + persons_before,
            "household_id": persons.household[who] + households_before,
        }
        _keep(connection, ids, columns)
        done += len(who)
        persons_before += len(persons)
        households_before += households


def _keep(connection, ids, columns):
    connection.register("part", ids | {name: v.astype(object) for name, v in columns.items()})
    texts = ", ".join(f"nullif({name}, '')" for name in columns)
    connection.execute(f"INSERT INTO made SELECT {', '.join(ids)}, {texts} FROM part")
    connection.unregister("part")


def _copy(connection, columns, path):
    connection.execute(
        f"COPY (SELECT {', '.join(columns)} FROM made ORDER BY record_id) TO '{path}' (FORMAT parquet)"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="folder for the two files")
    asked = parser.parse_args()
    write_customers(asked.rows, asked.seed, asked.out)


if __name__ == "__main__":
    main()
