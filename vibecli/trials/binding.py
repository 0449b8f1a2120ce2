"""Whether the SQL of cases fits their database, told before any trial runs.

A SELECT that does not bind would make every planner wrong. Checks are left out: they read tables
that are there only afterwards.
"""

from collections.abc import Iterator, Sequence

from vibecli.engine.base import Session
from vibecli.errors import EngineError, UsageError
from vibecli.trials.case import Ambiguous, Case, Expected, Task, readings
from vibecli.trials.folder import Placed


def check_bound(session: Session, cases: Sequence[Placed]) -> None:
    """Raise UsageError for the first SELECT that does not bind to the database before."""
    for placed in cases:
        for what, select in _selects(placed.case):
            try:
                session.describe(f"({select}\n)")
            except EngineError as error:
                told = error.message.partition(" Error: ")[2] or error.message
                hint = error.hint or f"it is run on the database {placed.database}"
                message = f"case {placed.case.id}: its {what} does not fit: {told}"
                raise UsageError(message, hint=hint) from error


def _selects(case: Case) -> Iterator[tuple[str, str]]:
    expected: tuple[Expected, ...] = ()
    if isinstance(case, Task):
        expected = case.readings
    elif isinstance(case, Ambiguous):
        expected = readings(case.also)
    for one in expected:
        if one.result is not None:
            yield "result", one.result
        yield from ((f"table {name}", select) for name, select in one.tables.items())
