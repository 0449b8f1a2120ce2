"""How long a training and the scores of all customers take: python -m tests.benchmarks.training FOLDER.

1M customers and 20M orders unless told otherwise; the plan is run as a dry run of the command line.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests import files

SOURCE = {
    "table": "orders", "time": "ordered_at", "links": [{"column": "customer_id", "bridge": None}],
    "where": None,
}  # fmt: skip
MEASURES = (
    ("recency", None), ("tenure", None), ("gap", None),
    *(("count", days) for days in (30, 90, 365)), *(("sum", days) for days in (30, 90, 365, None)),
    ("maximum", None), ("average", None),
)  # fmt: skip
ORDERS = """
CREATE TABLE orders AS SELECT n AS order_id, (hash(n) % {customers})::INTEGER AS customer_id,
  TIMESTAMP '2024-01-01' + INTERVAL (hash(n * 7 + 1) % ((30 + hash(hash(n) % {customers}) % 870) * 86400)) SECOND
    AS ordered_at, ((hash(n * 3) % 20000) / 100)::DECIMAL(10, 2) AS amount FROM range({orders}) r(n)
"""


def plan():
    """A training on orders, and the scores of everybody it is about."""
    features = [
        {"name": f"f{n}", "meaning": measure, "source": "orders", "measure": measure, "where": None,
         "column": "amount" if measure in ("sum", "maximum", "average") else None, "days": days}
        for n, (measure, days) in enumerate(MEASURES)
    ]  # fmt: skip
    described = {
        "name": "h",
        "entity": "customers",
        "key": "customer_id",
        "sources": [SOURCE],
        "features": features,
    }
    label = {"name": "churn", "meaning": "no order within 90 days", "source": SOURCE, "happens": False,
             "horizon": 90, "active": 360}  # fmt: skip
    train = {
        "kind": "train",
        "id": "s1",
        "why": "w",
        "model": "churn",
        "label": label,
        "features": described,
    }
    score = {"kind": "score", "id": "s2", "why": "w", "needs": ["s1"], "model": "churn", "entity": "customers",
             "key": "customer_id", "sources": ["orders"], "target": "churn_scores"}  # fmt: skip
    return {"kind": "plan", "title": "t", "confidence": "high", "steps": [train, score]}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--orders", type=int, default=20_000_000)
    given = parser.parse_args()
    given.folder.mkdir(parents=True)
    with files.write(given.folder / "vibecli.duckdb") as session:
        session.run(
            f"CREATE TABLE customers AS SELECT i::INTEGER AS customer_id FROM range({given.customers:d}) r(i)"
        )
        session.run(ORDERS.format(customers=given.customers, orders=given.orders))
    (given.folder / "plan.yaml").write_text(
        json.dumps({"version": 1, "intent": "i", "plan": plan(), "planner": "file"})
    )
    command = [sys.executable, "-m", "vibecli", "-q", "--timeout", "3600", "run", "plan.yaml", "-n"]
    started = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(command, cwd=given.folder, check=True, env=environment)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"{time.monotonic() - started:.1f} s wall, {used.ru_utime + used.ru_stime:.1f} s CPU, {used.ru_maxrss // 1024} MB"
    )


if __name__ == "__main__":
    main()
