"""A standing rule in words: a line a part, and what of it differs from the one of before."""

from collections.abc import Iterator

from vibecli.steps.standing import StandingRule
from vibecli.steps.standing_trial import Trial

IDENTIFIER = "identifier"
SAME, NONE = "the same", "nothing"
Part = tuple[str, str]  # what it is, and of which field or column
# told otherwise; any other field is told where it differs
_TOLD = {
    "name", "meaning", "events", "columns", "id_field", "identifiers", "looks", "survivorship",
    "features", "features_table", "model", "score_column", "action", "when", "which", "bounds",
    "retired",
}  # fmt: skip


def parts(rule: StandingRule) -> Iterator[tuple[Part, str]]:
    """Give what a rule does."""
    if rule.retired:
        yield ("state", ""), "retired: it takes no events"
    yield ("events", ""), f"go to {rule.events}, told apart by {rule.id_field or 'their place'}"
    for one in rule.identifiers:
        role = f" as {one.role}" if one.role != one.field.lower() else ""
        where = ", ".join(one.columns) or "earlier events"
        yield (IDENTIFIER, f"{one.field} {one.role}"), f"{one.field}{role} in {where}"
    for kept in rule.survivorship:
        of = f" of {kept.field}" if kept.field else ""
        order = f", {', '.join(kept.order)}" if kept.order else ""
        told = f"{rule.profile}.{kept.column}: {kept.rule.replace('_', ' ')}{of}{order}"
        yield ("profile", kept.column), told
    if rule.features:
        count = len(rule.features.features)
        told = f"{count} of {rule.features.name} of each person touched, into {rule.features_into}"
        yield ("features", ""), told
    if rule.model:
        where = ", ".join(rule.scores_into)
        told = f"{rule.model} scores each person touched, into {rule.profile}: {where}"
        yield ("model", ""), told
    if rule.action:
        when = f" for which {rule.acts_when}" if rule.acts_when else ""
        told = f"{rule.action} of [actions] is told of each event of a person{when}"
        yield ("action", ""), told
    yield ("bounds", ""), ", ".join(_bounds(rule)) or "none"


def tried_parts(rule: StandingRule, trial: Trial) -> Iterator[tuple[Part, str]]:
    """Give the same, with what a trial found of each identifier."""
    found = iter(trial.lines)
    for part, told in parts(rule):
        yield part, f"{told}: {next(found).told}" if part[0] == IDENTIFIER else told


def compared(rule: StandingRule, before: StandingRule, trial: Trial) -> list[tuple[str, str, str]]:
    """Give part, what the rule does, and what the one of before did; first what differs."""
    rows = [*_compared(rule, before, trial)]
    return sorted(rows, key=lambda row: row[2] == SAME)


def _compared(
    rule: StandingRule, before: StandingRule, trial: Trial
) -> Iterator[tuple[str, str, str]]:
    now, then = dict(parts(rule)), dict(parts(before))
    for part, told in tried_parts(rule, trial):
        yield part[0], told, SAME if then.get(part) == now[part] else then.get(part, NONE)
    for part, told in then.items():
        if part not in now:
            yield part[0], NONE, told
    more, less = dict(_others(rule, before)), dict(_others(before, rule))
    for name in dict.fromkeys((*more, *less)):
        if more.get(name) != less.get(name):
            yield name, more.get(name, NONE), less.get(name, NONE)


def _others(rule: StandingRule, other: StandingRule) -> Iterator[tuple[str, str]]:
    """Give what else a rule says: of features in full where both have them."""
    for taken in rule.columns:
        yield f"column {taken.column}", f"from {taken.field}"
    for taken in rule.looks:
        yield f"likeness {taken.column}", f"to {taken.field}"
    if rule.features and other.features:
        there = {one.name for one in other.features.features}
        for source in rule.features.sources:
            yield f"source {source.table}", source.model_dump_json()
        for one in rule.features.features:
            full = one.model_dump_json()
            yield f"feature {one.name}", full if one.name in there else one.meaning
    for name, value in rule.model_dump(mode="json", exclude=_TOLD).items():
        yield name.replace("_", " "), NONE if value is None else str(value)


def _bounds(rule: StandingRule) -> Iterator[str]:
    bounds = rule.bounds
    for share, what in ((bounds.unmatched, "events of new persons"), (bounds.dead, "bad events")):
        if share is not None:
            yield f"at most {share:.0%} {what}"
    for most, what in ((bounds.rows, "profile rows"), (bounds.review, "questions")):
        if most is not None:
            yield f"at most {most:,} {what} a batch"
