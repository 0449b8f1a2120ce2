"""The prompts: Markdown files in prompts/, overridable per workspace, joined into messages."""

import json
from collections.abc import Iterator
from pathlib import Path

from vibecli.agent.context import Context
from vibecli.agent.planner import PlanRequest
from vibecli.errors import NotFound
from vibecli.steps.registry import step_kinds

Message = dict[str, str]


def messages(request: PlanRequest, context: Context, workspace: Path) -> list[Message]:
    """Give the conversation to send: one system message, then context and intent, then a repair."""
    system = _fill(read_prompt("plan", workspace), steps=_steps(workspace))
    user = _fill(
        read_prompt("context", workspace), context=context.text, intent="\n".join(_asked(request))
    )
    result = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    if request.findings:
        rejected = request.rejected.model_dump_json() if request.rejected else request.rejected_text
        findings = json.dumps([_finding(f.model_dump()) for f in request.findings], indent=1)
        repair = _fill(read_prompt("repair", workspace), findings=findings)
        result += [
            {"role": "assistant", "content": rejected},
            {"role": "user", "content": repair},
        ]
    return result


def read_prompt(name: str, workspace: Path) -> str:
    """Read a prompt by name: the workspace's own, else the one that came with vibecli."""
    package = Path(__file__).parents[1]
    folders = (workspace / "prompts", package / "prompts", package.parent / "prompts")
    for folder in folders:
        path = folder / f"{name}.md"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise NotFound(f"the prompt {name}.md is missing", hint="pip install --force vibecli")


def _steps(workspace: Path) -> str:
    kinds = (kind.model_fields["kind"].default for kind in step_kinds())
    return "\n".join(read_prompt(f"steps/{kind}", workspace).strip() for kind in kinds)


def _asked(request: PlanRequest) -> Iterator[str]:
    if request.previous:
        yield f"The plan at hand was made for: {json.dumps(request.previous_intent)}"
        yield request.previous.model_dump_json()
        yield "Change that plan as the person now says, and give the whole new plan:"
    yield request.intent
    for answer in request.answers:
        about = f" to {json.dumps(answer.question)}" if answer.question else ""
        yield f"The person's answer{about}: {answer.choice}"


def _finding(finding: dict[str, object]) -> dict[str, object]:
    return {key: finding[key] for key in ("step", "code", "message", "hint") if finding[key]}


def _fill(template: str, **values: str) -> str:
    """Put values in for `{name}`; nothing else in the text has a meaning."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template
