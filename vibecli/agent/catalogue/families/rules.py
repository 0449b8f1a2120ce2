"""Rules on the data: every customer has an email, amounts are positive, ids are unique."""

from functools import partial

from vibecli.agent.catalogue.adjectives import placed
from vibecli.agent.catalogue.conditions import conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import rule_words as words
from vibecli.agent.catalogue.families.properties import good, prop, select_keys, unique
from vibecli.agent.catalogue.faults import gone, reference
from vibecli.agent.catalogue.fields import Fields, column_list, fields
from vibecli.agent.catalogue.kin import related_rows
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.predicates import (
    Predicate,
    both,
    missing,
    negated,
    present,
    related,
)
from vibecli.agent.catalogue.presence import telling
from vibecli.agent.catalogue.question.reader import plain_rows
from vibecli.agent.catalogue.rows import Rows, head_rows, named_again, rows
from vibecli.data.catalog import TableInfo
from vibecli.steps.check import Check


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that states a rule."""
    alarm = cursor.take(*words.ALARM)
    intro = "" if alarm else cursor.take(*words.INTRO)
    ways = (_every, _none, _reference, _state, partial(_format, intro=intro))
    draft = _alarm(cursor) if alarm else cursor.whole(ways, _ends)
    if draft is None:
        return None
    warned = alarm.startswith(("warn", "alert", "tell")) or cursor.take(*words.WARNS)
    return _as_warning(draft) if warned else draft


def _format(cursor: Cursor, *, intro: str) -> Draft | None:
    """Read `validate email format in customers`: every value has the form of its kind."""
    named = cursor.take("format of", "formats of", "validity of", "syntax of")
    found = fields(cursor) if intro else None
    if found is None:
        return None
    named = named or cursor.take("format", "formats", "syntax", "validity")
    return _property(cursor, found, "valid") if named or intro.startswith("validate") else None


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


@reads
def _every_row(cursor: Cursor) -> Draft | None:
    head = head_rows(cursor)
    if head is None:
        return None
    place = cursor.first((placed,), head.table)  # what follows it is the rule
    placed_head = head.plus([place]) if place else head
    return cursor.first((_belongs, _has_whole, _holds), placed_head) or _conditioned(cursor, head)


def _conditioned(cursor: Cursor, head: Rows) -> Draft | None:
    """Every order older than a year must be delivered: the rule begins at `must`."""
    more = conditions(cursor, head.table, until=lambda c: c.sees(*words.MUST))
    if not more or not cursor.sees(*words.MUST):
        return None
    return cursor.first((_has_whole, _holds), head.plus(more))


def _has_whole(cursor: Cursor, head: Rows) -> Draft | None:
    draft = _has(cursor, head)
    return draft if _ends(cursor) else None


def _holds(cursor: Cursor, head: Rows) -> Draft | None:
    """Every gold member has more than 100 points: rows for which that does not hold break it."""
    if not cursor.sees(*words.STATES):
        return None  # all orders above 100: rows, not a rule
    cursor.take(*words.MUST)
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
    if not cursor.take(*words.BELONGS, *words.HAS):
        return None
    lost = related_rows(cursor, head.table, has=False)
    if lost is None:
        return None
    cursor.take(*words.THERE)
    said = f"every row of {head.said} is {lost.said.replace('without', 'with')}"
    return _draft(head.table, said, select_keys(head.plus([lost]), ()))


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


@reads
def _either(cursor: Cursor, found: Fields) -> Draft | None:
    """Every customer has an email or a phone."""
    more = column_list(cursor, found.table) if cursor.take("or", "and or") else ()
    if not more:
        return None
    columns = (*found.columns, *more)
    broken = Predicate(both([missing(c) for c in columns]), "")
    names = " or ".join(c.name for c in columns)
    select = select_keys(found.rows.plus([broken]), columns)
    return _draft(found.table, f"every row of {found.rows.said} has {names}", select)


def _has_measured(cursor: Cursor, head: Rows) -> Draft | None:
    """Every order has a positive amount."""
    word = cursor.take("positive", "non negative", "plausible")
    columns = column_list(cursor, head.table) if word else ()
    return _property(cursor, Fields(head, columns), word) if columns else None


def _none(cursor: Cursor) -> Draft | None:
    lead = cursor.take(*words.NO, "for")
    word = cursor.take(*words.TWICE) if lead else ""
    if not lead or (lead == "for" and not word):
        return None
    if word:
        found = fields(cursor)
        return _unique(cursor, found) if found else None
    ways = (_bad_values, _future_values, _rows_have_bad, _two_rows, _no_rows)
    return cursor.whole(ways, _ends) or cursor.first((*ways, _no_such))


def _rows_have_bad(cursor: Cursor) -> Draft | None:
    """Read `no order should have a negative amount`."""
    head = head_rows(cursor)
    word = ""
    if head is not None and cursor.take(*words.HAS, "may have", "can have", "should ever have"):
        word = cursor.take(*words.BAD)
    columns = column_list(cursor, head.table) if head and word else ()
    return _property(cursor, Fields(head, columns), words.BAD[word]) if head and columns else None


def _bad_values(cursor: Cursor) -> Draft | None:
    word = cursor.take(*words.BAD)
    found = fields(cursor) if word else None
    return _property(cursor, found, words.BAD[word]) if found else None


def _future_values(cursor: Cursor) -> Draft | None:
    found = fields(cursor)
    future = found and cursor.take("in the future", "in future")
    return _property(cursor, found, "not in the future") if found and future else None


def _two_rows(cursor: Cursor) -> Draft | None:
    """No two accounts share the same email."""
    head = head_rows(cursor) if cursor.take("two", "2") else None
    columns = column_list(cursor, head.table) if head and cursor.take(*words.SAME) else ()
    return _unique(cursor, Fields(head, columns)) if head and columns else None


def _no_rows(cursor: Cursor) -> Draft | None:
    """No customer without an email, no customer may be younger than 16."""
    found = rows(cursor)
    if found and cursor.take(*words.MAY):
        found = found.plus(conditions(cursor, found.table))
    if found is None or not found.predicates:
        return None
    return _draft(found.table, f"no {found.said}", select_keys(found, ()))


def _no_such(cursor: Cursor) -> Draft | None:
    """Read rows that there must not be, said in any way a question about them is."""
    found = plain_rows(cursor)
    return _draft(found.table, f"no {found.said}", select_keys(found, ())) if found else None


def _state(cursor: Cursor, *, inverted: bool = False) -> Draft | None:
    """Read `emails in accounts are unique`."""
    found = fields(cursor, conditions=False)
    if found is None:
        return None
    member = _found_in(cursor, found)
    if member:
        return member

    def holds(cursor: Cursor, *, conditioned: bool = False) -> Draft | None:
        more = conditions(cursor, found.table) if conditioned else []
        word = good(cursor) if inverted else ""
        return _property(cursor, Fields(found.rows.plus(more), found.columns), word)

    return cursor.whole((holds, partial(holds, conditioned=True)), _ends)


@reads
def _found_in(cursor: Cursor, found: Fields) -> Draft | None:
    """Read `customer_id in consent exists in customers`."""
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
    gone = related(links[0], found.table.name, has=False)
    filled = present(found.columns[0])
    select = select_keys(found.rows.plus([filled, gone]), found.columns)
    said = f"{found.columns[0].name} of {found.rows.said} has a row in {other.name}"
    return _draft(found.table, said, select)


def _reference(cursor: Cursor) -> Draft | None:
    """Read `the company of every user really exists in our company table`."""
    cursor.take(*words.EVERY)
    return cursor.of_tables(_refers, [t for t in cursor.world.catalog.tables if t.kind == "table"])


def _refers(cursor: Cursor, table: TableInfo) -> Draft | None:
    link = reference(cursor, table)
    if link and cursor.take("of", "in", "on"):
        cursor.take(*words.EVERY)
        head = head_rows(cursor)
        link = link if head and head.table == table else None
    else:
        head = head_rows(cursor)
        link = reference(cursor, table) if head and head.table == table else None
    if head is None or link is None:
        return None
    exists = cursor.take(*words.EXISTS)
    named = exists.endswith(" in") or bool(cursor.take("in", "in our", "among"))
    other = cursor.table() if exists and named else None
    if not exists or (named and (other is None or other.name.lower() != link.to_table.lower())):
        return None
    lost = gone(link, table)
    if lost is None:
        return None
    select = select_keys(head.plus([lost]), ())
    said = f"{link.column} of every row of {head.said} is in {link.to_table}"
    return _draft(table, said, select)


def _property(cursor: Cursor, found: Fields, word: str) -> Draft | None:
    """Read `unique and not null`: one check a property."""
    draft = _one_property(cursor, found, word)
    while draft and (more := cursor.first((_next_property,), found)):
        step = more.steps[0].model_copy(update={"id": f"s{len(draft.steps) + 1}"})
        draft = Draft(draft.title, f"{draft.said}; {more.said}", (*draft.steps, step))
    return draft


def _next_property(cursor: Cursor, found: Fields) -> Draft | None:
    word = good(cursor) if cursor.take("and", "and also", "and must be", "and is") else ""
    return _one_property(cursor, found, word) if word else None


def _one_property(cursor: Cursor, found: Fields, word: str) -> Draft | None:
    broken = prop(cursor, found, word)
    if broken is None:
        return None
    if broken.sql == "":
        return _unique(cursor, found)
    select = select_keys(_rows_after(cursor, found).rows.plus([broken]), found.columns)
    return _draft(found.table, broken.said, select)


def _rows_after(cursor: Cursor, found: Fields) -> Fields:
    """Read `in accounts` after the rule."""
    return Fields(
        named_again(cursor, found.rows, "across", "within", "in", "per", "among", "for"),
        found.columns,
    )


def _unique(cursor: Cursor, found: Fields) -> Draft:
    names = " and ".join(c.name for c in found.columns)
    found = _rows_after(cursor, found)
    return _draft(found.table, f"{names} is unique in {found.rows.said}", unique(cursor, found))


def _draft(table: TableInfo, said: str, select: str) -> Draft:
    step = Check(id="s1", why=f"rule: {said}", name=said, select=select, severity="block")
    return Draft(f"Rule on {table.name}", f"check that {said}", (step,))
