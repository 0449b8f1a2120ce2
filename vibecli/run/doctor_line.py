"""One thing that `doctor` looked at."""

from typing import Literal

from vibecli.model import Model


class DoctorLine(Model):
    """How it is, and what can be done about it."""

    status: Literal["ok", "warn", "fail"]
    name: str
    message: str
    hint: str = ""
