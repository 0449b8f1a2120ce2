"""`trigger`: a standing rule, tried on the newest events there are, and kept by its name.

Owns how the step meets bench and shadow. What it approves is carried out by `vibecli stream`; the
trial here counts, on events of before, whose they would be.
"""

from collections.abc import Mapping
from typing import Literal

from vibecli.engine.base import Column, table_sql
from vibecli.engine.names import key_of, quote, split_column
from vibecli.learn.registry import MODELS
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Slot, Step, StepResult
from vibecli.steps.feature_check import expression_slots
from vibecli.steps.listing import listing
from vibecli.steps.predicate import kept_rows, predicate_findings
from vibecli.steps.standing import RULE_COLUMNS, RULES_TABLE, StandingRule, misfits
from vibecli.steps.standing_kept import keep_places, kept_findings, no_model
from vibecli.steps.standing_registry import keep, kept_text, read_kept, registry_findings
from vibecli.steps.standing_told import SAME, compared, tried_parts
from vibecli.steps.standing_trial import Trial, tried
from vibecli.steps.targets import by_name, unknown_columns, unknown_table

_SHOWN = ("part", "what it does")
_LEAST, _ROOM = 0.05, 3  # of bounds that are learnt: the least, and times what the trial showed
_ENOUGH = 100  # events a bound is learnt from


