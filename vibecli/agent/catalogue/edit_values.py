"""Single values a cleaning leaves as they are: `leave BERLIN as it is` about the plan at hand."""

from collections.abc import Iterator

from vibecli.agent.catalogue import edit_words as words
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.edit_rows import columns_at_hand
from vibecli.agent.catalogue.edit_slots import Edited, done
from vibecli.agent.catalogue.edits import first
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.tails import typed_value
from vibecli.steps.clean import Clean, CleanRule

_STANDS = frozenset({"out", "away", "alone"})  # of columns and rows, not of a value


def value_left(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `leave BERLIN as it is`: no column, but a value of a column that is cleaned."""
    if first(at.steps, Clean) < 0 or not cursor.take(*words.LEAVE_AS):
        return None
    with cursor.attempt():
        if columns_at_hand(cursor, at.steps):
            return None
    text = typed_value(cursor)
    if not text or cursor.take(*words.AS_IT_IS) in ("", *_STANDS):
        return None
    steps, columns = [], []
    for step in at.steps:
        left = tuple(_left(cursor, step, text)) if isinstance(step, Clean) else ()
        columns += [rule.column for rule in left]
        more = {"rules": (*step.rules, *left)} if isinstance(step, Clean) else {}
        steps.append(step.model_copy(update=more))
    if not columns:
        raise Declined(f"no column that is cleaned holds {text}")
    names = ", ".join(dict.fromkeys(columns))
    return done(at, tuple(steps), f"{text} in {names} left as it is")


def _left(cursor: Cursor, step: Clean, text: str) -> Iterator[CleanRule]:
    """Give the rule that keeps the value for every cleaned column that holds it."""
    table = cursor.world.catalog.table(step.table)
    for name in dict.fromkeys(rule.column for rule in step.rules):
        column = table.column(name) if table else None
        spelt = cursor.world.values.spellings(column, table, text) if table and column else ()
        if spelt:
            yield CleanRule(column=name, op="keep", args=spelt)
