"""The standing rules of a database as they are told: what each does, how far it came, who approved.

Reads only. What a rule is now is in table `vibecli_rules`; how it came to be, in the journal.
"""

import json
from collections.abc import Iterator
from typing import Literal

from vibecli.engine.base import Session
from vibecli.errors import NotFound, Stale
from vibecli.model import Model
from vibecli.run import journal
from vibecli.steps.standing import RULES_TABLE, Bounds, StandingRule
from vibecli.steps.standing_registry import is_retired
from vibecli.steps.standing_tables import DEAD_LETTERS, OUTBOX, REVIEW
from vibecli.steps.trigger import Trigger
from vibecli.steps.unify_provenance import provenance_table
from vibecli.stream.ledger import place_text
from vibecli.stream.place import places_by_source
from vibecli.stream.rule import Kept, kept_rules, parsed_rule
from vibecli.stream.tables import has_table, stream_runs


class RulePlace(Model):
    """How far a rule has come in one source."""

    source: str
    place: str


class RuleVersion(Model):
    """A plan that made a rule, changed it, or ended it, and stands."""

    number: int
    did: Literal["made", "changed", "retired"]
    plan_id: str
    at: str
    by: str


class RuleLine(Model):
    """A standing rule in short."""

    kind: Literal["rule"] = "rule"
    name: str
    meaning: str
    state: Literal["stands", "retired", "unreadable"]
    problem: str = ""  # why it cannot be read
    version: int
    plan_id: str  # which approved it as it is; empty where no plan did
    approved_at: str
    approved_by: str
    events_table: str = ""  # that events are added to
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    action: str | None = None
    when: str | None = None
    bounds: Bounds | None = None
    events: int  # taken by all its streams
    letters: int
    questions: int
    open_actions: int
    places: tuple[RulePlace, ...]


class RuleCard(RuleLine):
    """All that is known of one."""

    rule: StandingRule | None
    versions: tuple[RuleVersion, ...]  # the newest first


def listed_rules(session: Session) -> tuple[RuleLine, ...]:
    """Give every standing rule in short, by name. Raises DataError where that is another table."""
    names = RuleLine.model_fields
    return tuple(RuleLine(**{n: getattr(one, n) for n in names}) for one in _cards(session))


def rule_card(session: Session, name: str) -> RuleCard:
    """Give one standing rule. Raises NotFound, DataError."""
    card = next((one for one in _cards(session) if one.name == name), None)
    if card is None:
        raise NotFound(f"there is no standing rule {name}", hint="vibecli rules lists them")
    return card


def ended_otherwise(session: Session, run: journal.JournalRun, hint: str) -> str:
    """Give the hint of an undo that is refused, with the way to end the rules of the plan alone."""
    made = [name for kind, name in _steps(session, run) if kind == "trigger"]
    kept = kept_rules(session) if made else {}
    standing = [name for name in made if name in kept and not is_retired(kept[name].text)]
    if not standing:
        return hint
    said = f"vibecli ask 'retire the standing rule {standing[0]}'"
    return f"{hint}; {said} ends the rule alone, and leaves what came by it"


def _cards(session: Session) -> Iterator[RuleCard]:
    kept = kept_rules(session)
    versions = _versions(session) if kept else {}
    runs = stream_runs(session) if kept else ()
    for name in sorted(kept):
        events = sum(run.events for run in runs if run.rule == name)
        yield _card(session, name, kept[name], versions.get(name, []), events)


def _card(
    session: Session, name: str, kept: Kept, versions: list[RuleVersion], events: int
) -> RuleCard:
    rule, problem = None, ""
    try:
        rule = parsed_rule(name, kept.text)
    except Stale as error:
        problem = error.message
    retired = is_retired(kept.text)
    newest = versions[-1] if versions else None
    places = places_by_source(session, name).items()
    return RuleCard(
        name=name,
        meaning=kept.meaning,
        state="retired" if retired else "stands" if rule else "unreadable",
        problem="" if retired else problem,
        version=newest.number if newest else 0,
        plan_id=newest.plan_id if newest else "",
        approved_at=newest.at if newest else "",
        approved_by=newest.by if newest else "",
        events_table=rule.events if rule else "",
        reads=Trigger(id="s1", why="", rule=rule).reads() if rule else (),
        writes=tuple(_writes(rule)) if rule else (),
        action=rule.action if rule else None,
        when=(rule.acts_when or None) if rule else None,
        bounds=rule.bounds if rule else None,
        events=events,
        letters=_rows(session, DEAD_LETTERS, name),
        questions=_rows(session, REVIEW, name),
        open_actions=_rows(session, OUTBOX, name, " AND state = 'open'"),
        places=tuple(RulePlace(source=one, place=place_text(at)) for one, at in places),
        rule=rule,
        versions=tuple(reversed(versions)),
    )


def _writes(rule: StandingRule) -> Iterator[str]:
    """Give the tables that a stream by this rule writes, but for those of streams alone."""
    yield from (rule.events, rule.profile)
    if rule.survivorship:
        yield provenance_table(rule.profile)
    if rule.features:
        yield rule.features_into


def _rows(session: Session, table: str, rule: str, more: str = "") -> int:
    if not has_table(session, table):
        return 0
    return int(session.value(f"SELECT count(*) FROM {table} WHERE rule = ?{more}", [rule]))


def _versions(session: Session) -> dict[str, list[RuleVersion]]:
    """Give the plans that wrote each rule, the oldest first."""
    found: dict[str, list[RuleVersion]] = {}
    for run in reversed(journal.runs(session)):
        wrote = any(e.table == RULES_TABLE and not e.undone for e in run.entries)
        if run.undone_at or not wrote:
            continue
        for kind, name in _steps(session, run):
            versions = found.setdefault(name, [])
            did = "retired" if kind == "retire" else "changed" if versions else "made"
            versions.append(
                RuleVersion.model_validate(
                    {
                        "number": len(versions) + 1,
                        "did": did,
                        "plan_id": run.plan_id,
                        "at": run.applied_at,
                        "by": run.by,
                    }
                )
            )
    return found


def _steps(session: Session, run: journal.JournalRun) -> Iterator[tuple[str, str]]:
    """Give kind and rule of the steps of a plan that are about standing rules."""
    told = session.value(
        f"SELECT record->'$.plan.steps' FROM {journal.RUNS} WHERE plan_id = ? AND attempt = ?",
        [run.plan_id, run.attempt],
    )
    for step in json.loads(told or "[]"):
        if step.get("kind") in ("trigger", "retire"):
            rule = step["rule"]
            yield step["kind"], rule["name"] if isinstance(rule, dict) else str(rule)
