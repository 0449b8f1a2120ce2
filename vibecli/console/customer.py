"""One customer, for the command and the conversation: ask the flow, show it, choose where several.

Owns what becomes of an identifier that several persons share: a person at the terminal chooses.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from vibecli.console.pages import show_as_asked
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded
from vibecli.ui.lines import line

if TYPE_CHECKING:
    from vibecli.run.customer import Customer
    from vibecli.run.customer_lookup import CustomerRequest

_CHOICE = "number (empty: none)> "


def show_customer(shell: Shell, request: "CustomerRequest") -> None:
    """Show the whole picture of a customer. Raises NotFound, UsageError, ActionNeeded."""
    from vibecli.ui.customer import draw_customer

    try:
        told = _told(shell, request)
    except ActionNeeded as several:
        chosen = _chosen(shell, several)
        if chosen is None:
            raise
        told = _told(shell, replace(request, identifier=chosen))
    show_as_asked(shell, told, lambda: draw_customer(shell.terminal, told))


def _told(shell: Shell, request: "CustomerRequest") -> "Customer":
    from vibecli.ui.progress import Progress

    with Progress(shell.terminal, -1 if shell.globals.quiet else 0) as progress:
        return shell.flow.matching.customer(request, progress.count)


def _chosen(shell: Shell, several: ActionNeeded) -> str | None:
    """Give which of several persons a person at the terminal means."""
    persons = [
        (str(one["person"]), ", ".join(map(str, one["records"])))
        for one in several.details["persons"]
    ]
    if not shell.terminal.interactive or shell.globals.output != "text":
        return None
    shell.terminal.err(f"that may be {len(persons)} persons:")
    for number, (person, records) in enumerate(persons, start=1):
        shell.terminal.err(line(f"  {number}  {person}  {records}"))
    said = (shell.terminal.ask(_CHOICE) or "").strip()
    if said.isdigit() and 1 <= int(said) <= len(persons):
        return persons[int(said) - 1][0]
    return None
