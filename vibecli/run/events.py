"""What happens while a plan runs, told as it happens. The worker sends these as JSON lines."""

from typing import Annotated, Literal

from pydantic import Field

from vibecli.model import Model
from vibecli.steps.base import StepResult


class StepStarted(Model):
    """A step begins."""

    event: Literal["step-started"] = "step-started"
    step: str
    kind: str
    summary: str
    number: int  # 1-based
    of: int


class StepProgress(Model):
    """A step tells how far it is."""

    event: Literal["step-progress"] = "step-progress"
    step: str
    done: int
    total: int
    what: str


class StepDone(Model):
    """A step is done."""

    event: Literal["step-done"] = "step-done"
    result: StepResult
    seconds: float


class Notice(Model):
    """A line worth showing."""

    event: Literal["notice"] = "notice"
    text: str


Event = Annotated[StepStarted | StepProgress | StepDone | Notice, Field(discriminator="event")]
