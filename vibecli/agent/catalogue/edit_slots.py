"""Edits of one slot of the plan at hand: its threshold, its name, how strict a check is.

Owns what an edited plan is, and the grammar of these edits.
"""

from dataclasses import dataclass

from vibecli.agent.catalogue import edit_words as words
from vibecli.agent.catalogue import edits
from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.edits import Steps
from vibecli.agent.catalogue.families.parties import threshold_of
from vibecli.steps.check import Check
from vibecli.steps.query import Query
from vibecli.steps.registry import AnyStep
from vibecli.steps.remove import Remove
from vibecli.steps.write import Write


@dataclass(frozen=True)
class Edited:
    """The plan so far and what was done to it, in words."""

    steps: Steps
    said: tuple[str, ...] = ()


_REPLACED = ("the first ", "sorted by ", "per ")  # an edit of which the last one counts


def done(at: Edited, steps: Steps, said: str) -> Edited:
    """Give the plan after one more edit; a step that is told by its reason tells of it."""
    before = {step.id: step for step in at.steps}
    told = tuple(_told(step, said) if _by_reason(before.get(step.id), step) else step
                 for step in steps)  # fmt: skip
    return Edited(told, (*at.said, said))


def _by_reason(before: AnyStep | None, step: AnyStep) -> bool:
    return isinstance(step, Query | Check | Write | Remove) and before not in (None, step)


def _told(step: AnyStep, said: str) -> AnyStep:
    """Give the step with its reason brought up to date."""
    first, *edits_told = step.why.split("; ")
    lead = next((lead for lead in _REPLACED if said.startswith(lead)), None)
    kept = [one for one in edits_told if lead is None or not one.startswith(lead)]
    return step.model_copy(update={"why": "; ".join((first, *kept, said))})


def threshold(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `raise the threshold to 0.97`."""
    value = cursor.number() if cursor.take(*words.ACCEPT) else None
    if value is None:
        cursor.take(*words.RAISE)
        if not cursor.take(*words.THRESHOLD):
            return None
        cursor.take(
            "to", "at", "of", "=", "is", "should be", "above", "to at least", "be", "must be"
        )
        value = cursor.number()
    if value is None:
        return None
    accept = threshold_of(cursor, value)
    return done(at, edits.match_changed(at.steps, accept=accept), f"pairs accepted from {accept:g}")


def review_threshold(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `review from 0.6`."""
    value = cursor.number() if cursor.take(*words.REVIEW) else None
    if value is None:
        return None
    review = threshold_of(cursor, value)
    return done(at, edits.match_changed(at.steps, review=review), f"to review from {review:g}")


def one_to_one(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `make it one to one`."""
    if cursor.take(*words.MANY):
        return done(at, edits.match_changed(at.steps, one_to_one=False), "not one to one")
    if cursor.take(*words.ONE):
        return done(at, edits.match_changed(at.steps, one_to_one=True), "one to one")
    return None


def severity(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `only warn` about the checks of the plan."""
    if edits.first(at.steps, Check) < 0:
        return None
    if cursor.take(*words.WARN):
        return done(at, edits.checks_changed(at.steps, "warn"), "only warn")
    if cursor.take(*words.BLOCK):
        return done(at, edits.checks_changed(at.steps, "block"), "block")
    return None


def renamed(cursor: Cursor, at: Edited) -> Edited | None:
    """Read `call it vip_links`."""
    if not cursor.take(*words.NAME):
        return None
    cursor.skip()
    count, text = cursor.phrase(longest=4)
    if not count:
        return None
    cursor.move(count)
    name = (
        text
        if cursor.text.words[cursor.at - 1].kind == "quoted"
        else "_".join(text.split()).lower()
    )
    return done(at, edits.renamed(at.steps, name, cursor.world.catalog), f"called {name}")
