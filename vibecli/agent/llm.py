"""The model planner: context and words to an OpenAI-compatible endpoint, its answer to a Reply.

The model proposes; nothing here can approve, apply or widen what is sent.
"""

import json
from pathlib import Path

from pydantic import ValidationError

from vibecli.agent.client import Completion, ModelClient
from vibecli.agent.context import Context, build_context
from vibecli.agent.egress import DEFAULT_BASE_URL, record_sent, require_consent
from vibecli.agent.inquiry import Inquiries
from vibecli.agent.kinds import Kinds, all_kinds, near_kinds
from vibecli.agent.ladder import RungMemory, request_body
from vibecli.agent.planner import BadReply, PlanRequest
from vibecli.agent.prompt import Message, messages, prompt_hash
from vibecli.plan.model import Question, Refusal, Reply
from vibecli.plan.verified import near_intents
from vibecli.runtime import Runtime
from vibecli.spending import Spending
from vibecli.steps.base import Finding

FINDINGS_QUOTED = 8


class ModelPlanner:
    """Plans with a model behind an OpenAI-compatible endpoint."""

    can_repair = True

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._inquiries = Inquiries(runtime.settings.state)
        self.name = runtime.settings.model
        self.prompt = prompt_hash(runtime.settings.workspace)
        self._spent = Spending()  # on this intent, with its repairs

    def reply(self, request: PlanRequest) -> Reply:
        """Ask the model. Raises BadReply, Unreachable, ActionNeeded (consent), UsageError."""
        require_consent(self._runtime)
        context = self.context(request)
        client = ModelClient(
            self._runtime,
            lambda body, rung, outcome, usage: record_sent(
                self._runtime,
                body,
                rung=rung,
                columns=context.columns,
                outcome=outcome,
                usage=usage,
            ),
            self._spent,
        )
        kinds = near_kinds(self._workspace, request)
        reply = self._asked(client, request, context, kinds)
        if kinds.wanted(reply):
            reply = self._asked(client, request, context, all_kinds(self._workspace))
        if isinstance(reply.result, Question):
            self._inquiries.keep(request, reply.result)
        return reply

    def context(self, request: PlanRequest) -> Context:
        """Give what the model is told about the database."""
        settings = self._runtime.settings
        kinds = near_kinds(self._workspace, request)
        return build_context(
            request.catalog,
            request.glossary,
            " ".join(
                [request.previous_intent, request.intent, *(a.choice for a in request.answers)]
            ),
            level=settings.egress,
            examples=[
                one
                for one in near_intents(settings.workspace, request.intent)
                if kinds.left_out.isdisjoint(step.kind for step in one.plan.steps)
            ],
            protected=settings.policy.protected,
            links=request.links,
            actions=() if "trigger" in kinds.left_out else request.actions or (),
            today=self._runtime.now().date().isoformat(),
        )

    def body(self, request: PlanRequest) -> str:
        """Give the request exactly as it would be sent first, as JSON; sends nothing."""
        settings = self._runtime.settings
        context = self.context(request)
        kinds = near_kinds(self._workspace, request)
        conversation = self._messages(request, context, kinds)
        base_url = settings.base_url or DEFAULT_BASE_URL
        memory = RungMemory(settings.state, base_url, settings.model)
        body = request_body(settings.model, conversation, kinds.schema(), memory.ways()[0])
        return json.dumps(body, indent=2, ensure_ascii=False)

    def _asked(
        self, client: ModelClient, request: PlanRequest, context: Context, kinds: Kinds
    ) -> Reply:
        """Make one call and read its answer. Raises BadReply."""
        completion = client.complete(self._messages(request, context, kinds), kinds.schema())
        try:
            return _read(completion)
        except BadReply:
            client.distrust(completion)
            raise

    def _messages(self, request: PlanRequest, context: Context, kinds: Kinds) -> list[Message]:
        recalled, today = self._inquiries.recall(request), self._runtime.now().date()
        return messages(recalled, context, kinds, self._workspace, today=today)

    @property
    def _workspace(self) -> Path:
        return self._runtime.settings.workspace


def _read(completion: Completion) -> Reply:
    """Validate an answer ourselves; what is wrong goes back to the model as findings."""
    if completion.refused:
        return Reply(understood="the model declined", result=Refusal(reason=completion.text))
    try:
        return Reply.model_validate_json(completion.text)
    except ValidationError as error:
        text = completion.text
        findings = [_finding(detail) for detail in error.errors()[:FINDINGS_QUOTED]]
        if completion.cut:
            hint = "give a shorter plan"
            findings = [
                Finding(step=None, code="cut-off", message="the answer was cut off", hint=hint)
            ]
        raise BadReply("the model's answer is no reply", text=text, findings=findings) from error


def _finding(detail: object) -> Finding:
    assert isinstance(detail, dict)
    where = ".".join(str(part) for part in detail["loc"]) or "the answer"
    return Finding(step=None, code="not-a-reply", message=f"{where}: {detail['msg']}")
