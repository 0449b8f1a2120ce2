"""What a reading gathers: assumptions, questions still open, and the draft it ends in."""

from collections.abc import Sequence
from dataclasses import dataclass

from vibecli.agent.planner import Answer
from vibecli.plan.model import Assumption, Option, Question
from vibecli.steps.registry import AnyStep


@dataclass(frozen=True)
class Draft:
    """A complete reading: steps, a title and the sentence that echoes it."""

    title: str
    said: str
    steps: tuple[AnyStep, ...]


class Declined(Exception):
    """The words were understood and the answer is no: the reason, and what would work instead."""

    def __init__(self, reason: str, *nearest: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.nearest = nearest


Note = Assumption | Question


def answer_to(question: Question, answers: Sequence[Answer]) -> Option | None:
    """Give the option a person chose for this question, if they answered it."""
    for answer in reversed(answers):
        if answer.question in (question.question, question.about, ""):
            found = _chosen(question, answer.choice)
            if found:
                return found
    return None


def _chosen(question: Question, choice: str) -> Option | None:
    wanted = choice.strip().lower()
    if wanted.isdigit() and 0 < int(wanted) <= len(question.options):
        return question.options[int(wanted) - 1]
    exact = [o for o in question.options if o.label.lower() == wanted]
    starts = [o for o in question.options if wanted and o.label.lower().startswith(wanted)]
    found = exact or starts
    return found[0] if len(found) == 1 else None
