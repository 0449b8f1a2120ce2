"""Which columns of a truth play which part: by name, by content, or not without being told."""

import pytest

from vibecli.data.truth_columns import ColumnFacts, PairColumns, RecordColumns, TruthColumns
from vibecli.errors import NotFound, UsageError


def column(name, *, ids=0.0, sources=0.0, verdicts=False, distinct=100):
    return ColumnFacts(name, 100, distinct, ids, sources, verdicts)


def key(name, ids=1.0):
    return column(name, ids=ids)


def code(name, ids=0.0, distinct=50):
    return column(name, ids=ids, distinct=distinct)


def label(name):
    return column(name, verdicts=True, distinct=2)


TABLE = column("table", sources=0.4, distinct=3)


def chosen(*columns, **named):
    return TruthColumns("truth.csv", "customer_identity", columns, named).chosen()


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ((TABLE, key("record_key", 0.3), code("person")), ("record_key", "person", "table")),
        ((code("cluster_id", ids=1.0), key("unique_id")), ("unique_id", "cluster_id", None)),
        ((key("customer_no"), code("who")), ("customer_no", "who", None)),
        ((key("x"), code("y", ids=1.0)), ("x", "y", None)),  # only x is different in every row
        ((code("person_id"), column("source", sources=1), key("record_id"), code("p", ids=0.1)),
         ("record_id", "person_id", "source")),
        ((key("id"), code("household_id"), code("true_person"), label("test")),
         ("id", "true_person", None)),
        ((key("Kunden-Nr"), code("name"), code("golden_id")), ("Kunden-Nr", "golden_id", None)),
    ],
)  # fmt: skip
def test_a_truth_of_records(columns, told):
    assert chosen(*columns) == RecordColumns(*told)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ((key("left_id"), key("right_id"), label("match")), ("left_id", "right_id", "match", None)),
        ((key("unique_id_l"), key("unique_id_r"), column("source_l", sources=1),
          column("source_r", sources=1), column("clerical_match_score", verdicts=True)),
         ("unique_id_l", "unique_id_r", "clerical_match_score", ("source_l", "source_r"))),
        ((code("_id"), key("ltable_id"), key("rtable_id"), label("label")),
         ("ltable_id", "rtable_id", "label", None)),
        ((key("id1"), key("id2"), column("city1"), column("city2"), label("x")),
         ("id1", "id2", "x", None)),
        ((key("idDBLP"), key("idACM"), label("same"), label("train")),
         ("idDBLP", "idACM", "same", None)),
        ((key("left_record_id"), key("left_content", 0.1), key("right_record_id"),
          key("right_content", 0.1), label("verdict")),
         ("left_record_id", "right_record_id", "verdict", None)),
    ],
)  # fmt: skip
def test_a_truth_of_labelled_pairs(columns, told):
    assert chosen(*columns) == PairColumns(*told)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"record": "B", "entity": "c"}, RecordColumns("b", "c", None)),
        ({"entity": "b"}, RecordColumns("a", "b", None)),
        ({"left": "b", "right": "a", "verdict": "c"}, PairColumns("b", "a", "c", None)),
        ({"right": "b"}, PairColumns("a", "b", "c", None)),
        ({"record": "a", "entity": "b", "source": "c"}, RecordColumns("a", "b", "c")),
        ({"record": "a", "entity": "b", "source": "crm.customers"}, RecordColumns("a", "b", None)),
    ],
)
def test_a_person_may_say_which_column_it_is(named, told):
    assert chosen(key("a"), key("b"), label("c"), **named) == told


@pytest.mark.parametrize(
    ("columns", "named", "message", "hint"),
    [
        ((code("x"), code("person")), {},
         "no column of truth.csv holds record ids of customer_identity", "--record COLUMN"),
        ((key("id"), code("person"), code("cluster")), {},
         "the entity column of truth.csv may be person or cluster", "--entity person"),
        ((key("id"), code("x"), code("y")), {}, "the entity column of truth.csv may be x or y",
         "--entity x"),
        ((key("id"),), {}, "no column of truth.csv tells the entity", "--entity COLUMN"),
        ((key("left_id"), key("right_id")), {}, "no column of truth.csv holds verdicts",
         "--verdict COLUMN"),
        ((key("id1"), key("id2"), label("p"), label("q")), {},
         "the verdict column of truth.csv may be p or q", "--verdict p"),
        ((key("x"), key("y"), code("person")), {},
         "the record column of truth.csv may be x or y", "--record x"),
        ((key("id"), code("person")), {"record": "id", "left": "id"},
         "--record and --left exclude each other", "--left, --right and --verdict"),
        ((key("id"), code("person")), {"record": "id", "entity": "id"},
         "id cannot be the record and its entity", "--record"),
        ((key("a"), key("b"), label("c")), {"left": "a", "right": "a", "verdict": "c"},
         "left, right and verdict of truth.csv must be three columns", "--left"),
        ((key("a"), code("b"), label("c")), {"left": "a"}, "no column of truth.csv holds record ids",
         "--right COLUMN"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_one_error(columns, named, message, hint):
    with pytest.raises(UsageError) as caught:
        chosen(*columns, **named)
    assert caught.value.message.startswith(message)
    assert hint in caught.value.hint


def test_a_column_that_is_not_there_has_its_nearest_named():
    with pytest.raises(NotFound, match=r"truth\.csv has no column recrd_id") as caught:
        chosen(key("record_id"), code("person"), record="recrd_id")
    assert caught.value.hint == "did you mean record_id?"
