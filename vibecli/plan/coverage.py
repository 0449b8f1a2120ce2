"""A policy tried on the tables that are there: what each of its patterns covers, or that nothing.

Owns that list. It runs nothing.
"""

from collections.abc import Iterator

from vibecli.data.catalog import Catalog
from vibecli.data.covering import check_patterns, covering
from vibecli.model import Model
from vibecli.policybook import DEFAULT, Policy
from vibecli.steps.registry import step_kinds


class Coverage(Model):
    """One pattern of the policy, and what it covers here."""

    setting: str  # policy.protected, policy.approvals ...
    pattern: str
    covers: tuple[str, ...]  # tables and columns
    idle: bool  # it covers nothing: likely a typo, or nothing is tagged so yet


def coverage(policy: Policy, catalog: Catalog) -> tuple[Coverage, ...]:
    """Give what every pattern of a policy covers. Raises UsageError for an unknown tag."""
    check_patterns(policy)
    return tuple(_coverage(policy, catalog))


def _coverage(policy: Policy, catalog: Catalog) -> Iterator[Coverage]:
    named = [("policy.protected", one) for one in policy.protected]
    named += [("policy.tables", glob) for glob, _ in policy.tables]
    named += [(rule.name, pattern) for rule in policy.consent for pattern in rule.applies_to]
    named += [("policy.approvals", name) for name, _ in policy.approvals]
    kinds = {str(kind.model_fields["kind"].default) for kind in step_kinds()}
    for setting, pattern in named:
        if setting == "policy.approvals" and pattern in (DEFAULT, *kinds):
            what = "every other plan" if pattern == DEFAULT else f"plans with a {pattern} step"
            yield Coverage(setting=setting, pattern=pattern, covers=(what,), idle=False)
            continue
        found = tuple(covering(pattern, catalog))
        yield Coverage(setting=setting, pattern=pattern, covers=found, idle=not found)
