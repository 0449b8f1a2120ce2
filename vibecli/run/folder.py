"""The folder of a finished plan: change sets, query rows, record, review, written from the shadow.

Owns what is in it and that nothing in the record differs between two runs on the same inputs. It
never looks at the user's database except for fingerprints.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from vibecli.data.catalog import TableInfo
from vibecli.engine.base import BASE, Engine, table_sql
from vibecli.engine.names import TableName, key_of, literal, quote
from vibecli.plan.hash import canonical, file_sha256
from vibecli.plan.reads import tables_read
from vibecli.run import diff
from vibecli.run.approvals import asking, needed
from vibecli.run.change_file import PARQUET, write_changes
from vibecli.run.changeset import AttachedPrint, PlanMeta, PlanRecord, shown
from vibecli.run.delta import Delta
from vibecli.run.drilldown import INFOS, RECORDS, SCHEMA, dump_infos
from vibecli.run.erasure_review import confirmations, erasing, erasure_notices
from vibecli.run.expectations import measure_expectations, with_expectations
from vibecli.run.fingerprint import fingerprint
from vibecli.run.job import ShadowRequest
from vibecli.run.measured import Measured, table_change
from vibecli.run.model import Diff, FileFacts, Fingerprint, QueryRows, Review, TableDiff
from vibecli.run.outside_rules import Surroundings
from vibecli.run.policies import policy_print
from vibecli.run.resting import columns_rested_on
from vibecli.run.rowname import AT_ONCE, as_text
from vibecli.run.rules import Ruled, measure_rules, measure_tags
from vibecli.run.shadow import PlanShadow
from vibecli.run.shaping import shaping
from vibecli.run.storage import to_stored
from vibecli.run.store import META, RECORD, REVIEW, write_private
from vibecli.run.views import view_texts
from vibecli.steps.base import Step, StepResult

_LONGEST = 4_000  # characters of one value kept in the review; its file keeps all
_FILE_NAME = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Finished:
    """A plan that ran: what to write, and what the run was."""

    request: ShadowRequest
    engine: Engine
    shadow: PlanShadow
    results: tuple[StepResult, ...]
    facts: FileFacts
    seconds: float

    def write(self, folder: Path) -> str:
        """Write the plan's folder; gives the plan id."""
        for name in ("changes", "queries"):
            (folder / name).mkdir(mode=0o700)
        changed = [d for d in self.shadow.deltas.values() if not self._empty(d)]
        measured = [self._measure(n, delta, folder) for n, delta in enumerate(changed, start=1)]
        gated = self.shadow.quality.gate(measured)
        measured = [*gated.tables]
        job = self.request.job
        steps = (*with_expectations(job.plan, job.expect).steps, *self.shadow.quality.steps())
        reads = read_tables(self.engine, self.shadow, steps)
        bases = (m.delta.base for m in measured)
        names = {*reads, *(base.table.text for base in bases if base)}
        inputs = inputs_of(self.engine, self.shadow, names, steps)
        ruled = gated.beside(self._ruled(measured))
        review = self._review(inputs, measured, folder, ruled)
        record = self._record(reads, inputs, measured, shown(review))
        record = record.model_copy(update={"held": ruled.held, "ran": tuple(self.shadow.ran)})
        text = canonical(record)
        plan_id = hashlib.sha256(text).hexdigest()
        glance = self.shadow.knowledge.glance
        queries = [glance(TableName.parse(q).text) for q in self.shadow.queries]
        infos = [m.info for m in measured if m.info] + queries
        review = review.model_copy(update={"plan_id": plan_id})
        write_private(folder / INFOS, dump_infos(infos))
        write_private(
            folder / RECORDS, dump_infos(self.shadow.knowledge.discretion.tables, keys_only=True)
        )
        write_private(folder / SCHEMA, dump_infos(self._schema(reads)))
        write_private(folder / RECORD, text)
        write_private(folder / REVIEW, review.model_dump_json(indent=1).encode())
        write_private(folder / META, self._meta(record).model_dump_json(indent=1).encode())
        for path in folder.rglob("*.parquet"):
            path.chmod(0o600)
        return plan_id

    def _empty(self, delta: Delta) -> bool:
        rows = diff.counts(self.shadow.session, delta)
        return delta.change == "change" and not delta.reshaped and not any(rows)

    def _measure(self, number: int, delta: Delta, folder: Path) -> Measured:
        session = self.shadow.session
        name = delta.shape.table.text
        file = f"changes/{number}.parquet"
        keep_once(
            self.shadow, delta.relation, folder / file, partial(write_changes, session, delta)
        )
        info, discretion = self.shadow.knowledge.glance(name), self.shadow.knowledge.discretion
        counted = diff.counts(session, delta)
        before, delta.shaping = 0, shaping(delta)
        if delta.base is not None:
            source = f"{quote(BASE)}.{delta.base.table.sql}"
            before = int(session.value(f"SELECT count(*) FROM {source}"))
        reasons = {step.id: step.why for step in self.request.job.plan.steps}
        return Measured(
            session,
            delta,
            TableDiff(
                table=name,
                change=delta.change,
                rows_before=before,
                rows_after=before + counted.added - counted.removed,
                added=counted.added,
                changed=counted.changed,
                removed=counted.removed,
                columns=diff.column_diffs(session, delta, info, discretion),
                samples=diff.samples(session, delta, info, reasons, discretion),
                shape=delta.shaping.lines,
                file=file,
                sha256=file_sha256(folder / file),
            ),
            info,
            discretion,
        )

    def _record(
        self,
        reads: tuple[str, ...],
        inputs: tuple[Fingerprint, ...],
        measured: list[Measured],
        told: str,
    ) -> PlanRecord:
        job = self.request.job
        return PlanRecord(
            intent=job.intent,
            understood=job.understood,
            planner=job.planner,
            plan=job.plan,
            origin=job.origin,
            derived=job.chosen.derived if job.chosen else None,
            reads=reads,
            writes=tuple(m.name for m in measured),
            inputs=inputs,
            attached=tuple(self._attached(inputs, measured)),
            changes=tuple(table_change(m) for m in measured),
            models=tuple(self.shadow.models.values()),
            files=self.shadow.defining.files(),
            bounds=job.bounds,
            expect=job.expect,
            engine=f"{self.engine.name} {self.engine.version}",
            shown=told,
        )

    def _schema(self, reads: tuple[str, ...]) -> list[TableInfo]:
        """Give the tables of the base that the plan reads or writes."""
        written = [name for step in self.request.job.plan.steps for name in step.writes()]
        named = {TableName.parse(name).text.lower() for name in (*reads, *written)}
        return [t for t in self.shadow.catalog.tables if t.name.lower() in named]

    def _attached(
        self, inputs: tuple[Fingerprint, ...], measured: list[Measured]
    ) -> Iterator[AttachedPrint]:
        """Give each attached database the plan read, with one hash of what it read there.

        Be it through a view, which the commit may have to bind as well.
        """
        reshaped = any(m.diff.shape or m.diff.change in {"replace", "drop"} for m in measured)
        views = [
            one for one in inputs if (shape := self.shadow.base(one.table)) and shape.kind == "view"
        ]
        texts = view_texts(self.shadow.session) if views or reshaped else ""
        for name in self.facts.attached:
            read = [one for one in inputs if TableName.parse(one.table).place.lower() == name]
            behind = re.search(rf"\b{name}\b", texts, re.IGNORECASE)
            if read or behind:
                told = "".join(one.model_dump_json() for one in (*read, *(views if behind else ())))
                yield AttachedPrint(name=name, print=hashlib.sha256(told.encode()).hexdigest())

    def _ruled(self, measured: list[Measured]) -> Ruled:
        shadow, job = self.shadow, self.request.job
        policy = erasing(self.request.effective, job.plan)
        known = shadow.catalog
        own = [
            one
            for one in known.relationships
            if not (known.attachment(one.table) or known.attachment(one.to_table))
        ]
        around = Surroundings((), own, shadow.readable_views)
        ruled = measure_rules(shadow.session, measured, shadow.gates, policy, around, job.bounds)
        tagged = measure_tags(shadow.tagging.meanings(), policy)
        told = measure_expectations(self.engine, shadow.session, shadow.tables(), job.expect)
        return replace(ruled, results=(*ruled.results, *tagged, *told, *confirmations(job.plan)))

    def _review(
        self,
        inputs: tuple[Fingerprint, ...],
        measured: list[Measured],
        folder: Path,
        ruled: Ruled,
    ) -> Review:
        """Give the review, whose plan has no id yet."""
        request, shadow, job = self.request, self.shadow, self.request.job
        asked = needed(request.effective, job.plan, measured)
        queries = tuple(_query_rows(shadow, name, folder, request.limit) for name in shadow.queries)
        return Review(
            plan_id="",
            intent=job.intent,
            understood=job.understood,
            planner=job.planner,
            plan=job.plan,
            origin=job.origin,
            derived=job.chosen.derived if job.chosen else None,
            steps=self.results,
            queries=queries,
            diff=Diff(
                tables=tuple(m.diff for m in measured),
                files=tuple(change.told for change in shadow.defining.files()),
            ),
            rules=ruled.results,
            inputs=inputs,
            approvals=asked,
            policy=policy_print(request.effective),
            notices=(
                *asking(asked),
                *request.job.notices,
                *(f"{name} cannot be read here" for name in shadow.unreadable),
                *(change.notice for change in shadow.defining.files()),
                *dict.fromkeys(map(shadow.knowledge.discretion.reason, shadow.notices)),
                *erasure_notices(job.plan),
            ),
        )

    def _meta(self, record: PlanRecord) -> PlanMeta:
        read = {one.name: self.facts.attached[one.name] for one in record.attached}
        return PlanMeta(
            created_at=self.request.created_at,
            seconds=round(self.seconds, 3),
            database=self.request.database,
            facts=self.facts.model_copy(update={"attached": read}),
        )


