"""The words of a review that every form of it shares.

Owns what is said of the reading, the counts and what may happen next, so that the screen and the
Markdown comment say the same. Never draws.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vibecli.run.check_outcome import CheckOutcome
    from vibecli.run.model import Review, RuleResult, TableDiff, TableReceipt
    from vibecli.steps.base import StepResult

STATUS_MARKS = {"passed": "ok", "failed": "x", "blocked": "x", "stale": "!", "error": "x"}
_OPEN = 0.9  # an interval wider than this says nothing
RULE_MARKS = {"pass": "ok", "warn": "!", "confirm": "!", "block": "x"}


def understanding(review: "Review") -> Iterator[tuple[str, str]]:
    """Give label and text of the reading, the assumptions and how sure the planner is."""
    if review.understood.strip().lower() != review.intent.strip().lower():
        yield "understood", review.understood
    if review.origin.verified:
        yield "verified", review.origin.verified
    if review.origin.given:
        yield "given", ", ".join(review.origin.given)
    if review.origin.used:
        yield "used", ", ".join(review.origin.used)
    if review.origin.passed_over:
        yield "not used", f"{', '.join(review.origin.passed_over)}: said, but not in the plan"
    if review.derived is not None:
        gone = ", ".join(part.text for part in review.derived.without)
        yield "left out", f"{gone} (of plan {review.derived.plan_id[:8]})"
    for assumption in review.plan.assumptions:
        yield "assumed", f"{assumption.text} ({assumption.basis})"
    if review.plan.confidence == "low":
        yield "confidence", "low: read the samples before you decide"
    elif review.plan.confidence == "medium":
        yield "confidence", "medium"


def cell_name(one: "CheckOutcome") -> str:
    """Give what was checked: the file, and on which database and with which values where told."""
    cell = ", ".join(text for text in (one.database, *one.given) if text)
    return f"{one.file} [{cell}]" if cell else one.file


def counts(table: "TableDiff") -> str:
    """Give the change of one table as `+1 ~2 -3`, zeros left out."""
    every = (("+", table.added), ("~", table.changed), ("-", table.removed))
    return " ".join(f"{mark}{number:,}" for mark, number in every if number) or "shape"


def receipt_counts(one: "TableReceipt") -> str:
    """Give what was written to one table as `+1 ~2 -3`, zeros left out."""
    every = (("+", one.added), ("~", one.changed), ("-", one.removed))
    return " ".join(f"{symbol}{number:,}" for symbol, number in every if number) or "no rows"


def writes(review: "Review") -> tuple[str, ...]:
    """Give the tables the plan writes, those that change first."""
    tables = sorted(review.diff.tables, key=lambda table: (table.empty, table.change == "create"))
    return tuple(dict.fromkeys(table.table for table in tables))


def created(review: "Review") -> tuple[str, ...]:
    """Give the tables the plan makes."""
    return tuple(table.table for table in review.diff.tables if table.change == "create")


def reads(review: "Review") -> tuple[str, ...]:
    """Give the tables the plan reads and does not write."""
    written = set(writes(review))
    return tuple(dict.fromkeys(one.table for one in review.inputs if one.table not in written))


def rule_text(rule: "RuleResult") -> str:
    """Give a rule's message with the keys of its sample rows."""
    return f"{rule.message}: {' '.join(rule.sample)}" if rule.sample else rule.message


def accuracy_text(result: "StepResult") -> str:
    """Give what a step says of its own quality: as measured, else about what it is estimated at."""
    known = {figure.name: figure.value for figure in result.figures}
    for how, word in (("measured", "measured at"), ("estimated", "about")):
        told = [
            _share(known, name, f"{how}_{name}", word)
            for name in ("precision", "recall")
            if f"{how}_{name}" in known
        ]
        if told:
            return ", ".join(told)
    return ""


def _share(known: Mapping[str, float], name: str, figure: str, word: str) -> str:
    """Give a share with its interval, unless that leaves everything open."""
    low, high = (known.get(f"{figure}_{end}") for end in ("low", "high"))
    if low is not None and high is not None and high - low > _OPEN:
        return f"{name} cannot be estimated from so few records"
    return f"{name} {word} {known[figure]:.3f}{_interval(known, figure)}"


def _interval(known: Mapping[str, float], name: str) -> str:
    ends = [known[end] for end in (f"{name}_low", f"{name}_high") if end in known]
    return f" ({' to '.join(f'{end:.3f}' for end in ends)})" if ends else ""


def writing(review: "Review") -> bool:
    """True when the plan has a step that could write."""
    return bool(review.diff.tables) or any(step.writes() for step in review.plan.steps)


def closing(review: "Review") -> str:
    """Give the sentence that says what state the reader's data is in."""
    match review.verdict:
        case "blocked":
            blocks = [rule for rule in review.rules if rule.status == "block"]
            rules = "1 rule blocks" if len(blocks) == 1 else f"{len(blocks)} rules block"
            if all(rule.overridable for rule in blocks):
                return f"{rules} this plan: it is applied only with an override"
            return f"{rules} this plan: it cannot be applied"
        case "empty" if writing(review):
            return "Nothing would change: the data already is as this plan leaves it"
        case "empty":
            return "Nothing is written by this plan"
        case _:
            return "Nothing is written until you apply"
