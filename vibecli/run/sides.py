"""The two sides of a comparison made readable: a file becomes a table of a throw-away database."""

from pathlib import Path

from vibecli.data.load import load
from vibecli.engine.base import BASE, Engine, Others, Session
from vibecli.run.compare import Comparing, Table
from vibecli.run.comparison import CompareRequest, Comparison, Side
from vibecli.run.incoming import STAGING

OTHER = "__other"
_ROWS = "rows"  # the table a file is loaded as


def loaded(engine: Engine, side: Side, work: Path, number: int) -> tuple[Side, tuple[str, ...]]:
    """Give a side as a table of a database, and what to tell of its loading."""
    if not side.file:
        return side, ()
    database = work / f"side{number}.duckdb"
    with engine.write(database) as session:
        report = load(session, Path(side.file), table=_ROWS)[0]
    told = [f"{side.name}: {note}" for note in report.notes]
    if report.rejected:
        lines = "1 line does" if report.rejected == 1 else f"{report.rejected:,} lines do"
        told.append(f"{side.name}: {lines} not fit and are left out of the comparison")
    table = {"database": str(database), "table": report.table}
    return side.model_copy(update=table), tuple(told)


def beside(left: Side, right: Side) -> Others:
    """Give the database to attach beside that of the left side, where it is another one."""
    same = Path(left.database).resolve() == Path(right.database).resolve()
    return {} if same else {OTHER: Path(right.database)}


def compared(session: Session, left: Side, right: Side, request: CompareRequest) -> Comparison:
    """Compare two tables that the session can read."""
    session.run(f"CREATE SCHEMA {STAGING}")
    catalogs = BASE, OTHER if beside(left, right) else BASE
    pairs = zip((left, right), catalogs, strict=True)
    tables = [Table.of(session, side, where, n) for n, (side, where) in enumerate(pairs)]
    return Comparing(session, *tables).compare(request.key, unmask=request.unmask)
