"""New records against known persons: python tests/benchmarks/incremental.py --rows 1000000

Makes customers (with the interpreter of `.[bench]`), holds some out, matches the rest, and brings
those held out in by the index: agreement with a full match by the same model, the index's cost, a
batch of 1,000, and single records, from the index's files opened anew each time and held in memory.
"""

import argparse
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.engine_vibecli import prepare
from vibecli.data.catalog import Catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.identity import linking
from vibecli.identity import resolve as engine
from vibecli.identity.block import split_pairs
from vibecli.identity.components import components
from vibecli.identity.incremental import Aim, matched
from vibecli.identity.index import Index, Known, save, shelf_of
from vibecli.identity.options import Options
from vibecli.identity.persons import Earlier, person_ids
from vibecli.identity.resolver import People, Resolver
from vibecli.identity.shelf import Rules
from vibecli.identity.source import read_source
from vibecli.identity.trained import Trained

_BATCH, _SINGLES = 1_000, 300


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--held", type=float, nargs="+", default=[0.01, 0.1], help="shares held out"
    )
    parser.add_argument("--work", type=Path, required=True, help="folder for tables and the index")
    parser.add_argument("--bench-python", default=sys.executable, help="interpreter with .[bench]")
    asked = parser.parse_args()
    database = _made(asked)
    with DuckEngine().read(database) as session:
        catalog = Catalog.model_validate_json(database.with_suffix(".catalog").read_text("utf-8"))
        everybody = _read(session, catalog, "")
        for share in asked.held:
            every = round(1 / share)
            held = f"CAST(record_id AS BIGINT) % {every} = 0"
            known, new = (_read(session, catalog, w) for w in (f"NOT ({held})", held))
            _measure(everybody, known, new, asked.work / "index")


def _made(asked):
    """Make and load the customers once."""
    folder = asked.work / f"customers-{asked.rows}-{asked.seed}"
    database = folder / "v.duckdb"
    if not database.with_suffix(".catalog").exists():
        script = str(Path(__file__).with_name("customers.py"))
        rows = ["--rows", str(asked.rows), "--seed", str(asked.seed), "--out", str(folder)]
        subprocess.run([asked.bench_python, script, *rows], check=True)
        table = {"customers": str(folder / "customers.parquet")}
        prepare({"database": str(database), "tables": table})
    return database


def _read(session, catalog, where):
    table = catalog.table("customers").model_copy(update={"key": ("record_id",)})
    columns = session.describe(f"SELECT * FROM {table.table.sql}")
    relation = f"(SELECT rowid AS __rid, * FROM {table.table.sql})"
    return read_source(session, table, columns, relation, where)


def _measure(everybody, known, new, folder):
    print(f"\n{len(known.ids):,} known records, {len(new.ids):,} held out")
    before = engine.resolve([known], Options())
    model = Trained.of(before, before.weights, one_to_one=False)
    with _watched("index made, seconds"):
        shelf = shelf_of(model, [known], np.arange(2, len(known.ids) + 2, dtype=np.uint64))
        size = save(shelf, model, folder)
        _persons(before.labels).save(folder)
    print(f"index size, MB: {size / 1e6:.0f}")
    _singles(model, folder, new)
    none = np.empty(0, dtype=np.int64)
    index = Index(model, Known(shelf, none, shelf.without(none, Rules())))
    members = _persons(before.labels).members
    with _watched(f"{_BATCH:,} new records, seconds"):
        matched(index, _shelf(model, new, slice(0, _BATCH)), members, Aim.REGROUP)
    with _watched(f"{len(new.ids):,} new records, seconds"):
        found = matched(index, _shelf(model, new, slice(None)), members, Aim.REGROUP)
    with _watched("full match by the same model, seconds"), _standing(model):
        full = engine.resolve([everybody], Options())
    _compare(known, new, before, found, full)


@contextmanager
def _watched(what):
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    used = time.process_time() - cpu
    print(f"{what}: {time.perf_counter() - wall:.2f} wall, {used:.2f} CPU")


@contextmanager
def _standing(model):
    """Let a full match score by a model that stands."""
    with (
        patch.object(engine, "_weights", lambda frame, *_: model.weights(frame)),
        patch.object(linking, "chosen_thresholds", lambda *_, **__: model.thresholds),
        patch.object(linking, "company_bits", lambda *_: model.company),
    ):
        yield


