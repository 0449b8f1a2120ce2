"""The question a conversation was left with: noted as a turn, found again when it is resumed."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.repl.session import Turn

if TYPE_CHECKING:
    from vibecli.agent.planner import Answer, Asked


def asked_turn(at: str, words: str, asked: "Asked", answers: "Sequence[Answer]") -> Turn:
    """Give the turn that ended in a question, with what was answered on the way to it."""
    given = tuple((answer.question, answer.choice) for answer in answers)
    return Turn(at=at, intent=words, asked=asked.model_dump_json(), answers=given)


def open_question(turns: Sequence[Turn]) -> "tuple[Asked, list[Answer]] | None":
    """Give the question the last turn ended in, and the answers before it; None without one."""
    from vibecli.agent.planner import Answer, Asked

    if not turns or turns[-1].asked is None:
        return None
    try:
        asked = Asked.model_validate_json(turns[-1].asked)
    except ValueError:  # of another version: it can be asked anew
        return None
    return asked, [Answer(question=about, choice=choice) for about, choice in turns[-1].answers]
