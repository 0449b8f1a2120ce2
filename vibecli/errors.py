"""Everything that can go wrong, grouped by who can act, with the exit code each one ends in.

VibeError
├── UsageError            2    the command line, a configuration value
│   └── NotFound          2    a file, table, plan or session that does not exist
├── DataError             1    the user's data: a file that cannot be read, a value that does not
fit
├── PlanError             1    a plan that cannot be made or run (carries its findings)
│   └── StepFailed        1    one step failed in the shadow
├── EngineError           1    the database engine refused or broke
│   └── SqlError          1    one statement does not parse, bind or run
├── ActionNeeded          3    a person must approve, answer, confirm or consent; nothing was
written
├── Blocked               4    a check or policy forbids it
├── Unreachable           5    the model or the database cannot be reached
│   └── DatabaseLocked    5    another process holds the database
├── TimedOut              6
├── Stale                 7    inputs or schema changed since the review or the save
└── Interrupted         130    Ctrl-C

Every one has a message (one line, no full stop) and a hint (what to run or change next, may be
empty).
This module imports nothing of vibecli and nothing heavy.
"""

from typing import Any, ClassVar


class VibeError(Exception):
    """The root: one clear line, a hint and an exit code."""

    exit_code: ClassVar[int] = 1

    def __init__(
        self, message: str, *, hint: str = "", details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details or {}


class UsageError(VibeError):
    """The command line or the configuration is wrong."""

    exit_code = 2


class NotFound(UsageError):
    """A named thing does not exist."""


class DataError(VibeError):
    """The user's data cannot be read or does not fit."""


class PlanError(VibeError):
    """A plan cannot be made or run; `details["findings"]` says why, one entry a finding."""


class StepFailed(PlanError):
    """One step failed while the plan ran in the shadow."""


class EngineError(VibeError):
    """The database engine refused or broke."""


class SqlError(EngineError):
    """One statement does not parse, bind or run."""


class ActionNeeded(VibeError):
    """A person must act; `details` says which way (approve, answer, confirm, consent)."""

    exit_code = 3


class Blocked(VibeError):
    """A check or a policy forbids the change."""

    exit_code = 4


class Unreachable(VibeError):
    """The model endpoint or the database cannot be reached."""

    exit_code = 5


class DatabaseLocked(Unreachable):
    """Another process holds the database file."""


class TimedOut(VibeError):
    """The deadline passed; nothing was written."""

    exit_code = 6


class Stale(VibeError):
    """What was read or touched changed since the review or the save."""

    exit_code = 7


class Interrupted(VibeError):
    """The person pressed Ctrl-C; what was and was not written is in the message."""

    exit_code = 130
