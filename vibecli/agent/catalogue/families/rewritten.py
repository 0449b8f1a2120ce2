"""Values named before their column: change sepa to SEPA in the booking type, Euro should be EUR."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import mend_words as words
from vibecli.agent.catalogue.families.spellings import held, replaced
from vibecli.agent.catalogue.fields import Fields, fields
from vibecli.agent.catalogue.links import made_by_us
from vibecli.agent.catalogue.notes import Draft, column_question
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import family
from vibecli.agent.catalogue.rows import Rows
from vibecli.data.catalog import ColumnInfo, TableInfo

_CHANGE = phrases("replace|change|turn|rename|convert|rewrite|correct|write|make|set|map|switch")
_AND = ("and", "or", ",", ", and", ", or", "as well as")
_LONGEST = 4  # words of a value


@dataclass(frozen=True)
class _Pair:
    """Values as they are, and the one they become."""

    old: tuple[str, ...]
    new: str


def rewritten(cursor: Cursor) -> Draft | None:
    """Read values and what they become, with the column before or after them."""
    table = cursor.table() if cursor.take("in", "in the", "for", "within") else None
    cursor.take(",")
    before = None if table else _named_before(cursor)
    cursor.take(*_CHANGE)
    cursor.take("the typo", "typo", "the spelling", "the value", "spelling", "value")
    pairs = _pairs(cursor)
    if not pairs:
        return None
    found = before or _column(cursor, table, pairs)
    cursor.take(*words.EVERYWHERE)
    cursor.take(",")
    cursor.take("replace it", "replace that", "correct it", "correct that", "fix it", "fix that")
    if found is None or len(found.columns) != 1 or family(found.columns[0]) != "text":
        return None
    changes = {
        stored: pair.new
        for pair in pairs
        for text in pair.old
        for stored in held(found.columns[0], text)
        if stored != pair.new
    }
    return replaced(cursor, found, changes) if changes else None


@reads
def _named_before(cursor: Cursor) -> Fields | None:
    """Read `region of the branches`, when values of it follow."""
    found = fields(cursor, many=True, conditions=False)
    if found is None or len(found.columns) != 1 or family(found.columns[0]) != "text":
        return None
    cursor.take(",", "in")
    with cursor.attempt():
        cursor.take(*_CHANGE)
        return found if held(found.columns[0], _value(cursor)) else None


def _pairs(cursor: Cursor) -> list[_Pair]:
    """Read `J should be ja and N should be nein`."""
    found: list[_Pair] = []
    while pair := _pair(cursor, first=not found):
        found.append(pair)
    return found


@reads
def _pair(cursor: Cursor, *, first: bool) -> _Pair | None:
    if not first and not cursor.take(*_AND):
        return None
    old = tuple(_values(cursor))
    if not old or not cursor.take(*words.SHOULD_BE):
        return None
    new = _value(cursor)
    return _Pair(old, new) if new else None


def _values(cursor: Cursor) -> Iterator[str]:
    while value := _value(cursor):
        yield value
        if not cursor.take(*_AND):
            return


def _value(cursor: Cursor) -> str:
    """Move past the longest words that some column is known to hold, or one in quotes."""
    cursor.skip()
    for count in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        ahead = cursor.rest[:count]
        if any(word.kind == "comma" for word in ahead):
            continue
        text = cursor.text.raw(cursor.at, cursor.at + count)
        quoted = count == 1 and ahead[0].kind == "quoted"
        if quoted or any(held(c, text) for t in cursor.world.catalog.tables for c in t.columns):
            cursor.move(count)
            return text
    return ""


def _column(cursor: Cursor, table: TableInfo | None, pairs: Sequence[_Pair]) -> Fields | None:
    """Read the column after the values, else give the one that holds them all."""
    if cursor.take("in", "in the", "of", "within", "for", "as"):
        found = fields(cursor, many=True, conditions=False, at_hand=table)
        return found if found and _all_held(found.columns[0], pairs) else None
    own = [t for t in cursor.world.catalog.tables if not made_by_us(t)]
    holding = [
        (t, c) for t in ([table] if table else own) for c in t.columns if _all_held(c, pairs)
    ]
    if len({t.name for t, _ in holding}) != 1:
        return None
    only, columns = holding[0][0], [c for _, c in holding]
    column = columns[0]
    if len(columns) > 1:
        question = column_question(pairs[0].old[0], only, columns)
        column = cursor.choose(question, {c.name: c for c in columns})
    else:
        cursor.assume(f"{pairs[0].old[0]} is a value of {only.name}.{column.name}", "schema")
    return Fields(Rows(only), (column,))


def _all_held(column: ColumnInfo, pairs: Sequence[_Pair]) -> bool:
    return all(held(column, text) for pair in pairs for text in pair.old)
