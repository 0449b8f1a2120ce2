"""The end of a standing rule in words: `stop the rule purchases`, `retire the purchases rule`."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families import standing_words as said
from vibecli.agent.catalogue.families.naming import known_name
from vibecli.agent.catalogue.notes import Declined, Draft
from vibecli.data.catalog import Catalog
from vibecli.steps.retire import Retire
from vibecli.steps.standing import RULES_TABLE


def read(cursor: Cursor) -> Draft | None:
    """Read an order that ends a rule there is."""
    known = known_rules(cursor.world.catalog)
    if not known:
        return None
    if name := cursor.first((_over,), known):
        return _ended(name)
    if not cursor.take(*said.RETIRE):
        return None
    cursor.take("all", "every", "each")
    name = known_name(cursor, known)
    noun = cursor.take(*said.STANDING, *said.A_RULE)
    if not noun:
        return None
    cursor.take(*said.CALLED, "on", "for", "of", "about")
    cursor.take(*said.NEW)
    surely = noun in said.STANDING
    only = known[0] if surely and len(known) == 1 and cursor.at_end() else ""
    name = name or known_name(cursor, known) or only
    if not name and surely:
        raise Declined(
            "which standing rule is meant", *(f"retire the standing rule {one}" for one in known)
        )
    if not (name and cursor.at_end()):
        return None
    return _ended(name)


def _over(cursor: Cursor, known: tuple[str, ...]) -> str:
    """Read `the rule orders is no longer needed`, `we do not need the orders rule any more`."""
    led = cursor.take(*said.NO_NEED)
    name = known_name(cursor, known)
    noun = cursor.take(*said.STANDING, *said.A_RULE)
    if noun and not name:
        cursor.take(*said.CALLED, "on", "for", "of", "about")
        cursor.take(*said.NEW)
        name = known_name(cursor, known)
    told = cursor.take(*said.ANY_MORE) if led else cursor.take(*said.IS_OVER)
    return name if noun and (led or told) and cursor.at_end() else ""


def _ended(name: str) -> Draft:
    step = Retire(id="s1", why=f"end the standing rule {name}", rule=name)
    return Draft(f"Retire {name}", step.summary(), (step,))


def known_rules(catalog: Catalog) -> tuple[str, ...]:
    """Give the names of the standing rules, as far as the catalog tells."""
    table = catalog.table(RULES_TABLE)
    names = table.column("name") if table else None
    return tuple(top.value for top in names.top) if names else ()


def named_rule(cursor: Cursor) -> str:
    """Give the rule that is named somewhere in the words; does not move."""
    known = known_rules(cursor.world.catalog)
    for at in range(len(cursor.text.words) if known else 0):
        with cursor.attempt():
            cursor.at = at
            if name := known_name(cursor, known):
                return name
    return ""
