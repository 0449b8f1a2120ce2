"""`evaluate`: how good an identity table is against a known truth."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vibecli.console.shell import Shell
from vibecli.errors import UsageError

if TYPE_CHECKING:
    from vibecli.data.truth_columns import Flag

Truth = Annotated[str, typer.Argument(help="Truth: a file, or a table of the database.")]
Identity = Annotated[str | None, typer.Option(help="Identity table; the only one without.")]
By = Annotated[str | None, typer.Option(help="Also by a column of the sources, or by source.")]
Misses = Annotated[int | None, typer.Option(help="Mistakes of each kind to look at; 20.")]
Html = Annotated[Path | None, typer.Option(help="Write it as a page, with the curve.")]
Record = Annotated[str | None, typer.Option(help="Column of the truth: the record's id.")]
Entity = Annotated[str | None, typer.Option(help="Column of the truth: whose record it is.")]
Source = Annotated[str | None, typer.Option(help="Column of table names, or the one table.")]
Left = Annotated[str | None, typer.Option(help="Column of labelled pairs: one record's id.")]
Right = Annotated[str | None, typer.Option(help="Column of labelled pairs: the other's id.")]
Verdict = Annotated[str | None, typer.Option(help="Column of labelled pairs: 1/0, same ...")]


def register(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.command()(evaluate)


def evaluate(  # noqa: PLR0913 - one parameter a flag is how typer reads them
    context: typer.Context,
    truth: Truth,
    *,
    identity: Identity = None,
    by: By = None,
    misses: Misses = None,
    html: Html = None,
    record: Record = None,
    entity: Entity = None,
    source: Source = None,
    left: Left = None,
    right: Right = None,
    verdict: Verdict = None,
) -> int:
    """Judge an identity table by a truth: precision, recall, F1, the curve, the mistakes.

    A truth says which entity each record is of (record, table, entity), or whether two records
    are the same (left, right, verdict). Its columns are told by name and content.

    \b
    vibecli evaluate truth.csv
    vibecli evaluate labels.csv --by city --html evaluation.html
    """
    from vibecli.console.evaluating import show_evaluation
    from vibecli.run.evaluate import MISSES, EvaluationRequest

    shell: Shell = context.obj
    if misses is not None and misses < 0:
        raise UsageError("--misses must not be negative", hint="--misses 0 shows none")
    named: dict[Flag, str | None] = {"record": record, "entity": entity, "source": source}
    named |= {"left": left, "right": right, "verdict": verdict}
    request = EvaluationRequest(
        truth=truth,
        identity=identity,
        by=by,
        columns={part: column for part, column in named.items() if column is not None},
        misses=MISSES if misses is None else misses,
        unmask=shell.globals.unmask,
    )
    show_evaluation(shell, request, shown=misses, html=html)
    return 0
