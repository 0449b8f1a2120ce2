"""Why words that mean to edit the plan at hand cannot: said in one sentence.

Owns these sentences. It reads on where an edit stopped, and changes nothing.
"""

from vibecli.agent.catalogue import edit_words as words
from vibecli.agent.catalogue import edits
from vibecli.agent.catalogue.conditions import condition
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.edits import Steps
from vibecli.agent.catalogue.families.groups import PER, group_by
from vibecli.agent.catalogue.fields import column_list
from vibecli.agent.catalogue.kin import link_between
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.rows import rows
from vibecli.agent.catalogue.tails import typed_value
from vibecli.data.catalog import TableInfo
from vibecli.steps.check import Check
from vibecli.steps.match import Match


def say_why_not(cursor: Cursor, steps: Steps) -> None:
    """Raise Declined when the words are an edit this plan cannot take."""
    rules = (
        _threshold, _severity, _sorted, _grouped, _strange_rows, _strange_condition,
        _strange_columns, _strange_value,
    )  # fmt: skip
    for rule in rules:
        with cursor.attempt():
            reason, nearest = rule(cursor, steps)
            if reason:
                raise Declined(reason, *nearest)


Why = tuple[str, tuple[str, ...]]
_UNKNOWN: Why = ("", ())


def _threshold(cursor: Cursor, steps: Steps) -> Why:
    cursor.take(*words.RAISE)
    if not cursor.take(*words.THRESHOLD) or not cursor.at_end():
        return _UNKNOWN
    if edits.first(steps, Match) < 0:
        return "the plan at hand matches nothing", ()
    return "say the threshold meant, as a number", ("threshold 0.97",)


def _severity(cursor: Cursor, steps: Steps) -> Why:
    told = cursor.take(*words.WARN, *words.BLOCK) and edits.first(steps, Check) < 0
    return ("the plan at hand states no rule", ()) if told and cursor.at_end() else _UNKNOWN


def _sorted(cursor: Cursor, steps: Steps) -> Why:
    lead = cursor.take(*words.SORT)
    found = _elsewhere(cursor, steps) or _here(cursor, steps) if lead else None
    return (f"the plan at hand shows no rows to sort by {found[1]}", ()) if found else _UNKNOWN


def _grouped(cursor: Cursor, steps: Steps) -> Why:
    lead = cursor.take(*PER)
    start = cursor.at
    group = (
        cursor.of_tables(group_by, edits.tables_of(steps, cursor.world.catalog)) if lead else None
    )
    said = cursor.text.raw(start, cursor.at)
    if group is None:
        return _UNKNOWN
    return f"grouping by {said} is another plan; say it as an intent of its own", ()


def _strange_rows(cursor: Cursor, steps: Steps) -> Why:
    """Only gold members, in a plan that reads no members."""
    found = rows(cursor) if cursor.take(*words.ONLY, *words.OUT) else None
    known = edits.tables_of(steps, cursor.world.catalog)
    if found is None or not found.predicates or found.table in known:
        return _UNKNOWN
    said = " and ".join(p.said for p in found.predicates)
    return f"{said} is said of {found.table.name}, which the plan at hand does not use", ()


def _strange_condition(cursor: Cursor, steps: Steps) -> Why:
    """Only where city is Bonn, in a plan whose tables have no city."""
    if not cursor.take(*words.ONLY, *words.OUT):
        return _UNKNOWN
    start = cursor.at
    known = edits.tables_of(steps, cursor.world.catalog)
    others = [t for t in cursor.world.catalog.tables if t not in known]

    def of_it(cursor: Cursor, table: TableInfo) -> TableInfo | None:
        read = condition(cursor, table, bare=True)
        return table if read and cursor.at_end() else None

    table = cursor.of_tables(of_it, others)
    if table is None:
        return _UNKNOWN
    said = cursor.text.raw(start, cursor.at)
    linked = any(link_between(cursor, mine, table) for mine in known)
    nearest = (f"only {table.name} where {said}",) if linked else ()
    return f"{said} fits {table.name}, which the plan at hand does not use", nearest


def _strange_columns(cursor: Cursor, steps: Steps) -> Why:
    """Leave out the phone, in a plan without one."""
    leads = (*words.OUT, *words.OUT_OF_MATCH, *words.OUT_OF_PROFILE, *words.ADD, *words.ONLY)
    found = _elsewhere(cursor, steps) if cursor.take(*leads, *words.COMPARE, *words.ALSO) else None
    return (f"the plan at hand does not use {found[1]}", ()) if found else _UNKNOWN


def _strange_value(cursor: Cursor, steps: Steps) -> Why:
    """For Bonn only, where no column is known to hold it."""
    if not cursor.take(*words.ONLY):
        return _UNKNOWN
    cursor.skip()
    word = cursor.rest[0] if cursor.rest else None
    value = typed_value(cursor) if word and word.text[0].isupper() else ""
    cursor.take("only", "alone")
    if not value or not cursor.at_end():
        return _UNKNOWN
    tables = edits.tables_of(steps, cursor.world.catalog)
    texts = [c.name for t in tables for c in t.columns if c.top]
    nearest = (f"only where {texts[0]} is {value}",) if texts else ()
    return f"no column of the plan at hand is known to hold {value}; say which is meant", nearest


def _elsewhere(cursor: Cursor, steps: Steps) -> tuple[TableInfo, str] | None:
    known = edits.tables_of(steps, cursor.world.catalog)
    return _named(cursor, tuple(t for t in cursor.world.catalog.tables if t not in known))


def _here(cursor: Cursor, steps: Steps) -> tuple[TableInfo, str] | None:
    return _named(cursor, edits.tables_of(steps, cursor.world.catalog))


def _named(cursor: Cursor, tables: tuple[TableInfo, ...]) -> tuple[TableInfo, str] | None:
    """Give the first of the tables with columns called so, and the words."""
    cursor.skip()
    start = cursor.at

    def columns_of(cursor: Cursor, table: TableInfo) -> TableInfo | None:
        columns = column_list(cursor, table, many=True, partial=False)
        return table if columns and cursor.at_end() else None

    table = cursor.of_tables(columns_of, tables)
    return (table, cursor.text.raw(start, cursor.at)) if table else None
