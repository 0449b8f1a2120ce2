"""The rules measured again inside the commit: they agree with the review, or nothing is written."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.integration.shadowing import ENGINE, Workspace, append, remove, update
from vibecli.errors import Blocked, Stale, StepFailed
from vibecli.policybook import Policy
from vibecli.rulebook import Rules
from vibecli.run.commit import commit
from vibecli.run.model import Decision
from vibecli.run.overriding import overrides_of

SHOP = """
CREATE TABLE customers AS SELECT i AS customer_id, 'tier' || i % 3 AS tier,
    'u' || i || '@mail.example' AS email FROM range(100) r(i);
CREATE TABLE orders AS SELECT i AS order_id, i % 90 AS customer_id, i * 1.5 AS total
    FROM range(300) r(i);
CREATE VIEW spent AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY ALL;
"""
TIERS = Policy(
    min_rows=1_000, rules=Rules(values=(("customers.tier", ("tier0", "tier1", "tier2")),),
    accepted_values="warn", rows=(("orders", (0, 500)),), keys=(("orders", ("order_id", "total")),))
)  # fmt: skip


def apply(work, review, *, channel="command", overrides=()):
    meta = work.store.meta(review.plan_id)
    tables = tuple(table.table for table in review.diff.tables)
    decision = Decision(plan_id=review.plan_id, verdict="apply", by="a", at="2026-01-01",
                        channel=channel, confirmed=tables, overrides=overrides)  # fmt: skip
    return commit(ENGINE, work.database, work.store.record(review.plan_id), facts=meta.facts,
                  plan_id=review.plan_id, folder=work.store.folder(review.plan_id),
                  review=review, decision=decision)  # fmt: skip


def replace(select, table):
    return {"kind": "write", "mode": "replace", "target": table, "keys": (), "select": select}


LOW = st.integers(0, 350)
STEPS = st.one_of(
    LOW.map(lambda n: remove(f"SELECT {n} AS customer_id", "customers")),
    LOW.map(lambda n: remove(f"SELECT {n} AS order_id", "orders")),
    LOW.map(lambda n: append(f"SELECT {n} AS order_id, {n} AS customer_id", "orders")),
    LOW.map(lambda n: append(f"SELECT {n} AS customer_id, 'tier{n % 4}' AS tier", "customers")),
    LOW.map(lambda n: update(f"SELECT {n} AS order_id, {n} AS customer_id, NULL AS total",
                             "orders", ["order_id"])),
    LOW.map(lambda n: update(f"SELECT customer_id, 'tier{n % 5}' AS tier FROM customers WHERE"
                             f" customer_id % 7 = {n % 7}", "customers", ["customer_id"])),
    LOW.map(lambda n: replace(f"SELECT customer_id, email FROM customers WHERE customer_id < {n}",
                              "customers")),
    LOW.map(lambda n: replace(f"SELECT {n} AS order_id, {n} AS customer_id, 1.5 AS total",
                              "orders")),
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(STEPS, min_size=1, max_size=3))
@settings(max_examples=5, deadline=None)
def test_the_commit_counts_what_the_review_counted_when_nothing_moved(steps):
    with tempfile.TemporaryDirectory() as folder:
        work = Workspace(Path(folder)).sql(SHOP)
        try:
            review = work.dry_run(*steps, policy=TIERS)
        except StepFailed:  # a later step names a column that an earlier one took away
            return
        if review.verdict in ("ready", "confirm"):
            assert not apply(work, review).already


@pytest.mark.parametrize(
    ("step", "meanwhile", "rule"),
    [
        (remove("SELECT 95 AS customer_id", "customers"), "INSERT INTO orders VALUES (900, 95, 1)",
         "orphans"),
        (append("SELECT 900 AS order_id, 95 AS customer_id", "orders"),
         "DELETE FROM customers WHERE customer_id = 95", "orphans"),
    ],
)  # fmt: skip
def test_rows_nobody_reviewed_that_break_a_rule_roll_the_commit_back(
    tmp_path, step, meanwhile, rule
):
    work = Workspace(tmp_path).sql(SHOP)
    review = work.dry_run(step)
    work.sql(meanwhile)
    before = work.rows("SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM customers)")
    with pytest.raises(Stale, match=rf"{rule} of orders \(customer_id\): 1 row, 0 at the review"):
        apply(work, review)
    assert before == work.rows(
        "SELECT (SELECT count(*) FROM orders), (SELECT count(*) FROM customers)"
    )


def test_a_rule_that_blocks_forbids_the_commit_too(tmp_path):
    work = Workspace(tmp_path).sql(SHOP)
    step = remove("SELECT 95 AS customer_id", "customers")
    review = work.dry_run(step, policy=Policy(rules=Rules(orphans="block")))
    work.sql("INSERT INTO orders VALUES (900, 95, 1)")
    with pytest.raises(Blocked, match="orphans of orders"):
        apply(work, review)


def test_only_a_typed_override_with_a_reason_lifts_a_block(tmp_path):
    work = Workspace(tmp_path).sql(SHOP)
    rules = Rules(orphans="block", overridable=("orphans",))
    step = remove("SELECT 5 AS customer_id", "customers")
    review = work.dry_run(step, policy=Policy(rules=rules))
    assert review.verdict == "blocked"
    typed = overrides_of(review, ["orphans"], "they left")
    for channel, overrides in (("yes-flag", typed), ("command", ()), ("terminal", ()),
                               ("command", overrides_of(review, ["orphans"], " "))):  # fmt: skip
        with pytest.raises(Blocked, match="a rule forbids it"):
            apply(work, review, channel=channel, overrides=overrides)
    assert apply(work, review, overrides=typed).overrides == typed
    assert apply(work, review, overrides=typed).already
