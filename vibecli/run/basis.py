"""The basis of an explanation: an identity table, applied or proposed, and the model behind it.

Owns finding both and telling what has changed since the model was learnt. Reads only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vibecli.data.catalog import Catalog, TableInfo
from vibecli.engine.base import Engine, Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import DataError, NotFound, Stale, UsageError
from vibecli.identity.scratch import Scratch
from vibecli.identity.trained import Trained
from vibecli.run.changeset import KeptModel, PlanRecord, TableChange
from vibecli.run.identity_records import IdentityRecords, identity_table, identity_tables
from vibecli.run.models import Standing, model_for, standing
from vibecli.run.stale import AGAIN, difference, naming
from vibecli.run.store import PlanStore
from vibecli.steps.match import Match
from vibecli.steps.match_check import OUTPUT_COLUMNS


@dataclass(frozen=True)
class Basis:
    """What an explanation rests on."""

    records: IdentityRecords
    model: Standing
    applied: bool
    notes: tuple[str, ...] = ()

    @property
    def trained(self) -> Trained:
        """The model."""
        return self.model.trained


@dataclass(frozen=True)
class BasisFinder:
    """Where a basis is looked for."""

    scratch: Scratch
    catalog: Catalog
    store: PlanStore
    engine: Engine

    @property
    def session(self) -> Session:
        """The session of the database."""
        return self.scratch.session

    def basis(self, identity: str | None, plan: str | None) -> Basis:
        """Give the basis asked for. Raises NotFound, UsageError, DataError, Blocked, Stale.

        Without a plan it is the applied one; where there is none, the newest that was reviewed.
        """
        if plan is not None:
            return self._of_plan(self.store.find(plan), identity)
        found = [(t, m) for t in self._tables(identity) if (m := standing(self.session, t.name))]
        if len(found) == 1:
            return self._with_notes(
                IdentityRecords(self.scratch, self.catalog, found[0][0]), found[0][1]
            )
        if found:
            names = [table.name for table, _ in found]
            raise UsageError(
                f"there are {len(names)} identity tables: {', '.join(names)}",
                hint=f"--identity {names[0]}",
            )
        return self._newest_reviewed(identity)

    def _newest_reviewed(self, identity: str | None) -> Basis:
        """Give the basis of the newest reviewed plan that still fits the database."""
        outdated: Stale | None = None
        for plan_id in self._reviewed(identity):
            try:
                return self._of_plan(plan_id, identity)
            except Stale as error:
                outdated = outdated or error
        if outdated:
            raise outdated
        table = identity_table(self.catalog, identity)
        raise DataError(
            f"nothing is kept of how {table.name} was matched",
            hint='vibecli ask "find duplicates in TABLE" matches anew, and keeps it',
        )

    def _tables(self, identity: str | None) -> Sequence[TableInfo]:
        known = identity_tables(self.catalog)
        named = self.catalog.table(identity) if identity else None
        return known if identity is None else [table for table in known if table == named]

    def _reviewed(self, identity: str | None) -> Iterator[str]:
        """Give the reviewed plans that match into the table, newest first."""
        for review in self.store.reviews():
            outputs = [step.output for step in review.plan.steps if isinstance(step, Match)]
            wanted = any(identity is None or _same(output, identity) for output in outputs)
            if wanted and self.store.record(review.plan_id).models:
                yield review.plan_id

    def _of_plan(self, plan_id: str, identity: str | None) -> Basis:
        with naming(plan_id):
            return self._read(plan_id, identity)

    def _read(self, plan_id: str, identity: str | None) -> Basis:
        record = self.store.record(plan_id)
        kept = _chosen(record.models, identity, plan_id)
        model = Standing(kept.trained, plan_id, record.inputs, record.engine)
        table = self.catalog.table(kept.table)
        held = standing(self.session, kept.table)
        if table is not None and held is not None and held.plan_id == plan_id:
            return self._with_notes(IdentityRecords(self.scratch, self.catalog, table), model)
        change = next((c for c in record.changes if _same(c.table, kept.table)), None)
        rows = self._proposed(plan_id, record, change, table) if change else ""
        records = IdentityRecords(
            self.scratch, self.catalog, table or TableInfo(name=kept.table), rows
        )
        cleaned = [
            f"explained on {change.table} as it is before plan {plan_id[:8]} changes it"
            for change in record.changes
            if any(_same(change.table, source) for source in kept.trained.sources)
        ]
        return self._with_notes(records, model, applied=False, notes=cleaned)

    def _proposed(
        self, plan_id: str, record: PlanRecord, change: TableChange, table: TableInfo | None
    ) -> str:
        """Give a SELECT of the identity table's rows as a plan would leave them. Raises Stale."""
        file = literal(str(self.store.folder(plan_id) / change.file))
        fields = ", ".join(f"__after.{quote(c.name)} AS {quote(c.name)}" for c in OUTPUT_COLUMNS)
        after = f"SELECT {fields} FROM read_parquet({file}) WHERE __after IS NOT NULL"
        if change.change != "change":
            return after
        before = [one for one in record.inputs if _same(one.table, change.table)]
        changed = [told for one in before if (told := difference(self.session, one))]
        if changed or table is None:
            told = changed[0] if changed else f"{change.table} (gone)"
            raise Stale(f"changed since the review: {told}", hint=AGAIN)
        names = ", ".join(quote(c.name) for c in OUTPUT_COLUMNS)
        touched = f"SELECT __rid FROM read_parquet({file})"
        kept = f"SELECT {names} FROM {table.table.sql} WHERE rowid NOT IN ({touched})"
        return f"{kept} UNION ALL {after}"

    def _with_notes(
        self,
        records: IdentityRecords,
        model: Standing,
        *,
        applied: bool = True,
        notes: Sequence[str] = (),
    ) -> Basis:
        return Basis(records, model, applied, (*notes, *self._changes(model)))

    def _changes(self, model: Standing) -> Iterator[str]:
        """Tell which sources hold other rows than when the model was learnt."""
        inputs = [
            one for one in model.inputs if any(_same(one.table, s) for s in model.trained.sources)
        ]
        version = f"{self.engine.name} {self.engine.version}"
        if model.engine != version:
            yield f"matched with {model.engine}: whether tables changed since cannot be told"
            return
        for told in (difference(self.session, one) for one in inputs):
            if told:
                yield f"{told} since the match: explained on the data as they are"


def _chosen(models: Sequence[KeptModel], identity: str | None, plan_id: str) -> KeptModel:
    if not models:
        raise UsageError(
            f"plan {plan_id[:8]} compares no records", hint="vibecli review lists plans"
        )
    names = [model.table for model in models]
    if identity is None and len(models) > 1:
        raise UsageError(
            f"plan {plan_id[:8]} makes {len(names)} identity tables: {', '.join(names)}",
            hint=f"--identity {names[0]}",
        )
    found = model_for(models, identity or names[0])
    if found is None:
        raise NotFound(
            f"plan {plan_id[:8]} makes no identity table {identity}", hint=f"--identity {names[0]}"
        )
    return found


def _same(one: str, two: str) -> bool:
    return TableName.parse(one).text.lower() == TableName.parse(two).text.lower()
