"""A table of features brought up to date equals one computed anew, whatever happened meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.learn.sets import moments, put, sets, worlds
from vibecli.engine.duckdb import DuckEngine
from vibecli.learn.incremental import refreshed
from vibecli.learn.printed import printed_select
from vibecli.learn.spine import spine_at, spine_own


@pytest.fixture(scope="module")
def session():
    with DuckEngine().empty() as opened:
        yield opened


def spine(features, cut):
    return spine_own(features) if cut is None else spine_at(features, str(cut))


cuts = st.none() | moments


@given(first=worlds, second=worlds, kept=st.integers(0, 12), old=cuts, new=cuts, features=sets())
def test_an_update_equals_a_full_run(session, first, second, kept, old, new, features):
    put(session, first)
    table = f"SELECT key AS id, cut AS as_of, * EXCLUDE (key, cut) FROM ({{}})"
    session.run(
        "CREATE OR REPLACE TABLE done AS "
        + table.format(printed_select(features, spine(features, old)))
    )
    late = {name: [*second[name], *first[name][:kept]] for name in ("events", "logins")}
    put(session, second | late)
    full = printed_select(features, spine(features, new))
    update = refreshed(features, spine(features, new), "done", "as_of")
    assert session.rows(f"{update} ORDER BY key") == session.rows(f"{full} ORDER BY key")
    assert session.describe(update) == session.describe(full)
