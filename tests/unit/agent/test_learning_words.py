"""Models in words: what is trained, scored and asked once, on a database of other names."""

import pytest

from tests.unit.agent.planning import database, errors, reply, result
from vibecli.agent.planner import Answer
from vibecli.data.catalog import ColumnInfo, TableInfo, TopValue
from vibecli.data.survey import read_catalog

base = database("""
CREATE TABLE mitglieder (mnr INTEGER PRIMARY KEY, email VARCHAR, nachname VARCHAR, tarif VARCHAR);
INSERT INTO mitglieder SELECT i, 'm' || i || '@x.example', 'Berg', ['gold', 'basis'][i % 2 + 1] FROM range(1, 41) r(i);
CREATE TABLE kaeufe (nr INTEGER PRIMARY KEY, mnr INTEGER REFERENCES mitglieder, gekauft_am TIMESTAMP, betrag DECIMAL(8,2), status VARCHAR);
INSERT INTO kaeufe SELECT i, 1 + i % 40, TIMESTAMP '2024-01-01' + INTERVAL (i) DAY, i % 50, ['bezahlt', 'storniert'][1 + i % 2] FROM range(500) r(i);
CREATE TABLE besuche (nr INTEGER PRIMARY KEY, mnr INTEGER REFERENCES mitglieder, zeit TIMESTAMP, seite VARCHAR);
INSERT INTO besuche SELECT i, 1 + i % 40, TIMESTAMP '2025-03-01' + INTERVAL (i) HOUR, 'start' FROM range(500) r(i);
CREATE TABLE vertraege (vnr INTEGER PRIMARY KEY, laufzeit INTEGER, preis INTEGER, churn VARCHAR);
INSERT INTO vertraege SELECT i, i % 24, i % 90, ['Yes', 'No'][i % 2 + 1] FROM range(60) r(i)
""")  # fmt: skip
REGISTRY = """
CREATE TABLE vibecli_models AS SELECT 'churn' AS model, 1 AS version, 'mitglieder.mnr' AS customers,
  'mitglieder, kaeufe' AS reads;
CREATE TABLE churn_scores AS SELECT mnr, 0.5 AS score, 'low' AS segment, '' AS reason, TIMESTAMP '2025-06-01' AS as_of,
  'churn' AS model, 1 AS version FROM mitglieder
"""
TRAININGS = [
    ("train a churn model", "churn", False, 90),
    ("Please retrain our churn model with the newest data", "churn", False, 90),
    ("refit the attrition model with a horizon of 45 days", "churn", False, 45),
    (
        "build a model to predict which customers will leave in the next 2 months",
        "churn",
        False,
        60,
    ),
    ("train a churn model where churn means no order within 60 days", "churn", False, 60),
    ("train a churn model: no kaeufe within 30 days", "churn", False, 30),
    ("update the repeat-purchase model", "repeat_purchase", True, 90),
    ("fit a model that predicts who will buy again within a week", "repeat_purchase", True, 7),
    ("train an upsell model", "upsell", True, 90),
    ("retrain the churn model on the last 2 years of data", "churn", False, 90),
]
QUESTIONS = [
    ("predict who will not buy again within 90 days", "churn"),
    ("who is likely to churn", "churn"),
    ("which customers will stop buying within the next two months", "churn_60d"),
    ("give me the 5 customers most likely to leave", "churn"),
    ("list customers at risk of churning", "churn"),
    ("how likely is each customer to churn", "churn"),
    ("predict whether a customer will buy again within 30 days", "repeat_purchase_30d"),
]
WINDOWS = (
    "Retrain the churn model on the last 24 hours of data",
    "retrain the churn model with yesterday's data",
    "could you refit the churn model using only data from the last 7 days?",
)
REFUSED = (
    ("score all customers", "there is no model to score with yet"),
    ("predict revenue for next month", "models foresee what each customer will do"),
    ("how good is the churn model", "models are told by a command of their own"),
    ("delete the churn model", "taken back by undo"),
    ("retrain the churn model on the last 24 hours of vertraege", ""),
)


@pytest.mark.parametrize(("intent", "model", "happens", "horizon"), TRAININGS)
def test_a_training_has_a_typed_label_and_features_that_pass_the_checks(
    base, intent, model, happens, horizon
):
    plan = result(base, intent)
    (step,) = plan.steps
    label = step.label
    assert (step.kind, step.model, label.happens, label.horizon) == (
        "train",
        model,
        happens,
        horizon,
    )
    assert (step.features.entity, label.source.table) == ("mitglieder", "kaeufe")
    assert "storniert" in label.source.where
    assert any(label.meaning in note.text for note in plan.assumptions)
    assert errors(plan, base[1]) == []


@pytest.mark.parametrize(("intent", "model"), QUESTIONS)
def test_a_question_trains_first_scores_and_shows_who(base, intent, model):
    plan = result(base, intent)
    assert [(step.kind, getattr(step, "model", model)) for step in plan.steps] == [
        ("train", model), ("score", model), ("query", model),
    ]  # fmt: skip
    assert f"no model is called {model} yet: it is trained first" in [
        n.text for n in plan.assumptions
    ]
    assert plan.steps[2].select.endswith(f"LIMIT {5 if '5' in intent else 20}")
    assert errors(plan, base[1]) == []


@pytest.mark.parametrize("intent", WINDOWS)
def test_a_window_without_known_labels_is_asked_about_once(base, intent):
    question = result(base, intent)
    labels = [option.label for option in question.options]
    assert (labels, question.default) == (["all history", "newest window", "ahead"], "all history")
    found = {}
    for choice in labels:
        answered = reply(
            base[1], intent, answers=(Answer(question=question.question, choice=choice),)
        )
        step = answered.result.steps[0]
        found[choice] = (step.model, step.windows, step.label.horizon)
    days = 7 if "7 days" in intent else 1
    assert found == {
        "all history": ("churn", 4, 90), "newest window": ("churn", 1, 90),
        "ahead": (f"churn_{days}d", 4, days),
    }  # fmt: skip


