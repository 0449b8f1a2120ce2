"""The audit log: one line an event, each with the hash of the line before; only ever appended to.

Owns `<state>/audit.jsonl` and the heads of it that the database keeps, so that a tail cut off is
found. It holds no value of the data and no words of an intent: hashes, names of tables, counts.
"""

import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path
from typing import Literal

from vibecli.engine.base import Session
from vibecli.engine.names import TableName
from vibecli.errors import UsageError
from vibecli.model import Model
from vibecli.plan.hash import canonical
from vibecli.run.definition import exists
from vibecli.run.file_lock import take
from vibecli.run.journal import SCHEMA
from vibecli.run.model import Override, Review, Status, TableReceipt

AUDIT = "audit.jsonl"
_HEADS = TableName(SCHEMA, "audit_heads")
HEADS = _HEADS.sql
_CREATE = f"""
CREATE TABLE IF NOT EXISTS {HEADS} (
    log VARCHAR NOT NULL, -- sha256 of its first line
    place VARCHAR NOT NULL, -- a hash of the machine and the folder it lies in
    seq BIGINT NOT NULL, hash VARCHAR NOT NULL
)"""
_PATIENCE = 10.0  # seconds another vibecli may take for its line
_CHUNK = 1 << 16
Event = Literal[
    "reviewed", "imported", "overridden", "applying", "applied", "refused", "failed",
    "discarded", "undoing", "undone", "pruning", "pruned",
    "exported", "policy", "loosened", "approved", "revealed",
    "streaming", "streamed",
]  # fmt: skip


class AuditRule(Model):
    """What a rule said of the change, without its samples."""

    rule: str
    status: Status
    table: str | None
    rows: int


class AuditEvent(Model):
    """What happened, as the log is told of it."""

    at: str  # ISO time, UTC
    event: Event
    user: str  # of the operating system
    by: str  # the same, or the name a reviewer gave
    plan_id: str = ""
    intent: str = ""  # a print of its words
    tables: tuple[TableReceipt, ...] = ()
    rules: tuple[AuditRule, ...] = ()
    overrides: tuple[Override, ...] = ()
    note: str = ""


class AuditLine(AuditEvent):
    """One line of the log."""

    seq: int
    prev: str  # sha256 of the line before as it lies there; of the first line, nothing
    hash: str = ""  # of this line without it

    def own_hash(self) -> str:
        """Give the hash this line should have."""
        return hashlib.sha256(canonical(self.model_copy(update={"hash": ""}))).hexdigest()


class Head(Model):
    """A line of a log that must be there, as the database keeps it."""

    log: str  # sha256 of its first line
    place: str
    seq: int
    hash: str


class AuditLog:
    """The audit log of one state folder."""

    def __init__(self, state: Path) -> None:
        self.path = state / AUDIT

    def append(self, event: AuditEvent) -> Head:
        """Add one line, safely on the disk. Raises UsageError when it cannot be."""
        with self._open() as descriptor:
            size = os.fstat(descriptor).st_size
            before, torn = _last(descriptor, size)
            line = AuditLine(
                **dict(event), seq=self._seq(before) + 1, prev=print_of(before) if before else ""
            )
            line = line.model_copy(update={"hash": line.own_hash()})
            text = b"\n" * torn + canonical(line) + b"\n"
            try:
                _write(descriptor, text)
            except OSError:
                os.ftruncate(descriptor, size)  # half a line of ours tells nothing
                raise
            first = print_of(_first(descriptor))
            return Head(log=first, place=self.place, seq=line.seq, hash=line.hash)

    def lines(self) -> list[bytes]:
        """Give the lines as they lie there. Raises UsageError."""
        try:
            content = self.path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise _unusable(self.path, error, "read") from error
        return content.removesuffix(b"\n").split(b"\n") if content else []

    def _seq(self, before: bytes) -> int:
        """Give the number of the last line, which may have been torn by a crash."""
        last = read_line(before)
        return last.seq if last else len(self.lines())

    @property
    def place(self) -> str:
        """Give a hash of the machine and the folder the log lies in; it names neither."""
        return print_of(f"{socket.gethostname()}:{self.path.resolve()}".encode())[:16]

    @contextmanager
    def _open(self) -> Iterator[int]:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                if not take(descriptor, wait=_PATIENCE):
                    raise TimeoutError(0, "another process holds it")
                yield descriptor
            finally:
                os.close(descriptor)
        except OSError as error:
            raise _unusable(self.path, error, "write") from error


def intent_print(intent: str) -> str:
    """Give a print of an intent's words, which do not stand in the log."""
    return print_of(" ".join(intent.split()).encode())[:16]


def told_rules(review: Review) -> tuple[AuditRule, ...]:
    """Give what the rules said of a review, as the log keeps it."""
    names = AuditRule.model_fields
    return tuple(AuditRule(**{name: getattr(r, name) for name in names}) for r in review.rules)


def keep_head(session: Session, head: Head | None) -> None:
    """Keep a line's hash in the database, inside the transaction that the line announces."""
    if head is None:
        return
    session.run(_CREATE)
    session.run(f"INSERT INTO {HEADS} VALUES (?, ?, ?, ?)", [*dict(head).values()])


def heads(session: Session) -> tuple[Head, ...]:
    """Give every line the database knows of, of any log."""
    if not exists(session, _HEADS):
        return ()
    rows = session.rows(f"SELECT log, place, seq, hash FROM {HEADS} ORDER BY log, seq")
    return tuple(Head(log=log, place=place, seq=seq, hash=own) for log, place, seq, own in rows)


def read_line(text: bytes) -> AuditLine | None:
    """Give one line read, None where it is not a line just as one is written."""
    try:
        line = AuditLine.model_validate_json(text)
    except ValueError:
        return None
    return line if canonical(line) == text else None


def _write(descriptor: int, text: bytes) -> None:
    """Write and flush all of it, or raise OSError."""
    if os.write(descriptor, text) < len(text):
        raise OSError(ENOSPC, os.strerror(ENOSPC))
    os.fsync(descriptor)


def _last(descriptor: int, size: int) -> tuple[bytes, bool]:
    """Give the last line, and whether its end is missing."""
    tail, start = b"", size
    while start > 0 and b"\n" not in tail[:-1]:
        length = min(_CHUNK, start)
        start -= length
        tail = os.pread(descriptor, length, start) + tail
    torn = bool(tail) and not tail.endswith(b"\n")
    return tail.removesuffix(b"\n").rpartition(b"\n")[2], torn


def _first(descriptor: int) -> bytes:
    """Give the first line, by whose hash a log is known."""
    text = b""
    while b"\n" not in text and (more := os.pread(descriptor, _CHUNK, len(text))):
        text += more
    return text.partition(b"\n")[0]


def print_of(content: bytes) -> str:
    """Give the sha256 of some bytes in hex."""
    return hashlib.sha256(content).hexdigest()


def _unusable(path: Path, error: OSError, verb: str) -> UsageError:
    reason = (error.strerror or "it cannot be used").lower()
    return UsageError(
        f"cannot {verb} the audit log {path}: {reason}",
        hint="make that file writable, or set VIBECLI_STATE to another folder",
    )
