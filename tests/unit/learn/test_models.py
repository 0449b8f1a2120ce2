"""Models from rows to bytes and back: what they learn, tell, refuse, and never look at."""

import functools
import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.learn.customers import CUTS, arrays, customers, scored
from vibecli.errors import DataError, UsageError
from vibecli.learn import artefact, metrics, scorer
from vibecli.learn.boosted import Settings, boosted
from vibecli.learn.contest import compare
from vibecli.learn.extra import one_thread
from vibecli.learn.fitting import fit
from vibecli.learn.frame import Frame
from vibecli.learn.judging import judged
from vibecli.learn.linear import logistic, rule
from vibecli.learn.predictor import Blend
from vibecli.learn.report import Spec
from vibecli.learn.telling import telling


@pytest.fixture(scope="module", autouse=True)
def _one_thread():
    with one_thread():
        yield


@pytest.fixture(scope="module")
def frame():
    return customers(400)


@pytest.fixture(scope="module")
def model(frame):
    return fit(frame, Spec(rule="away"))


@pytest.fixture(scope="module")
def trees(frame):
    return boosted(frame, Settings(trees=10, leaves=6, rate=0.2))


def having(frame, place, column):
    """Give a frame with another column at a place."""
    return replace(frame, columns=(*frame.columns[:place], column, *frame.columns[place + 1 :]))


def held(model, predictor):
    """Give a scorer with another predictor."""
    return replace(model.scorer, final=replace(model.scorer.final, predictor=predictor))


@given(scored())
@settings(max_examples=25)
def test_metrics_are_those_of_scikit_learn(rows):
    import sklearn.metrics as theirs

    score, truth = rows
    found = judged(score, truth)
    assert found.auc.value == pytest.approx(theirs.roc_auc_score(truth, score))
    average = theirs.average_precision_score(truth, score)
    assert found.average_precision == pytest.approx(average)
    assert found.brier == pytest.approx(theirs.brier_score_loss(truth, score))
    assert found.log_loss == pytest.approx(theirs.log_loss(truth, score))


def test_a_copy_of_the_label_is_told_from_an_honest_column_in_whatever_form_it_comes():
    frame = customers(400, cuts=CUTS[:1])
    draw = np.random.default_rng(1)
    told, some = frame.truth, draw.random(400) < 0.6
    forms = {
        "filled": np.where(told, draw.integers(1, 6, 400), np.nan),  # only of those who left
        "sized": told + draw.random(400),  # any number, but never the same
        "middle": np.where(told, 2, draw.choice([1, 3], 400)),
        "word": np.where(told, "gone", "here").astype(object),
        "survey": np.where(told & some, 1.0, np.nan),  # of many who left, and of none who stayed
    }
    columns = Frame.of({"key": frame.keys, **forms}, key="key").columns
    found = telling(
        replace(frame, columns=(*frame.columns, *columns)), {*frame.names, *forms} - {"word"}
    )
    assert {one.column: one.copies for one in found} == {
        "filled": True, "sized": True, "middle": True, "survey": False,
    }  # fmt: skip
    assert found[-1].sure > 0.5


def test_a_model_is_judged_at_the_newest_cut_and_learns_from_the_others(frame, model):
    card = model.card
    assert (card.split, card.rows, card.metrics.rows) == ("out of time", 400, 400)
    assert [str(cut.date()) for cut in (*card.cuts, card.judged)] == list(CUTS)
    newest = frame.take(frame.cuts == frame.cuts.max())
    found = metrics.area(model.scorer.score(newest), newest.truth)
    assert found == pytest.approx(card.metrics.auc.value)
    assert card.importance[0].feature == "away"
    assert card.candidates[0].words == "away alone: the more, the likelier"
    assert {s.level for s in card.segments} == {"month", "year"}


def test_the_simplest_within_one_standard_error_is_chosen(model):
    within = [c for c in model.card.candidates if c.shortfall <= c.shortfall_error]
    assert [c.chosen for c in model.card.candidates].index(True) == model.card.candidates.index(
        within[0]
    )
    assert min(c.shortfall for c in model.card.candidates) == 0


def test_the_same_rows_in_any_order_give_the_same_bytes(frame, model):
    order = np.random.default_rng(1).permutation(len(frame))
    assert fit(frame.take(order), Spec(rule="away")).artefact() == model.artefact()


def test_labels_that_were_not_known_at_the_newest_cut_are_not_learnt_from():
    cuts = (*CUTS[:1], "2025-03-01", CUTS[1])
    card = fit(customers(150, cuts=cuts), Spec(horizon=60)).card
    assert [str(cut.date()) for cut in card.cuts] == ["2025-01-01"]
    with pytest.raises(DataError, match="no cut lies far enough"):
        fit(customers(150), Spec(horizon=120))


