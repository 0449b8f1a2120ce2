"""The two sides of a comparison made readable: a file becomes a table of a throw-away database."""

from pathlib import Path

from vibecli.data.load import load
from vibecli.engine.base import BASE, Engine, Others, Session
from vibecli.run.bounds import held_to
from vibecli.run.compare import Comparing
from vibecli.run.comparison import CompareRequest, Comparison, Side
from vibecli.run.incoming import STAGING
from vibecli.run.side_table import Table

OTHER = "__other"
_ROWS = "rows"  # the table a file is loaded as


def loaded(
    engine: Engine, request: CompareRequest, side: Side, number: int
) -> tuple[Side, tuple[str, ...]]:
    """Give a side as a table of a database, and what to tell of its loading."""
    if not side.file:
        with engine.read(Path(side.database), lock_timeout=request.lock_timeout):
            return side, ()  # what is wrong with it is said of it alone
    work = Path(request.work)
    database = work / f"side{number}.duckdb"
    with (
        engine.write(database) as session,
        held_to(session, request),
    ):
        report = load(session, Path(side.file), table=_ROWS)[0]
    told = [f"{side.name}: {note}" for note in report.notes]
    if report.rejected:
        lines = "1 line" if report.rejected == 1 else f"{report.rejected:,} lines"
        told.append(f"{side.name}: left out of the comparison: {lines} with values that do not fit")
    table = {"database": str(database), "table": report.table}
    return side.model_copy(update=table), tuple(told)


def beside(request: CompareRequest, left: Side, right: Side) -> tuple[str, Others]:
    """Give the name the right side's database is read by, and what to attach beside the left's."""
    base, other = Path(left.database).resolve(), Path(right.database).resolve()
    others = {name: path for name, path in request.attach.items() if path.resolve() != base}
    known = {path.resolve(): name for name, path in others.items()} | {base: BASE}
    return known.get(other, OTHER), others if other in known else {**others, OTHER: other}


def compared(
    session: Session, request: CompareRequest, left: Side, right: Side, where: str
) -> Comparison:
    """Compare two tables that the session can read, the right one `where`."""
    session.run(f"CREATE SCHEMA {STAGING}")
    one, other = Table.of(session, left, BASE, 0), Table.of(session, right, where, 1)
    return Comparing(session, one, other).compare(request.key, unmask=request.unmask)
