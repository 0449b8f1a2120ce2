"""The slash commands: the same words as the sub-commands, acting on the plan at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.errors import NotFound, UsageError

if TYPE_CHECKING:
    from vibecli.repl.conversation import Conversation


@dataclass(frozen=True)
class Command:
    """One slash command."""

    run: Callable[["Conversation", str], None]
    help: str


def _plan(talk: "Conversation", _: str) -> None:
    from vibecli.ui.plans import draw_plan

    review = talk.plan_at_hand()
    draw_plan(talk.shell.terminal, review.plan, understood=review.understood)


def _diff(talk: "Conversation", _: str) -> None:
    from vibecli.ui.review import draw_review

    draw_review(talk.shell.terminal, talk.plan_at_hand(), full=True)


def _rows(talk: "Conversation", table: str) -> None:
    from vibecli.console.decision import show_changed_rows

    show_changed_rows(talk.shell, talk.plan_at_hand(), table=table)


def _why(talk: "Conversation", key: str) -> None:
    from vibecli.ui.plans import draw_why

    draw_why(talk.shell.terminal, talk.plan_at_hand(), key=key)


def _sql(talk: "Conversation", _: str) -> None:
    from vibecli.ui.plans import draw_sql

    draw_sql(talk.shell.terminal, talk.plan_at_hand().plan)


def _apply(talk: "Conversation", _: str) -> None:
    talk.apply()


def _undo(talk: "Conversation", plan_id: str) -> None:
    from vibecli.ui.receipts import draw_receipt

    draw_receipt(talk.shell.terminal, talk.shell.flow.undo(plan_id))
    talk.forget_catalog()


def _history(talk: "Conversation", _: str) -> None:
    from vibecli.ui.receipts import draw_history

    draw_history(talk.shell.terminal, talk.shell.flow.history())


def _tables(talk: "Conversation", _: str) -> None:
    from vibecli.ui.catalogs import draw_catalog

    draw_catalog(talk.shell.terminal, talk.shell.flow.workspace.catalog())


def _profile(talk: "Conversation", table: str) -> None:
    from vibecli.ui.catalogs import draw_table

    draw_table(talk.shell.terminal, talk.shell.flow.workspace.table(table))


def _load(talk: "Conversation", path: str) -> None:
    from vibecli.ui.catalogs import draw_load

    if not path:
        raise UsageError("/load needs a file", hint="/load customers.csv")
    for report in talk.shell.flow.workspace.load(Path(path)):
        draw_load(talk.shell.terminal, report)
    talk.forget_catalog()


def _sessions(talk: "Conversation", _: str) -> None:
    from vibecli.ui.tables import draw_grid

    rows = [(s.session, s.at, str(s.turns), s.last) for s in talk.sessions.summaries()]
    draw_grid(talk.shell.terminal, ("session", "last used", "turns", "last intent"), rows)


def _resume(talk: "Conversation", session: str) -> None:
    talk.resume(session or "last")


def _save(talk: "Conversation", path: str) -> None:
    if not path:
        raise UsageError("/save needs a file", hint="/save intents/NAME.yaml")
    talk.shell.flow.save(talk.plan_at_hand(), Path(path))
    talk.shell.terminal.err(f"saved intent: {path}")


def _model(talk: "Conversation", _: str) -> None:
    talk.shell.terminal.out(f"planner: {talk.shell.flow.planner_name()}")


def _help(talk: "Conversation", _: str) -> None:
    from vibecli.ui.tables import draw_grid

    rows = [(name, command.help) for name, command in COMMANDS.items()]
    draw_grid(talk.shell.terminal, ("command", "what it does"), rows)
    talk.shell.terminal.out("Anything else is an intent; words like these work here:")
    for example in talk.examples():
        talk.shell.terminal.out(f"  {example}")


def _quit(talk: "Conversation", _: str) -> None:
    talk.leaving = True


COMMANDS: dict[str, Command] = {
    "/plan": Command(_plan, "the steps of the plan at hand"),
    "/diff": Command(_diff, "its change in full"),
    "/rows": Command(_rows, "the changed rows [of TABLE]"),
    "/why": Command(_why, "reasons with before and after [of the row KEY]"),
    "/sql": Command(_sql, "the SQL of each step"),
    "/apply": Command(_apply, "write it to the database"),
    "/undo": Command(_undo, "put back what was applied last [or plan ID]"),
    "/history": Command(_history, "the applied plans"),
    "/tables": Command(_tables, "the tables of the database"),
    "/profile": Command(_profile, "one TABLE: columns, roles, missing values"),
    "/load": Command(_load, "bring in a FILE or folder"),
    "/save": Command(_save, "keep the plan as a saved intent FILE"),
    "/sessions": Command(_sessions, "earlier conversations"),
    "/resume": Command(_resume, "go on with the last one [or ID]"),
    "/model": Command(_model, "which planner answers"),
    "/help": Command(_help, "this list"),
    "/quit": Command(_quit, "leave (Ctrl-D)"),
}


def command_for(line: str) -> tuple[Command, str]:
    """Give the command of a line that starts with a slash, and its argument. Raises NotFound."""
    name, _, argument = line.partition(" ")
    matches = [known for known in COMMANDS if known.startswith(name.lower())]
    if name.lower() in COMMANDS:
        matches = [name.lower()]
    if len(matches) != 1:
        raise NotFound(f"no such command: {name}", hint="/help")
    return COMMANDS[matches[0]], argument.strip()
