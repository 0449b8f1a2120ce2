"""From words to an outcome: a planner's questions are put to the person, where there is one."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from vibecli.console.outcome import watch
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Interrupted

if TYPE_CHECKING:
    from vibecli.agent.planner import Asked, Refused
    from vibecli.plan.model import Question
    from vibecli.run.model import Review

T = TypeVar("T")


def plan_intent(
    shell: Shell, words: str, *, answers: Sequence[str] = ()
) -> "Review | Asked | Refused":
    """Plan an intent and run it on the shadow; on a terminal its questions are asked."""
    from vibecli.agent.planner import Answer, Asked

    given = [Answer(question="", choice=choice) for choice in answers]
    while True:
        outcome = consented(
            shell, lambda: watch(shell, shell.flow.ask(words, answers=tuple(given)))
        )
        if not isinstance(outcome, Asked) or not shell.interactive:
            return outcome
        choice = _chosen(shell, outcome.question, outcome.understood)
        if choice is None:
            return outcome
        given.append(Answer(question=outcome.question.question, choice=choice))


def consented(shell: Shell, work: Callable[[], T]) -> T:
    """Do the work; where a host needs consent first, have a person at a terminal type its name."""
    from vibecli.ui.errors import draw_note

    try:
        return work()
    except ActionNeeded as needed:
        host = str(needed.details.get("host", ""))
        if needed.details.get("action") != "consent" or not shell.interactive:
            raise
        draw_note(shell.terminal, needed.message)
        typed = shell.terminal.ask(f"type {host} to consent for this workspace, Enter to stop >")
        if (typed or "").strip().casefold() != host.casefold():
            raise
        shell.flow.consent(host, needed.details["level"])
    return work()


def _chosen(shell: Shell, question: "Question", understood: str) -> str | None:
    """Ask until the answer is one of the options, or words of the person's own; None to stop."""
    from vibecli.ui.replies import draw_question, option

    draw_question(shell.terminal, question, understood=understood)
    empty = "Enter takes the default" if question.default else "Enter stops"
    try:
        while True:
            answer = shell.terminal.ask(f"a number, or your own words ({empty}) >")
            if answer is None or not (answer.strip() or question.default):
                return None
            choice = option(question, answer)
            if choice or not answer.strip().isdigit():
                return choice or answer.strip()
            shell.terminal.err(f"there is no option {answer.strip()[:20]}")
    except KeyboardInterrupt as error:
        raise Interrupted("stopped; nothing was written") from error
