"""The verbs about one person's data: forget, access, suppress, and what is certified of them.

A part of the flow, which gives access to it. Like the flow it never prints and never prompts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vibecli.identity.seal import Seal
from vibecli.plan.sealing import Labels, forgets, names_person, sealed_plan
from vibecli.run.seal_key import made_seal
from vibecli.runtime import Runtime
from vibecli.workspace import Workspace

if TYPE_CHECKING:
    from vibecli.agent.subject_flags import ForgetFlags
    from vibecli.plan.model import Plan
    from vibecli.plan.saved import SavedIntent
    from vibecli.run.certificate import Certificate
    from vibecli.run.model import Review
    from vibecli.run.store import PlanStore
    from vibecli.run.subject_export import SubjectDocument


@dataclass(frozen=True)
class Forgetting:
    """The verbs, bound to one workspace and its reviewed plans."""

    workspace: Workspace
    store: "PlanStore"
    runtime: Runtime

    def intent(self, flags: "ForgetFlags") -> "SavedIntent":
        """Give the plan of a forget said in flags, to be rehearsed. Raises NotFound, UsageError."""
        from vibecli.agent.subject_flags import forget_intent

        return forget_intent(flags, self.workspace.catalog())

    def sealed(self, plan: "Plan") -> "tuple[Plan, Labels]":
        """Give a plan whose identifiers are sealed, and the labels of what was said."""
        if not any(map(names_person, plan.steps)):
            return plan, _NOTHING
        return sealed_plan(plan, self._seal())

    def subject(self, identifiers: "Sequence[str]") -> "SubjectDocument":
        """Give everything known of one person; reads only. Raises NotFound, ActionNeeded."""
        from vibecli.run.subject_export import subject_document
        from vibecli.steps.person import sealed_one

        catalog, seal = self.workspace.catalog(), self._seal()
        named = [sealed_one(one, seal) for one in identifiers]
        with self.workspace.read() as session:
            return subject_document(
                session,
                catalog,
                seal,
                named,
                at=self._at(),
                name=self.runtime.settings.database.name,
            )

    def verify(self, words: str) -> "Certificate":
        """Look again for a person who was forgotten, by plan id or by what they were known by.

        Raises NotFound, and UsageError for a key that too much has in it.
        """
        from vibecli.data.named_table import named_table
        from vibecli.run.erasure_verify import Verifying, check_key
        from vibecli.steps.person import placed

        settings = self.runtime.settings
        looking = Verifying(
            engine=self.workspace.engine,
            database=settings.database,
            workspace=settings.workspace,
            state=settings.state,
            seal=self._seal(),
        )
        known = looking.certificate(words)
        if known is not None:
            return looking.by_marks(known, self._at())
        place, key = placed(words)
        if place:
            named_table(self.workspace.catalog(), place)
            check_key(key)
        return looking.by_value(key, self._at())

    def cut_off(self, applied: "Callable[[Review], bool]") -> list[str]:
        """Give the forgets that are applied and whose traces are not all cleaned yet."""
        found = [review for review in self.store.reviews() if forgets(review.plan)]
        return [review.short_id for review in found if applied(review)]

    def _seal(self) -> Seal:
        return made_seal(self.runtime.settings.state, self.runtime.environment)

    def _at(self) -> str:
        return self.runtime.now().isoformat(timespec="seconds")


_NOTHING: Mapping[str, str] = {}
