"""Drill-down: what exactly changes, what a query found, what a match rests on, row by row.

Owns reading them back from the plan's folder, in a session that can read nothing else, and
masking them. It never opens the user's database.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.data.mask import mask_error
from vibecli.data.nearest import nearest_hint
from vibecli.engine.base import Row, Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import NotFound, PlanError, SqlError, UsageError
from vibecli.identity.mention import spelt_out_sql
from vibecli.plan.guard import guard
from vibecli.run.changeset import PlanRecord
from vibecli.run.discretion import Discretion, cut
from vibecli.run.insight import naming_records, sampled_info
from vibecli.run.model import Cell, Mark, QueryRows, Review, Sample, TableDiff
from vibecli.run.rowname import as_text
from vibecli.run.tables import MARK, RID, ROW_ORDER, WHY

INFOS = "tables.json"  # names, keys and roles of the tables shown, for masking
SCHEMA = "schema.json"  # columns of the tables a plan reads and writes, as they were before it
RECORDS = "records.json"  # names and keys of the tables whose records may be named
_ALL = TypeAdapter(tuple[TableInfo, ...])

Rows = list[tuple[str | None, ...]]


def dump_infos(infos: Sequence[TableInfo], *, keys_only: bool = False) -> bytes:
    """Give the saved form of what is known of tables; no value of theirs is in it."""
    bare = [
        TableInfo(
            name=info.name,
            key=info.key,
            columns=tuple(
                c.model_copy(update={"top": (), "shapes": (), "minimum": None, "maximum": None})
                for c in info.columns
                if c.name in info.key or not keys_only
            ),
        )
        for info in infos
    ]
    return _ALL.dump_json(tuple(bare))


@dataclass(frozen=True)
class Changes:
    """The change sets of a plan, opened once to be looked through."""

    session: Session  # can read the plan's folder and nothing else
    folder: Path
    review: Review
    record: PlanRecord
    discretion: Discretion

    def rows(self, table: str, *, limit: int, where: str = "") -> tuple[tuple[str, ...], Rows]:
        """Give changed rows of one table: mark, reason, then each column before and after."""
        names, found = self._read(table, limit, where=where)
        header = [f"{name} {side}" for name in names for side in ("before", "after")]
        info = self.info(table)
        rows = []
        for row in found:
            mark, why, before, after = self._seen(row, names, info)
            sides = chain.from_iterable(zip(before, after, strict=True))
            rows.append((mark, why, *sides))
        return ("mark", "why", *header), rows

    def samples(
        self, table: str, *, limit: int, where: str = "", rids: str = ""
    ) -> Iterator[Sample]:
        """Give changed rows of one table with the cells that change, judged on the true values.

        Each is called by its first column. `rids` is SQL of vibecli's own that says which.
        """
        names, found = self._read(table, limit, where=where, rids=rids)
        info = self.info(table)
        for row in found:
            mark, why, before, after = self._seen(row, names, info)
            sides = zip(names, row[2 : 2 + len(names)], row[2 + len(names) :], strict=True)
            cells = [
                Cell(column=name, before=before[place], after=after[place])
                for place, (name, old, new) in enumerate(sides)
                if old != new
            ]
            key = next((one for one in (*after[:1], *before[:1]) if one is not None), None)
            yield Sample(mark=mark, key=key or "NULL", why=why or "", rows=1, cells=tuple(cells))

    def source(self, table: str) -> str:
        """Give the changed rows of a table, for FROM. Raises NotFound."""
        file = self.folder / table_of(self.review, table).file
        return f"read_parquet({literal(str(file))})"

    def info(self, table: str) -> TableInfo | None:
        """Give what is known of a table, for masking. Raises NotFound where it must be known."""
        info = info_of(self.folder, table_of(self.review, table).table)
        if info is None and not self.discretion.bare:
            raise NotFound(f"{INFOS} of the plan is missing", hint="ask again, or use --unmask")
        return info

    def _read(
        self, table: str, limit: int, *, where: str, rids: str = ""
    ) -> tuple[list[str], list[Row]]:
        """Read rows as they are: mark, reason, every column before, every column after."""
        session, source = self.session, self.source(table)
        before, after = (fields_of(session, source, image) for image in ("__before", "__after"))
        chosen = f" WHERE {rids}" if rids else _chosen(session, source, before, after, where)
        parts = [MARK, WHY]
        parts += [_text("__before", name, before) for name in after]
        parts += [_text("__after", name, after) for name in after]
        select = f"SELECT {', '.join(parts)} FROM {source}{chosen}"
        try:
            return after, session.rows(f"{select} ORDER BY {ROW_ORDER} LIMIT {limit:d}")
        except SqlError as error:
            raise _misfit(error, after) from error

    def _seen(self, row: Row, names: Sequence[str], info: TableInfo | None) -> "_Seen":
        """Give a row as a person may see it."""
        mark, why, *values = row
        before, after = (
            self.discretion.row(image, info, names)
            for image in (values[: len(names)], values[len(names) :])
        )
        if not self.discretion.bare:
            before, after = tuple(map(cut, before)), tuple(map(cut, after))
        return _Seen(mark, why and self.discretion.reason(why), before, after)


class _Seen(NamedTuple):
    """A changed row as a person may see it."""

    mark: Mark
    why: str | None
    before: tuple[str | None, ...]
    after: tuple[str | None, ...]


@contextmanager
def opened(folder: Path, review: Review, record: PlanRecord, *, unmask: bool) -> Iterator[Changes]:
    """Open the change sets in the folder of a plan."""
    with session_of(folder) as session:
        yield Changes(session, folder, review, record, discretion_of(folder, unmask=unmask))


def query_rows(folder: Path, review: Review, step: str, *, limit: int, unmask: bool) -> QueryRows:
    """Give the rows of a query step, or of an evidence table by its name."""
    query = next((q for q in review.queries if q.step.lower() == step.lower()), None)
    file = query.file if query else f"evidence/{Path(step).name}.parquet"
    if not (folder / file).is_file():
        names = [*(q.step for q in review.queries), *(n for s in review.steps for n in s.rows)]
        known = ", ".join(dict.fromkeys(names))
        raise NotFound(f"the plan has no rows called {step}", hint=known and f"it has {known}")
    with session_of(folder) as session:
        source = f"read_parquet({literal(str(folder / file))})"
        columns = session.describe(f"SELECT * FROM {source}")
        discretion = discretion_of(folder, unmask=unmask)
        info = info_of(folder, step) or sampled_info(session, source, step, columns, Catalog())
        if not query:
            info = naming_records(session, source, info, discretion.tables)
        names = [column.name for column in columns]
        texts = ", ".join(f"CAST({quote(name)} AS VARCHAR)" for name in names)
        rows = session.rows(f"SELECT {texts} FROM {source} LIMIT {limit:d}")
        total = int(session.value(f"SELECT count(*) FROM {source}"))
    return QueryRows(
        step=step,
        columns=tuple(names),
        types=query.types if query else tuple(c.type for c in columns),
        rows=tuple(discretion.row(row, info, names) for row in rows),
        total=total,
        file=file,
    )


def session_of(folder: Path) -> Session:
    """Give a session that can read a plan's folder and nothing else."""
    from vibecli.engine.duckdb import DuckEngine

    return DuckEngine().files(folder)


