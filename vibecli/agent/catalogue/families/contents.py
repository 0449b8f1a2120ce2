"""What a table or the database holds, asked in any order: a profile, the tables, personal data.

Owns what the pieces of such an intent come to. Every word must be a piece; no condition is read,
so that a profile is always of a whole table.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.contents_words import CONTENTS
from vibecli.agent.catalogue.families.describe import overview, profile
from vibecli.agent.catalogue.families.pieces import Classes, Piece, cut, talked_of
from vibecli.agent.catalogue.families.sensitive import held, roles_said, tags
from vibecli.agent.catalogue.lexicon import ADDRESS, CONTACT
from vibecli.agent.catalogue.notes import Draft
from vibecli.data.catalog import Role, TableInfo

_CLASSES = Classes.of(CONTENTS)
_FIRST = frozenset({"look", "tables", "contact"})
_BOUND = frozenset({"personal", "kind", "contact", "overview", "tables"})
_ORDERS = frozenset({"fill", "empty", "complete", "clear", "set", "store", "save", "type", "enter"})
_OBJECTS = frozenset({"the", "all", "every", "each", "in", "up", "those", "these", "them"})
_FILL = frozenset({("fill", "missing"), ("fill", "empty"), ("fill", "gaps")})


def read(cursor: Cursor) -> Draft | None:
    """Read an intent about what is there."""
    if _mends(cursor):
        return None
    tables: list[TableInfo] = []
    roles: list[Role] = []
    rules = {"table": lambda c: _table(c, tables), "role": lambda c: _roles(c, roles)}
    pieces = cut(cursor, _CLASSES, rules, _FIRST, bound=_BOUND)
    if pieces is None:
        return None
    if not tables and len({t.name for t in talked_of(pieces)}) == 1:
        tables = talked_of(pieces)[:1]
    return _draft(cursor, pieces, list(dict.fromkeys(t.name for t in tables)), roles)


def _mends(cursor: Cursor) -> bool:
    """True for an order to fill, empty or complete something: inflection is folded here."""
    forms = [word.form for word in cursor.text.words] + [""]
    return any(
        form in _ORDERS and (n == 0 or forms[n + 1] in _OBJECTS or (form, forms[n + 1]) in _FILL)
        for n, form in enumerate(forms)
    )


def _table(cursor: Cursor, tables: list[TableInfo]) -> bool:
    found = cursor.table()
    if found is not None:
        tables.append(found)
    return found is not None


def _roles(cursor: Cursor, roles: list[Role]) -> bool:
    found = roles_said(cursor)
    roles.extend(found)
    return bool(found)


def _draft(
    cursor: Cursor, pieces: Sequence[Piece], names: Sequence[str], roles: Sequence[Role]
) -> Draft | None:
    kinds = {piece.kind for piece in pieces}
    found = [t for name in names if (t := cursor.world.catalog.table(name))]
    about = "personal" in kinds or (
        "kind" in kinds and bool(roles or "columns" in kinds | {"where"})
    )
    if about and ("where" in kinds or "columns" in kinds or "kind" in kinds):
        return tags(cursor, found)
    if "contact" in kinds and kinds & {"where", "columns"}:
        return held(cursor, found, (*CONTACT, *ADDRESS))
    if roles and kinds & {"where"} and "overview" not in kinds:
        return held(cursor, found, tuple(dict.fromkeys(roles)))
    if "tables" in kinds and not found and not roles:
        return overview(cursor)
    if "overview" in kinds and len(found) == 1 and not roles:
        return profile(cursor, found[0])
    return None
