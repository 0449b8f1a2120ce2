"""The prompts: Markdown files in prompts/, overridable per workspace, joined into messages."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date
from inspect import cleandoc
from pathlib import Path

from vibecli.agent.context import Context
from vibecli.agent.disclosure import TEXT_LENGTH, printable
from vibecli.agent.planner import PlanRequest
from vibecli.errors import NotFound, UsageError
from vibecli.plan.model import Plan
from vibecli.steps.base import Finding, Step
from vibecli.steps.registry import BUILT_IN, step_kinds

Message = dict[str, str]
PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
HASH_LENGTH = 16
REJECTED_LENGTH = 8_000  # characters of a rejected answer that are quoted back


def messages(
    request: PlanRequest, context: Context, workspace: Path, *, today: date
) -> list[Message]:
    """Give the conversation to send: one system message, then context and intent, then a repair."""
    system = _fill("plan", workspace, steps="\n".join(_steps(workspace)))
    user = _fill(
        "context",
        workspace,
        context=context.text,
        today=today.strftime("%A %Y-%m-%d"),
        intent="\n".join(_asked(request)),
    )
    result = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    if request.findings:
        findings = "\n".join(map(_finding, request.findings))
        repair = _fill("repair", workspace, findings=findings)
        result += [
            {"role": "assistant", "content": _rejected(request)},
            {"role": "user", "content": repair},
        ]
    return result


def prompt_hash(workspace: Path) -> str:
    """Give one hash of every prompt in force here: it tells a change of their words."""
    told = [read_prompt(name, workspace) for name in ("plan", "context", "repair")]
    return hashlib.sha256("\0".join([*told, *_steps(workspace)]).encode()).hexdigest()[:HASH_LENGTH]


def read_prompt(name: str, workspace: Path) -> str:
    """Read a prompt by name: the workspace's own, else the one that came with vibecli."""
    package = Path(__file__).parents[1]
    folders = (workspace / "prompts", package / "prompts", package.parent / "prompts")
    for folder in folders:
        path = folder / f"{name}.md"
        if path.is_file():
            return _text(path)
    raise NotFound(f"the prompt {name}.md is missing", hint="install vibecli again")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no text in UTF-8"
        raise UsageError(f"the prompt {path} cannot be read: {reason}") from error


def _fill(prompt: str, workspace: Path, **values: str) -> str:
    """Put values in for `{name}`, in one pass: what a value holds is never read as a name."""
    template = read_prompt(prompt, workspace).strip()
    missing = sorted(values.keys() - set(PLACEHOLDER.findall(template)) - {"today"})
    if missing:
        raise UsageError(
            f"the prompt {prompt}.md does not say where {{{missing[0]}}} goes",
            hint=f"put {{{missing[0]}}} into prompts/{prompt}.md",
        )
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), template)


def _steps(workspace: Path) -> Iterator[str]:
    """Give what each step kind is; a plug-in without a prompt is told by its docstring."""
    for kind in step_kinds():
        name = kind.model_fields["kind"].default
        try:
            yield read_prompt(f"steps/{name}", workspace).strip()
        except NotFound:
            if kind in BUILT_IN:
                raise
            yield _told(name, kind)


def _told(name: str, kind: type[Step]) -> str:
    slots = ", ".join(f"`{slot}`" for slot in kind.model_fields)
    return f"## {name}\n{cleandoc(kind.__doc__ or '')}\nSlots: {slots}."


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
