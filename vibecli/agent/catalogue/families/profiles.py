"""The profile table of a match: the existing one the words mean, or the name of a new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.parties import Party
from vibecli.agent.catalogue.fields import is_profile
from vibecli.agent.catalogue.lexicon import PROFILE_STRONG, PROFILE_WORDS
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Declined, one_of_these, table_question
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.words import Word, read_words
from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.names import TableName, quote

_THEN = (
    "and",
    "and then",
    "then",
    ",",
    "to",
    "in order to",
    "and also",
    "and use it to",
    "and use them to",
    "so that we can",
)
_WRITE = phrases(
    """update|refresh|enrich|feed|fill|build|create|make|write|produce|maintain|merge them into
        |merge into|merge it into|merge the result into|merge results into|put them in
        |put them into|save to|save them to|unify into|unify them into|load into|load them into
        |combine them into|write to|write into|write them to|unify|bring into|bring them into
        |add them to|generate|write the result to|merge everything into|keep up to date|complete
        |get|form|rebuild|consolidate into|consolidate them into|sync|push to|push into|store in
        |update them in|bring|get|keep|merge the matches into|write the results to
        |bring up to date"""
)
_AFTERWARDS = phrases(
    """up to date|accordingly|afterwards|with the result|with the results|with the matches
        |with it|as well|too|from them|with them|from it|from the result|with what you find
        |with what matches"""
)
_INTO = ("into", "in", "to", "onto")
_LONGEST = 5


@dataclass(frozen=True)
class Target:
    """A profile table: an existing one, or the name of a new one."""

    name: str
    table: TableInfo | None = None


@reads
def target_follows(cursor: Cursor, found: Sequence[Party]) -> Target | None:
    """Read `and update the unified profile` or `into golden records`."""
    comma = cursor.take(",")
    then = cursor.take(*_THEN) or comma
    if not (cursor.take(*_WRITE) or (not then and cursor.take(*_INTO))):
        return None
    fresh = bool(cursor.take("a new", "new"))
    cursor.take("one")
    if fresh:
        target = new_target(cursor)
    else:
        target = _it(cursor, found) or typed_target(cursor) or profile_target(cursor, found)
    if target:
        cursor.take(*_AFTERWARDS)
    return target


def _it(cursor: Cursor, found: Sequence[Party]) -> Target | None:
    """`update it` means the party that is a profile table."""
    profiles = [p.rows.table for p in found if is_profile(p.rows.table)]
    if len(profiles) == 1 and cursor.take("it", "them", "that", "this"):
        return Target(profiles[0].name, profiles[0])
    return None


@reads
def typed_target(cursor: Cursor) -> Target | None:
    """Read the typed name of a profile that no table has; with one there it is asked which."""
    cursor.skip()
    length = next((n for n, word in enumerate(cursor.rest, 1) if word.glue != "_"), 0)
    words = cursor.rest[:length]
    if length < 2 or not _strong(words):  # noqa: PLR2004
        return None
    hit = cursor.world.link.tables(words)
    target = None if hit and hit.exact else new_target(cursor)
    profiles = [t for t in cursor.world.catalog.tables if is_profile(t)][: MAX_OPTIONS - 1]
    if target is None or not profiles:
        return target
    means = {t.name: f"the profile table there is, {t.rows:,} rows" for t in profiles}
    means[target.name] = "a new table"
    question = one_of_these(
        f"There is no table {target.name}: which one is meant?", target.name, means
    )
    return cursor.choose(
        question, {t.name: Target(t.name, t) for t in profiles} | {target.name: target}
    )


def profile_target(
    cursor: Cursor, found: Sequence[Party] = (), *, named: str = ""
) -> Target | None:
    """Read the words for a profile table; `named` gives the words instead."""
    if named:
        return _by_words(cursor, read_words(named).words, found)
    cursor.skip()
    for length in range(min(_LONGEST, len(cursor.rest)), 0, -1):
        words = cursor.rest[:length]
        if all(w.stem in PROFILE_WORDS for w in words) and _strong(words):
            cursor.move(length)
            return _by_words(cursor, words, found)
    return _table_target(cursor, found)


@reads
def _table_target(cursor: Cursor, found: Sequence[Party]) -> Target | None:
    table = cursor.table()
    if table is None or (any(p.rows.table == table for p in found) and not is_profile(table)):
        return None
    return Target(table.name, table)


def new_target(cursor: Cursor) -> Target | None:
    """Read the name of a table to be made: a new golden_customer table, a new table called vip."""
    cursor.skip()
    cursor.take("table called", "table named", "profile called", "profile named", "table")
    count, text = cursor.phrase(longest=_LONGEST)
    words = cursor.rest[:count]
    if words and words[-1].form == "table":
        words = words[:-1]
    glued = len(words) == 1 or any(word.glue == "_" for word in words)
    if not words or not (glued or all(w.stem in PROFILE_WORDS for w in words)):
        return None
    cursor.move(count)
    name = TableName.parse(quote("_".join(word.form for word in words))).text
    taken = cursor.world.catalog.table(name)
    if taken is not None:
        raise Declined(f"{name} exists already", f"update {name} from ...")
    del text
    return Target(name)


def _strong(words: Sequence[Word]) -> bool:
    stems = {w.stem for w in words}
    return (
        bool(stems & PROFILE_STRONG) or {"single", "view"} <= stems or stems == {"master", "record"}
    )


def _by_words(cursor: Cursor, words: Sequence[Word], found: Sequence[Party]) -> Target | None:
    hit = cursor.world.link.tables(words)
    tables = hit.tables if hit and all(is_profile(t) for t in hit.tables) else ()
    exact = bool(tables and hit and hit.exact)
    tables = tables or tuple(t for t in cursor.world.catalog.tables if is_profile(t))
    said = " ".join(w.text for w in words)
    if len(tables) > 1:
        question = table_question(said, tables)
        table = cursor.choose(question, {t.name: t for t in tables})
        return Target(table.name, table)
    if tables:
        if not exact:
            cursor.assume(f"{said} is the table {tables[0].name}", "schema")
        return Target(tables[0].name, tables[0])
    name = new_name(words)
    taken = {p.rows.table.name.lower() for p in found}
    if cursor.world.catalog.table(name) or name in taken:
        return None
    cursor.assume(created_note(name, cursor.world.catalog), "schema")
    return Target(name)


def created_note(name: str, catalog: Catalog) -> str:
    """Give the words for a profile table that the plan makes."""
    if any(is_profile(table) for table in catalog.tables):
        return f"{name} is a new table"
    return f"there is no profile table yet; {name} is created"


def new_name(words: Sequence[Word]) -> str:
    """Give a table name made of the words."""
    stems = [w.stem for w in words if w.stem not in ("table", "record")] or ["profile"]
    if stems in (["golden"], ["master"]):
        stems.append("record")
    return "_".join(stems)
