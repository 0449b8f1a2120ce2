"""What the context costs: a database surveyed cold, warm, and after one table changed.

python -m tests.benchmarks.context [ROWS]: ten tables of ten columns, two of them of ROWS rows
(1,000,000) and eight of 20,000. CPU seconds, own time up to the request that would be sent.
"""

import resource
import sys
import tempfile
from pathlib import Path

import duckdb

from vibecli.agent.llm import ModelPlanner
from vibecli.config import Settings
from vibecli.flow import Flow
from vibecli.runtime import Runtime

INTENT = "count gold customers of City7 by tier"
WITH_CODE = f"{INTENT}, and those with C-0000123"  # searched for in the rows themselves
TABLE = """
CREATE TABLE t{n} AS SELECT i AS id{n}, 'C-' || lpad((i % 500000)::VARCHAR, 7, '0') AS customer_id,
  'user' || (hash(i, {n}) % 900000) || '@mail' || (i % 50) || '.example' AS email,
  '+49 30 ' || (1000000 + hash(i) % 8000000) AS phone,
  ['Ana', 'Bo', 'Cy'][1 + (hash(i, 3) % 3)::INT] || ' ' || ['Berg', 'Carr'][1 + (hash(i, 4) % 2)::INT] AS name,
  ['gold', 'silver', 'bronze'][1 + (hash(i, 5) % 3)::INT] AS tier, (hash(i, 6) % 100000) / 100.0 AS amount,
  TIMESTAMP '2020-01-01' + to_seconds((hash(i, 7) % 100000000)::BIGINT) AS at,
  'City' || (hash(i, 8) % 300) AS city, lpad((hash(i, 9) % 99999)::VARCHAR, 5, '0') AS zip
FROM range({rows}) AS r(i)
"""


def run(database, statement):
    with duckdb.connect(str(database)) as connection:
        connection.execute(statement)


def request(settings, intent=INTENT):
    """Give the CPU seconds of one request from an intent, in a flow of its own."""
    before = _cpu()
    flow = Flow(Runtime(settings=settings, environment={}))
    body = ModelPlanner(flow.runtime).body(flow.planning.request(intent, for_model=True))
    return _cpu() - before, len(body)


def _cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(rows):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "v.duckdb"
        for n in range(10):
            run(database, TABLE.format(n=n, rows=rows if n < 2 else 20_000))
        settings = Settings(workspace=folder, database=database, state=folder / ".vibecli")
        print(f"cold                      {request(settings)[0]:.3f} s CPU")
        print(f"warm, best of 5           {min(request(settings)[0] for _ in range(5)):.3f} s CPU")
        named = min(request(settings, WITH_CODE)[0] for _ in range(5))
        print(f"warm, a code in the words {named:.3f} s CPU")
        run(database, "UPDATE t5 SET tier = 'x' WHERE id5 = 7")
        print(f"a small table changed     {request(settings)[0]:.3f} s CPU")
        run(database, "UPDATE t0 SET tier = 'x' WHERE id0 = 7")
        print(f"a large table changed     {request(settings)[0]:.3f} s CPU")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
