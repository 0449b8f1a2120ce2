"""What the review of a forget says beside its rows: it cannot be undone, and what it leaves."""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.plan.model import Plan
from vibecli.plan.sealing import forgets, suppression
from vibecli.policybook import Policy
from vibecli.rulebook import CANNOT_UNDO
from vibecli.run.model import RuleResult

CONFIRMED = "forget"  # what a person types


def confirmations(plan: Plan) -> tuple[RuleResult, ...]:
    """Give what a person must type before a forget is approved, and what a suppression keeps."""
    if suppression(plan) is not None:
        return (RuleResult(rule="suppression", status="pass", message="no value is kept"),)
    if not forgets(plan):
        return ()
    message = "forgetting a person cannot be undone, by anybody"
    return (RuleResult(rule=CANNOT_UNDO, status="confirm", message=message, table=CONFIRMED),)


def erasing(policy: Policy, plan: Plan) -> Policy:
    """Give the policy a plan is measured by: protected tables are open where that was decided."""
    if forgets(plan) and policy.forget_protected == "allow":
        return replace(policy, protected=())
    return policy


def erasure_notices(plan: Plan) -> Iterator[str]:
    """Tell beforehand what an erasure takes away beside the rows."""
    if forgets(plan):
        yield "what undo, reviews, logs and caches hold of this person goes with it"
        yield "backups, copies elsewhere and exports outside this folder are not reached"
