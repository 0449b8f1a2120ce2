"""The courier: carries rows of the outbox to files, programs and servers, beside the stream.

A thread of its own, so that a server that hangs holds up no event. It never touches the database:
it is given rows and gives outcomes, which the stream writes. Each row may arrive twice after a
crash, never under another id: whoever receives it goes by `id` (`Idempotency-Key` of a webhook).
"""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from threading import Condition, Thread, Timer
from typing import IO, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from vibecli.actionbook import Action

State = Literal["open", "done", "failed"]
_AT_ONCE = 200  # rows one program or one write of a file is given
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0  # seconds before it is tried again; doubled each time
_AGAIN = frozenset({408, 425, 429})  # answers of a server that may change, beside 5xx
_TAIL = 4 << 20  # bytes of a file that are looked at for rows written before a crash
_SHOWN = 200  # signs of a reason
_SAID = 4_096  # bytes kept of what a program says
_PLAIN = "".join(chr(sign) for sign in range(33, 127) if chr(sign) != "%")  # stands in a header


@dataclass(frozen=True)
class Parcel:
    """A row of the outbox, as it is carried."""

    id: str
    action: str
    body: Mapping[str, object]
    attempts: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of a parcel."""

    id: str
    state: State
    attempts: int
    reason: str = ""


class Refused(Exception):
    """The receiver does not take it; `final`: it never will."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class _Settled(NamedTuple):
    """What a part of the parcels came to."""

    parcels: int
    outcomes: list[Outcome]
    again: list[tuple[float, Parcel]]  # when they are due


