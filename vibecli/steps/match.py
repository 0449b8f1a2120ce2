"""`match`: identity resolution over one table (dedupe) or several (link and dedupe)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from vibecli.data.catalog import Role
from vibecli.engine.names import quote
from vibecli.identity.rule_name import rule_name
from vibecli.model import Model
from vibecli.sql_slot import Expression
from vibecli.steps.base import PAIRS, Bench, Figure, Finding, Shadow, Slot, Step, StepResult
from vibecli.steps.match_check import OUTPUT_COLUMNS, MatchCheck
from vibecli.steps.match_events import events_table, write_events
from vibecli.steps.predicate import called, kept_rows

if TYPE_CHECKING:
    from vibecli.identity.events import Change

_KEYS = ("source", "record_id")
_MOVES_TOLD = 8  # answers whose moves are told one by one


class MatchField(Model):
    """One comparison: a role, and the column that plays it in each input (null = absent)."""

    role: Role
    columns: tuple[str | None, ...]


class MatchRule(Model):
    """What is certain: equal values of these columns are one person, or different ones two."""

    verdict: Literal["same", "different"]
    columns: tuple[str | None, ...]  # one an input (null = absent)

    @property
    def name(self) -> str:
        """The rule in short."""
        return rule_name(self.columns, same=self.verdict == "same")

    @property
    def sentence(self) -> str:
        """The rule as a sentence."""
        return f"{self.name} is {'one person' if self.verdict == 'same' else 'two persons'}"


class MatchInput(Model):
    """One table to match, and an optional SQL predicate on its rows."""

    table: str
    where: Expression | None = None


class Match(Step):
    """Find which records are the same person.

    Writes table `output`: person_id VARCHAR, source VARCHAR (table name), record_id VARCHAR (see
    identity.records), probability DOUBLE (of belonging to its cluster; 1.0 for singletons). Over an
    earlier identity table it adds what became of its persons to `output`_events.
    """

    kind: Literal["match"] = "match"
    inputs: tuple[MatchInput, ...]
    fields: tuple[MatchField, ...] = ()  # empty: inferred
    rules: tuple[MatchRule, ...] = ()  # beside the probabilistic part
    ignore: tuple[str, ...] = ()  # roles or column names left out of the comparison
    one_to_one: bool | None = None  # null: where the tables are clearly unique inside
    accept: float | None = (
        None  # probability at and above which pairs are accepted; null: estimated
    )
    review: float | None = (
        None  # probability at and above which pairs go to review; null: estimated
    )
    output: str = "customer_identity"
    # incremental: only records that are new, changed or gone since the last match; auto: so where
    # that is quicker
    mode: Literal["full", "incremental", "auto"] = "full"

    def slots(self) -> tuple[Slot, ...]:
        """Give the predicates on the inputs, each as a SELECT."""
        return tuple(
            Slot(name=f"inputs[{i}].where", sql=kept_rows(source.table, source.where))
            for i, source in enumerate(self.inputs)
            if source.where
        )

    def reads(self) -> tuple[str, ...]:
        """Give the inputs."""
        return tuple(i.table for i in self.inputs)

    def writes(self) -> tuple[str, ...]:
        """Give the identity table and its events table."""
        return (self.output, events_table(self.output))

    def check(self, bench: Bench) -> list[Finding]:
        """Check inputs, predicates, fields, thresholds and output against the schema."""
        findings = [*MatchCheck(self, bench).findings()]
        bench.declare(self.output, OUTPUT_COLUMNS)
        return findings

    def run(self, shadow: Shadow) -> StepResult:
        """Resolve the inputs' records and write the identity table and the evidence."""
        from vibecli.steps.increment import attempted

        reason = ""
        if self.mode != "full":
            done = attempted(self, shadow)
            if isinstance(done, StepResult):
                return done
            reason = f"matched everything again: {done}"
        return self._run_full(shadow, (reason,) if reason else ())

    def _run_full(self, shadow: Shadow, why: tuple[str, ...]) -> StepResult:
        from vibecli.identity.account import details, figures, headline
        from vibecli.identity.fields import FieldOverride
        from vibecli.identity.options import Options
        from vibecli.identity.record_rules import RecordRule
        from vibecli.identity.resolve import resolve
        from vibecli.steps.increment import keep_whole

        options = Options(
            fields=tuple(FieldOverride(f.role, f.columns) for f in self.fields),
            ignore=self.ignore,
            one_to_one=self.one_to_one,
            accept=self.accept,
            review=self.review,
            relationships=shadow.catalog.relationships,
            verdicts=shadow.verdicts,
            rules=tuple(RecordRule(r.verdict == "same", r.columns) for r in self.rules),
        )
        shadow.notices.extend(self._keyless(shadow))
        resolution = resolve([_read(shadow, one) for one in self.inputs], options, shadow.progress)
        change = self._write(shadow, resolution)
        moves, rows = self._moves(shadow, resolution, change)
        if resolution.weights is not None:
            keep_whole(self, shadow, resolution, resolution.weights)
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=headline(resolution, change),
            details=(*why, *details(resolution, change), *moves),
            figures=tuple(Figure(name=n, value=v) for n, v in figures(resolution, change).items()),
            rows=(*self._evidence(shadow, resolution), *rows),
        )

    def _keyless(self, shadow: Shadow) -> Iterator[str]:
        """Tell of inputs whose key repeats: whatever holds it leads to nobody."""
        for table in dict.fromkeys(one.table for one in self.inputs):
            info = shadow.table(table)
            column = info.nearly_key if info else None
            if column is not None:
                yield (
                    f"{column.name} of {table} repeats, so it is no key, and no event leads to a"
                    f" record by it: find duplicate {column.name} in {table}"
                )

    def _moves(
        self, shadow: Shadow, resolution: Any, change: "Change | None"
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Keep what answers moved, tell the most on the first screen; gives other lines, rows."""
        from vibecli.identity.answered import effect_columns, effect_text, effects

        found = effects(change, resolution.rulings) if change else ()
        if change is None or not found:
            return (), ()
        name = shadow.evidence(f"{self.id}_moved", effect_columns(change, found))
        first, *others = (effect_text(change, effect) for effect in found[:_MOVES_TOLD])
        shadow.notices.append(f"{first}; all of them: review --rows {name}")
        return tuple(others), (name,)

    def summary(self) -> str:
        """Tell which tables are matched."""
        tables = " with ".join(source.table for source in self.inputs)
        if self.mode == "incremental":
            return f"match what is new in {tables}, person ids into {self.output}"
        what = "find duplicates in" if len(self.inputs) == 1 else "match"
        return f"{what} {tables}, person ids into {self.output}"

    def _evidence(self, shadow: Shadow, resolution: Any) -> Iterator[str]:
        from vibecli.identity.placeholders import placeholder_columns

        yield shadow.evidence(f"{self.id}{PAIRS}", resolution.outcome.evidence)
        found = resolution.frame.placeholders
        if found:
            yield shadow.evidence(f"{self.id}_placeholders", placeholder_columns(found))

    def _write(self, shadow: Shadow, resolution: Any) -> "Change | None":
        """Write the identity table, and what became of an earlier one, which it gives."""
        from vibecli.identity.events import Change
        from vibecli.identity.ledger import identity_rows
        from vibecli.identity.persons import Earlier, by_record, person_ids
        from vibecli.identity.reasons import GONE, record_reasons

        again = shadow.exists(self.output)
        known = identity_rows(shadow.session, shadow.numbered(self.output)) if again else {}
        frame = resolution.frame
        earlier = Earlier.from_columns(frame, **known) if again else Earlier.of(frame, {})
        persons = person_ids(frame, resolution.labels, earlier)
        name = f"__{self.id}_identity"
        shadow.session.register(
            name,
            {
                "person_id": persons.ids,
                "source": np.array(frame.names, dtype=object)[frame.source],
                "record_id": frame.ids,
                "probability": resolution.probability.round(6),
                "__why": record_reasons(resolution, by_record(known)),
            },
        )
        columns = ", ".join(
            f"CAST({quote(c.name)} AS {c.type}) AS {quote(c.name)}" for c in OUTPUT_COLUMNS
        )
        select = f"SELECT {columns}, __why FROM {quote(name)}"
        try:
            shadow.replace(self.output, select, keys=_KEYS, gone=GONE)
        finally:
            shadow.session.unregister(name)
        if not again:
            return None
        change = Change(frame, earlier, persons)
        write_events(shadow, self.output, change)
        return change


def _read(shadow: Shadow, source: MatchInput) -> Any:
    from vibecli.identity.source import read_source

    return read_source(
        shadow.session,
        shadow.table(source.table),
        shadow.columns(source.table),
        rows_of(shadow, source),
        source.where or "",
    )


def rows_of(shadow: Shadow, source: MatchInput) -> str:
    """Give an input's rows, called as its condition calls them."""
    rows = shadow.numbered(source.table)
    return called(rows, source.table) if source.where else rows
