"""The rows an edit of the plan is about: gold members, those in Berlin, orders since 2024."""

from vibecli.agent.catalogue import calendar, edits, selects
from vibecli.agent.catalogue import edit_words as words
from vibecli.agent.catalogue.adjectives import adjective
from vibecli.agent.catalogue.conditions import condition, conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.edits import Steps
from vibecli.agent.catalogue.fields import all_columns, column_list
from vibecli.agent.catalogue.kin import link_between
from vibecli.agent.catalogue.notes import MAX_OPTIONS, one_of_these, table_question
from vibecli.agent.catalogue.predicates import Predicate, missing, related
from vibecli.agent.catalogue.rows import Rows, rows
from vibecli.agent.catalogue.spans import dated
from vibecli.agent.catalogue.timing import time_column
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.plan.model import Assumption, Option
from vibecli.steps.query import Query
from vibecli.steps.unify import Unify

Columns = tuple[ColumnInfo, ...]
_ROWS = ("those", "the ones", "ones", "rows", "people", "persons", "records", "everyone", "them")


_NOUNS = ("ones", "members", "customers", "people", "rows", "records", "one", "persons", "accounts")


def some_rows(cursor: Cursor, steps: Steps) -> tuple[Rows, ...]:
    """Read rows, their table named or one of the plan's; of several tables when all are meant."""
    tables = rows_of_tables(cursor, steps)
    named = _named_rows(cursor, tables)
    if named:
        return (named,)
    fitting = _fitting(cursor, tables)
    if not fitting:
        return ()
    start, found = cursor.at, []
    for table in _meant(cursor, steps, fitting):
        cursor.at = start
        found.append(Rows(table, tuple(_read_about(cursor, table))))
    return tuple(found)


def _meant(cursor: Cursor, steps: Steps, fitting: dict[str, TableInfo]) -> tuple[TableInfo, ...]:
    """Give the tables meant of those that fit: asked, with all of them as an answer.

    Persons are picked by the rows of one table.
    """
    tables = tuple(fitting.values())
    if len(tables) == 1:
        return tables
    question = table_question(cursor.text.raw(cursor.at, len(cursor.text.words)), tables)
    choices: dict[str, tuple[TableInfo, ...]] = {table.name: (table,) for table in tables}
    if edits.first(steps, Unify) < 0 and len(tables) < MAX_OPTIONS:
        every = Option(label="all", means=f"rows of {' and '.join(fitting)}")
        question = question.model_copy(update={"options": (every, *question.options)})
        choices = {"all": tables, **choices}
    return cursor.choose(question, choices)


@reads
def _named_rows(cursor: Cursor, tables: tuple[TableInfo, ...]) -> Rows | None:
    """Read rows whose table is named: one of the plan's, or one its rows refer to."""
    found = rows(cursor)
    if found is None or not found.predicates or found.table in tables:
        return found if found and found.predicates else None
    links = [(t, link_between(cursor, t, found.table)) for t in tables]
    ways = [(t, link) for t, link in links if link and link.table.lower() == t.name.lower()]
    if len(ways) != 1:
        return None
    table, link = ways[0]
    return Rows(table, (related(link, table.name, has=True, where=found.predicates),))


def columns_at_hand(cursor: Cursor, steps: Steps) -> Columns:
    """Read columns of any table of the plan; a role's columns of every table are meant together."""
    reached = cursor.furthest(all_columns, edits.tables_of(steps, cursor.world.catalog))
    cursor.take(*words.HEADS) if reached else None
    return tuple(dict.fromkeys(column for _, columns in reached for column in columns))


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
        question = one_of_these(
            f"Show only rows without {said}, or leave the column out?",
            f"without {said}",
            {
                "rows": f"only rows that have no {said}",
                "column": f"the same rows, {said} not shown",
            },
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


def rows_of_tables(cursor: Cursor, steps: Steps) -> tuple[TableInfo, ...]:
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
    first = first or cursor.first((_moment,), table)
    if first:
        cursor.take(*_NOUNS)
    return [*([first] if first else []), *conditions(cursor, table)]


def _moment(cursor: Cursor, table: TableInfo) -> Predicate | None:
    """Read `2024` alone: rows of that year."""
    at = cursor.moment()
    column = time_column(cursor, table) if at else None
    return dated(cursor, column, calendar.during(at)) if at and column else None
