import pytest

from tests.integration.shadowing import CUSTOMERS, Workspace, append, remove, update, upper_emails
from vibecli.policybook import Policy
from vibecli.rulebook import Rules

DECLARED = """
CREATE TABLE parent (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
CREATE TABLE child (id INTEGER UNIQUE, a INTEGER, b INTEGER, n INTEGER NOT NULL CHECK (n > 0),
    FOREIGN KEY (a, b) REFERENCES parent (a, b));
INSERT INTO parent VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO child VALUES (1, 1, 1, 5), (2, 2, 2, 5), (NULL, NULL, 2, 5);
"""


@pytest.fixture
def work(tmp_path):
    return Workspace(tmp_path).sql(CUSTOMERS)


def results(review, *statuses):
    return {
        (r.rule, r.status, r.rows)
        for r in review.rules
        if r.status in (statuses or ("block", "confirm", "warn"))
    }


def test_a_small_change_passes(work):
    review = work.dry_run(upper_emails("id < 5"))
    assert results(review) == set()
    assert review.verdict == "ready"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (upper_emails(), {("rows_changed", "confirm", 100), ("all_rows", "warn", 100)}),
        (upper_emails("id < 51"), {("rows_changed", "confirm", 51)}),
        (remove("SELECT id FROM crm.customers WHERE id < 11"), {("rows_removed", "confirm", 11)}),
        (update("SELECT 3 AS id, NULL AS tier"), {("cleared", "warn", 1)}),
        (
            update("SELECT id, NULL AS tier FROM crm.customers WHERE id < 3"),
            {("cleared", "warn", 3), ("null_share", "warn", 3)},
        ),
        (append("SELECT 5 AS id"), {("key_unique", "block", 2)}),
        (append("SELECT NULL AS id"), {("not_null", "block", 1)}),
        (
            update("SELECT id, 'same' AS email FROM crm.customers WHERE id < 20"),
            {("distinct_collapse", "warn", 20)},
        ),
    ],
)
def test_what_a_change_triggers(work, step, expected):
    assert expected <= results(work.dry_run(step))


def test_tables_below_the_minimum_are_not_held_to_shares(work):
    review = work.dry_run(upper_emails(), policy=Policy(min_rows=101))
    assert "confirm" not in {r.status for r in review.rules}


def test_a_swap_of_keys_is_no_duplicate(work):
    swap = "SELECT id, 1 - id AS new FROM crm.customers WHERE id < 2"
    work.sql(
        "CREATE TABLE t(id INTEGER PRIMARY KEY, k INTEGER UNIQUE); INSERT INTO t VALUES (0, 0), (1, 1)"
    )
    review = work.dry_run(update(swap.replace("new", "k"), "t"))
    assert results(review, "block") == set()


@pytest.mark.parametrize(
    ("step", "rule"),
    [
        (append("SELECT 9 AS id, 1 AS a, 1 AS b, 0 AS n", "child"), "check_constraint"),
        (append("SELECT 9 AS id, 1 AS a, 9 AS b, 1 AS n", "child"), "references"),
        (append("SELECT 9 AS id, NULL::INTEGER AS a, 9 AS b, 1 AS n", "child"), ""),
        (append("SELECT 9 AS id, 3 AS a, 3 AS b, NULL::INTEGER AS n", "child"), "not_null"),
        (append("SELECT 1 AS id, 3 AS a, 3 AS b, 1 AS n", "child"), "key_unique"),
        (append("SELECT NULL::INTEGER AS id, 3 AS a, 3 AS b, 1 AS n", "child"), ""),
        (remove("SELECT 2 AS a", "parent"), "references"),
        (remove("SELECT 3 AS a", "parent"), ""),
        (append("SELECT 3 AS a, 3 AS b", "parent"), "key_unique"),
    ],
)
def test_declared_constraints_block_before_the_database_would(tmp_path, step, rule):
    review = Workspace(tmp_path).sql(DECLARED).dry_run(step)
    assert [r.rule for r in review.rules if r.status == "block"] == ([rule] if rule else [])


