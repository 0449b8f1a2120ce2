import pytest

from tests.integration.shadowing import Workspace

NOTES = "CREATE TABLE notes (id INTEGER, word VARCHAR); INSERT INTO notes VALUES (1,'a'),(2,'b'),(3,'c')"


@pytest.fixture
def shadow(tmp_path):
    return Workspace(tmp_path).sql(NOTES).open_shadow()


def update(shadow, word, where, why="NULL"):
    rows = shadow.numbered("notes")
    return shadow.update(
        "notes", f"SELECT __rid, {word} AS word, {why} AS __why FROM {rows} WHERE {where}"
    )


def delta(shadow):
    relation = shadow.deltas["notes"].relation
    return shadow.session.rows(
        f"SELECT __rid, __before.word, __after.word, __why, __step FROM {relation} ORDER BY 1"
    )


def test_first_before_and_last_after_are_kept(shadow):
    update(shadow, "'x'", "id = 1", "'to x'")
    shadow.step = "s2"
    update(shadow, "word || 'y'", "id = 1", "'then y'")
    assert delta(shadow) == [(0, "a", "xy", "to x; then y", "s1, s2")]


def test_a_row_that_ends_as_it_began_is_no_change(shadow):
    assert update(shadow, "upper(word)", "id < 3") == 2
    assert update(shadow, "lower(word)", "id = 1") == 1
    assert delta(shadow) == [(1, "b", "B", None, "s1")]


def test_rows_that_do_not_differ_are_left_out(shadow):
    assert update(shadow, "word", "true") == 0
    assert delta(shadow) == []


def test_a_row_added_and_removed_leaves_nothing(shadow):
    shadow.insert("notes", "SELECT 9 AS id, 'n' AS word")
    shadow.delete("notes", f"SELECT __rid FROM {shadow.numbered('notes')} WHERE id = 9")
    assert delta(shadow) == []
    assert shadow.session.value("SELECT count(*) FROM notes") == 3


def test_a_row_changed_and_removed_keeps_its_first_image(shadow):
    update(shadow, "'x'", "id = 2")
    shadow.delete("notes", f"SELECT __rid FROM {shadow.numbered('notes')} WHERE id = 2")
    assert delta(shadow) == [(1, "b", None, None, "s1")]


def test_added_rows_are_numbered_by_their_content(shadow):
    shadow.insert("notes", "SELECT * FROM (VALUES (8,'y'),(7,'z'),(7,'a')) v(id, word)")
    assert [row[::2][:2] for row in delta(shadow)] == [(-3, "y"), (-2, "z"), (-1, "a")]


def test_later_steps_see_every_change(shadow):
    update(shadow, "NULL", "id = 1")
    shadow.insert("notes", "SELECT 4 AS id")
    shadow.delete("notes", f"SELECT __rid FROM {shadow.numbered('notes')} WHERE id = 3")
    assert shadow.session.rows("SELECT * FROM notes ORDER BY id") == [
        (1, None),
        (2, "b"),
        (4, None),
    ]


def test_the_base_is_never_written(shadow, tmp_path):
    update(shadow, "'gone'", "true")
    shadow.session.close()
    assert Workspace(tmp_path).rows("SELECT word FROM notes ORDER BY id") == [
        ("a",),
        ("b",),
        ("c",),
    ]


def test_a_table_is_made_and_replaced_with_reasons(shadow):
    rows = "(VALUES (1, 'z', 'put'), (2, 'b', 'same'), (4, 'w', 'new')) v(id, word, __why)"
    shadow.replace("notes", f"SELECT * FROM {rows}", keys=("id",), gone="out")
    told = [(-1, None, "w", "new"), (0, "a", "z", "put"), (2, "c", None, "out")]
    assert [row[:4] for row in delta(shadow)] == told
    shadow.create("other", f"SELECT * FROM {rows}")
    assert [c.name for c in shadow.columns("other")] == ["id", "word"]
    found = shadow.session.rows(f"SELECT __why FROM {shadow.deltas['other'].relation} ORDER BY 1")
    assert found == [("new",), ("put",), ("same",)]


def test_a_table_given_other_columns_says_why_its_rows_go(shadow):
    shadow.replace("notes", "SELECT 1 AS n, 'in' AS __why", gone="out")
    relation = shadow.deltas["notes"].relation
    told = shadow.session.rows(f"SELECT __rid, __why FROM {relation} ORDER BY 1")
    assert told == [(-1, "in"), (0, "out"), (1, "out"), (2, "out")]
