"""What differs between two plans, step by step, and between two intents with what each demands.

Shown when words change the plan at hand, and when two intents are compared.
"""

from collections.abc import Iterator
from typing import Any

from vibecli.plan.model import Plan
from vibecli.plan.saved import SavedIntent
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


def intent_changes(before: SavedIntent, after: SavedIntent) -> list[str]:
    """Give what differs between two intents: their plans, bounds, expectations and parameters."""
    old, new = dict(_demands(before)), dict(_demands(after))
    lines = plan_changes(before.plan, after.plan)
    for name in old | new:
        if name not in old:
            lines.append(f"+ {name}: {new[name]}")
        elif name not in new:
            lines.append(f"- {name}: {old[name]}")
        elif old[name] != new[name]:
            lines.append(f"~ {name}: {old[name]} -> {new[name]}")
    return lines


def _demands(saved: SavedIntent) -> Iterator[tuple[str, str]]:
    """Give what an intent demands besides its plan, each under a name."""
    for bound in saved.bounds:
        for name in type(bound).model_fields:
            if name != "table" and (rows := getattr(bound, name)) is not None:
                yield f"bound {bound.table} {name}", f"{rows:,}"
    for one in saved.expect:
        yield f"expect {one.name}", _told(one.select) + (f" {one.band}" if one.banded else "")
    for known in saved.parameters:
        yield f"parameter {known.name}", _told(known.model_copy(update={"help": "", "name": ""}))


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