def test_a_reference_to_a_row_the_plan_adds_holds(tmp_path):
    review = (
        Workspace(tmp_path)
        .sql(DECLARED)
        .dry_run(
            append("SELECT 7 AS a, 7 AS b", "parent"),
            append("SELECT 9 AS id, 7 AS a, 7 AS b, 1 AS n", "child"),
        )
    )
    assert results(review, "block") == set()


@pytest.mark.parametrize(
    ("pattern", "blocked"),
    [
        ("crm.customers", True),
        ("crm.*", True),
        ("CRM.Customers.EMAIL", True),
        ("crm.customers.tier", False),
        ("sales.*", False),
    ],
)
def test_protected_tables_and_columns(work, pattern, blocked):
    step = upper_emails("id = 1")
    assert (work.dry_run(step, policy=Policy(protected=(pattern,))).verdict == "blocked") is blocked
    assert (work.dry_run(step, protected=(pattern,)).verdict == "blocked") is blocked


@pytest.mark.parametrize(("severity", "verdict"), [("block", "blocked"), ("warn", "ready")])
def test_gates(work, severity, verdict):
    gate = {
        "kind": "check",
        "name": "no upper case",
        "severity": severity,
        "select": "SELECT id FROM crm.customers WHERE email <> lower(email)",
    }
    review = work.dry_run(upper_emails("id < 3"), gate)
    assert review.verdict == verdict
    assert ("check", {"block": "block", "warn": "warn"}[severity], 3) in results(review)
    assert (
        next(r for r in review.rules if r.rule == "check").message == "no upper case: 3 rows found"
    )


def test_a_gate_that_holds_passes(work):
    gate = {"kind": "check", "name": "ids", "severity": "block", "select": "SELECT 1 WHERE false"}
    assert results(work.dry_run(gate), "pass") == {("check", "pass", 0)}


def test_an_inferred_key_that_would_break_is_asked_about(tmp_path):
    work = Workspace(tmp_path).sql(
        "CREATE TABLE t AS SELECT i AS customer_id, 'n' || i AS v FROM range(60) r(i)"
    )
    review = work.dry_run(append("SELECT 3 AS customer_id", "t"))
    assert ("key_unique", "confirm", 2) in results(review)
    assert next(r for r in review.rules if r.status == "confirm").sample == ("3",)


def test_samples_of_rules_are_masked(tmp_path):
    work = Workspace(tmp_path).sql(
        "CREATE TABLE t AS SELECT 'user' || i || '@mail.example' AS email, i AS n FROM range(60) r(i)"
    )
    review = work.dry_run(update("SELECT 'user3@mail.example' AS email, NULL AS n", "t", ["email"]))
    assert "mail.example" not in str([r.sample for r in review.rules])


def test_a_query_has_no_rules(work):
    assert work.dry_run({"kind": "query", "select": "SELECT 1"}).rules == ()


def test_an_inferred_key_without_a_value_is_asked_about(tmp_path):
    work = Workspace(tmp_path).sql(
        "CREATE TABLE t AS SELECT i AS customer_id, 'n' || i AS v FROM range(60) r(i)"
    )
    review = work.dry_run(append("SELECT 'x' AS v", "t"))
    assert ("key_not_null", "confirm", 1) in results(review)


SHOP = """
CREATE TABLE customers AS SELECT i AS customer_id, ['gold', 'basic'][i % 2 + 1] AS tier,
    'u' || i || '@mail.example' AS email FROM range(100) r(i);
CREATE TABLE orders AS SELECT i AS order_id, i % 90 AS customer_id, i * 1.5 AS total
    FROM range(300) r(i);
"""


def ruled(**rules):
    return Policy(rules=Rules(**rules))


@pytest.fixture
def shop(tmp_path):
    return Workspace(tmp_path).sql(SHOP)


def told(review, rule):
    return [(r.status, r.rows, r.table) for r in review.rules if r.rule == rule]


