"""Features, training and scores on keys, moments and amounts that nobody expects."""

import pytest

from tests import files
from tests.integration.flows import approve, flow_in, outcome, saved
from tests.unit.learn.sets import feature, made
from tests.unit.stream.foreseen import fitted, put_model
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import DataError, VibeError
from vibecli.learn.compile import feature_select
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Link
from vibecli.learn.label import matured, moment_of
from vibecli.learn.reach import newest_of
from vibecli.learn.spine import spine_newest

VISITS = EventSource(
    table="visits", time="seen_at", links=(Link(column="who", bridge=None),), where=None
)
FEATURES = FeatureSet(
    name="visits",
    entity="members",
    key="id",
    sources=(VISITS,),
    features=tuple(
        FeatureColumn(
            name=name, meaning=name, source="visits", measure=name, column=None, where=None, days=9
        )
        for name in ("count", "recency")
    ),
)
WIDE = 900_719_925_474_099_300_000  # beyond what a float tells apart
KINDS = {
    "UUID": "md5(n::VARCHAR)::UUID",
    "HUGEINT": f"{WIDE} + n",
    "DATE": "DATE '2000-01-01' + n::INTEGER",
}


@pytest.fixture(scope="module")
def model():
    return fitted(FEATURES)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*KINDS])
def test_scores_are_of_the_customers_whatever_their_keys_are(tmp_path, model, kind):
    flow, key = flow_in(tmp_path), f"CAST({KINDS[kind]} AS {kind})"
    with files.write(tmp_path / "v.duckdb") as session:
        session.run(f"CREATE TABLE members AS SELECT {key} AS id FROM range(40) r(n)")
        session.run(
            f"CREATE TABLE visits AS SELECT {key} AS who, TIMESTAMP '2026-01-01' + to_hours(n * 5)"
            " AS seen_at FROM range(40) r(n), range(5) v(m) WHERE m <= n % 5"
        )
        put_model(session, FEATURES, model)
    step = {
        "kind": "score", "model": "leavers", "entity": "members", "key": "id", "sources": ["visits"],
    }  # fmt: skip
    for more in ({"target": "scores"}, {"target": "members", "column": "leavers_score"}):
        approve(flow, outcome(flow.rehearse(saved(step | more))))
    with files.read(tmp_path / "v.duckdb") as session:
        (found,) = session.rows(
            "SELECT count(*), count(DISTINCT s.id), any_value(typeof(s.id)),"
            " count(*) FILTER (s.score = m.leavers_score) FROM scores s JOIN members m USING (id)"
        )
    assert found == (40, 40, kind, 40)


def test_keys_that_are_large_numbers_fall_into_all_folds(tmp_path):
    from vibecli.steps.train_rows import fetched

    with DuckEngine().empty() as session:
        session.run(
            f"CREATE TABLE rows AS SELECT {WIDE}::HUGEINT + n AS key, n FROM range(99) r(n)"
        )
        frame = fetched(session, "rows", "key", ["n"])
    assert len(set(frame.folds(5).tolist())) == 5
    assert len(set(frame.keys.tolist())) == 99


@pytest.mark.parametrize("when", ["20000-01-01", "1200-01-01 (BC)"])
def test_events_in_years_that_no_calendar_has_are_told(when):
    with DuckEngine().empty() as session:
        session.run(f"CREATE TABLE visits AS SELECT 1 AS who, TIMESTAMP '{when}' AS seen_at")
        with pytest.raises(DataError, match="beyond the years 1 to 9999"):
            newest_of(session, FEATURES.sources)


@pytest.mark.parametrize("text", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "soon"])
def test_a_moment_beyond_the_last_day_is_none(text):
    assert moment_of(text) is None


def test_the_first_years_there_are_have_no_moments_before_them():
    first, second = (moment_of(text) for text in ("0001-02-01", "0002-02-01"))
    assert matured(first, second, 360) is None
    assert len(matured(first, second, 90).train) == 3


def test_amounts_beyond_all_sums_are_left_out_and_end_nothing():
    with DuckEngine().empty() as session:
        session.run("CREATE TABLE people AS SELECT 1 AS id, 'DE' AS country")
        session.run(
            "CREATE TABLE events AS SELECT 1 AS who, 'a' AS device, TIMESTAMP '2026-01-01' AS ts,"
            " 'buy' AS kind, unnest([99999999999999999999999999999999.0, 99999999999999999999999999999999.0,"
            " 3.5]::DECIMAL(38, 2)[]) AS amount"
        )  # fmt: skip
        session.run("CREATE TABLE logins (device VARCHAR, who INTEGER, ts TIMESTAMP)")
        chosen = made([feature("spent", "sum")])
        ((_, _, spent),) = session.rows(feature_select(chosen, spine_newest(chosen)))
    assert float(spent) == 3.5


def test_a_moment_before_all_events_is_told(tmp_path):
    flow = flow_in(tmp_path)
    with files.write(tmp_path / "v.duckdb") as session:
        session.run("CREATE TABLE members AS SELECT 1 AS id")
        session.run("CREATE TABLE visits AS SELECT 1 AS who, TIMESTAMP '2026-01-01' AS seen_at")
    label = {
        "name": "l", "meaning": "m", "source": VISITS.model_dump(), "happens": True, "horizon": 9,
        "active": None,
    }  # fmt: skip
    step = {
        "kind": "train", "model": "l", "features": FEATURES.model_dump(), "label": label,
        "as_of": "1850-01-01",
    }  # fmt: skip
    with pytest.raises(VibeError, match="by 1850-01-01: it begins 2026-01-01"):
        outcome(flow.rehearse(saved(step)))
