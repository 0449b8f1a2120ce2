"""Words that edit the plan at hand: only gold members, leave out the phone, threshold 0.97.

Owns their grammar. Words that edit nothing give None; the caller reads them as a fresh intent.
"""

from vibecli.agent.catalogue import column_edits, edits, selects
from vibecli.agent.catalogue import edit_words as words
from vibecli.agent.catalogue.column_edits import Half
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.edit_reasons import say_why_not
from vibecli.agent.catalogue.edit_rows import columns_at_hand
from vibecli.agent.catalogue.edit_rules import dropped, ruled
from vibecli.agent.catalogue.edit_scope import filled, more_rows, only, out_rows, without
from vibecli.agent.catalogue.edit_slots import (
    Edited,
    done,
    one_to_one,
    renamed,
    review_threshold,
    severity,
    threshold,
)
from vibecli.agent.catalogue.edit_values import value_left
from vibecli.agent.catalogue.edits import Steps
from vibecli.agent.catalogue.families import clean, rules, tagging
from vibecli.agent.catalogue.families.arranged import DOWN, UP, Group
from vibecli.agent.catalogue.families.certain import certain
from vibecli.agent.catalogue.families.groups import PER, group_by
from vibecli.agent.catalogue.notes import Declined, Draft, row_count
from vibecli.agent.catalogue.sentence import sentence, title
from vibecli.agent.catalogue.surviving import survives
from vibecli.agent.catalogue.timing import times_of
from vibecli.data.catalog import TableInfo
from vibecli.plan.model import Plan
from vibecli.steps.clean import Clean
from vibecli.steps.match import Match
from vibecli.steps.query import Query
from vibecli.steps.tag import TagColumns, correction_words
from vibecli.steps.unify import Unify


def read(cursor: Cursor, plan: Plan) -> Draft | None:
    """Read a refinement of a plan, every word of it; None when the words are no refinement."""
    edited = Edited(plan.steps)
    lead = "" if cursor.sees(*words.NO_RULE) else cursor.take(*words.TURNS)
    if lead in ("and", "but"):
        edited = more_rows(cursor, edited) or edited
    while True:
        more = _clause(cursor, edited)
        if more is None:
            break
        edited = more
        while cursor.take(*words.INSTEAD):
            pass
        cursor.take("and then", "and", ",", ";", "but", "then")
    if not cursor.at_end():
        say_why_not(cursor, edited.steps)
    if not edited.said or not cursor.at_end():
        return None
    catalog = cursor.world.catalog
    named = title(plan, edited.steps, catalog)
    return Draft(named, sentence(edited.steps, catalog), edited.steps)


def begins_edit(cursor: Cursor) -> bool:
    """True for words that begin like an edit of a plan, and like no intent."""
    return bool(cursor.first((_threshold_follows, _rule_follows, _edit_follows, _again_follows)))


def _rule_follows(cursor: Cursor) -> bool:
    try:
        return bool(certain(cursor, cursor.world.catalog.tables))
    except Declined:  # a rule, if one about no column there is
        return True


def _threshold_follows(cursor: Cursor) -> str:
    cursor.take(*words.RAISE)
    return cursor.take(*words.THRESHOLD)


def _edit_follows(cursor: Cursor) -> str:
    return cursor.take(*words.EDIT, *words.ACCEPT)


def _again_follows(cursor: Cursor) -> bool:
    return bool(cursor.take(*words.USE)) and any(w.form in words.AGAIN for w in cursor.rest)


def _clause(cursor: Cursor, at: Edited) -> Edited | None:
    rules = (
        _tagged, ruled, dropped, threshold, review_threshold, one_to_one, severity, survives,
        _keep_rows, _no_profile, renamed, _limit, _group, _sort, value_left, filled, without,
        _out, _again, _also, only, _only_columns, out_rows, _add,
    )  # fmt: skip
    return cursor.first(rules, at)


