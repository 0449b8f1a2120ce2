"""Looking again for a person who was forgotten: by the marks of a certificate, or by what is typed.

Marks find whole values: cells of tables, and words, fields and quoted texts of files. What is typed
is looked for in every byte too. It changes nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from vibecli.data.catalog import Role
from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName, quote
from vibecli.errors import DataError, UsageError
from vibecli.identity.seal import Seal, normal_forms
from vibecli.run.certificate import FOLDER, Certificate, Hit
from vibecli.run.erasure_scan import Scan, files_of, workspace_files
from vibecli.run.erasure_values import Traces, Value, remaining, tells

_TOKENS = re.compile(r"[^\s\"',;|<>\[\]{}()=]{5,}")
_FIELDS = re.compile(r"[^\",;|\t\r\n]{5,}")
_ROLES = {"email": Role.EMAIL, "phone": Role.PHONE, "id": Role.CODE}
_SHORTEST = 4


@dataclass(frozen=True)
class Verifying:
    """One look at a database, its state folder and its workspace."""

    engine: Engine
    database: Path
    workspace: Path
    state: Path
    seal: Seal

    def certificates(self) -> list[Certificate]:
        """Give the certificates that were made here, newest first."""
        paths = sorted((self.state / FOLDER).glob("*.json"), key=lambda p: p.stat().st_mtime_ns)
        return [_read(path) for path in reversed(paths)]

    def certificate(self, words: str) -> Certificate | None:
        """Give the certificate a plan id names, None for words that name none."""
        wanted = words.strip().lower()
        if len(wanted) < _SHORTEST:
            return None
        return next((c for c in self.certificates() if c.plan_id.startswith(wanted)), None)

    def by_marks(self, before: Certificate, at: str) -> Certificate:
        """Look for the values of a certificate by their marks."""
        marks = {value.mark for value in before.sought}
        with self.engine.read(self.database) as session:
            found = list(self._cells(session, marks))
            stays = [*self._cells(session, {value.mark for value in before.staying})]
        state, outside = self._files(marks, self._own()), self._files(marks, self._others())
        return before.model_copy(
            update={
                "at": at,
                "found": (*found, *state),
                "outside": tuple(outside),
                "stays": tuple(stays),
                "purged": (),
                "files": sum(1 for _ in (*self._own(), *self._others())),
                "bytes": sum(p.stat().st_size for p in (*self._own(), *self._others())),
            }
        )

    def by_value(self, typed: str, at: str) -> Certificate:
        """Look for what a person was known by, in every byte and every table."""
        forms = normal_forms(typed)
        spelt = {typed.strip(), *forms.values()} if "email" in forms else {typed.strip()}
        role = _ROLES[next(iter(forms))] if forms else Role.CODE
        values = tuple(Value(text, role, strong=True) for text in sorted(spelt))
        traces = Traces(values, values)
        scan = Scan(self.engine, traces)
        with self.engine.read(self.database) as session:
            left = remaining(session, traces.texts(), "true")
            tables = int(session.value("SELECT count(*) FROM duckdb_tables()"))
        found = tuple(
            Hit(place=place, hits=count)
            for place, count in sorted({one for places in left.whole.values() for one in places})
        )
        return Certificate(
            plan_id="",
            at=at,
            sought=traces.sought(self.seal),
            tables=tables,
            found=(*found, *scan.found(self._own(), self.workspace)),
            outside=scan.found(self._others(), self.workspace),
            files=scan.files,
            bytes=scan.bytes,
            unread=tuple(scan.unread),
        )

    def _own(self) -> Iterator[Path]:
        log = self.database.with_name(f"{self.database.name}.wal")
        yield from (path for path in (self.database, log) if path.is_file())
        yield from files_of(self.state, without=[self.state / FOLDER])

    def _others(self) -> Iterator[Path]:
        yield from workspace_files(self.workspace, without=[self.database, self.state])

    def _cells(self, session: Session, marks: set[str]) -> Iterator[Hit]:
        columns = session.rows(
            "SELECT schema_name, table_name, column_name FROM duckdb_columns()"
            " JOIN duckdb_tables() USING (database_name, schema_name, table_name)"
            " WHERE database_name = current_database() ORDER BY ALL"
        )
        for schema, table, column in columns if marks else ():
            name = TableName(schema, table)
            values = session.rows(
                f"SELECT DISTINCT CAST({quote(column)} AS VARCHAR) FROM {name.sql}"
            )
            count = self._known((str(v) for (v,) in values if v is not None), marks)
            if count:
                yield Hit(place=f"{name.text}.{column}", hits=count)

    def _files(self, marks: set[str], paths: Iterable[Path]) -> Iterator[Hit]:
        for path in paths:
            text = path.read_bytes().decode("utf-8", "ignore")
            parts = {*_TOKENS.findall(text), *map(str.strip, _FIELDS.findall(text))}
            if count := self._known(parts, marks):
                yield Hit(place=str(path.relative_to(self.workspace)), hits=count)

    def _known(self, values: Iterable[str], marks: set[str]) -> int:
        return sum(self.seal.mark("value", value.lower()) in marks for value in values)


def check_key(key: str) -> None:
    """Raise UsageError for the key of a record that is in too many other values."""
    if not tells(Value(key, Role.KEY, strong=True)):
        raise UsageError(
            "that key is too short to be told from other values in files and tables",
            hint="vibecli forget --verify PLAN, the plan that forgot the person",
        )


def _read(path: Path) -> Certificate:
    try:
        return Certificate.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise DataError(f"{path.name} is no certificate", hint=f"remove {path}") from error
