"""The guard refuses whatever is not one harmless SELECT over known tables, and nothing else."""

from pathlib import Path

import pytest

from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import PlanError, VibeError
from vibecli.plan.guard import breaches, guard

TABLES = ("customers", "crm.orders", '"my table"', '"select"', "Größen", "s1")
HERE = Path(__file__).parent


def statements(file, group=""):
    """Give the statements of a case file, one a line, or of one group of it."""
    chosen, found = True, []
    for line in (HERE / file).read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("# "):
            chosen = group in {"", line[2:]}
        elif chosen:
            found.append(line)
    return found


ATTACKS = statements("attacks.sql")
LEGITIMATE = statements("legitimate.sql")
ENGINE = DuckEngine()


@pytest.fixture(scope="module")
def session():
    with ENGINE.empty() as opened:
        yield opened


def found(session, sql):
    return breaches(ENGINE, session, sql, TABLES)


def test_there_are_enough_cases():
    assert len(ATTACKS) >= 300
    assert len(LEGITIMATE) >= 100


def passing(check, statements, error):
    """Give the statements that a check does not refuse with an error, and what it says of others."""
    let, told = [], []
    for sql in statements:
        try:
            check(sql)
        except error as refusal:
            told.append(refusal.message)
        else:
            let.append(sql)
    return let, told


def test_refuses(session):
    let, told = passing(lambda sql: guard(ENGINE, session, sql, TABLES), ATTACKS, PlanError)
    assert let == []
    assert [message for message in told if "\n" in message or message.endswith(".")] == []


def test_lets_pass(session):
    assert {sql: breaches for sql in LEGITIMATE if (breaches := found(session, sql))} == {}


def test_the_locked_connection_reads_no_file_either(session):
    let, told = passing(session.rows, statements("attacks.sql", "files"), VibeError)
    assert let == []
    assert len(told) > 100


@pytest.mark.parametrize(
    ("sql", "code", "hint"),
    [
        ("SELECT nvl(a, b) FROM customers", "forbidden-function", "use coalesce(a, b)"),
        ("SELECT getdate()", "forbidden-function", "use now(), or current_date"),
        ("SELECT lowr(name) FROM customers", "unknown-function", "did you mean lower"),
        ("SELECT * FROM custmers", "unknown-table", "did you mean customers?"),
        ("SELECT * FROM orders", "unknown-table", "did you mean crm.orders?"),
        ("DELETE FROM customers", "not-a-select", "changes are made by write"),
        ("SELECT 1;", "unfit-select", "take the semicolon"),
        ("SELEC 1", "syntax", ""),
    ],
)
def test_says_what_to_do_instead(session, sql, code, hint):
    breach = found(session, sql)[0]
    assert breach.code == code
    assert breach.hint.startswith(hint)


def test_a_long_chain_of_operators_passes(session):
    assert found(session, "SELECT " + " + ".join(["1"] * 300)) == ()


def test_a_tree_too_deep_is_refused_without_a_traceback(session):
    assert found(session, "SELECT " + "NOT " * 5000 + "true")


def test_refuses_a_book(session):
    assert found(session, "SELECT '" + "x" * 200_000 + "'")[0].code == "sql-too-long"


def test_a_known_table_named_like_a_file_may_be_read(session):
    assert breaches(ENGINE, session, 'FROM "a.csv"', ('"a.csv"',)) == ()


def test_each_reason_is_told_once(session):
    codes = [b.code for b in found(session, "SELECT random(), random() FROM 'a.csv', 'b.csv'")]
    assert codes == ["forbidden-function", "unknown-table", "unknown-table"]