def test_every_kind_of_model_is_the_same_after_a_round_trip(frame, model, trees):
    linear = logistic(frame)
    for predictor in (rule(frame, "away"), linear, trees, Blend(linear, trees)):
        before = held(model, predictor)
        after = artefact.opened(artefact.written(before))
        assert (after.score(frame) == before.score(frame)).all()
        assert artefact.written(after) == artefact.written(before)


def test_trees_score_as_in_the_package_that_made_them(frame, monkeypatch):
    import sklearn.ensemble

    made = []

    class Kept(sklearn.ensemble.HistGradientBoostingClassifier):
        def fit(self, matrix, *rest, **named):
            made.append((self, matrix))
            return super().fit(matrix, *rest, **named)

    monkeypatch.setattr(sklearn.ensemble, "HistGradientBoostingClassifier", Kept)
    ours = boosted(frame, Settings(trees=10, leaves=6, rate=0.2)).margin(frame)
    classifier, matrix = made[0]
    assert ours == pytest.approx(classifier.decision_function(matrix), abs=1e-12)


def test_contributions_sum_up_to_the_log_odds(frame, trees):
    linear = logistic(frame)
    for predictor in (linear, trees, Blend(linear, trees)):
        rest = predictor.margin(frame) - predictor.contributions(frame).sum(axis=0)
        assert rest == pytest.approx(np.full(len(frame), rest[0]), abs=1e-9)


def test_a_shuffled_column_changes_log_odds_as_scoring_it_would(frame, trees):
    linear, orders = (
        logistic(frame),
        np.random.default_rng(0).permutation([range(len(frame))], axis=1),
    )
    for predictor in (linear, trees, Blend(linear, trees)):
        for place, column in enumerate(frame.columns):
            mixed = having(frame, place, column.take(orders[0]))
            expected = predictor.margin(mixed) - predictor.margin(frame)
            assert predictor.shuffled(frame, place, orders)[0] == pytest.approx(expected, abs=1e-9)


def test_reasons_name_what_moved_a_score_and_which_way(frame, model, trees):
    away = frame.columns[0].values
    for predictor in (model.scorer.final.predictor, trees):
        reasons = held(model, predictor).reasons(frame, top=2)
        for rows, upwards in ((away > 85, True), (away < 5, False)):
            assert (reasons.features(0)[rows] == "away").mean() > 0.9
            assert ((reasons.effects[0][rows] > 0) == upwards).mean() > 0.9
    alone = held(model, rule(frame, "away")).reasons(frame, top=2)
    assert set(alone.features(1)) == {None}


def test_blocks_and_threads_change_no_score(frame, model, trees, monkeypatch):
    one = held(model, Blend(logistic(frame), trees))
    whole, reasons = one.score(frame), one.reasons(frame)
    monkeypatch.setattr(scorer, "BLOCK", 37)
    assert (one.score(frame) == whole).all()
    assert (one.reasons(frame).effects == reasons.effects).all()


def test_new_levels_missing_values_and_extremes_are_scored(frame, model, trees):
    columns = arrays(3)
    columns["plan"] = np.array(["lifetime", None, "month"] * 2, object)
    columns["away"] = np.array([np.inf, np.nan, 1e9, -1e9, 10.0, 20.0])
    odd = Frame.of(columns, key="customer", cut="cut")
    linear = logistic(frame)
    for predictor in (rule(frame, "away"), linear, trees, Blend(linear, trees)):
        scores = held(model, predictor).score(odd)
        assert ((scores > 0) & (scores < 1)).all()
    nobody = odd.take(np.zeros(len(odd), bool))
    assert len(model.scorer.score(nobody)) == 0


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"away": None}, "needs the column away"),
        ({"away": np.array(["long"] * 6, object)}, "away holds words, the model knows numbers"),
        ({"plan": np.arange(6)}, "plan holds numbers, the model knows words"),
    ],
)
def test_columns_that_do_not_fit_are_refused(model, changed, message):
    columns = {k: v for k, v in (arrays(3) | changed).items() if v is not None}
    with pytest.raises(DataError, match=message):
        model.scorer.score(Frame.of(columns, key="customer", cut="cut"))


