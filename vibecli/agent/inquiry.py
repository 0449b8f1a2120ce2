"""The questions a model asked, kept so that an answer given later is told with what it means.

A one-shot command asks in one process and is answered in the next, by a label alone. Owns that
memory in the state folder; losing it costs meaning, never correctness.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from vibecli.agent.planner import Answer, PlanRequest
from vibecli.cache_file import write_cache
from vibecli.plan.model import Option, Question

KEPT = 20  # intents


class Inquiries:
    """What was asked about each of the last intents, in order."""

    def __init__(self, state: Path) -> None:
        self._path = state / "questions.json"

    def keep(self, request: PlanRequest, question: Question) -> None:
        """Remember a question; a folder that refuses only costs the meaning of the answer."""
        asked = [*(self._questions(request.intent) if request.answers else ()), question]
        stored = {key: value for key, value in self._read().items() if key != request.intent}
        stored[request.intent] = [one.model_dump(mode="json") for one in asked]
        newest = dict(list(stored.items())[-KEPT:])
        write_cache(self._path, json.dumps(newest, ensure_ascii=False))

    def recall(self, request: PlanRequest) -> PlanRequest:
        """Give the request with each answer told as the question it answers and what it means."""
        if not request.answers:
            return request
        questions = self._questions(request.intent)
        answers = tuple(_told(answer, questions) for answer in request.answers)
        return request.model_copy(update={"answers": answers})

    def _questions(self, intent: str) -> list[Question]:
        try:
            return [Question.model_validate(one) for one in self._read().get(intent, ())]
        except (ValidationError, TypeError):
            return []

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _told(answer: Answer, questions: Sequence[Question]) -> Answer:
    """Find the question an answer belongs to: the one it names, else one that has its label."""
    for question in reversed(questions):
        if answer.question in ("", question.question) and (found := _option(question, answer)):
            choice = f"{found.label}: {found.means}"
            return Answer(question=question.question, choice=choice)
    if not answer.question and len(questions) == 1:
        return answer.model_copy(update={"question": questions[0].question})
    return answer


def _option(question: Question, answer: Answer) -> Option | None:
    label = answer.choice.strip().casefold()
    return next((one for one in question.options if one.label.casefold() == label), None)