@pytest.mark.parametrize(
    ("step", "policy", "rule", "expected"),
    [
        (append("SELECT 999 AS order_id, 777 AS customer_id", "orders"), ruled(), "orphans",
         [("warn", 1, "orders")]),
        (remove("SELECT 5 AS customer_id", "customers"), ruled(orphans="block"), "orphans",
         [("block", 4, "customers")]),
        (remove("SELECT 95 AS customer_id", "customers"), ruled(), "orphans", []),
        (update("SELECT 1 AS customer_id, 'platin' AS tier", "customers", ("customer_id",)),
         ruled(values=(("customers.tier", ("gold", "basic")),)), "accepted_values",
         [("block", 1, "customers")]),
        (update("SELECT 1 AS customer_id, 'gold' AS tier", "customers", ("customer_id",)),
         ruled(values=(("main.Customers.tier", ("gold", "basic")),)), "accepted_values",
         [("pass", 0, "customers")]),
        (remove("SELECT 95 AS customer_id", "customers"), ruled(rows=(("customers", (100, 200)),)),
         "row_band", [("block", 99, "customers")]),
        (append("SELECT 5 AS order_id, 7 AS customer_id, 1 AS total", "orders"),
         ruled(keys=(("orders", ("customer_id", "total")),), key_unique="block"), "key_unique",
         [("pass", 0, "orders"), ("block", 2, "orders")]),
        (update("SELECT 1 AS customer_id, 'x@mail.example' AS email", "customers",
                ("customer_id",)), ruled(tagged=("email",)), "tagged_column",
         [("confirm", 1, "customers")]),
        (append("SELECT 400 AS order_id, 7 AS customer_id", "orders"), ruled(tagged=("email",)),
         "tagged_column", []),
    ],
)  # fmt: skip
def test_rules_that_look_beyond_the_change(shop, step, policy, rule, expected):
    assert told(shop.dry_run(step, policy=policy), rule) == expected


def test_a_moved_reference_to_a_removed_key_is_counted_once(shop):
    review = shop.dry_run(
        update("SELECT 200 AS order_id, 5 AS customer_id", "orders", ("order_id",)),
        remove("SELECT 5 AS customer_id", "customers"),
    )
    assert told(review, "orphans") == [("warn", 5, "orders")]


def test_a_table_that_gets_a_personal_column_warns(shop):
    step = {"kind": "write", "mode": "replace", "target": "orders", "keys": (),
            "select": "SELECT order_id, email FROM orders JOIN customers USING (customer_id)"}  # fmt: skip
    assert told(shop.dry_run(step), "personal_column") == [("warn", 300, "orders")]


@pytest.mark.parametrize(
    ("level", "verdict"), [("warn", "ready"), ("confirm", "confirm"), ("block", "blocked")]
)
def test_the_level_of_a_rule_is_the_policys(work, level, verdict):
    step = update("SELECT id, NULL AS tier FROM crm.customers WHERE id < 3")
    review = work.dry_run(step, policy=ruled(null_share=level))
    assert review.verdict == verdict
    assert told(review, "null_share") == [(level, 3, "crm.customers")]
    assert {r.overridable for r in review.rules} == {False}


def test_what_the_engine_forbids_has_no_level(tmp_path):
    policy = ruled(key_unique="warn", overridable=("key_unique",))
    review = Workspace(tmp_path).sql(DECLARED).dry_run(
        append("SELECT 1 AS id, 3 AS a, 3 AS b, 1 AS n", "child"), policy=policy
    )  # fmt: skip
    assert [(r.rule, r.overridable) for r in review.rules if r.status == "block"] == [
        ("key_unique", False)
    ]


def test_removing_every_row_is_told_of_a_small_table_too(tmp_path):
    work = Workspace(tmp_path).sql("CREATE TABLE t AS SELECT i AS id FROM range(4) r(i)")
    review = work.dry_run(remove("SELECT id FROM t", "t"), policy=ruled(all_rows="confirm"))
    assert told(review, "all_rows") == [("confirm", 4, "t")]
