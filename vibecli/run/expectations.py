"""Expectations of a saved intent, measured on the tables as the plan leaves them.

Owns running their SELECTs, past the guard, and the words of what was found.
"""

from collections.abc import Iterator, Sequence

from vibecli.engine.base import Engine, Session
from vibecli.errors import PlanError, SqlError, StepFailed
from vibecli.plan.expectation import Expectation, number
from vibecli.plan.guard import guard
from vibecli.plan.model import Plan
from vibecli.run.model import RuleResult
from vibecli.run.rowname import rows_told
from vibecli.steps.check import Check

EXPECTATION = "expectation"


def measure_expectations(
    engine: Engine, session: Session, tables: Sequence[str], expected: Sequence[Expectation]
) -> Iterator[RuleResult]:
    """Give a rule result an expectation; one that does not hold blocks. Raises StepFailed."""
    for one in expected:
        try:
            guard(engine, session, one.select, tables)
            yield _banded(session, one) if one.banded else _no_row(session, one)
        except (PlanError, SqlError) as error:
            told = f"the expectation {one.name!r} cannot be measured: {error.message}"
            raise StepFailed(told, hint=error.hint) from error


def with_expectations(plan: Plan, expected: Sequence[Expectation]) -> Plan:
    """Give a plan with its expectations as steps at its end: what it reads, and is checked by."""
    steps = [
        Check(id=f"expect{n}", why=one.name, name=one.name, select=one.select, severity="block")
        for n, one in enumerate(expected, start=1)
    ]
    return plan.model_copy(update={"steps": (*plan.steps, *steps)})


def _no_row(session: Session, one: Expectation) -> RuleResult:
    rows = int(session.value(f"SELECT count(*) FROM ({one.select}\n)"))
    if not rows:
        return _result(one.name, holds=True)
    return _result(f"{one.name}: {rows_told(rows)} found, none expected", holds=False, rows=rows)


def _banded(session: Session, one: Expectation) -> RuleResult:
    found = session.rows(f"SELECT * FROM ({one.select}\n) LIMIT 2")
    if len(found) != 1 or len(found[0]) != 1:
        told = "it must give one row with one number where it has a min or a max"
        raise PlanError(told, hint="SELECT count(*) FROM ..., or an average, a share")
    value = session.value(f"SELECT TRY_CAST((SELECT * FROM ({one.select}\n)) AS DOUBLE)")
    if value is None:
        return _result(f"{one.name}: no number, {one.band} expected", holds=False)
    told = f"{one.name}: {number(value)}, {one.band} expected"
    return _result(told, holds=one.holds(value))


def _result(message: str, *, holds: bool, rows: int = 0) -> RuleResult:
    status = "pass" if holds else "block"
    return RuleResult(rule=EXPECTATION, status=status, message=message, rows=rows)
