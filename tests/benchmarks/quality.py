"""Eight rules of a contract on one table, beside a scan of it and beside pandera: --help

In one run on one machine: the scan of the columns that the rules are about, the rules in one
statement, the command `vibecli quality`, and pandera (in an interpreter that has it) with the rows
loaded from the same file. Best of some runs, wall and CPU seconds. By hand, nothing is asserted.

    python tests/benchmarks/quality.py --rows 1000000 --peer PYTHON_WITH_PANDERA
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

MAKE = """
CREATE TABLE people AS SELECT i AS id FROM range({people}) AS r(i);
CREATE TABLE orders AS SELECT i AS id, CASE WHEN i % 1000 = 0 THEN NULL ELSE
 'user' || i || '@mail.example' END AS email, ['new','paid','sent','back'][1 + i % 4] AS status,
 (i * 7919) % {people} AS person, (i * 31 % 99999) / 100.0 AS amount,
 lpad(CAST(i % 99999 AS VARCHAR), 5, '0') AS postcode FROM range({rows}) AS r(i)
"""
CONTRACT = """apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
schema:
  - name: orders
    properties:
      - {name: id, primaryKey: true}
      - {name: email, required: true, logicalTypeOptions: {pattern: '^[^@]+@[^@]+$'}}
      - name: status
        quality:
          - {metric: invalidValues, arguments: {validValues: [new, paid, sent, back]}, mustBe: 0}
      - {name: person, relationships: [{to: people.id}]}
      - {name: amount, logicalTypeOptions: {minimum: 0}}
      - {name: postcode, logicalTypeOptions: {pattern: '^[0-9]{5}$'}}
"""
SCAN = (
    "SELECT count(*), max(id), max(email), max(status), max(person), max(amount), max(postcode)"
    " FROM orders"
)
PEER = """
import json, sys, time, duckdb, pandera.pandas as pa
file, runs = sys.argv[1], int(sys.argv[2])
session = duckdb.connect(file, read_only=True)
best = {"pandera, load": (9e9, 9e9), "pandera, validate": (9e9, 9e9)}
for _ in range(runs):
    begun, used = time.perf_counter(), time.process_time()
    rows = session.sql("SELECT * FROM orders").df()
    people = set(session.sql("SELECT id FROM people").df()["id"])
    loaded, loaded_used = time.perf_counter(), time.process_time()
    schema = pa.DataFrameSchema({
        "id": pa.Column(nullable=False, unique=True),
        "email": pa.Column(nullable=False, checks=pa.Check.str_matches("^[^@]+@[^@]+$")),
        "status": pa.Column(checks=pa.Check.isin(["new", "paid", "sent", "back"])),
        "person": pa.Column(checks=pa.Check.isin(people)),
        "amount": pa.Column(checks=pa.Check.ge(0)),
        "postcode": pa.Column(checks=pa.Check.str_matches("^[0-9]{5}$")),
    })
    try:
        schema.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as found:
        failures = len(found.failure_cases)
    done, done_used = time.perf_counter(), time.process_time()
    best["pandera, load"] = min(best["pandera, load"], (loaded - begun, loaded_used - used))
    best["pandera, validate"] = min(best["pandera, validate"], (done - loaded, done_used - loaded_used))
print(json.dumps({"best": best, "failures": failures}))
"""


def main():
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        figures = _measured(Path(folder), asked)
    for name, (wall, cpu) in figures.items():
        print(f"{name:<34} {wall:8.2f} s wall {cpu:8.2f} s CPU")


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3, help="the best counts")
    parser.add_argument("--peer", default="", help="an interpreter with pandera, pandas and duckdb")
    return parser.parse_args()


def _measured(folder, asked):
    from vibecli.contracts.measure import measure
    from vibecli.contracts.reading import read_contract
    from vibecli.contracts.rules import ContractRules
    from vibecli.engine.duckdb import DuckEngine

    file = folder / "vibecli.duckdb"
    _make(file, asked.rows)
    (folder / "contracts").mkdir()
    (folder / "contracts" / "orders.odcs.yaml").write_text(CONTRACT)
    rules = ContractRules.of(read_contract(CONTRACT, "orders")[0]).rules
    now = "2026-11-27T00:00:00+00:00"
    with DuckEngine().read(file) as session:
        figures = {
            "a scan of the columns": _best(lambda: session.rows(SCAN), asked.runs),
            f"{len(rules)} rules in one statement": _best(
                lambda: measure(session, rules, lambda _: None, now), asked.runs
            ),
        }
    command = [sys.executable, "-m", "vibecli", "-q", "quality", "orders", "-o", "json"]
    figures["vibecli quality (the whole command)"] = _best(
        lambda: _ran(command, folder), asked.runs, children=True
    )
    if asked.peer:
        told = subprocess.run(
            [asked.peer, "-c", PEER, str(file), str(asked.runs)],
            capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]},
        )  # fmt: skip
        figures |= json.loads(told.stdout)["best"]
    return figures


def _make(file, rows):
    import duckdb

    with duckdb.connect(str(file)) as session:
        session.execute(MAKE.format(rows=rows, people=max(rows // 10, 1)))


def _ran(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 4, done.stderr  # one email in a thousand is missing


def _best(work, runs, *, children=False):
    found = []
    for _ in range(runs):
        begun, used = time.perf_counter(), _cpu(children=children)
        work()
        found.append((time.perf_counter() - begun, _cpu(children=children) - used))
    return min(found)


def _cpu(*, children):
    times = os.times()
    return times.children_user + times.children_system if children else time.process_time()


if __name__ == "__main__":
    main()
