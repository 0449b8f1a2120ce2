"""What the result of a job is to be called, the list or table it is to be; names there are."""

import re
from collections.abc import Iterable

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.golden import New, new_table, table_name
from vibecli.agent.catalogue.phrases import phrases

_PUT = phrases(
    """put it|put them|save it|save them|store it|store them|write it|write them|put that
    |put the result|save the result|write the result|keep it|put everything|store the result
    |save that|put this|build|make|create|give me|put all of it|have it|all in|load it
    |load them|and put it|and save it"""
)
_IN = ("in", "into", "to", "as", "for", "and put it in", "and save it as")
_A = ("a", "an", "one", "one single", "its own", "1", "the", "a single")
_NEW = ("new", "fresh", "separate", "brand new", "extra", "new clean", "new extra")
_TABLE = ("table", "list", "data table")
_CALL = phrases(
    """call it|name it|call that|call the table|name the table|call this|call the result
    |call the new table|table name|the table is called|it should be called
    |it shall be called|to be called|name the result|call that table|named|called
    |with the name|by the name of|under the name|the name should be|name"""
)
_ONE = ("one", "a", "an", "single", "one single", "1", "exactly one", "just one", "only one")
_KIND = phrases(
    """big|common|clean|combined|joint|unified|single|master|overall|merged|consolidated
    |deduplicated|complete|full|large|huge|central|clean and complete|de duplicated|general
    |whole|total|golden|shared|proper|nice"""
)
_ABOUT = phrases(
    """address|people|person|customer|contact|mailing|client|persons|contacts|customers|party
    |persona|human|individuals|clients"""
)
_LIST = ("list", "table", "view", "file", "overview", "register", "directory", "pool", "dataset")
_OF = ("of", "on", "with", "for", "over")
_WHOM = phrases(
    """all persons|all people|people|everybody|everyone|all customers|our customers|persons
    |all our customers|customer|each customer|every customer|all contacts|all our contacts
    |all individuals|every person|each person|customers"""
)
_LONGEST = 4  # words of a name


def known_name(cursor: Cursor, known: Iterable[str]) -> str:
    """Move past a name there is, however its words are put together, or past nothing."""
    cursor.skip()
    forms = {form(name): name for name in known}
    for count in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        name = forms.get(form(cursor.text.raw(cursor.at, cursor.at + count)), "")
        if name:
            cursor.move(count)
            return name
    return ""


def form(name: str) -> str:
    """Give a name without what puts its words together."""
    return re.sub(r"[\W_]+", "", name.casefold())


def one_word(cursor: Cursor) -> str:
    """Move past the word something is to be called, or nothing; app_use is one."""
    count, name = cursor.phrase(longest=1)
    if count:
        while count < len(cursor.rest) and cursor.rest[count - 1].glue == "_":
            count += 1
        name = cursor.text.raw(cursor.at, cursor.at + count)
    cursor.move(count)
    return name if count else ""


@reads
def named_new(cursor: Cursor) -> New | None:
    """Read `put it in one new table`, `into new table x`, `call it all_people`."""
    found = new_table(cursor)
    if found is not None:
        return found
    if cursor.take(*_CALL):
        name = table_name(cursor)
        return New(name) if name else None
    put = cursor.take(*_PUT)
    cursor.take(*_IN)
    cursor.take(*_A)
    fresh = cursor.take(*_NEW)
    if not cursor.take(*_TABLE) or not (fresh or put):
        return None
    if cursor.take("called", "named", "by the name of", "with the name", ":"):
        name = table_name(cursor)
        return New(name) if name else None
    word = cursor.rest[0] if cursor.rest else None
    if word is not None and (word.glue == "_" or word.kind == "quoted"):
        return New(table_name(cursor))
    return New() if fresh else None


@reads
def one_view(cursor: Cursor) -> str:
    """Read `one big address list`, `a unified customer view`: the words of a table of persons."""
    start = cursor.at
    one = cursor.take(*_ONE)
    kind = ""
    while more := cursor.take(*_KIND):
        kind = more
    while cursor.take(*_ABOUT):
        pass
    if not cursor.take(*_LIST) or not (kind or one not in ("", "a", "an")):
        return ""
    said = cursor.text.raw(start, cursor.at)
    with cursor.attempt() as tried:
        if cursor.take(*_OF) and cursor.take(*_WHOM):
            tried.keep()
    return said
