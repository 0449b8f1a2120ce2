"""Calibration of pairs: python tests/benchmarks/calibration.py historical_50k --rows 50000 --seed 1

Prints for each band of bits the share of matches the engine predicts beside the true one, over all
candidate pairs of a labelled set. By hand; the bands that are off by more than 0.05 are marked.
"""

import argparse
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[2]))

import duckdb
import numpy as np

from tests.benchmarks import engine_vibecli, sets
from vibecli.data.catalog import Catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.identity import scored
from vibecli.identity.block import split_pairs
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve
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
    spec = {
        "database": str(work / "calibration.duckdb"),
        "tables": labelled.tables,
        "uid": labelled.uid,
    }
    engine_vibecli.prepare(spec)
    database = Path(spec["database"])
    catalog = Catalog.model_validate_json(database.with_suffix(".catalog").read_text("utf-8"))
    with DuckEngine().read(database) as session:
        read = engine_vibecli._source
        sources = [read(read_source, session, catalog, name, spec) for name in labelled.tables]
    truth = duckdb.sql(f"SELECT CAST(uid AS VARCHAR), ent, src FROM '{labelled.truth}'").fetchall()
    who = {(uid, src if labelled.link else None): str(ent) for uid, ent, src in truth}
    resolution, pairs, bits = scored_candidates(sources)
    frame = resolution.frame
    sides = [
        next((s for s in (name, name[-1]) if (str(frame.ids[i]), s) in who), None)
        for i, name in enumerate(np.array(frame.names)[frame.source])
    ]
    persons = [who.get((str(uid), side)) for uid, side in zip(frame.ids, sides, strict=True)]
    for band in bands(resolution, pairs, bits, persons):
        off = "  off" if abs(band.predicted - band.true) > ALLOWED else ""
        yield (
            f"  [{band.low}, {band.high}) {band.pairs:9,} pairs"
            f"  {band.predicted:.3f}  {band.true:.3f}{off}"
        )


class Band(NamedTuple):
    """Pairs within some bits: how many, and the share that is one person as predicted and truly."""

    low: float
    high: float
    pairs: int
    predicted: float
    true: float


def bands(resolution, pairs, bits, persons):
    """Give the bands of calibrated bits; `persons`: who is behind each record of the frame."""
    _, person = np.unique([str(one) for one in persons], return_inverse=True)
    left, right = split_pairs(pairs, resolution.frame.size)
    bits = resolution.outcome.calibration.of(bits)
    right_pairs, chance = person[left] == person[right], probability(bits)
    for low, high in pairwise(BANDS):
        at = (bits >= low) & (bits < high)
        if at.any():
            yield Band(low, high, int(at.sum()), chance[at].mean(), right_pairs[at].mean())


def scored_candidates(sources):
    """Resolve, and give every candidate pair with its bits beside the resolution."""
    kept, inner = [], scored.Scorer.heard

    def listening(scorer, compared):
        every = scorer.scored(compared.pairs)
        kept.append((every.pairs, every.bits))
        return inner(scorer, compared)

    with patch.object(scored.Scorer, "heard", listening):
        resolution = resolve(sources, Options(one_to_one=False))
    return resolution, *kept[0]


if __name__ == "__main__":
    main()
