"""Calibration of pairs: python tests/benchmarks/calibration.py historical_50k --rows 50000 --seed 1

Prints for each band of bits the share of matches the engine predicts beside the true one, over all
candidate pairs of a labelled set. By hand; the bands that are off by more than 0.05 are marked.
"""

import argparse
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import duckdb
import numpy as np

from tests.benchmarks import engine_vibecli, sets
from vibecli.data.catalog import Catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.identity import resolve as engine
from vibecli.identity.block import split_pairs
from vibecli.identity.source import read_source
from vibecli.identity.weights import probability

BANDS = (-np.inf, -12, -9, -6, -3, 0, 3, 6, 9, 12, 20, np.inf)
ALLOWED = 0.05


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--rows", type=int, nargs="*", default=[], help="sizes of customer tables")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=sets.BESIDE)
    parser.add_argument("--bench-python", default=sys.executable)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "vibecli_bench")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    chosen = [sets.stored(name, asked.data, asked.work) for name in asked.sets]
    chosen += [sets.customers(n, asked.seed, asked.work, asked.bench_python) for n in asked.rows]
    for labelled in chosen:
        print(labelled.name)
        for line in table(labelled, asked.work):
            print(line)


def table(labelled, work):
    """Give a line for each band: its pairs, the predicted share of matches and the true one."""
    pairs, bits, frame = scored_candidates(labelled, work / "calibration.duckdb")
    who = dict(duckdb.sql(f"SELECT CAST(uid AS VARCHAR), ent FROM '{labelled.truth}'").fetchall())
    _, person = np.unique([str(who[record]) for record in frame.ids], return_inverse=True)
    left, right = split_pairs(pairs, frame.size)
    right_pairs, chance = person[left] == person[right], probability(bits)
    for low, high in pairwise(BANDS):
        band = (bits >= low) & (bits < high)
        if band.any():
            predicted, true = chance[band].mean(), right_pairs[band].mean()
            off = "  off" if abs(predicted - true) > ALLOWED else ""
            yield f"  [{low}, {high}) {band.sum():9,} pairs  {predicted:.3f}  {true:.3f}{off}"


def scored_candidates(labelled, database):
    """Give the candidate pairs with their bits, and the frame they are of."""
    spec = {"database": str(database), "tables": labelled.tables, "uid": labelled.uid}
    engine_vibecli.prepare(spec)
    catalog = Catalog.model_validate_json(database.with_suffix(".catalog").read_text("utf-8"))
    kept, inner = [], engine.pair_bits

    def listening(frame, weights, pairs, levels):
        bits = inner(frame, weights, pairs, levels)
        kept.append((pairs.copy(), bits.copy(), frame))
        return bits

    engine.pair_bits = listening
    with DuckEngine().read(database) as session:
        read = engine_vibecli._source
        sources = [read(read_source, session, catalog, name, spec) for name in labelled.tables]
    engine.resolve(sources, engine.Options())
    engine.pair_bits = inner
    return kept[0]


if __name__ == "__main__":
    main()
