"""What a planner may answer: a Plan, a Question or a Refusal, inside a Reply."""

from typing import Annotated, Literal

from pydantic import Field

from vibecli.model import Model
from vibecli.steps.registry import AnyStep

MAX_STEPS = 100  # enough for a step each on scores of tables; the worker has its deadline


class Assumption(Model):
    """Something the planner took for granted, and on what basis."""

    text: str
    basis: Literal["schema", "glossary", "sample", "answer", "guess"]  # answer: a person chose it


class Plan(Model):
    """Typed steps, in order."""

    kind: Literal["plan"] = "plan"
    title: str
    steps: Annotated[tuple[AnyStep, ...], Field(min_length=1, max_length=MAX_STEPS)]
    assumptions: tuple[Assumption, ...] = ()
    confidence: Literal["high", "medium", "low"]


class Option(Model):
    """One answer to a question, and what choosing it means."""

    label: str
    means: str


class Question(Model):
    """Something a person must decide before there can be a plan."""

    kind: Literal["question"] = "question"
    question: str
    about: str  # the words or the column it is about
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=4)]
    default: str | None = None  # label of a safe option


class Refusal(Model):
    """Why there is no plan."""

    kind: Literal["refusal"] = "refusal"
    reason: str
    not_understood: tuple[str, ...] = ()  # words of the intent
    nearest: tuple[str, ...] = ()  # intents that would work here


Result = Annotated[Plan | Question | Refusal, Field(discriminator="kind")]


class Reply(Model):
    """A planner's answer; `understood` is one sentence and always shown."""

    understood: str
    refines: bool = False  # true: an edit of the plan at hand; false: an answer of its own
    result: Result
