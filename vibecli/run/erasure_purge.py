"""What the state folder holds of a person, taken out of it: plans, caches, conversations, logs.

Owns which of its files go whole and which are only cleaned. The audit log is neither: it holds no
value by design, and its chain stays as it is. Files outside the state folder are left alone, but
for the history of what was typed, which is vibecli's own.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vibecli.run.audit import AUDIT
from vibecli.run.certificate import FOLDER
from vibecli.run.erasure_scan import Scan, files_of
from vibecli.run.erasure_values import REMOVED, Traces
from vibecli.run.seal_key import FILE
from vibecli.run.store import PlanStore, write_private

_CACHES = ("catalog.json", "values.json")
_INDEXES = ("index", "whereabouts")  # of matches and of customers
_OURS = (AUDIT, FILE, FOLDER)
_ID_LENGTH = 64


@dataclass(frozen=True)
class Purge:
    """One purge of a state folder."""

    store: PlanStore
    scan: Scan
    history: Path | None  # of what was typed in conversations

    @property
    def _traces(self) -> Traces:
        return self.scan.traces

    def all(self, plan_id: str) -> Iterator[str]:
        """Drop what holds the person, and tell what; the plan of the forget itself stays."""
        self._caches()
        if swept := self.store.sweep():
            yield f"{swept:,} folders of killed runs"
        if plans := sum(self._plan(folder) for folder in self._plans() if folder.name != plan_id):
            yield f"{plans:,} reviewed plans"
        if cleaned := sum(map(self._cleaned, self._texts())):
            yield f"{cleaned:,} files of conversations and logs, cleaned"

    def last(self, plan_id: str) -> list[Path]:
        """Drop the plan of the forget, once it is certified; gives what could not be dropped."""
        folder = self.store.plans / plan_id
        shutil.rmtree(folder, ignore_errors=True)
        return [*files_of(folder)]

    def _caches(self) -> None:
        for name in _CACHES:
            with suppress(OSError):
                (self.store.state / name).unlink(missing_ok=True)
        for name in _INDEXES:
            shutil.rmtree(self.store.state / name, ignore_errors=True)

    def _plans(self) -> list[Path]:
        with suppress(OSError):
            return sorted(p for p in self.store.plans.iterdir() if len(p.name) == _ID_LENGTH)
        return []

    def _plan(self, folder: Path) -> bool:
        """Drop the folder of a plan that holds the person."""
        held = any(self.scan.count(path) for path in files_of(folder))
        if held:
            shutil.rmtree(folder, ignore_errors=True)
        return held

    def _texts(self) -> Iterator[Path]:
        """Give the files of the state folder that are text, and the history."""
        if self.history is not None and self.history.is_file():
            yield self.history
        ours = [self.store.state / name for name in _OURS]
        for path in files_of(self.store.state, without=[*ours, *self._plans()]):
            if path.suffix in (".json", ".jsonl", ".log", ".yaml", ".md", ".txt", ".part"):
                yield path

    def _cleaned(self, path: Path) -> bool:
        """Take the person out of a text; what cannot be written is found by the scan."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        clean = self._traces.pattern.sub(REMOVED, text)
        if clean == text:
            return False
        part = path.with_name(f"{path.name}.{os.getpid()}.clean")
        with suppress(OSError):
            write_private(part, clean.encode())
            part.replace(path)
        return True


def state_files(store: PlanStore, *, without: str) -> Iterator[Path]:
    """Give every file of the state folder, but for those of one plan."""
    yield from files_of(store.state, without=[store.plans / without])
