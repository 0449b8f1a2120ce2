"""Overrides as a person types them: which rule, and why; never by `--yes` and never by a script."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from vibecli.console.commands import command
from vibecli.console.shell import Shell
from vibecli.errors import ActionNeeded, Blocked, UsageError

if TYPE_CHECKING:
    from vibecli.run.model import Override, Review


def typed_overrides(
    shell: Shell, review: "Review", rules: Sequence[str], reason: str
) -> "tuple[Override, ...]":
    """Give the overrides of `--override RULE --reason WHY`; a missing reason is asked for.

    Raises UsageError, Blocked where the policy does not allow it, ActionNeeded without a terminal.
    """
    from vibecli.run.overriding import overrides_of

    if not rules:
        if reason:
            hint = command(shell, "apply", review.short_id, "--override", "RULE", "--reason", "WHY")
            raise UsageError("--reason goes with --override", hint=hint)
        return ()
    for name in dict.fromkeys(rules):
        _check(review, name)
    line = command(shell, "apply", review.short_id, *(f"--override={name}" for name in rules))
    if shell.globals.yes or not shell.interactive:
        raise ActionNeeded(
            "a rule is overridden by a person at a terminal; nothing was written",
            hint=line,
            details={"action": "override", "rules": list(rules), "command": line},
        )
    why = reason.strip() or _asked(shell, rules)
    if not why:
        raise ActionNeeded("an override needs a reason; nothing was written", hint=line)
    return overrides_of(review, rules, " ".join(why.split()))


def applied_overrides(shell: Shell, review: "Review") -> "tuple[Override, ...]":
    """Give what was overridden when a review was last applied."""
    decisions = shell.flow.store.meta(review.plan_id).decisions
    applied = [decision for decision in decisions if decision.verdict == "apply"]
    return applied[-1].overrides if applied else ()


def _check(review: "Review", name: str) -> None:
    from vibecli.data.nearest import nearest_hint

    blocks = [rule for rule in review.rules if rule.status == "block"]
    found = [rule for rule in blocks if rule.rule == name]
    if not found:
        raise UsageError(
            f"{name} does not block this plan",
            hint=nearest_hint(name, [rule.rule for rule in blocks], noun="blocking rule"),
        )
    if not all(rule.overridable for rule in found):
        raise Blocked(
            f"{name} may not be overridden: {found[0].message}; nothing was written",
            hint="change the intent or mend the data",
        )


def _asked(shell: Shell, rules: Sequence[str]) -> str:
    return shell.terminal.ask(f"why may {', '.join(rules)} be overridden? > ") or ""
