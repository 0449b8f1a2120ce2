"""What tagging costs and how right it is, beside its peers, in one run on the same values: --help

    python -m tests.benchmarks.tagging --peer presidio=PYTHON --peer dataprofiler=PYTHON --peer \
        datahub=PYTHON

The labelled tables (at most ROWS of each) and a table of a million rows and 13 columns: ours looks at
the large table as `vibecli tag` does, and at the same few rows as its peers. Each peer runs in an
interpreter that has it (`tagging_peers.py`). Precision and recall are of the tags both know: what
neither a peer's label nor ours tells apart is one. By hand, nothing is asserted.
"""

import argparse
import csv
import json
import subprocess
import tempfile
import time
from pathlib import Path

from vibecli.data import profile
from vibecli.engine.duckdb import DuckEngine
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.tagger import tag_columns

SHARED = Path(__file__).parents[3] / "shared" / "data" / "pii"
TABLE = """
CREATE TABLE customers AS SELECT i AS customer_id,
  ['Anna', 'Robert', 'Maria', 'Thomas', 'Chloe', 'Ahmed', 'Yuki'][1 + (hash(i, 1) % 7)::INT] AS first_name,
  ['Lopez', 'Graf', 'Keller', 'Maier', 'Okafor', 'Sato'][1 + (hash(i, 2) % 6)::INT] AS last_name,
  'user' || (hash(i, 3) % 900000) || '@mail' || (i % 50) || '.example' AS email,
  '+49 30 ' || (1000000 + hash(i, 4) % 8000000) AS phone,
  (1 + hash(i, 5) % 300) || ' ' || ['High', 'Mill', 'Park'][1 + (hash(i, 6) % 3)::INT] || ' Street' AS address,
  'City' || (hash(i, 7) % 300) AS city, lpad((hash(i, 8) % 99999)::VARCHAR, 5, '0') AS zip,
  ['DE', 'FR', 'GB', 'US'][1 + (hash(i, 9) % 4)::INT] AS country,
  DATE '1940-01-01' + (hash(i, 10) % 24000)::INT AS birth_date,
  (hash(i, 11) % 256) || '.' || (hash(i, 12) % 256) || '.0.' || (i % 256) AS ip,
  TIMESTAMP '2020-01-01' + to_seconds((hash(i, 13) % 100000000)::BIGINT) AS created_at,
  (hash(i, 14) % 100000) / 100.0 AS amount
FROM range({rows}) AS r(i)
"""
PERSON = frozenset(["full-name", "given-name", "surname"])
IDS, ADDRESS = frozenset(["national-id"]), frozenset(["address", "address2"])
KNOWN = {  # what a peer's label stands for in our tags; labels of things we have no tag for are left
    "presidio": {
        "EMAIL_ADDRESS": {"email"}, "PHONE_NUMBER": {"phone"}, "CREDIT_CARD": {"credit-card"},
        "IBAN_CODE": {"iban"}, "IP_ADDRESS": {"ip"}, "US_SSN": IDS,
    },
    "dataprofiler": {
        "EMAIL_ADDRESS": {"email"}, "PHONE_NUMBER": {"phone"}, "CREDIT_CARD": {"credit-card"},
        "IPV4": {"ip"}, "IPV6": {"ip"}, "SSN": IDS, "PERSON": PERSON, "ADDRESS": ADDRESS,
        "US_STATE": {"state"},
    },
    "datahub": {
        "Email_Address": {"email"}, "Phone_Number": {"phone"}, "Gender": {"gender"},
        "Credit_Debit_Card_Number": {"credit-card"}, "IBAN": {"iban"}, "Age": {"age"},
        "IP_Address_v4": {"ip"}, "IP_Address_v6": {"ip"}, "US_Social_Security_Number": IDS,
    },  # names and addresses it tells by a spaCy model that is on no package index
}  # fmt: skip


def main():
    asked = _arguments()
    peers = dict(one.split("=", 1) for one in asked.peer)
    large = _large(asked.rows, asked.sample)
    tables, right = _labelled(asked.tables, asked.labelled)
    work = [*tables, large]
    ours, ours_used = _ours(work)
    _told("vibecli", ours_used, work)
    for peer, python in peers.items():
        theirs, used = _peer(peer, python, work)
        _told(peer, used, work)
        for who, found in (("vibecli", ours), (peer, theirs)):
            print(f"    {who:14} {_quality(KNOWN[peer], right, found, own=who == 'vibecli')}")


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the large table")
    parser.add_argument("--sample", type=int, default=200, help="its rows that peers are given")
    parser.add_argument("--labelled", type=int, default=100, help="rows of each labelled table")
    parser.add_argument("--tables", type=Path, default=SHARED, help="with labels.json and tables/")
    parser.add_argument("--peer", action="append", default=[], help="NAME=PYTHON")
    return parser.parse_args()


