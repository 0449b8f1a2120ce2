"""The rows an edit of the plan is about: gold members, those in Berlin, orders since 2024."""

from vibecli.agent.catalogue import edits, selects
from vibecli.agent.catalogue.adjectives import adjective
from vibecli.agent.catalogue.conditions import condition, conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.edits import Steps
from vibecli.agent.catalogue.fields import column_list
from vibecli.agent.catalogue.notes import table_question
from vibecli.agent.catalogue.predicates import Predicate, missing
from vibecli.agent.catalogue.rows import Rows, rows
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.plan.model import Assumption, Option, Question
from vibecli.steps.query import Query
from vibecli.steps.unify import Unify

Columns = tuple[ColumnInfo, ...]
_ROWS = ("those", "the ones", "ones", "rows", "people", "persons", "records", "everyone", "them")


_NOUNS = ("ones", "members", "customers", "people", "rows", "records", "one", "persons", "accounts")


def some_rows(cursor: Cursor, steps: Steps) -> Rows | None:
    """Read rows, their table named or one of the plan's."""
    tables = _tables(cursor, steps)
    named = _named_rows(cursor, tables)
    if named:
        return named
    fitting = _fitting(cursor, tables)
    if not fitting:
        return None
    table = next(iter(fitting.values()))
    if len(fitting) > 1:
        said = cursor.text.raw(cursor.at, len(cursor.text.words))
        table = cursor.choose(table_question(said, list(fitting.values())), fitting)
    return Rows(table, tuple(_read_about(cursor, table)))


@reads
def _named_rows(cursor: Cursor, tables: tuple[TableInfo, ...]) -> Rows | None:
    found = rows(cursor)
    return found if found and found.table in tables and found.predicates else None


def without_values(cursor: Cursor, steps: Steps) -> Rows | None:
    """Read `without phone` about rows; a list of all columns might do without that one: ask.

    Gives None when the column is meant, or already picked to be shown.
    """
    table, columns, said = _missing_columns(cursor, steps)
    at = edits.first(steps, Query)
    step = steps[at] if at >= 0 else None
    shown = selects.listed(step.select) if isinstance(step, Query) else ()
    if table is None or any(c.name in shown for c in columns):
        return None
    if shown:
        question = Question(
            question=f"Show only rows without {said}, or leave the column out?",
            about=f"without {said}",
            options=(
                Option(label="rows", means=f"only rows that have no {said}"),
                Option(label="column", means=f"the same rows, {said} not shown"),
            ),
        )
        if not cursor.choose(question, {"rows": True, "column": False}):
            return None
    return Rows(table, tuple(missing(column) for column in columns))


def _missing_columns(cursor: Cursor, steps: Steps) -> tuple[TableInfo | None, Columns, str]:
    def columns_of(cursor: Cursor, table: TableInfo) -> tuple[TableInfo, Columns] | None:
        columns = column_list(cursor, table)
        return (table, columns) if columns else None

    start = cursor.at
    found = cursor.of_tables(columns_of, edits.tables_of(steps, cursor.world.catalog))
    said = cursor.text.raw(start, cursor.at).removeprefix("the ")
    return (*found, said) if found else (None, (), "")


def _tables(cursor: Cursor, steps: Steps) -> tuple[TableInfo, ...]:
    """Give the tables whose rows an edit may pick: of a unify step, those it merges."""
    at = edits.first(steps, Unify)
    step = steps[at] if at >= 0 else None
    tables = edits.tables_of(steps, cursor.world.catalog)
    merged = tuple(t for t in tables if isinstance(step, Unify) and t.name in step.inputs)
    return merged or tables


def _fitting(cursor: Cursor, tables: tuple[TableInfo, ...]) -> dict[str, TableInfo]:
    """Give the tables the words can be said of; those that hold the value before guesses."""
    sure: dict[str, TableInfo] = {}
    guessed: dict[str, TableInfo] = {}
    for table in tables:
        with cursor.attempt():
            before = len(cursor.notes)
            if _read_about(cursor, table):
                notes = cursor.notes[before:]
                guess = any(isinstance(n, Assumption) and n.basis == "guess" for n in notes)
                (guessed if guess else sure)[table.name] = table
    return sure or guessed


def _read_about(cursor: Cursor, table: TableInfo) -> list[Predicate]:
    if cursor.take(*_ROWS):
        cursor.take("that are", "who are", "which are")
    first = condition(cursor, table, bare=True) or adjective(cursor, table)
    if first:
        cursor.take(*_NOUNS)
    return [*([first] if first else []), *conditions(cursor, table)]
