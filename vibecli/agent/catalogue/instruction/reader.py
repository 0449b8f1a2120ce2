"""The reading of an instruction: every construction tried, and one result or none.

Constructions that fit and come to different steps are never picked from: the intent is refused.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.instruction import (
    columns_made,
    rows_changed,
    tables_made,
    values_mended,
)
from vibecli.agent.catalogue.instruction.asides import without_asides
from vibecli.agent.catalogue.instruction.construction import Fit, fits
from vibecli.agent.catalogue.instruction.targets import Targets
from vibecli.agent.catalogue.notes import Declined, Draft, Note
from vibecli.agent.catalogue.words import Words
from vibecli.steps.clean import Clean

Handler = Callable[[Targets, Fit], Draft | None]
CONSTRUCTIONS: tuple[tuple[str, Handler], ...] = (
    *rows_changed.CONSTRUCTIONS,
    *values_mended.CONSTRUCTIONS,
    *columns_made.CONSTRUCTIONS,
    *tables_made.CONSTRUCTIONS,
)


@dataclass(frozen=True)
class _Reading:
    """What one construction comes to, and what it takes for granted or asks."""

    draft: Draft
    notes: tuple[Note, ...]


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that says what is to be done."""
    if cursor.at:
        return None
    targets = Targets.of(cursor)
    for text, told, spared in without_asides(targets, cursor.text):
        found = [one for one in _readings(targets, text) if _spares(one.draft, spared)]
        if not found:
            continue
        if len({str(one.draft.steps) for one in found}) > 1:
            return None
        cursor.notes.extend(found[0].notes)
        cursor.move(len(cursor.rest))
        aside = f"; set aside: {', '.join(told)}" if told else ""
        return replace(found[0].draft, said=found[0].draft.said + aside)
    return None


def _spares(draft: Draft, values: Sequence[str]) -> bool:
    """True when values that are to stay do stay: none of them is replaced by another."""
    rules = [rule for step in draft.steps if isinstance(step, Clean) for rule in step.rules]
    replaced = {text for rule in rules if rule.op == "replace" for text in rule.args[::2]}
    plain = bool(rules) and all(rule.op == "replace" for rule in rules)
    return not values or (plain and replaced.isdisjoint(values))


def _readings(targets: Targets, text: Words) -> Iterator[_Reading]:
    declined: Declined | None = None
    came = False
    for pattern, handler in CONSTRUCTIONS:
        for fit in fits(text, pattern):
            fresh = targets.afresh()
            try:
                draft = handler(fresh, fit)
            except Declined as no:
                declined = declined or no
                continue
            if draft is not None:
                came = True
                yield _Reading(draft, tuple(fresh.cursor.notes))
    if declined and not came:
        raise declined
