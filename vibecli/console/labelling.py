"""The review queue on a terminal: one question a screen, and what comes of the answers.

Owns the keys and when the match is run anew. Every answer is on the disk before the next question.
Personal values are shown here unmasked: nobody can judge what is masked, and who opens the queue
asks to see them, on a screen of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vibecli.console.commands import command
from vibecli.console.revealing import reveal
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Interrupted, NotFound

if TYPE_CHECKING:
    from vibecli.identity.questions import Question
    from vibecli.identity.verdicts import Judgement, Verdict
    from vibecli.run.labelling import Case
    from vibecli.run.model import Review
    from vibecli.ui.lines import Line

KEYS = (
    ("y", "same person"),
    ("n", "different"),
    ("c", "can't say"),
    ("u", "undo"),
    ("q", "stop"),
)
_ANSWERS: "dict[str, Judgement]" = {
    "y": "same", "yes": "same", "n": "different", "no": "different", "c": "unsure",
}  # fmt: skip
_STOP = {"q", "quit", "stop"}
_PAGE = 100  # questions read at a time; the database is not held while they are answered
_LISTED = 20


@dataclass
class _Queue:
    """The questions of one sitting, and the answers given so far."""

    shell: Shell
    asked: "list[Question]"
    made: "list[tuple[Case, Verdict]]" = field(default_factory=list)
    waiting: "list[Case]" = field(default_factory=list)

    def next(self) -> "Case | None":
        """Give the next question that nobody has answered."""
        while not self.waiting and self.asked:
            page, self.asked = self.asked[:_PAGE], self.asked[_PAGE:]
            self.waiting = self.shell.flow.matching.cases(page)
        return self.waiting.pop(0) if self.waiting else None

    def answer(self, case: "Case", judgement: "Judgement") -> None:
        """Keep an answer."""
        self.made.append((case, self.shell.flow.matching.answer(case, judgement)))

    def undo(self, case: "Case") -> None:
        """Take the last answer back and ask again."""
        if not self.made:
            self.shell.terminal.err("there is no answer to undo")
            self.waiting.insert(0, case)
            return
        before, verdict = self.made.pop()
        self.shell.flow.matching.withdraw(verdict)
        self.waiting[:0] = [before, case]

    @property
    def total(self) -> int:
        """How many questions there are, those answered in this sitting included."""
        return len(self.made) + 1 + len(self.waiting) + len(self.asked)


def judged_anew(shell: Shell, review: "Review") -> "Review | None":
    """Put the questions of a match to the person; with answers, give it run anew with them.

    Raises ActionNeeded without a terminal, Interrupted on Ctrl-C.
    """
    from vibecli.console.outcome import watch
    from vibecli.ui.errors import draw_note

    queue = _Queue(shell, shell.flow.matching.questions(review))
    first = queue.next()
    if first is None:
        draw_note(shell.terminal, "no merge is left to judge")
        return None
    queue.waiting.insert(0, first)
    if not shell.interactive:
        raise _needs_a_person(shell, review, queue)
    reveal(shell, "label")
    shell.terminal.err("personal values are shown; every answer is kept at once")
    try:
        _ask(queue)
    except KeyboardInterrupt as error:
        again = command(shell, "label", review.short_id)
        raise Interrupted(f"stopped; {_kept(queue)}", hint=f"{again} goes on") from error
    if not queue.made:
        draw_note(shell.terminal, _kept(queue))
        return None
    them = "it" if len(queue.made) == 1 else "them"
    draw_note(shell.terminal, f"{_kept(queue)}; the match is run anew with {them}")
    return watch(shell, shell.flow.rebase(review))


def match_to_judge(shell: Shell, plan_id: str) -> "Review":
    """Give the review of a match, the newest one without an id. Raises NotFound."""
    if plan_id:
        found = shell.flow.review(plan_id)
        if any(step.kind == "match" for step in found.plan.steps):
            return found
        raise NotFound(f"plan {found.short_id} matches nothing", hint="vibecli review --list")
    newest = shell.flow.matching.last_match()
    if newest is None:
        raise NotFound(
            "nothing has been matched yet", hint='vibecli ask "find duplicates in TABLE"'
        )
    return newest


def _ask(queue: _Queue) -> None:
    from vibecli.ui.labelling import draw_case
    from vibecli.ui.replies import choices

    terminal = queue.shell.terminal
    while (case := queue.next()) is not None:
        draw_case(terminal, case, len(queue.made) + 1, queue.total)
        answer = _key(queue.shell, choices(KEYS, terminal.canvas))
        if answer in _STOP:
            return
        if answer == "u":
            queue.undo(case)
        else:
            queue.answer(case, _ANSWERS[answer])


def _key(shell: Shell, prompt: "list[Line]") -> str:
    """Ask until one of the keys is given; the end of input stops."""
    while True:
        answer = shell.terminal.ask(prompt)
        if answer is None:
            return "q"
        said = answer.strip().lower()
        if said in _STOP or said in _ANSWERS or said == "u":
            return said
        shell.terminal.err(f"type one of these and Enter: {', '.join(key for key, _ in KEYS)}")


def _kept(queue: _Queue) -> str:
    count = len(queue.made)
    if not count:
        return "no answer was given"
    name = queue.shell.flow.matching.file.path.name
    return f"{count} {'answer is' if count == 1 else 'answers are'} kept in {name}"


def _needs_a_person(shell: Shell, review: "Review", queue: _Queue) -> ActionNeeded:
    """Give the error that tells a script which merges wait, and how to judge them."""
    line = command(shell, "label", review.short_id)
    return ActionNeeded(
        f"{queue.total - 1:,} merges wait for a person's judgement, on a terminal",
        hint=f"{line}, or: vibecli label SOURCE:ID SOURCE:ID same|different|unsure",
        details={"action": "judge", "command": line, "questions": list(_told(shell, queue))},
    )


def _told(shell: Shell, queue: _Queue) -> "Iterator[dict[str, object]]":
    """Tell the first questions as data; ids that are personal are left out."""
    limit = shell.globals.limit or _LISTED
    for case in queue.waiting[:limit]:
        asked = case.question
        yield {
            "left": {"source": case.left.source, "record_id": case.left.record},
            "right": {"source": case.right.source, "record_id": case.right.record},
            "probability": asked.probability,
            "accepted": asked.accepted,
            "pairs": asked.left_size * asked.right_size,
            "why": asked.why,
        }
