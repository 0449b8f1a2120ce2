"""What differs between two plans, step by step: shown when words change the plan at hand."""

from collections.abc import Iterator
from typing import Any

from vibecli.plan.model import Plan
from vibecli.steps.base import Step

_UNSAID = frozenset({"kind", "id", "why", "needs"})


def plan_changes(before: Plan, after: Plan) -> list[str]:
    """Give one line a changed slot of a step, and one a step that came or went."""
    old, new = ({step.id: step for step in plan.steps} for plan in (before, after))
    lines: list[str] = []
    for step_id, step in new.items():
        earlier = old.get(step_id)
        if earlier is None or earlier.kind != step.kind:
            lines.append(f"+ {step_id} {step.kind}: {step.summary()}")
        else:
            lines += [f"~ {step_id} {step.kind}: {line}" for line in _slots(earlier, step)]
    gone = (s for s in before.steps if s.id not in new or new[s.id].kind != s.kind)
    return lines + [f"- {step.id} {step.kind}: {step.summary()}" for step in gone]


def _slots(before: Step, after: Step) -> Iterator[str]:
    """Give the slots that differ: what came and went of a list, else the value before and now."""
    for name in type(after).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if name in _UNSAID or old == new:
            continue
        if isinstance(old, tuple) and isinstance(new, tuple):
            came = [f"+ {_told(one)}" for one in new if one not in old]
            went = [f"- {_told(one)}" for one in old if one not in new]
            yield f"{name} {', '.join([*came, *went]) or 'in another order'}"
        else:
            yield f"{name} {_told(old)} -> {_told(new)}"


def _told(value: Any) -> str:
    """Give a value of a slot in words."""
    if (sentence := getattr(value, "sentence", None)) is not None:
        return str(sentence)
    if value is None or value in ((), ""):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_told, value))
    if hasattr(value, "model_dump"):
        parts = (getattr(value, name) for name in type(value).model_fields)
        return " ".join(_told(part) for part in parts if part not in (None, (), ""))
    return " ".join(str(value).split())
