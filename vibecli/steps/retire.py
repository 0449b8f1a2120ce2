"""`retire`: a standing rule that takes no events any more, though nothing that came by it goes."""

from typing import Literal

from vibecli.errors import StepFailed
from vibecli.steps.base import Bench, Finding, Shadow, Step, StepResult
from vibecli.steps.listing import listing
from vibecli.steps.standing import RULES_TABLE
from vibecli.steps.standing_registry import (
    is_retired,
    keep,
    kept_text,
    read_kept,
    registry_findings,
    retired,
)
from vibecli.steps.standing_told import parts

_SHOWN = ("part", "what it did")
_LISTED = "vibecli rules lists them"


class Retire(Step):
    """End the standing rule called `rule`."""

    kind: Literal["retire"] = "retire"
    rule: str

    def reads(self) -> tuple[str, ...]:
        """Give the table of rules."""
        return (RULES_TABLE,)

    def writes(self) -> tuple[str, ...]:
        """Give the table of rules."""
        return (RULES_TABLE,)

    def registers(self) -> tuple[str, ...]:
        """Give the table of rules."""
        return (RULES_TABLE,)

    def summary(self) -> str:
        """Give what ends."""
        return f"retire standing rule {self.rule}: no stream takes events by it any more"

    def check(self, bench: Bench) -> list[Finding]:
        """There are standing rules."""
        if bench.columns(RULES_TABLE) is None:
            hint = "vibecli ask 'for every new purchase ...' makes one"
            return [self.finding("no-rule", "there is no standing rule yet", hint)]
        return registry_findings(self, bench)

    def run(self, shadow: Shadow) -> StepResult:
        """Mark the rule, and show what it did."""
        text = kept_text(shadow, self.rule)
        if text is None:
            raise StepFailed(f"there is no standing rule {self.rule}", hint=_LISTED)
        if is_retired(text):
            raise StepFailed(f"standing rule {self.rule} is retired already", hint=_LISTED)
        keep(shadow, self.rule, None, retired(self.rule, text))
        rule = read_kept(text)
        lines = [(part[0], told) for part, told in parts(rule)] if rule else []
        lines.append(("stays", "all that came by it, and its place in each source"))
        shadow.view(self.id, listing(_SHOWN, lines))
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"rule {self.rule} retired: no stream takes events by it any more",
        )
