"""The verbs of vibecli, the only door for every front end: plan, shadow, review, apply, undo.

Each long verb is a generator: it yields events as they happen and returns its outcome. The flow
never prints, never prompts, and applies nothing without a Decision made by a person.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from vibecli.agent.egress import grant
from vibecli.agent.planner import Answer, Asked, Planned, Refused
from vibecli.applying import Applying
from vibecli.asked_file import AskedFile, asked_file
from vibecli.comparing import Comparing
from vibecli.contracts.check import misfits
from vibecli.data.catalog import Catalog
from vibecli.forgetting import Forgetting
from vibecli.identity.verdicts import Verdict
from vibecli.looking import Looking
from vibecli.matching import Matching
from vibecli.plan.binding import with_values
from vibecli.plan.check import refused
from vibecli.plan.citation import cited
from vibecli.plan.drift import schema_columns
from vibecli.plan.literals import check_parameters, parameterized
from vibecli.plan.model import Plan
from vibecli.plan.origin import Origin
from vibecli.plan.policy import idle_protections
from vibecli.plan.saved import INTENT_FILE, SavedIntent, saved_text
from vibecli.plan.sealing import unsaid
from vibecli.planning import Planning, Proposed
from vibecli.policybook import EgressLevel
from vibecli.replaying import FlowEvent, Replaying
from vibecli.run.doctor_line import DoctorLine
from vibecli.run.events import Notice
from vibecli.run.expectations import with_expectations
from vibecli.run.job import ShadowJob
from vibecli.run.keeping import saved_intent, verified_intent
from vibecli.run.launch import shadow
from vibecli.run.model import Part, QueryRows, Review
from vibecli.run.needs import Needs
from vibecli.run.parting import check_standing, check_whole, in_again, job_of, part_again, part_job
from vibecli.run.quality import concerned
from vibecli.run.rehearsal import check_schema
from vibecli.run.stale import naming
from vibecli.run.store import PlanStore
from vibecli.runtime import Runtime
from vibecli.streaming import Streaming
from vibecli.workspace import Workspace

Outcome = Review | Asked | Refused


@dataclass
class Flow:
    """The verbs, bound to one runtime (settings, environment, clock, person)."""

    runtime: Runtime
    _warned: set[str] = field(default_factory=set, init=False)

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace's database and glossary."""
        return Workspace(self.runtime.settings, self.runtime.environment)

    @cached_property
    def store(self) -> PlanStore:
        """The reviewed plans of this workspace."""
        return PlanStore(self.runtime.settings.state)

    @cached_property
    def matching(self) -> Matching:
        """The verbs about identity tables."""
        return Matching(self.workspace, self.store, self.runtime)

    @cached_property
    def forgetting(self) -> Forgetting:
        """The verbs about one person's data."""
        return Forgetting(self.workspace, self.store, self.runtime)

    @cached_property
    def applying(self) -> Applying:
        """The verbs about what becomes of a review."""
        return Applying(self.workspace, self.store, self.runtime)

    @cached_property
    def replaying(self) -> Replaying:
        """The verbs about saved intents."""
        return Replaying(self.workspace, self.store, self.runtime, self.rehearse)

    @cached_property
    def looking(self) -> Looking:
        """The verbs that look into a review from near."""
        return Looking(self.store)

    @cached_property
    def streaming(self) -> Streaming:
        """The verbs about streams."""
        return Streaming(self.workspace, self.store, self.runtime)

    @cached_property
    def comparing(self) -> Comparing:
        """The verb that compares two tables."""
        return Comparing(self.workspace, self.store, self.runtime)

    @cached_property
    def planning(self) -> Planning:
        """The way from words to a plan."""
        return Planning(self.workspace, self.runtime)

    def ask(
        self,
        intent: str,
        *,
        previous: Review | None = None,
        answers: Sequence[Answer] = (),
        fresh: bool = False,
    ) -> Generator[FlowEvent, None, Outcome]:
        """Plan an intent, check it, run it on the shadow.

        With `previous` the intent refines that plan; `fresh` passes over verified intents.
        """
        request = self.planning.request(intent, previous, answers)
        self.applying.policing.check(request.catalog)
        yield from self._warnings(request.catalog)
        found = yield from self.planning.propose(request, previous, fresh=fresh)
        if not isinstance(found, Proposed):
            return found
        understood = found.reply.understood
        yield Planned(understood=understood, planner=found.planner, plan=found.plan)
        words = f"{previous.intent}; {intent}" if previous and found.reply.refines else intent
        if previous and found.reply.refines and (parts := in_again(previous)):
            yield Notice(text=f"the words change the whole plan: {parts} is in it again")
        asked = ShadowJob(
            intent=words,
            understood=understood,
            planner=found.planner,
            plan=found.plan,
            origin=found.origin,
        )
        job = self._here(asked, found.catalog)
        return self.applying.trail.reviewed((yield from shadow(self.runtime, job, self.store)))

    def prompt(self, intent: str) -> str:
        """Give the exact request body a model would be sent for this intent; sends nothing."""
        from vibecli.agent.llm import ModelPlanner

        return ModelPlanner(self.runtime).body(self.planning.request(intent, for_model=True))

    def rehearse(
        self,
        saved: SavedIntent,
        values: Mapping[str, str] | None = None,
        *,
        passing: bool = False,
        drifted: bool = False,
    ) -> Generator[FlowEvent, None, Review]:
        """Run a saved intent on the shadow, to be applied or (passing) only looked at.

        Raises Stale when the schema it is pinned to changed, unless it may have `drifted`, and
        UsageError when the values do not fit its parameters.
        """
        catalog = self.workspace.catalog()
        yield from self._warnings(catalog)
        if not drifted:
            check_schema(saved, catalog)
        saved, given = with_values(self.workspace.engine, saved, values or {})
        used = cited(saved.plan, self.workspace.glossary, saved.intent)
        asked = ShadowJob(
            intent=saved.intent,
            understood=saved.plan.title,
            planner=saved.planner,
            plan=saved.plan,
            origin=Origin(used=used, given=given),
            bounds=saved.bounds,
            expect=saved.expect,
            purpose=saved.purpose,
        )
        job = yield from self._checked(asked, catalog)
        review = yield from shadow(self.runtime, job, self.store, passing=passing)
        return review if passing else self.applying.trail.reviewed(review)

    def tag(self, saved: SavedIntent) -> Generator[FlowEvent, None, Review]:
        """Run a plan to tag columns; where a model may be asked, with its opinion beside."""
        plan = yield from self.planning.advised(saved.plan, self.workspace.catalog())
        return (yield from self.rehearse(saved.model_copy(update={"plan": plan})))

    def go_on(self, kept: ShadowJob) -> Generator[FlowEvent, None, Review]:
        """Run a plan whose run was cut off; what its finished steps did is taken over.

        Raises PlanError when the plan does not fit the database any more.
        """
        job = yield from self._checked(kept, self.workspace.catalog())
        return self.applying.trail.reviewed((yield from shadow(self.runtime, job, self.store)))

    def on(self, database: Path) -> "Flow":
        """Give the same verbs on another database."""
        settings = replace(self.runtime.settings, database=database)
        return Flow(replace(self.runtime, settings=settings))

    def intent_file(self, path: Path) -> AskedFile:
        """Give the place of a saved intent. Raises UsageError when something else is there."""
        return asked_file(path, INTENT_FILE, self.runtime.settings)

    def save(
        self,
        review: Review,
        file: AskedFile,
        *,
        verified: bool = False,
        parameters: Sequence[str] = (),
    ) -> str:
        """Keep a reviewed plan as a saved intent file; gives the line that tells of it.

        A verified one is reused for the same words. `parameters` turn literals into parameters.
        Raises ActionNeeded when it is not approved, UsageError for what is no literal.
        """
        check_whole(review)
        by, at = self.runtime.person(), self.runtime.now().isoformat(timespec="seconds")
        catalog = self.workspace.catalog(profile=False)
        columns = schema_columns([f.table for f in review.inputs], catalog)
        saved = saved_intent(review, columns, by=by, at=at)
        if verified:
            saved = verified_intent(saved, review, self.store.meta(review.plan_id).decisions)
        saved, lines = parameterized(saved, parameters)
        plan = with_values(self.workspace.engine, saved, {}).saved.plan
        check_parameters(self.planning.errors(plan, catalog) if parameters else ())
        return "\n".join([file.write(saved_text(saved)), *lines])

    def review(self, plan_id: str = "") -> Review:
        """Give a review by id prefix, or the newest one. Raises NotFound."""
        return self.store.review(self.store.find(plan_id))

    def reviews(self) -> tuple[Review, ...]:
        """Give the saved reviews, newest first."""
        return self.store.reviews()

    def query_rows(
        self, review: Review, step: str, *, unmask: bool = False, limit: int | None = None
    ) -> QueryRows:
        """Give the rows of a query step or an evidence table, up to `limit` (the settings')."""
        most = self.runtime.settings.limit if limit is None else limit
        return self.store.query_rows(review.plan_id, step, limit=most, unmask=unmask)

    def rebase(
        self, review: Review, *, verdicts: Sequence[Verdict] = (), plan: Plan | None = None
    ) -> Generator[FlowEvent, None, Review]:
        """Run a reviewed plan anew on the data and verdicts as they are now, and some more.

        `plan` is the plan with a person's edit.
        """
        job = self._again(review)
        edited = {"plan": plan} if plan else {}
        job = job.model_copy(update={"verdicts": (*job.verdicts, *verdicts), **edited})
        if review.derived is not None:
            with self.workspace.read() as session:
                job = part_again(Needs(self.workspace.engine, session), job, review.derived)
        return self.applying.trail.reviewed((yield from shadow(self.runtime, job, self.store)))

    def part(self, review: Review, without: Sequence[Part]) -> Generator[FlowEvent, None, Review]:
        """Make a plan of its own of a reviewed one without these parts, and give its review.

        Raises UsageError, Blocked (what stays needs what is left out), Stale.
        """
        self.applying.check_here(review)
        job = self._again(review)
        with self.workspace.read() as session:
            job = part_job(Needs(self.workspace.engine, session), job, review, without)
        with naming(review.plan_id):
            made = yield from shadow(self.runtime, job, self.store)
        check_standing(review, made, without)
        return self.applying.trail.reviewed(made)

    def layers(self) -> Iterator[DoctorLine]:
        """Try each layer between a plan and this machine; the person's files are not touched."""
        from vibecli.run.layers import layers

        return layers(self.runtime)

    @property
    def protected(self) -> tuple[str, ...]:
        """The globs of what no plan may write."""
        return (*self.runtime.settings.policy.protected, *self.workspace.glossary.protected)

    def planner_name(self) -> str:
        """Give the name of the planner that would answer."""
        return self.planning.planner().name

    def examples(self, catalog: Catalog) -> tuple[str, ...]:
        """Give intents of the offline catalogue filled with this database's names."""
        return tuple(example for _, example in self.intents(catalog))

    def intents(self, catalog: Catalog) -> tuple[tuple[str, str], ...]:
        """Give the kinds of intents of the offline catalogue, with examples of this database."""
        from vibecli.agent.catalogue.help import intents_help

        tables = tuple(table for table in catalog.tables if not table.rejects)
        return tuple(intents_help(catalog.model_copy(update={"tables": tables})))

    def context(self, intent: str) -> tuple[str, int]:
        """Give the context a model would be told, and about how many tokens it has."""
        from vibecli.agent.llm import ModelPlanner

        context = ModelPlanner(self.runtime).context(self.planning.request(intent, for_model=True))
        return context.text, context.tokens

    def consent(self, host: str, level: EgressLevel) -> None:
        """Record a person's consent to send context of this workspace to a host."""
        grant(self.runtime, host, level)

    def protections_idle(self, catalog: Catalog) -> tuple[str, ...]:
        """Give a line for every protection that protects nothing."""
        return tuple(
            idle_protections(catalog, self.workspace.glossary, self.runtime.settings.policy)
        )

    def _warnings(self, catalog: Catalog) -> Iterator[Notice]:
        """Tell what is odd about the settings and the contracts, once for this flow."""
        odd = (f"{told}; {hint}" for told, hint in misfits(catalog, self.workspace.contracts()))
        for text in (*self.protections_idle(catalog), *odd):
            if text not in self._warned:
                self._warned.add(text)
                yield Notice(text=text)

    def _again(self, review: Review) -> ShadowJob:
        """Give the job that runs a reviewed plan anew."""
        job = job_of(review, self.store.record(review.plan_id))
        return self._here(job, self.workspace.catalog())

    def _checked(self, asked: ShadowJob, catalog: Catalog) -> Generator[Planned, None, ShadowJob]:
        """Give a job to be run here. Raises Blocked, PlanError when its plan does not fit."""
        if errors := self.planning.errors(with_expectations(asked.plan, asked.expect), catalog):
            raise refused(errors)
        yield Planned(understood=asked.understood, planner=asked.planner, plan=asked.plan)
        return self._here(asked, catalog)

    def _here(self, asked: ShadowJob, catalog: Catalog) -> ShadowJob:
        """Give a job with all that this workspace knows beside its plan, and nobody named in it."""
        self.applying.policing.check(catalog)
        used = self.planning.consenting(asked.plan, (asked.intent, asked.purpose), catalog)
        kept = self.matching.verdicts()
        known = {"verdicts": kept.verdicts, "notices": kept.notices, "catalog": catalog}
        plan, labels = self.forgetting.sealed(used)
        said = {one: unsaid(getattr(asked, one), labels) for one in ("intent", "understood")}
        known |= {"plan": plan, **said, "protected": self.workspace.glossary.protected}
        known |= {"contracts": concerned(self.workspace.contracts(), plan.steps)}
        known |= self.workspace.definitions(plan)
        return asked.model_copy(update=known)
