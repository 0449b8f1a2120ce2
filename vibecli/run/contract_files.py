"""Files follow the commit: what it left to write is kept beforehand, written after it.

They are contracts and definitions of features.

Owns the order: a note in the state folder, the commit, each file by an atomic rename, the note
gone. A note that is still there and that nobody holds is of a process that was killed: whether its
commit took place is asked of the journal. A file that a person edited meanwhile is theirs.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from vibecli.asked_file import write_whole
from vibecli.contracts.folder import contract_text
from vibecli.engine.base import Session
from vibecli.errors import Stale, VibeError
from vibecli.model import Model
from vibecli.run import journal
from vibecli.run.changeset import FileChange
from vibecli.run.file_lock import abandoned, hold
from vibecli.run.store import write_private

NOTES = "contracts"  # the folder of notes, in the state folder


class Note(Model):
    """What is to be written once a plan is applied, or undone."""

    plan_id: str
    database: str
    folder: str  # of contracts
    features: str = ""  # the folder of definitions of features
    files: tuple[FileChange, ...]
    back: bool  # the plan is undone

    def path(self, change: FileChange) -> Path:
        """Give where a file lies."""
        return Path(self.features if change.folder == "features" else self.folder) / change.file

    def unedited(self) -> tuple[FileChange, ...]:
        """Give the files that are as the plan left them."""
        return tuple(one for one in self.files if _text(self.path(one)) == one.after)


@dataclass
class Followed:
    """What became of the files of a note."""

    files: tuple[str, ...] = ()  # written
    problem: str = ""  # why one is not; the next command tries again


@contextmanager
def following(state: Path, note: Note) -> Iterator[Followed]:
    """Write the files of a note after what is done inside, which may raise and write nothing.

    Raises Stale beforehand where a file is not as the note takes it to be.
    """
    followed = Followed()
    if not note.files:
        yield followed
        return
    for change in note.files:
        _check(note, change)
    path = state / NOTES / f"{note.plan_id}.json"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(path, note.model_dump_json().encode())
    held = hold(path)
    try:
        yield followed
        try:
            _write(note)
        except OSError as error:
            place = error.filename or note.folder
            followed.problem = f"{place} cannot be written: {error.strerror}"
        else:
            followed.files = tuple(change.name for change in note.files)
            path.unlink(missing_ok=True)
    finally:  # after an error the note stays: only the journal knows whether it was before
        os.close(held)


def finish(state: Path, opened: Callable[[Path], Session]) -> None:
    """Write what killed processes left to write; what cannot be told now is left for later."""
    for path in sorted((state / NOTES).glob("*.json")):
        with suppress(VibeError, OSError, ValidationError), abandoned(path) as alone:
            if not alone:
                continue
            note = Note.model_validate_json(path.read_bytes())
            with opened(Path(note.database)) as session:
                applied = journal.standing(session, note.plan_id) is not None
            if applied is not note.back:
                _write(note)
            path.unlink(missing_ok=True)


def _check(note: Note, change: FileChange) -> None:
    """Raise Stale unless a file is as it was, or already as it will be."""
    path = note.path(change)
    if _text(path) in (change.before, change.after):
        return
    if note.back:
        what = f"{path} was edited since plan {note.plan_id[:8]}"
        hint = "vibecli undo --partial leaves it as it is; git diff shows what was edited"
        raise Stale(f"{what}; nothing was written", hint=hint)
    raise Stale(f"{path} was edited since the review", hint="--rebase takes it as it is now")


def _write(note: Note) -> None:
    """Bring each file from one text to the other; one that is neither was edited and stays.

    Raises UsageError where the folder refuses.
    """
    for change in note.files:
        pair = (change.before, change.after)
        before, after = reversed(pair) if note.back else pair
        path = note.path(change)
        if _text(path) != before:
            continue
        if after is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path.resolve(), after)


def _text(path: Path) -> str | None:
    return contract_text(path) if path.exists() else None
