"""Formats for scripts: json, jsonl, csv and md of the same data, each written by one function.

Owns their exact form. Nothing here passes through the drawing code: no colour, no wrapping, no
cutting; what a limit left out is told on stderr.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from vibecli.errors import UsageError
from vibecli.model import Model
from vibecli.ui.compare import comparison_md
from vibecli.ui.contrast import contrast_md, contrast_rows
from vibecli.ui.customer import customer_md, customer_rows
from vibecli.ui.evaluation_markdown import evaluation_md
from vibecli.ui.explanation_markdown import explanation_md
from vibecli.ui.judgement import evaluation_rows
from vibecli.ui.markdown import checks_md, review_md, rows_md
from vibecli.ui.quality import quality_md, quality_rows
from vibecli.ui.rows import Rows
from vibecli.ui.scorecard import scorecard_rows
from vibecli.ui.scorecard_markdown import scorecard_md
from vibecli.ui.tables import tell_left_out
from vibecli.ui.text import safe
from vibecli.ui.values import hidden_escaped, quoted, value_json, value_text
from vibecli.ui.waterfall import explanation_rows

if TYPE_CHECKING:
    from vibecli.run.model import Review, TableDiff
    from vibecli.ui.terminal import Terminal

Format = Literal["text", "json", "jsonl", "csv", "md"]
Thing = Model | Rows | Sequence[Any] | Mapping[str, Any]
_CSV_SPECIAL = frozenset('",\r\n')


def write(terminal: "Terminal", format: str, thing: Thing) -> None:  # noqa: A002
    """Write a model, a list of models or a result set to stdout in a format for scripts."""
    text = render(format, thing)
    if format in {"csv", "md"} and terminal.out_tty:
        text = "\n".join(safe(row) for row in text.split("\n"))
    terminal.data(text)
    if isinstance(thing, Rows):
        tell_left_out(terminal, thing)


def render(format: str, thing: Thing) -> str:  # noqa: A002
    """Give a model, a list of models or a result set as text of a format."""
    match format:
        case "json":
            return dumps(thing) + "\n"
        case "jsonl":
            return jsonl(thing)
        case "csv":
            return csv(as_rows(thing))
        case "md":
            return markdown(thing)
        case _:
            raise UsageError(
                f"{format} is not a format for scripts", hint="use json, jsonl, csv or md"
            )


def dumps(thing: Thing) -> str:
    """Give the JSON text of a model, list, mapping or result set."""
    if isinstance(thing, Rows):
        objects = ",\n".join(f"  {row}" for row in _objects(thing))
        return f"[\n{objects}\n]" if objects else "[]"
    return hidden_escaped(json.dumps(plain(thing), ensure_ascii=False, indent=2, allow_nan=False))


def jsonl(thing: Thing) -> str:
    """Give one JSON object a line."""
    if isinstance(thing, Rows):
        return "".join(f"{row}\n" for row in _objects(thing))
    every = _many(thing)
    return "".join(
        hidden_escaped(json.dumps(plain(one), ensure_ascii=False, allow_nan=False)) + "\n"
        for one in every
    )


def csv(rows: Rows) -> str:
    """Give comma-separated values with a header; NULL is empty, empty text is `""`."""
    if not rows.columns:
        return ""
    lines = [_csv_row(rows.columns), *(_csv_row(row) for row in rows.rows)]
    return "".join(f"{one}\n" for one in lines)


def markdown(thing: Thing) -> str:
    """Give Markdown: a review as a comment, checks as a summary, anything else as a table."""
    from vibecli.run.check_outcome import CheckOutcome

    form = _FORMS.get(type(thing).__name__)
    if form is not None:
        return form.markdown(thing)
    many = _many(thing) if not isinstance(thing, Rows) else []
    if many and all(isinstance(one, CheckOutcome) for one in many):
        return checks_md([one for one in many if isinstance(one, CheckOutcome)])
    return rows_md(as_rows(thing))


def as_rows(thing: Thing) -> Rows:
    """Give anything as a result set; a review as one row a changed column."""
    if isinstance(thing, Rows):
        return thing
    form = _FORMS.get(type(thing).__name__)
    if form is not None:
        return form.rows(thing)
    records = [plain(one) for one in _many(thing)]
    columns = tuple(dict.fromkeys(name for record in records for name in record))
    rows = [tuple(record.get(name) for name in columns) for record in records]
    return Rows(columns, ("",) * len(columns), rows)


def plain(thing: object) -> Any:  # noqa: PLR0911 (one return a kind of thing)
    """Give a thing as what JSON knows: mappings, lists, text, numbers that are finite."""
    match thing:
        case Model():
            return json.loads(thing.model_dump_json())
        case None | str() | bool() | int():
            return thing
        case float():
            return thing if thing == thing and abs(thing) != float("inf") else None  # noqa: PLR0124
        case Rows():
            return json.loads(dumps(thing))
        case Mapping():
            return {str(key): plain(value) for key, value in thing.items()}
        case tuple() if hasattr(thing, "_asdict"):
            return plain(thing._asdict())
        case _ if is_dataclass(thing) and not isinstance(thing, type):
            return plain(asdict(thing))
        case list() | tuple() | set() | frozenset():
            return [plain(one) for one in thing]
        case _:
            return value_text(thing)


def _many(thing: Model | Sequence[Any] | Mapping[str, Any]) -> list[Any]:
    if isinstance(thing, Sequence) and not isinstance(thing, str) and not hasattr(thing, "_asdict"):
        return list(thing)
    return [thing]


def _objects(rows: Rows) -> Iterable[str]:
    names = [quoted(name) for name in rows.names]
    for row in rows.rows:
        pairs = (
            f"{name}: {value_json(value, rows.type_of(number))}"
            for number, (name, value) in enumerate(zip(names, row, strict=True))
        )
        yield "{" + ", ".join(pairs) + "}"


def _csv_row(values: Sequence[object]) -> str:
    texts = [value_text(value) for value in values]
    if texts == [None]:
        return '""'  # a lone NULL would be an empty line, which readers skip
    return ",".join("" if text is None else _csv_field(text) for text in texts)


def _csv_field(text: str) -> str:
    if not text or text != text.strip() or _CSV_SPECIAL.intersection(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _review_rows(review: "Review") -> Rows:
    """One row a changed column of any table."""
    return _diff_rows(review.diff.tables)


def _diff_rows(tables: "Sequence[TableDiff]") -> Rows:
    """One row a changed column; a table without any has one row of its own."""
    head = ("table", "change", "added", "changed", "removed")
    columns = ("column", "type", "filled", "replaced", "cleared", "before", "after")
    rows: list[tuple[object, ...]] = []
    for table in tables:
        start = (table.table, table.change, table.added, table.changed, table.removed)
        found = [tuple(getattr(one, name) for name in columns) for one in table.columns]
        rows += [(*start, *one) for one in found] or [(*start, *(None,) * len(columns))]
    return Rows((*head, *columns), ("",) * (len(head) + len(columns)), rows)


class _Form(NamedTuple):
    """How one kind of thing is written as Markdown and as rows."""

    markdown: Callable[[Any], str]
    rows: Callable[[Any], Rows]


_FORMS = {  # by name, so that a kind that is not shown is not imported
    "Review": _Form(review_md, _review_rows),
    "Scorecard": _Form(scorecard_md, scorecard_rows),
    "Evaluation": _Form(evaluation_md, evaluation_rows),
    "Explanation": _Form(explanation_md, explanation_rows),
    "Customer": _Form(customer_md, customer_rows),
    "IntentContrast": _Form(contrast_md, contrast_rows),
    "QualityReport": _Form(quality_md, quality_rows),
    "Comparison": _Form(comparison_md, lambda found: _diff_rows([found.diff])),
}
