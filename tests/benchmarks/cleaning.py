"""Cleaning a large table: python tests/benchmarks/cleaning.py [--rows 1000000] [--distinct 0.3]

Makes a messy table of people (e-mail, phone, name, birth date, country; at most `distinct` of the
values of a column are different), then cleans it: each column alone and all in one step, as the
shadow's worker does, and the whole dry run of the command, each told in CPU and wall seconds. A
second run of the step must change nothing. Bar: 15 s on two cores at 1M rows.
"""

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

GIVEN = [
    "Ana",
    "Ben",
    "Carla",
    "Dieter",
    "Eva",
    "Farid",
    "Greta",
    "Hugo",
    "Inés",
    "Jürgen",
    "Maeve",
    "Noah",
    "Olga",
    "Pádraig",
    "Rosa",
    "Sven",
]
FAMILY = [
    "Meyer",
    "Silva",
    "Khan",
    "Novak",
    "Rossi",
    "Dubois",
    "Larsen",
    "Okafor",
    "O'Brien",
    "McDonald",
    "Müller",
    "Jones",
    "Smith",
    "Chen",
]
AREAS = (201, 212, 310, 415, 512, 617, 702, 808, 917, 303)
RULES = (
    ("email", ("null_placeholders", "email")),
    ("phone", ("null_placeholders", "phone")),
    ("name", ("full_name",)),
    ("birth", ("null_placeholders", "date")),
    ("country", ("country",)),
)


def table_sql(rows, distinct):
    """Give the SELECT of the table: a tenth to a third of each column is not in standard form."""
    kinds = int(rows * distinct)
    listed = {
        name: f"list_extract({list(values)!r}, 1 + (k // {step} % {len(values)})::INTEGER)"
        for name, values, step in (("g", GIVEN, 1), ("f", FAMILY, 16), ("a", AREAS, 3))
    }
    listed["f"] = listed["f"].replace('"', "'").replace("'O'Brien'", "'O''Brien'")
    day = "DATE '1935-01-01' + (k % 27000)::INTEGER"
    four, seven = (
        "lpad((k % 10000)::VARCHAR, 4, '0')",
        "lpad((k * 7919 % 10000000)::VARCHAR, 7, '0')",
    )
    return f"""
        WITH numbered AS (SELECT i, (hash(i) % {kinds})::BIGINT AS k FROM range({rows}) r(i)),
        named AS (SELECT *, {listed["g"]} AS g, {listed["f"]} || chr(97 + (k % 26)::INTEGER) AS f,
            {listed["a"]} AS a FROM numbered)
        SELECT i AS id,
            CASE WHEN k % 10 = 0 THEN ' ' || g || '.' || k || '@Example.COM'
                 WHEN k % 53 = 0 THEN 'user' || k || '.example.com'
                 WHEN k % 97 = 0 THEN 'n/a' WHEN k % 89 = 0 THEN 'u' || k || '@gmial.com'
                 ELSE lower(strip_accents(g)) || k || '@mail' || (k % 50) || '.com' END AS email,
            CASE WHEN k % 4 = 0 THEN '(' || a || ') ' || (200 + k // 10000 % 799) || '-' || {four}
                 WHEN k % 4 = 1 THEN '+1' || a || (200 + k // 10000 % 799) || {four}
                 WHEN k % 4 = 2 THEN '+49 151 ' || {seven} || (k % 10)
                 WHEN k % 101 = 0 THEN '000-0000'
                 ELSE a || '.' || (200 + k // 10000 % 799) || '.' || {four} END AS phone,
            CASE WHEN k % 5 = 0 THEN upper(g || ' ' || f) || chr(65 + (k // 26 % 26)::INTEGER)
                 WHEN k % 5 = 1 THEN lower(f || ', ' || g) || CASE WHEN k % 2 = 0 THEN ' jr' ELSE '' END
                 WHEN k % 7 = 0 THEN 'dr ' || g || ' ' || f
                 ELSE g || ' ' || chr(65 + (k // 26 % 26)::INTEGER) || '. ' || f
                      || chr(97 + (k // 676 % 26)::INTEGER) || chr(97 + (k // 17576 % 26)::INTEGER) END AS name,
            CASE WHEN k % 3 = 0 THEN strftime({day}, '%d/%m/%Y')
                 WHEN k % 3 = 1 THEN strftime({day}, '%d %b %Y')
                 WHEN k % 61 = 0 THEN '1900-01-01' ELSE strftime({day}, '%Y-%m-%d') END AS birth,
            list_extract(['USA', 'us', 'United States', 'Germany', 'deutschland', 'DE', 'U.K.', 'uk',
                'Frnace', 'US', 'US', 'DE'], 1 + (k % 12)::INTEGER) AS country
        FROM named"""


