"""From words to a checked plan: a verified intent, a planner and its repairs, its questions.

A part of the flow. It runs no plan and writes nothing but the questions that wait for an answer.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from vibecli.agent.ambiguity import open_choice
from vibecli.agent.choice import choose_planner, uses_model
from vibecli.agent.link import Link, value_links
from vibecli.agent.open_question import OpenQuestion, OpenQuestions
from vibecli.agent.planner import Answer, Asked, Planner, PlanRequest, Refused
from vibecli.agent.reference import narrowed, pointed, repeated, unresolved
from vibecli.agent.repair import GIVEN_UP_QUESTION, OFFLINE, Attempt, gave_up, propose
from vibecli.agent.said import stem
from vibecli.agent.second_opinion import advised
from vibecli.data.catalog import Catalog, TableInfo
from vibecli.data.named_table import named_table
from vibecli.errors import UsageError
from vibecli.learn.definition_file import definition_texts
from vibecli.plan.binding import with_values
from vibecli.plan.check import check_plan, refused
from vibecli.plan.citation import cited, passed_over, says
from vibecli.plan.consent import consenting, has_purpose, without_purpose
from vibecli.plan.glossary import Glossary, Term
from vibecli.plan.model import Plan, Question, Refusal, Reply
from vibecli.plan.origin import Origin
from vibecli.plan.saved import SavedIntent
from vibecli.plan.verified import find_verified
from vibecli.run.events import Notice
from vibecli.run.model import Review
from vibecli.runtime import Runtime
from vibecli.steps.base import Finding
from vibecli.steps.tag import TagColumns
from vibecli.workspace import Workspace

VERIFIED = "verified intent"  # the planner's name of a plan that is reused
_PASSING = re.compile(r"\d|\b(?:last|past|next|now|today|yesterday)\b", re.IGNORECASE)
_MOST_SETTLED = 5  # questions one intent may have answered by the glossary


class Proposed(NamedTuple):
    """A plan that passed the checks, and how it came about."""

    reply: Reply
    plan: Plan
    planner: str
    origin: Origin
    catalog: Catalog


@dataclass
class Planning:
    """The way from words to a plan, bound to one workspace."""

    workspace: Workspace
    runtime: Runtime

    def propose(
        self, request: PlanRequest, previous: Review | None, *, fresh: bool
    ) -> Generator[Attempt | Notice, None, Proposed | Asked | Refused]:
        """Give a plan for an intent, or the question or the refusal it ends in.

        `fresh` passes over verified intents.
        """
        if (own := self._personal(request)) is not None:
            return own
        if not fresh and not request.answers:
            reused = yield from self._reused(request)
            if reused is not None:
                return reused
        planner = self.planner(request.answers)
        words = request.intent
        if not planner.can_repair:  # a model reads what a plan is for by itself
            purposes = [rule.purpose for rule in self.runtime.settings.policy.consent]
            request = request.model_copy(update={"intent": without_purpose(words, purposes)})
        request, reply = yield from self._settled(planner, request)
        request = request.model_copy(update={"intent": words})
        if isinstance(reply.result, Question):
            return self._asked(request, reply, reply.result, previous)
        if isinstance(reply.result, Refusal):
            return Refused(understood=reply.understood, intent=request.intent, refusal=reply.result)
        said = " ; ".join([request.intent, *(a.choice for a in request.answers)])
        used = cited(reply.result, request.glossary, said)
        over = passed_over(reply.result, request.glossary, said) if planner.can_repair else ()
        origin = Origin(used=used, passed_over=over, prompt=planner.prompt)
        plan = yield from self.advised(reply.result, request.catalog, request.answers)
        return Proposed(reply, plan, planner.name, origin, request.catalog)

    def _personal(self, request: PlanRequest) -> Proposed | Refused | None:
        """Give the plan of words about one person's data: no model is told whom they name."""
        from vibecli.agent.catalogue.person_words import names_one_to_forget, person_plan, told

        plan = person_plan(request.intent, request.catalog)
        if plan is not None:
            from vibecli.agent.catalogue.planner import CataloguePlanner

            reply = Reply(understood=told(plan), result=plan)
            return Proposed(reply, plan, CataloguePlanner.name, Origin(), request.catalog)
        hidden = self.runtime.settings.egress != "values" and uses_model(self.runtime)
        if not (hidden and names_one_to_forget(request.intent)):
            return None
        reason = "these words name a person, and no model may be told whom at this egress level"
        nearest = ("forget the customer with email EMAIL everywhere", "suppress EMAIL")
        refusal = Refusal(reason=reason, nearest=nearest)
        return Refused(understood=f"no plan: {reason}", intent=request.intent, refusal=refusal)

    def request(
        self,
        intent: str,
        previous: Review | None = None,
        answers: Sequence[Answer] = (),
        *,
        for_model: bool = False,
    ) -> PlanRequest:
        """Give everything a planner may use for an intent."""
        catalog = self.workspace.catalog()
        links: tuple[Link, ...] = ()
        if for_model or uses_model(self.runtime):
            links = self._links(" ".join([intent, *(a.choice for a in answers)]), catalog)
        return PlanRequest(
            intent=intent,
            catalog=catalog,
            links=links,
            glossary=self.workspace.glossary,
            previous=previous.plan if previous else None,
            previous_intent=previous.intent if previous else "",
            answers=tuple(answers),
            protected=self.runtime.settings.policy.protected,
            streamed=self.runtime.settings.policy.streamed,
            actions=tuple(self.runtime.settings.actions),
            definitions=definition_texts(self.workspace.feature_folder),
        )

    def findings(self, plan: Plan, catalog: Catalog) -> list[Finding]:
        """Give everything wrong with a plan here."""
        return check_plan(
            plan,
            catalog,
            self.workspace.engine,
            glossary=self.workspace.glossary,
            policy=self.runtime.settings.policy,
            actions=tuple(self.runtime.settings.actions),
        )

    def errors(self, plan: Plan, catalog: Catalog) -> list[Finding]:
        """Give what a plan cannot be run for here."""
        return [one for one in self.findings(plan, catalog) if one.severity == "error"]

    def cleaning(self, names: Sequence[str]) -> SavedIntent:
        """Give the plan that cleans tables as their values ask for, to be rehearsed.

        Every table of people without names. Raises NotFound, UsageError.
        """
        from vibecli.agent.catalogue.links import PERSON_ROLES, own_tables
        from vibecli.agent.catalogue.planner import CataloguePlanner

        request = self.request("")
        tables = [named_table(request.catalog, name) for name in names]
        if not tables:
            own = own_tables(request.catalog, (*request.protected, *request.glossary.protected))
            tables = [table for table in own if table.with_role(*PERSON_ROLES)]
        if not tables:
            raise UsageError("no table of people can be cleaned here", hint="vibecli clean TABLE")
        known = {table.name for table in own_tables(request.catalog)}
        if other := next((one for one in tables if one.name not in known), None):
            raise _not_cleaned(other)
        words = " and ".join(dict.fromkeys(f"clean up {table.name}" for table in tables))
        planner = CataloguePlanner(self.workspace.find_value)
        reply = planner.cleaning(request.model_copy(update={"intent": words}), tables)
        if not isinstance(reply.result, Plan):
            reason = reply.result.reason if isinstance(reply.result, Refusal) else reply.understood
            raise UsageError(reason, hint="vibecli profile TABLE")
        return SavedIntent(intent=words, plan=reply.result, planner=planner.name)

    def advised(
        self, plan: Plan, catalog: Catalog, answers: Sequence[Answer] = ()
    ) -> Generator[Notice, None, Plan]:
        """Give a plan with a model's opinion of tags that are not sure, where one may be asked."""
        tags = any(isinstance(step, TagColumns) for step in plan.steps)
        if not tags or not self.planner(answers).can_repair:
            return plan
        made = advised(self.runtime, plan, catalog, self.workspace.contracts())
        if made.note:
            yield Notice(text=made.note)
        return made.plan

    def consenting(self, plan: Plan, said: Sequence[str], catalog: Catalog) -> Plan:
        """Give a plan that uses only persons who consented to what it is said to be for.

        Raises Blocked, with the name of the rule; PlanError where it no longer fits.
        """
        known = self.runtime.settings.policy.consent
        rules = [rule for rule in known if has_purpose(rule, plan, *said)]
        if not rules:
            return plan
        with self.workspace.engine.empty() as session:
            made = consenting(plan, rules, catalog, self.workspace.engine, session)
        if made != plan and (errors := self.errors(made, catalog)):
            raise refused(errors)
        return made

    def planner(self, answers: Sequence[Answer] = ()) -> Planner:
        """Give the planner that answers; the offline one when a person chose it in an answer."""
        offline = any(
            a.choice == OFFLINE and a.question.startswith(GIVEN_UP_QUESTION) for a in answers
        )
        return choose_planner(self.runtime, self.workspace.find_value, offline=offline)

    @property
    def questions(self) -> OpenQuestions:
        """The questions that wait for an answer."""
        return OpenQuestions(self.runtime.settings.state)

    def _links(self, words: str, catalog: Catalog) -> tuple[Link, ...]:
        """Give the words that are values here."""
        find_value = self.workspace.find_value.knowing(catalog)
        try:
            return value_links(
                words, catalog, self.workspace.value_index(catalog), find_value.shaped
            )
        finally:
            find_value.close()

    def _reused(self, request: PlanRequest) -> Generator[Attempt | Notice, None, Proposed | None]:
        """Give the plan of the verified intent for these words; tell why one does not serve."""
        found = find_verified(self.runtime.settings.workspace, request.intent, request.catalog)
        if found is None:
            return None
        try:
            plan, given = self._valued(found.saved)
        except UsageError as error:
            yield Notice(text=f"not reused, verified {found.label}: {error.message}")
            return None
        wrong = [one.message for one in self.errors(plan, request.catalog)]
        if reasons := [*found.drift, *wrong]:
            told = "; ".join(reasons[:3])
            yield Notice(text=f"not reused, verified {found.label}: {told}; it is planned anew")
            return None
        used = cited(plan, request.glossary, request.intent)
        reply = Reply(understood=plan.title, result=plan)
        origin = Origin(used=used, given=given, verified=found.label)
        return Proposed(reply, plan, VERIFIED, origin, request.catalog)

    def _valued(self, saved: SavedIntent) -> tuple[Plan, tuple[str, ...]]:
        """Give the plan of a saved intent with the values its parameters have by default."""
        replay = with_values(self.workspace.engine, saved, {})
        return replay.saved.plan, replay.given

    def _settled(
        self, planner: Planner, request: PlanRequest
    ) -> Generator[Attempt, None, tuple[PlanRequest, Reply]]:
        """Ask the planner; questions the glossary has the answer to are answered by it."""
        check = partial(self.findings, catalog=request.catalog)
        referring = None if planner.can_repair else self._referring(planner, request)
        if referring is not None:
            return request, referring
        for _ in range(_MOST_SETTLED):
            proposal = yield from propose(planner, request, check)
            reply = proposal.reply
            if planner.can_repair and isinstance(reply.result, Plan):
                question = open_choice(reply.result, request)
                reply = reply if question is None else reply.model_copy(update={"result": question})
            elif not planner.can_repair:
                reply = unresolved(reply, request)
            answer = next(_answers(reply.result, request), None)
            if answer is None:
                break
            request = request.model_copy(update={"answers": (*request.answers, answer)})
        return request, reply

    def _referring(self, planner: Planner, request: PlanRequest) -> Reply | None:
        """Give the plan of words about an earlier result, when it can be made."""
        again = repeated(request)
        if again is not None:
            return planner.reply(again)
        words = pointed(request)
        reply = narrowed(planner.reply(words), request) if words is not None else None
        if reply is None or not isinstance(reply.result, Plan):
            return None
        return None if self.errors(reply.result, request.catalog) else reply

    def _asked(
        self, request: PlanRequest, reply: Reply, question: Question, previous: Review | None
    ) -> Asked:
        """Keep a question for a later answer, and give it."""
        open_question = OpenQuestion(
            intent=request.intent,
            understood=reply.understood,
            question=question,
            answers=request.answers,
            previous=previous.plan_id if previous else None,
        )
        return self.questions.keep(open_question)


