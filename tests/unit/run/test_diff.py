import pytest

from tests.integration.shadowing import CUSTOMERS, Workspace, append, remove, update, upper_emails


@pytest.fixture
def work(tmp_path):
    return Workspace(tmp_path).sql(CUSTOMERS)


def table(work, *steps):
    return work.dry_run(*steps).diff.tables[0]


def test_counts_and_rows_before_and_after(work):
    diff = table(
        work,
        upper_emails("id < 10"),
        remove("SELECT id FROM crm.customers WHERE id >= 95"),
        append("SELECT 200 AS id, 'x@mail.example' AS email"),
    )
    assert (diff.added, diff.changed, diff.removed) == (1, 10, 5)
    assert (diff.rows_before, diff.rows_after) == (100, 96)


@pytest.mark.parametrize(
    ("tier", "filled", "replaced", "cleared"),
    [
        ("'silver'", 0, 100, 0),
        ("NULL", 0, 0, 100),
        ("CASE id WHEN 1 THEN NULL ELSE 'gold' END", 0, 49, 1),
    ],
)
def test_filled_replaced_cleared(work, tier, filled, replaced, cleared):
    diff = table(work, update(f"SELECT id, {tier} AS tier FROM crm.customers"))
    column = next(c for c in diff.columns if c.column == "tier")
    assert (column.filled, column.replaced, column.cleared) == (filled, replaced, cleared)


def test_the_example_of_a_column_is_its_first_changed_row(work):
    diff = table(work, update("SELECT id, 'silver' AS tier FROM crm.customers WHERE id IN (7, 4)"))
    assert [(c.column, c.before, c.after) for c in diff.columns] == [("tier", "gold", "silver")]


def test_personal_values_are_masked_everywhere(work):
    diff = table(work, upper_emails(), append("SELECT 200 AS id, 'secret@mail.example' AS email"))
    assert next(c for c in diff.columns if c.column == "email").personal
    shown = diff.model_dump_json().lower()
    assert "mail.example" not in shown
    assert "secret" not in shown


def test_samples_stand_for_every_row(work):
    diff = table(
        work, upper_emails("id < 30"), remove("SELECT id FROM crm.customers WHERE id > 90")
    )
    assert sum(sample.rows for sample in diff.samples) == 39
    assert {sample.mark for sample in diff.samples} == {"~", "-"}
    assert len(diff.samples) == 5


def test_samples_are_grouped_by_the_kind_of_reason(tmp_path):
    work = Workspace(tmp_path).sql("CREATE TABLE t AS SELECT i AS id, 0 AS v FROM range(60) r(i)")
    select = (
        "SELECT id, 1 AS v, CASE WHEN id < 50 THEN 'score ' || id || ' over 0.5'"
        " ELSE 'name \"' || id || '\" known' END AS __why FROM t"
    )
    groups = {s.why.split()[0]: s.rows for s in table(work, update(select, "t")).samples if s.rows}
    assert groups == {"score": 50, "name": 10}


def test_a_sample_shows_changed_cells_only(work):
    diff = table(
        work, update("SELECT id, tier, spent + 1 AS spent FROM crm.customers WHERE id = 3")
    )
    sample = diff.samples[0]
    assert (sample.mark, sample.key, sample.why) == ("~", "3", "step 1")
    assert [(c.column, c.before, c.after) for c in sample.cells] == [("spent", "4.5", "5.5")]


def test_added_and_removed_samples_show_what_they_hold(work):
    diff = table(work, append("SELECT 300 AS id, '' AS tier"))
    assert [(c.column, c.after) for c in diff.samples[0].cells] == [("id", "300"), ("tier", "")]


def test_long_values_are_cut(tmp_path):
    work = Workspace(tmp_path).sql("CREATE TABLE t AS SELECT 1 AS id, 'a' AS note")
    diff = table(work, update("SELECT 1 AS id, lpad('', 900, 'long ') AS note", "t"))
    assert len(diff.columns[0].after) == 60


def test_rows_of_tables_without_a_key_go_by_number(tmp_path):
    work = Workspace(tmp_path).sql("CREATE TABLE t(v VARCHAR); INSERT INTO t VALUES ('a'), ('a')")
    diff = table(work, remove("SELECT 'a' AS v", "t"), append("SELECT 'b' AS v", "t"))
    assert {s.key for s in diff.samples} == {"row 1", "row 2", "new row 1"}


def test_a_step_that_changes_nothing_leaves_no_table_in_the_diff(work):
    review = work.dry_run(upper_emails("false"))
    assert review.diff.tables == ()
    assert review.verdict == "empty"
    assert "nothing changes" in review.steps[0].headline


def test_a_replaced_table_says_so(work):
    step = {
        "kind": "write",
        "mode": "replace",
        "target": "crm.customers",
        "select": "SELECT 1 AS one",
    }
    diff = table(work, step)
    assert (diff.change, diff.rows_before, diff.rows_after, diff.removed) == (
        "replace",
        100,
        1,
        100,
    )


def test_missing_values_and_frequent_changes_are_counted_on_the_whole_table(work):
    made = "CASE WHEN id < 10 THEN NULL WHEN tier = 'gold' THEN 'top' ELSE 'basic' END"
    added = "SELECT 200 + range AS id, NULL AS tier FROM range(5)"
    diff = work.dry_run(
        update(f"SELECT id, {made} AS tier, lower(email) || 'x' AS email FROM crm.customers"),
        {"kind": "write", "target": "crm.customers", "mode": "append", "select": added},
    ).diff.tables[0]
    tier = next(column for column in diff.columns if column.column == "tier")
    email = next(column for column in diff.columns if column.column == "email")
    assert (tier.nulls_before, tier.nulls_after) == (0, 15)
    pairs = [(pair.before, pair.after, pair.rows) for pair in tier.pairs]
    assert pairs == [("gold", "top", 45), ("basic", None, 5), ("gold", None, 5)]
    assert (tier.kinds, email.pairs, email.kinds) == (3, (), 0)
    assert (email.nulls_before, email.nulls_after) == (None, None)