class Courier:
    """Carries parcels in their order; one that failed comes again after a pause."""

    def __init__(self, actions: Mapping[str, Action], environment: Mapping[str, str]) -> None:
        self._actions, self._environment = actions, environment
        self._waiting: deque[tuple[float, Parcel]] = deque()  # when it is due
        self._outcomes: list[Outcome] = []
        self._carrying = 0
        self._ended = False
        self._changed = Condition()
        self._looked_at: dict[Path, frozenset[str]] = {}
        self._thread = Thread(target=self._run, name="courier", daemon=True)
        self._thread.start()

    def give(self, parcels: Sequence[Parcel]) -> None:
        """Take parcels."""
        with self._changed:
            self._waiting.extend((0.0, parcel) for parcel in parcels)
            self._changed.notify_all()

    def held(self) -> int:
        """Give how many parcels are not told of yet."""
        with self._changed:
            return len(self._waiting) + self._carrying

    def outcomes(self) -> list[Outcome]:
        """Give what became of parcels since the last call."""
        with self._changed:
            found, self._outcomes = self._outcomes, []
            return found

    def wait(self, seconds: float) -> None:
        """Wait until nothing is held, or the time is over."""
        end = time.monotonic() + seconds
        with self._changed:
            while (self._waiting or self._carrying) and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)

    def close(self) -> None:
        """Carry nothing more; what is held stays in the outbox."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _run(self) -> None:
        while (parcels := self._next()) is not None:
            for settled, outcomes, again in self._carried(parcels):
                with self._changed:
                    self._outcomes += outcomes
                    self._waiting.extend(again)
                    self._carrying -= settled
                    self._changed.notify_all()

    def _next(self) -> list[Parcel] | None:
        """Give the parcels to carry now, of one action; None at the end."""
        with self._changed:
            while not self._ended:
                now = time.monotonic()
                due = [place for place in self._waiting if place[0] <= now]
                if due:
                    action = due[0][1].action
                    taken = [place for place in due if place[1].action == action][:_AT_ONCE]
                    chosen = {id(place) for place in taken}
                    self._waiting = deque(p for p in self._waiting if id(p) not in chosen)
                    self._carrying = len(taken)
                    return [parcel for _, parcel in taken]
                soonest = min((at for at, _ in self._waiting), default=None)
                self._changed.wait(None if soonest is None else soonest - now)
            return None

    def _carried(self, parcels: Sequence[Parcel]) -> Iterator[_Settled]:
        """Carry parcels of one action; gives what became of them as it is known."""
        action = self._actions.get(parcels[0].action)
        if action is None:
            reason = f"no action {parcels[0].action} in vibecli.toml"
            told = [Outcome(p.id, "failed", p.attempts, reason) for p in parcels]
            yield _Settled(len(parcels), told, [])
            return
        groups = [[p] for p in parcels] if action.kind == "webhook" else [list(parcels)]
        for number, group in enumerate(groups):
            if self._ended:  # what is left stays in the outbox
                return
            try:
                self._carry(action, group)
                done = [Outcome(p.id, "done", p.attempts + 1) for p in group]
                yield _Settled(len(group), done, [])
            except Refused as refused:
                told, again = _refused(action, group, refused)
                if refused.final:
                    yield _Settled(len(group), told, again)
                    continue
                # What comes behind it is not sent into the same wall.
                left = [p for behind in groups[number + 1 :] for p in behind]
                at = again[0][0] if again else 0.0
                yield _Settled(len(group) + len(left), told, [*again, *((at, p) for p in left)])
                return

    def _carry(self, action: Action, parcels: Sequence[Parcel]) -> None:
        try:
            self._brought(action, parcels)
        except (OSError, HTTPException, ValueError) as error:  # whatever a receiver comes up with
            raise Refused(f"{action.kind}: {error or type(error).__name__}") from error

    def _brought(self, action: Action, parcels: Sequence[Parcel]) -> None:
        lines = [json.dumps(parcel.body, ensure_ascii=False) for parcel in parcels]
        match action.target:
            case Path() as path:
                self._append(path, parcels, lines)
            case str() as address:
                self._post(action, address, parcels[0].id, lines[0].encode())
            case program:
                self._tell(action, program, "".join(f"{line}\n" for line in lines).encode())

    def _append(self, path: Path, parcels: Sequence[Parcel], lines: Sequence[str]) -> None:
        """Add lines to a file, but those that a run before a crash wrote already."""
        if path.exists() and not path.is_file():
            raise Refused(f"{path.name} is no file", final=True)
        try:
            written = self._looked_at.get(path)
            if written is None:
                path.parent.mkdir(parents=True, exist_ok=True)
                written = self._looked_at[path] = _ids_at_the_end(path)
            fresh = [line for p, line in zip(parcels, lines, strict=True) if p.id not in written]
            with path.open("ab") as file:
                if file.tell() and not _ends_whole(path):
                    file.write(b"\n")
                file.write("".join(f"{line}\n" for line in fresh).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self._looked_at.pop(path, None)  # some lines may lie there
            raise Refused(f"{path.name} cannot be written: {error.strerror}") from error

    def _tell(self, action: Action, program: Sequence[str], lines: bytes) -> None:
        with tempfile.TemporaryFile() as told:
            told.write(lines)
            told.seek(0)
            try:
                running = subprocess.Popen(  # noqa: S603 - the person named it in vibecli.toml
                    program,
                    stdin=told,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    cwd=action.folder,
                    env=dict(self._environment),
                    start_new_session=True,  # it ends with all it started
                )
            except OSError as error:
                raise Refused(f"{program[0]} cannot be run: {error.strerror}") from error
        tail = _Tail(running.stderr)
        try:
            code = running.wait(action.timeout)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            raise Refused(f"{program[0]} took longer than {action.timeout:g} s") from None
        if code:
            raise Refused(f"{program[0]} ended with {code}: {tail.last_line()}")

    def _post(self, action: Action, address: str, key: str, body: bytes) -> None:
        parts = urlsplit(address)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        headers = {"Content-Type": "application/json", "Idempotency-Key": quote(key, safe=_PLAIN)}
        if action.token_variable:
            token = self._environment.get(action.token_variable)
            if not token:
                raise Refused(f"variable {action.token_variable} with its token is not set")
            headers["Authorization"] = f"Bearer {token}"
        way = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        connection = kind(parts.netloc.rpartition("@")[2], timeout=action.timeout)
        over = Timer(action.timeout, _hang_up, [connection])  # one that sends a byte now and then
        over.daemon, late = True, time.monotonic() + action.timeout
        try:
            connection.connect()
            over.start()
            connection.request("POST", way, body, headers)
            answer = connection.getresponse()
            if time.monotonic() >= late:  # its head was cut off
                raise TimeoutError
        except (OSError, HTTPException) as error:
            said = str(error) or type(error).__name__
            if time.monotonic() >= late:
                said = f"it took longer than {action.timeout:g} s"
            raise Refused(f"{parts.hostname}: {said}") from error
        finally:
            over.cancel()
            connection.close()
        status = answer.status
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            final = status not in _AGAIN and status < HTTPStatus.INTERNAL_SERVER_ERROR
            raise Refused(f"{parts.hostname} answers {status}", final=final)


class _Tail:
    """The last of what a program says, however much it says."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self._stream, self._kept = stream, b""
        self._thread = Thread(target=self._read, name="courier-tail", daemon=True)
        self._thread.start()

    def last_line(self) -> str:
        """Give its last line; what a program left behind may still hold the way open."""
        self._thread.join(1.0)
        said = self._kept.decode("utf-8", "replace").strip().splitlines()
        return said[-1] if said else ""

    def _read(self) -> None:
        assert self._stream is not None
        with self._stream as stream:
            while chunk := os.read(stream.fileno(), _SAID):
                self._kept = (self._kept + chunk)[-_SAID:]


def _hang_up(connection: HTTPConnection) -> None:
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _refused(
    action: Action, parcels: Sequence[Parcel], refused: Refused
) -> tuple[list[Outcome], list[tuple[float, Parcel]]]:
    reason = str(refused)[:_SHOWN]
    outcomes: list[Outcome] = []
    again: list[tuple[float, Parcel]] = []
    for parcel in parcels:
        attempts = parcel.attempts + 1
        if refused.final or attempts >= action.attempts:
            outcomes.append(Outcome(parcel.id, "failed", attempts, reason))
            continue
        outcomes.append(Outcome(parcel.id, "open", attempts, reason))
        pause = min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)
        tried = Parcel(parcel.id, parcel.action, parcel.body, attempts)
        again.append((time.monotonic() + pause, tried))
    return outcomes, again


def _ids_at_the_end(path: Path) -> frozenset[str]:
    """Give the ids of the last lines of a file."""
    found: set[str] = set()
    with suppress(FileNotFoundError), path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        for line in file.read(_TAIL).splitlines():
            with suppress(ValueError, KeyError, TypeError):
                found.add(str(json.loads(line)["id"]))
    return frozenset(found)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
