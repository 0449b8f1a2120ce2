"""A conversation: the plan at hand, what words do to it, and the answers to questions."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from vibecli.console.decision import commit
from vibecli.console.outcome import reads_only, refuse_blocked, show_review, to_confirm, watch
from vibecli.console.shell import Shell
from vibecli.errors import NotFound, VibeError
from vibecli.repl.commands import COMMANDS, command_for
from vibecli.repl.session import Session, SessionStore, Turn

if TYPE_CHECKING:
    from vibecli.agent.planner import Answer, Asked
    from vibecli.data.catalog import Catalog
    from vibecli.run.model import Review

NEXT = "Nothing is written until you /apply; say what to change, or /help."


class Conversation:
    """Holds one plan at hand; words refine it, slash commands look at it, /apply writes it."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.sessions = SessionStore(shell.settings.state)
        self.session: Session = self.sessions.new(self._now())
        self.leaving = False
        self._review: Review | None = None
        self._asked: Asked | None = None
        self._answers: list[Answer] = []
        self._catalog: Catalog | None = None

    def hear(self, line: str) -> None:
        """Act on one line: a slash command, an answer to the open question, or an intent."""
        if line.startswith("/"):
            command, argument = command_for(line)
            command.run(self, argument)
        elif self._asked is not None:
            self._answer(self._asked, line)
        else:
            self._intend(line)

    def plan_at_hand(self) -> "Review":
        """Give the review being talked about. Raises NotFound."""
        if self._review is None:
            raise NotFound("there is no plan at hand", hint="say what you want, or /resume")
        return self._review

    def apply(self) -> None:
        """Write the plan at hand, with typed confirmations where a rule wants them."""
        review = self.plan_at_hand()
        refuse_blocked(review)
        confirmed = []
        for table in to_confirm(review):
            if (self.shell.terminal.ask(f"type {table} to confirm > ") or "").strip() != table:
                self.shell.terminal.err("not confirmed; nothing was written")
                return
            confirmed.append(table)
        commit(self.shell, review, channel="terminal", confirmed=confirmed)
        self._review = None
        self.forget_catalog()

    def resume(self, prefix: str) -> None:
        """Take up an earlier conversation with its plan at hand."""
        self.session = self.sessions.open(prefix)
        plan_id = self.session.plan_at_hand()
        self.shell.terminal.err(f"session {self.session.name}: {len(self.session.turns)} turns")
        if plan_id:
            self._review = self.shell.flow.review(plan_id)
            show_review(self.shell, self._review, next_line=NEXT)

    def forget_catalog(self) -> None:
        """Read the tables anew next time: they changed."""
        self._catalog = None

    def words(self) -> Iterator[str]:
        """Give what Tab completes."""
        yield from COMMANDS
        for table in self._known().tables:
            yield table.name
            yield from (column.name for column in table.columns)

    def examples(self) -> tuple[str, ...]:
        """Give intents that work on this database."""
        return self.shell.flow.examples(self._known())

    def _known(self) -> "Catalog":
        if self._catalog is None:
            try:
                self._catalog = self.shell.flow.workspace.catalog()
            except VibeError:
                from vibecli.data.catalog import Catalog

                return Catalog()
        return self._catalog

    def _intend(self, words: str) -> None:
        from vibecli.run.model import Review
        from vibecli.ui.replies import draw_question, draw_refusal

        previous, terminal = self._review, self.shell.terminal
        work = self.shell.flow.ask(words, previous=previous, answers=tuple(self._answers))
        outcome = watch(self.shell, work)
        if isinstance(outcome, Review):
            self._answers.clear()
            self._take(outcome, words)
        elif outcome.kind == "asked":
            self._asked = outcome
            draw_question(terminal, outcome.question, understood=outcome.understood)
        else:
            self._answers.clear()
            draw_refusal(terminal, outcome.refusal, understood=outcome.understood)

    def _take(self, review: "Review", words: str) -> None:
        """Make a review the plan at hand, and show it; a plain query leaves the plan as it is."""
        if reads_only(review):
            show_review(self.shell, review)
            if self._review is None:
                self._review = review
        else:
            self._review = review
            show_review(self.shell, review, next_line=NEXT)
        self.session.add(Turn(at=self._now(), intent=words, plan_id=review.plan_id))

    def _answer(self, asked: "Asked", line: str) -> None:
        from vibecli.agent.planner import Answer
        from vibecli.ui.replies import option

        choice = option(asked.question, line)
        self._asked = None
        answer = Answer(question=asked.question.question, choice=choice or line)
        self._answers.append(answer)
        self._intend(asked.intent)

    def _now(self) -> str:
        return self.shell.flow.runtime.now().isoformat(timespec="seconds")
