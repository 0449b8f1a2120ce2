"""Floors: cluster F1 of zero-configuration matching on labelled sets."""

from collections import Counter
from math import comb
from pathlib import Path

import pytest

from tests.benchmarks.calibration import bands, scored_candidates
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.data.roles import infer_roles
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import literal, quote
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve
from vibecli.identity.source import read_source
from vibecli.tagging.sample import ColumnSample

HERE = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "matching"
BESIDE = pytest.mark.skipif(not SHARED.exists(), reason="the labelled sets are not here")


def sampled(session, table, column):
    name, kind = column
    values = session.rows(
        f"SELECT DISTINCT CAST({quote(name)} AS VARCHAR) AS v FROM {table}"
        f" WHERE {quote(name)} IS NOT NULL ORDER BY hash(v) LIMIT 400"
    )
    rows, distinct, nulls = session.rows(
        f"SELECT count(*), count(DISTINCT {quote(name)}), count(*) - count({quote(name)}) FROM {table}"
    )[0]
    return ColumnSample(name, kind, tuple(v for (v,) in values), rows, distinct, nulls)


def source_of(session, name, select):
    session.run(f"CREATE OR REPLACE TEMP TABLE t AS {select}")
    columns = session.describe("SELECT * FROM t")
    roles = infer_roles(name, [sampled(session, "t", column) for column in columns])
    infos = tuple(ColumnInfo(name=c.name, type=c.type, role=roles[c.name]) for c in columns)
    table = TableInfo(name=name, key=(columns[0].name,), columns=infos)
    return read_source(session, table, columns, "(SELECT rowid AS __rid, * FROM t)")


def load(folder, name, sources=()):
    """Give the sources of a labelled set and the person behind each record id."""
    path = literal(str(folder / f"{name}.parquet"))
    truth = literal(str(folder / f"{name}.truth.parquet"))
    with DuckEngine().write(Path(":memory:")) as session:
        found = [
            source_of(
                session, s, f"SELECT * EXCLUDE (source) FROM {path} WHERE source = {literal(s)}"
            )
            for s in sources
        ] or [source_of(session, name, f"SELECT * FROM {path}")]
        return found, dict(session.rows(f"SELECT uid, ent FROM {truth}"))


def pairs(groups):
    return sum(comb(size, 2) for size in Counter(groups).values())


def f1(resolution, truth, *, across=False):
    frame = resolution.frame
    cells = [
        (cluster, truth[record], source)
        for cluster, record, source in zip(
            resolution.labels.tolist(), frame.ids.tolist(), frame.source.tolist(), strict=True
        )
    ]
    counted = []
    for pick in (lambda c: c[:2], lambda c: c[0], lambda c: c[1]):
        within = pairs((pick(c), c[2]) for c in cells) if across else 0
        counted.append(pairs(pick(c) for c in cells) - within)
    both, found, true = counted
    return 2 * both / (found + true)


def test_fake_1000():
    sources, truth = load(HERE, "fake_1000")
    resolution = resolve(sources, Options())
    assert f1(resolution, truth) >= 0.97
    assert resolution.outcome.accuracy.precision.value == pytest.approx(1.0, abs=0.05)


@BESIDE
@pytest.mark.slow
def test_historical_50k():
    sources, truth = load(SHARED, "historical_50k")
    assert f1(resolve(sources, Options()), truth) >= 0.96


@BESIDE
@pytest.mark.parametrize(
    ("name", "floor"),
    [("link_dblp_acm", 0.99), ("link_fodors_zagats", 0.99)],
)
def test_one_to_one_links(name, floor):
    sources, truth = load(SHARED, name, ("a", "b"))
    resolution = resolve(sources, Options(one_to_one=True))
    assert f1(resolution, truth, across=True) >= floor


@BESIDE
@pytest.mark.parametrize(("name", "floor"), [("chicago_childcare", 0.92), ("cora", 0.87)])
def test_messy_sets(name, floor):
    sources, truth = load(SHARED, name)
    assert f1(resolve(sources, Options()), truth) >= floor


def off(sources, truth, pairs=100):
    """Give the bands of so many pairs whose predicted share is off by more than chance and 0.05."""
    resolution, found, bits = scored_candidates(sources)
    persons = [truth[record] for record in resolution.frame.ids.tolist()]
    told = [band for band in bands(resolution, found, bits, persons) if band.pairs >= pairs]
    assert len(told) > 5
    spread = [2 * (b.true * (1 - b.true) / b.pairs) ** 0.5 for b in told]
    return [b for b, s in zip(told, spread, strict=True) if abs(b.predicted - b.true) > 0.05 + s]


def test_pairs_are_calibrated():
    assert off(*load(HERE, "fake_1000")) == []


@BESIDE
@pytest.mark.slow
def test_pairs_are_calibrated_where_persons_have_many_records():
    assert off(*load(SHARED, "historical_50k")) == []
