"""Duplicates in one table: found, merged into a profile, or removed, as asked."""

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.captured import more_than_once, same_person
from vibecli.agent.catalogue.families.keeping import Kept
from vibecli.agent.catalogue.families.parties import Party, new_ones, options
from vibecli.agent.catalogue.families.profiles import profile_target, target_follows
from vibecli.agent.catalogue.families.resolution import build
from vibecli.agent.catalogue.notes import Declined, Draft, one_of_these, table_question
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.rows import Rows, rows
from vibecli.engine.names import TableName, literal, quote
from vibecli.plan.model import Question
from vibecli.steps.match import Match
from vibecli.steps.remove import Remove

_FIND = phrases(
    """find|find all|show|list|detect|identify|search for|look for|spot|get|find me|show me
        |check for|are there|are there any|which are|discover|flag|locate|uncover|report
        |find possible|find likely|find potential|detect possible|how many|count|count the
        |number of|which"""
)
_TWICE = ("duplicate", "duplicates", "duplicated", "double", "doubles", "repeated", "redundant",
          "dups", "dupe", "dupes")  # fmt: skip
_RECORDS = ("records", "record", "rows", "entries", "people", "persons", "ones")
_IN = phrases(
    """in|of|among|within|for|from|on|are there in|are in|do we have in|are there among|exist in
        |there are in"""
)
_MAYBE = ("possible", "likely", "potential", "suspected", "any", "probable", "all", "the")
_DEDUPE = (
    "dedupe",
    "run dedupe on",
    "dedupe records in",
    "dedupe rows in",
    "dedupe records of",
    "run a dedupe on",
)
_REMOVE = (
    "remove",
    "delete",
    "drop",
    "get rid of",
    "eliminate",
    "merge",
    "collapse",
    "clean up",
    "fold",
    "resolve",
)
_AFTER = ("appear twice", "appear more than once", "occur twice", "occur more than once",
          "exist twice", "duplicates")  # fmt: skip
_KEEP = "remove the later records of each person"


def read(cursor: Cursor) -> Draft | None:
    """Read an intent about duplicates of people in one table."""
    rules = (_found, _asked, _folded, _captured)
    return cursor.whole(rules) or cursor.first(rules)


def _found(cursor: Cursor) -> Draft | None:
    """Read `find duplicate customers`, `dedupe customers`."""
    if not cursor.take(*_DEDUPE):
        cursor.take(*_FIND)
        if not _twice(cursor):
            return None
    found = rows(cursor)
    new = found is None and new_ones(cursor)
    found = rows(cursor) if new else found
    return _plan(cursor, found, new=new) if found else None


@reads
def _twice(cursor: Cursor) -> bool:
    """Move past `duplicate`, `possible duplicates in`, `double entries of`."""
    cursor.take(*_MAYBE)
    if not cursor.take(*_TWICE):
        return False
    _records_in(cursor)
    return True


@reads
def _records_in(cursor: Cursor) -> str:
    cursor.take(*_RECORDS)
    return cursor.take(*_IN)


def _asked(cursor: Cursor) -> Draft | None:
    """Read `which customers are duplicates`, `find customers that appear twice`."""
    cursor.take("which", "what", "find", "show", "list", "show me", "identify", "find all")
    found = rows(cursor)
    if found is None:
        return None
    cursor.take("that", "who", "which")
    return _plan(cursor, found) if _same_person(cursor) else None


def _captured(cursor: Cursor) -> Draft | None:
    """Read `find the clients that are in there more than once`."""
    found = more_than_once(cursor)
    return _plan(cursor, found) if found else None


def _same_person(cursor: Cursor) -> bool:
    """Move past `appear twice`, `are probably the same person`."""
    return bool(cursor.take(*_AFTER)) or _are_the_same(cursor)


@reads
def _are_the_same(cursor: Cursor) -> bool:
    cursor.take("are", "is", "may be", "might be", "could be", "must be")
    cursor.take("probably", "likely", "possibly", "really", "maybe")
    cursor.take("belong to", "belonging to", "held by", "owned by", "used by", "of")
    same = cursor.take("duplicates", "duplicated", "same person", "same people", "double", "same")
    return bool(same)


def _plan(cursor: Cursor, found: Rows, *, new: bool = False) -> Draft:
    party = [Party(found, new=new)]
    cursor.take("are there", "do we have", "exist", "there are", "we have", "do i have")
    same_person(cursor, found.table)
    chosen = options(cursor, party)
    target = target_follows(cursor, party)
    return build(cursor, party, options(cursor, party, chosen), target)


def _folded(cursor: Cursor) -> Draft | None:
    """Read `remove duplicate customers`: three readings, so ask."""
    verb = cursor.take(*_REMOVE)
    told = verb and _twice(cursor)
    found = (rows(cursor) or _some_table(cursor)) if told else None
    if found is None:
        return None
    party = [Party(found)]
    chosen = options(cursor, party)
    target = target_follows(cursor, party)
    if target:
        return build(cursor, party, chosen, target)
    picked = cursor.choose(
        _question(verb, found), {"find": "find", "profile": "profile", "remove": "remove"}
    )
    if picked == "profile":
        target = profile_target(cursor, party, named="unified profile")
    draft = build(cursor, party, chosen, target)
    return with_removal(draft, found) if picked == "remove" else draft


def _some_table(cursor: Cursor) -> Rows | None:
    """Ask whose duplicates are meant when no table was named."""
    people = cursor.world.link.people() if cursor.at_end() else ()
    if len(people) < 2:  # noqa: PLR2004
        return Rows(people[0]) if people else None
    question = table_question("the duplicates", people)
    return cursor.choose(question, {t.name: Rows(t) for t in people})


def _question(verb: str, found: Rows) -> Question:
    name = found.table.name
    return one_of_these(
        f"What should happen to duplicates in {name}?",
        f"{verb} duplicates",
        {
            "find": "only find them; no row is removed",
            "profile": "merge them into one row a person in a profile table",
            "remove": f"{_KEEP} from {name}",
        },
        default="find",
    )


def with_removal(draft: Draft, found: Rows, keep: Kept | None = None) -> Draft:
    """Give the plan that also removes all but one record a person; the first when not told."""
    table = found.table
    match = draft.steps[0]
    assert isinstance(match, Match)
    if len(table.key) != 1:
        reason = f"{table.name} has no single key column, so its duplicates are only found"
        equal = [] if table.key else [f"remove exact duplicate rows of {table.name}"]
        raise Declined(reason, f"find duplicate {table.name}", *equal)
    key = quote(table.key[0])
    identity = TableName.parse(match.output).sql
    order = f"{keep.order}, {key}" if keep else '"record_id"'
    select = (
        f'SELECT {key} FROM {table.table.sql} JOIN {identity} ON "source" = {literal(table.name)}'
        f' AND "record_id" = CAST({key} AS VARCHAR)'
        f' QUALIFY row_number() OVER (PARTITION BY "person_id" ORDER BY {order}) > 1'
    )
    why = f"keep {keep.said} of each person, remove the others" if keep else _KEEP
    step = Remove(id="s2", why=why, needs=("s1",), target=table.name, keys_select=select)
    return Draft(f"Remove duplicates of {table.name}", f"{draft.said}, then {why}", (match, step))
