"""`demo`: the main job on the example workspace, from load to undo, offline."""

import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.console.commands import to_confirm
from vibecli.console.loading import load_paths
from vibecli.console.outcome import show_review, watch
from vibecli.console.shell import Shell
from vibecli.errors import NotFound, PlanError, UsageError

if TYPE_CHECKING:
    from vibecli.run.model import Review

INTENT = "Match customer emails to loyalty accounts and update the unified profile"
TARGET = "unified_profile"
SAMPLE_ROWS = 3


def register(app: typer.Typer) -> None:
    """Add this group's command."""
    app.command()(demo)


def demo(
    context: typer.Context,
    *,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Leave the workspace in this new folder.")
    ] = None,
) -> int:
    """See the main job on example data, offline.

    Loads, asks, reviews, applies, undoes; no key, no network, nothing of yours is touched.

    \b
    vibecli demo
    vibecli demo --keep my-demo
    """
    shell: Shell = context.obj
    with _workspace(keep) as folder:
        flags = replace(shell.globals, workspace=str(folder), db=None, planner="offline")
        _play(Shell(shell.terminal, flags, _own_environment(shell.environment)), folder)
    _farewell(shell, keep)
    return 0


def _own_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Leave out the person's own settings: the demo must not touch their database."""
    kept = {key: value for key, value in environment.items() if not key.startswith("VIBECLI_")}
    return {**kept, "VIBECLI_CONFIG": ""}


def _play(shell: Shell, folder: Path) -> None:
    """Run the scenes one after another."""
    say = shell.terminal.err
    say("1. load the example: customers, loyalty accounts, orders, events, a unified profile")
    load_paths(shell, [folder / "data"])
    before = shell.flow.workspace.content_hash()
    say(f'2. ask: "{INTENT}"')
    review = _review(watch(shell, shell.flow.ask(INTENT)))
    show_review(shell, review)
    say("3. apply exactly this change (here the demo approves; at your prompt only you can)")
    decision = shell.flow.applying.decide(review, channel="command", confirmed=to_confirm(review))
    shell.flow.applying.apply(review, decision)
    _show_profiles(shell, review)
    say(f"4. undo {review.short_id}")
    shell.flow.applying.undo(review.plan_id)
    if shell.flow.workspace.content_hash() != before:
        raise PlanError("after the undo the content differs from before", hint="please report this")
    say(f"   every table is as it was before (content hash {before[:12]})")


def _review(outcome: object) -> "Review":
    from vibecli.run.model import Review

    if not isinstance(outcome, Review):
        raise PlanError("the example intent was not planned", hint="please report this")
    return outcome


def _show_profiles(shell: Shell, review: "Review") -> None:
    """Show a few profiles the plan changed, as they now stand."""
    from vibecli.ui.tables import draw_rows

    shell.terminal.err("   a sample of the updated profile:")
    diff = next(diff for diff in review.diff.tables if diff.table == TARGET)
    keys = [sample.key for sample in diff.samples if sample.mark != "-"][:SAMPLE_ROWS]
    info, rows = shell.flow.workspace.sample(TARGET, keys)
    columns = tuple(column.name for column in info.columns)
    types = tuple(column.type for column in info.columns)
    draw_rows(shell.terminal, columns, types, rows)


@contextmanager
def _workspace(keep: Path | None) -> Iterator[Path]:
    """Lay the example out in a temporary folder, or in `keep`, which must not exist yet."""
    source = _example()
    if keep is not None:
        if keep.exists() and not (keep.is_dir() and not any(keep.iterdir())):
            raise UsageError(f"{keep} exists and is not empty", hint="vibecli demo --keep NEW_DIR")
        _copy(source, keep)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="vibecli-demo-") as folder:
        target = Path(folder) / "retail"
        _copy(source, target)
        yield target


def _copy(source: Path, target: Path) -> None:
    ignore = shutil.ignore_patterns("truth", "generat*", "__pycache__", "*.duckdb*", ".vibecli")
    try:
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=ignore)
    except OSError as error:
        what = f"cannot write the demo to {target}: {error.strerror or error}"
        raise UsageError(what, hint="vibecli demo --keep NEW_DIR") from error


def _example() -> Path:
    """Find the example: inside an installed package, or beside the package in a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "examples" / "retail", package.parent / "examples" / "retail"):
        if (folder / "data").is_dir():
            return folder
    raise NotFound("the example workspace is not installed", hint="install vibecli again")


def _farewell(shell: Shell, keep: Path | None) -> None:
    """Say what to try next."""
    say = shell.terminal.err
    if keep:
        say(f"the workspace stays in {keep}; try there:")
        say(f'  cd {shlex.quote(str(keep))} && vibecli ask "find duplicate customers"')
        say("  vibecli                    talk with it; vibecli check intents   dry-run its rules")
    else:
        say("next: vibecli demo --keep my-demo   play in it")
        say('      vibecli load YOUR.csv && vibecli ask "..."   your own data')
