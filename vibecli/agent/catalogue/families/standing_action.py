"""What a standing rule sets off: an action of [actions], by its name.

Owns that no name gets into a plan that [actions] does not have, where that is known.
"""

from rapidfuzz import fuzz

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import standing_words as said
from vibecli.agent.catalogue.families.naming import form, known_name, one_word
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Declined, one_of_these


@reads
def action(cursor: Cursor) -> str:
    """Read `call the webhook welcome`, `run the action offer`; a name there is needs no noun."""
    cursor.take("but only", "only", "just")
    if not cursor.take(*said.ACT):
        return ""
    noun = cursor.take(*said.ACTION)
    name = known_name(cursor, cursor.world.actions or ())
    if name and not noun:
        cursor.take(*said.ACTION)
    return name or (one_word(cursor) if noun else "")


def known_action(cursor: Cursor, name: str) -> str:
    """Give the action of that name; of those there are one is chosen where none is called so.

    Raises Declined where there is nothing to choose from.
    """
    known = cursor.world.actions
    if not name or known is None:
        return name
    same = next((one for one in known if form(one) == form(name)), "")
    if same:
        return same
    if not known:
        entry = f'{name} = {{ file = "out.ndjson" }}'
        raise Declined(
            f"no action is called {name}: [actions] of vibecli.toml names none yet, such as {entry}"
        )
    if len(known) == 1:
        words = cursor.text.text.replace(name, known[0])
        raise Declined(f"no action is called {name}: [actions] has {known[0]} alone", words)
    near = sorted(known, key=lambda one: (-fuzz.ratio(form(one), form(name)), one))
    means = {one: f"{one} of [actions] is told of the event" for one in near[:MAX_OPTIONS]}
    asked = one_of_these(f"No action is called {name}; which of [actions] is meant?", name, means)
    return cursor.choose(asked, {one: one for one in means})
