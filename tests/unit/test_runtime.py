"""Who acts is what the operating system says, not what the environment says."""

import os
import pwd
from pathlib import Path

from vibecli.config import Settings
from vibecli.runtime import Runtime


def test_the_environment_cannot_name_who_approves(monkeypatch):
    for name in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "mallory")
    settings = Settings(workspace=Path(), database=Path("none.duckdb"), state=Path())
    assert Runtime(settings=settings).person() == pwd.getpwuid(os.getuid()).pw_name
