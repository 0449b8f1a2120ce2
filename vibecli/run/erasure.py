"""A forget applied: the change in a copy, that copied without a trace, in the old one's place.

Owns the order. Until the fresh file is in place the old one stands untouched; then the state
folder is purged, the plan of the forget last, so that one cut off is gone on with by applying it
again, until what a scan of every file found is kept as the certificate.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from vibecli.data.catalog import Catalog
from vibecli.engine.base import Engine, Others, Session
from vibecli.identity.seal import Seal
from vibecli.run import journal
from vibecli.run.audit import Head
from vibecli.run.certificate import FOLDER, Certificate, Hit, SoughtValue
from vibecli.run.changeset import PlanRecord
from vibecli.run.commit import check_decision, commit
from vibecli.run.compaction import Held, held, sweep
from vibecli.run.erasure_former import with_former, with_kept
from vibecli.run.erasure_journal import Scrubbing, linked_keys, whole_digests
from vibecli.run.erasure_purge import Purge, state_files
from vibecli.run.erasure_scan import Scan, workspace_files
from vibecli.run.erasure_values import (
    OWN_TABLES,
    USER_TABLES,
    Taken,
    Traces,
    remaining,
    taken_by,
    tells,
    traces,
)
from vibecli.run.model import Decision, FileFacts, Receipt, Review
from vibecli.run.store import PlanStore, write_private
from vibecli.run.suppression import Mark, marks_of, write_marks
from vibecli.run.transaction import transact, writing

_T = TypeVar("_T")
KINDS = {"email": "email", "phone": "phone"}
Places = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True)
class Erasure:
    """One forget to be applied, and all it needs of the outside world."""

    engine: Engine
    database: Path
    workspace: Path
    store: PlanStore
    catalog: Catalog
    seal: Seal
    history: Path | None
    lock_timeout: float
    others: Others

    def apply(
        self,
        record: PlanRecord,
        review: Review,
        decision: Decision,
        facts: FileFacts,
        head: Head | None,
    ) -> Receipt:
        """Forget for good. Raises what a commit raises; then nothing was written."""
        plan_id = review.plan_id
        check_decision(plan_id, review, decision)
        folder = self.store.folder(plan_id)
        with self.engine.files(folder) as session:
            taken = taken_by(session, record, folder)
        if self._applied(plan_id):
            return self._finish(self._again(plan_id), with_kept(taken, folder), decision.at, ())
        with held(self.engine, self.database, lock_timeout=self.lock_timeout) as old:
            old.copy_old()
            digests = self._in(old.worked, whole_digests)
            taken = self._in(old.worked, lambda s: with_former(s, self.catalog, taken, folder))
            receipt = commit(
                self.engine,
                old.worked,
                record,
                plan_id=plan_id,
                folder=folder,
                facts=facts,
                review=review,
                decision=decision,
                head=head,
                others=self.others,
            )
            told = self._scrub(old, plan_id, taken, digests, decision.at)
            old.copy_worked()
            old.put_in_place()
        return self._finish(receipt, taken, decision.at, told)

    # The copy

    def _scrub(
        self, old: Held, plan_id: str, taken: Taken, digests: dict[str, str], at: str
    ) -> list[str]:
        """Take the person out of the journal of the copy, and note who must not come back."""

        def work(session: Session) -> list[str]:
            sought, _ = self._traces(session, taken)
            scrubbing = Scrubbing(session, self.catalog, taken, sought)

            def write(_: object) -> list[str]:
                told = scrubbing.scrub(plan_id, digests)
                marks = self._marks(taken, sought)
                write_marks(session, self.seal, marks, plan_id=plan_id, at=at)
                return told

            return transact(session, write, f"vibecli apply {plan_id[:8]}")

        return writing(self.engine, old.worked, self.lock_timeout, work)

    def _traces(self, session: Session, taken: Taken) -> tuple[Traces, Places]:
        """Give what must be gone, and where values that name a person by themselves still are."""
        texts = sorted({value.text.lower() for value in taken.values if tells(value)})
        left = remaining(session, texts, USER_TABLES)
        strong = {v.text.lower() for v in taken.values if v.strong}
        stays = {text: places for text, places in left.whole.items() if text in strong}
        return traces(taken.values, left), stays

    def _marks(self, taken: Taken, sought: Traces) -> set[Mark]:
        """Give the marks of what names this person alone."""
        own = {value for value in sought.own if value.role.value in KINDS}
        named = {
            kind: sorted(v.text for v in own if v.role.value == role)
            for role, kind in KINDS.items()
        }
        keys = linked_keys(taken.keys, self.catalog)
        return marks_of(self.seal, named, keys)  # type: ignore[arg-type]

    def _in(self, database: Path, read: Callable[[Session], _T]) -> _T:
        with self.engine.read(database) as session:
            return read(session)

    # What follows

    def _applied(self, plan_id: str) -> bool:
        with self.engine.read(self.database, lock_timeout=self.lock_timeout) as session:
            return journal.standing(session, plan_id) is not None

    def _again(self, plan_id: str) -> Receipt:
        """Give the receipt of a forget that was cut off after the file was in place."""
        with self.engine.read(self.database, lock_timeout=self.lock_timeout) as session:
            run = journal.standing(session, plan_id)
        assert run is not None, "it was seen just now"
        tables = journal.receipts(run.entries)
        return Receipt(
            plan_id=plan_id, action="apply", at=run.applied_at, by=run.by, tables=tables,
            already=True,
        )  # fmt: skip

    def _finish(self, receipt: Receipt, taken: Taken, at: str, told: Sequence[str]) -> Receipt:
        """Purge the state folder, scan everything, and certify."""
        sweep(self.database)
        with self.engine.read(self.database, lock_timeout=self.lock_timeout) as session:
            sought, stays = self._traces(session, taken)
            texts = sought.texts()
            ours = remaining(session, texts, OWN_TABLES).whole
            tables = int(session.value("SELECT count(*) FROM duckdb_tables()"))
        scan = Scan(self.engine, sought)
        purge = Purge(self.store, scan, self.history)
        purged = (*told, *purge.all(receipt.plan_id))
        scan = Scan(self.engine, sought)  # counts what is read now
        certificate = Certificate(
            plan_id=receipt.plan_id,
            at=at,
            sought=sought.sought(self.seal),
            staying=tuple(
                SoughtValue(what="", mark=self.seal.mark("value", text)) for text in sorted(stays)
            ),
            common=sought.common,
            short=sought.short,
            parts=sought.parts,
            found=(*_hits(ours), *self._scanned(scan, receipt.plan_id)),
            stays=_hits(stays),
            outside=self._outside(scan),
            tables=tables,
            files=scan.files,
            bytes=scan.bytes,
            purged=purged,
            unread=tuple(scan.unread),
        )
        self._keep(certificate)
        if left := scan.found(purge.last(receipt.plan_id), self.workspace):
            found = (*certificate.found, *left)
            certificate = certificate.model_copy(update={"found": found})
            self._keep(certificate)
        return receipt.model_copy(update={"certificate": certificate})

    def _keep(self, certificate: Certificate) -> None:
        path = self.store.state / FOLDER / f"{certificate.plan_id[:8]}.json"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_private(path, certificate.model_dump_json(indent=1).encode())

    def _scanned(self, scan: Scan, plan_id: str) -> tuple[Hit, ...]:
        """Look into every file that is vibecli's own."""
        log = self.database.with_name(f"{self.database.name}.wal")
        stored = [path for path in (self.database, log) if path.exists()]
        files = [path for path in (self.history,) if path is not None and path.is_file()]
        return (
            *scan.found(stored, self.workspace, database=True),
            *scan.found([*files, *state_files(self.store, without=plan_id)], self.workspace),
        )

    def _outside(self, scan: Scan) -> tuple[Hit, ...]:
        """Look into the other files of the workspace: sources, exports, saved intents."""
        own = [self.database, self.store.state]
        files = workspace_files(self.workspace, without=own)
        return scan.found(files, self.workspace, why="not vibecli's to change")


def _hits(places: Places) -> tuple[Hit, ...]:
    """Give the places, each with the most rows that a value has there."""
    found: dict[str, int] = {}
    for counts in places.values():
        for place, count in counts:
            found[place] = max(found.get(place, 0), count)
    return tuple(Hit(place=place, hits=count) for place, count in sorted(found.items()))
