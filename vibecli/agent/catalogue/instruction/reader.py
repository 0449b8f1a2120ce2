"""The reading of instructions: every construction tried, one after the other, one result or none.

Constructions that fit and come to different steps are never picked from: the intent is refused.
What is told first (a table, a column) is at hand for what follows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from vibecli.agent.catalogue.asides import begins
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import change, clean, mending
from vibecli.agent.catalogue.instruction import (
    columns_made,
    rows_changed,
    rows_kept,
    tables_made,
    values_mended,
)
from vibecli.agent.catalogue.instruction.asides import joints, without_asides
from vibecli.agent.catalogue.instruction.construction import Fit, fits, within
from vibecli.agent.catalogue.instruction.targets import Targets
from vibecli.agent.catalogue.notes import Declined, Draft, Note
from vibecli.agent.catalogue.words import Words
from vibecli.steps.clean import Clean

Handler = Callable[[Targets, Fit], Draft | None]
CONSTRUCTIONS: tuple[tuple[str, Handler], ...] = (
    *rows_changed.CONSTRUCTIONS,
    *rows_kept.CONSTRUCTIONS,
    *values_mended.CONSTRUCTIONS,
    *columns_made.CONSTRUCTIONS,
    *tables_made.CONSTRUCTIONS,
)
_TOPICS = (
    "{in} TABLE REST",
    "TABLE REST",
    "FIELD {looks-bad} REST",
    "{in} FIELD {looks-bad} REST",
    "{make} FIELD {uniform} REST",
    "{replace} FIELD REST",
)
_MOST_PARTS = 3
_FEWEST = 2  # words of an instruction


@dataclass(frozen=True)
class _Reading:
    """What words come to, and what it takes for granted or asks."""

    draft: Draft
    notes: tuple[Note, ...]


def read(cursor: Cursor) -> Draft | None:
    """Read an intent that says what is to be done."""
    if cursor.at:
        return None
    targets = Targets.of(cursor)
    for text, told, spared in without_asides(targets, cursor.text):
        found = _sequence(targets, text, _MOST_PARTS) or (
            _by_phrases(targets, text) if told else None
        )
        if found is None or not _spares(found.draft, spared):
            continue
        cursor.notes.extend(found.notes)
        cursor.move(len(cursor.rest))
        aside = f"; set aside: {', '.join(told)}" if told else ""
        return replace(found.draft, said=found.draft.said + aside)
    return None


def _by_phrases(targets: Targets, text: Words) -> _Reading | None:
    """Read what is left with the families of phrases, as if nothing had been said beside it."""
    for family in (clean.read, mending.read, change.read):
        cursor = Cursor(text, targets.world)
        draft = family(cursor)
        if draft is not None and cursor.at_end():
            return _Reading(draft, tuple(cursor.notes))
    return None


def _spares(draft: Draft, values: Sequence[str]) -> bool:
    """True when values that are to stay do stay: none of them is replaced by another."""
    rules = [rule for step in draft.steps if isinstance(step, Clean) for rule in step.rules]
    replaced = {text for rule in rules if rule.op == "replace" for text in rule.args[::2]}
    plain = bool(rules) and all(rule.op == "replace" for rule in rules)
    return not values or (plain and replaced.isdisjoint(values))


def _sequence(targets: Targets, text: Words, most: int) -> _Reading | None:
    """Read one instruction, or several after one another."""
    if len(text.words) < _FEWEST:
        return None
    found = _only(_readings(targets, text)) or _only(_under_topics(targets, text, most))
    return found or (_only(_in_turn(targets, text, most)) if most > 1 else None)


def _only(found: Iterator[_Reading]) -> _Reading | None:
    """Give what all the readings come to."""
    ways = {str(one.draft.steps): one for one in found}
    return next(iter(ways.values())) if len(ways) == 1 else None


def _under_topics(targets: Targets, text: Words, most: int) -> Iterator[_Reading]:
    """Read `in the branches, ...`, `the source of the leads is a mess. ...`."""
    for pattern in _TOPICS:
        for fit in fits(text, pattern):
            rest = text.words.index(fit["REST"].words[0])
            if not pattern.startswith("{in} TABLE") and not begins(text, rest):
                continue
            later = targets.about(fit)
            found = _sequence(later, fit["REST"], most) if later else None
            if found:
                yield found


def _in_turn(targets: Targets, text: Words, most: int) -> Iterator[_Reading]:
    """Read `turn A into B, and C should be D`: the second about the table of the first."""
    for at, end in joints(text):
        front, back = within(text, text.words[:at]), within(text, text.words[end:])
        first = _sequence(targets, front, 1) if len(back.words) >= _FEWEST else None
        if first is None:
            continue
        later = targets.after(first.draft)
        second = _sequence(later, back, most - 1)
        if second:
            yield _together(first, second)


def _together(first: _Reading, second: _Reading) -> _Reading:
    """Give the steps of both, numbered in turn."""
    steps = (*first.draft.steps, *second.draft.steps)
    numbered = tuple(s.model_copy(update={"id": f"s{n}"}) for n, s in enumerate(steps, 1))
    title = first.draft.title if first.draft.title == second.draft.title else ""
    title = title or f"{first.draft.title}, then {second.draft.title}"
    said = f"{first.draft.said}; then {second.draft.said}"
    return _Reading(Draft(title, said, numbered), (*first.notes, *second.notes))


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
