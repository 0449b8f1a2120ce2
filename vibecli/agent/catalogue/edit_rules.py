"""Edits of what is certain of a match: the same card must match, drop that rule.

Owns the grammar of taking rules back; how a rule is said is `families.certain`.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue import edits
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.edit_slots import Edited, done
from vibecli.agent.catalogue.edits import Steps
from vibecli.agent.catalogue.families import certain_words as words
from vibecli.agent.catalogue.families.certain import certain, drop_form, stated
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Declined
from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.plan.model import Option, Question
from vibecli.steps.match import Match, MatchRule


def ruled(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `the same card number must match`, `never match different birth dates`."""
    tables = _matched(at.steps, cursor.world.catalog)
    said = certain(cursor, tables or edits.tables_of(at.steps, cursor.world.catalog))
    if not said:
        return None
    known = _rules(at.steps)
    new = tuple(rule for rule in stated(cursor, said, tables) if rule not in known)
    steps = edits.match_changed(at.steps, rules=(*known, *new))
    return done(at, steps, ", ".join(rule.sentence for rule in new or known))


def dropped(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `drop that rule`, `without rules`, `forget the rule on birth dates`."""
    known = _rules(at.steps)
    if not cursor.take(*words.DROP):
        return None
    gone = _meant(cursor, at.steps, known)
    if not gone:
        return None
    steps = edits.match_changed(at.steps, rules=tuple(r for r in known if r not in gone))
    return done(at, steps, f"without the rule {' and '.join(rule.name for rule in gone)}")


def _meant(cursor: Cursor, steps: Steps, known: Sequence[MatchRule]) -> tuple[MatchRule, ...]:
    """Read which rules are meant, to their last word; empty when the words mean none."""
    cursor.take("that", "those")
    last = cursor.take("last", "latest", "newest")
    named = _named(cursor, steps)
    told = cursor.take(*words.RULE)
    if told and not named:
        about = cursor.take(*words.ABOUT)
        named = _named(cursor, steps)
        if about and not named:
            return ()
    if not told or edits.first(steps, Match) < 0:
        return ()
    if not known:
        raise Declined("the plan at hand has no rule that could be dropped")
    if named:
        return _about(named, known)
    if last:
        return (known[-1],)
    return tuple(known) if told == "rules" or len(known) == 1 else (_chosen(cursor, known),)


def _named(cursor: Cursor, steps: Steps) -> tuple[str, tuple[ColumnInfo, ...]] | None:
    """Read `same email`, `different birth dates`, or the column alone."""
    verdict = "same" if cursor.take(*words.SAME) else ""
    verdict = verdict or ("different" if cursor.take(*words.DIFFERENT) else "")
    reached = cursor.furthest(_any_column, _matched(steps, cursor.world.catalog))
    columns = tuple(column for _, found in reached for column in found)
    return (verdict, columns) if columns else None


def _any_column(cursor: Cursor, table: TableInfo) -> tuple[ColumnInfo, ...]:
    return cursor.columns(table, many=True)


def _about(
    named: tuple[str, tuple[ColumnInfo, ...]], known: Sequence[MatchRule]
) -> tuple[MatchRule, ...]:
    verdict, columns = named
    names = {column.name for column in columns}
    found = tuple(r for r in known if names & set(r.columns) and verdict in ("", r.verdict))
    if not found:
        told = ", ".join(rule.name for rule in known)
        raise Declined(
            f"no such rule is in the plan at hand; its rules: {told}",
            *map(drop_form, known),
        )
    return found


def _chosen(cursor: Cursor, known: Sequence[MatchRule]) -> MatchRule:
    some = known[-MAX_OPTIONS:]
    question = Question(
        question="Which rule should go?",
        about="the rule",
        options=tuple(Option(label=rule.name, means=rule.sentence) for rule in some),
    )
    return cursor.choose(question, {rule.name: rule for rule in some})


def _rules(steps: Steps) -> tuple[MatchRule, ...]:
    at = edits.first(steps, Match)
    match = steps[at] if at >= 0 else None
    return match.rules if isinstance(match, Match) else ()


def _matched(steps: Steps, catalog: Catalog) -> tuple[TableInfo, ...]:
    """Give the tables of the match in the order of its inputs."""
    at = edits.first(steps, Match)
    found = [catalog.table(name) for name in steps[at].reads()] if at >= 0 else []
    return tuple(table for table in found if table is not None)