def test_what_cannot_be_learnt_from_is_refused(frame):
    columns = arrays(40)
    with pytest.raises(DataError, match="left must be true or false"):
        Frame.of(columns | {"left": np.full(80, 0.5)}, key="customer", cut="cut", label="left")
    with pytest.raises(DataError, match="cut is a moment"):
        Frame.of(columns, key="customer", label="left")
    with pytest.raises(DataError, match="too few to learn from"):
        fit(customers(8))
    with pytest.raises(DataError, match="no column with values"):
        fit(replace(frame, columns=()))
    with pytest.raises(DataError, match="no label"):
        fit(replace(frame, label=None))
    with pytest.raises(UsageError, match="plan, holds words"):
        fit(frame, Spec(rule="plan"))


def test_champion_and_challenger_meet_on_rows_new_to_both(frame, model):
    newest = customers(400, seed=5, cuts=("2025-07-01", "2025-08-01"))
    same = compare(model.scorer, model.scorer, newest)
    assert (same.verdict, same.auc.value, same.brier.high) == ("no worse", 0, 0)
    blind = held(model, rule(frame, "noise"))
    assert compare(model.scorer, blind, newest).verdict == "worse"
    assert compare(blind, model.scorer, newest).verdict == "better"
    with pytest.raises(DataError, match="only 0 rows are new to both"):
        compare(model.scorer, blind, frame.take(frame.cuts == frame.cuts.min()))


def test_what_moved_since_training_is_told(frame, model):
    away = frame.columns[0]
    moved = having(frame, 0, replace(away, values=away.values + 40))
    still, shifted = (model.scorer.drift(one)[0] for one in (frame, moved))
    assert (still.drift, shifted.drift) == ("stable", "shifted")
    levels = replace(frame.columns[2], levels=("week", "decade"))
    assert model.scorer.drift(having(frame, 2, levels))[2].drift == "shifted"
    assert model.scorer.score_drift(model.scorer.score(moved)).drift == "shifted"


def test_a_customer_falls_in_the_same_fold_whoever_else_there_is(frame):
    few = frame.take(np.arange(0, len(frame), 7))
    assert (few.folds(10) == frame.folds(10)[::7]).all()
    assert np.bincount(frame.folds(10)).min() > 40
    one = frame.capped(300)
    assert set(one.keys) < set(frame.keys)
    assert len(one) == pytest.approx(300, abs=4)


@given(st.data())
@settings(max_examples=25)
def test_a_damaged_artefact_is_refused_or_the_same(model, data):
    whole = model.artefact()
    place = data.draw(st.integers(0, len(whole) - 1))
    for broken in (whole[:place], whole[:place] + b"!" + whole[place + 1 :]):
        try:
            assert artefact.opened(broken) == model.scorer
        except DataError:
            continue


@pytest.mark.parametrize("foreign", [functools.partial(print, "hello"), np.random.default_rng(0)])
def test_an_artefact_with_another_type_is_refused(foreign):
    import skops.io

    with pytest.raises(DataError, match="which no model of vibecli holds"):
        artefact.opened(skops.io.dumps({"format": artefact.FORMAT, "card": foreign}))


def test_an_estimator_that_skops_would_trust_is_refused_too():
    import skops.io
    from sklearn.linear_model import LogisticRegression

    with pytest.raises(DataError, match=r"holds sklearn\..*LogisticRegression, which"):
        artefact.opened(skops.io.dumps({"card": LogisticRegression()}))


@pytest.mark.parametrize(
    ("field", "value"),
    [("left", 0), ("right", 9999), ("feature_idx", 99), ("feature_idx", -1), ("bitset_idx", 99)],
)
def test_trees_that_lead_nowhere_are_refused(model, trees, field, value):
    nodes = trees.nodes.copy()
    nodes["is_categorical"][0] |= field == "bitset_idx"
    nodes["feature_idx"][0] *= field != "bitset_idx"
    nodes[field][0] = value
    with pytest.raises(DataError, match="do not fit together"):
        artefact.opened(artefact.written(held(model, replace(trees, nodes=nodes))))


def test_an_artefact_is_text_and_arrays_without_times_or_addresses(model):
    with zipfile.ZipFile(io.BytesIO(model.artefact())) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        nodes = list(artefact._nodes(json.loads(archive.read("schema.json"))))
    assert {node["__class__"] for node in nodes} <= {"dict", "list", "str", "ndarray"}
    assert max(node["__id__"] for node in nodes if "__id__" in node) < len(nodes)


def test_without_the_extra_one_line_says_how_to_get_it(frame, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "skops.io", None)
    with pytest.raises(UsageError, match="models need the package skops") as raised:
        artefact.opened(b"")
    assert raised.value.hint == "pip install 'vibecli[ml]'"