def test_what_use_is_foreseen_of_rests_on_events_of_use(base):
    (step, *_) = result(base, "which customers will not log in within 3 days").steps
    assert (step.model, step.label.source.table, step.label.horizon) == (
        "inactivity_3d",
        "besuche",
        3,
    )


def test_a_column_that_says_it_is_learnt_from_the_table(base):
    (step,) = result(base, "train a churn model on vertraege").steps
    assert (step.table, step.target, step.positive, step.features) == (
        "vertraege",
        "churn",
        "Yes",
        None,
    )
    (step,) = result(base, "predict churn on vertraege without preis, laufzeit is known").steps[:1]
    assert (step.target, step.ignore, step.known) == ("churn", ("preis",), ("laufzeit",))


def test_a_moment_that_counts_as_now_is_said(base):
    made, learnt = (
        result(base, f"{what} as of 2025-03-01").steps[0]
        for what in ("add features for besuche", "train a churn model")
    )
    assert (made.as_of, learnt.as_of) == ("2025-03-01", "2025-03-01")


@pytest.mark.parametrize(("intent", "reason"), REFUSED)
def test_what_models_do_not_do_is_said(base, intent, reason):
    found = result(base, intent)
    assert found.kind == "refusal"
    assert reason in found.reason


def test_a_model_that_is_there_scores_by_what_the_catalog_tells_of_it(base):
    session, _ = base
    for statement in REGISTRY.split(";"):
        session.run(statement)
    try:
        catalog = read_catalog(session)
    finally:
        session.run("DROP TABLE vibecli_models; DROP TABLE churn_scores")
    (again,) = reply(catalog, "train a churn model within 30 days").result.steps
    assert set(again.tables) == {"mitglieder", "kaeufe", "besuche"}
    (score,) = reply(
        catalog, "score all customers and write the scores into mitglieder"
    ).result.steps
    assert (score.model, score.entity, score.key, score.target) == (
        "churn",
        "mitglieder",
        "mnr",
        "mitglieder",
    )
    assert (score.column, score.sources) == ("churn_score", ("mitglieder", "kaeufe"))
    kinds = [step.kind for step in reply(catalog, "who is likely to churn").result.steps]
    assert kinds == ["score", "query"]


def test_a_rule_with_a_model_writes_its_scores_into_the_profile_first(base):
    plan = result(
        base,
        "whenever a new row of kaeufe arrives, match it to mitglieder, update mitglieder and score it with the churn model",
    )
    assert [step.kind for step in plan.steps][-3:] == ["train", "score", "trigger"]
    assert (plan.steps[-2].target, plan.steps[-2].column) == ("mitglieder", "churn_score")
    assert errors(plan, base[1]) == []


def test_more_features_take_none_away(base):
    (made,) = result(base, "add features for besuche over the last 30 days").steps
    names = [feature.name for feature in made.features.features]
    columns = tuple(
        ColumnInfo(name=name, type="BIGINT") for name in ("mnr", "as_of", "event_print", *names)
    )
    known = (*base[1].tables, TableInfo(name=made.output, columns=columns))
    after = reply(
        base[1].model_copy(update={"tables": known}),
        "add features for besuche over the last 14 days",
    )
    (more,) = after.result.steps
    assert {feature.name for feature in more.features.features} >= {*names, "besuche_14d"}
    assert more.output == made.output


def test_events_go_by_whom_a_stream_matched_them_to(base):
    tables = {table.name: table for table in base[1].tables}
    own = tables["besuche"]
    matched = ColumnInfo(name="matched_mnr", type="INTEGER")
    tables["besuche"] = own.model_copy(update={"columns": (*own.columns, matched)})
    catalog = base[1].model_copy(update={"tables": tuple(tables.values())})
    (step,) = reply(catalog, "add features for besuche").result.steps
    (source,) = step.features.sources
    assert [link.column for link in source.links] == ["matched_mnr", "mnr"]


def test_a_model_learns_from_the_events_that_are_named(base):
    (step,) = result(base, "train a churn model from kaeufe").steps
    assert {source.table for source in step.features.sources} == {"kaeufe"}


def test_a_standing_rule_ends_by_words_that_name_it(base):
    top = tuple(TopValue(value=name, rows=1) for name in ("orders", "app_events"))
    column = ColumnInfo(name="name", type="VARCHAR", top=top)
    kept = TableInfo(name="vibecli_rules", rows=2, columns=(column,))
    catalog = base[1].model_copy(update={"tables": (*base[1].tables, kept)})
    for words, rule in (
        ("stop the rule orders", "orders"),
        ("retire the standing rule app events", "app_events"),
        ("Please remove rule app_events", "app_events"),
        ('end the rule called "orders"', "orders"),
        ("turn off the orders rule", "orders"),
        ("stop the stream of orders", "orders"),
        ("stop streaming app events", "app_events"),
        ("retire the standing rule", None),
        ("stop all standing rules", None),
        ("remove rule shoes", None),
        ("stop the rule orders from updating mitglieder", None),
        ("do not retire the rule orders", None),
        ("remove the rule", None),
    ):
        found = reply(catalog, words).result
        steps = getattr(found, "steps", ())
        assert [(one.kind, one.rule) for one in steps] == ([("retire", rule)] if rule else []), (
            words
        )
    assert (
        "retire the standing rule orders" in reply(catalog, "retire a standing rule").result.nearest
    )
