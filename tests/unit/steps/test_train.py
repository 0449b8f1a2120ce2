"""`train` and `score` on real DuckDB: what is written, compared and held up, and what is refused."""

import pytest

from tests.integration.shadowing import Workspace
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import StepFailed
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Label, Link
from vibecli.plan.check import check_plan
from vibecli.plan.model import Plan
from vibecli.steps.drop import Drop
from vibecli.steps.score import Score, Threshold
from vibecli.steps.train import Train
from vibecli.steps.write import Write

VISITS = EventSource(
    table="besuche", time="zeit", links=(Link(column="mnr", bridge=None),), where=None
)
LEAVES = Label(
    name="leavers",
    meaning="no visit within 30 days",
    source=VISITS,
    happens=False,
    horizon=30,
    active=60,
)
GYM = """
CREATE TABLE mitglieder (mnr INTEGER PRIMARY KEY, tarif VARCHAR);
INSERT INTO mitglieder SELECT i, ['gold', 'basis'][i % 2 + 1] FROM range(1, 161) r(i);
CREATE TABLE besuche (mnr INTEGER, zeit TIMESTAMP);
INSERT INTO besuche SELECT i, TIMESTAMP '2025-01-01 09:00' + INTERVAL (tag) DAY + INTERVAL (i) MINUTE
FROM range(1, 161) r(i), range(0, 170) d(tag)
WHERE (tag * 7 + i * 13) % (3 + i % 12) = 0 AND (i % 5 > 1 OR tag < 30 + (i * 37) % 150);
CREATE TABLE verbrauch (mnr INTEGER PRIMARY KEY, alter_jahre INTEGER, besuche INTEGER, ende VARCHAR, grund INTEGER);
INSERT INTO verbrauch SELECT i, 20 + i % 40, i * 7 % 30, CASE WHEN i * 7 % 30 + i % 9 < 16 THEN 'ja' ELSE 'nein' END,
  CASE WHEN i * 7 % 30 + i % 9 < 16 THEN i % 3 END
FROM range(1, 161) r(i)
"""


def feature(name, measure, days=None):
    return FeatureColumn(
        name=name, meaning=f"{measure} of visits", source="besuche", measure=measure, column=None,
        where=None, days=days,
    )  # fmt: skip


def train(step="s1", *features, **more):
    chosen = features or (feature("recency", "recency"), feature("visits_30", "count", 30))
    found = FeatureSet(
        name="visits", entity="mitglieder", key="mnr", sources=(VISITS,), features=chosen
    )
    slots = {"label": LEAVES, "features": found, "segments": ("tarif",)} | more
    return Train(id=step, why="learn who leaves", model="leavers", **slots)


SCORES = Score(
    id="s3", why="score", model="leavers", version=1, entity="mitglieder", key="mnr", sources=("besuche",),
    target="leavers_scores", segments=(Threshold(segment="at risk", at=0.5), Threshold(segment="safe", at=0.0)),
)  # fmt: skip


@pytest.fixture(scope="module")
def gym(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("gym")).sql(GYM)


def test_a_worse_model_is_held_up_beside_the_champion_and_scores_tell_why(gym):
    poor = train("s2", feature("hours", "hour_share"))
    review = gym.dry_run(*(step.model_dump() for step in (train(), poor, SCORES)))
    first, second, scores = review.steps
    models, written = review.diff.tables
    assert (models.table, models.added, written.table) == ("vibecli_models", 2, "leavers_scores")
    assert first.headline.startswith("first training of leavers: AUC 0.9")
    assert "leavers v2 is worse than v1 on the same customers" in second.headline
    blocked = [rule for rule in review.rules if rule.status == "block"]
    assert [rule.rule for rule in blocked] == ["worse_model"]
    assert review.verdict == "blocked"
    figures = {figure.name: figure.value for figure in second.figures}
    assert figures["champion_auc"] - figures["auc"] == pytest.approx(-figures["auc_gain"], abs=1e-6)
    shown = {rows.step: rows for rows in review.queries}
    assert shown["s2"].columns == ("measure", "v2", "v1", "change", "95 %")
    assert [row[0] for row in shown["s3"].rows] == ["at risk", "safe"]
    reasons = [cell.after for s in written.samples for cell in s.cells if cell.column == "reason"]
    assert all(told.startswith(("raised by ", "lowered by ")) for told in reasons)
    assert scores.figures[0].value == written.added > 0


