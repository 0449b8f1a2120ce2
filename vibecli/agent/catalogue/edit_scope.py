"""Edits of which rows a plan works on: only gold members, without null emails, not the old ones."""

from vibecli.agent.catalogue import edit_words as words
from vibecli.agent.catalogue import edits
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.edit_rows import (
    columns_at_hand,
    rows_of_tables,
    some_rows,
    without_values,
)
from vibecli.agent.catalogue.edit_slots import Edited, done
from vibecli.agent.catalogue.edits import Steps
from vibecli.agent.catalogue.fields import all_columns
from vibecli.agent.catalogue.notes import Declined, one_of_these, table_question
from vibecli.agent.catalogue.predicates import present
from vibecli.agent.catalogue.rows import Rows
from vibecli.steps.clean import Clean
from vibecli.steps.match import Match
from vibecli.steps.unify import Unify


def only(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `only gold members`, `for Bonn only`."""
    found = some_rows(cursor, at.steps) if cursor.take(*words.ONLY) else ()
    cursor.take("only", "alone") if found else None
    return _held(cursor, at, found) if found else None


def filled(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `without null emails`: rows that have one, of every table of the plan with e-mails."""
    if not cursor.take(*words.OUT) or not cursor.take(*words.GONE):
        return None
    start = cursor.at
    reached = cursor.furthest(all_columns, rows_of_tables(cursor, at.steps))
    found = {table.name: Rows(table, tuple(map(present, columns))) for table, columns in reached}
    if edits.first(at.steps, Unify) >= 0 and len(found) > 1:  # a person has rows in several tables
        question = table_question(cursor.text.raw(start, cursor.at), [t for t, _ in reached])
        return _held(cursor, at, (cursor.choose(question, found),))
    return _held(cursor, at, tuple(found.values())) if found else None


def without(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `without phone` about the rows of a plan that matches and cleans nothing."""
    if edits.first(at.steps, Match) >= 0 or edits.first(at.steps, Clean) >= 0:
        return None
    found = without_values(cursor, at.steps) if cursor.take("without") else None
    return _held(cursor, at, (found,)) if found else None


@reads
def more_rows(cursor: Cursor, at: Edited) -> Edited | None:
    """Read a further condition on the rows at hand: and amount under 100."""
    told = cursor.sees(*words.MORE) or _sees_column(cursor, at.steps)
    if edits.first(at.steps, Match) >= 0 or not told:
        return None  # `and London` may widen or narrow
    found = some_rows(cursor, at.steps)
    return _held(cursor, at, found) if found and cursor.at_end() else None


def _sees_column(cursor: Cursor, steps: Steps) -> bool:
    with cursor.attempt():
        return bool(columns_at_hand(cursor, steps))


def out_rows(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `exclude inactive customers`; persons are not left out by a row of theirs."""
    found = some_rows(cursor, at.steps) if cursor.take(*words.OUT) else ()
    if not found:
        return None
    if edits.first(at.steps, Unify) >= 0:
        raise Declined("leaving persons out by words is not offered; say which to keep: only ...")
    steps = at.steps
    for rows in found:
        steps = edits.narrowed(steps, rows.table, f"(({rows.where}) IS NOT TRUE)")
    return done(at, steps, f"without {' and '.join(rows.said for rows in found)}")


def _held(cursor: Cursor, at: Edited, found: tuple[Rows, ...]) -> Edited:
    """Hold the plan to these rows."""
    steps = _whole_left_out(cursor, at.steps, found)
    for rows in found:
        steps = edits.narrowed(steps, rows.table, str(rows.where))
    persons = "persons with a row in " if edits.first(at.steps, Unify) >= 0 else ""
    return done(at, steps, f"only {persons}{' and '.join(rows.said for rows in found)}")


def _whole_left_out(cursor: Cursor, steps: Steps, found: tuple[Rows, ...]) -> Steps:
    """Ask what becomes of further tables a plan cleans, of which these rows say nothing."""
    held = {rows.table.name for rows in found}
    others = [s.table for s in steps if isinstance(s, Clean) and s.table not in held]
    if not others or len(others) == len(steps):
        return steps
    names = " and ".join(dict.fromkeys(others))
    question = one_of_these(
        f"What of {names}, which the plan cleans as well?",
        f"only {' and '.join(sorted(held))}",
        {
            "leave out": f"{names} is not cleaned",
            "whole": f"every row of {names} is cleaned, as before",
        },
    )
    if cursor.choose(question, {"leave out": False, "whole": True}):
        return steps
    return tuple(s for s in steps if not (isinstance(s, Clean) and s.table in others))