def step_of(rules):
    """Give the step that cleans some columns."""
    from vibecli.steps.clean import Clean
    from vibecli.steps.clean_rule import CleanRule

    made = tuple(CleanRule(column=column, op=op) for column, ops in rules for op in ops)
    return Clean(id="s1", why="bench", table="people", rules=made)


def timed(step, shadow):
    """Give what a step comes to, with its CPU and wall seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = step.run(shadow)
    return found, time.process_time() - cpu, time.perf_counter() - wall


def stepped(select):
    """Run the step on such a table, column by column, then whole and once more."""
    spec = importlib.util.spec_from_file_location(
        "fakeshadow", ROOT / "tests/unit/steps/fakeshadow.py"
    )
    fakes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(fakes)
    for rules in (*((one,) for one in RULES), RULES):
        shadow = shadow_of(fakes, select)
        result, cpu, wall = timed(step_of(rules), shadow)
        tell(" + ".join(name for name, _ in rules), cpu, wall, result.headline)
        for column in result.columns if len(rules) > 1 else ():
            print(f"    {column.column:8} {column.before:.1%} -> {column.after:.1%} valid")
    again, cpu, wall = timed(step_of(RULES), shadow)
    tell("the same again", cpu, wall, again.headline)
    assert again.figures[0].value == 0, "a second run changed something"


def shadow_of(fakes, select):
    """Give a shadow with such a table, that keeps what a step hands it as the real one: in SQL."""
    from vibecli.data.catalog import ColumnInfo, TableInfo

    class BenchShadow(fakes.FakeShadow):
        def evidence(self, name, rows):
            self.session.run(f"CREATE OR REPLACE TEMP TABLE __{name} AS {rows}")
            return name

        def _whys(self):
            return []

    shadow = BenchShadow(region="US").sql(f"CREATE TABLE people AS {select}")
    columns = tuple(ColumnInfo(name=name, type="VARCHAR") for name, _ in RULES)
    shadow.table = lambda name: TableInfo(name=name, columns=columns)
    return shadow


def commanded(database):
    """Run `vibecli clean people --dry-run` as a person does, in a process of its own."""
    flags = ["--db", str(database), "clean", "people", "-n", "-q", "-o", "json"]
    command = [sys.executable, "-m", "vibecli", *flags]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "VIBECLI_REGION": "US"}
    done = subprocess.run(
        command, cwd=database.parent, env=environment, capture_output=True, text=True, check=True
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime - before.ru_utime + used.ru_stime - before.ru_stime
    review = json.loads(done.stdout)
    tell("vibecli clean people -n", cpu, time.perf_counter() - wall, review["steps"][0]["headline"])


def tell(what, cpu, wall, said):
    """Print one line of figures."""
    print(f"{what[:44]:44} {cpu:6.1f} s CPU {wall:6.1f} s wall   {said}", flush=True)


def main():
    """Make the table and clean it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--distinct", type=float, default=0.3)
    parser.add_argument("--command", action="store_true", help="only the whole dry run")
    asked = parser.parse_args()
    select = table_sql(asked.rows, asked.distinct)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "people.duckdb"
        with duckdb.connect(str(database)) as connection:
            connection.execute(f"CREATE TABLE people AS {select}")
            counts = ", ".join(f"count(DISTINCT {name})" for name, _ in RULES)
            print("distinct", connection.execute(f"SELECT {counts} FROM people").fetchone())
        if not asked.command:
            stepped(select)
        commanded(database)


if __name__ == "__main__":
    main()
