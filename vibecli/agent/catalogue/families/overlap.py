"""Who of one table is in another one too, as people ask it: which leads are already customers."""

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.parties import Party, party
from vibecli.agent.catalogue.kin import link_between
from vibecli.agent.catalogue.phrases import phrases
from vibecli.data.catalog import Role

_ASK = phrases(
    """which|what|find|show|list|show me|who of|which of|find out which|find out which of|who in
        |who among|find which|which people in|show which|who from|who is|which one of|are any of
        |are there any|are there|do any of|have any of|tell me which|tell me which of|see which
        |see which of|figure out which|figure out which of|work out which|check which|give me|is
        |check which of|how many of|find all|identify|identify which|work out which of|are some of
        |find those|determine which|determine which of|i want to know which|find out who of|are
        |find out who among|find out if|check if|check whether|find out whether|do|does|have|has
        |tell me who of|people in|people from|find people in|find the people in"""
)
_WHO = ("that", "who", "which")
_BE = phrases(
    """are|is|have|has|became|become|have become|has become|turned into|turned out to be|exist
        |exists|appear|appears|can be found|are found|are known|are listed|occur|are contained
        |are in|is in|were|got|show up|have got|has got|are registered|made an"""
)
_ALSO = ("also", "already", "too", "as well", "now", "actually", "really", "both", "still")
_AS = ("in", "as", "among", "with", "on", "under", "to be")
_TOO = ("too", "as well", "already", "also", "at the same time")
_BOTH = phrases(
    """find people who are in both|which people are in both|who is in both|people in both
        |find the people who are in both|which persons are in both|who appears in both
        |find persons who are in both|find customers who are in both|find the overlap of
        |which people appear in both|what is the overlap of|what is the overlap between
        |find the people that are in both|which customers are in both"""
)
_BELONGS = phrases(
    """belongs to which|belong to which|goes with which|go with which|corresponds to which
        |correspond to which|is the same person as which|matches which|match which|fits which
        |are the same person as which|fit which|is which|are which|belongs to what|fits to which"""
)
_COUNTERPART = phrases(
    """find the matching|find the|look up the|get the matching|give me the matching|find matching
        |find the corresponding|find for each|search the|search the matching"""
)
_EACH = ("of each", "of every", "for each", "for every", "to each", "to every", "of all", "for all")
_COMPARE = ("compare", "check", "hold")
_TELL = phrases(
    """and tell me who is in both|and find who is in both|to find the same people
        |and find the same people|and find the people in both|and see who is in both
        |and show who is in both|and show me who is in both|and find the people who are in both
        |to find people who are in both|and find matches|person by person|by person"""
)


def overlap(cursor: Cursor) -> list[Party]:
    """Read the two tables whose common people are asked for."""
    return cursor.first((_both, _which_which, _counterpart, _compared, _already)) or []


def _both(cursor: Cursor) -> list[Party]:
    """Read `find people who are in both A and B`."""
    first = party(cursor) if cursor.take(*_BOTH) else None
    second = party(cursor) if first and cursor.take("and", "as well as") else None
    return _pair(cursor, first, second)


def _which_which(cursor: Cursor) -> list[Party]:
    """Read `find out which A belongs to which B`."""
    cursor.take(*_ASK)
    first = party(cursor)
    second = party(cursor) if first and cursor.take(*_BELONGS) else None
    return _pair(cursor, first, second)


def _counterpart(cursor: Cursor) -> list[Party]:
    """Read `find the web account of each customer`; a column that tells it is better."""
    first = party(cursor) if cursor.take(*_COUNTERPART) else None
    second = party(cursor) if first and cursor.take(*_EACH) else None
    return _unrelated(cursor, _pair(cursor, first, second))


def _compared(cursor: Cursor) -> list[Party]:
    """Read `compare A with B and tell me who is in both`."""
    first = party(cursor) if cursor.take(*_COMPARE) else None
    second = party(cursor) if first and cursor.take("with", "to", "and", "against") else None
    return _pair(cursor, first, second) if cursor.take(*_TELL) else []


def _already(cursor: Cursor) -> list[Party]:
    """Read `which leads already have a user account`, `who among the leads is a customer`."""
    cursor.take(*_ASK)
    cursor.take("of")
    first = party(cursor)
    if first is None:
        return []
    cursor.take(*_WHO)
    early = cursor.take(*_ALSO)
    verb = cursor.take(*_BE)
    also = early or cursor.take(*_ALSO)
    cursor.take(*_AS)
    second = party(cursor) if verb or also else None
    too = cursor.take(*_TOO)
    pair = _pair(cursor, first, second)
    became = "becom" in verb or verb == "became" or verb.startswith("turned")
    if became and first.rows.table.with_role(Role.CATEGORY):
        return []  # a stage may tell it as well: not guessed
    return _unrelated(cursor, pair) if also or too or became else []


def _pair(cursor: Cursor, first: Party | None, second: Party | None) -> list[Party]:
    """Give both parties, when they are two tables of people."""
    if first is None or second is None or first.rows.table == second.rows.table:
        return []
    people = cursor.world.link.people()
    return [first, second] if {first.rows.table, second.rows.table} <= set(people) else []


def _unrelated(cursor: Cursor, pair: list[Party]) -> list[Party]:
    """Give the pair, unless a column of one refers to the other: then that is asked about."""
    related = pair and link_between(cursor, pair[0].rows.table, pair[1].rows.table)
    return [] if related else pair