def _large(rows, few):
    """Tag the large table as the command does, say the cost, and give a few rows for all."""
    with (
        tempfile.TemporaryDirectory() as name,
        DuckEngine().write(Path(name) / "v.duckdb") as session,
    ):
        session.run(TABLE.format(rows=rows))
        columns = session.describe("SELECT * FROM customers")
        used = min(_sampled(session, columns, rows) for _ in range(3))
        print(f"vibecli, {rows:,} x {len(columns)}: {used[0]:.3f} s wall, {used[1]:.3f} s CPU")
        texts = ", ".join(f'CAST("{one.name}" AS VARCHAR)' for one in columns)
        kept = zip(*session.rows(f"SELECT {texts} FROM customers LIMIT {few}"), strict=True)
        values = {one.name: list(of) for one, of in zip(columns, kept, strict=True)}
    return {"name": "customers", "columns": values}


def _sampled(session, columns, rows):
    wall, cpu = time.perf_counter(), time.process_time()
    values = profile._samples(session, "customers", columns, rows, "rowid")
    samples = [
        ColumnSample(c.name, c.type, found, rows, len(found), 0)
        for c in columns
        for found in [profile._distinct(values[c.name])]
    ]
    tag_columns("customers", samples)
    return time.perf_counter() - wall, time.process_time() - cpu


def _labelled(folder, rows):
    """Give the labelled tables, and the right tag of each column that has one or surely none."""
    tables, right = [], []
    for name, labels in json.loads((folder / "labels.json").read_text("utf-8")).items():
        text = (folder / "tables" / f"{name}.csv").read_text("utf-8-sig", errors="replace")
        head, *lines = csv.reader(text.splitlines(keepends=True))
        few = [line + [""] * (len(head) - len(line)) for line in lines[:rows]]
        columns = {one: [line[at] or None for line in few] for at, one in enumerate(head)}
        tables.append({"name": name.partition("__")[2], "columns": columns})
        tags = {"null": None, "ssn": "national-id"}
        right.append({c: tags.get(t, t) for c, t in labels.items() if t != "?" and c in columns})
    return tables, right


def _ours(tables):
    found, used = [], []
    for table in tables:
        wall, cpu = time.perf_counter(), time.process_time()
        verdicts = tag_columns(table["name"], [*_samples(table["columns"])])
        used.append((time.perf_counter() - wall, time.process_time() - cpu))
        found.append({name: v.tag.value for name, v in verdicts.items() if v.tag})
    return found, used


def _samples(columns):
    for name, values in columns.items():
        given = sorted({value for value in values if value})
        nulls = sum(not value for value in values)
        yield ColumnSample(name, "VARCHAR", tuple(given), len(values), len(given), nulls)


def _peer(peer, python, tables):
    script = Path(__file__).with_name("tagging_peers.py")
    command, said = [python, str(script), peer], json.dumps(tables)
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{peer} does not run: {done.stderr.strip().splitlines()[-1]}")
    results = json.loads(done.stdout.strip().splitlines()[-1])
    return [one["found"] for one in results], [(one["seconds"], one["cpu"]) for one in results]


def _told(who, used, tables):
    """Print what all tables took, and the seconds a million cells of those that were looked at."""
    for what, part in (
        ("labelled tables", slice(0, -1)),
        ("rows of the large table", slice(-1, None)),
    ):
        cells = sum(len(v) for t in tables[part] for v in t["columns"].values())
        wall, cpu = (sum(one[at] for one in used[part]) for at in (0, 1))
        print(
            f"{who:14} {what:24} {cells:7,} cells {wall:8.2f} s wall {cpu:8.2f} s CPU"
            f" {1e6 * cpu / cells:10.1f} CPU s a million cells"
        )


def _quality(known, right, found, *, own):
    """Give precision, recall and F1 over the kinds of a peer, tags it does not tell apart as one."""
    kinds = {tag: min(tags) for tags in known.values() for tag in tags}
    hits = said = true = 0
    for labels, told in zip(right, found, strict=False):  # the large table has no labels
        for column, tag in labels.items():
            one = told.get(column)
            kind = kinds.get(one) if own else _kind(known, one)
            hits += kind is not None and kind == kinds.get(tag)
            said += kind is not None
            true += tag in kinds
    precision, recall = hits / max(said, 1), hits / max(true, 1)
    f1 = 2 * hits / max(said + true, 1)
    return (
        f"precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}"
        f"   ({true} columns of {len(set(kinds.values()))} kinds, {said} told, {hits} right)"
    )


def _kind(known, label):
    """Give the kind of a peer's label; of several that are as likely, the first it shares with us."""
    shared = (min(known[one]) for one in (label or "").split("|") if one in known)
    return next(shared, None)


if __name__ == "__main__":
    main()
