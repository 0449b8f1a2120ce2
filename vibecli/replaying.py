"""The verbs about saved intents: check against their bounds, pin to the schema, compare two.

A part of the flow. Each dry-runs what is saved and decides nothing; none writes to the database.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Protocol

from vibecli.agent.planner import Planned
from vibecli.agent.repair import Attempt
from vibecli.asked_file import asked_file
from vibecli.errors import VibeError
from vibecli.plan.binding import with_values
from vibecli.plan.difference import intent_changes
from vibecli.plan.drift import pinned_tables, schema_columns, schema_drift
from vibecli.plan.parameters import own_values, told_values
from vibecli.plan.pinning import repinned
from vibecli.plan.saved import INTENT_FILE, SavedIntent, parse_saved, read_saved
from vibecli.run.check_outcome import CheckOutcome
from vibecli.run.contrast import IntentContrast
from vibecli.run.events import Event
from vibecli.run.model import Review
from vibecli.run.parting import check_whole
from vibecli.run.rehearsal import Cell, Repinning, not_rehearsed, rehearsed
from vibecli.run.store import PlanStore
from vibecli.runtime import Runtime
from vibecli.workspace import Workspace

FlowEvent = Attempt | Planned | Event  # what a verb that plans or runs tells on the way


class Rehearse(Protocol):
    """The flow's dry run of a saved intent."""

    def __call__(
        self,
        saved: SavedIntent,
        values: Mapping[str, str] | None = None,
        *,
        passing: bool = False,
        drifted: bool = False,
    ) -> Generator[FlowEvent, None, Review]:
        """Run it on the shadow."""
        ...


@dataclass(frozen=True)
class Replaying:
    """The verbs about saved intents, bound to one workspace and its plans."""

    workspace: Workspace
    store: PlanStore
    runtime: Runtime
    rehearse: Rehearse

    def check(
        self, path: Path, values: Mapping[str, str] | None = None
    ) -> Generator[FlowEvent, None, CheckOutcome]:
        """Dry-run one saved intent file and compare the diff with its bounds and expectations.

        Values of other intents' parameters are passed over.
        """
        cell, started = Cell(str(path)), monotonic()
        try:
            saved = read_saved(path)
            own = own_values(saved.parameters, values or {})
            cell = cell._replace(intent=saved.intent, given=told_values(own))
            review = yield from self.rehearse(saved, own, passing=True)
        except VibeError as error:
            return not_rehearsed(cell, error, monotonic() - started)
        return rehearsed(cell, review, monotonic() - started)

    def repin(self, path: Path, values: Mapping[str, str]) -> Generator[FlowEvent, None, Repinning]:
        """Dry-run a saved intent on the schema as it is, to be looked at before it is pinned."""
        saved = read_saved(path)
        review = yield from self.rehearse(saved, values, passing=True, drifted=True)
        catalog = self.workspace.catalog(profile=False)
        tables = pinned_tables(saved.columns) or [one.table for one in review.inputs]
        drift = schema_drift(saved.columns, catalog)
        columns = schema_columns(tables, catalog)
        return Repinning(path, drift, review, columns, pinned=bool(saved.columns))

    def pin(self, repinning: Repinning) -> str:
        """Write the schema a person looked at into the file; gives the line that tells of it."""
        file = asked_file(repinning.path, INTENT_FILE, self.runtime.settings)
        text = repinning.path.read_text(encoding="utf-8-sig")
        by, at = self.runtime.person(), self.runtime.now().isoformat(timespec="seconds")
        told = file.write(repinned(text, repinning.columns, by=by, at=at))
        lost = "; it is verified no longer" if parse_saved(text, "").verified else ""
        return f"{told}{lost}"

    def reviewed(self, plan_id: str) -> SavedIntent:
        """Give a reviewed plan as an intent, found by its id's first letters. Raises NotFound."""
        review = self.store.review(self.store.find(plan_id))
        check_whole(review)
        record = self.store.record(review.plan_id)
        return SavedIntent(
            intent=review.intent,
            plan=review.plan,
            planner=review.planner,
            bounds=record.bounds,
            expect=record.expect,
        )

    def contrast(
        self,
        a: tuple[str, SavedIntent],
        b: tuple[str, SavedIntent],
        values: Mapping[str, str],
        *,
        unmask: bool = False,
    ) -> Generator[FlowEvent, None, IntentContrast]:
        """Compare two named intents as plans, and by what they do to the data as it is."""
        from vibecli.run.contrasting import Side, contrast

        sides, intents = [], []
        for name, saved in (a, b):
            own = own_values(saved.parameters, values)
            review = yield from self.rehearse(saved, own, passing=True)
            sides.append(Side(name, review, self.store.folder(review.plan_id)))
            intents.append(with_values(self.workspace.engine, saved, own).saved)
        return contrast(*sides[:2], changes=intent_changes(*intents[:2]), unmask=unmask)
