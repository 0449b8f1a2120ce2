"""The ground a trial runs on: a temporary workspace with a copy of one database of the folder.

Owns those copies, and that each trial finds the database as it was made. Never opens the database
of the person; what a trial leaves behind goes with the next one.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName, literal
from vibecli.errors import DataError, NotFound
from vibecli.run.fingerprint import file_facts, fingerprint
from vibecli.run.model import FileFacts, Fingerprint

DATABASES, GLOSSARY = "databases", "glossary"
_KEPT = frozenset({"catalog.json", "rungs.json"})  # of the state: what is only quicker with it
_PERSONS = "CREATE TEMP TABLE truth (table_name VARCHAR, key VARCHAR, person BIGINT)"
_MAKING = 120.0  # seconds a generator may take
_TABLES = """
SELECT schema_name, table_name, (SELECT list(column_name ORDER BY column_index)
  FROM duckdb_columns() AS c WHERE c.table_oid = t.table_oid AND c.database_name = t.database_name)
FROM duckdb_tables() AS t
WHERE database_name = current_database() AND NOT temporary AND schema_name <> 'vibecli'
"""


@dataclass
class Ground:
    """One database of the folder, and the workspace in which its trials run."""

    engine: Engine
    base: Path  # as it was made
    truth: Path | None
    workspace: Path
    glossary: Path | None
    before: Mapping[str, Fingerprint]

    @classmethod
    def make(cls, folder: Path, name: str, engine: Engine, scratch: Path) -> "Ground":
        """Make or copy a database of the folder. Raises NotFound, DataError."""
        made, workspace = scratch / name / "made", scratch / name / "work"
        made.mkdir(parents=True)
        workspace.mkdir()
        base = _made(folder / DATABASES, name, made)
        truth, glossary = base.with_suffix(".truth.parquet"), folder / GLOSSARY / f"{name}.yaml"
        return cls(
            engine=engine,
            base=base,
            truth=truth if truth.exists() else None,
            workspace=workspace,
            glossary=glossary if glossary.exists() else None,
            before=prints(engine, base),
        )

    @property
    def database(self) -> Path:
        """The copy that a trial may change."""
        return self.workspace / "vibecli.duckdb"

    @property
    def state(self) -> Path:
        """The state folder of the trials."""
        return self.workspace / ".vibecli"

    def renew(self) -> FileFacts:
        """Bring database, glossary and state back to the start; gives the file as it is then.

        The file stays the same one, with the same times, so that what is known of it holds.
        """
        self.database.with_name(f"{self.database.name}.wal").unlink(missing_ok=True)
        shutil.copyfile(self.base, self.database)
        stat = self.base.stat()
        os.utime(self.database, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        for path in self.workspace.iterdir():
            if path not in {self.database, self.state}:
                _remove(path)
        for path in self.state.iterdir() if self.state.exists() else ():
            if path.name not in _KEPT:
                _remove(path)
        if self.glossary:
            shutil.copyfile(self.glossary, self.workspace / "glossary.yaml")
        return file_facts(self.database)

    def after(self) -> Session:
        """Open the copy as it is now: the state before as catalog `before`, true persons beside."""
        session = self.engine.read(self.database, files=(self.workspace, self.base.parent))
        session.run(f"ATTACH {literal(str(self.base))} AS before (TYPE duckdb, READ_ONLY)")
        session.run(_PERSONS)
        if self.truth:
            source = f"read_parquet({literal(str(self.truth))})"
            session.run(f"INSERT INTO truth SELECT table_name, key, person FROM {source}")
        return session


def prints(engine: Engine, database: Path) -> dict[str, Fingerprint]:
    """Give a fingerprint of every table of a database."""
    with engine.read(database) as session:
        return {
            name: fingerprint(session, name, columns)
            for schema, table, columns in session.rows(_TABLES)
            for name in [TableName(schema, table).text]
        }


def _made(folder: Path, name: str, target: Path) -> Path:
    """Copy a database, or have its generator write it."""
    path, ready, script = (
        target / f"{name}.duckdb",
        folder / f"{name}.duckdb",
        folder / f"{name}.py",
    )
    if ready.exists():
        for file in folder.glob(f"{name}.*"):
            if file.suffix != ".py":
                shutil.copy2(file, target)
    elif script.exists():
        _run(script, target)
    if not path.exists():
        hint = f"put {name}.duckdb, or a {name}.py that writes it, into {DATABASES}/"
        raise NotFound(f"no database {name} in {folder}", hint=hint)
    return path


def _run(script: Path, target: Path) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - a generator of the folder the person named
            [sys.executable, str(script), str(target)],
            capture_output=True,
            check=False,
            text=True,
            timeout=_MAKING,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise DataError(f"{script.name} took longer than {_MAKING:g} s") from error
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise DataError(f"{script.name} failed: {last}", hint=f"python {script} FOLDER")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
