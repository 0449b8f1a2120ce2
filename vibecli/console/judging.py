"""Verdicts given straight away: on two records, or splitting a person.

Owns what is told of them, at the command line and in a conversation. The change that follows goes
through review and approval like any other.
"""

from typing import TYPE_CHECKING, cast

from vibecli.console.commands import command
from vibecli.console.outcome import watch
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, UsageError
from vibecli.ui.errors import draw_note

if TYPE_CHECKING:
    from vibecli.identity.verdicts import Judgement, Verdict
    from vibecli.run.model import Review

_JUDGEMENTS = ("same", "different", "unsure")


def label_two(shell: Shell, left: str, right: str, verdict: str) -> int:
    """Keep a verdict on two records, and tell what takes it up."""
    if verdict not in _JUDGEMENTS:
        raise UsageError(f"{verdict} is no verdict", hint="same, different or unsure")
    judgement = cast("Judgement", verdict)
    keep = not shell.globals.dry_run
    made = shell.flow.matching.label(left, right, judgement, keep=keep)
    tell_result(shell, {"kind": "label", "kept": keep, "verdict": made}, made)
    told = "kept" if keep else "would be kept (dry run)"
    if shell.globals.output == "text":
        shell.terminal.out(f"{told}: {_named(made)}")
    if keep:
        tell_next(shell)
    return 0


def split_anew(
    shell: Shell, person: str, records: list[str], identity: str | None = None
) -> "Review":
    """Keep the verdicts that split a person, and give the match that made it, run anew."""
    keep = not shell.globals.dry_run
    made = shell.flow.matching.split(person, records, identity=identity, keep=keep)
    others = "the other one" if made.others == 1 else f"the {made.others:,} others"
    records_ = "1 record" if made.named == 1 else f"{made.named:,} records"
    told = f"{records_} of {person} held apart from {others}"
    done = f"kept in {shell.flow.matching.file.path.name}" if keep else "not kept (dry run)"
    shell.beside["split"] = {
        "person": person, "records": made.named, "others": made.others, "kept": keep,
    }  # fmt: skip
    if made.review is None:
        line = command(shell, "ask", made.intent) if made.intent else "vibecli ask INTENT"
        raise ActionNeeded(
            f"{told}, {done}; the match must be run again to follow",
            hint=line,
            details={"action": "ask", "command": line, **shell.beside},
        )
    draw_note(shell.terminal, f"{told}, {done}; the match is run anew")
    return watch(shell, shell.flow.rebase(made.review, verdicts=() if keep else made.verdicts))


def tell_result(shell: Shell, document: dict[str, object], made: "Verdict | None" = None) -> None:
    """Write the result for a script, in the chosen format."""
    from vibecli.ui.formats import write

    if shell.globals.output != "text":
        thing = made if made is not None and not shell.documents else document
        write(shell.terminal, shell.globals.output, thing)


def tell_next(shell: Shell) -> None:
    """Say which command takes verdicts up."""
    newest = shell.flow.matching.last_match()
    if newest is not None:
        draw_note(
            shell.terminal, "the next match takes it up", hint=command(shell, "ask", newest.intent)
        )


def _named(verdict: "Verdict") -> str:
    sides = (verdict.left, verdict.right)
    left, right = (f"{side.source} {side.record or '(id not kept)'}" for side in sides)
    return f"{left} and {right}: {verdict.verdict}"
