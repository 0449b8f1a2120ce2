"""The rows an edit of the plan is about: gold members, those in Berlin, orders since 2024."""

from vibecli.agent.catalogue import edits
from vibecli.agent.catalogue.adjectives import adjective
from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, table_question
from vibecli.agent.catalogue.edits import Steps
from vibecli.agent.catalogue.predicates import Predicate
from vibecli.agent.catalogue.rows import Rows, head_rows
from vibecli.data.catalog import TableInfo


def some_rows(cursor: Cursor, steps: Steps) -> Rows | None:
    """Read rows, their table named or one of the plan's."""
    tables = edits.tables_of(steps, cursor.world.catalog)
    with cursor.attempt() as tried:
        head = head_rows(cursor)
        if head is not None:
            found = head.plus(conditions(cursor, head.table))
            if found.table in tables and found.predicates:
                tried.keep()
                return found
    fitting = {t.name: t for t in tables if _read_about(cursor, t, keep=False)}
    if not fitting:
        return None
    table = next(iter(fitting.values()))
    if len(fitting) > 1:
        said = cursor.text.raw(cursor.at, len(cursor.text.words))
        table = cursor.choose(table_question(said, list(fitting.values())), fitting)
    predicates = _read_about(cursor, table, keep=True)
    return Rows(table, tuple(predicates))


def _read_about(cursor: Cursor, table: TableInfo, *, keep: bool) -> list[Predicate]:
    with cursor.attempt() as tried:
        cursor.take("those", "the ones", "ones", "rows", "people", "persons", "records")
        first = adjective(cursor, table)
        if first:
            cursor.take(
                "ones",
                "members",
                "customers",
                "people",
                "rows",
                "records",
                "one",
                "persons",
                "accounts",
            )
        found = [first] if first else []
        found += conditions(cursor, table)
        if keep:
            tried.keep()
        return found
