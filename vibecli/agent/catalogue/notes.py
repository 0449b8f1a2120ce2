"""What a reading gathers: assumptions, questions still open, and the draft it ends in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vibecli.agent.planner import Answer
from vibecli.data.catalog import ColumnInfo, Relationship, TableInfo
from vibecli.plan.model import Assumption, Option, Question
from vibecli.steps.registry import AnyStep

MAX_OPTIONS = 4
_MOST_ROWS = 10**15


@dataclass(frozen=True)
class Draft:
    """A complete reading: steps, a title and the sentence that echoes it."""

    title: str
    said: str
    steps: tuple[AnyStep, ...]


class Declined(Exception):
    """The words were understood and the answer is no: the reason, and what would work instead."""

    def __init__(self, reason: str, *nearest: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.nearest = nearest


class NoEvents(Declined):
    """No table of events here leads to customers."""


Note = Assumption | Question


def row_count(number: float) -> int:
    """Give how many rows are asked for. Raises Declined for what no table can hold."""
    if not 0 <= number <= _MOST_ROWS:
        raise Declined(f"{number:.15g} is no number of rows to show")
    return int(number)


def answer_to(question: Question, answers: Sequence[Answer]) -> Option | None:
    """Give the option a person chose for this question, if they answered it."""
    for answer in reversed(answers):
        if answer.question in (question.question, question.about, ""):
            found = _chosen(question, answer.choice)
            if found:
                return found
    return None


def _chosen(question: Question, choice: str) -> Option | None:
    wanted = choice.strip().lower()
    if wanted.isdigit() and 0 < int(wanted) <= len(question.options):
        return question.options[int(wanted) - 1]
    exact = [o for o in question.options if o.label.lower() == wanted]
    starts = [o for o in question.options if wanted and o.label.lower().startswith(wanted)]
    found = exact or starts
    return found[0] if len(found) == 1 else None


def one_of_these(
    question: str, about: str, means: Mapping[str, str], default: str | None = None
) -> Question:
    """Ask which of a few ways is meant, each by its label and what it does."""
    options = tuple(Option(label=label, means=does) for label, does in means.items())
    return Question(question=question, about=about, options=options, default=default)


def table_question(said: str, tables: Sequence[TableInfo]) -> Question:
    """Ask which table a phrase means."""
    options = tuple(
        Option(label=t.name, means=f"{t.rows:,} rows: {', '.join(c.name for c in t.columns[:5])}")
        for t in tables[:MAX_OPTIONS]
    )
    return Question(question=f"Which table is meant by {said}?", about=said, options=options)


def ways_question(ways: Sequence[Relationship]) -> Question:
    """Ask by which of several columns one table leads to another."""
    table, parent = ways[0].table, ways[0].to_table
    options = tuple(
        Option(label=k.column, means=f"{k.table}.{k.column} = {k.to_table}.{k.to_column}")
        for k in ways[:MAX_OPTIONS]
    )
    what = f"{table} leads to {parent} in several ways: by which column?"
    return Question(question=what, about=table, options=options)


def column_question(said: str, table: TableInfo, columns: Sequence[ColumnInfo]) -> Question:
    """Ask which column a phrase means."""
    options = tuple(
        Option(label=c.name, means=f"{table.name}.{c.name}, {c.type}")
        for c in columns[:MAX_OPTIONS]
    )
    return Question(
        question=f"Which column of {table.name} is meant by {said}?", about=said, options=options
    )
