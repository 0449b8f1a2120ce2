"""What a command gets: global flags, terminal, and (made on first use) settings and flow."""

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.globals import Globals
from vibecli.errors import UsageError, VibeError

if TYPE_CHECKING:
    from vibecli.config import Settings, SettingSource
    from vibecli.flow import Flow
    from vibecli.spending import Spending
    from vibecli.ui.terminal import Terminal


SCREEN_ROWS, SCREEN_LINES = 60, 66  # a person scrolls back no further


@dataclass
class Shell:
    """Built once by `cli.app.run`; passed to every command as typer's context object."""

    terminal: "Terminal"
    globals: Globals = field(default_factory=Globals)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    stopped_by: int = 0  # the signal that asked this process to end
    told: bool = False  # stdout holds the one document of this command
    beside: dict[str, object] = field(default_factory=dict)  # told with that document

    @cached_property
    def _loaded(self) -> "tuple[Settings, tuple[SettingSource, ...]]":
        """The settings as first read; what stands over something else is told, this once."""
        from vibecli.ui.errors import draw_note

        settings, sources = self._fresh()
        for one in sources:
            if one.note:
                draw_note(self.terminal, one.note)
        return settings, sources

    def _fresh(self) -> "tuple[Settings, tuple[SettingSource, ...]]":
        from vibecli.config import load_settings

        return load_settings(self.globals.settings(), self.environment, _here())

    @property
    def settings(self) -> "Settings":
        """Give the settings. Raises UsageError for a broken file."""
        return self._loaded[0]

    @property
    def sources(self) -> "tuple[SettingSource, ...]":
        """Give where each setting comes from."""
        return self._loaded[1]

    @cached_property
    def flow(self) -> "Flow":
        """Give the verbs, bound to these settings."""
        from vibecli.flow import Flow
        from vibecli.runtime import Runtime

        runtime = Runtime(settings=self.settings, environment=self.environment, spent=self._spent)
        return Flow(runtime)

    @cached_property
    def _spent(self) -> "Spending":
        """What models took in this process; it outlives a change of settings."""
        from vibecli.spending import Spending

        return Spending()

    def change(self, **flags: str | int | None) -> None:
        """Set global flags anew; settings and flow follow."""
        before = self.globals
        self.globals = replace(before, **flags)  # type: ignore[arg-type]
        try:
            kept = {"_loaded": self._fresh()}
        except VibeError:
            self.globals = before
            raise
        self.__dict__.pop("flow", None)
        self.__dict__.update(kept)

    def check_real(self) -> None:
        """Raise UsageError in a dry run, before what writes at once and has nothing to review."""
        if self.globals.dry_run:
            what = "this writes at once, and a dry run writes nothing"
            raise UsageError(what, hint="leave --dry-run out")

    def check_writable(self) -> None:
        """Raise UsageError in a dry run, and when this user may not write the database."""
        self.check_real()
        database = self.settings.database
        folder = database.parent
        if database.exists() and not os.access(database, os.W_OK):
            hint = f"chmod u+w {shlex.quote(str(database))}, or work on a copy with --db"
            raise UsageError(f"{database.name} is read-only for this user", hint=hint)
        if folder.exists() and not os.access(folder, os.W_OK):
            hint = "copy the database to a folder of your own, or name one with --db"
            raise UsageError(f"the folder {folder} is read-only for this user", hint=hint)

    @property
    def interactive(self) -> bool:
        """True when a person can be asked and sees what is asked about: all of it on a screen."""
        asked = not self.globals.no_input and self.globals.output == "text"
        return asked and self.terminal.interactive and self.terminal.out_tty

    @property
    def screen_rows(self) -> int:
        """How many rows are shown: a screenful to a person who did not say, else the limit."""
        limit = self.settings.limit
        return limit if self.screen_lines is None else min(limit, SCREEN_ROWS)

    @property
    def screen_lines(self) -> int | None:
        """How many lines a result may take on a person's screen; None when all were asked for."""
        asked = self.globals.limit is not None
        return None if asked or not self.interactive else SCREEN_LINES

    @property
    def documents(self) -> bool:
        """True when stdout takes one JSON document a command."""
        return self.globals.output in {"json", "jsonl"}


def _here() -> Path:
    """Give the current folder. Raises UsageError when it was deleted."""
    try:
        return Path.cwd()
    except OSError as error:
        raise UsageError(
            "the current folder is gone", hint="cd into a folder that exists"
        ) from error
