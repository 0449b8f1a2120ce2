"""One row a person out of several tables, in a new one: the ways people say golden record."""

from dataclasses import dataclass

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.parties import Party, options, parties
from vibecli.agent.catalogue.families.profiles import Target, new_name, profile_target
from vibecli.agent.catalogue.families.resolution import build
from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.words import Word, read_words
from vibecli.engine.names import TableName, quote

_MAKE = phrases(
    """build|create|make|produce|give me|generate|set up|derive|compute|construct|form|prepare
        |there should be|we should have|get me|i want to have|put together|assemble|write"""
)
_BLEND = phrases(
    """merge|combine|unify|consolidate|bring together|stitch together|fuse|turn|condense|unite
        |collapse|boil down|put together|reduce|join"""
)
_ONE = ("one", "a", "an", "a single", "one single", "exactly one", "just one")
_KIND = phrases(
    """golden|single|unified|clean|consolidated|master|merged|best|combined|common|joint|360|
        deduplicated|complete"""
)
_ABOUT = ("customer", "person", "contact", "people", "client", "user", "customers", "contacts")
_THING = (
    "record",
    "records",
    "table",
    "profile",
    "profiles",
    "view",
    "list",
    "row",
    "rows",
    "line",
)
_PER = ("per", "for each", "for every", "each", "a", "for")
_PERSON = phrases(
    """person|real person|customer|human|individual|people|human being|client|real customer|user
        |physical person|unique person|distinct person|contact|lead"""
)
_FROM = phrases(
    """out of|from|of|based on|combining|by combining|by merging|using|from the tables|with|across
        |over|from all of|out of the tables"""
)
_INTO = ("into", "to", "in", "as", "to get", "so that there is", "so that we get", "so we get",
         "so that there is only", "giving", "down to", "with", ":")  # fmt: skip
_SAME_PERSON = phrases(
    """that belong to the same person|belonging to the same person|of the same person
        |that are the same person|that belong to one person|which belong to the same person
        |that are of the same person|who are the same person|of one person|which are the same person
        |that are the same people|belonging to one person"""
)
_NEW_TABLE = phrases(
    """in a new table|into a new table|in new table|as a new table|new table|to a new table
        |in a separate table|into a separate table|in a table of its own|in a fresh table
        |a new table|write it to a new table|write them to a new table|save it in a new table
        |save them in a new table|put it in a new table|put it into a new table|in a table
        |put them into a new table|and save it as a new table|and put it in a new table
        |and save them as a new table|store it in a new table|store them in a new table|as"""
)
_CALLED = ("called", "named", "by the name of", "with the name", ":")


@dataclass(frozen=True)
class _Wish:
    """The record a person asks for, and whether per person and as a table was said."""

    words: tuple[Word, ...]
    per_person: bool
    table: bool


@dataclass(frozen=True)
class New:
    """A new table that was asked for; no name when none was said."""

    name: str = ""


def read(cursor: Cursor) -> Draft | None:
    """Read an intent for one row a person in a new table."""
    return cursor.whole((_made, _blended))


def _made(cursor: Cursor) -> Draft | None:
    """Read `build one golden record per person out of A and B, in a new table`."""
    cursor.take(*_MAKE)
    named = new_table(cursor)
    if named is not None:
        cursor.take("with", "that has", "that holds", "containing", "which has", "having")
    wish = _wish(cursor)
    if wish is None or not cursor.take(*_FROM):
        return None
    return _rest(cursor, parties(cursor), wish, named)


def _blended(cursor: Cursor) -> Draft | None:
    """Read `merge the users that belong to the same person into one golden record each`."""
    if not cursor.take(*_BLEND):
        return None
    found = parties(cursor)
    cursor.take(*_SAME_PERSON)
    cursor.take(",")
    named = new_table(cursor)
    cursor.take(*_INTO)
    wish = _wish(cursor) if found else None
    return _rest(cursor, found, wish, named) if wish else None


def _rest(cursor: Cursor, found: list[Party], wish: _Wish, named: New | None) -> Draft | None:
    """Read where it is to be kept, and how it is matched."""
    if not found:
        return None
    per_person = wish.per_person or _per_person(cursor)
    chosen = options(cursor, found)
    cursor.take(",", "and")
    named = new_table(cursor) if named is None else named
    per_person = _per_person(cursor) or per_person
    chosen = options(cursor, found, chosen)
    if not per_person and named is None and not wish.table:
        return None
    target = target_of(cursor, found, wish.words, named, table=wish.table)
    return build(cursor, found, chosen, target) if target else None


