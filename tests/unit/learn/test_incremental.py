"""A table of features brought up to date equals one computed anew, whatever happened meanwhile."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.learn.sets import events, logins, moments, put, sets, worlds
from vibecli.engine.duckdb import DuckEngine
from vibecli.learn.incremental import refreshed
from vibecli.learn.printed import printed_select
from vibecli.learn.spine import spine_at, spine_own

CUTS = st.none() | moments
MEANWHILE = {
    "world": worlds,
    "more": st.fixed_dictionaries(
        {"events": st.lists(events, max_size=2), "logins": st.lists(logins, max_size=1)}
    ),
    "lost": st.sampled_from([0, 0, 0, 1]),
    "cuts": st.tuples(CUTS, CUTS),
    "features": sets(),
    "odd": st.sampled_from([0.7, math.nan, -math.inf, 1e300]),  # an amount
    "kind": st.sampled_from(["TIMESTAMP", "TIMESTAMPTZ", "DATE", "TIMESTAMP_NS"]),  # of times
}


@pytest.fixture(scope="module")
def session():
    with DuckEngine().empty() as opened:
        yield opened


def spine(features, cut):
    return spine_own(features) if cut is None else spine_at(features, str(cut))


def filled(session, world, odd, kind):
    """Make the tables of a world whose times are of a kind, one of its amounts an odd one."""
    rows = [(*row[:-1], odd if row[-1] == 0.7 else row[-1]) for row in world["events"]]
    put(session, world | {"events": rows})
    session.run(f"ALTER TABLE events ALTER ts TYPE {kind}")


def updated_and_full(session, world, more, lost, cuts, features, **forms):
    """Rows and columns of an update after something happened, and of all computed anew."""
    filled(session, world, **forms)
    before, after = (spine(features, cut) for cut in cuts)
    made = printed_select(features, before)
    session.run(
        "CREATE OR REPLACE TABLE done AS"
        f" SELECT key AS id, cut AS as_of, * EXCLUDE (key, cut) FROM ({made})"
    )
    filled(session, world | {name: [*more[name], *world[name][lost:]] for name in more}, **forms)
    selects = refreshed(features, after, "done", "as_of"), printed_select(features, after)
    rows = (session.rows(f"{one} ORDER BY key") for one in selects)
    return [repr((found, session.describe(one))) for found, one in zip(rows, selects, strict=True)]


@settings(max_examples=3)
@given(**MEANWHILE)
def test_an_update_equals_a_full_run(session, **meanwhile):
    update, full = updated_and_full(session, **meanwhile)
    assert update == full


@pytest.mark.benchmark
@settings(max_examples=1000)
@given(**MEANWHILE)
def test_an_update_equals_a_full_run_in_a_long_series(session, **meanwhile):
    update, full = updated_and_full(session, **meanwhile)
    assert update == full
