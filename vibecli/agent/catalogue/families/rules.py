"""Rules on the data: every customer has an email, amounts are positive, ids are unique."""

from collections.abc import Callable

from vibecli.agent.catalogue.adjectives import placed
from vibecli.agent.catalogue.conditions import conditions, telling
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import rule_words as words
from vibecli.agent.catalogue.families.properties import good, prop, select_keys, unique
from vibecli.agent.catalogue.fields import Fields, column_list, fields
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import (
    Predicate,
    both,
    missing,
    negated,
    present,
    related,
)
from vibecli.agent.catalogue.rows import Rows, head_rows, rows
from vibecli.data.catalog import TableInfo
from vibecli.steps.check import Check


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that states a rule."""
    with cursor.attempt() as tried:
        alarm = cursor.take(*words.ALARM)
        intro = "" if alarm else cursor.take(*words.INTRO)
        draft = _alarm(cursor) if alarm else _rule(cursor) or _format(cursor, intro)
        if draft is None:
            return None
        if alarm.startswith(("warn", "alert", "tell")) or cursor.take(*words.WARNS):
            draft = _as_warning(draft)
        tried.keep()
        return draft


def _format(cursor: Cursor, intro: str) -> Draft | None:
    """Read `validate email format in customers`: every value has the form of its kind."""
    with cursor.attempt() as tried:
        named = cursor.take("format of", "formats of", "validity of", "syntax of")
        found = fields(cursor) if intro else None
        if found is None:
            return None
        named = named or cursor.take("format", "formats", "syntax", "validity")
        if not (named or intro.startswith("validate")):
            return None
        draft = _property(cursor, found, "valid")
        if draft is None or not _ends(cursor):
            return None
        tried.keep()
        return draft


def _rule(cursor: Cursor) -> Draft | None:
    for rule in (_every, _none, _state):
        with cursor.attempt() as tried:
            draft = rule(cursor)
            if draft and _ends(cursor):
                tried.keep()
                return draft
    return None


def _ends(cursor: Cursor) -> bool:
    return cursor.at_end() or cursor.sees(*words.WARNS) or cursor.sees(",")


def _as_warning(draft: Draft) -> Draft:
    steps = tuple(step.model_copy(update={"severity": "warn"}) for step in draft.steps)
    return Draft(draft.title, f"{draft.said} (warn)", steps)


def _alarm(cursor: Cursor) -> Draft | None:
    cursor.take(*words.NO, "any", "a")
    found = rows(cursor)
    if found is None or not found.predicates:
        return None
    cursor.take("exist", "exists", "are found")
    return _draft(found.table, f"no {found.said}", select_keys(found, ()))


def _every(cursor: Cursor) -> Draft | None:
    lead = cursor.take(*words.EVERY)
    if not lead:
        return None
    inverted = lead.startswith(("is", "are", "do"))
    return _every_row(cursor) or _state(cursor, inverted=inverted)


def _every_row(cursor: Cursor) -> Draft | None:
    with cursor.attempt() as tried:
        head = head_rows(cursor)
        if head is None:
            return None
        head = _placed_head(cursor, head)
        draft = _belongs(cursor, head) or _attempted(_has, cursor, head) or _holds(cursor, head)
        if draft:
            tried.keep()
        return draft


def _placed_head(cursor: Cursor, head: Rows) -> Rows:
    """Read `in Berlin` after the table, and nothing more: what follows is the rule."""
    with cursor.attempt() as tried:
        place = placed(cursor, head.table, bare=False)
        if place is None:
            return head
        tried.keep()
        return head.plus([place])


def _attempted(
    rule: Callable[[Cursor, Rows], Draft | None], cursor: Cursor, head: Rows
) -> Draft | None:
    with cursor.attempt() as tried:
        draft = rule(cursor, head)
        if draft is None or not _ends(cursor):
            return None
        tried.keep()
        return draft


def _holds(cursor: Cursor, head: Rows) -> Draft | None:
    """Every gold member has more than 100 points: rows for which that does not hold break it."""
    if not cursor.sees(*words.STATES):
        return None  # all orders above 100: rows, not a rule
    cursor.take("must", "should")
    held = conditions(cursor, head.table)
    if not held:
        return None
    said = " and ".join(p.said for p in held)
    broken = negated(Predicate(both(held), said))
    return _draft(
        head.table,
        f"for every row of {head.said}, {said}",
        select_keys(head.plus([broken]), ()),
    )


def _belongs(cursor: Cursor, head: Rows) -> Draft | None:
    """Every order belongs to a customer: its key is found in the other table."""
    with cursor.attempt() as tried:
        if not cursor.take(*words.BELONGS, *words.HAS):
            return None
        cursor.take("valid", "existing", "matching", "known")
        other = cursor.table()
        link = _link(cursor, head.table, other) if other else None
        if other is None or link is None:
            return None
        tried.keep()
        return _draft(
            head.table,
            f"every row of {head.said} has a row in {other.name}",
            select_keys(head.plus([link]), ()),
        )


def _link(cursor: Cursor, table: TableInfo, other: TableInfo) -> Predicate | None:
    pair = {table.name.lower(), other.name.lower()}
    found = [
        r
        for r in cursor.world.catalog.relationships
        if {r.table.lower(), r.to_table.lower()} == pair
    ]
    return related(found[0], table.name, has=False) if len(found) == 1 and len(pair) > 1 else None


def _has(cursor: Cursor, head: Rows) -> Draft | None:
    if not cursor.take(*words.HAS):
        return None
    special = cursor.take(
        "unique", "distinct", "valid", "well formed", "different", "its own", "own"
    )
    columns = telling(cursor, column_list(cursor, head.table))
    if not columns:
        return _has_measured(cursor, head)
    found = Fields(head, columns)
    if special in ("valid", "well formed"):
        return _property(cursor, found, "there and valid")
    if special:
        return _unique(cursor, found)
    either = _either(cursor, found)
    return either or _property(cursor, found, "filled")


def _either(cursor: Cursor, found: Fields) -> Draft | None:
    """Every customer has an email or a phone."""
    with cursor.attempt() as tried:
        more = column_list(cursor, found.table) if cursor.take("or", "and or") else ()
        if not more:
            return None
        tried.keep()
        columns = (*found.columns, *more)
        broken = Predicate(both([missing(c) for c in columns]), "")
        names = " or ".join(c.name for c in columns)
        select = select_keys(found.rows.plus([broken]), columns)
        return _draft(found.table, f"every row of {found.rows.said} has {names}", select)


def _has_measured(cursor: Cursor, head: Rows) -> Draft | None:
    """Every order has a positive amount."""
    with cursor.attempt() as tried:
        word = cursor.take("positive", "non negative", "plausible")
        columns = column_list(cursor, head.table) if word else ()
        if not columns:
            return None
        tried.keep()
        return _property(cursor, Fields(head, columns), word)


def _none(cursor: Cursor) -> Draft | None:
    lead = cursor.take(*words.NO, "for")
    word = cursor.take(*words.TWICE) if lead else ""
    if not lead or (lead == "for" and not word):
        return None
    if word:
        found = fields(cursor)
        return _unique(cursor, found) if found else None
    return _bad_values(cursor) or _rows_have_bad(cursor) or _two_rows(cursor) or _no_rows(cursor)


def _rows_have_bad(cursor: Cursor) -> Draft | None:
    """Read `no order should have a negative amount`."""
    with cursor.attempt() as tried:
        head = head_rows(cursor)
        word = ""
        if head is not None and cursor.take(*words.HAS, "may have", "can have", "should ever have"):
            word = cursor.take(*words.BAD)
        columns = column_list(cursor, head.table) if head and word else ()
        if head is None or not columns:
            return None
        tried.keep()
        return _property(cursor, Fields(head, columns), words.BAD[word])


def _bad_values(cursor: Cursor) -> Draft | None:
    with cursor.attempt() as tried:
        word = cursor.take(*words.BAD)
        found = fields(cursor) if word else None
        if found is None:
            found = fields(cursor)
            if found is None or not cursor.take("in the future", "in future"):
                return None
            word = "future"
        tried.keep()
        return _property(cursor, found, words.BAD.get(word, "not in the future"))


def _two_rows(cursor: Cursor) -> Draft | None:
    """No two accounts share the same email."""
    with cursor.attempt() as tried:
        head = head_rows(cursor) if cursor.take("two", "2") else None
        columns = column_list(cursor, head.table) if head and cursor.take(*words.SAME) else ()
        if head is None or not columns:
            return None
        tried.keep()
        return _unique(cursor, Fields(head, columns))


def _no_rows(cursor: Cursor) -> Draft | None:
    """No customer without an email."""
    found = rows(cursor)
    if found is None or not found.predicates:
        return None
    return _draft(found.table, f"no {found.said}", select_keys(found, ()))


def _state(cursor: Cursor, *, inverted: bool = False) -> Draft | None:
    """Read `emails in accounts are unique`."""
    found = fields(cursor, conditions=False)
    if found is None:
        return None
    member = _found_in(cursor, found)
    if member:
        return member
    for conditioned in (False, True):
        with cursor.attempt() as tried:
            more = conditions(cursor, found.table) if conditioned else []
            word = good(cursor) if inverted else ""
            draft = _property(cursor, Fields(found.rows.plus(more), found.columns), word)
            if draft and _ends(cursor):
                tried.keep()
                return draft
    return None


def _found_in(cursor: Cursor, found: Fields) -> Draft | None:
    """Read `customer_id in consent exists in customers`."""
    with cursor.attempt() as tried:
        lead = cursor.take(*words.BELONGS, "is in", "are in", "is found in", "are found in")
        cursor.take("column", "field")
        other = cursor.table() if lead and len(found.columns) == 1 else None
        links = [
            r
            for r in cursor.world.catalog.relationships
            if other
            and (r.table.lower(), r.column) == (found.table.name.lower(), found.columns[0].name)
            and r.to_table.lower() == other.name.lower()
        ]
        if other is None or len(links) != 1:
            return None
        tried.keep()
        gone = related(links[0], found.table.name, has=False)
        filled = present(found.columns[0])
        select = select_keys(found.rows.plus([filled, gone]), found.columns)
        said = f"{found.columns[0].name} of {found.rows.said} has a row in {other.name}"
        return _draft(found.table, said, select)


def _property(cursor: Cursor, found: Fields, word: str) -> Draft | None:
    broken = prop(cursor, found, word)
    if broken is None:
        return None
    if broken.sql == "":
        return _unique(cursor, found)
    more = _rows_after(cursor, found)
    select = select_keys(found.rows.plus([*more, broken]), found.columns)
    return _draft(found.table, broken.said, select)


def _rows_after(cursor: Cursor, found: Fields) -> tuple[Predicate, ...]:
    """Read `in accounts` after the rule."""
    with cursor.attempt() as tried:
        more = (
            rows(cursor) if cursor.take("across", "within", "in", "per", "among", "for") else None
        )
        if more is None or more.table.name != found.table.name:
            return ()
        tried.keep()
        return more.predicates


def _unique(cursor: Cursor, found: Fields) -> Draft:
    names = " and ".join(c.name for c in found.columns)
    found = Fields(found.rows.plus(_rows_after(cursor, found)), found.columns)
    return _draft(found.table, f"{names} is unique in {found.rows.said}", unique(cursor, found))


def _draft(table: TableInfo, said: str, select: str) -> Draft:
    step = Check(id="s1", why=f"rule: {said}", name=said, select=select, severity="block")
    return Draft(f"Rule on {table.name}", f"check that {said}", (step,))