@reads
def _wish(cursor: Cursor) -> _Wish | None:
    """Read `one golden record per person`, `a single customer table`, `one row per person`."""
    start = cursor.at
    one = cursor.take(*_ONE)
    kind = "single" if one.endswith("single") else ""
    while more := cursor.take(*_KIND):
        kind = kind or more
    about = cursor.take(*_ABOUT)
    kind = kind or cursor.take(*_KIND)
    thing = cursor.take(*_THING)
    said = cursor.text.words[start : cursor.at]
    words = tuple(w for w in said if not w.is_filler and w.form not in _ONE)
    per = _per_person(cursor)
    plain = thing in ("row", "rows", "line", "record", "records") or not thing
    if not thing or (plain and not kind and not per) or not (one or kind or per):
        return None
    table = thing in ("table", "view", "list")
    if table and not (kind or about):
        return None
    return _Wish(() if thing in ("row", "rows", "line", "master") else words, per, table)


@reads
def _per_person(cursor: Cursor) -> bool:
    """Read `per person`, `each`, `, with one row per real person`."""
    cursor.take(",")
    cursor.take("with", "and", "so that there is", "having")
    cursor.take("one row", "one record", "one line", "exactly one row", "a single row",
                "one golden record", "only one row")  # fmt: skip
    if not cursor.take(*_PER):
        return False
    cursor.take(*_PERSON)
    return True


@reads
def new_table(cursor: Cursor) -> New | None:
    """Read `in a new table called x`."""
    cursor.take(",")
    lead = cursor.take(*_NEW_TABLE)
    if not lead:
        return None
    called = cursor.take(*_CALLED)
    word = cursor.rest[0] if cursor.rest else None
    follows = cursor.rest[1].form if len(cursor.rest) > 1 else ""
    alone = lead == "a new table" and follows in ("with", "from", "out", "of", "that")
    marked = word is not None and (word.glue == "_" or word.kind == "quoted")
    named = word is not None and word.form != "with" and (marked or alone or bool(called))
    if not named:
        return New() if lead not in ("in a table", "as") else None
    return New(table_name(cursor))


def table_name(cursor: Cursor) -> str:
    """Move past the name of a table to be made."""
    cursor.skip()
    count, text = cursor.phrase(longest=6)
    if not count:
        return ""
    length = next((n for n in range(1, count + 1) if cursor.rest[n - 1].glue != "_"), count)
    name = "".join(w.text + w.glue.replace("-", "_") for w in cursor.rest[:length]) or text
    cursor.move(length)
    return TableName.parse(quote(name.strip("_"))).text


def target_of(
    cursor: Cursor, found: list[Party], said: tuple[Word, ...], named: New | None, *, table: bool
) -> Target | None:
    """Give where one row a person goes: the table named, a new one, or the profile table there."""
    said = tuple(w for w in said if not w.is_filler and w.form not in _ONE)
    if named is None and not (table and not _by_name(cursor, said)):
        if not said and any(is_profile(t) for t in cursor.world.catalog.tables):
            return None  # into which table is not said, and there is a profile already
        words = " ".join(word.text for word in said) or "unified profile"
        return profile_target(cursor, found, named=words)
    if named and named.name:
        if cursor.world.catalog.table(named.name):
            raise Declined(f"{named.name} exists already", f"update {named.name} from ...")
        return Target(named.name)
    name = _free(cursor, new_name(said or read_words("golden record").words))
    cursor.assume(f"the new table is called {name}", "guess")
    return Target(name)


def _by_name(cursor: Cursor, said: tuple[Word, ...]) -> bool:
    """True when the words name a profile table that is there."""
    hit = cursor.world.link.tables(said)
    return bool(hit and hit.named and all(is_profile(t) for t in hit.tables))


def _free(cursor: Cursor, name: str) -> str:
    """Give the name, with a number when it is taken."""
    names = [name, *(f"{name}_{number}" for number in range(2, 100))]
    return next(n for n in names if cursor.world.catalog.table(n) is None)
