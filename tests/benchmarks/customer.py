"""How long one customer takes among many: `python tests/benchmarks/customer.py [PROFILES]`.

Makes a database of so many profiles (a million), two sources, identity, provenance and orders, and
prints the query time of each way to name a customer: the first time, when keys are made, and after,
another customer each time.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from vibecli.data.survey import read_catalog, table_states
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import NotFound
from vibecli.run.customer_lookup import CustomerRequest, Kept, customer

ROUNDS = 41
WAYS = (
    "user{one}@mail.example",
    "+49 (151) {one:07}",
    "C-{one}",
    "L-{account}",
    "nobody{one}@mail.example",
)
TABLES = """
CREATE SCHEMA crm; CREATE SCHEMA loyalty; CREATE SCHEMA sales;
CREATE TABLE crm.customers AS SELECT 'C-' || i AS customer_id, 'Given' || (hash(i) % 5000) AS first_name,
    'Family' || (hash(i + 7) % 20000) AS last_name,
    CASE i % 3 WHEN 0 THEN 'User' || i || '@Mail.example' ELSE 'user' || i || '@mail.example' END AS email,
    '+49 151 ' || lpad(CAST(i AS VARCHAR), 7, '0') AS phone, 'City' || (i % 900) AS city,
    TIMESTAMP '2020-01-01' + INTERVAL (i % 100000) MINUTE AS updated_at FROM range({n}) t(i);
CREATE TABLE loyalty.accounts AS SELECT 'L-' || (i + 200000) AS account_no,
    'Given' || (hash(i) % 5000) || ' Family' || (hash(i + 7) % 20000) AS member_name,
    'user' || i || '@mail.example' AS e_mail, '0151/' || lpad(CAST(i AS VARCHAR), 7, '0') AS mobile,
    ['gold', 'silver'][1 + i % 2] AS tier, DATE '2021-01-01' + CAST(i % 1000 AS INTEGER) AS joined_on
    FROM range({n}) t(i);
CREATE TABLE unified_profile AS SELECT 'P-' || lpad(CAST(i AS VARCHAR), 7, '0') AS profile_id,
    first_name AS given_name, last_name AS family_name, lower(email) AS email, phone,
    customer_id AS crm_customer_id, 'L-' || (i + 200000) AS loyalty_account_no
    FROM (SELECT *, rowid AS i FROM crm.customers);
CREATE TABLE customer_identity AS SELECT 'p_' || left(md5(CAST(i // 2 AS VARCHAR)), 12) AS person_id,
    CASE i % 2 WHEN 0 THEN 'crm.customers' ELSE 'loyalty.accounts' END AS source,
    CASE i % 2 WHEN 0 THEN 'C-' || (i // 2) ELSE 'L-' || (i // 2 + 200000) END AS record_id,
    0.99::DOUBLE AS probability FROM range(2 * {n}) t(i);
CREATE TABLE unified_profile_provenance AS SELECT 'P-' || lpad(CAST(i // 4 AS VARCHAR), 7, '0')
    AS profile_key, ['given_name', 'family_name', 'email', 'phone'][1 + i % 4] AS column_name,
    'crm.customers' AS source, 'C-' || (i // 4) AS record_id, 'most_recent' AS rule,
    TIMESTAMP '2020-01-01' AS recorded_at, 'x' AS written FROM range(4 * {n}) t(i);
CREATE TABLE sales.orders AS SELECT i AS order_id, 'C-' || (hash(i) % {n}) AS customer_id,
    TIMESTAMP '2023-01-01' + INTERVAL (i) SECOND AS ordered_at, (hash(i) % 10000) / 100.0 AS amount
    FROM range(3 * {n}) t(i);
"""


def main() -> None:
    """Make the database, ask, and print milliseconds."""
    profiles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with duckdb.connect(str(folder / "many.duckdb")) as made:
            made.execute(TABLES.replace("{n}", str(profiles)))
        with DuckEngine().read(folder / "many.duckdb") as session:
            catalog = read_catalog(session, cache=folder / "catalog.json")
            states = table_states(session, catalog.tables, folder / "catalog.json")
            kept = Kept(folder / "whereabouts", states)
            for way in WAYS:
                times = [
                    _asked(session, catalog, way.format(one=one, account=one + 200000), kept)
                    for one in ((profiles * 7 // 9 + at * 7919) % profiles for at in range(ROUNDS))
                ]
                (first, busy), *rest = times
                (wall, worst), (cpu, most) = (_typical(taken) for taken in zip(*rest, strict=True))
                print(
                    f"{way:24} first {first:7.0f} ms (CPU {busy:5.0f}), then median {wall:5.0f}"
                    f" (CPU {cpu:4.0f}), p95 {worst:5.0f} (CPU {most:4.0f})"
                )
            size = sum(file.stat().st_size for file in kept.folder.iterdir())
            print(f"keys on disk: {size / 1e6:.0f} MB")


def _typical(taken) -> tuple[float, float]:
    """Give the median and the 95th percentile."""
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def _asked(session, catalog, way, kept) -> tuple[float, float]:
    start, busy = time.perf_counter(), time.process_time()
    try:
        found = customer(session, catalog, CustomerRequest(way), kept)
        assert len(found.records) == 2
        assert found.profiles  # some never ordered, so tied rows may be none
    except NotFound:
        assert "nobody" in way
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - busy)


if __name__ == "__main__":
    main()