def growth(glossary: Glossary, intent: str, question: Question, choice: str) -> Term | None:
    """Give the entry that an answer would be in the glossary; None where it says nothing lasting.

    It must be about words of the intent that the glossary does not know yet. A span of time, or a
    number, is of this plan alone.
    """
    term = Term(name=" ".join(question.about.split()), meaning=f"{question.question} {choice}")
    known = any(says(term.name, one) for one in (*glossary.terms, *glossary.metrics))
    if not says(intent, term) and (form := _form(term.name, intent)):
        term = term.model_copy(update={"synonyms": (form,)})
    if known or _PASSING.search(term.name) or not says(intent, term) or gave_up(question):
        return None
    option = next((one for one in question.options if one.label == choice), None)
    if option is None:
        return term
    means = f"{term.meaning}: {option.means}" if option.means else term.meaning
    return term.model_copy(update={"meaning": means, "answer": option.label})


def _form(word: str, text: str) -> str:
    """Give a word as a text says it, where that is its plural or singular."""
    return next((w for w in re.findall(r"\w+", text.lower()) if stem(w) == stem(word.lower())), "")


def _answers(result: object, request: PlanRequest) -> Iterator[Answer]:
    """Give the answer to a question that the glossary holds, unless it was given already."""
    if not isinstance(result, Question):
        return
    given = {answer.question for answer in request.answers}
    labels = {option.label for option in result.options}
    for term in (*request.glossary.terms, *request.glossary.metrics):
        about = result.about.casefold() in {n.casefold() for n in (term.name, *term.synonyms)}
        if about and term.answer in labels and result.question not in given:
            yield Answer(question=result.question, choice=term.answer)


def _not_cleaned(table: TableInfo) -> UsageError:
    """Give the error of a table that is no table of the user's own."""
    why, hint = "vibecli made it", "clean the table its rows are of"
    if table.read_only:
        why = "it is in an attached database, which is only read"
        hint = "vibecli --db FILE clean TABLE works on that database"
    elif table.kind == "view":
        why, hint = "it is a view", "clean the table that it reads"
    return UsageError(f"{table.name} cannot be cleaned: {why}", hint=hint)