def _persons(labels):
    names, number = np.unique(labels, return_inverse=True)
    return People.of([str(name) for name in names.tolist()], number)


def _shelf(model, source, some):
    one = type(source)(
        source.name,
        source.ids[some],
        tuple(type(c)(c.name, c.role, c.values, c.codes[some]) for c in source.columns),
    )
    return shelf_of(model, [one], np.full(len(one.ids), 1, dtype=np.uint64))


def _singles(model, folder, new):
    """Resolve single records, by a resolver opened for each and by one held ready."""
    columns = [(c.name, c.values, c.codes) for c in new.columns]
    records = [
        (str(new.ids[i]), {n: v[c[i]] if c[i] >= 0 else None for n, v, c in columns})
        for i in range(min(_SINGLES, len(new.ids)))
    ]
    warm = Resolver.opened(folder, model)
    ways = {
        "from the files": lambda r: Resolver.opened(folder, model).resolve(new.name, *r),
        "warm": lambda r: warm.resolve(new.name, *r),
    }
    for way, work in ways.items():
        times = []
        for record in records:
            wall, cpu = time.perf_counter(), time.process_time()
            work(record)
            times.append((time.perf_counter() - wall, time.process_time() - cpu))
        wall, cpu = np.array(times[len(times) // 10 :]).T * 1e3
        print(
            f"one record {way}, ms: median {np.median(wall):.1f} (CPU {np.median(cpu):.1f}),"
            f" p95 {np.percentile(wall, 95):.1f} (CPU {np.percentile(cpu, 95):.1f})"
        )


def _person_ids(frame, labels, earlier):
    return person_ids(frame, labels, Earlier.of(frame, earlier)).ids


def _compare(known, new, before, found, full):
    """Compare the person of every record, ids carried over from the match of the known ones."""
    ids0 = _person_ids(before.frame, before.labels, {})
    earlier = dict(zip(((known.name, i) for i in known.ids.tolist()), ids0.tolist(), strict=True))
    wanted = dict(
        zip(full.frame.ids.tolist(), _person_ids(full.frame, full.labels, earlier), strict=True)
    )
    near, size = found.near, max(len(found.labels), 1)
    own = {
        ("customers", i): ids0[n]
        for i, n in zip(near.frame.ids.tolist(), near.numbers.tolist(), strict=True)
        if n < near.known
    }
    ids = near.frame.ids.tolist()

    def persons(labels):
        """Give the person of every record, by the clusters of those that were looked at."""
        local = _person_ids(near.frame, labels, own)
        placed = dict(zip(ids, local.tolist(), strict=True))
        return dict(zip(known.ids.tolist(), ids0.tolist(), strict=True)) | placed

    got = persons(found.labels)
    one, two = split_pairs(found.questions.pairs, size)
    open_persons = {got[ids[i]] for i in np.concatenate([one, two]).tolist()}
    yes = [
        wanted[ids[a]] == wanted[ids[b]] for a, b in zip(one.tolist(), two.tolist(), strict=True)
    ]
    every = np.arange(len(ids))
    answered = persons(
        components(
            len(ids), np.concatenate([every, one[yes]]), np.concatenate([found.labels, two[yes]])
        )
    )
    differ = [i for i in wanted if wanted[i] != got[i]]
    silent = [i for i in differ if got[i] not in open_persons]
    left = sum(wanted[i] != answered[i] for i in wanted)
    news = set(new.ids.tolist())
    print(f"questions: {len(found.questions.pairs):,}")
    print(f"same person as in the full match: {1 - len(differ) / len(wanted):.5f} of all records")
    print(f"  but for persons left to review: {1 - len(silent) / len(wanted):.5f}")
    print(f"  once these are answered as the full match does: {1 - left / len(wanted):.5f}")
    print(f"  of those held out: {1 - sum(i in news for i in differ) / len(news):.5f}")
    moved = sum(wanted[i] != p for (_, i), p in earlier.items())
    own_moved = sum(got[i] != p for (_, i), p in earlier.items())
    print(f"known records that the full match moves: {moved:,}, the incremental one: {own_moved:,}")


if __name__ == "__main__":
    main()
