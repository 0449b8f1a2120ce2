import pytest

from tests.integration.shadowing import CUSTOMERS, Workspace, append, remove, upper_emails
from vibecli.errors import NotFound, UsageError


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return Workspace(tmp_path_factory.mktemp("drilldown")).sql(CUSTOMERS)


@pytest.fixture(scope="module")
def rows(work):
    """Read changed rows of one plan."""
    plan_id = work.dry_run(
        upper_emails("id < 3"),
        remove("SELECT 5 AS id"),
        append("SELECT 200 AS id, 'new@mail.example' AS email"),
    ).plan_id

    def read(table, where="", *, unmask=False):
        with work.store.changes(plan_id, unmask=unmask) as changes:
            return changes.rows(table, limit=10, where=where)

    return read


def test_every_changed_row_in_the_order_of_the_table(rows):
    header, found = rows("crm.customers", unmask=True)
    assert header[:6] == ("mark", "why", "id before", "id after", "email before", "email after")
    assert [(r[0], r[2], r[5]) for r in found] == [
        ("~", "0", "USER0@MAIL.EXAMPLE"),
        ("~", "1", "USER1@MAIL.EXAMPLE"),
        ("~", "2", "USER2@MAIL.EXAMPLE"),
        ("-", "5", None),
        ("+", None, "new@mail.example"),
    ]


def test_masked_unless_asked(rows):
    _, found = rows("CRM.Customers")
    assert "mail.example" not in str(found).lower()


@pytest.mark.parametrize(
    ("where", "marks"),
    [
        ("id = 1", "~"),
        ("mark = '-'", "-"),
        ("email LIKE 'USER%' AND id > 0", "~~"),
        ("id > 4", "-+"),
    ],
)
def test_rows_chosen_by_a_condition(rows, where, marks):
    _, found = rows("crm.customers", where)
    assert "".join(row[0] for row in found) == marks


@pytest.mark.parametrize(
    "where",
    [
        "nope = 1",
        "id = ",
        "1=1); DROP VIEW changes; --",
        "id IN (SELECT id FROM read_csv('/etc/passwd'))",
        "true) UNION SELECT 1 --",
        "getenv('HOME') = 'x'",
    ],
)
def test_a_bad_condition_is_a_usage_error(rows, where):
    with pytest.raises(UsageError, match="--where"):
        rows("crm.customers", where)


def test_an_unchanged_table_is_not_found(rows):
    with pytest.raises(NotFound, match=r"does not change crm\.orders") as caught:
        rows("crm.orders")
    assert "crm.customers" in caught.value.hint


def test_query_rows_masked_and_whole(work):
    select = "SELECT id, email, lpad('', 300, 'x') AS long FROM crm.customers ORDER BY id DESC"
    review = work.dry_run({"kind": "query", "select": select})
    shown = review.queries[0]
    assert (shown.total, len(shown.rows), shown.rows[0][0]) == (100, 5, "99")
    assert "mail.example" not in str(shown.rows)
    assert len(shown.rows[0][2]) == 300
    again = work.store.query_rows(review.plan_id, "s1", limit=2, unmask=True)
    assert [row[1] for row in again.rows] == ["user99@mail.example", "user98@mail.example"]
    assert "mail.example" not in str(work.store.query_rows(review.plan_id, "s1", limit=2).rows)
    with pytest.raises(NotFound, match="no rows called"):
        work.store.query_rows(review.plan_id, "s9", limit=2)
