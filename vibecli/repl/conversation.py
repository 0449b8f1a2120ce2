"""A conversation: the plan at hand, what words do to it, and the answers to questions."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from vibecli.console.commands import command
from vibecli.console.decision import commit, discard, typed_names, uninterrupted
from vibecli.console.outcome import OPEN, reads_only, refuse_blocked, show_review, watch
from vibecli.console.planning import consented
from vibecli.console.shell import Shell
from vibecli.console.unsure import has_unsure
from vibecli.errors import NotFound, Stale, UsageError, VibeError
from vibecli.plan.sealing import names_person
from vibecli.repl.commands import WRITING, bare_command, command_for
from vibecli.repl.overriding import asked_overrides
from vibecli.repl.session import APPLIED, Session, SessionStore, Turn
from vibecli.repl.suggestions import Suggestions
from vibecli.ui.errors import draw_note

if TYPE_CHECKING:
    from vibecli.agent.planner import Answer, Asked, Refused
    from vibecli.plan.glossary import Term
    from vibecli.run.model import Review

NEXT = "/apply writes it  /why  /diff  /sql  {unsure}or say what to change"
NONE_AT_HAND = "no plan is at hand; /review takes up the last one"
CHANGED_ANEW = "it is applied; say what to change and it is planned anew on the data as they are"
PROMPT, ANSWER = "vibecli> ", "answer> "


class Conversation(Suggestions):
    """Holds one plan at hand; words refine it, slash commands look at it, /apply writes it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.sessions = SessionStore(shell.settings.state)
        self.session: Session = self.sessions.new(self._now())
        self.leaving = False
        self._review: Review | None = None  # the change that /apply would write
        self._asked: Asked | None = None
        self._answers: list[Answer] = []
        self._again: Callable[[], None] | None = None  # shows the rows shown last once more
        self._before: list[Review] = []  # the plan at hand as it was, change by change
        self.grown: Term | None = None  # the entry of the glossary that the last answer would be

    @property
    def prompt(self) -> str:
        """Give the words before the input: they tell when an answer is waited for."""
        return PROMPT if self._asked is None else ANSWER

    def hear(self, line: str) -> None:
        """Act on one line: a slash command, an answer to the open question, or an intent."""
        if line.startswith("/"):
            known, argument = command_for(line)
            known.run(self, argument)
            if known.rows:
                self._again = lambda: known.run(self, argument)
        elif self._asked is not None:
            self._answer(self._asked, line)
        elif line and (slash := bare_command(line)):
            self._bare(slash)
        elif line:
            self._intend(line)

    @property
    def has_plan(self) -> bool:
        """Tell whether a review is being talked about."""
        return self._review is not None or self._latest is not None

    def plan_at_hand(self) -> "Review":
        """Give the review being talked about. Raises NotFound."""
        self._latest = review = self._review or self._latest
        if review is None:
            raise NotFound("there is no plan at hand", hint="say what you want, or /resume")
        return review

    def apply(self, argument: str = "") -> None:
        """Write the plan at hand, with typed confirmations where a rule wants them."""
        review = self.plan_at_hand()
        overrides = asked_overrides(self.shell, review, argument)
        refuse_blocked(review, overrides)
        if review.verdict not in OPEN and not overrides:
            self.shell.terminal.err("there is nothing to apply: no row would change")
            return
        confirmed = typed_names(self.shell, review)
        if confirmed is None:
            self.shell.terminal.err("not confirmed; nothing was written")
            return
        decision = self.shell.flow.applying.decide(
            review, channel="terminal", confirmed=confirmed, overrides=overrides
        )
        try:
            commit(self.shell, review, decision)
        except Stale as error:
            draw_note(self.shell.terminal, f"{error.message}; the plan is run anew")
            self.take(watch(self.shell, self.shell.flow.rebase(review)), review.intent)
            return
        self._note(f"{APPLIED} {review.short_id}")
        self._drop()

    def back(self) -> None:
        """Take back the last change of the plan at hand."""
        if self._latest is None:
            raise NotFound("there is no plan at hand", hint="/undo puts back what was applied last")
        if not self._before:
            raise NotFound("the plan at hand has not been changed", hint="/discard drops it")
        *earlier, review = self._before
        self.take(review, review.intent, earlier)

    def discard(self) -> None:
        """Drop the plan at hand; it stays readable by its id."""
        discard(self.shell, self.plan_at_hand())
        self._drop()

    def drop_question(self) -> bool:
        """Wait for no answer any more; True when one was waited for."""
        asked, self._asked = self._asked, None
        self._answers.clear()
        return asked is not None

    def review(self, plan_id: str) -> None:
        """Show a plan made earlier; one that can still be applied is the plan at hand again."""
        review = self.shell.flow.review(plan_id)
        self.drop_question()
        if self.shell.flow.applying.applied(review):
            show_review(self.shell, review, applied=True)
            self._latest = review
            draw_note(self.shell.terminal, CHANGED_ANEW)
        else:
            self.take(review, review.intent, self._changed_from(review))

    def limit(self, argument: str) -> None:
        """Show up to so many rows from now on, and the rows shown last again."""
        if argument and argument != "auto" and not (argument.isascii() and argument.isdigit()):
            raise UsageError("/limit needs a number", hint="/limit 100, or /limit auto")
        if argument:
            self.shell.change(limit=None if argument == "auto" else int(argument))
        most = self.shell.globals.limit
        told = "as many rows as fit a screen" if most is None else f"{most:,} at most"
        self.shell.terminal.err(f"rows shown of a result: {told}")
        if argument and self._again:
            self._again()

    def undo(self, plan_id: str) -> None:
        """Put back what a plan changed, the last one without id."""
        from vibecli.ui.receipts import draw_receipt

        undo, partial = self.shell.flow.applying.undo, "--partial" in plan_id
        wanted = plan_id.replace("--partial", "").strip()
        work = lambda: undo(wanted, partial=partial)  # noqa: E731
        receipt = uninterrupted(self.shell, work, wanted, applied=False)
        draw_receipt(self.shell.terminal, receipt)
        undone = self._found(receipt.plan_id)
        if undone is not None and self._latest is None:
            self._latest = self._review = undone
            self._before = self._changed_from(undone)
            self._note(undone.intent, undone)
            draw_note(self.shell.terminal, f"plan {undone.short_id} is at hand again")

    def resume(self, prefix: str) -> None:
        """Take up an earlier conversation with its plan at hand."""
        self.session = self.sessions.open(prefix)
        self._drop()
        turns = len(self.session.turns)
        told = "1 turn" if turns == 1 else f"{turns} turns"
        draw_note(self.shell.terminal, f"session {self.session.name}: {told}")
        for plan_id in self.session.plans():
            review = self._found(plan_id)
            if review is None:
                continue
            self._latest = self._latest or review
            if not reads_only(review):
                self._review = review
                break
        if self._review:
            self._before = self._changed_from(self._review)
            show_review(self.shell, self._review, next_line=_next(self._review))
        if not self._wait_again() and not self._review:
            draw_note(self.shell.terminal, "it has no plan that waits to be applied")

    def _wait_again(self) -> bool:
        """Ask the question the conversation was left with once more; True when there is one."""
        if self.session.question is None:
            return False
        try:
            waiting = self.shell.flow.planning.questions.find(self.session.question)
        except NotFound:
            return False
        self._answers = list(waiting.answers)
        self._wait(waiting.asked(waiting.id))
        return True

    def _intend(self, words: str) -> None:
        from vibecli.run.model import Review
        from vibecli.ui.plans import draw_plan_changes
        from vibecli.ui.replies import draw_refusal

        outcome = self._planned(words)
        if isinstance(outcome, Review):
            answered, self._answers = self._answers, []
            before, at_hand = self._before, self._latest
            refined = at_hand and outcome.intent.startswith(f"{at_hand.intent}; ")
            if at_hand and refined:
                draw_plan_changes(self.shell.terminal, at_hand.plan, outcome.plan)
            self.take(outcome, words, [*before, at_hand] if at_hand and refined else ())
            if answered:
                self._offer(words, answered[-1])
            return
        if outcome.kind == "asked":
            self._note(words, question=outcome.id)
            self._wait(outcome)
        else:
            self._note(words)
            self._answers.clear()
            draw_refusal(self.shell.terminal, outcome.refusal, understood=outcome.understood)
            if self._latest is None and any(turn.plan_id for turn in self.session.turns):
                draw_note(self.shell.terminal, NONE_AT_HAND)

    def _planned(self, words: str) -> "Review | Asked | Refused":
        """Plan the words on what was said last, else on the plan at hand."""
        outcome = self._ask(words, self._latest)
        refused = getattr(outcome, "kind", "") == "refused"
        if refused and self._review is not None and self._review is not self._latest:
            return self._ask(words, self._review)
        return outcome

    def _ask(self, words: str, previous: "Review | None") -> "Review | Asked | Refused":
        shell, answers = self.shell, tuple(self._answers)
        return consented(
            shell, lambda: watch(shell, shell.flow.ask(words, previous=previous, answers=answers))
        )

    def take(self, review: "Review", words: str, before: Sequence["Review"] = ()) -> None:
        """Show a review; one that changes something is the plan at hand from now on."""
        self._latest, self._before = review, list(before)
        if reads_only(review):
            self._again = lambda: show_review(self.shell, review)
            self._again()
        else:
            self._review, self._again = review, None
            show_review(self.shell, review, next_line=_next(review))
        self._note(words, review)

    def _drop(self) -> None:
        """Forget the plan at hand, and the question that was asked about it."""
        self._review = self._latest = self._again = None
        self._before = []
        self.drop_question()

    def _answer(self, asked: "Asked", line: str) -> None:
        """Take a line as the answer; one that is none of the options may be a new intent."""
        from vibecli.agent.planner import Answer
        from vibecli.agent.repair import REPHRASE, gave_up
        from vibecli.ui.replies import option

        choice = option(asked.question, line)
        if choice is None and line.isdigit():
            self.shell.terminal.err(f"there is no option {line[:20]}")
            return
        self._asked = None
        if choice is None and not line:
            self._answers.clear()
            self.shell.terminal.err("the question is dropped")
        elif gave_up(asked.question) and choice == REPHRASE:
            self._answers.clear()
            self.shell.terminal.err("say it in other words, naming tables and columns")
        elif choice is None and self.shell.flow.planner_name() == "catalogue":
            self._answers.clear()
            self.hear(line)  # the catalogue knows its own options only
        else:
            self._answers.append(Answer(question=asked.question.question, choice=choice or line))
            self._intend(asked.intent)

    def _wait(self, asked: "Asked") -> None:
        """Put a question; the next line is its answer."""
        from vibecli.ui.replies import draw_question

        self._asked = asked
        draw_question(self.shell.terminal, asked.question, understood=asked.understood)

    def _bare(self, slash: str) -> None:
        """Words that are a command: looking at once, writing only with its slash."""
        if slash in WRITING:
            self.shell.terminal.err(f"to do that, type {slash}")
        else:
            self.hear(slash)

    def _found(self, plan_id: str) -> "Review | None":
        """Give a plan of an earlier turn, unless it is gone or applied."""
        try:
            review = self.shell.flow.review(plan_id)
            return None if self.shell.flow.applying.applied(review) else review
        except VibeError:
            return None

    def _changed_from(self, review: "Review") -> list["Review"]:
        """Give the plans that one was changed from, as far as they are there."""
        return [*filter(None, map(self._found, self.session.before(review.plan_id)))]

    def _offer(self, words: str, answer: "Answer") -> None:
        """Tell how the last answer can be kept in the glossary."""
        from vibecli.planning import growth

        flow = self.shell.flow
        asked = flow.planning.questions.about(words, [answer])
        if asked is None or asked.question != answer.question:
            return
        self.grown = growth(flow.workspace.glossary, words, asked, answer.choice)
        if self.grown is not None:
            told = f"/glossary keep remembers it: {self.grown.name} is {self.grown.meaning}"
            draw_note(self.shell.terminal, told)

    def _note(
        self, words: str, review: "Review | None" = None, *, question: str | None = None
    ) -> None:
        at, question = self._now(), question or None
        before = tuple(earlier.plan_id for earlier in self._before)
        plan = {"plan_id": review.plan_id, "before": before} if review else {}
        if review and any(map(names_person, review.plan.steps)):
            words = review.intent  # sealed: what was typed is not kept
        self.session.add(Turn(at=at, intent=words, question=question, **plan))

    def _now(self) -> str:
        return self.shell.flow.runtime.now().isoformat(timespec="seconds")


def _next(review: "Review") -> str:
    """Give what can be said to a review."""
    unsure = "/unsure  /label  " if has_unsure(review) else ""
    return NEXT.format(unsure=unsure) if review.verdict in OPEN else ""


def resume_command(talk: Conversation) -> str:
    """Give the command line that goes on with this conversation."""
    return command(talk.shell, "resume", talk.session.name)
