"""Readings of a text: what each family of intents makes of it, and which question words settle.

A question that only one answer lets the rest of the words fit is answered by that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vibecli.agent.catalogue import refine
from vibecli.agent.catalogue.cursor import Cursor, World
from vibecli.agent.catalogue.edits import Steps
from vibecli.agent.catalogue.families.every import FAMILIES, Family
from vibecli.agent.catalogue.notes import Declined, Draft, Note
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.question.memory import memory
from vibecli.agent.catalogue.sentence import taken_for_granted
from vibecli.agent.catalogue.tails import UNKNOWN_VALUE
from vibecli.agent.catalogue.words import Words
from vibecli.agent.planner import Answer
from vibecli.plan.model import Assumption, Plan, Question

_EDITS = phrases(
    """for|only|just for|limit|limited to|sort by|sorted by|order by|and write|and save|and store
        |and call|and name|and put|prefer|preferring|where the|keeping|without updating
        |take|taking|trust|trusting|respect|respecting|keep what|keep manual|use only|and prefer
        |and take|and keep|and only|and respect"""
)


@dataclass
class Reading:
    """One try at an intent: a draft read to the last word, or how far the best family came."""

    draft: Draft | None
    cursor: Cursor
    family: str
    declined: Declined | None = None

    @property
    def question(self) -> Question | None:
        """The first thing still to be asked."""
        return next((n for n in self.cursor.notes if isinstance(n, Question)), None)


def settle(text: Words, world: World, depth: int = 2, reached: int = -1) -> Reading:
    """Read an intent; a question that only one answer lets the words fit is answered by that.

    A text not half of which is read asks nothing; an answer that brings it no further, no more.
    """
    world = replace(world, asked=[])
    reading = _first(text, world)
    open_question = reading.question
    if reading.draft is not None and open_question is None:
        return reading
    far = reading.cursor.far
    near = far > reached and 2 * far >= len(text.words)
    depth = depth if open_question or near else 0
    candidates = [open_question] if open_question else list(dict.fromkeys(world.asked))[:3]
    for question in candidates if depth else ():
        fitting = _fitting(text, world, question, depth, far)
        if len(fitting) == 1:
            label, found = fitting[0]
            found.cursor.assume(
                f"{question.about} is of {label}: only there the rest fits", "schema"
            )
            return found
        if fitting:
            label, found = fitting[0]
            kept = tuple(o for o in question.options if o.label in dict(fitting))
            found.cursor.notes.insert(0, question.model_copy(update={"options": kept}))
            return found
    return reading


def _fitting(
    text: Words, world: World, question: Question, depth: int, reached: int
) -> list[tuple[str, Reading]]:
    """Give the answers to a question with which the whole intent can be read."""
    found = []
    for option in question.options:
        answer = Answer(question=question.question, choice=option.label)
        told = replace(world, answers=(*world.answers, answer))
        tried = settle(text, told, depth - 1, reached)
        misfit = tried.question and tried.question.question.startswith(UNKNOWN_VALUE)
        if tried.draft is not None and not misfit:
            found.append((option.label, tried))
    return found


def _first(text: Words, world: World) -> Reading:
    """Give the first reading that accounts for every word, else the one that came furthest."""
    best = Reading(None, Cursor(text, world), "")
    declined: Declined | None = None
    for name, read in FAMILIES:
        tried = _tried(text, world, name, read)
        if tried.draft is not None:
            return tried
        declined = declined or tried.declined
        if tried.cursor.far > best.cursor.far:
            best = tried
    best.declined = declined
    return best


def _tried(text: Words, world: World, name: str, read: Family) -> Reading:
    """Give what a family makes of a text; one that asked and gave nothing is not tried again.

    No answer changes that, but for questions, which choose among readings by the answers.
    """
    barren, place, asked = memory(world).barren, (text.text, read), len(world.asked)
    reading = Reading(None, Cursor(text, world), name)
    if place in barren:
        reading.cursor.far, reading.declined = barren[place]
        return reading
    try:
        draft = read(reading.cursor)
    except Declined as no:
        reading.declined, draft = no, None
    if draft is not None and not reading.cursor.at_end():
        draft = _with_edits(reading.cursor, draft)
    if draft is not None and reading.cursor.at_end():
        reading.draft = draft
    elif len(world.asked) == asked and not world.answers and name != "question":
        barren[place] = reading.cursor.far, reading.declined
    return reading


def _with_edits(cursor: Cursor, draft: Draft) -> Draft | None:
    """Read what follows a whole intent as edits of its plan: ..., but only gold members."""
    if not cursor.take(", but", "but", ",", ";") and not cursor.sees(*_EDITS):
        return None
    plan = Plan(title=draft.title, steps=draft.steps, confidence="high")
    try:
        edited = refine.read(cursor, plan)
    except Declined:
        return None
    if edited is not None:
        cursor.notes[:] = in_force(cursor.notes, draft.steps, edited.steps, cursor)
    return edited


def in_force(notes: Sequence[Note], before: Steps, after: Steps, cursor: Cursor) -> list[Note]:
    """Give the notes that still hold, and what the edited steps imply instead of those before."""
    catalog = cursor.world.catalog
    implied = {note.text for note in taken_for_granted(before, catalog)}
    kept = [n for n in notes if not (isinstance(n, Assumption) and n.text in implied)]
    return list(dict.fromkeys([*kept, *taken_for_granted(after, catalog)]))
