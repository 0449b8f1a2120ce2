"""From words to an outcome: a planner's questions are put to the person, where there is one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from vibecli.console.outcome import watch
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Interrupted, UsageError

if TYPE_CHECKING:
    from vibecli.agent.planner import Answer, Asked, Refused
    from vibecli.plan.model import Question
    from vibecli.run.model import Review

T = TypeVar("T")


class Answered(NamedTuple):
    """A question a person answered on the way to a plan."""

    question: "Question"
    choice: str


@dataclass
class Dialogue:
    """An intent on its way to a plan: what was asked about it, and what was answered."""

    shell: Shell
    words: str
    given: "tuple[Answer, ...]" = ()
    previous: "Review | None" = None
    fresh: bool = False
    answered: list[Answered] = field(default_factory=list)

    def outcome(self) -> "Review | Asked | Refused":
        """Plan the intent and run it on the shadow; on a terminal its questions are asked."""
        from vibecli.agent.planner import Answer, Asked
        from vibecli.agent.repair import REPHRASE, gave_up

        shell = self.shell
        while True:
            outcome = consented(shell, self._ask)
            if isinstance(outcome, Asked):
                self._tell_unheard(outcome)
            if not isinstance(outcome, Asked) or not shell.interactive:
                return outcome
            choice = _chosen(shell, outcome.question, outcome.understood)
            if choice is None:
                return outcome
            shell.flow.planning.questions.close(outcome.id)
            if gave_up(outcome.question) and choice == REPHRASE:
                if not (words := (shell.terminal.ask("in other words >") or "").strip()):
                    return outcome
                self.words, self.given = words, ()
                continue
            self.answered.append(Answered(outcome.question, choice))
            self.given += (Answer(question=outcome.question.question, choice=choice),)

    def grow(self) -> None:
        """Offer what was answered as entries of the glossary."""
        from vibecli.console.growing import offer_entry

        for question, choice in self.answered:
            offer_entry(self.shell, self.words, question, choice)

    def _tell_unheard(self, asked: "Asked") -> None:
        """Tell that the last answer is none of the question that is still asked."""
        from vibecli.ui.errors import draw_note
        from vibecli.ui.replies import option

        answer = self.given[-1] if self.given else None
        if answer is None or answer.question not in ("", asked.question.question):
            return
        if option(asked.question, answer.choice) is None:
            labels = ", ".join(one.label for one in asked.question.options)
            draw_note(
                self.shell.terminal,
                f"no answer to this: {answer.choice[:40]}",
                hint=f"one of {labels}",
            )

    def _ask(self) -> "Review | Asked | Refused":
        work = self.shell.flow.ask(
            self.words, previous=self.previous, answers=self.given, fresh=self.fresh
        )
        return watch(self.shell, work)


def dialogue(
    shell: Shell, words: str, *, answers: Sequence[str] = (), fresh: bool = False
) -> Dialogue:
    """Begin with an intent, and answers to what was asked about it before."""
    from vibecli.agent.planner import Answer

    given = tuple(Answer(question="", choice=choice) for choice in answers)
    begun = Dialogue(shell, words, given, fresh=fresh)
    asked = shell.flow.planning.questions.about(words, given) if given else None
    if asked is not None:
        begun.answered.append(Answered(asked, _label(asked, given[-1].choice)))
    return begun


def resumed(shell: Shell, question_id: str, answer: str) -> Dialogue:
    """Go on with an intent by answering the question that waits. Raises NotFound, UsageError."""
    from vibecli.agent.repair import REPHRASE, gave_up
    from vibecli.ui.replies import option

    waiting = shell.flow.planning.questions.find(question_id)
    choice = option(waiting.question, answer)
    if choice is None and answer.strip().isdigit():
        labels = ", ".join(one.label for one in waiting.question.options)
        raise UsageError(f"there is no option {answer.strip()[:20]}", hint=f"one of {labels}")
    choice = choice or answer.strip()
    if gave_up(waiting.question) and choice == REPHRASE:
        raise UsageError("say it in other words", hint='vibecli ask "INTENT"')
    previous = shell.flow.review(waiting.previous) if waiting.previous else None
    begun = Dialogue(shell, waiting.intent, waiting.answered(choice), previous)
    begun.answered.append(Answered(waiting.question, choice))
    return begun


def _label(question: "Question", answer: str) -> str:
    from vibecli.ui.replies import option

    return option(question, answer) or answer


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
