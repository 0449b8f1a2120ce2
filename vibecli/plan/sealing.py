"""Plans that name a person: what they are named by is sealed before anything is kept of it.

Owns which steps name one, and that neither their slots nor the words around them hold the value.
"""

import re
from collections.abc import Mapping, Sequence

from vibecli.identity.seal import Seal, Sealed, read_sealed
from vibecli.plan.model import Assumption, Plan
from vibecli.steps.base import Step
from vibecli.steps.forget import Forget
from vibecli.steps.person import PersonStep, sealed_one
from vibecli.steps.suppress import Suppress

Labels = Mapping[str, str]  # what was said, and the label that stands for it


def names_person(step: Step) -> bool:
    """True for a step whose identifiers name a person."""
    return isinstance(step, PersonStep)


def forgets(plan: Plan) -> bool:
    """True for a plan that forgets a person: it is applied as an erasure, and never undone."""
    return any(isinstance(step, Forget) for step in plan.steps)


def suppression(plan: Plan) -> Suppress | None:
    """Give the step of a plan that keeps a person out, or lets one in again."""
    return next((step for step in plan.steps if isinstance(step, Suppress)), None)


def sealed_plan(plan: Plan, seal: Seal) -> tuple[Plan, Labels]:
    """Give the plan with sealed identifiers, and the labels that stand for what was said."""
    labels: dict[str, str] = {}
    steps = tuple(_sealed_step(step, seal, labels) for step in plan.steps)
    told = {
        "title": unsaid(plan.title, labels),
        "assumptions": tuple(
            Assumption(text=unsaid(one.text, labels), basis=one.basis) for one in plan.assumptions
        ),
        "steps": tuple(step.model_copy(update={"why": unsaid(step.why, labels)}) for step in steps),
    }
    return plan.model_copy(update=told), labels


def unsaid(text: str, labels: Labels) -> str:
    """Give a text with labels in place of what was said, in whatever case it stands there."""
    for said in sorted(labels, key=len, reverse=True):
        label = labels[said]  # holds no backslash: it stands for itself
        text = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", label, text, flags=re.IGNORECASE)
    return text


def _sealed_step(step: Step, seal: Seal, labels: dict[str, str]) -> Step:
    if not isinstance(step, PersonStep):
        return step
    made: list[Sealed] = []
    for said in step.identifiers:
        sealed = sealed_one(said, seal)
        made.append(sealed)
        if read_sealed(said) is None:
            labels |= dict.fromkeys(_spoken(said, sealed), sealed.label)
    return step.model_copy(update={"identifiers": tuple(one.text for one in made)})


def _spoken(said: str, sealed: Sealed) -> Sequence[str]:
    """Give what of an identifier may stand in words: it, and its record's key without the table."""
    parts = [said.strip()]
    if sealed.place:
        parts.append(said.rpartition(":")[2].strip())
    return [part for part in parts if part]
