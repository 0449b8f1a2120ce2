"""Pinning a saved intent to the schema as it is: what drifted is shown, then a person says so."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.console.commands import command
from vibecli.console.document import review_document, write_document
from vibecli.console.outcome import refuse_blocked, show_review, watch
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Stale, UsageError

if TYPE_CHECKING:
    from vibecli.run.rehearsal import Repinning


def update(shell: Shell, paths: Sequence[Path], values: Mapping[str, str], pin: str) -> int:
    """Show what drifted and the review on the schema as it is, and pin it once approved.

    `--yes` approves no drift: without a person at a terminal it is approved by its name, `pin`.
    """
    if len(paths) != 1:
        raise UsageError(
            f"--update takes one file at a time, and there are {len(paths)}",
            hint=f"vibecli check {paths[0]} --update",
        )
    found = watch(shell, shell.flow.replaying.repin(paths[0], values))
    _show(shell, found)
    refuse_blocked(found.review)
    if not found.drift and found.pinned:
        shell.terminal.err(f"{found.path}: its schema has not drifted; the file stays as it is")
        return 0
    if _approved(shell, found, values, pin):
        shell.terminal.err(shell.flow.replaying.pin(found))
        return 0
    shell.terminal.err(f"{found.path}: left as it is")
    return 0


def _show(shell: Shell, found: "Repinning") -> None:
    """Show what drifted, then what the plan does on the schema as it is."""
    from vibecli.ui.checks import draw_drift

    if shell.documents:
        told = [one.model_dump() for one in found.drift]
        more = {"file": str(found.path), "drift": told, "pin": found.pin, "command": None}
        write_document(shell, {**review_document(shell, found.review), **more})
        return
    draw_drift(shell.terminal, found)
    show_review(shell, found.review, next_line=f"schema {found.pin}")


def _approved(shell: Shell, found: "Repinning", values: Mapping[str, str], pin: str) -> bool:
    """Tell whether a person approves this very schema. Raises Stale, ActionNeeded."""
    line = command(shell, "check", str(found.path), *_set(values), "--update", "--pin", found.pin)
    if pin:
        if pin.lower() != found.pin:
            told = f"the schema is {found.pin} now, not {pin}; the file stays as it is"
            raise Stale(told, hint=line)
        return True
    if shell.interactive and not shell.globals.yes:
        answer = shell.terminal.ask("pin this schema?  y pin  Enter leave it >")
        return (answer or "").strip().lower() in {"y", "yes", "pin"}
    raise ActionNeeded(
        "a person must look at what drifted; the file stays as it is",
        hint=line,
        details={"action": "pin", "command": line, "pin": found.pin},
    )


def _set(values: Mapping[str, str]) -> list[str]:
    return [f"--set={name}={value}" for name, value in values.items()]
