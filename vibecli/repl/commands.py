"""The slash commands: the same words as the sub-commands, acting on the plan at hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from vibecli.agent.customer_words import customer_asked
from vibecli.errors import NotFound, UsageError
from vibecli.repl import looking
from vibecli.repl.arguments import load_argument, paths
from vibecli.repl.judging import label, split

if TYPE_CHECKING:
    from vibecli.repl.conversation import Conversation

EXAMPLES = 9
KEYS = "Enter sends, Alt-Enter breaks the line, Tab completes, Ctrl-R searches, Ctrl-C stops"
CHANGE = "The plan at hand is changed by words; here for example:"
ELSE = "Anything else is an intent, or a change of the plan at hand; here for example:"


@dataclass(frozen=True)
class Command:
    """One slash command."""

    run: Callable[["Conversation", str], None]
    help: str
    takes: Literal["", "table", "path"] = ""  # what Tab completes after it
    rows: bool = False  # shows rows, which /limit shows again


def _why(talk: "Conversation", argument: str) -> None:
    from vibecli.console.explaining import tell_why
    from vibecli.repl.explaining import references

    words = references(argument)
    review = talk.plan_at_hand() if talk.has_plan or not words else None
    tell_why(talk.shell, review, argument.strip(), words)


def _explain(talk: "Conversation", argument: str) -> None:
    from vibecli.console.explaining import show_explanation
    from vibecli.repl.explaining import explain_argument

    asked = explain_argument(argument)
    show_explanation(talk.shell, asked.request(unmask=talk.shell.globals.unmask), html=asked.html)


def _customer(talk: "Conversation", argument: str) -> None:
    from vibecli.console.customer import show_customer
    from vibecli.run.customer_lookup import CustomerRequest

    if not argument.strip():
        raise UsageError("/customer needs an identifier", hint="/customer anna@x.example")
    show_customer(talk.shell, CustomerRequest(argument.strip(), unmask=talk.shell.globals.unmask))


def _apply(talk: "Conversation", argument: str) -> None:
    talk.apply(argument)


def _discard(talk: "Conversation", _: str) -> None:
    talk.discard()


def _back(talk: "Conversation", _: str) -> None:
    talk.back()


def _part(talk: "Conversation", argument: str) -> None:
    from vibecli.console.partial import chosen_part, part_review
    from vibecli.run.selection import part_named

    shell, review = talk.shell, talk.plan_at_hand()
    parts = [part_named(text) for text in argument.split()]
    fresh = part_review(shell, review, parts) if parts else chosen_part(shell, review)
    if fresh is not None:
        talk.review(fresh.plan_id)


def _unsure(talk: "Conversation", _: str) -> None:
    from vibecli.console.unsure import show_unsure

    show_unsure(talk.shell, talk.plan_at_hand())


def _review(talk: "Conversation", plan_id: str) -> None:
    talk.review(plan_id)


def _undo(talk: "Conversation", plan_id: str) -> None:
    talk.undo(plan_id)


def _history(talk: "Conversation", _: str) -> None:
    from vibecli.ui.receipts import draw_history

    flow = talk.shell.flow
    draw_history(talk.shell.terminal, flow.applying.history(), flow.streaming.runs())


def _tables(talk: "Conversation", argument: str) -> None:
    from vibecli.ui.catalogs import draw_catalog

    shell, (_, full) = talk.shell, _verbose(argument)
    draw_catalog(shell.terminal, shell.flow.workspace.catalog(), full=full)


def _profile(talk: "Conversation", argument: str) -> None:
    from vibecli.ui.catalogs import draw_table

    table, full = _verbose(argument)
    if not table:
        raise UsageError("/profile needs a table", hint="/tables lists them")
    draw_table(talk.shell.terminal, talk.shell.flow.workspace.table(table), full=full)


def _verbose(argument: str) -> tuple[str, bool]:
    """Give an argument without --verbose, and whether that was there."""
    words = argument.split(" ")
    kept = [word for word in words if word not in {"-v", "--verbose"}]
    return " ".join(kept).strip(), len(kept) < len(words)


def _load(talk: "Conversation", argument: str) -> None:
    from vibecli.console.loading import load_paths
    from vibecli.ui.catalogs import draw_load

    asked = load_argument(argument)
    reports = load_paths(
        talk.shell, asked.paths, table=asked.table, schema=asked.schema, mode=asked.mode
    )
    for report in reports:
        draw_load(talk.shell.terminal, report)


def _evaluate(talk: "Conversation", argument: str) -> None:
    from vibecli.console.evaluating import show_evaluation
    from vibecli.repl.evaluating import evaluate_argument

    asked = evaluate_argument(argument)
    request = asked.request(unmask=talk.shell.globals.unmask)
    show_evaluation(talk.shell, request, shown=asked.shown, html=asked.html)


def _sessions(talk: "Conversation", _: str) -> None:
    from vibecli.repl.session import draw_sessions

    draw_sessions(talk.shell.terminal, talk.sessions.summaries())


def _resume(talk: "Conversation", session: str) -> None:
    talk.resume(session or "last")


def _save(talk: "Conversation", argument: str) -> None:
    files = paths(argument)
    if len(files) != 1:
        raise UsageError("/save needs one file", hint="/save intents/NAME.yaml")
    flow = talk.shell.flow
    talk.shell.terminal.err(flow.save(talk.plan_at_hand(), flow.intent_file(files[0])))


def _verify(talk: "Conversation", argument: str) -> None:
    from vibecli.console.vouching import vouch

    files = paths(argument)
    if len(files) > 1:
        raise UsageError("/verify takes one file", hint="/verify intents/NAME.yaml")
    flow = talk.shell.flow
    review = talk.plan_at_hand() if talk.has_plan else flow.review()
    vouch(talk.shell, review, files[0] if files else None)


def _glossary(talk: "Conversation", argument: str) -> None:
    from vibecli.console.growing import keep_entry
    from vibecli.ui.glossary import draw_glossary

    if argument not in {"", "keep"}:
        raise UsageError("/glossary shows it", hint="/glossary keep takes the last answer in")
    if argument and talk.grown is None:
        raise NotFound("no answer waits to be kept", hint="/glossary shows what is kept")
    if argument and talk.grown is not None:
        keep_entry(talk.shell, talk.grown)
        talk.grown = None
        return
    workspace = talk.shell.flow.workspace
    draw_glossary(talk.shell.terminal, workspace.glossary, workspace.glossary_findings())


def _limit(talk: "Conversation", argument: str) -> None:
    talk.limit(argument)


def _model(talk: "Conversation", name: str) -> None:
    if name in {"auto", "offline"}:
        talk.shell.change(planner=name, model=None)
    elif name:
        talk.shell.change(planner="model", model=name)
    talk.shell.terminal.out(f"planner: {talk.shell.flow.planner_name()}")


def _help(talk: "Conversation", _: str) -> None:
    from vibecli.ui.lines import BLANK, labelled
    from vibecli.ui.tables import draw_grid

    terminal, canvas = talk.shell.terminal, talk.shell.terminal.canvas
    rows = [(name, command.help) for name, command in COMMANDS.items()]
    draw_grid(terminal, ("command", "what it does"), rows, styles={0: "key"})
    terminal.out([BLANK, *labelled("", KEYS, canvas)])
    for lead, said in ((CHANGE, talk.changes()), (ELSE, talk.examples())):
        if said:
            terminal.out([BLANK, *labelled("", lead, canvas)])
        for example in said[:EXAMPLES]:
            terminal.out(list(labelled("  ", example, canvas)))


def _quit(talk: "Conversation", _: str) -> None:
    talk.leaving = True


COMMANDS: dict[str, Command] = {
    "/plan": Command(looking.plan, "the steps of the plan at hand"),
    "/diff": Command(looking.diff, "its change in full [or all of TABLE]", "table"),
    "/rows": Command(looking.rows, "the changed rows [of TABLE]", "table", rows=True),
    "/row": Command(looking.row, "one row, TABLE:KEY, before and after"),
    "/why": Command(_why, "reasons with before and after [of the row KEY, of two RECORDs]"),
    "/sql": Command(looking.sql, "the SQL of each step [of STEP as it ran]"),
    "/lineage": Command(looking.lineage, "where TABLE.COLUMN comes from", "table"),
    "/apply": Command(_apply, "write it to the database [--override RULE --reason WHY]"),
    "/back": Command(_back, "take back the last change of the plan at hand"),
    "/discard": Command(_discard, "drop the plan at hand"),
    "/part": Command(_part, "leave a part of it out [column:TABLE.COLUMN table:TABLE step:ID]"),
    "/unsure": Command(_unsure, "the pairs a match leaves to you", rows=True),
    "/label": Command(label, "judge them, or two records: /label A B same"),
    "/split": Command(split, "split RECORDs off a PERSON for good"),
    "/review": Command(_review, "take up the last plan again [or plan ID]"),
    "/undo": Command(_undo, "put back what was applied last [or plan ID]"),
    "/history": Command(_history, "the applied plans"),
    "/limit": Command(_limit, "show up to N rows from now on [or auto]"),
    "/tables": Command(_tables, "the tables of the database"),
    "/profile": Command(_profile, "one TABLE: columns, roles, missing values", "table"),
    "/load": Command(_load, "bring in FILEs or folders", "path"),
    "/evaluate": Command(_evaluate, "judge the matching by a TRUTH file or table", "path"),
    "/explain": Command(_explain, "why two RECORDs, or one person's, are held to be one"),
    "/customer": Command(_customer, "all that is known of one customer, by any ID"),
    "/save": Command(_save, "keep the plan as a saved intent FILE", "path"),
    "/verify": Command(_verify, "vouch for an approved plan: the same words give it again", "path"),
    "/glossary": Command(_glossary, "what words mean here [keep: the last answer too]"),
    "/sessions": Command(_sessions, "earlier conversations"),
    "/resume": Command(_resume, "go on with the last one [or ID]"),
    "/model": Command(_model, "which planner answers [NAME, offline or auto]"),
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
    "what would change": "/diff",
    "what will change": "/diff",
    "plan": "/plan",
    "show the plan": "/plan",
    "history": "/history",
    "discard": "/discard",
    "cancel": "/discard",
    "no": "/discard",
    "y": "/apply",
    "yes": "/apply",
    "apply": "/apply",
    "undo": "/undo",
    "back": "/back",
    "go back": "/back",
    "take back": "/back",
    **{
        f"{verb} {article}last {change}": "/back"
        for verb in ("undo", "take back", "revert", "drop", "forget")
        for article in ("", "the ", "my ")
        for change in ("change", "refinement", "edit")
    },
}
COMMAND_LINE = "vibecli "  # typed from habit
WRITING = {"/apply", "/undo"}
_SPARE = {"that", "it", "this", "please"}


def bare_command(line: str) -> str | None:
    """Give the slash command a plain line stands for ("why?", "undo that, please"), if any."""
    slash = f"/{line.removeprefix(COMMAND_LINE)}"
    if line.startswith(COMMAND_LINE) and slash.partition(" ")[0] in COMMANDS:
        return slash
    if (identifier := customer_asked(line)) is not None:
        return f"/customer {identifier}"
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
