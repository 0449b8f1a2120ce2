"""Questions that wait for an answer: kept in the state folder, so that a kill loses none.

Owns their ids, which are the same for the same question, and how an answer is added to what was
answered before. Losing one costs asking again.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from vibecli.agent.planner import Answer, Asked
from vibecli.cache_file import write_cache
from vibecli.errors import NotFound
from vibecli.model import Model
from vibecli.plan.hash import identity
from vibecli.plan.model import Question

KEPT = 50
ID_LENGTH = 8


class OpenQuestion(Model):
    """A question, the intent it is about, and the answers given before it."""

    intent: str
    understood: str
    question: Question
    answers: tuple[Answer, ...] = ()
    previous: str | None = None  # id of the plan at hand, when the intent refines it

    @property
    def id(self) -> str:
        """The id people type."""
        return identity(self)[:ID_LENGTH]

    def asked(self, question_id: str) -> Asked:
        """Give the outcome that asked it, under an id it can be answered by."""
        return Asked(
            understood=self.understood, intent=self.intent, question=self.question, id=question_id
        )

    def answered(self, choice: str) -> tuple[Answer, ...]:
        """Give every answer, this one last."""
        return (*self.answers, Answer(question=self.question.question, choice=choice))


class OpenQuestions:
    """The questions of one state folder."""

    def __init__(self, state: Path) -> None:
        self._folder = state / "questions"

    def keep(self, question: OpenQuestion) -> Asked:
        """Keep a question and give it as asked; where the folder refuses, without an id."""
        write_cache(self._path(question.id), question.model_dump_json())
        for old in self._newest()[KEPT:]:
            self.close(old.stem)
        return question.asked(question.id if self._path(question.id).exists() else "")

    def find(self, prefix: str) -> OpenQuestion:
        """Give the question whose id starts so, the newest for "last". Raises NotFound."""
        paths = self._newest()
        found = paths[:1] if prefix == "last" else [p for p in paths if p.stem.startswith(prefix)]
        read = [one for path in found for one in _read(path)]
        if not read:
            what = "no question is open" if prefix == "last" else f"no open question {prefix}"
            raise NotFound(what, hint="vibecli ask asks it again")
        if len(read) > 1:
            told = ", ".join(one.id for one in read[:3])
            raise NotFound(f"{len(read)} questions start with {prefix}", hint=f"one of {told}")
        return read[0]

    def about(self, intent: str, answers: Sequence[Answer]) -> Question | None:
        """Give the question that was open about an intent when the last of these was given."""
        for path in self._newest():
            for one in _read(path):
                if one.intent == intent and len(one.answers) == len(answers) - 1:
                    return one.question
        return None

    def close(self, question_id: str) -> None:
        """Forget a question that was answered."""
        with suppress(OSError):
            self._path(question_id).unlink(missing_ok=True)

    def _path(self, question_id: str) -> Path:
        return self._folder / f"{question_id}.json"

    def _newest(self) -> list[Path]:
        try:
            found = [(path.stat().st_mtime_ns, path) for path in self._folder.glob("*.json")]
        except OSError:
            return []
        return [path for _, path in sorted(found, reverse=True)]


def _read(path: Path) -> list[OpenQuestion]:
    """Read one question; a file that holds none is passed over."""
    try:
        return [OpenQuestion.model_validate(json.loads(path.read_text(encoding="utf-8")))]
    except (OSError, ValueError, ValidationError):
        return []
