"""A plan in one sentence, with all that is in force: made from its steps, never from the last edit.

Owns the sentence, the title of a match, and what a plan at hand takes for granted by its steps.
"""

from collections.abc import Iterator

from vibecli.agent.catalogue.column_edits import compared, fed_columns, present_roles, roles_of
from vibecli.agent.catalogue.condition_words import condition_words
from vibecli.agent.catalogue.edits import Steps, first
from vibecli.agent.catalogue.families.profiles import created_note
from vibecli.agent.catalogue.families.resolution import match_title, role_word
from vibecli.agent.catalogue.spellings_told import spellings_told
from vibecli.data.catalog import Catalog
from vibecli.plan.model import Assumption, Plan
from vibecli.steps.clean import Clean, CleanRule
from vibecli.steps.match import Match
from vibecli.steps.registry import AnyStep
from vibecli.steps.unify import Survivorship, Unify

_WINNER = {
    "most_recent": "most recent",
    "most_frequent": "most frequent",
    "most_complete": "most complete",
    "longest": "longest",
    "verified": "newest verified",
    "keep_existing": "existing",
    "minimum": "smallest",
    "maximum": "largest",
}


def sentence(steps: Steps, catalog: Catalog) -> str:
    """Give what a plan does, step by step."""
    parts: list[str] = []
    for step in steps:
        joint = ", then " if isinstance(step, Unify) and parts else "; " if parts else ""
        parts.append(joint + _of_step(step, steps, catalog))
    return "".join(parts)


def _of_step(step: AnyStep, steps: Steps, catalog: Catalog) -> str:
    match step:
        case Match():
            return _of_match(step, steps, catalog)
        case Unify():
            return _of_unify(step, catalog)
        case Clean():
            rows = f"{step.table}{_where(step.where)}"
            return f"standardise {rows}: {', '.join(map(_of_rule, step.rules))}"
        case _:
            return step.why


def _of_rule(rule: CleanRule) -> str:
    if rule.op == "keep":
        return f"{rule.column} left as it is where {' or '.join(rule.args)}"
    return "exact duplicates out" if rule.op == "duplicates" else f"{rule.column} ({rule.op})"


def _where(where: str | None) -> str:
    return f" where {condition_words(where)}" if where else ""


def _of_match(match: Match, steps: Steps, catalog: Catalog) -> str:
    at = first(steps, Unify)
    unify = steps[at] if at >= 0 else None
    target = unify.target if isinstance(unify, Unify) else ""
    inputs = [i for i in match.inputs if i.table != target]
    names = [f"{i.table}{_where(i.where)}" for i in inputs]
    if len(names) == 1 and target and catalog.table(target):
        names.append(target)
    head = f"match {names[0]} with {' and '.join(names[1:])}"
    said = head if len(names) > 1 else f"find duplicates in {names[0]}"
    notes = ", ".join(_match_notes(match, catalog))
    return f"{said} ({notes})" if notes else said


def _match_notes(match: Match, catalog: Catalog) -> Iterator[str]:
    present = present_roles(match, catalog)
    kept = [role for role in present if role.value not in match.ignore]
    others = [name for name in match.ignore if name not in {role.value for role in present}]
    if 0 < len(kept) < len(present) - len(kept):
        yield f"only {' and '.join(dict.fromkeys(map(role_word, kept)))} compared"
    else:
        others = list(match.ignore)
    for name in others:
        yield f"{role_word(name)} not compared"
    if match.mode == "incremental":
        yield "only what is new or changed since"
    if match.one_to_one:
        yield "one to one"
    yield from (rule.sentence for rule in match.rules)
    if match.accept is not None:
        yield f"accepted from {match.accept:g}"
    if match.review is not None:
        yield f"to review from {match.review:g}"


def _of_unify(unify: Unify, catalog: Catalog) -> str:
    names = " and ".join(unify.ignore)
    if catalog.table(unify.target):
        said = f"update {unify.target}" + (f", {names} left as it is" if names else "")
    else:
        said = f"create {unify.target}" + (f" without {names}" if names else "")
    rows = [f"a row in {one.table}{_where(one.where)}" for one in unify.only]
    said += f", only persons with {' and '.join(rows)}" if rows else ""
    said += "".join(f", {_winner(rule)} wins" for rule in unify.survivorship)
    for one in unify.consent:
        about = f" ({condition_words(one.about)})" if one.about else ""
        said += f", {' and '.join(one.columns)} only where {one.table} says they agreed{about}"
    return said + (", edits by hand kept" if unify.keep_edits else "")


def _winner(rule: Survivorship) -> str:
    what = "value" if rule.column == "*" else rule.column
    if rule.rule == "source_priority":
        return f"the {what} of {' before '.join(rule.args)}"
    by = f" by {' and '.join(rule.args)}" if rule.args else ""
    return f"the {_WINNER[rule.rule]} {what}{by}"


def title(plan: Plan, steps: Steps, catalog: Catalog) -> str:
    """Give the title of an edited plan: that of its match told anew, every other as it was."""
    before, after = match_title(plan.steps, catalog), match_title(steps, catalog)
    return after if before and after and plan.title == before else plan.title


def taken_for_granted(steps: Steps, catalog: Catalog) -> tuple[Assumption, ...]:
    """Give what steps say without words.

    A new table, columns out of one half, tables a rule says nothing of, spellings taken as one.
    """
    at = first(steps, Unify)
    unify = steps[at] if at >= 0 else None
    told = list(_silent(steps))
    if isinstance(unify, Unify):
        told += _halves(steps, unify, catalog)
        if catalog.table(unify.target) is None:
            told.insert(0, created_note(unify.target, catalog))
    told += dict.fromkeys(spellings_told(steps, catalog))
    return tuple(Assumption(text=text, basis="schema") for text in told)


def _silent(steps: Steps) -> Iterator[str]:
    """Tell of tables without the column of a rule."""
    at = first(steps, Match)
    match = steps[at] if at >= 0 else None
    if not isinstance(match, Match):
        return
    for rule in match.rules:
        sides = zip(match.reads(), rule.columns, strict=True)
        without = [table for table, column in sides if column is None]
        if without:
            have = " and ".join(without) + (" has" if len(without) == 1 else " have")
            yield f"{have} no such column: the rule {rule.name} says nothing of its rows"


def _halves(steps: Steps, unify: Unify, catalog: Catalog) -> Iterator[str]:
    """Tell of columns left out where they stay in, and of those that are out of both."""
    at = first(steps, Match)
    match = steps[at] if at >= 0 else None
    ignored = set(match.ignore) if isinstance(match, Match) else set()
    gone = {name.lower() for name in unify.ignore}
    new = catalog.table(unify.target) is None
    for column, sources in fed_columns(unify, catalog).items():
        out = column.name.lower() in gone
        unused = ignored & roles_of((column, *sources))
        if unused and out:
            verb = "in" if new else "written to"
            yield f"{column.name} is neither compared nor {verb} {unify.target}"
        elif unused and new:
            yield f"{column.name} is not compared; it is still in {unify.target}"
        elif out and new:
            used = any(compared(one, steps, catalog) for one in sources)
            why = "it is still compared" if used else "it was not compared anyway"
            yield f"{column.name} is not in {unify.target}; {why}"
