"""The store of reviewed plans: one folder a plan, found by a prefix of its id.

Owns `<state>/plans`: making room for a run, taking a finished plan in, and handing out what was
reviewed, checked against its hashes. It never changes a plan's record or change set; only
meta.json grows.
"""

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOSPC
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from vibecli.errors import Blocked, DataError, NotFound, UsageError, VibeError
from vibecli.plan.hash import ID_LENGTH, file_sha256
from vibecli.run.changeset import PlanMeta, PlanRecord, shown
from vibecli.run.decisions import Decisions
from vibecli.run.file_lock import abandoned, hold
from vibecli.run.model import Decision, QueryRows, Review
from vibecli.run.place import place_of

if TYPE_CHECKING:
    from vibecli.run.drilldown import Changes

RECORD = "plan.json"
REVIEW = "review.json"
META = "meta.json"
WORK = ".work-"  # and what names the work folder of one run
RUN, STEPS = "run.json", "steps"  # in it: what was asked for, and what finished steps did
_PATIENCE = 5.0  # seconds another vibecli may take to make room
_M = TypeVar("_M", PlanRecord, PlanMeta, Review)


class PlanStore:
    """The reviewed plans of one state folder."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.plans = state / "plans"
        self._places = [self.plans]
        self._held: dict[Path, int] = {}  # work folders of this process, and what keeps them
        self.own: Path | None = None  # the work folder of the command at hand (`begun.BegunRuns`)

    def work_folder(self, *, passing: bool = False) -> Path:
        """Give a private folder for one run; in that of the command at hand is what it finished.

        A passing plan is looked at and never applied: where the state folder refuses, a temporary
        folder holds it until this process ends.
        """
        if self.own is not None:
            self.leave(self.own)
            return self.own
        try:
            return self.make_work()
        except UsageError:
            if not passing:
                raise
        with _usable(Path(tempfile.gettempdir())):
            state = tempfile.mkdtemp(prefix="vibecli-state-")
            atexit.register(shutil.rmtree, state, ignore_errors=True)
            plans = PlanStore(Path(state)).plans
            self._places.insert(0, plans)
            plans.mkdir(mode=0o700)
            return Path(tempfile.mkdtemp(prefix=WORK, dir=plans))

    def make_work(self) -> Path:
        """Make an empty work folder; what crashed runs left behind is swept. Raises UsageError."""
        with _usable(self.state):
            self.plans.mkdir(mode=0o700, parents=True, exist_ok=True)
            with abandoned(self.plans, wait=_PATIENCE) as alone:
                if alone:  # or a folder made this moment would be taken for abandoned
                    self._sweep()
                work = Path(tempfile.mkdtemp(prefix=WORK, dir=self.plans))
                self._held[work] = hold(work)
                return work

    def leave(self, work: Path) -> None:
        """Remove a work folder; of the command at hand all but what it could be resumed from."""
        if work != self.own:
            shutil.rmtree(work, ignore_errors=True)
            if not work.exists() and work in self._held:  # a long conversation runs out of them
                os.close(self._held.pop(work))
            return
        for path in [path for path in work.iterdir() if path.name not in {RUN, STEPS}]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def adopt(self, built: Path, plan_id: str) -> Path:
        """Take a finished plan folder in, in one move; the same plan made before keeps its past."""
        target = self.plans / plan_id
        with _usable(self.state):
            self._count(built, plan_id)
            if target.exists() and self._intact(plan_id):
                self._renew(built, plan_id)
                return target
            shutil.rmtree(target, ignore_errors=True)
            built.rename(target)
            return target

    def folder(self, plan_id: str) -> Path:
        """Give a plan's folder. Raises NotFound."""
        with _usable(self.state):
            for plans in self._places:
                if len(plan_id) == ID_LENGTH and (plans / plan_id / RECORD).exists():
                    return plans / plan_id
        raise NotFound(f"no plan {plan_id[:8]}", hint="vibecli review lists the saved plans")

    def find(self, prefix: str) -> str:
        """Give the id of the one plan whose id starts so, the newest for "". Raises NotFound."""
        wanted = prefix.strip().lower()
        found = [plan_id for plan_id in self._ids() if plan_id.startswith(wanted)]
        if not found:
            what = f"no plan {prefix}" if wanted else "no plan has been made yet"
            raise NotFound(what, hint="vibecli ask makes one")
        if not wanted:
            return max(found, key=self._made)
        if len(found) > 1:
            shown = ", ".join(sorted(found)[:3])
            raise NotFound(
                f"{len(found)} plans start with {prefix}", hint=f"give more of the id: {shown}"
            )
        return found[0]

    def record(self, plan_id: str) -> PlanRecord:
        """Give what will be committed, after checking that nobody edited it. Raises Blocked."""
        folder, record = self.folder(plan_id), self._record(plan_id)
        for change in record.changes:
            path = folder / change.file
            if not path.is_file() or file_sha256(path) != change.sha256:
                raise _edited(plan_id, change.file)
        return record

    def review(self, plan_id: str) -> Review:
        """Give what was shown, after checking that nobody edited it. Raises NotFound, Blocked."""
        record, review = self._record(plan_id), self._part(Review, plan_id, REVIEW)
        if review.plan_id != plan_id or shown(review) != record.shown:
            raise _edited(plan_id, REVIEW)
        return review

    def reviews(self) -> tuple[Review, ...]:
        """Give every saved review, newest first; folders that cannot be read are left out."""
        found = []
        for plan_id in self.newest_first():
            with suppress(VibeError, OSError):
                found.append(self.review(plan_id))
        return tuple(found)

    @contextmanager
    def changes(self, plan_id: str, *, unmask: bool = False) -> Iterator["Changes"]:
        """Open the change sets of a plan to be looked through; they are checked here, once."""
        from vibecli.run.drilldown import opened

        record, review = self.record(plan_id), self.review(plan_id)
        with opened(self.folder(plan_id), review, record, unmask=unmask) as changes:
            yield changes

    def query_rows(self, plan_id: str, step: str, *, limit: int, unmask: bool = False) -> QueryRows:
        """Give the rows a query step returned, up to `limit`."""
        from vibecli.run.drilldown import query_rows

        return query_rows(
            self.folder(plan_id), self.review(plan_id), step, limit=limit, unmask=unmask
        )

    def meta(self, plan_id: str) -> PlanMeta:
        """Give when and on what the plan was made, and what was decided."""
        return self._part(PlanMeta, plan_id, META)

    def decide(self, plan_id: str, decision: Decision) -> None:
        """Keep a decision beside its plan."""
        meta = self.meta(plan_id)
        decisions = (*meta.decisions, decision)
        self._write_meta(plan_id, meta.model_copy(update={"decisions": decisions}))

    def keep_said(self, plan_id: str, said: Decisions) -> None:
        """Keep what a decisions file says beside its plan, once."""
        meta = self.meta(plan_id)
        if said not in meta.said:
            self._write_meta(plan_id, meta.model_copy(update={"said": (*meta.said, said)}))

    def _record(self, plan_id: str) -> PlanRecord:
        """Give the record alone, which the plan's id is the hash of."""
        text = self._bytes(plan_id, RECORD)
        if hashlib.sha256(text).hexdigest() != plan_id:
            raise _edited(plan_id, RECORD)
        return _parsed(PlanRecord, text, plan_id)

    def _part(self, kind: type[_M], plan_id: str, name: str) -> _M:
        return _parsed(kind, self._bytes(plan_id, name), plan_id)

    def _bytes(self, plan_id: str, name: str) -> bytes:
        path = self.folder(plan_id) / name
        try:
            return path.read_bytes()
        except FileNotFoundError as error:
            what = f"plan {plan_id[:8]} is incomplete: {name} is missing"
            raise Blocked(what, hint="ask again to get a new review") from error
        except OSError as error:
            raise _unusable(self.state, error) from error

    def _ids(self) -> list[str]:
        names: set[str] = set()
        for plans in self._places:
            with _usable(self.state), suppress(FileNotFoundError):
                names |= {path.name for path in plans.iterdir()}
        return sorted(name for name in names if len(name) == ID_LENGTH)

    def _made(self, plan_id: str) -> tuple[int, str, str]:
        """Give what plans are ordered by: clocks are set back, so the number comes first."""
        try:
            meta = self.meta(plan_id)
        except VibeError:
            return 0, "", plan_id
        return meta.number, meta.created_at, plan_id

    def _count(self, built: Path, plan_id: str) -> None:
        """Give a plan that is taken in the number after the highest."""
        meta = _parsed(PlanMeta, (built / META).read_bytes(), plan_id)
        number = 1 + max((self._made(other)[0] for other in self._ids()), default=0)
        places = (place_of(Path(meta.database), self.state),)
        counted = meta.model_copy(update={"number": number, "places": places})
        write_private(built / META, counted.model_dump_json(indent=1).encode())

    def _intact(self, plan_id: str) -> bool:
        try:
            self.record(plan_id)
            self.meta(plan_id)
        except (VibeError, OSError):
            return False
        return True

    def _renew(self, built: Path, plan_id: str) -> None:
        """Show an unchanged plan as made now, with the decisions it had.

        It counts as not applied: had it been, and not been undone, its inputs would differ.
        """
        old = self.meta(plan_id)
        new = _parsed(PlanMeta, (built / META).read_bytes(), plan_id)
        places = (*new.places, *(one for one in old.places if one not in new.places))
        kept = {"decisions": old.decisions, "said": old.said, "places": places}
        (built / REVIEW).replace(self.plans / plan_id / REVIEW)
        self._write_meta(plan_id, new.model_copy(update=kept))

    def _write_meta(self, plan_id: str, meta: PlanMeta) -> None:
        target = self.folder(plan_id) / META
        with _usable(self.state):
            part = target.with_suffix(f".{os.getpid()}.part")
            try:
                write_private(part, meta.model_dump_json(indent=1).encode())
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Remove the work folders whose writer is gone, and give their number."""
        with abandoned(self.plans, wait=_PATIENCE) as alone:
            return self._sweep(all_of_them=True) if alone else 0

    def abandoned_works(self) -> int:
        """Count the work folders whose writer is gone."""
        found = 0
        for path in self.plans.glob(f"{WORK}*"):
            with abandoned(path) as free:
                found += free
        return found

    def newest_first(self) -> list[str]:
        """Give the ids of the saved plans, newest first."""
        return sorted(self._ids(), key=self._made, reverse=True)

    def _sweep(self, *, all_of_them: bool = False) -> int:
        """Remove abandoned work folders; unless all go, the last ones to resume from stay."""
        from vibecli.run.begun import resumable

        for work in [work for work in self._held if not work.exists()]:
            os.close(self._held.pop(work))
        works = [*self.plans.glob(f"{WORK}*")]
        kept = set() if all_of_them else resumable(works)
        swept = 0
        for path in works:
            with abandoned(path) as free:
                if free and path not in kept:
                    shutil.rmtree(path, ignore_errors=True)
                    swept += 1
        return swept


def write_private(path: Path, content: bytes) -> None:
    """Write a file only its owner may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _parsed(kind: type[_M], text: bytes, plan_id: str) -> _M:
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        raise DataError(
            f"plan {plan_id[:8]} was saved in a form this version cannot read",
            hint="ask again, or use the version of vibecli that made it",
        ) from error


def _edited(plan_id: str, file: str) -> Blocked:
    return Blocked(
        f"{file} of plan {plan_id[:8]} was edited after its review",
        hint="ask again to get a new review",
    )


@contextmanager
def _usable(state: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unusable(state, error) from error


def _unusable(state: Path, error: OSError) -> UsageError:
    if error.errno == ENOSPC:
        return UsageError(
            f"no space left for plans in {state}",
            hint="free some space, or set VIBECLI_STATE to another folder",
        )
    reason = (error.strerror or "cannot be written").lower()
    return UsageError(
        f"cannot keep plans in {state}: {reason}",
        hint="set VIBECLI_STATE to a folder you can write to",
    )
