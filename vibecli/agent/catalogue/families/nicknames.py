"""Tables of people by what they are called in the house: the web shop's users, the crm people.

One word must single out one such table by a part of its name; the words beside it say only that
it holds people, or in what system they are kept.
"""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.parties import Party
from vibecli.agent.catalogue.lexicon import GENERIC_HEADS, PERSON_WORDS
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.question.names import Part, parts
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.words import Word, name_tokens
from vibecli.data.catalog import TableInfo

_BESIDE = (
    PERSON_WORDS
    | GENERIC_HEADS
    | words("""
        shop store system app portal site platform database db program programme scheme side club
        account member holder profile buyer owner shopper visitor application tool pool file book
        world part department team
        """)
)
_LONGEST = 4
_PERSONS = tuple(
    sorted(PERSON_WORDS | {f"{word}s" for word in PERSON_WORDS} | {"account", "accounts"})
)


def seated(cursor: Cursor) -> Party | None:
    """Read `a user in the web shop`, `customers from the CRM`."""
    if not cursor.take(*_PERSONS) or not cursor.take("in", "of", "on", "from", "at"):
        return None
    return nickname(cursor, least=1)


def nickname(cursor: Cursor, *, least: int = 2) -> Party | None:
    """Read `the web shop users`, `the crm people`: a table of people singled out by one word."""
    cursor.skip()
    people = cursor.world.link.people()
    for length in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        said = cursor.rest[:length]
        if any(word.kind != "word" or word.glue in ("_", "-") for word in said):
            continue
        telling = [word for word in said if word.stem not in _BESIDE]
        if len(telling) != 1 or length < least:
            continue
        fitting = [table for table in people if _singles_out(telling[0], table, people)]
        if len(fitting) == 1:
            raw = cursor.text.raw(cursor.at, cursor.at + length)
            cursor.move(length)
            cursor.assume(f"{raw} is the table {fitting[0].name}", "schema")
            return Party(Rows(fitting[0]))
    return None


def _singles_out(word: Word, table: TableInfo, people: tuple[TableInfo, ...]) -> bool:
    said = frozenset().union(*parts((word.form,)))
    others = [_concepts(other) for other in people if other != table]
    return bool(said & _concepts(table) - frozenset().union(*others))


def _concepts(table: TableInfo) -> Part:
    return frozenset().union(*parts(name_tokens(table.table.name)))
