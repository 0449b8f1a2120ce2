"""The verbs about an identity table that has been written: how good it is, why it is so.

A part of the flow, which gives access to it. Like the flow it never prints, never prompts and
writes nothing without a Decision made by a person.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vibecli.workspace import Workspace

if TYPE_CHECKING:
    from vibecli.run.evaluate import EvaluationRequest, Progress
    from vibecli.run.evaluation import Evaluation
    from vibecli.run.explain import ExplainRequest
    from vibecli.run.explanation import Explanation
    from vibecli.run.store import PlanStore


@dataclass(frozen=True)
class Matching:
    """The verbs, bound to one workspace and its reviewed plans."""

    workspace: Workspace
    store: "PlanStore"

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
            self.workspace.read() as session,
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
            return explain(finder, request, progress)