def read_tables(engine: Engine, shadow: PlanShadow, steps: Sequence[Step]) -> tuple[str, ...]:
    """Give the tables of the base that steps read, by typed slot or in their SQL."""
    found: dict[str, str] = {}
    for step in steps:
        named = list(step.reads())
        for slot in step.slots():
            named += tables_read(engine, shadow.session, slot.sql)
        for name in named:
            shape = shadow.base(name)
            if shape is not None:
                found[shape.table.text.lower()] = shape.table.text
    return tuple(found[key] for key in sorted(found))


def inputs_of(
    engine: Engine, shadow: PlanShadow, names: Collection[str], steps: Sequence[Step]
) -> tuple[Fingerprint, ...]:
    """Give what tables of the base hold, as far as the plan of these steps rests on it.

    Each is read once, as none changes while a plan runs.
    """
    prints = shadow.knowledge.prints
    fresh = [n for n in sorted(names) if n not in prints and shadow.base(n) is not None]
    rested = columns_rested_on(engine, shadow.session, steps, shadow.catalog) if fresh else {}
    for name in fresh:
        shape = shadow.base(name)
        assert shape is not None
        table, only = shape.table.text, rested.get(key_of(shape.table.text))
        prints[name] = fingerprint(shadow.session, table, only, catalog=shape.catalog)
    return tuple(prints[name] for name in sorted(names) if name in prints)