def table_of(review: Review, table: str) -> TableDiff:
    """Give the change of a table by its name. Raises NotFound."""
    wanted = TableName.parse(table).text.lower()
    found = next((t for t in review.diff.tables if t.table.lower() == wanted), None)
    if found is None:
        kept = [name for step in review.steps for name in step.rows]
        if kept and table.partition("_")[0] in {step.step for step in review.steps}:
            raise NotFound(f"there are no rows {table}", hint=f"{', '.join(kept)} are there")
        known = [one.table for one in review.diff.tables if not one.empty]
        hint = nearest_hint(table, known, noun="changed table") if known else "it changes nothing"
        raise NotFound(f"this plan does not change {table}", hint=hint)
    return found


def info_of(folder: Path, name: str) -> TableInfo | None:
    """Give what is known of a table or result that is shown, for masking."""
    wanted = TableName.parse(name).text.lower()
    return next((i for i in read_infos(folder / INFOS) if i.name.lower() == wanted), None)


def read_infos(path: Path) -> tuple[TableInfo, ...]:
    """Give the saved form of tables back, none where there is none."""
    return _ALL.validate_json(path.read_bytes()) if path.exists() else ()


def discretion_of(folder: Path, *, unmask: bool) -> Discretion:
    """Give what a person may see of a plan."""
    return Discretion(read_infos(folder / RECORDS), bare=unmask)


def fields_of(session: Session, source: str, image: str) -> list[str]:
    """Give the columns of one image of a change set's rows."""
    return [c.name for c in session.describe(f"SELECT UNNEST({image}) FROM {source}")]


def _text(image: str, name: str, names: Sequence[str]) -> str:
    return as_text(f"{image}.{quote(name)}") if name in names else "NULL"


def _chosen(
    session: Session, source: str, before: Sequence[str], after: Sequence[str], where: str
) -> str:
    """Give the WHERE clause for a person's condition, which names columns as the table does."""
    if not where.strip():
        return ""
    columns = "".join(
        f", CASE WHEN __after IS NULL THEN {old} ELSE __after.{quote(n)} END AS {quote(n)}"
        for n in after
        for old in [f"__before.{quote(n)}" if n in before else "NULL"]
    )
    known = {name.lower() for name in after}
    marks = "".join(
        f", {sql} AS {name}"
        for name, sql in (("mark", MARK), ("why", spelt_out_sql(WHY)))
        if name not in known
    )
    session.run(f"CREATE OR REPLACE VIEW changes AS SELECT {RID}{columns}{marks} FROM {source}")
    from vibecli.engine.duckdb import DuckEngine

    select = f"SELECT {RID} FROM changes WHERE ({where}\n)"
    try:
        guard(DuckEngine(), session, select, ("changes",))
        session.describe(select)
    except (PlanError, SqlError) as error:
        raise _misfit(error, after) from error
    return f" WHERE {RID} IN ({select})"


def _misfit(error: PlanError | SqlError, columns: Sequence[str]) -> UsageError:
    told = mask_error(error.message) if isinstance(error, SqlError) else error.message
    hint = error.hint or f"its columns are mark, why, {', '.join(columns)}"
    return UsageError(f"--where does not fit: {told}", hint=hint)
