"""What the executor is measured beside, each in a process of its own: python executor_parts.py PART.

Every part prints its wall and CPU seconds and peak memory as JSON; opening the database counts, the
start of Python does not.
"""

import json
import os
import resource
import shutil
import sys
import time
from pathlib import Path

import duckdb

NAMES = ("Ana", "Ben", "Carla", "Dieter", "Eva", "Farid", "Greta", "Hugo")
FAMILIES = ("Meyer", "Silva", "Khan", "Novak", "Rossi", "Dubois", "Larsen", "Okafor")
CITIES = {"Berlin": "DE", "Lisboa": "PT", "Praha": "CZ", "Roma": "IT", "Oslo": "NO", "Lagos": "NG"}
TIERS = ("bronze", "silver", "gold")
GONE, READ = "score >= 9990", ("id", "tier", "score")  # 0.1 % of the rows; what the plan names
COLUMNS = ("id", "name", "email", "phone", "city", "country", "tier", "spent", "score", "born",
           "created", "active")  # fmt: skip


def make(database, rows):
    """Make `customers`, a tenth of a percent of `new_customers`, and `edited`: the plan by hand."""
    con = duckdb.connect(database)
    con.execute(f"CREATE TABLE customers AS {_customers(0, rows)}")
    con.execute(f"CREATE TABLE new_customers AS {_customers(rows, rows // 1000)}")
    con.execute(
        "CREATE TABLE edited AS SELECT * REPLACE (CASE WHEN score < 100 THEN 'platinum' ELSE tier"
        f" END AS tier) FROM customers WHERE NOT ({GONE}) UNION ALL FROM new_customers"
    )
    con.close()


def scan(con, *columns):
    """Hash some columns of the table: what any look at them costs."""
    con.execute(_fingerprint("customers", columns)).fetchall()


def scan_both(con):
    """Hash both tables of a comparison."""
    for table in ("customers", "edited"):
        con.execute(_fingerprint(table, COLUMNS)).fetchall()


def join_both(con):
    """Compare both tables by a full join on the key over all columns."""
    con.execute(_full_join("customers", "edited")).fetchall()


def plain(con, share):
    """Write what the plan writes as plain statements, and checkpoint."""
    con.execute("BEGIN")
    con.execute(f"UPDATE customers SET tier = 'platinum' WHERE score < {share}")
    con.execute(f"DELETE FROM customers WHERE {GONE}")
    con.execute("INSERT INTO customers FROM new_customers")
    con.execute("COMMIT")
    con.execute("CHECKPOINT")


def copied(database, share):
    """Copy the file, write into the copy, and join it with the original."""
    copy = f"{database}.copy"
    shutil.copyfile(database, copy)
    con = duckdb.connect(copy)
    con.execute("SET enable_progress_bar = false")
    plain(con, share)
    con.execute(f"ATTACH '{database}' AS base (READ_ONLY)")
    con.execute(_full_join("base.customers", "customers")).fetchall()
    con.close()
    Path(copy).unlink()


def view(database, folder):
    """Read the newest review and draw it, as `vibecli review` does, when Python has started."""
    from vibecli.config import load_settings
    from vibecli.flow import Flow
    from vibecli.runtime import Runtime
    from vibecli.ui.review import draw_review
    from vibecli.ui.terminal import Terminal

    settings, _ = load_settings({"database": database, "workspace": folder}, {}, Path(folder))
    started, before = time.monotonic(), time.process_time()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        draw_review(Terminal(nowhere, nowhere, None, {}), Flow(Runtime(settings)).review())
    return {"wall": time.monotonic() - started, "cpu": time.process_time() - before}


def _customers(first, count):
    draw = "hash(i, {})".format
    cities, countries = list(CITIES), list(CITIES.values())

    def pick(values, salt):
        return f"{[*values]}[1 + ({draw(salt)} % {len(values)})::BIGINT]"

    return (
        f"SELECT i AS id, {pick(NAMES, 1)} || ' ' || {pick(FAMILIES, 2)} AS name,"
        f" 'user' || i || '@' || {pick(('example.com', 'mail.test', 'post.example'), 3)} AS email,"
        f" '+49' || (1500000000 + ({draw(4)} % 99999999)::BIGINT) AS phone,"
        f" {pick(cities, 5)} AS city, {pick(countries, 5)} AS country, {pick(TIERS, 6)} AS tier,"
        f" (({draw(7)} % 1000000) / 100)::DECIMAL(10, 2) AS spent,"
        f" ({draw(8)} % 10000)::INTEGER AS score,"
        f" DATE '1940-01-01' + ({draw(9)} % 25000)::INTEGER AS born, TIMESTAMP '2018-01-01' +"
        f" INTERVAL ({draw(10)} % 200000000) SECOND AS created, {draw(11)} % 10 > 0 AS active"
        f" FROM range({first}, {first + count}) r(i)"
    )


def _fingerprint(table, columns):
    return f"SELECT count(*), bit_xor(h), sum(h) FROM (SELECT hash({', '.join(columns)}) AS h FROM {table})"


def _full_join(left, right):
    differs = " OR ".join(f"l.{name} IS DISTINCT FROM r.{name}" for name in COLUMNS)
    return f"SELECT count(*) FROM {left} AS l FULL JOIN {right} AS r ON l.id = r.id WHERE {differs}"


def _measured(part, database, *more):
    started, before = time.monotonic(), time.process_time()
    told = {}
    if part in ("make", "copied", "view"):
        told = globals()[part](database, *map(_number, more)) or {}
    else:
        con = duckdb.connect(database, read_only=part != "plain")
        con.execute("SET enable_progress_bar = false")
        globals()[part](con, *map(_number, more))
        con.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = {"wall": time.monotonic() - started, "cpu": time.process_time() - before, "mb": peak}
    print(json.dumps(spent | told))


def _number(text):
    return int(text) if text.isdigit() else text


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    _measured(*sys.argv[1:])
