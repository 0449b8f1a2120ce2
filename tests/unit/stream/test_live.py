"""Features and scores of a stream are those of one run over all events, whatever the batches were."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import files
from tests.integration.flows import approve, outcome, saved
from tests.unit.stream.foreseen import fitted, put_model
from tests.unit.stream.shop import RULE, event, make, streamed, written
from vibecli.errors import DataError, Stale
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Label, Link
from vibecli.steps.score_rows import SCORE_TYPES
from vibecli.stream import told_source

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
EMAILS = ["ANNA@x.example", "bob@x.example", "eve@y.example", "z@y.example"]
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


SOME = [
    event(n, f"2026-01-{1 + n * 7 % 28:02}T10:00:00Z", str(n), email=EMAILS[n % 4])
    for n in range(24)
]


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


def taken(folder, events, batch):
    """Stream events in batches; gives the flow and the features of the persons touched."""
    flow = shop(folder)
    streamed(flow, written(folder / "e", events), batch=batch)
    return flow, rows(folder, "SELECT * FROM profile_features")


def whole(flow, folder):
    """Give the features of one run over all events, of those who have some in the stream's."""
    batch_run(flow)
    kept = "SELECT profile_id FROM profile_features"
    return rows(folder, f"SELECT * FROM whole WHERE profile_id IN ({kept})")


def test_features_are_those_of_one_run(tmp_path):
    flow, found = taken(tmp_path, SOME[:8], 3)
    assert found == whole(flow, tmp_path)
    assert len(found) == len(rows(tmp_path, "SELECT DISTINCT customer FROM purchases"))


@pytest.mark.slow
@settings(max_examples=2)
@given(events=st.lists(PURCHASE.map(lambda fields: event(**fields)), min_size=1, max_size=15))
def test_any_batches_give_the_features_of_one_run(tmp_path_factory, events):
    folder, other = tmp_path_factory.mktemp("law"), tmp_path_factory.mktemp("law")
    flow, found = taken(folder, events, 2)
    assert taken(other, events, 1000)[1] == found == whole(flow, folder)


@pytest.fixture(scope="module")
def model():
    return fitted(FEATURES)


ACTIVE = Label(
    name="leavers", meaning="who leaves", source=PURCHASES, happens=False, horizon=30, active=20
)


def scoring(folder, model, label, **more):
    """Make a shop whose rule scores."""
    rule = KEPT.model_copy(update={"model": "leavers", **more})
    columns = zip(rule.scores_into, SCORE_TYPES, strict=True)
    flow = shop(folder, rule, "; ".join(f"ALTER TABLE profile ADD {n} {k}" for n, k in columns))
    with files.write(folder / "v.duckdb") as session:
        put_model(session, FEATURES, model, label=label)
    return flow


SCORES = "SELECT profile_id, COLUMNS('^leavers_') FROM profile"


@pytest.mark.slow
def test_any_batches_give_the_scores_of_one_run(tmp_path, model, monkeypatch):
    found = []
    for batch, large in ((1, 9), (4, 10**6), (1000, 1)):
        monkeypatch.setattr(told_source, "_LARGE", large)  # events of which a copy is made
        folder = tmp_path / str(batch)
        folder.mkdir()
        flow = scoring(folder, model, ACTIVE)
        streamed(flow, written(folder / "e", SOME[:6]), batch=batch)
        streamed(flow, written(folder / "e", SOME[:12]), batch=batch)
        found.append(rows(folder, SCORES))
    step = {
        "kind": "score", "model": "leavers", "entity": "profile", "key": "profile_id", "as_of": "own",
        "sources": ["purchases", "visits"], "target": "profile", "column": "leavers_score",
    }  # fmt: skip
    assert found[0] == found[1] == found[2]
    assert {segment for _, _, segment, *_ in found[0]} > {None}
    assert outcome(flow.rehearse(saved(step))).diff.empty  # all scores are as they would be


@pytest.mark.slow
def test_an_action_is_told_of_the_state_after_its_event_whatever_the_batch(tmp_path, model):
    found = []
    for batch in (1, 1000):
        folder = tmp_path / str(batch)
        folder.mkdir()
        flow = scoring(folder, model, None, action="personalize", when="purchases % 2 = 0")
        streamed(flow, written(folder / "e", SOME[:12]), batch=batch)
        found.append(rows(folder, "SELECT event_id, person, payload FROM vibecli_outbox"))
    assert found[0] == found[1]
    assert len(found[0]) == 4  # the second event of each of four persons
    payload = json.loads(found[0][0][2])
    assert set(payload) == {"score", "segment", "reason", "model", "version"}


def test_an_action_is_told_of_the_events_a_condition_on_them_holds_for(tmp_path):
    rule = RULE.model_copy(update={"action": "personalize", "which": "amount > 3"})
    flow = shop(tmp_path, rule)
    events = [event(n, amount=str(n), email=EMAILS[0]) for n in range(1, 6)]
    run = streamed(flow, written(tmp_path / "e", events))
    assert run.events == 5
    told = rows(tmp_path, "SELECT event_id FROM vibecli_outbox")
    assert len(told) == 2


@pytest.mark.slow
def test_a_newer_champion_is_taken_up(tmp_path, model):
    flow = scoring(tmp_path, model, ACTIVE)
    streamed(flow, written(tmp_path / "e", SOME))
    before = rows(tmp_path, SCORES)
    with files.write(tmp_path / "v.duckdb") as session:
        put_model(session, FEATURES, fitted(FEATURES, seed=7), version=2)
    more = [event(n, "2026-01-29T10:00:00Z", email=EMAILS[n % 4]) for n in range(50, 54)]
    streamed(flow, written(tmp_path / "e", [*SOME, *more]))
    assert rows(tmp_path, SCORES) != before


def test_features_of_others_than_the_profiles_are_told(tmp_path):
    other = FEATURES.model_copy(update={"entity": "visits", "key": "who"})
    flow = shop(tmp_path, RULE.model_copy(update={"features": other}))
    with pytest.raises(Stale, match="are of visits, not of profile"):
        streamed(flow, written(tmp_path / "e", [event(1)]))


def test_a_source_that_lost_a_column_is_told_and_the_stream_goes_on_with_it(tmp_path):
    flow = shop(tmp_path)
    with files.write(tmp_path / "v.duckdb") as session:
        session.run("ALTER TABLE visits RENAME page TO site")
    with pytest.raises(Stale, match='do not fit the tables: Referenced column "page" not found'):
        streamed(flow, written(tmp_path / "e", SOME[:1]))
    with files.write(tmp_path / "v.duckdb") as session:
        session.run("ALTER TABLE visits RENAME site TO page")
    assert streamed(flow, tmp_path / "e").events == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "written_over",
    [
        "artefact = NULL", "features = '{'", "features = NULL", "label = '{}'", "metrics = '[]'",
        "metrics = '{\"segments\": {\"a\": \"x\"}}'", "version = NULL", "artefact = 'abc'::BLOB",
    ],
)  # fmt: skip
def test_a_model_that_somebody_wrote_over_is_told(tmp_path, model, written_over):
    flow = scoring(tmp_path, model, None)
    with files.write(tmp_path / "v.duckdb") as session:
        session.run(f"UPDATE vibecli_models SET {written_over}")
    with pytest.raises(DataError):
        streamed(flow, written(tmp_path / "e", [event(1, email="a@y.example")]))
