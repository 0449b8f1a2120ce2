"""What stands after `/apply`: rules to override and why, as after the sub-command.

Owns reading it. What may be overridden is the console's to say, the same as for the sub-command.
"""

import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.console.overriding import typed_overrides
from vibecli.errors import UsageError

if TYPE_CHECKING:
    from vibecli.console.shell import Shell
    from vibecli.run.model import Override, Review

USAGE = "/apply [--override RULE --reason WHY]"


def asked_overrides(shell: "Shell", review: "Review", argument: str) -> "tuple[Override, ...]":
    """Give the overrides that are asked for. Raises UsageError, Blocked."""
    try:
        words = shlex.split(argument)
    except ValueError as error:
        raise UsageError(f"cannot read {argument[:60]!r}", hint=USAGE) from error
    given = list(_flags(words, review))
    rules = [value for flag, value in given if flag == "--override"]
    reasons = [value for flag, value in given if flag == "--reason"]
    return typed_overrides(shell, review, rules, reasons[-1] if reasons else "")


def _flags(words: Sequence[str], review: "Review") -> Iterator[tuple[str, str]]:
    left = iter(words)
    for word in left:
        flag, has_value, value = word.partition("=")
        if flag in {"--override", "--reason"}:
            yield flag, value if has_value else next(left, "")
        elif not review.plan_id.startswith(word.lower()):
            known = "" if word.startswith("-") else f"; /review {word} takes up that plan"
            raise UsageError(f"/apply has no {word}", hint=f"{USAGE}{known}")
