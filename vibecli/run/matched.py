"""The records an identity table was matched from: a print of each, kept in the journal.

Owns table `matched` of schema `vibecli`: what each applied match added and took off, so that the
standing prints are told by the runs that stand, and an undo takes a run's own ones back with it.
"""

import re
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from vibecli.engine.base import BASE, Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.plan.hash import file_sha256
from vibecli.run.changeset import KeptModel, KeptPrints, PlanRecord
from vibecli.run.journal import RUNS, SCHEMA

_NAME = "matched"
_TABLE = TableName(SCHEMA, _NAME).sql
_CREATE = f"""
CREATE TABLE IF NOT EXISTS {_TABLE} (
    plan_id VARCHAR NOT NULL, attempt INTEGER NOT NULL, identity VARCHAR NOT NULL,
    print UBIGINT NOT NULL, there BOOLEAN NOT NULL, -- false: no longer among the records
    whole BOOLEAN NOT NULL -- whether the run matched all records, and not only what changed
)"""
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class MatchedRecords:
    """What a shadow knows and keeps of the records behind identity tables."""

    def __init__(
        self, session: Session, folder: Path, models: MutableMapping[str, KeptModel]
    ) -> None:
        self._session, self._folder, self._models = session, folder, models
        self.state: Path | None = None  # where derived files may lie

    def standing(self, table: str) -> str | None:
        """Give a relation of the prints behind an identity table, None where none are known."""
        if not _there(self._session, BASE):
            return None
        own = f"{quote(BASE)}.{_TABLE}"
        runs = f"(SELECT * FROM {quote(BASE)}.{RUNS} WHERE undone_at IS NULL)"
        name = literal(TableName.parse(table).text.lower())
        kept = f"{own} AS m JOIN {runs} AS r USING (plan_id, attempt) WHERE identity = {name}"
        first = self._session.value(f"SELECT max(number) FROM {kept} AND whole")
        if first is None:
            return None
        return (
            f"(SELECT print FROM {kept} AND number >= {first} GROUP BY print"
            " HAVING arg_max(there, number))"
        )

    def keep(self, table: str, select: str, *, whole: bool) -> None:
        """Keep prints (print UBIGINT, there BOOLEAN) with the model of an identity table."""
        key = TableName.parse(table).text.lower()
        file = f"matched/{sorted(self._models).index(key) + 1}.parquet"
        path = self._folder / file
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._session.run(
            f"COPY (SELECT print, there FROM ({select}) ORDER BY ALL) TO {literal(str(path))}"
            " (FORMAT parquet, COMPRESSION zstd)"
        )
        prints = KeptPrints(file=file, sha256=file_sha256(path), whole=whole)
        self._models[key] = self._models[key].model_copy(update={"prints": prints})

    def index_folder(self, table: str) -> Path | None:
        """Give where the index of an identity table may lie, None where there is no such place."""
        if self.state is None:
            return None
        return self.state / "index" / _UNSAFE.sub("_", TableName.parse(table).text.lower())


def write_prints(
    session: Session, record: PlanRecord, folder: Path, plan_id: str, attempt: int
) -> None:
    """Write the prints of a plan's matches; inside the transaction of the commit."""
    kept = [(model.table, model.prints) for model in record.models if model.prints]
    if kept:
        session.run(_CREATE)
    for table, prints in kept:
        session.run(
            f"INSERT INTO {_TABLE} SELECT ?, ?, ?, print, there, ? FROM read_parquet(?)",
            [
                plan_id,
                attempt,
                TableName.parse(table).text.lower(),
                prints.whole,
                str(folder / prints.file),
            ],
        )


def remove_prints(session: Session, plan_id: str, attempt: int) -> None:
    """Take back what a run wrote; inside the transaction of the undo."""
    if _there(session, str(session.value("SELECT current_database()"))):
        session.run(f"DELETE FROM {_TABLE} WHERE plan_id = ? AND attempt = ?", [plan_id, attempt])


def forget_prints(session: Session, tables: Sequence[str]) -> None:
    """Drop all prints behind these tables, so that the next match is a full one."""
    if _there(session, str(session.value("SELECT current_database()"))):
        for table in tables:
            own = TableName.parse(table).text.lower()
            session.run(f"DELETE FROM {_TABLE} WHERE identity = ?", [own])


def intact(record: PlanRecord, folder: Path) -> bool:
    """Tell whether the files of the prints are those reviewed."""
    kept = [model.prints for model in record.models if model.prints]
    return all((p := folder / k.file).is_file() and file_sha256(p) == k.sha256 for k in kept)


def _there(session: Session, catalog: str) -> bool:
    return bool(
        session.value(
            "SELECT count(*) FROM duckdb_tables()"
            " WHERE database_name = ? AND schema_name = ? AND table_name = ?",
            [catalog, SCHEMA, _NAME],
        )
    )
