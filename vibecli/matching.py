"""The verbs about an identity table: how good it is, why it is so, and what to correct.

A part of the flow, which gives access to it. Like the flow it never prints, never prompts and
writes nothing to the database; verdicts go to a file of the workspace, at a person's word.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from vibecli.identity.verdicts import Judgement, Verdict
from vibecli.run.verdict_file import FILE, Kept, VerdictFile
from vibecli.runtime import Runtime
from vibecli.workspace import Workspace

if TYPE_CHECKING:
    from vibecli.agent.flags import MatchFlags
    from vibecli.identity.questions import Question
    from vibecli.plan.saved import SavedIntent
    from vibecli.run.customer import Customer
    from vibecli.run.customer_lookup import CustomerRequest
    from vibecli.run.evaluate import EvaluationRequest, Progress
    from vibecli.run.evaluation import Evaluation, MissedField
    from vibecli.run.explain import ExplainRequest
    from vibecli.run.explanation import Explanation
    from vibecli.run.identity_records import Record
    from vibecli.run.labelling import Author, Case
    from vibecli.run.model import Review
    from vibecli.run.named_records import Place
    from vibecli.run.split import Split
    from vibecli.run.store import PlanStore
    from vibecli.run.verdict_import import Imported


@dataclass(frozen=True)
class Matching:
    """The verbs, bound to one workspace and its reviewed plans."""

    workspace: Workspace
    store: "PlanStore"
    runtime: Runtime

    def intent(self, flags: "MatchFlags") -> "SavedIntent":
        """Give the plan of a match said in flags, to be rehearsed. Raises NotFound, UsageError."""
        from vibecli.agent.flags import match_intent

        return match_intent(flags, self.workspace.catalog())

    def evaluate(self, request: "EvaluationRequest", progress: "Progress") -> "Evaluation":
        """Judge an identity table by a truth; reads only and keeps no lock.

        Raises NotFound, UsageError, DataError, DatabaseLocked.
        """
        from vibecli.data.load import work_folder
        from vibecli.identity.scratch import Scratch
        from vibecli.run.evaluate import evaluate

        catalog = self.workspace.catalog()
        with (
            work_folder() as folder,
            self.workspace.read(files=(folder, Path(request.truth))) as session,
            Scratch(session, "evaluate") as scratch,
        ):
            return evaluate(scratch, catalog, self.store, request, folder, progress)

    def explain(self, request: "ExplainRequest", progress: "Progress") -> "Explanation":
        """Explain two records, or one person's; reads only and keeps no lock.

        Raises NotFound, UsageError, DataError, Blocked, Stale, DatabaseLocked.
        """
        from vibecli.identity.scratch import Scratch
        from vibecli.run.basis import BasisFinder
        from vibecli.run.explain import explain

        catalog, engine = self.workspace.catalog(), self.workspace.engine
        with self.workspace.read() as session, Scratch(session, "explain") as scratch:
            finder = BasisFinder(scratch, catalog, self.store, engine)
            return explain(finder, replace(request, verdicts=self.verdicts().verdicts), progress)

    def customer(self, request: "CustomerRequest", progress: "Progress") -> "Customer":
        """Give the whole picture of the one customer an identifier names; keeps no lock.

        Raises NotFound, UsageError, DatabaseLocked; ActionNeeded where it may be several persons.
        """
        from vibecli.data.survey import table_states
        from vibecli.identity.whereabouts import FOLDER
        from vibecli.run.customer_lookup import Kept as KeptPlaces
        from vibecli.run.customer_lookup import customer

        catalog, state = self.workspace.catalog(), self.workspace.settings.state
        asked = replace(request, verdicts=self.verdicts().verdicts)
        with self.workspace.read() as session:
            states = table_states(session, catalog.tables, state / "catalog.json")
            return customer(session, catalog, asked, KeptPlaces(state / FOLDER, states), progress)

    @property
    def file(self) -> VerdictFile:
        """The workspace's file of verdicts."""
        return VerdictFile(self.workspace.settings.workspace / FILE)

    def verdicts(self) -> Kept:
        """Give the verdicts of this workspace. Raises DataError, UsageError."""
        return self.file.read()

    def questions(self, review: "Review") -> "list[Question]":
        """Give the merges of a reviewed match to judge, the one whose answer does most first."""
        from vibecli.run.labelling import match_questions

        with self.workspace.read() as session:
            return match_questions(session, self.store.folder(review.plan_id), review)

    def cases(self, asked: "Sequence[Question]") -> "list[Case]":
        """Give questions with both records, without those answered before; keeps no lock."""
        from vibecli.run.labelling import cases

        known = self.verdicts().verdicts
        with self._place() as place:
            return list(cases(place, asked, known))

    def faced(
        self, pairs: "Sequence[tuple[Record, Record]]", *, unmask: bool
    ) -> "tuple[tuple[MissedField, ...], ...]":
        """Give what both records of each pair say, side by side; keeps no lock."""
        from vibecli.run.labelling import faced_pairs

        with self._place() as place:
            return faced_pairs(place, pairs, unmask=unmask)

    def answer(self, case: "Case", judgement: Judgement) -> Verdict:
        """Keep a person's answer to a question."""
        from vibecli.run.labelling import verdict_on

        made = verdict_on(case.left, case.right, judgement, self._author(), "queue")
        self.file.add([made])
        return made

    def withdraw(self, verdict: Verdict) -> None:
        """Take a verdict back: what was written stays, a later line makes it void."""
        author = self._author()
        changes = {"verdict": "withdrawn", "by": author.by, "at": author.at}
        self.file.add([verdict.model_copy(update=changes)])

    def label(self, left: str, right: str, judgement: Judgement, *, keep: bool = True) -> Verdict:
        """Judge two records, each `source:record_id` or an id only one table has.

        Raises NotFound, UsageError.
        """
        from vibecli.errors import UsageError
        from vibecli.run.labelling import verdict_on
        from vibecli.run.named_records import SpokenRecords

        with self._place(spoken=True) as place:
            spoken = SpokenRecords(place, (left, right))
            one, two = spoken.side(left), spoken.side(right)
        if one == two and left.rpartition(":")[2] == right.rpartition(":")[2]:
            raise UsageError(f"{left} is one record", hint="name two records")
        made = verdict_on(one, two, judgement, self._author(), "command")
        if keep:
            self.file.add([made])
        return made

    def import_verdicts(self, path: Path, *, keep: bool = True) -> "Imported":
        """Keep the verdicts of a csv or jsonl file. Raises NotFound, DataError, UsageError."""
        from vibecli.run.verdict_file import rows_of
        from vibecli.run.verdict_import import imported

        rows, known = list(rows_of(path)), self.verdicts().verdicts
        with self._place(spoken=True) as place:
            new, account = imported(place, rows, known, self._author(), str(path))
        if keep:
            self.file.add(new)
        return account

    def export_verdicts(self, path: Path) -> tuple[int, str]:
        """Give how many verdicts stand, and the text of the csv or jsonl file that holds them."""
        from vibecli.run.verdict_file import exported

        return exported(self.verdicts().verdicts, path)

    def split(
        self, person: str, records: Sequence[str], *, identity: str | None, keep: bool = True
    ) -> "Split":
        """Hold records of a person apart from its others for good; the match must run anew.

        Raises NotFound, UsageError, DataError.
        """
        from vibecli.run.identity_records import identity_table
        from vibecli.run.split import Split, maker, split_person

        with self._place() as place:
            table = identity_table(place.catalog, identity)
            made = split_person(place, table, person, records, self._author())
            intent, review = maker(place, self.store, table)
        if keep:
            self.file.add(made)
        return Split(
            made, len({v.left for v in made}), len({v.right for v in made}), intent, review
        )

    def last_match(self) -> "Review | None":
        """Give the newest review that matched records."""
        reviews = self.store.reviews()
        return next((r for r in reviews if any(s.kind == "match" for s in r.plan.steps)), None)

    @contextmanager
    def _place(self, *, spoken: bool = False) -> "Iterator[Place]":
        """Open where records are looked for; `spoken`: by words that may name no table."""
        from vibecli.identity.scratch import Scratch
        from vibecli.run.named_records import Place, matched_tables

        catalog = self.workspace.catalog()
        tables = matched_tables(catalog, self.store.reviews()) if spoken else ()
        with self.workspace.read() as session, Scratch(session, "label") as scratch:
            yield Place(scratch, catalog, tables)

    def _author(self) -> "Author":
        from vibecli.run.labelling import Author

        now = self.runtime.now().isoformat(timespec="seconds")
        return Author(self.runtime.person(), now)
