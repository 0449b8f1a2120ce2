"""One person's data: forget, export, suppress; the words are read by `person_words`, whole."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.person_words import person_plan, told


def read(cursor: Cursor) -> Draft | None:
    """Read an intent about one person's data."""
    if cursor.at:
        return None
    plan = person_plan(cursor.text.text, cursor.world.catalog)
    if plan is None:
        return None
    cursor.move(len(cursor.rest))
    return Draft(plan.title, told(plan), plan.steps)
