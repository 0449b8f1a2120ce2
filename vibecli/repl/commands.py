"""The slash commands: the same words as the sub-commands, acting on the plan at hand."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.errors import NotFound, UsageError

if TYPE_CHECKING:
    from vibecli.repl.conversation import Conversation

EXAMPLES = 9


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
    from vibecli.console.changed import show_changed_rows

    show_changed_rows(talk.shell, talk.plan_at_hand(), table=table)


def _why(talk: "Conversation", key: str) -> None:
    from vibecli.console.changed import show_why

    show_why(talk.shell, talk.plan_at_hand(), key)


def _sql(talk: "Conversation", _: str) -> None:
    from vibecli.ui.plans import draw_sql

    draw_sql(talk.shell.terminal, talk.plan_at_hand().plan)


def _apply(talk: "Conversation", _: str) -> None:
    talk.apply()


def _discard(talk: "Conversation", _: str) -> None:
    talk.discard()


def _unsure(talk: "Conversation", _: str) -> None:
    from vibecli.console.unsure import show_unsure

    show_unsure(talk.shell, talk.plan_at_hand())


def _undo(talk: "Conversation", plan_id: str) -> None:
    talk.undo(plan_id)


def _history(talk: "Conversation", _: str) -> None:
    from vibecli.ui.receipts import draw_history

    draw_history(talk.shell.terminal, talk.shell.flow.history())


def _tables(talk: "Conversation", _: str) -> None:
    from vibecli.ui.catalogs import draw_catalog

    draw_catalog(talk.shell.terminal, talk.shell.flow.workspace.catalog())


def _profile(talk: "Conversation", table: str) -> None:
    from vibecli.ui.catalogs import draw_table

    draw_table(talk.shell.terminal, talk.shell.flow.workspace.table(table))


def _load(talk: "Conversation", argument: str) -> None:
    from vibecli.console.loading import load_paths
    from vibecli.ui.catalogs import draw_load

    paths = _paths(argument)
    if not paths:
        raise UsageError("/load needs a file", hint="/load customers.csv")
    for report in load_paths(talk.shell, paths):
        draw_load(talk.shell.terminal, report)


def _sessions(talk: "Conversation", _: str) -> None:
    from vibecli.ui.receipts import moment
    from vibecli.ui.tables import draw_grid

    rows = [(s.session, moment(s.at), str(s.turns), s.last) for s in talk.sessions.summaries()]
    draw_grid(talk.shell.terminal, ("session", "last used", "turns", "last intent"), rows)


def _resume(talk: "Conversation", session: str) -> None:
    talk.resume(session or "last")


def _save(talk: "Conversation", argument: str) -> None:
    paths = _paths(argument)
    if len(paths) != 1:
        raise UsageError("/save needs one file", hint="/save intents/NAME.yaml")
    talk.shell.flow.save(talk.plan_at_hand(), paths[0])
    talk.shell.terminal.err(f"saved intent: {paths[0]}")


def _model(talk: "Conversation", name: str) -> None:
    if name in {"auto", "offline"}:
        talk.shell.change(planner=name, model=None)
    elif name:
        talk.shell.change(planner="model", model=name)
    talk.shell.terminal.out(f"planner: {talk.shell.flow.planner_name()}")


def _help(talk: "Conversation", _: str) -> None:
    from vibecli.ui.tables import draw_grid

    out = talk.shell.terminal.out
    rows = [(name, command.help) for name, command in COMMANDS.items()]
    draw_grid(talk.shell.terminal, ("command", "what it does"), rows, styles={0: "key"})
    out()
    out("Enter sends, Alt-Enter breaks the line, Tab completes, Ctrl-R searches, Ctrl-C stops")
    examples = talk.examples()[:EXAMPLES]
    if examples:
        out()
        out("Anything else is an intent, or a change of the plan at hand; here for example:")
    for example in examples:
        out(f"  {example}")


def _quit(talk: "Conversation", _: str) -> None:
    talk.leaving = True


COMMANDS: dict[str, Command] = {
    "/plan": Command(_plan, "the steps of the plan at hand"),
    "/diff": Command(_diff, "its change in full"),
    "/rows": Command(_rows, "the changed rows [of TABLE]"),
    "/why": Command(_why, "reasons with before and after [of the row KEY]"),
    "/sql": Command(_sql, "the SQL of each step"),
    "/apply": Command(_apply, "write it to the database"),
    "/discard": Command(_discard, "drop the plan at hand"),
    "/unsure": Command(_unsure, "the pairs a match leaves to you"),
    "/undo": Command(_undo, "put back what was applied last [or plan ID]"),
    "/history": Command(_history, "the applied plans"),
    "/tables": Command(_tables, "the tables of the database"),
    "/profile": Command(_profile, "one TABLE: columns, roles, missing values"),
    "/load": Command(_load, "bring in FILEs or folders"),
    "/save": Command(_save, "keep the plan as a saved intent FILE"),
    "/sessions": Command(_sessions, "earlier conversations"),
    "/resume": Command(_resume, "go on with the last one [or ID]"),
    "/model": Command(_model, "which planner answers [from now on NAME, offline or auto]"),
    "/help": Command(_help, "this list"),
    "/quit": Command(_quit, "leave (Ctrl-D)"),
}


BARE = {  # words people type for commands; those that write need their slash
    "help": "/help",
    "": "/help",  # a lone question mark
    "exit": "/quit",
    "quit": "/quit",
    "bye": "/quit",
    "why": "/why",
    "sql": "/sql",
    "diff": "/diff",
    "history": "/history",
    "discard": "/discard",
    "cancel": "/discard",
    "no": "/discard",
    "y": "/apply",
    "yes": "/apply",
    "apply": "/apply",
    "undo": "/undo",
}
WRITING = {"/apply", "/undo"}
_SPARE = {"that", "it", "this", "please"}


def bare_command(line: str) -> str | None:
    """Give the slash command a plain line stands for ("why?", "undo that, please"), if any."""
    words = [word.strip("?!.,") for word in line.lower().split()]
    return BARE.get(" ".join(word for word in words if word not in _SPARE))


def command_for(line: str) -> tuple[Command, str]:
    """Give the command of a line that starts with a slash, and its argument. Raises NotFound."""
    name, _, argument = line.partition(" ")
    matches = [known for known in COMMANDS if known.startswith(name.lower())]
    if name.lower() in COMMANDS:
        matches = [name.lower()]
    if len(matches) > 1:
        raise NotFound(f"{name} may be {', '.join(matches)}", hint="type more of it")
    if not matches:
        raise NotFound(f"no such command: {name}", hint="/help")
    return COMMANDS[matches[0]], argument.strip()


def _paths(argument: str) -> list[Path]:
    """Give the paths of a command, quoted as in a shell."""
    try:
        return [Path(word).expanduser() for word in shlex.split(argument)]
    except (ValueError, RuntimeError) as error:
        raise UsageError(f"these are not file names: {argument}") from error
