"""The one question of a review, and what carries its answer out. The default is to discard."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar

from vibecli.console import drill
from vibecli.console.commands import command, name_needed, unconfirmed
from vibecli.console.shell import Shell
from vibecli.errors import Interrupted, NotFound, UsageError, VibeError

if TYPE_CHECKING:
    from vibecli.run.model import Decision, Receipt, Review

T = TypeVar("T")
CHOICES = (
    ("y", "apply"),
    ("d", "rows"),
    ("s", "sql"),
    ("w", "why"),
    ("p", "plan"),
    ("v", "in full"),
)
UNSURE, PART, DISCARD = ("r", "judge unsure"), ("a", "a part"), ("Enter", "discard")
PART_WORDS = {PART[0], "part", "a part"}
CLOSER = "closer: d TABLE, d TABLE:KEY, w KEY, s STEP, v TABLE, l TABLE.COLUMN"
_LOOK_KEYS = {"table": "v", "rows": "d", "row": "d", "sql": "s", "lineage": "l"}


def asking(shell: Shell, review: "Review") -> AbstractContextManager[None]:
    """Have hints name the keys of the question, for as long as it is asked."""
    again = command(shell, "review", review.short_id)

    def keys(hint: str) -> str:
        hint = drill.LOOK.sub(lambda found: _LOOK_KEYS[found[1]], hint)
        hint = re.sub(r"(?<!\S)-v\b", "v", hint)
        return re.sub(r"--limit \d+", lambda flag: f"{again} {flag[0]}", hint)

    return shell.terminal.worded(keys)


def ask_decision(shell: Shell, review: "Review", *, confirmed: Sequence[str] = ()) -> int:
    """Ask until the person applies or discards; gives the exit code."""
    from vibecli.console.labelling import judged_anew
    from vibecli.console.outcome import settle
    from vibecli.console.partial import chosen_part, has_parts
    from vibecli.console.unsure import has_unsure
    from vibecli.ui.replies import choices

    offered = _choices(review)
    try:
        while True:
            answer = shell.terminal.ask(choices(offered, shell.terminal.canvas))
            said = (answer or "").strip().lower()
            if said in {"y", "yes", "apply"}:
                typed = typed_names(shell, review, confirmed)
                if typed is None:
                    return discard(shell, review)
                decided = shell.flow.applying.decide(review, channel="terminal", confirmed=typed)
                return commit(shell, review, decided)
            if said in {"", "n", "no", "discard", "q"}:
                return discard(shell, review)
            if said == UNSURE[0] and has_unsure(review):
                if (fresh := judged_anew(shell, review)) is not None:
                    return settle(shell, fresh, confirmed=confirmed)
                continue
            if said in PART_WORDS and has_parts(review):
                if (fresh := chosen_part(shell, review)) is not None:
                    return settle(shell, fresh, confirmed=confirmed)
                continue
            show_part(shell, review, answer or "")
    except KeyboardInterrupt as error:
        kept = command(shell, "review", review.short_id)
        raise Interrupted("stopped; nothing was written", hint=f"{kept} shows it again") from error


def _choices(review: "Review") -> tuple[tuple[str, str], ...]:
    """Give what can be answered to this review."""
    from vibecli.console.partial import has_parts
    from vibecli.console.unsure import has_unsure

    some = [PART] if has_parts(review) else []
    return (*CHOICES, *some, *([UNSURE] if has_unsure(review) else []), DISCARD)


def show_part(shell: Shell, review: "Review", answer: str) -> None:
    """Show one part of a review: a key, and what it is asked of."""
    from vibecli.ui.errors import draw_error

    key, _, of = answer.strip().partition(" ")
    try:
        if not _shown(shell, review, key.lower(), of.strip()):
            keys = ", ".join(name for name, _ in _choices(review))
            shell.terminal.err(f"type one of these and Enter: {keys}")
            shell.terminal.err(CLOSER)
    except (NotFound, UsageError) as error:
        draw_error(shell.terminal, error)


def _shown(shell: Shell, review: "Review", key: str, of: str) -> bool:
    """Show what a key stands for: d rows, s sql, w why, p plan, v all of it, l lineage."""
    from vibecli.console.changed import show_changed_rows, show_why
    from vibecli.ui.plans import draw_plan, draw_sql
    from vibecli.ui.review import draw_review

    match key:
        case "d" if ":" in of:
            drill.show_row(shell, review, of)
        case "d":
            show_changed_rows(shell, review, table=of)
        case "s" if of:
            drill.show_sql(shell, review, of)
        case "s":
            draw_sql(shell.terminal, review.plan)
        case "w":
            show_why(shell, review, of)
        case "v" if of:
            drill.show_table(shell, review, of)
        case "l" if of:
            drill.show_lineage(shell, review, of)
        case "p":
            draw_plan(shell.terminal, review)
        case "v":
            draw_review(shell.terminal, review, full=True)
        case _:
            return False
    return True


def commit(shell: Shell, review: "Review", decision: "Decision") -> int:
    """Apply a review a person approved and show the receipt, and how to undo it."""
    from vibecli.ui.formats import write
    from vibecli.ui.receipts import draw_receipt

    receipt = write_change(shell, review, decision)
    next_line = _next_line(shell, review, receipt)
    if shell.globals.output == "text":
        draw_receipt(shell.terminal, receipt, next_line=next_line)
    elif decision.channel == "command":
        write(shell.terminal, shell.globals.output, receipt)
    else:
        _tell_applied(shell, review, receipt, next_line)
    return 0


def _next_line(shell: Shell, review: "Review", receipt: "Receipt") -> str:
    """Give how to undo what was applied, or that nobody can."""
    if receipt.certificate is None:
        return f"undo it with: {command(shell, 'undo', review.short_id)}"
    again = command(shell, "forget", "--verify", review.short_id)
    told = "" if receipt.certificate.clean else f"{receipt.certificate.told}; "
    return f"{told}this cannot be undone; look again with: {again}"


def _tell_applied(shell: Shell, review: "Review", receipt: "Receipt", next_line: str) -> None:
    """Say what was written unasked: in Markdown under the review it shows, else on stderr."""
    from vibecli.ui.markdown import review_md
    from vibecli.ui.receipts import moment

    said = f"Applied {moment(receipt.at)} by {receipt.told_by}; {next_line}"
    if shell.globals.output == "md":
        shell.terminal.data(review_md(review, said=said))
    else:
        shell.terminal.err(said)


def write_change(shell: Shell, review: "Review", decision: "Decision") -> "Receipt":
    """Apply a review a person approved. Raises ActionNeeded when a name must still be typed."""
    missing = unconfirmed(review, decision.confirmed)
    if missing:
        raise name_needed(shell, review, missing)
    applying = shell.flow.applying
    return uninterrupted(
        shell, lambda: applying.apply(review, decision), review.plan_id, applied=True
    )


def discard(shell: Shell, review: "Review", decision: "Decision | None" = None) -> int:
    """Record that a person discarded the review: the one at hand, or who made the decision."""
    from vibecli.ui.errors import draw_note

    applying = shell.flow.applying
    own = decision or applying.decide(review, channel="terminal", apply=False)
    applying.discard(review, own)
    kept = command(shell, "review", review.short_id)
    draw_note(shell.terminal, "discarded; nothing was written", hint=f"{kept} shows it again")
    return 0


def typed_names(
    shell: Shell, review: "Review", confirmed: Sequence[str] = ()
) -> tuple[str, ...] | None:
    """Have the person type each table name a rule asks for; None when one does not match."""
    typed = list(confirmed)
    for table in unconfirmed(review, typed):
        answer = shell.terminal.ask(f"type {table} to confirm this change > ")
        if (answer or "").strip().casefold() != table.casefold():
            shell.terminal.err("that is not its name")
            return None
        typed.append(table)
    return tuple(typed)


def uninterrupted(shell: Shell, work: Callable[[], T], plan_id: str, *, applied: bool) -> T:
    """Do what writes; a Ctrl-C in it is told with what the journal says was written."""
    shell.check_writable()
    try:
        return work()
    except (KeyboardInterrupt, Interrupted) as error:
        raise Interrupted(_what_stands(shell, plan_id, applied=applied)) from error


def _what_stands(shell: Shell, plan_id: str, *, applied: bool) -> str:
    """Tell from the journal whether a commit or undo that was interrupted took place."""
    try:
        runs = [run for run in shell.flow.applying.history() if run.plan_id.startswith(plan_id)]
    except VibeError:
        return "stopped; vibecli history tells what was written"
    standing = bool(runs) and runs[0].undone_at is None
    if standing is not applied:
        return "stopped; nothing was written"
    done = "applied" if applied else "undone"
    return f"stopped after plan {plan_id[:8]} was {done}: it is written"
