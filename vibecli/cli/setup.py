"""`config`, `doctor`, `schema`, `context`: how vibecli is set up and what it would send."""

from typing import Annotated, Literal, cast

import typer

from vibecli.console.pages import show_as_asked
from vibecli.console.shell import Shell
from vibecli.errors import UsageError

LEVELS = ("none", "names", "shapes", "values")


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(config)
    app.command()(doctor)
    app.command()(schema)
    app.command()(context)
    app.command()(intents)


def config(
    context: typer.Context,
    action: Annotated[str, typer.Argument(help='"show", or "consent".')] = "show",
    host: Annotated[str, typer.Argument(help="consent: the model's host.")] = "",
    *,
    level: Annotated[str, typer.Option("--level", help="consent: names, shapes or values.")] = "",
) -> int:
    """Show settings with their sources, or record consent.

    \b
    vibecli config
    vibecli config consent api.example.com --level shapes
    """
    from vibecli.ui.settings import draw_settings

    shell: Shell = context.obj
    if action == "consent":
        return _consent(shell, host, level or shell.settings.egress)
    if action != "show":
        raise UsageError(f"unknown action: {action}", hint="vibecli config, or config consent HOST")
    show_as_asked(shell, shell.sources, lambda: draw_settings(shell.terminal, shell.sources))
    return 0


def doctor(context: typer.Context) -> int:
    """Check versions, files, database, model and rights.

    Exits non-zero when something fails.

    \b
    vibecli doctor
    """
    from vibecli.cli.diagnosis import diagnose
    from vibecli.ui.doctor import draw_doctor

    shell: Shell = context.obj
    lines = diagnose(shell)
    show_as_asked(shell, lines, lambda: draw_doctor(shell.terminal, lines))
    return int(any(line.status == "fail" for line in lines))


def schema(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="reply, review, intent or decision.")] = "reply",
) -> int:
    """Print the JSON schema of what crosses vibecli's boundary.

    \b
    vibecli schema reply
    """
    import json

    from vibecli.cli.schemas import schema_of

    shell: Shell = context.obj
    shell.terminal.data(json.dumps(schema_of(name), indent=2) + "\n")
    return 0


def context(
    context: typer.Context,
    intent: Annotated[str, typer.Argument(help="Intent to rank the context for.")] = "",
) -> int:
    """Show exactly what a model would be told of the data.

    \b
    vibecli context "match customers with loyalty"
    """
    from vibecli.ui.formats import write

    shell: Shell = context.obj
    text, tokens = shell.flow.context(intent)
    if shell.globals.output != "text":
        told = {"context": text, "tokens": tokens, "egress": shell.settings.egress}
        write(shell.terminal, shell.globals.output, told)
        return 0
    shell.terminal.data(text + "\n")
    shell.terminal.err(f"about {tokens:,} tokens, egress level {shell.settings.egress}")
    return 0


def intents(context: typer.Context) -> int:
    """List the intents understood without a model, with examples of this database.

    \b
    vibecli intents
    vibecli intents --output json
    """
    from vibecli.ui.formats import write

    shell: Shell = context.obj
    pairs = shell.flow.intents(shell.flow.workspace.catalog())
    if shell.globals.output != "text":
        told = [{"kind": kind, "example": example} for kind, example in pairs]
        write(shell.terminal, shell.globals.output, told)
        return 0
    width = max((len(kind) for kind, _ in pairs), default=0)
    for kind, example in sorted(pairs, key=lambda pair: pair[0]):
        shell.terminal.data(f"{kind:<{width}}  {example}\n")
    return 0


def _consent(shell: Shell, host: str, level: str) -> int:
    from vibecli.agent.egress import named_host

    if not host:
        raise UsageError("consent needs a host", hint="vibecli config consent api.example.com")
    if level not in LEVELS:
        raise UsageError(f"unknown egress level: {level}", hint=f"one of {', '.join(LEVELS)}")
    host = named_host(host)
    shell.check_real()
    shell.flow.consent(host, cast("Literal['none', 'names', 'shapes', 'values']", level))
    shell.terminal.err(f"consent recorded: {host} may be sent {level} from this workspace")
    return 0
