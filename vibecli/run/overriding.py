"""What a person may let pass: blocks the policy names, each with a reason.

Owns which blocks an override lifts. Protections and what the engine forbids are never among them.
"""

from collections.abc import Iterable

from vibecli.run.model import Decision, Override, Review, RuleResult


def standing_blocks(review: Review, overrides: Iterable[Override]) -> tuple[RuleResult, ...]:
    """Give the rules that forbid a change in spite of what was overridden."""
    lifted = {(one.rule, one.table) for one in overrides if one.reason.strip()}
    return tuple(
        rule
        for rule in review.rules
        if rule.status == "block" and not (rule.overridable and (rule.rule, rule.table) in lifted)
    )


def overrides_of(review: Review, rules: Iterable[str], reason: str) -> tuple[Override, ...]:
    """Give the overrides of every block of these rules."""
    names = set(rules)
    blocks = {(r.rule, r.table): r for r in review.rules if r.status == "block"}
    return tuple(
        Override(rule=rule, table=table, reason=reason) for rule, table in blocks if rule in names
    )


def granted(decision: Decision) -> tuple[Override, ...]:
    """Give the overrides a decision may carry: none where nobody typed it."""
    return () if decision.channel == "yes-flag" else decision.overrides