class Trigger(Step):
    """Do with every event what `rule` says, from its approval on."""

    kind: Literal["trigger"] = "trigger"
    rule: StandingRule
    like: str | None = None  # the events table is made anew, with the columns of this one

    def slots(self) -> tuple[Slot, ...]:
        """Give the SQL of its features, and of the condition to act."""
        return rule_slots(self.rule, self.like)

    def reads(self) -> tuple[str, ...]:
        """Give the tables that tell whose an event is."""
        rule = self.rule
        places = [split_column(place)[0] for one in rule.identifiers for place in one.columns]
        named = [self.like or rule.events, rule.profile, *places]
        named += [source.table for source in rule.features.sources] if rule.features else []
        named += [MODELS] if rule.model else []
        kept = {key_of(name): name for name in named if not self._makes(name)}
        return tuple(kept.values())

    def writes(self) -> tuple[str, ...]:
        """Give the table of rules, an events table that is made, what keeps what is computed."""
        made = [self.rule.events] if self.like else []
        made += [self.rule.features_into] if self.rule.features else []
        made += [self.rule.profile] if self.rule.model else []
        return (RULES_TABLE, *made)

    def registers(self) -> tuple[str, ...]:
        """Give the table of rules."""
        return (RULES_TABLE,)

    def _makes(self, table: str) -> bool:
        return self.like is not None and key_of(table) == key_of(self.rule.events)

    def summary(self) -> str:
        """Give what the rule does."""
        return f"standing rule {self.rule.name}: {self.rule.meaning}"

    def check(self, bench: Bench) -> list[Finding]:
        """The rule fits its tables."""
        rule = self.rule
        for name in self.reads():
            if bench.columns(name) is None:
                return [
                    no_model(self, rule) if name == MODELS else unknown_table(self, bench, name)
                ]
        found = [*registry_findings(self, bench), *self._places(bench)]
        profile = bench.columns(rule.profile) or ()
        if rule.key.lower() not in by_name(profile):
            return [*found, *unknown_columns(self, rule.profile, [rule.key], profile)]
        problems = misfits(rule, _types(self._events(bench)), _types(profile))
        found += [self.finding("bad-rule", problem) for problem in problems]
        if not rule.identifiers:
            message = f"nothing in an event of {rule.events} tells whose it is"
            hint = f"name a column of {rule.profile} that events carry: an email, a customer's id"
            found.append(self.finding("no-identifier", message, hint))
        if rule.when is not None:
            found += predicate_findings(self, bench, rule.profile, rule.when)
        if rule.which is not None:
            found += predicate_findings(self, bench, self.like or rule.events, rule.which)
        if not found:
            bench.declare(RULES_TABLE, RULE_COLUMNS)
            if self.like:
                bench.declare(rule.events, self._events(bench))
            found = kept_findings(self, rule, bench)
        return found

    def _places(self, bench: Bench) -> list[Finding]:
        """Look for the columns that identifiers are known from."""
        found = []
        for one in self.rule.identifiers:
            for place in one.columns:
                table, column = split_column(place)
                found += unknown_columns(self, table, [column], bench.columns(table) or ())
        return found

    def _events(self, bench: Bench) -> tuple[Column, ...]:
        """Give the columns of the events table, as it is or will be."""
        columns = tuple(bench.columns(self.like or self.rule.events) or ())
        return self._with_person(columns, bench.columns(self.rule.profile) or ())

    def _with_person(
        self, columns: tuple[Column, ...], profile: tuple[Column, ...]
    ) -> tuple[Column, ...]:
        person = self.rule.person_column
        if self.like is None or person is None or person.lower() in by_name(columns):
            return columns
        return (*columns, Column(person, by_name(profile)[self.rule.key.lower()].type))

    def run(self, shadow: Shadow) -> StepResult:
        """Try the rule on the newest events, set bounds it leaves open, and keep it."""
        trial = tried(shadow, self.rule, self.like or self.rule.events)
        rule = bounded(self.rule, trial)
        if self.like:
            columns = shadow.columns(self.like)
            made = self._with_person(columns, shadow.columns(rule.profile))
            typed = [f"NULL::{c.type} AS {quote(c.name)}" for c in made[len(columns) :]]
            listed = ", ".join([*(quote(c.name) for c in columns), *typed])
            shadow.create(rule.events, f"SELECT {listed} FROM {table_sql(self.like)} LIMIT 0")
        keep_places(shadow, rule)
        change = self._shown(shadow, rule, trial)
        keep(shadow, rule.name, rule.meaning, rule.model_dump_json())
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"rule {rule.name} {change}: {trial.told}",
            figures=(
                Figure(name="events", value=trial.events),
                Figure(name="matched", value=trial.matched),
                Figure(name="new", value=trial.new),
                Figure(name="review", value=trial.review),
                Figure(name="anonymous", value=trial.anonymous),
            ),
        )

    def _shown(self, shadow: Shadow, rule: StandingRule, trial: Trial) -> str:
        """Show the rule, beside the one of before where there was one; tells what becomes of it."""
        before = kept_text(shadow, rule.name)
        old = read_kept(before) if before is not None else None
        if old is None:
            lines = [(part[0], told) for part, told in tried_parts(rule, trial)]
            shadow.view(self.id, listing(_SHOWN, lines))
            return "made" if before is None else "made anew: the one of before cannot be read"
        rows = compared(rule, old, trial)
        shadow.view(self.id, listing((*_SHOWN, "before"), rows))
        return "changed" if any(row[2] != SAME for row in rows) else "stays as it is"


def rule_slots(rule: StandingRule, like: str | None = None) -> tuple[Slot, ...]:
    """Give all SQL that a rule carries as SELECTs; `like`: of a table its events table is to be."""
    found = [*(expression_slots(rule.features) if rule.features else ())]
    if rule.when is not None:
        found.append(Slot(name="rule.when", sql=kept_rows(rule.profile, rule.when)))
    if rule.which is not None:
        found.append(Slot(name="rule.which", sql=kept_rows(like or rule.events, rule.which)))
    return tuple(found)


def bounded(rule: StandingRule, trial: Trial) -> StandingRule:
    """Give the rule with a bound on events of new persons, learnt where none is said."""
    if rule.bounds.unmatched is not None or trial.told_of < _ENOUGH:
        return rule
    usual = trial.new / trial.told_of
    most = round(min(1.0, max(_LEAST, _ROOM * usual)), 2)
    return rule.model_copy(update={"bounds": rule.bounds.model_copy(update={"unmatched": most})})


def _types(columns: tuple[Column, ...]) -> Mapping[str, str]:
    return {column.name.lower(): column.type for column in columns}