@pytest.mark.slow
def test_the_registry_says_all_of_a_model_and_nothing_of_a_clock(gym):
    first, again = (gym.dry_run(train().model_dump()) for _ in range(2))
    assert first.plan_id == again.plan_id
    with gym.store.changes(first.plan_id) as changes:
        (row,) = changes.samples("vibecli_models", limit=1)
    cells = {cell.column: cell.after for cell in row.cells}
    assert (cells["version"], cells["customers"], cells["reads"]) == (
        "1",
        "mitglieder.mnr",
        "mitglieder, besuche",
    )
    assert cells["cut"].startswith("2025-05-")
    assert cells["card"].startswith("# leavers v1")


@pytest.mark.slow
def test_a_table_with_a_row_a_customer_is_learnt_without_what_tells_the_label(gym):
    step = Train(
        id="s1",
        why="learn",
        model="ende",
        table="verbrauch",
        target="ende",
        positive="ja",
        windows=1,
    )
    copied = gym.dry_run(step.model_dump())
    (rule,) = [rule for rule in copied.rules if rule.status == "block"]
    assert (rule.rule, rule.message[:5], copied.verdict) == ("telling_column", "grund", "blocked")
    step = step.model_copy(update={"known": ("grund",)})
    score = SCORES.model_copy(
        update={"id": "s2", "model": "ende", "entity": "verbrauch", "sources": (), "segments": (),
                "target": "mitglieder", "column": "ende_score"}
    )  # fmt: skip
    review = gym.dry_run(step.model_dump(), score.model_dump())
    assert "said to be known before: grund" in review.notices
    tables = {table.table: table for table in review.diff.tables}
    assert tables["mitglieder"].changed == 160
    assert [c.column for c in tables["mitglieder"].columns] == [
        "ende_score",
        "ende_segment",
        "ende_reason",
        "ende_model",
    ]


@pytest.mark.slow
def test_a_group_is_learnt_of_alone_and_its_scores_leave_the_others_as_they_are(gym):
    gold = "tarif = 'gold'"
    other = SCORES.model_copy(update={"id": "s4", "where": gold, "segments": (), "version": None})
    steps = (train(), SCORES.model_copy(update={"id": "s2"}), train("s3"), other)
    review = gym.dry_run(*(step.model_dump() for step in steps))
    everybody, again = review.steps[1], review.steps[3]
    assert 0 < again.figures[0].value < everybody.figures[0].value
    assert review.diff.tables[-1].added == everybody.figures[0].value
    alone = gym.dry_run(train(where=gold).model_dump(), SCORES.model_dump())
    assert "it may have been others" in " ".join(alone.steps[0].details)
    assert alone.steps[1].figures[0].value == again.figures[0].value


WRONG = [
    (train(where="mnr IN (SELECT mnr FROM besuche)"), "leak"),
    (train(where="nobody"), "bad-predicate"),
    (train(label=None), "slot-missing"),
    (train(windows=0), "bad-window"),
    (train(as_of="yesterday"), "bad-moment"),
    (train(segments=("tarrif",)), "unknown-column"),
    (train(label=LEAVES.model_copy(update={"horizon": 0})), "bad-window"),
    (train(label=LEAVES.model_copy(update={"source": VISITS.model_copy(update={"where": "nix"})})), "bad-predicate"),
    (train().model_copy(update={"model": "a'b"}), "bad-name"),
    (Train(id="s1", why="w", model="m", table="verbrauch", target="end", positive="ja"), "unknown-column"),
    (SCORES, "no-model"),
    (Write(id="s1", why="w", mode="create", target="vibecli_models", select="SELECT 1 AS x"), "kept-table"),
    (Drop(id="s1", why="w", table="vibecli_models"), "kept-table"),
    (SCORES.model_copy(update={"target": "vibecli_rules"}), "kept-table"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "code"), WRONG)
def test_what_does_not_fit_is_found_before_anything_runs(gym, step, code):
    with DuckEngine().read(gym.database) as session:
        catalog = read_catalog(session, profile=False)
    plan = Plan(title="t", steps=(step,), confidence="high")
    assert code in {finding.code for finding in check_plan(plan, catalog, DuckEngine())}


def test_events_too_short_for_the_horizon_end_in_one_line(gym):
    long = LEAVES.model_copy(update={"horizon": 120})
    with pytest.raises(
        StepFailed, match="reach over 169 days, and a horizon of 120 days takes more"
    ):
        gym.dry_run(train(label=long).model_dump())
