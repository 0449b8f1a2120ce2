"""Values of one column brought to one spelling: which are meant, and the step that does it."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.fields import Fields
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.rows import must_be_table
from vibecli.agent.catalogue.tails import typed_value
from vibecli.agent.catalogue.values import complete
from vibecli.agent.catalogue.words import fold
from vibecli.data.catalog import ColumnInfo
from vibecli.steps.clean import Clean, CleanRule

_LONGEST = 4


def values_at(cursor: Cursor, found: Fields, *, loosely: bool = False) -> Iterator[str]:
    """Read values of the column, joined by commas and `and`; `loosely`: one it has not yet, too."""
    column = found.columns[0]
    while True:
        value = _known(cursor, column) or (typed_value(cursor) if loosely else "")
        if not value:
            return
        yield value
        if not _joined(cursor, column):
            return


def _joined(cursor: Cursor, column: ColumnInfo) -> bool:
    """Move past a joint when a further value of the column follows it."""
    with cursor.attempt() as tried:
        joint = cursor.take(", and", ", or", "and", "or", ",", "as well as")
        if joint and _known(cursor, column, look=True):
            tried.keep()
            return True
    return False


def _known(cursor: Cursor, column: ColumnInfo, *, look: bool = False) -> str:
    """Give the value of the column that the next words spell: as typed, or but for its case."""
    cursor.skip()
    ahead = list(takewhile(lambda word: word.kind != "comma", cursor.rest[:_LONGEST]))
    for count in range(len(ahead), 0, -1):
        text = cursor.text.raw(cursor.at, cursor.at + count)
        exact = [t.value for t in column.top if t.value.strip() == text]
        near = [t.value for t in column.top if _plain(t.value) == _plain(text) != ""]
        if exact or near:
            if not look:
                cursor.move(count)
            return text
    return ""


def _plain(text: str) -> str:
    """Give a text by its letters and digits alone."""
    return "".join(char for char in fold(text) if char.isalnum())


def variants(column: ColumnInfo, text: str) -> tuple[str, ...]:
    """Give every stored spelling of a value: by its letters and digits alone."""
    return tuple(t.value for t in column.top if _plain(t.value) == _plain(text) != "")


def held(column: ColumnInfo, text: str) -> tuple[str, ...]:
    """Give the stored values a text spells exactly, blanks around them aside."""
    exact = tuple(t.value for t in column.top if t.value == text)
    return exact or tuple(t.value for t in column.top if t.value.strip() == text.strip() != "")


def canonical(found: Fields, wanted: Sequence[str]) -> dict[str, str]:
    """Give what each stored spelling of the wanted values becomes."""
    column = found.columns[0]
    return {spelt: text for text in wanted for spelt in variants(column, text) if spelt != text}


def replaced(cursor: Cursor, found: Fields, pairs: dict[str, str]) -> Draft:
    """Give the step that writes one value for others."""
    column = found.columns[0]
    stored: dict[str, str] = {}
    for old, new in pairs.items():
        known = held(column, old)
        if not known and complete(column):
            raise Declined(f"no row has {old} in {column.name}")
        stored.update(dict.fromkeys(known or (old,), new))
    if not complete(column):
        cursor.assume(f"only the spellings named are replaced in {column.name}", "schema")
    args = tuple(text for pair in stored.items() for text in pair)
    shown = ", ".join(f"{old} by {new}" for old, new in stored.items())
    return _draft(found, CleanRule(column=column.name, op="replace", args=args), shown)


def spelled_once(cursor: Cursor, found: Fields) -> Draft:
    """Give the step that brings spellings together which differ in case and blanks alone."""
    column = found.columns[0]
    cursor.assume(f"spellings of {column.name} that differ in case or blanks are one", "schema")
    trim = CleanRule(column=column.name, op="trim")
    return _draft(found, trim, "one spelling each", CleanRule(column=column.name, op="spelling"))


def _draft(found: Fields, rule: CleanRule, shown: str, *more: CleanRule) -> Draft:
    must_be_table(found.table)
    said = f"in {found.table.name}.{rule.column}: {shown}"
    step = Clean(
        id="s1",
        why=f"one spelling {said}",
        table=found.table.name,
        rules=(rule, *more),
        where=found.rows.where,
    )
    return Draft(f"Clean {found.table.name}", f"replace {said}", (step,))
