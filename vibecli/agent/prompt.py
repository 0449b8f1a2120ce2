"""The prompts: Markdown files in prompts/, overridable per workspace, joined into messages."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from vibecli.agent.context import Context
from vibecli.agent.disclosure import TEXT_LENGTH, printable
from vibecli.agent.kinds import Kinds, raw_texts
from vibecli.agent.planner import PlanRequest
from vibecli.agent.prompt_file import read_prompt
from vibecli.errors import UsageError
from vibecli.plan.model import Plan
from vibecli.steps.base import Finding

Message = dict[str, str]
PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
HASH_LENGTH = 16
REJECTED_LENGTH = 8_000  # characters of a rejected answer that are quoted back


def messages(
    request: PlanRequest, context: Context, kinds: Kinds, workspace: Path, *, today: date
) -> list[Message]:
    """Give the conversation to send: one system message, then context and intent, then a repair."""
    system = fill("plan", workspace, steps="\n".join(kinds.texts))
    user = fill(
        "context",
        workspace,
        context=context.text,
        today=today.strftime("%A %Y-%m-%d"),
        intent="\n".join(_asked(request)),
    )
    result = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    if request.findings:
        findings = "\n".join(map(_finding, request.findings))
        repair = fill("repair", workspace, findings=findings)
        result += [
            {"role": "assistant", "content": _rejected(request)},
            {"role": "user", "content": repair},
        ]
    return result


def prompt_hash(workspace: Path) -> str:
    """Give one hash of every prompt in force here: it tells a change of their words."""
    told = [read_prompt(name, workspace) for name in ("plan", "context", "repair")]
    return hashlib.sha256("\0".join([*told, *raw_texts(workspace)]).encode()).hexdigest()[
        :HASH_LENGTH
    ]


def fill(prompt: str, workspace: Path, **values: str) -> str:
    """Put values in for `{name}`, in one pass: what a value holds is never read as a name."""
    template = read_prompt(prompt, workspace).strip()
    missing = sorted(values.keys() - set(PLACEHOLDER.findall(template)) - {"today"})
    if missing:
        raise UsageError(
            f"the prompt {prompt}.md does not say where {{{missing[0]}}} goes",
            hint=f"put {{{missing[0]}}} into prompts/{prompt}.md",
        )
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


def _asked(request: PlanRequest) -> Iterator[str]:
    if request.previous:
        yield f"The plan at hand was made for: {_string(request.previous_intent)}"
        yield f"The plan at hand: {_plain(request.previous)}"
        yield "Now the person says:"
    yield request.intent
    for answer in request.answers:
        about = f" to {_string(answer.question)}" if answer.question else ""
        yield f"The person's answer{about}: {_string(answer.choice)}"


def _rejected(request: PlanRequest) -> str:
    if request.rejected:
        return json.dumps(request.rejected.model_dump(mode="json"), ensure_ascii=False)
    return request.rejected_text[:REJECTED_LENGTH] or "(empty)"


def _finding(finding: Finding) -> str:
    """Give a finding on one line; what it quotes of names stays inside it."""
    where = f"step {finding.step}: " if finding.step else ""
    hint = f" (hint: {finding.hint})" if finding.hint else ""
    return printable(f"- {where}{finding.code}: {finding.message}{hint}")[:TEXT_LENGTH]


def _plain(plan: Plan) -> str:
    return printable(json.dumps(plan.model_dump(mode="json"), ensure_ascii=False))


def _string(text: str) -> str:
    return printable(json.dumps(text, ensure_ascii=False))
