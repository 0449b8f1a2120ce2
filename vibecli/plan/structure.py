"""How the steps of a plan hang together: ids, order, needs. Looks at no table and no SQL."""

import re
from collections.abc import Iterator

from vibecli.plan.model import Plan
from vibecli.steps.base import Finding, Step

_ALONE = frozenset({"forget", "suppress", "export_subject"})  # they write what others cannot
_ID = re.compile(r"[a-z][a-z0-9_]{0,29}")


def check_structure(plan: Plan) -> list[Finding]:
    """Give what is wrong with ids and needs; steps may only need steps before them."""
    found: list[Finding] = []
    earlier: set[str] = set()
    every = [step.id for step in plan.steps]
    for step in plan.steps:
        found += _check_id(step, earlier)
        found += _check_needs(step, earlier, every)
        earlier.add(step.id)
        if step.kind in _ALONE and len(plan.steps) > 1:
            message = f"{step.kind} is a plan of its own"
            found.append(step.finding("alone", message, "ask for the rest in another plan"))
    return found


def _check_id(step: Step, earlier: set[str]) -> Iterator[Finding]:
    if not _ID.fullmatch(step.id):
        yield step.finding("bad-id", f"{step.id!r} is no step id", "call the steps s1, s2, ...")
    elif step.id in earlier:
        yield step.finding("id-twice", f"two steps are called {step.id}", "number the steps anew")


def _check_needs(step: Step, earlier: set[str], every: list[str]) -> Iterator[Finding]:
    for need in step.needs:
        if need in earlier and need != step.id:
            continue
        if need not in every:
            yield step.finding("unknown-step", f"there is no step {need}", f"one of {every}")
        else:
            yield step.finding(
                "needs-order",
                f"{step.id} needs {need}, which does not come before it",
                "put the steps in the order they run in",
            )
