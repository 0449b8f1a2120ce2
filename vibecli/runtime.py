"""The outside world in one object: environment, clock, person, settings; no globals below."""

import getpass
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from vibecli.config import Settings
from vibecli.spending import Spending


def _now() -> datetime:
    return datetime.now(UTC)


def _person() -> str:
    """Give the OS user of this process; the environment may say what it likes."""
    try:
        from pwd import getpwuid
    except ImportError:  # no such thing on Windows
        return getpass.getuser()
    try:
        return getpwuid(os.getuid()).pw_name
    except KeyError:  # an account of a container without a name
        return f"uid {os.getuid()}"


@dataclass
class Heard:
    """How many letters of a model's answer have come in: a sign of life while a person waits."""

    letters: int = 0


@dataclass(frozen=True)
class Runtime:
    """Built once by the CLI and passed down."""

    settings: Settings
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    now: Callable[[], datetime] = _now
    person: Callable[[], str] = _person
    spent: Spending = field(default_factory=Spending)  # of this conversation
    heard: Heard = field(default_factory=Heard)  # of the answer that comes in now
