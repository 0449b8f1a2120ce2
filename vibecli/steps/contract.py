"""`contract`: rules put into the contracts of tables, said ones and those that the rows suggest.

Owns which are written: what the contract says already is not said again, and of what the rows
suggest only what holds now. A rule that a person says may fail today; the review tells it.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, Self

from vibecli.contracts.agreed import AgreedRule
from vibecli.contracts.learning import ENOUGH, Learner
from vibecli.engine.names import TableName, key_of
from vibecli.identity.blanks import blank_sql
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Step, StepResult
from vibecli.steps.listing import listing
from vibecli.steps.targets import unknown_columns, unknown_table

SHOWN = ("n", "rule", "severity", "change", "evidence")
NEW, _KNOWN, _LEFT_OUT = "new", "in the contract", "left out"


Line = tuple[str, str, str, str]


class AgreeRules(Step):
    """Write `rules` into contracts, and what the rows of `tables` suggest."""

    kind: Literal["contract"] = "contract"
    tables: tuple[str, ...]  # rules are suggested for
    rules: tuple[AgreedRule, ...]  # that a person or another tool's file says
    left_out: tuple[str, ...]  # of such a file: what is no rule here, and why
    without: tuple[str, ...] = ()  # the words of rules that a person left out

    @classmethod
    def of(
        cls, tables: Sequence[str], rules: Sequence[AgreedRule] = (), left_out: Sequence[str] = ()
    ) -> Self:
        """Give the step, its reason told from what it writes."""
        why = f"suggest quality rules for {', '.join(tables)}" if tables else "agree on rules"
        return cls(
            id="s1", why=why, tables=tuple(tables), rules=tuple(rules), left_out=tuple(left_out)
        )

    def reads(self) -> tuple[str, ...]:
        """Give the tables, also those that are referred to."""
        return (*self.writes(), *(rule.to_table for rule in self.rules if rule.to_table))

    def writes(self) -> tuple[str, ...]:
        """Give the tables whose contracts are written."""
        named = (*self.tables, *(rule.table for rule in self.rules))
        return tuple({key_of(name): TableName.parse(name).text for name in named}.values())

    def check(self, bench: Bench) -> list[Finding]:
        """Tables and columns are there."""
        if not self.writes():
            told = ("contract needs a table", "name it in tables, or give rules")
            return [self.finding("slot-missing", *told)]
        ends = [(rule.table, rule.columns) for rule in self.rules]
        ends += [(rule.to_table, rule.to_columns) for rule in self.rules if rule.to_table]
        found = []
        for table, names in [*((table, ()) for table in self.tables), *ends]:
            columns = bench.columns(table)
            if columns is None:
                found.append(unknown_table(self, bench, table))
            else:
                found += unknown_columns(self, table, names, columns)
        return found

    def run(self, shadow: Shadow) -> StepResult:
        """Put the rules into the contracts, each with what it comes to today."""
        lines = [line for rule in self.rules for line in self._agree(shadow, rule)]
        for table in self.tables:
            lines += self._suggest(shadow, table)
        for told in self.left_out:
            what, _, why = told.partition(": ")
            lines.append((what, "", _LEFT_OUT, why))
            shadow.notices.append(f"{_LEFT_OUT}: {told}")
        numbered = [(str(n), *line) for n, line in enumerate(lines, start=1)]
        shadow.view(self.id, listing(SHOWN, numbered))
        new = sum(line[2] == NEW for line in lines)
        left = f", {len(self.left_out)} left out" if self.left_out else ""
        word = "rule" if new == 1 else "rules"
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{new} {word} for the contracts{left}",
            figures=(
                Figure(name="new", value=new),
                Figure(name="left_out", value=len(self.left_out)),
            ),
        )

    def _agree(self, shadow: Shadow, rule: AgreedRule) -> Iterator[Line]:
        """Write one rule that was said."""
        new = shadow.tagging.agreeing(rule)
        broken = [one for one in shadow.quality.measure(new) if not one.kept] if new else []
        told = "; ".join(f"today {one.found}" for one in broken)
        evidence = told or rule.evidence
        yield self._written(shadow, rule, evidence) if new else _line(rule, _KNOWN, evidence)

    def _suggest(self, shadow: Shadow, name: str) -> list[Line]:
        """Write what the rows of a table suggest and keep; gives a line for each."""
        info = shadow.table(name)
        if info.rows < ENOUGH:
            return [(name, "", _LEFT_OUT, f"it has {info.rows:,} rows, too few to learn from")]
        learner = Learner(shadow.session, shadow.catalog, info, blank_sql)
        found = {rule: shadow.tagging.agreeing(rule) for rule in learner.suggestions()}
        measured = shadow.quality.measure([new for made in found.values() for new in made])
        kept = {one.rule for one in measured if one.kept}
        return [
            self._written(shadow, rule, rule.evidence) if made else _line(rule, _KNOWN, "")
            for rule, made in found.items()
            if kept.issuperset(made)
        ]

    def _written(self, shadow: Shadow, rule: AgreedRule, evidence: str) -> Line:
        """Write a rule that is new, unless a person left it out; gives its line."""
        if rule.words in self.without:
            return _line(rule, _LEFT_OUT, "by a person")
        shadow.tagging.agree(rule)
        return _line(rule, NEW, evidence)


def _line(rule: AgreedRule, change: str, evidence: str) -> Line:
    return rule.words, rule.severity, change, evidence
