"""Features and scores of a stream are those of one run over all events, whatever the batches were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import files
from tests.integration.flows import approve, outcome, saved
from tests.unit.stream.shop import RULE, event, make, streamed, written
from vibecli.errors import Stale
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Link

PURCHASES = EventSource(
    table="purchases", time="bought_at", links=(Link(column="customer", bridge=None),), where=None
)
BY_MAIL = "SELECT lower(email) AS value, profile_id AS key FROM profile"
VISITS = EventSource(
    table="visits",
    time="seen_at",
    links=(Link(column="who", bridge=None), Link(column="mail", bridge=BY_MAIL)),
    where="page <> 'bot'",
)


def feature(name, measure, source="purchases", column=None, days=None):
    return FeatureColumn(
        name=name, meaning=f"{name} of {source}", source=source, measure=measure, column=column,
        where=None, days=days,
    )  # fmt: skip


FEATURES = FeatureSet(
    name="buying",
    entity="profile",
    key="profile_id",
    sources=(PURCHASES, VISITS),
    features=(
        feature("purchases_7", "count", days=7),
        feature("spent_all", "sum", column="purchases.amount"),
        feature("recency", "recency"),
        feature("gap", "gap"),
        feature("visits_30", "count", "visits", days=30),
        feature("page", "last", "visits", column="page"),
        feature("since", "tenure", "visits"),
    ),
)
KEPT = RULE.model_copy(update={"features": FEATURES, "action": None})
PURCHASE = st.fixed_dictionaries(
    {
        "number": st.integers(0, 40),
        "time": st.integers(1, 28).map(lambda day: f"2026-01-{day:02}T10:00:00Z"),
        "amount": st.integers(1, 9999).map(lambda cents: f"{cents / 100:.2f}"),
    },
    optional={
        "email": st.sampled_from(
            ["ANNA@x.example", "bob@x.example", "eve@y.example", "z@y.example"]
        ),
        "phone": st.sampled_from(["+49 151 1111111", "0171 7777777", "0171 9999999"]),
        "card": st.sampled_from(["L-1", "L-2"]),
    },
)


def shop(folder, rule=KEPT, more=""):
    """Make a shop whose visitors left an e-mail or a number."""
    flow = make(folder, rule)
    with files.write(folder / "v.duckdb") as session:
        session.run(
            "CREATE TABLE visits (who VARCHAR, mail VARCHAR, seen_at TIMESTAMP, page VARCHAR)"
        )
        session.run(
            "INSERT INTO visits SELECT CASE WHEN i % 5 = 0 THEN 'P' || (i % 4 + 1) END,"
            " ['anna@x.example', 'bob@x.example', 'eve@y.example', 'family@x.example'][i % 4 + 1],"
            " TIMESTAMP '2026-01-02' + INTERVAL (i * 11) HOUR, ['home', 'cart', 'bot'][i % 3 + 1]"
            " FROM range(40) r(i)"
        )
        for statement in filter(str.strip, more.split(";")):
            session.run(statement)
    return flow


def rows(folder, select):
    with files.read(folder / "v.duckdb") as session:
        return sorted(session.rows(select), key=repr)


def batch_run(flow):
    """Compute the features of everybody in one plan."""
    step = {
        "kind": "feature", "features": FEATURES.model_dump(), "as_of": "own", "output": "whole",
        "mode": "full",
    }  # fmt: skip
    approve(flow, outcome(flow.rehearse(saved(step))))


@settings(max_examples=4)
@given(events=st.lists(PURCHASE.map(lambda fields: event(**fields)), min_size=1, max_size=25))
def test_any_batches_give_the_features_of_one_run(tmp_path_factory, events):
    found = []
    for batch in (1, 7, 1000):
        folder = tmp_path_factory.mktemp("law")
        flow = shop(folder)
        streamed(flow, written(folder / "e", events), batch=batch)
        found.append(rows(folder, "SELECT * FROM profile_features"))
    batch_run(flow)
    own = "SELECT * FROM whole WHERE profile_id IN (SELECT profile_id FROM profile_features)"
    assert found[0] == found[1] == found[2] == rows(folder, own)
    with files.read(folder / "v.duckdb") as session:
        touched = session.value("SELECT count(DISTINCT customer) FROM purchases")
    assert len(found[0]) == touched


def test_features_of_others_than_the_profiles_are_told(tmp_path):
    other = FEATURES.model_copy(update={"entity": "visits", "key": "who"})
    flow = shop(tmp_path, RULE.model_copy(update={"features": other}))
    with pytest.raises(Stale, match="are of visits, not of profile"):
        streamed(flow, written(tmp_path / "e", [event(1)]))
