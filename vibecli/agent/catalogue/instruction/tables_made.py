"""Instructions that make a table: rows copied, or what a question gives."""

from dataclasses import replace

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.instruction.construction import Fit, within
from vibecli.agent.catalogue.instruction.drafts import new_table
from vibecli.agent.catalogue.instruction.targets import Targets
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.question import reader as asking
from vibecli.agent.catalogue.words import Word, Words
from vibecli.steps.query import Query


def copied(targets: Targets, fit: Fit) -> Draft | None:
    """Read `copy the cancelled orders into a new table lost_orders`."""
    name = targets.new_name(fit["NAME"]) if "NAME" in fit else ""
    if "NAME" in fit and not name:
        return None
    return _copied(targets, fit["ROWS"], fit.get("COLUMNS"), name)


def copied_named(targets: Targets, fit: Fit) -> Draft | None:
    """Read `put the open accounts into open_accounts`: only a name that is no word."""
    name = targets.new_name(fit["NAME"])
    return _copied(targets, fit["ROWS"], None, name) if "_" in name else None


def made(targets: Targets, fit: Fit) -> Draft | None:
    """Read `create a table best_cards with card number and holder of all gold cards`."""
    return copied(targets, fit)


def _copied(targets: Targets, said: Words, columns: Words | None, name: str) -> Draft | None:
    plain = targets.rows(said) if columns is None else None
    if plain is not None:
        table, select = plain.table.table.name, f"SELECT * {plain.from_where}"
        return new_table(targets.cursor, name or _free(targets, table), select, plain.said)
    asked = _question(targets, said if columns is None else _with(said, columns))
    if asked is None:
        return None
    step = asked.steps[0]
    if not isinstance(step, Query):
        return None
    return new_table(targets.cursor, name or _free(targets, "result"), step.select, asked.said)


def _question(targets: Targets, said: Words) -> Draft | None:
    """Give the answer to a question about rows, read in one way only."""
    cursor = Cursor(said, targets.world)
    draft = asking.read(cursor)
    targets.cursor.notes.extend(cursor.notes)
    return draft


def _with(said: Words, columns: Words) -> Words:
    """Give the words of a question for just these columns of rows."""
    end = columns.words[0].start
    only = Word("only", "only", "only", "word", end, end)
    return replace(within(said, (*said.words, only, *columns.words)), ignored=())


def _free(targets: Targets, name: str) -> str:
    """Give a name for a new table, told as an assumption."""
    names = (f"{name}_selection{n or ''}" for n in range(100))
    free = next(n for n in names if targets.world.catalog.table(n) is None)
    targets.cursor.assume(f"the new table is called {free}", "guess")
    return free


CONSTRUCTIONS = (
    ("{copy} ROWS {into-table} [name-it] NAME", copied),
    ("{copy} ROWS {into-table}", copied),
    ("{copy} ROWS {to-new} NAME", copied_named),
    ("{copy} ROWS {into-table} {columns-told} COLUMNS", copied),
    ("{copy} ROWS {into-table} [name-it] NAME {columns-told} COLUMNS", copied),
    ("{create-table} {table} [name-it] NAME {with-columns} [all-columns] ROWS", made),
    ("{create-table} {table} {with-columns} [all-columns] ROWS", made),
    ("{create-table} {table} {with-columns} [all-columns] ROWS {name-it} NAME", made),
    ("{create-table} {table} [name-it] NAME {all-columns} ROWS", made),
)
