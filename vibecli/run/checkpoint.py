"""What the finished steps of a run did, kept in its work folder: one killed goes on from it.

Owns the checkpoint after each step but the last, and taking it over. What a step did is kept as a
change set is, so that its SQL is not run again. Nothing is taken over unless what the steps read is
as it was. What comes after a tag step is run again: contracts are not kept here.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from vibecli import __version__
from vibecli.engine.base import Column, Engine
from vibecli.engine.names import TableName
from vibecli.errors import EngineError, Stale, StepFailed
from vibecli.model import Model
from vibecli.plan.hash import canonical, file_sha256
from vibecli.run.begun import read_run
from vibecli.run.change_file import write_changes
from vibecli.run.changeset import KeptModel, Ran
from vibecli.run.delta import Delta, DeltaState
from vibecli.run.events import Notice
from vibecli.run.expectations import with_expectations
from vibecli.run.folder import inputs_of, linked, read_tables, write_query
from vibecli.run.gates import GateFound
from vibecli.run.job import ShadowRequest
from vibecli.run.knowledge import Known
from vibecli.run.model import FileFacts, Fingerprint
from vibecli.run.shadow import PlanShadow
from vibecli.run.store import STEPS, write_private
from vibecli.run.taking import RunStep, changed_inputs, check_rows, drop, resumed, take_query
from vibecli.steps.base import GateResult, StepResult
from vibecli.steps.tag import TagColumns

_DONE = "done.json"
_BESIDE = ("evidence", "matched")  # folders of a plan that steps write to themselves
Typed = tuple[tuple[str, str], ...]  # columns: name and type


class KeptTable(Model):
    """One table as the finished steps left it."""

    key: str  # its name now, in the form names are compared by
    delta: DeltaState
    files: tuple[str, ...]  # the first, then rows added since


class KeptQuery(Model):
    """The rows of one query step."""

    step: str
    columns: Typed
    files: tuple[str]


class KeptGate(Model):
    """What one check found."""

    result: GateResult
    sample: tuple[tuple[str | None, ...], ...]


class Checkpoint(Model):
    """What the finished steps did, and what that depends on."""

    made_with: str  # print of the plan, of the verdicts and of the versions
    facts: FileFacts
    inputs: tuple[Fingerprint, ...]  # every table they read or write
    results: tuple[StepResult, ...]
    tables: tuple[KeptTable, ...]
    gone: tuple[str, ...]  # tables dropped or renamed, in the form names are compared by
    queries: tuple[KeptQuery, ...]
    gates: tuple[KeptGate, ...]
    models: tuple[tuple[str, KeptModel], ...]
    evidence: tuple[str, ...]
    notices: tuple[str, ...]
    ran: tuple[Ran, ...]
    known: Known
    files: tuple[tuple[str, str], ...]  # each with its sha256


@dataclass(frozen=True)
class Checkpoints:
    """The checkpoints of one run; only a run that a command can go on with makes any."""

    engine: Engine
    shadow: PlanShadow
    request: ShadowRequest
    facts: FileFacts
    tell: Callable[[Model], None]
    parts: dict[str, tuple[Path, ...]] = field(default_factory=dict)  # files of a delta, by name

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return Path(self.request.work) / STEPS

    def run(self, run: RunStep) -> list[StepResult]:
        """Run the steps of the plan, but those that were finished before."""
        steps = self.request.job.plan.steps
        resumable = read_run(self.folder.parent) is not None
        results = list(self._taken()) if resumable else []
        for number, step in list(enumerate(steps, start=1))[len(results) :]:
            results.append(run(step, number))
            resumable = resumable and not isinstance(step, TagColumns)  # contracts are not kept
            if resumable and number < len(steps):
                with suppress(StepFailed, EngineError, OSError):  # told at the end, if it matters
                    self._keep(results)
        return results

    def _keep(self, results: Sequence[StepResult]) -> None:
        shadow, room = self.shadow, self.folder
        room.mkdir(mode=0o700, exist_ok=True)
        serial = len(results)
        tables = tuple(self._tables(serial))
        queries = tuple(self._queries(serial))
        for name in _BESIDE:
            _copy(shadow.folder / name, room / name)
        job = self.request.job
        done, steps = job.plan.steps[:serial], with_expectations(job.plan, job.expect).steps
        bases = (delta.base for delta in shadow.deltas.values())
        read = {*read_tables(self.engine, shadow, done), *(b.table.text for b in bases if b)}
        checkpoint = Checkpoint(
            made_with=self._made_with(),
            facts=self.facts,
            inputs=inputs_of(self.engine, shadow, read, steps),
            results=tuple(results),
            tables=tables,
            gone=tuple(sorted(shadow.gone)),
            queries=queries,
            gates=tuple(KeptGate(result=g.result, sample=g.sample) for g in shadow.gates),
            models=tuple(shadow.models.items()),
            evidence=tuple(shadow.evidence_files),
            notices=tuple(shadow.notices),
            ran=tuple(shadow.ran),
            known=shadow.knowledge.known(),
            files=tuple(self._files([*tables, *queries])),
        )
        part = room / f"{_DONE}.part"
        write_private(part, checkpoint.model_dump_json().encode())
        part.replace(room / _DONE)
        for path in room.glob("*.parquet"):
            if path.name not in dict(checkpoint.files):  # rows that a later step changed again
                path.unlink()

    def _tables(self, serial: int) -> Iterator[KeptTable]:
        for number, (key, delta) in enumerate(self.shadow.deltas.items(), start=1):
            yield KeptTable(
                key=key,
                delta=delta.state,
                files=tuple(p.name for p in self._parts(delta, f"{serial}-t{number}.parquet")),
            )

    def _queries(self, serial: int) -> Iterator[KeptQuery]:
        for number, (step, columns) in enumerate(self.shadow.queries.items(), start=1):
            write = partial(write_query, self.shadow, step)
            file = self._file(step, f"{serial}-q{number}.parquet", write).name
            typed = tuple((c.name, c.type) for c in columns)
            yield KeptQuery(step=step, columns=typed, files=(file,))

    def _parts(self, delta: Delta, name: str) -> tuple[Path, ...]:
        """Give the files of a delta; rows that were only added go into one of their own."""
        if delta.relation not in self.parts:
            earlier = next((n for n in reversed(delta.grown_from) if n in self.parts), "")
            known = self.parts.get(earlier, ())
            write = partial(write_changes, self.shadow.session, delta)
            if known:
                write(self.folder / name, known)
                self.parts[delta.relation] = (*known, self.folder / name)
            else:
                self.parts[delta.relation] = (self._file(delta.relation, name, write),)
        return self.parts[delta.relation]

    def _file(self, rows: str, name: str, write: Callable[[Path], None]) -> Path:
        """Give the file of rows; those that are as after an earlier step have one."""
        if rows not in self.shadow.written:
            write(self.folder / name)
            self.shadow.written[rows] = self.folder / name
        return self.shadow.written[rows]

    def _files(self, kept: Sequence[KeptTable | KeptQuery]) -> Iterator[tuple[str, str]]:
        """Give every file with its hash."""
        for name in (name for one in kept for name in one.files):
            yield name, file_sha256(self.folder / name)
        for name in _BESIDE:
            for path in sorted((self.folder / name).glob("*.parquet")):
                yield f"{name}/{path.name}", file_sha256(path)

    def _made_with(self) -> str:
        request = self.request
        plan = request.job.model_copy(update={"catalog": None, "notices": ()})
        told = repr((__version__, self.engine.version, request.region)).encode()
        return hashlib.sha256(told + canonical(plan)).hexdigest()

    def _taken(self) -> tuple[StepResult, ...]:
        """Bring the shadow to where the finished steps had left it; gives what they told."""
        try:
            kept = Checkpoint.model_validate_json((self.folder / _DONE).read_bytes())
        except (OSError, ValidationError):
            return ()
        try:
            self._check(kept)
            self._fill(kept)
        except (Stale, EngineError, OSError) as error:
            self._forget()
            why = error.message if isinstance(error, Stale) else "what they did cannot be read"
            self.tell(Notice(text=f"finished steps are run again: {why}"))
            return ()
        names = ", ".join(result.step for result in kept.results)
        self.tell(Notice(text=f"finished before and not run again: {names}"))
        return kept.results

    def _check(self, kept: Checkpoint) -> None:
        """Raise Stale where what was finished does not hold any more."""
        if kept.made_with != self._made_with():
            raise Stale("verdicts, settings or versions are not as they were")
        if any(file_sha256(self.folder / file) != told for file, told in kept.files):
            raise Stale("a file of theirs is not as it was")
        changed = changed_inputs(self.shadow, kept.inputs) if kept.facts != self.facts else []
        if changed:
            raise Stale(f"{', '.join(changed)} changed since then")

    def _fill(self, kept: Checkpoint) -> None:
        shadow = self.shadow
        for table in kept.tables:
            files = tuple(self.folder / name for name in table.files)
            delta = resumed(shadow, table.key, table.delta, files)
            if kept.facts != self.facts:
                check_rows(shadow, delta)
            self.parts[delta.relation] = files
            if len(files) == 1:
                shadow.written[delta.relation] = files[0]
        for query in kept.queries:
            columns = tuple(map(Column._make, query.columns))
            shadow.written[query.step] = self.folder / query.files[0]
            take_query(shadow, query.step, columns, shadow.written[query.step])
        for name in _BESIDE:
            _copy(self.folder / name, shadow.folder / name)
        shadow.models.update(kept.models)
        shadow.gates += [GateFound(gate.result, gate.sample) for gate in kept.gates]
        shadow.evidence_files += kept.evidence
        shadow.notices += kept.notices
        shadow.ran += kept.ran
        shadow.knowledge.prints.update({told.table: told for told in kept.inputs})
        shadow.knowledge.recall_known(kept.known)
        for name in kept.gone:
            shadow.session.run(f"DROP VIEW IF EXISTS {TableName.parse(name).sql}")
        shadow.gone.update(kept.gone)

    def _forget(self) -> None:
        """Have nothing of what was finished in the shadow."""
        shadow = self.shadow
        for key in [*shadow.deltas]:
            drop(shadow, key)
        for step in [*shadow.queries]:
            shadow.session.run(f"DROP TABLE IF EXISTS {TableName.parse(step).sql}")
        shadow.queries.clear()
        shadow.written.clear()
        self.parts.clear()
        for folder in (self.folder, *(shadow.folder / name for name in _BESIDE)):
            shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """Have a folder hold the files of another one too."""
    for path in source.iterdir() if source.is_dir() else ():
        target.mkdir(mode=0o700, exist_ok=True)
        place, part = target / path.name, target / f"{path.name}.part"
        if not (place.exists() and place.samefile(path)):
            part.unlink(missing_ok=True)
            linked(path, part)
            part.replace(place)
