"""Who is the same person, said in any order: matches, duplicates, one row a person.

Owns what the pieces of such an intent come to. The tables must hold people, and every word must
be a piece; which job is meant is told by the pieces that are there, never by those that are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import people_words as words
from vibecli.agent.catalogue.families.asides import hands_off, messy
from vibecli.agent.catalogue.families.dedupe import with_removal
from vibecli.agent.catalogue.families.golden import New, target_of
from vibecli.agent.catalogue.families.keeping import Kept, kept
from vibecli.agent.catalogue.families.naming import named_new, one_view
from vibecli.agent.catalogue.families.nicknames import nickname, seated
from vibecli.agent.catalogue.families.parties import Options, Party, option, party
from vibecli.agent.catalogue.families.pieces import Classes, Piece, cut, talked_of
from vibecli.agent.catalogue.families.resolution import build
from vibecli.agent.catalogue.fields import all_columns
from vibecli.agent.catalogue.kin import link_between
from vibecli.agent.catalogue.notes import Declined, Draft, table_question
from vibecli.agent.catalogue.rows import Rows
from vibecli.agent.catalogue.words import read_words
from vibecli.data.catalog import TableInfo

_CLASSES = Classes.of(words.PEOPLE)
_FIRST = frozenset({"noun", "told", "view", "per", "same", "one", "rest"})
_BOUND = frozenset({"new", "view", "keep", "option", "remove", "rest", "link", "blend", "one"})
_GOLDEN = frozenset({"golden", "master", "unified", "consolidated", "merged", "combined"})
_COUNTS = {"two": 2, "three": 3, "four": 4}


@dataclass
class _Asked:
    """What was read so far."""

    parties: list[Party] = field(default_factory=list)
    options: Options = field(default_factory=Options)
    kept: Kept | None = None
    new: New | None = None


def read(cursor: Cursor) -> Draft | None:
    """Read an intent about who is the same person."""
    asked = _Asked()
    people = cursor.world.link.people()
    rules = {
        "hands off": reads(hands_off),
        "new": lambda c: _new(c, asked),
        "view": one_view,
        "keep": lambda c: _keep(c, asked),
        "stress": lambda c: _stress(c, people),
        "best": lambda c: _best(c, people),
        "option": lambda c: _option(c, asked, people),
        "table": lambda c: _party(c, asked, people),
        "messy": reads(messy),
    }
    pieces = cut(cursor, _CLASSES, rules, _FIRST, bound=_BOUND)
    if pieces is None:
        return None
    told = [p.value.rows.table for p in pieces if isinstance(p.value, Party)]
    asked.parties = [p for p in asked.parties if p.rows.table in told]
    talked = [t for t in people if t in talked_of(pieces)]
    if not asked.parties:
        asked.parties.extend(Party(Rows(table)) for table in talked)
    if not asked.parties:
        asked.parties += _whose(cursor, pieces, people)
    if not asked.parties:
        return None
    return _job(cursor, asked, pieces)


def _whose(cursor: Cursor, pieces: Sequence[Piece], people: Sequence[TableInfo]) -> list[Party]:
    """Ask whose duplicates are meant, when the words name no table."""
    if not any(piece.kind in ("same", "twice") for piece in pieces):
        return []
    if len(people) < 2:  # noqa: PLR2004
        return [Party(Rows(table)) for table in people]
    question = table_question("these people", people)
    return [Party(Rows(cursor.choose(question, {t.name: t for t in people})))]


def _new(cursor: Cursor, asked: _Asked) -> bool:
    found = named_new(cursor) if asked.new is None or not asked.new.name else None
    asked.new = found or asked.new
    return found is not None


def _keep(cursor: Cursor, asked: _Asked) -> bool:
    table = asked.parties[0].rows.table if len(asked.parties) == 1 else None
    found = kept(cursor, table) if table and asked.kept is None else None
    asked.kept = asked.kept or found
    return found is not None


def _option(cursor: Cursor, asked: _Asked, people: Sequence[TableInfo]) -> bool:
    known = asked.parties or [Party(Rows(table)) for table in people]
    found = option(cursor, known, asked.options)
    asked.options = found or asked.options
    return found is not None


def _party(cursor: Cursor, asked: _Asked, people: Sequence[TableInfo]) -> Party | None:
    """Read a table of people; one named again adds nothing."""
    found = cursor.first((seated, _named, nickname))
    if found is None or found.rows.table not in people:
        return None
    same = [p for p in asked.parties if p.rows.table == found.rows.table]
    if not same:
        asked.parties.append(found)
    return found if not same or not found.rows.predicates else None


def _named(cursor: Cursor) -> Party | None:
    try:
        return party(cursor)
    except Declined:
        return None


def _stress(cursor: Cursor, people: Sequence[TableInfo]) -> bool:
    """Read `so look at name, mail and phone together`: these are compared anyway, as all is."""
    lead = cursor.take(*words.LOOK_AT)
    named = bool(lead and cursor.furthest(all_columns, people))
    cursor.take("together", "and so on", "and whatever else helps", "and the like", "etc")
    return named


def _best(cursor: Cursor, people: Sequence[TableInfo]) -> bool:
    """Read `with the best phone and mail`: of several values the usual choice is made."""
    cursor.take("with", "taking", "using", "keeping", "and", "showing", "including")
    cursor.take("the", "their")
    lead = cursor.take(*words.BEST)
    return bool(lead and cursor.furthest(all_columns, people))


def _job(cursor: Cursor, asked: _Asked, pieces: Sequence[Piece]) -> Draft | None:
    kinds = {piece.kind for piece in pieces}
    counted = {n for p in pieces if p.kind == "counted" for n in _COUNTS if n in p.said.lower()}
    if any(_COUNTS[number] != len(asked.parties) for number in counted):
        return None
    one = bool(kinds & {"one", "view"}) or (asked.new is not None and "blend" in kinds)
    if "remove" in kinds or "rest" in kinds or asked.kept:
        if "hands off" in kinds:
            return None
        return None if one or asked.new else _removed(cursor, asked, kinds)
    if one:
        return _unified(cursor, asked, pieces, kinds)
    return _matched(cursor, asked, kinds) if asked.new is None else None


def _matched(cursor: Cursor, asked: _Asked, kinds: set[str]) -> Draft | None:
    """Give a match of two or more tables, or the duplicates of one."""
    told = kinds & {"same", "twice"}
    if len(asked.parties) == 1 and asked.parties[0].stressed:
        return None  # duplicate phones are values, no people
    if len(asked.parties) == 1:
        return build(cursor, asked.parties, asked.options, None) if told else None
    if not told and "link" not in kinds and not ("also" in kinds and _unrelated(cursor, asked)):
        return None
    return build(cursor, asked.parties, asked.options, None)


def _unrelated(cursor: Cursor, asked: _Asked) -> bool:
    """True when no column tells already who of the one table is in the other."""
    tables = [party.rows.table for party in asked.parties]
    return len(tables) == 2 and not link_between(cursor, *tables)  # noqa: PLR2004


def _removed(cursor: Cursor, asked: _Asked, kinds: set[str]) -> Draft | None:
    """Give the removal of all but one record a person; which one stays must be told."""
    if len(asked.parties) != 1 or asked.kept is None or not kinds & {"same", "twice"}:
        return None
    if not kinds & {"remove", "rest", "ask", "twice"}:
        return None
    draft = build(cursor, asked.parties, asked.options, None)
    return with_removal(draft, asked.parties[0].rows, asked.kept)


def _unified(
    cursor: Cursor, asked: _Asked, pieces: Sequence[Piece], kinds: set[str]
) -> Draft | None:
    """Give one row a person, in the table named or a new one."""
    if len(asked.parties) == 1 and not kinds & {"per", "same", "twice", "blend"}:
        return None
    view = next((str(p.value or p.said) for p in pieces if p.kind == "view"), "")
    named = (p.said for p in pieces if p.kind == "one" and _GOLDEN & set(p.said.lower().split()))
    said = view or next(named, "golden record")
    target = target_of(cursor, asked.parties, read_words(said).words, asked.new, table=bool(view))
    return build(cursor, asked.parties, asked.options, target) if target else None
