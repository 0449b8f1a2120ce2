"""Loading: files and folders become tables, in one transaction, with every row accounted for.

Owns the verb `load`. A load that fails leaves nothing behind; a row that does not fit is in the
table's `_rejected` table, never gone. It is no part of a plan and out of a model's reach.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from vibecli.data import staging
from vibecli.data.column_types import as_is
from vibecli.data.csv_rows import stage_csv
from vibecli.data.database_copy import attached, copy_database
from vibecli.data.json_rows import stage_json
from vibecli.data.load_report import LoadedColumn, LoadReport
from vibecli.data.screen import Screen, screened
from vibecli.data.sources import Source, sources, split
from vibecli.engine.base import Column, Session
from vibecli.engine.names import TableName, key_of, literal, quote
from vibecli.errors import Blocked, DataError, EngineError, Interrupted, UsageError

Mode = Literal["create", "replace", "append"]
Progress = Callable[[int, int, str], None]
_GLOB = frozenset("*?[]{}")


def load(  # noqa: PLR0913 - what, where to, how, and who and what stays out
    session: Session,
    path: Path,
    *,
    table: str | None = None,
    schema: str | None = None,
    mode: Mode = "create",
    progress: Progress | None = None,
    screen: Screen | None = None,
    closed: Mapping[str, str] = MappingProxyType({}),
) -> tuple[LoadReport, ...]:
    """Load a file or folder and give one report a table; all of it or nothing is written.

    Rows of persons that `screen` knows are left out. Raises Blocked for a table of which `closed`
    tells, by its key, why nothing is loaded into it.
    """
    found = sources(path, table=table, schema=schema)
    found = tuple(part for source in found for part in _parts(session, source))
    total = sum(source.bytes for source in found)
    reports: list[LoadReport] = []
    done = 0
    with ExitStack() as stack:
        folder = stack.enter_context(work_folder())
        aliases = {
            source.paths[0]: f"vibecli_load_{number}"
            for number, source in enumerate(found)
            if source.format == "duckdb"
        }
        for database, alias in aliases.items():
            stack.enter_context(attached(session, database, alias))
        stack.enter_context(_transaction(session))
        for source in found:
            if progress:
                progress(done, total, f"reading {source.name}")
            alias = aliases.get(source.paths[0], "")
            reports += (
                copy_database(
                    session, source.paths[0], alias, schema=schema, mode=mode, screen=screen
                )
                if alias
                else (_load(session, source, folder, mode, screen),)
            )
            done += source.bytes
            for why in filter(None, (closed.get(key_of(report.table)) for report in reports)):
                raise Blocked(f"{why}; nothing was loaded", hint="--table with another name")
        if progress:
            progress(total, total, "saving")
    return tuple(reports)


def _load(
    session: Session, source: Source, folder: Path, mode: Mode, screen: Screen | None
) -> LoadReport:
    target = TableName.parse(source.table)
    existing = _columns(session, target)
    _refuse(session, target, existing, mode)
    staging.begin(session)
    staged = stage(session, source, folder).renamed()
    if mode == "append" and existing:
        staged = staging.copied(session, staged)
        staged = staged.fitted(_matched(staged, existing, source))
    staging.set_misfits_aside(session, staged)
    staging.drop_lines(session, screen)
    report = _write(session, source, staged, target, mode if existing else "create", screen)
    staging.end(session)
    return report


def stage(session: Session, source: Source, folder: Path) -> staging.Staged:
    """Read one file as it is, converted into `folder` where needed; nothing is written."""
    match source.format:
        case "csv":
            return stage_csv(session, source.paths[0], folder)
        case "json" | "ndjson":
            return stage_json(session, source.paths[0], folder)
        case _:
            return _stage_parquet(session, source, folder)


def _stage_parquet(session: Session, source: Source, folder: Path) -> staging.Staged:
    relation = _parquet([_plain(path, folder) for path in source.paths])
    try:
        columns = session.describe(f"SELECT * FROM {relation}")
    except EngineError as error:
        raise _unreadable(source, error) from error
    conversions = tuple(as_is(column) for column in columns)
    notes = tuple(c.note for c in conversions if c.note)
    return staging.Staged(relation, source.name, columns, conversions, notes)


def _parts(session: Session, source: Source) -> tuple[Source, ...]:
    """Give a folder of parquet files as one source when all have the same columns."""
    if len(source.paths) < 2:  # noqa: PLR2004 - one file needs no comparison
        return (source,)
    shapes = set()
    for path in source.paths:
        try:
            shapes.add(session.describe(f"SELECT * FROM {_parquet([path])}"))
        except EngineError as error:
            raise _unreadable(split(source)[source.paths.index(path)], error) from error
    return (source,) if len(shapes) == 1 else split(source)


def _parquet(paths: list[Path]) -> str:
    return f"read_parquet([{', '.join(literal(str(path)) for path in paths)}])"


def _plain(path: Path, folder: Path) -> Path:
    """Give a path the engine does not take for a pattern."""
    if not _GLOB & set(str(path)):
        return path
    return Path(shutil.copyfile(path, folder / f"{len(list(folder.iterdir()))}.parquet"))


def _unreadable(source: Source, error: EngineError) -> DataError:
    reason = error.message
    for path in source.paths:
        reason = reason.replace(str(path), path.name)
    return DataError(f"{source.name} cannot be read: {reason}", hint="check the file")


def _columns(session: Session, table: TableName) -> tuple[Column, ...]:
    rows = session.rows(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = "
        "current_database() AND lower(schema_name) = lower(?) AND lower(table_name) = lower(?) "
        "ORDER BY column_index",
        [table.schema, table.name],
    )
    return tuple(Column(name, kind) for name, kind in rows)


def _refuse(session: Session, target: TableName, existing: tuple[Column, ...], mode: Mode) -> None:
    if existing and mode == "create":
        raise UsageError(
            f"table {target.text} is there already",
            hint="--replace, --append, or --table with another name",
        )
    views = "SELECT count(*) FROM duckdb_views() WHERE database_name = current_database() AND "
    same = "lower(schema_name) = lower(?) AND lower(view_name) = lower(?)"
    if existing and session.value(views + same, [target.schema, target.name]):
        raise UsageError(f"{target.text} is a view", hint="--table with another name")


def _matched(
    staged: staging.Staged, existing: tuple[Column, ...], source: Source
) -> tuple[Column, ...]:
    known = {column.name.lower(): column for column in existing}
    unknown = [column.name for column in staged.columns if column.name.lower() not in known]
    if unknown:
        raise DataError(
            f"{source.name} has columns that {source.table} has not: {', '.join(unknown[:5])}",
            hint=f"{source.table} has {', '.join(column.name for column in existing[:12])}",
        )
    return tuple(known[column.name.lower()] for column in staged.columns)


def _write(
    session: Session,
    source: Source,
    staged: staging.Staged,
    target: TableName,
    mode: Mode,
    screen: Screen | None,
) -> LoadReport:
    rows, suppressed = screened(screen, session, target.text, staged.result)
    session.run(f"CREATE SCHEMA IF NOT EXISTS {quote(target.schema)}")
    before = 0
    if mode == "append":
        before = session.value(f"SELECT count(*) FROM {target.sql}")
        session.run(f"INSERT INTO {target.sql} BY NAME {rows}")
    else:
        word = "CREATE OR REPLACE TABLE" if mode == "replace" else "CREATE TABLE"
        session.run(f"{word} {target.sql} AS {rows}")
    rejected, place = staging.keep_rejects(session, target, fresh=mode != "append")
    return LoadReport(
        source=source.name,
        table=target.text,
        rows=session.value(f"SELECT count(*) FROM {target.sql}") - before,
        columns=tuple(
            LoadedColumn(name=column.name, type=column.type) for column in _columns(session, target)
        ),
        rejected=rejected,
        rejected_table=place,
        suppressed=suppressed,
        notes=(*staged.notes, *_missing(staged, session, target)),
    )


def _missing(staged: staging.Staged, session: Session, target: TableName) -> tuple[str, ...]:
    given = {(c.as_name or c.name).lower() for c in staged.conversions}
    left = [c.name for c in _columns(session, target) if c.name.lower() not in given]
    return (f"not in the file, left empty: {', '.join(left)}",) if left else ()


@contextmanager
def work_folder() -> Iterator[Path]:
    """Give a temporary folder that is gone afterwards. Raises UsageError."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="vibecli-", ignore_cleanup_errors=True)
    except OSError as error:
        message = f"no temporary folder can be made: {error.strerror or error}"
        raise UsageError(message, hint="set TMPDIR to a folder with room") from None
    with folder as path:
        yield Path(path)


@contextmanager
def _transaction(session: Session) -> Iterator[None]:
    session.run("BEGIN")
    try:
        yield
        session.run("COMMIT")
    except EngineError as error:
        _roll_back(session)
        error.hint = error.hint or "nothing was loaded; mend that and load again"
        raise
    except BaseException:
        _roll_back(session)
        raise


def _roll_back(session: Session) -> None:
    try:
        session.run("ROLLBACK")
    except (EngineError, Interrupted):  # a failed commit has rolled back by itself
        return
