"""`stream`: take events by a standing rule, as they come."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, cast

import typer

from vibecli.console.shell import Shell
from vibecli.console.stopping import stop_noted
from vibecli.errors import Interrupted, UsageError, VibeError

if TYPE_CHECKING:
    from vibecli.stream.run import StreamRun
    from vibecli.streaming import StreamOptions, StreamProgress

Source = Annotated[
    str, typer.Argument(help="FILE of JSON lines, - for stdin, or kafka://HOST:PORT/TOPIC.")
]
Rule = Annotated[str, typer.Option("--rule", "-r", help="Standing rule that takes the events.")]
Once = Annotated[bool, typer.Option("--once", help="End when nothing more is there now: for cron.")]
Follow = Annotated[bool, typer.Option("--follow", "-f", help="Wait for what is written later.")]
Batch = Annotated[int, typer.Option("--batch", min=1, max=100_000, help="Events at once, at most.")]
Interval = Annotated[
    float, typer.Option("--interval", min=0, max=60, help="Seconds to wait for a fuller batch.")
]
FromStart = Annotated[
    bool, typer.Option("--from-start", help="Take the source from its beginning once more.")
]
SkipLost = Annotated[
    bool, typer.Option("--skip-lost", help="Go on though a topic dropped messages not taken yet.")
]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(stream)


def stream(  # noqa: PLR0913 - the flags of one command
    context: typer.Context,
    source: Source,
    *,
    rule: Rule = "",
    once: Once = False,
    follow: Follow = False,
    batch: Batch = 1_000,
    interval: Interval = 0.0,
    from_start: FromStart = False,
    skip_lost: SkipLost = False,
) -> int:
    """Take events as they come: match each to a person, keep the profile up to date.

    Events, profile changes and the place in the source are written together, batch by batch: after
    a crash or Ctrl-C the same command goes on, nothing lost and nothing twice. It holds the
    database while it runs. What it wrote is not undone by `vibecli undo`.

    \b
    vibecli stream purchases.ndjson --rule purchases
    tail -f app.log | vibecli stream - --rule app_events
    vibecli stream kafka://localhost:9092/purchases --rule purchases --once
    """
    from vibecli.streaming import StreamOptions
    from vibecli.ui.formats import write
    from vibecli.ui.stream import draw_run

    shell: Shell = context.obj
    if not rule:
        raise UsageError("a stream takes events by a standing rule: --rule", hint="vibecli rules")
    if shell.globals.dry_run:
        raise UsageError(
            "a stream has no dry run", hint=f"vibecli rules show {rule} tells what it does"
        )
    if once and follow:
        raise UsageError("--once ends where --follow waits", hint="give one of them")
    options = StreamOptions(source, rule, once, follow, batch, interval, from_start, skip_lost)
    run = _watched(shell, options)
    if shell.globals.output == "text":
        draw_run(shell.terminal, run)
    else:
        write(shell.terminal, shell.globals.output, run)
    return 0


def _watched(shell: Shell, options: "StreamOptions") -> "StreamRun":
    """Draw a stream while it runs; however it ends, tell how many events were taken."""
    from vibecli.ui.formats import write
    from vibecli.ui.stream import StreamScreen

    is_lines = shell.globals.output == "jsonl"
    screen = StreamScreen(shell.terminal, quiet=shell.globals.quiet, is_counted=is_lines)
    work = replace(shell.flow.streaming, tell=screen.tell).stream(options)
    last: StreamProgress | None = None
    try:
        with stop_noted(shell) as check:
            while not (is_lines and shell.terminal.closed and last):
                try:
                    last = next(work)
                except StopIteration as stop:
                    return cast("StreamRun", stop.value)
                if is_lines and last.event == "batch":
                    write(shell.terminal, "jsonl", last)
                screen.show(last)
                check()
    except (KeyboardInterrupt, Interrupted) as error:
        taken = f"{last.run.events:,} events were taken" if last else "nothing was taken"
        if last and last.given_up:
            taken += f", {last.given_up:,} of what they set off given up"
        hint = "the same command goes on from there"
        if last and last.given_up:
            hint += "; vibecli outbox lists what was given up"
        raise Interrupted(f"stopped; {taken}", hint=hint) from error
    except VibeError:
        if last is not None and last.run.events:
            before = f"{last.run.events:,} events were taken before; the same command goes on"
            shell.terminal.err(before)
        raise
    finally:
        work.close()
        screen.close()
    return last.run  # whoever read the lines went away: `| head`
