"""`label` and `split`: a person's verdicts on records, and the match run anew with them."""

from pathlib import Path
from typing import Annotated

import typer

from vibecli.console.judging import label_two, split_anew, tell_next, tell_result
from vibecli.console.labelling import judged_anew, match_to_judge
from vibecli.console.outcome import conclude
from vibecli.console.shell import Shell
from vibecli.errors import UsageError

_THREE = 3

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PLAN | A B VERDICT]", help="A plan id, or two records and a verdict."),
]
Export = Annotated[Path | None, typer.Option("--export", help="Write the verdicts: csv, jsonl.")]
Import = Annotated[Path | None, typer.Option("--import", help="Keep the verdicts of a file.")]
Person = Annotated[str, typer.Argument(help="Person id of the identity table.")]
Records = Annotated[list[str], typer.Argument(help="Records that are of somebody else.")]
Identity = Annotated[str | None, typer.Option(help="Identity table; the only one without.")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(label)
    app.command()(split)


def label(
    context: typer.Context, words: Words = None, *, export: Export = None, import_: Import = None
) -> int:
    """Judge whether records are one person: the merges a match is unsure of, most effect first.

    Answers are kept in verdicts.jsonl, hold in every later match, and teach it. On the terminal
    personal values are shown, as nobody can judge what is masked.

    \b
    vibecli label
    vibecli label crm.customers:C-1 loyalty.accounts:L-7 different
    vibecli label --export verdicts.csv
    """
    shell: Shell = context.obj
    said = words or []
    if (export is not None) + (import_ is not None) + bool(said) > 1:
        raise UsageError("--export, --import and records go one at a time", hint="vibecli label -h")
    if export is not None:
        return _export(shell, export)
    if import_ is not None:
        return _import(shell, import_)
    if len(said) == _THREE:
        return label_two(shell, *said)
    if len(said) > 1:
        raise UsageError("give two records and a verdict", hint="vibecli label A B same")
    fresh = judged_anew(shell, match_to_judge(shell, said[0] if said else ""))
    if fresh is None:
        if shell.documents:
            tell_result(shell, {"kind": "label", "action": None, "questions": []})
        return 0
    return conclude(shell, fresh)


def split(
    context: typer.Context, person: Person, records: Records, *, identity: Identity = None
) -> int:
    """Split records off a person for good, and review what that changes.

    Each named record is held apart from the person's others in every later match. The plan that
    made the person is run anew; nothing is written before you approve.

    \b
    vibecli split p_0b4c1f2a9d3e crm.customers:C-17
    """
    shell: Shell = context.obj
    fresh = split_anew(shell, person, records, identity)
    return conclude(shell, fresh)


def _export(shell: Shell, path: Path) -> int:
    from vibecli.asked_file import Kind, asked_file
    from vibecli.run.verdict_file import is_export

    file = asked_file(path, Kind("file of verdicts", "--export", is_export), shell.settings)
    count, text = shell.flow.matching.export_verdicts(path)
    told = file.write(text)
    tell_result(shell, {"kind": "export", "file": str(path), "verdicts": count})
    if shell.globals.output == "text":
        shell.terminal.out(f"{count:,} verdicts, {told}")
    return 0


def _import(shell: Shell, path: Path) -> int:
    from vibecli.ui.labelling import imported_lines

    keep = not shell.globals.dry_run
    account = shell.flow.matching.import_verdicts(path, keep=keep)
    tell_result(shell, {"kind": "import", "kept": keep, **account.model_dump()})
    if shell.globals.output == "text":
        for line in imported_lines(account):
            shell.terminal.out(line)
    if account.added and keep:
        tell_next(shell)
    return 0
