"""A conversation on disk: one JSON line a turn, so that a kill loses nothing."""

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.errors import NotFound
from vibecli.model import Model

if TYPE_CHECKING:
    from vibecli.ui.terminal import Terminal

SUFFIX = ".jsonl"
APPLIED = "/apply"


class Turn(Model):
    """One intent and the plan or the question it led to (neither when it was refused)."""

    at: str
    intent: str
    plan_id: str | None = None
    before: tuple[str, ...] = ()  # the plans it was changed from, the first one first
    question: str | None = None  # id of the question it was asked back with
    number: int = 0  # those said later, in any conversation of the workspace, have higher ones


class Summary(Model):
    """One conversation in a list."""

    session: str
    at: str
    turns: int
    last: str


class Session:
    """One conversation that is being held."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.turns = [*_read(path)][::-1]

    @property
    def name(self) -> str:
        """Give the id people type."""
        return self._path.name.removesuffix(SUFFIX)

    def add(self, turn: Turn) -> None:
        """Keep a turn; a folder that refuses loses only the resume, not the conversation."""
        last = next((turn.number for turn, _ in _newest(self._path.parent) if turn), 0)
        turn = turn.model_copy(update={"number": last + 1})
        self.turns.append(turn)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "a", encoding="utf-8") as file:
                file.write(turn.model_dump_json() + "\n")
        except OSError:
            return

    @property
    def question(self) -> str | None:
        """Give the id of the question the last turn was asked back with, if it was."""
        return self.turns[-1].question if self.turns else None

    def plans(self) -> Iterator[str]:
        """Give the ids of the plans made since the last one was applied, newest first."""
        for turn in reversed(self.turns):
            if turn.intent.startswith(APPLIED):
                return
            if turn.plan_id:
                yield turn.plan_id

    def before(self, plan_id: str) -> tuple[str, ...]:
        """Give the ids of the plans that one was changed from, the first one first."""
        turns = (turn for turn in reversed(self.turns) if turn.plan_id == plan_id)
        turn = next(turns, None)
        return turn.before if turn else ()


class SessionStore:
    """The conversations of a workspace."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "sessions"

    def new(self, at: str) -> Session:
        """Start a conversation."""
        stamp = at[:19].replace(":", "").replace("-", "").replace("T", "-")
        return Session(self._folder / f"{stamp}-{secrets.token_hex(2)}{SUFFIX}")

    def open(self, prefix: str) -> Session:
        """Open a conversation by its first letters; `last` is the newest. Raises NotFound."""
        files = self._files()
        wanted = files[:1] if prefix == "last" else [f for f in files if f.name.startswith(prefix)]
        if not wanted:
            what = "no conversation to resume" if prefix == "last" else f"no session {prefix}"
            raise NotFound(what, hint="vibecli sessions lists what can be resumed")
        if len(wanted) > 1:
            raise NotFound(f"{len(wanted)} sessions start with {prefix}", hint="type more of it")
        return Session(wanted[0])

    def summaries(self) -> tuple[Summary, ...]:
        """Give every conversation, newest first."""
        return tuple(
            Summary(
                session=session.name,
                at=session.turns[-1].at,
                turns=len(session.turns),
                last=session.turns[-1].intent,
            )
            for session in map(Session, self._files())
            if session.turns
        )

    def _files(self) -> list[Path]:
        return [path for _, path in _newest(self._folder)]


def draw_sessions(terminal: "Terminal", found: Sequence[Summary]) -> None:
    """Show a list of conversations."""
    from vibecli.ui.receipts import moment
    from vibecli.ui.tables import draw_grid

    rows = [(one.session, moment(one.at), str(one.turns), one.last) for one in found]
    draw_grid(terminal, ("session", "last used", "turns", "last intent"), rows)


def _newest(folder: Path) -> list[tuple[Turn | None, Path]]:
    """Give each conversation's last turn and file, the one used last first.

    Clocks are set back and files are copied, so the turns' numbers come first.
    """
    try:
        found = [(next(_read(path), None), path) for path in folder.glob(f"*{SUFFIX}")]
    except OSError:
        return []
    return sorted(found, key=lambda one: (*_place(one[0]), one[1].name), reverse=True)


def _place(turn: Turn | None) -> tuple[int, str]:
    return (turn.number, turn.at) if turn else (-1, "")


def _read(path: Path) -> Iterator[Turn]:
    """Read the turns, the last one first; none where there is no file.

    A half-written line (a kill) is passed over.
    """
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in reversed(text.split("\n")):
        try:
            yield Turn.model_validate(json.loads(line))
        except ValueError:
            continue
