"""`feature`: a table of features, a row an entity, as of a moment.

Owns how the step meets bench and shadow; `learn` compiles the features, checks that none reads
what came after the cut, and tells which rows can have changed.
"""

from typing import Literal, Self

from pydantic import Field

from vibecli.counting import counted
from vibecli.engine.names import quote
from vibecli.errors import PlanError, StepFailed
from vibecli.learn.definition import FeatureSet
from vibecli.learn.definition_file import Defined
from vibecli.learn.incremental import refreshed
from vibecli.learn.label import moment_of
from vibecli.learn.printed import printed_select
from vibecli.learn.reach import newest_of
from vibecli.learn.spine import AFTER, of_those, spine_at, spine_newest, spine_own
from vibecli.model import OURS
from vibecli.sql_slot import Expression
from vibecli.steps.base import Bench, Finding, Shadow, Slot, Step, StepResult
from vibecli.steps.feature_check import SetCheck, consent_slots, expression_slots, output_findings
from vibecli.steps.feature_told import Told
from vibecli.steps.listing import listing
from vibecli.steps.predicate import predicate_findings
from vibecli.steps.targets import unknown_table

NEWEST, OWN = "newest", "own"
AS_OF = "as_of"  # the column of the moment


class Feature(Step):
    """Write `output`: the entity's key, `as_of`, a column a feature, and `event_print`.

    The print is of all that the row rests on: an update compares it.
    """

    kind: Literal["feature"] = "feature"
    features: FeatureSet
    # a timestamp (UTC); newest: just after the newest event; own: just after each entity's own
    as_of: str = NEWEST
    output: str
    consent: Expression | None = Field(None, json_schema_extra=OURS)  # of a purpose: of those only
    # incremental: only entities whose features can have changed; auto: so where it can be
    mode: Literal["full", "incremental", "auto"] = "auto"

    @classmethod
    def of(cls, defined: Defined) -> Self:
        """Give the step that computes a set as its file has it."""
        features = defined.features
        tables = " and ".join(source.table for source in features.sources)
        return cls(
            id="s1",
            why=f"describe each row of {features.entity} by its events in {tables}",
            features=features,
            as_of=defined.as_of,
            output=defined.table,
        )

    def slots(self) -> tuple[Slot, ...]:
        """Give every expression and bridge as a SELECT, each once."""
        return (
            *expression_slots(self.features),
            *consent_slots(self.features.entity, self.consent),
        )

    def reads(self) -> tuple[str, ...]:
        """Give the entity's table and the tables of events."""
        sources = (source.table for source in self.features.sources)
        return tuple(dict.fromkeys((self.features.entity, *sources)))

    def writes(self) -> tuple[str, ...]:
        """Give the table of features."""
        return (self.output,)

    def summary(self) -> str:
        """Give what is made of what."""
        told = counted(len(self.features.features), "feature")
        return f"{told} of {', '.join(self.reads()[1:])} into {self.output}"

    def check(self, bench: Bench) -> list[Finding]:
        """The set is sound, binds, and reads nothing that the cut does not guard."""
        found = [
            *SetCheck(self, self.features, bench).findings(),
            *output_findings(self, self.features, bench, self.output),
        ]
        if self.consent and not found:
            found += predicate_findings(self, bench, self.features.entity, self.consent)
        if self.mode == "incremental" and bench.columns(self.output) is None:
            found.append(unknown_table(self, bench, self.output))
        if not found:
            bench.declare(self.output, bench.bind(self.select(self.spine())))
        return found

    def select(self, spine: str, *, incremental: bool = False) -> str:
        """Give the SELECT of the table's rows."""
        rows = refreshed(self.features, spine, self.output, AS_OF) if incremental else ""
        return (
            f"SELECT key AS {quote(self.features.key)}, cut AS {AS_OF}, * EXCLUDE (key, cut)"
            f" FROM ({rows or printed_select(self.features, spine)})"
        )

    def spine(self) -> str:
        """Give the SELECT of the entities and the moment each is as of."""
        if self.as_of == NEWEST:
            return self._of_those(spine_newest(self.features))
        every = spine_own(self.features) if self.as_of == OWN else spine_at(*self._at())
        return self._of_those(every)

    def _of_those(self, spine: str) -> str:
        return of_those(spine, self.features.entity, self.features.key, self.consent)

    def run(self, shadow: Shadow) -> StepResult:
        """Compute the rows and hand them to the shadow, where equal ones stay."""
        told, spine = Told(shadow, self), self._spine_now(shadow)
        defined = shadow.defining.define(self.features, self.output, self.as_of)
        if self.features.known:
            said = ", ".join(self.features.known)
            shadow.notices.append(f"said to be known when the row came: {said}")
        incremental = self._is_incremental(shadow, spine)
        select = self.select(spine, incremental=incremental)
        changed = shadow.replace(self.output, select, keys=(self.features.key,))
        lines = told.lines()
        if changed or not told.is_same(lines):
            shadow.view(self.id, listing(Told.COLUMNS, lines), words=("feature",))
        return told.result(changed, version=defined.version, incremental=incremental)

    def _at(self) -> tuple[FeatureSet, str]:
        """Give the set and the moment it is as of. Raises PlanError where none is told."""
        moment = moment_of(self.as_of)
        if moment is None:
            hint = "write newest, own, or a moment such as 2026-06-01T00:00"
            raise PlanError(f"as_of {self.as_of!r} is no moment", hint=hint)
        return self.features, moment.isoformat(sep=" ")

    def _spine_now(self, shadow: Shadow) -> str:
        """Give the spine, the newest event looked up once."""
        if self.as_of != NEWEST:
            return self.spine()
        newest, told = newest_of(shadow.session, self.features.sources)
        if newest is None:
            tables = ", ".join(source.table for source in self.features.sources)
            raise StepFailed(f"there is no event in {tables}", hint="load events, or give as_of")
        shadow.notices.extend(told)
        return self._of_those(spine_at(self.features, str(newest + AFTER)))

    def _is_incremental(self, shadow: Shadow, spine: str) -> bool:
        """True when the table is one of these features and may be brought up to date."""
        if self.mode == "full" or not shadow.exists(self.output):
            return False
        wanted = shadow.session.describe(self.select(spine))
        if set(wanted) == set(shadow.columns(self.output)):
            return True
        if self.mode == "incremental":
            raise StepFailed(
                f"{self.output} has other columns than these features", hint="use mode full"
            )
        return False
