"""The repair loop both planners share: plan, check, quote the findings back, at most twice.

A planner's mistake is data: it gets findings, never values. After the last try the person is asked
instead.
"""

from collections.abc import Callable, Generator
from typing import Literal

from vibecli.agent.planner import BadReply, Planner, PlanRequest
from vibecli.errors import PlanError
from vibecli.model import Model
from vibecli.plan.model import Option, Plan, Question, Reply
from vibecli.steps.base import Finding

MAX_REPAIRS = 2
GIVEN_UP = "could not make a valid plan for"  # how the reply begins that asks for other words
GIVEN_UP_QUESTION = "No valid plan was found"  # how its question begins
OFFLINE, REPHRASE = "offline", "rephrase"  # its answers: the catalogue tries, or other words do
Checker = Callable[[Plan], list[Finding]]


class Attempt(Model):
    """One call of the planner; `findings` are those it is asked to mend (none at the first)."""

    event: Literal["planning"] = "planning"
    planner: str
    number: int
    findings: tuple[Finding, ...] = ()


class Proposal(Model):
    """The reply that stands, how many calls it took, and the warnings that remain."""

    reply: Reply
    attempts: int
    findings: tuple[Finding, ...] = ()


def propose(
    planner: Planner, request: PlanRequest, check: Checker
) -> Generator[Attempt, None, Proposal]:
    """Ask the planner until its plan has no error, at most 1 + MAX_REPAIRS times.

    Stops early when the same findings return. Raises PlanError when an offline planner's own plan
    is wrong
    (it would only repeat itself), Unreachable and ActionNeeded as the planner does.
    """
    seen: set[tuple[Finding, ...]] = set()
    for number in range(1, MAX_REPAIRS + 2):
        yield Attempt(planner=planner.name, number=number, findings=request.findings)
        reply, text, findings = _try(planner, request, check)
        errors = tuple(f for f in findings if f.severity == "error")
        if reply and not errors:
            return Proposal(reply=reply, attempts=number, findings=tuple(findings))
        if not planner.can_repair:
            raise PlanError(
                errors[0].message, hint=errors[0].hint, details={"findings": _plain(errors)}
            )
        if errors in seen:
            break
        seen.add(errors)
        request = request.model_copy(
            update={"rejected": reply, "rejected_text": text, "findings": errors}
        )
    return Proposal(reply=_give_up(request), attempts=number, findings=request.findings)


def _try(
    planner: Planner, request: PlanRequest, check: Checker
) -> tuple[Reply | None, str, list[Finding]]:
    try:
        reply = planner.reply(request)
    except BadReply as bad:
        return None, bad.text, list(bad.findings)
    if isinstance(reply.result, Plan):
        return reply, "", check(reply.result)
    return reply, "", []


def _give_up(request: PlanRequest) -> Reply:
    """Turn the findings that would not go away into a question for the person."""
    finding = request.findings[0]
    hint = f" ({finding.hint})" if finding.hint else ""
    return Reply(
        understood=f"{GIVEN_UP}: {request.intent}",
        result=Question(
            question=f"{GIVEN_UP_QUESTION}: {finding.message}{hint}. How shall we go on?",
            about=finding.step or request.intent,
            options=(
                Option(label=REPHRASE, means="say it in other words, naming tables and columns"),
                Option(label=OFFLINE, means="try the built-in catalogue planner instead"),
            ),
            default=None,
        ),
    )


def gave_up(question: Question) -> bool:
    """True for the question that is asked instead of a third repair."""
    return question.question.startswith(GIVEN_UP_QUESTION)


def _plain(findings: tuple[Finding, ...]) -> list[dict[str, object]]:
    return [finding.model_dump() for finding in findings]
