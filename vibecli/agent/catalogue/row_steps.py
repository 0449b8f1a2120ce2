"""The steps that remove rows or set a column of them, and what must be told before they do.

Rows go only when the words pick them out; a column of every row is set only when they say so.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.lexicon import NAMES
from vibecli.agent.catalogue.notes import Declined, Draft, one_of_these
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.predicates import missing
from vibecli.agent.catalogue.rows import Rows, must_be_table
from vibecli.agent.catalogue.words import Word
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import quote
from vibecli.steps.remove import Remove
from vibecli.steps.write import Write

_EVERY = words("""
    all every each everywhere everyone everybody any whole entire throughout always completely
    complete both
    """)
_LONGEST = 4  # words of a table's name


def not_by_name(found: Rows, said: Sequence[Word]) -> None:
    """Raise Declined for one person told by a name alone, which several may have."""
    names = [quote(c.name) for c in found.table.with_role(*NAMES)]
    by_name = all(any(name in p.sql for name in names) for p in found.predicates)
    if by_name and found.predicates and all(w.form == w.stem for w in said):
        key = " and ".join(found.table.key) or "another value"
        raise Declined(f"several rows of {found.table.name} may have this name; say {key}")


def removal(found: Rows) -> Draft:
    """Give the step that removes rows. Raises Declined for a whole table."""
    must_be_table(found.table)
    if not found.predicates:
        raise Declined(
            f"removing every row of {found.table.name} is not offered; say which rows",
            f"delete {found.table.name} where ...",
        )
    names = found.table.key or tuple(c.name for c in found.table.columns)
    select = f"SELECT {', '.join(quote(n) for n in names)} {found.from_where}"
    said = f"remove rows of {found.said}"
    step = Remove(id="s1", why=said, target=found.table.name, keys_select=select)
    return Draft(f"Remove rows of {found.table.name}", said, (step,))


def update(cursor: Cursor, found: Rows, column: ColumnInfo, value: str) -> Draft:
    """Give the step that sets a column of rows to a value, where it is not so already."""
    table = found.table
    must_be_table(table)
    if column.name in table.key:
        raise Declined(f"{column.name} is the key of {table.name} and is not set by words")
    found = found if found.predicates else _meant(cursor, found, column)
    keys = ", ".join(quote(k) for k in table.key)
    name = quote(column.name)
    changes = f"{name} IS DISTINCT FROM {value}"
    kept = f"({found.where}) AND {changes}" if found.where else changes
    select = f"SELECT {keys}, {value} AS {name} FROM {table.table.sql} WHERE {kept}"
    shown = "NULL" if value.startswith("CAST(NULL") else value
    said = f"set {column.name} to {shown} in {found.said}"
    title = f"Set {column.name} in {table.name}"
    if not table.key:
        written = f"CASE WHEN {kept} THEN {value} ELSE {name} END AS {name}"
        return Draft(title, said, (rewritten(table, f"SELECT * REPLACE ({written})", said),))
    step = Write(id="s1", why=said, select=select, target=table.name, mode="update", keys=table.key)
    return Draft(title, said, (step,))


def rewritten(table: TableInfo, select: str, why: str, rest: str = "") -> Write:
    """Give the step that has a table hold what is selected of its own rows.

    For one without a key, where it comes to an update or a removal of single rows.
    """
    sql = f"{select} FROM {table.table.sql}{rest}"
    return Write(id="s1", why=why, select=sql, target=table.name, mode="replace")


def _meant(cursor: Cursor, found: Rows, column: ColumnInfo) -> Rows:
    """Give the rows meant where none are told: asked, unless a table or `all` is named."""
    name = found.table.name
    told = any(word.form in _EVERY for word in cursor.text.words)
    asked = not told and not _names_a_table(cursor)
    if asked:
        question = one_of_these(
            f"Which rows of {name} get the new {column.name}?",
            f"rows of {name}",
            {
                "every row": f"all {found.table.rows:,} rows of {name}",
                "empty ones": f"only rows without a {column.name}",
            },
        )
        empty = found.plus([missing(column)])
        if cursor.choose(question, {"every row": found, "empty ones": empty}) is empty:
            return empty
    cursor.assume(f"every row of {name} is meant", "answer" if asked else "guess")
    return found


def _names_a_table(cursor: Cursor) -> bool:
    """True when some of the words name a table."""
    words_ = cursor.text.words
    spans = ((at, end) for at in range(len(words_)) for end in range(at + 1, at + _LONGEST + 1))
    return any(cursor.world.link.tables(words_[at:end]) for at, end in spans)
