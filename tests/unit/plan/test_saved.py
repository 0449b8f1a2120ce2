"""Saved intents survive the way to disk and back, and a mistake in one is told with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.asked_file import asked_file
from vibecli.config import Settings
from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.errors import NotFound, UsageError
from vibecli.plan.drift import SchemaColumn, schema_columns, schema_drift
from vibecli.plan.hash import canonical, identity
from vibecli.plan.matrix import read_matrix
from vibecli.plan.model import Plan
from vibecli.plan.saved import (
    INTENT_FILE,
    Bound,
    SavedIntent,
    broken_bounds,
    default_bounds,
    parse_saved,
    read_saved,
    saved_text,
)
from vibecli.steps.clean import Clean, CleanRule
from vibecli.steps.query import Query

PLAN = Plan(
    title="count",
    steps=(
        Query(id="s1", why='no: it\'s "odd"', select="SELECT *\nFROM t\nWHERE a = 'NO'"),
        Clean(
            id="s2",
            why="w",
            needs=("s1",),
            table="t",
            rules=(CleanRule(column="a", op="replace", args=("no", "0123")),),
        ),
    ),
    confidence="high",
)
SAVED = SavedIntent(
    intent="count: things",
    plan=PLAN,
    planner="catalogue",
    saved_by="no",
    saved_at="2026-11-23T10:00:00+00:00",
    columns=(SchemaColumn(table="t", column="a", type="DECIMAL(18,2)"),),
    bounds=(Bound(table="t", max_changed=10),),
)


def write_saved(saved, path):
    here = path.parent
    settings = Settings(workspace=here, database=here / "v.duckdb", state=here / "state")
    asked_file(path, INTENT_FILE, settings).write(saved_text(saved))


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "new" / "intent.yaml"
    write_saved(SAVED, path)
    assert read_saved(path) == SAVED
    assert [p.name for p in path.parent.iterdir()] == ["intent.yaml"]


def test_the_file_is_pleasant_and_stable(tmp_path):
    path = tmp_path / "intent.yaml"
    write_saved(SAVED, path)
    text = path.read_text()
    assert "      select: |-\n        SELECT *\n        FROM t\n" in text
    assert "  - {table: t, column: a, type: 'DECIMAL(18,2)'}" in text
    assert "where: null" not in text
    write_saved(read_saved(path), path)
    assert path.read_text() == text


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_survives(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("x") / "i.yaml"
    saved = SAVED.model_copy(update={"intent": text, "saved_by": text})
    write_saved(saved, path)
    assert read_saved(path) == saved


@pytest.mark.parametrize(
    "text", [PLAN.model_dump_json(), json.dumps(PLAN.model_dump(mode="json"), indent="\t")]
)
def test_a_bare_plan_is_accepted(text):
    saved = parse_saved(text, "stdin")
    assert (saved.plan, saved.intent, saved.planner, saved.bounds) == (PLAN, "count", "file", ())


def test_a_reply_is_accepted():
    text = json.dumps({"understood": "u", "result": PLAN.model_dump(mode="json")})
    assert parse_saved(text, "stdin").plan == PLAN


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "f.yaml is empty"),
        ("a: [", "f.yaml:1:5: expected the node content"),
        ("intent: x\nintent: y", "f.yaml:2:1: the key intent stands twice"),
        ("- 1", "f.yaml: this is no saved intent and no plan"),
        ("version: 2", "f.yaml: written by a newer vibecli (version 2, this one reads 1)"),
        ("x: &a 1\ny: *a", "f.yaml:2:4: anchors and aliases are not read"),
        ("a: !!python/object/apply:os.system [x]", "f.yaml:1:4: could not determine a constructor"),
        (
            "intent: x\nplan: {title: t, confidence: high, steps: []}\nbound: 3",
            "f.yaml:2:43: plan.steps",
        ),
        (
            "title: t\nconfidence: high\nsteps:\n  - kind: query\n    id: s1\n    why: w\n    select: SELECT 1\n    limit: 3",
            "f.yaml:8:5: steps[0].limit is no known key",
        ),
        (
            "title: t\nconfidence: high\nsteps:\n  - {kind: query, id: s1, why: w}",
            "f.yaml:4:5: steps[0].select is missing",
        ),
        ("\x00", "f.yaml: unacceptable character"),
        ("? [a]\n: b", "f.yaml:1:3: a key is one word"),
        ("x: !!bool maybe", "f.yaml:1:4: this cannot be read as bool"),
        ("x: " + "9" * 5000, "f.yaml:1:4: this cannot be read as int"),
        ("[" * 5000, "f.yaml: nested too deeply"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, told):
    with pytest.raises(UsageError) as caught:
        parse_saved(text, "f.yaml")
    assert caught.value.message.startswith(told)
    assert "\n" not in caught.value.message
    assert caught.value.hint.startswith(("vibecli ", "run it"))


@pytest.mark.parametrize("text", ["", "# none\n", "a: [", "a: 1\na: 2", "sets: 3", "word", "\x00"])
def test_a_mistake_in_a_matrix_hints_at_what_may_stand_there(tmp_path, text):
    (tmp_path / "m.yaml").write_text(text)
    with pytest.raises(UsageError, match=r"m\.yaml") as caught:
        read_matrix(tmp_path / "m.yaml")
    assert caught.value.hint.startswith("its keys are databases: ")


def test_a_missing_file_names_the_nearest(tmp_path):
    write_saved(SAVED, tmp_path / "unify.yaml")
    with pytest.raises(NotFound) as caught:
        read_saved(tmp_path / "unfy.yaml")
    assert "unify.yaml" in caught.value.hint


def test_what_is_no_text_is_told(tmp_path):
    (tmp_path / "f.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError, match="UTF-8"):
        read_saved(tmp_path / "f.yaml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_saved(tmp_path)


def test_an_unwritable_place_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        write_saved(SAVED, tmp_path / "file" / "i.yaml")


CATALOG = Catalog(
    tables=(
        TableInfo(
            name="crm.t",
            columns=(
                ColumnInfo(name="A", type="VARCHAR"),
                ColumnInfo(name="n", type="DECIMAL(10, 2)"),
            ),
        ),
    )
)


PINNED = (("crm.T", "a", "VARCHAR"), ("crm.T", "n", "DECIMAL(10,2)"))


@pytest.mark.parametrize(
    ("pinned", "drift"),
    [
        (PINNED, []),
        (
            [("crm.t", "a", "INTEGER"), ("crm.t", "n", "DECIMAL(10,2)")],
            ["crm.t.a is VARCHAR, was INTEGER"],
        ),
        ([*PINNED, ("crm.T", "z", "INTEGER")], ["crm.T.z is gone"]),
        ([PINNED[0]], ["crm.T.n is new"]),
        ([PINNED[0], ("crm.T", "nn", "DECIMAL(10,2)")], ["crm.T.nn is gone, likely renamed to n"]),
        ([*PINNED, ("u", "z", "INTEGER"), ("u", "y", "INTEGER")], ["u is gone"]),
    ],
)
def test_schema_drift_is_told_by_column(pinned, drift):
    columns = [SchemaColumn(table=t, column=c, type=kind) for t, c, kind in pinned]
    assert [one.text for one in schema_drift([*columns, *columns], CATALOG)] == drift


def test_the_columns_of_a_catalog_do_not_drift():
    columns = schema_columns(["crm.t", "nowhere", "crm.t"], CATALOG)
    assert len(columns) == 2
    assert schema_drift(columns, CATALOG) == []


def test_default_bounds_are_generous():
    (bound,) = default_bounds([("t", 0, 3, 1234)])
    assert bound == Bound(table="t", max_added=0, max_changed=10, max_removed=2500)


@pytest.mark.parametrize(
    ("counts", "broken"),
    [
        (("t", 99, 10, 99), []),
        (("T", 0, 11, 0), ["T: 11 rows changed, at most 10 allowed"]),
        (("u", 0, 0, 0), []),
        (("u", 1, 0, 0), ["u: changed, but the bounds do not name it"]),
    ],
)
def test_bounds_are_compared(counts, broken):
    assert [told for _, told in broken_bounds(SAVED.bounds, [counts])] == broken
    assert broken_bounds((), [counts]) == []


@given(st.lists(st.integers(0, 10**7), min_size=3, max_size=3))
def test_a_diff_is_within_its_own_bounds(rows):
    counts = [("t", *rows)]
    assert broken_bounds(default_bounds(counts), counts) == []


def test_the_hash_is_of_the_content():
    again = Plan.model_validate_json(PLAN.model_dump_json())
    assert identity(again) == identity(PLAN)
    assert identity(again.model_copy(update={"title": "other"})) != identity(PLAN)
    assert b" " not in canonical(PLAN).split(b'"select"')[0].replace(b"it's ", b"").replace(
        b"no: ", b""
    )