def keep_once(shadow: PlanShadow, rows: str, target: Path, write: Callable[[Path], None]) -> None:
    """Write rows to a file; where a finished step wrote the same before, that file serves."""
    known = shadow.written.get(rows)
    if known is None:
        write(target)
    else:
        linked(known, target)


def linked(source: Path, target: Path) -> None:
    """Have a file stand in a second place, copied where the system has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def write_query(shadow: PlanShadow, step: str, target: Path) -> None:
    """Write the rows of a query step, each value so that it comes back as it is."""
    columns = shadow.queries[step]
    values = ", ".join(f"{to_stored(quote(c.name), c.type)} AS {quote(c.name)}" for c in columns)
    source = f"SELECT {values} FROM {table_sql(step)}"
    shadow.session.run(f"COPY ({source}) TO {literal(str(target))} {PARQUET}")


def _query_rows(shadow: PlanShadow, step: str, folder: Path, limit: int) -> QueryRows:
    session, columns = shadow.session, shadow.queries[step]
    file = f"queries/{_FILE_NAME.sub('_', step)}.parquet"
    source = table_sql(step)
    keep_once(shadow, step, folder / file, partial(write_query, shadow, step))
    texts = [as_text(quote(c.name), _LONGEST) for c in columns]
    parts = [
        session.rows(f"SELECT {', '.join(texts[at : at + AT_ONCE])} FROM {source} LIMIT {limit:d}")
        for at in range(0, len(texts), AT_ONCE)
    ]
    rows = [tuple(chain.from_iterable(row)) for row in zip(*parts, strict=True)]
    info = shadow.knowledge.glance(TableName.parse(step).text)
    names = [column.name for column in columns]
    return QueryRows(
        step=step,
        columns=tuple(c.name for c in columns),
        types=tuple(c.type for c in columns),
        rows=tuple(shadow.knowledge.discretion.row(row, info, names) for row in rows),
        total=int(session.value(f"SELECT count(*) FROM {source}")),
        file=file,
    )