def _tagged(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `that column is not an e-mail`, about a plan that tags."""
    place = edits.first(at.steps, TagColumns)
    if place < 0:
        return None
    step = at.steps[place]
    assert isinstance(step, TagColumns)
    more = tagging.correction(cursor, (step,))
    made = tagging.corrected(step, more) if more else reads(tagging.retabled)(cursor, step)
    if made is None:
        return None
    said = ", ".join(map(correction_words, more)) or f"tag {', '.join(made.tables)}"
    return done(at, (*at.steps[:place], made, *at.steps[place + 1 :]), said)


def _keep_rows(cursor: Cursor, at: Edited) -> Edited | None:
    if not cursor.take(*words.KEEP_ROWS):
        return None
    steps, said = edits.nothing_removed(at.steps, cursor.world.catalog)
    return done(at, steps, said)


def _no_profile(cursor: Cursor, at: Edited) -> Edited | None:
    if not cursor.take(*words.NO_PROFILE):
        return None
    return done(at, edits.no_profile(at.steps), "match only, no profile is written")


def _limit(cursor: Cursor, at: Edited) -> Edited | None:
    lead = cursor.take(*words.LIMIT)
    value = cursor.number() if lead else None
    if value is None or value < 1 or value % 1:
        return None
    if lead not in words.FIRST and cursor.first((_year_before,), at.steps):
        return None  # limit it to 2024: the year
    cursor.take("rows", "of them", "only", "records", "results")
    count = row_count(value)
    steps = edits.query_edited(at.steps, lambda s: selects.limited(s, count), "limit")
    return done(at, steps, f"the first {count} rows")


def _year_before(cursor: Cursor, steps: Steps) -> bool:
    """True when the number just read is a year, and rows of the plan have dates."""
    cursor.at -= 1
    dated = any(times_of(t) for t in edits.tables_of(steps, cursor.world.catalog))
    return dated and cursor.moment() is not None and not cursor.sees("rows", "records", "results")


def _group(cursor: Cursor, at: Edited) -> Edited | None:
    if not cursor.take(*PER, "group it by", "group them by", "and per"):
        return None
    group = cursor.of_tables(_own_group, edits.tables_of(at.steps, cursor.world.catalog))
    return done(at, _regrouped(at.steps, group), f"per {group.name}") if group else None


def _own_group(cursor: Cursor, table: TableInfo) -> Group | None:
    group = group_by(cursor, table)
    return group if group and not group.join else None


def _regrouped(steps: Steps, group: Group) -> Steps:
    return edits.query_edited(
        steps, lambda s: selects.regrouped(s, group.sql, group.name), "group another way"
    )


def _sort(cursor: Cursor, at: Edited) -> Edited | None:
    if edits.first(at.steps, Query) < 0 or not cursor.take(*words.SORT):
        return None
    named = columns_at_hand(cursor, at.steps)
    if len(named) != 1:
        return None
    down = bool(cursor.take(*DOWN))
    if not down:
        cursor.take(*UP)
    name = named[0].name
    steps = edits.query_edited(at.steps, lambda s: selects.ordered(s, name, down=down), "sort")
    return done(at, steps, f"sorted by {name}")


def _out(cursor: Cursor, at: Edited) -> Edited | None:
    cursor.take("also", "and also")
    lead = cursor.take(*words.OUT, *words.OUT_OF_MATCH, *words.OUT_OF_PROFILE)
    told = cursor.take(*words.COLUMN) if lead else ""
    columns = columns_at_hand(cursor, at.steps) if lead else ()
    if not columns:
        return None
    out = cursor.take(*words.AS_IT_IS)
    if lead in ("keep", "leave") and not out:
        return None
    if out in ("out", "away"):
        lead = "leave out"
    half = _half(cursor, lead, column=bool(told) or lead.endswith("column"))
    _must_be_there(cursor, at.steps, lead, half)
    steps = column_edits.left_out(at.steps, columns, cursor.world.catalog, where=half)
    if steps == at.steps:
        raise Declined("the plan at hand does without these columns already")
    names = ", ".join(dict.fromkeys(c.name for c in columns))
    return done(at, steps, f"{names} left out")


def _half(cursor: Cursor, lead: str, *, column: bool) -> Half:
    """Read which half is meant, the comparison or the profile; `column` is of the profile."""
    if cursor.take(*words.EVERYWHERE):
        return "both"
    if cursor.take(*words.FROM_MATCH):
        return "both" if cursor.sees("and") and _and_profile(cursor) else "match"
    if cursor.take(*words.FROM_PROFILE):
        return "unify"
    if lead in words.OUT_OF_MATCH:
        return "match"
    dropped = column and lead.split(maxsplit=1)[0] in words.DROP
    return "unify" if lead in words.OUT_OF_PROFILE or dropped else "open"


@reads
def _and_profile(cursor: Cursor) -> str:
    return cursor.take(*words.FROM_PROFILE) if cursor.take("and") else ""


def _must_be_there(cursor: Cursor, steps: Steps, lead: str, half: Half) -> None:
    """Decline to keep what a profile has, where it has nothing yet or there is none."""
    target = edits.slot(steps, Unify, "target")
    if half == "unify" and target is None and edits.first(steps, Match) >= 0:
        raise Declined("the plan at hand writes no profile")
    if lead in words.LEAVE_AS and target and cursor.world.catalog.table(str(target)) is None:
        raise Declined(f"{target} is new: it has nothing yet that could be kept")


def _also(cursor: Cursor, at: Edited) -> Edited | None:
    if not cursor.take(*words.ALSO):
        return None
    draft = _also_clean(cursor, at.steps) or rules.read(cursor)
    if draft is None:
        return None
    return done(at, edits.added(at.steps, draft.steps), f"also {draft.said}")


def _also_clean(cursor: Cursor, steps: Steps) -> Draft | None:
    """Read `standardise the emails`: without a table, those of the plan's source tables."""
    return clean.of_tables(cursor, _sources(cursor, steps)) or clean.read(cursor)


def _sources(cursor: Cursor, steps: Steps) -> tuple[TableInfo, ...]:
    targets = {s.target for s in steps if isinstance(s, Unify)}
    outputs = {s.output for s in steps if isinstance(s, Match)}
    tables = edits.tables_of(steps, cursor.world.catalog)
    return tuple(t for t in tables if t.name not in targets | outputs)


def _only_columns(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `only emails and phones`: nothing else is compared or cleaned."""
    lead = cursor.take(*words.ONLY, *words.COMPARE)
    columns = columns_at_hand(cursor, at.steps) if lead else ()
    if not columns:
        return None
    if not cursor.take("only", "alone") and lead == "use":
        return None
    steps = column_edits.held_to(at.steps, columns, cursor.world.catalog)
    names = ", ".join(dict.fromkeys(c.name for c in columns))
    return done(at, steps, f"only {names}")


def _add(cursor: Cursor, at: Edited) -> Edited | None:
    if not cursor.take(*words.ADD):
        return None
    cleaning = edits.first(at.steps, Clean) >= 0 and edits.first(at.steps, Match) < 0
    if cleaning:
        draft = clean.more_columns(cursor, _sources(cursor, at.steps))
        return done(at, edits.added(at.steps, draft.steps), f"also {draft.said}") if draft else None
    columns = columns_at_hand(cursor, at.steps)
    if not columns:
        return None
    names = ", ".join(dict.fromkeys(c.name for c in columns))
    steps = column_edits.used_again(at.steps, columns, cursor.world.catalog)
    return done(at, steps, f"{names} taken in")


def _again(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `use the phone again`."""
    columns = columns_at_hand(cursor, at.steps) if cursor.take(*words.USE) else ()
    if not columns or not cursor.take(*words.AGAIN):
        return None
    steps = column_edits.used_again(at.steps, columns, cursor.world.catalog)
    return done(at, steps, f"{', '.join(dict.fromkeys(c.name for c in columns))} taken in again")
