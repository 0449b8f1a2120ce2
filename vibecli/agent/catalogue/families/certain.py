"""What is certain of a match: the same card is one person, another birth date is two.

Owns the grammar of these rules, and which column of each table one is about. A rule binds without
any doubt left, so a name is never guessed: what no table has is declined, what looks alike asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import certain_words as words
from vibecli.agent.catalogue.links import ColumnHit, roles_of
from vibecli.agent.catalogue.notes import MAX_OPTIONS, Declined, column_question, one_of_these
from vibecli.agent.catalogue.words import Word, name_tokens
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.data.nearest import nearest
from vibecli.steps.match import MatchRule

Tables = Sequence[TableInfo]
_LONGEST = 5  # words of a name that no table has


@dataclass(frozen=True)
class Certain:
    """A rule as it was said: what its values make of two records, and the words of the column."""

    same: bool
    words: tuple[Word, ...]
    said: str


def certain(cursor: Cursor, tables: Tables) -> tuple[Certain, ...]:
    """Read one statement of what is certain; several columns of it are a rule each."""
    return cursor.first((_certain,), tables) or ()


def _certain(cursor: Cursor, tables: Tables) -> tuple[Certain, ...]:
    cursor.take(*words.LEADS)
    rules = (_always, _never, _one, _two, _required, _unclear)
    return cursor.first(rules, tables) or ()


def stated(cursor: Cursor, said: Sequence[Certain], tables: Tables) -> tuple[MatchRule, ...]:
    """Give the rules of a match of these tables."""
    return tuple(dict.fromkeys(_stated(cursor, one, tables) for one in said))


def _stated(cursor: Cursor, one: Certain, tables: Tables) -> MatchRule:
    columns = tuple(_column(cursor, one, table) for table in tables)
    return MatchRule(verdict="same" if one.same else "different", columns=columns)


def drop_form(rule: MatchRule) -> str:
    """Give words that take a rule back."""
    name = next(name for name in rule.columns if name)
    typed = name if name.replace("_", "").isalnum() else f'"{name}"'
    return f"drop the rule {rule.verdict} {typed}"


def _always(cursor: Cursor, tables: Tables) -> tuple[Certain, ...]:
    """Read `always match records with the same email`, `treat ... as one person`."""
    lead = cursor.take(*words.ALWAYS)
    if not lead:
        return ()
    ends = words.AS_ONE if lead in words.TREATED else ()
    found = cursor.first((_with_same, _whose_agree), tables, ends)
    return _made(found or (), same=True) if found and (not ends or cursor.take(*ends)) else ()


def _never(cursor: Cursor, tables: Tables) -> tuple[Certain, ...]:
    """Read `never match records with different birth dates`, `... whose birth dates differ`."""
    if not cursor.take(*words.NEVER):
        return ()
    found = cursor.first((_with_different, _whose_differ), tables, ())
    return _made(found or (), same=False)


def _one(cursor: Cursor, tables: Tables) -> tuple[Certain, ...]:
    """Read `records with the same email are the same person`, `same card must match`."""
    found = cursor.first((_with_same, _whose_agree), tables, words.IS_ONE)
    cursor.take(*words.THEN)
    return _made(found, same=True) if found and cursor.take(*words.IS_ONE) else ()


def _two(cursor: Cursor, tables: Tables) -> tuple[Certain, ...]:
    """Read `different tax_id must not match`, `keep different birth dates apart`."""
    ends = words.APART if cursor.take("keep", "hold") else words.IS_TWO
    found = cursor.first((_with_different, _whose_differ), tables, ends)
    cursor.take(*words.THEN)
    return _made(found, same=False) if found and cursor.take(*ends) else ()


def _required(cursor: Cursor, tables: Tables) -> tuple[Certain, ...]:
    """Read `birth dates must not differ`, `they must have the same birth date`."""
    if cursor.take(*words.REQUIRED):
        found = _with_same(cursor, tables, ())
        return _made(found, same=False)
    found = _columns(cursor, tables)
    return _made(found, same=False) if found and cursor.take(*words.NEVER_DIFFERS) else ()


def _unclear(cursor: Cursor, tables: Tables) -> tuple[Certain, ...]:
    """Read `card must match`: what that makes certain is asked."""
    found = _columns(cursor, tables)
    if not found or not cursor.take(*words.UNCLEAR):
        return ()
    said = " and ".join(text for _, text in found)
    question = one_of_these(
        f"What is certain of two records by {said}?",
        f"{said} must match",
        {
            "same": f"the same {said} is one person",
            "different": f"different {said} is two persons",
            "both": "the one and the other",
        },
    )
    chosen = cursor.choose(
        question, {"same": (True,), "different": (False,), "both": (True, False)}
    )
    return tuple(rule for same in chosen for rule in _made(found, same=same))


Named = tuple[tuple[tuple[Word, ...], str], ...]
Ends = Sequence[str]


def _with_same(cursor: Cursor, tables: Tables, ends: Ends) -> Named:
    shared = _who(cursor) in words.SHARING
    if not cursor.take(*words.SAME) and not shared:
        return ()
    return _named(cursor, tables, ends, "the same {} must match")


def _with_different(cursor: Cursor, tables: Tables, ends: Ends) -> Named:
    _who(cursor)
    if not cursor.take(*words.DIFFERENT):
        return ()
    return _named(cursor, tables, ends, "different {} must not match")


def _who(cursor: Cursor) -> str:
    """Move past `records with`, `customers that share`; gives the joint."""
    with cursor.attempt() as tried:
        who = cursor.take(*words.WHO) or cursor.table()
        joint = cursor.take(*words.WITH) if who else ""
        if joint or (who and cursor.sees(*words.SAME, *words.DIFFERENT)):
            tried.keep()
            return joint
    return ""


def _whose_agree(cursor: Cursor, tables: Tables, ends: Ends) -> Named:
    del ends
    return _whose(cursor, tables, words.AGREES)


def _whose_differ(cursor: Cursor, tables: Tables, ends: Ends) -> Named:
    del ends
    return _whose(cursor, tables, words.DIFFERS)


@reads
def _whose(cursor: Cursor, tables: Tables, state: Ends) -> Named:
    """Read `records whose birth date differs`, `when tax ids are not the same`."""
    cursor.take(*words.WHO)
    found = _columns(cursor, tables) if cursor.take(*words.WHOSE) else ()
    return found if found and cursor.take(*state) else ()


def _named(cursor: Cursor, tables: Tables, ends: Ends, form: str) -> Named:
    """Read the columns of a rule. Raises Declined for a name that no table has."""
    return _columns(cursor, tables) or _strange(cursor, tables, ends, form)


def _columns(cursor: Cursor, tables: Tables) -> Named:
    """Read columns joined by `or`; two that must agree at once are more than a rule can say."""
    found: Named = ()
    while one := _one_column(cursor, tables):
        found = (*found, one)
        if cursor.first((_and_another,), tables):
            raise Declined(
                "a rule compares one column of a table: say one rule a column",
                *(f"the same {text} must match" for _, text in found),
            )
        if not cursor.take("or"):
            break
        cursor.take(*words.SAME, *words.DIFFERENT)
    return found


@reads
def _one_column(cursor: Cursor, tables: Tables) -> tuple[tuple[Word, ...], str] | None:
    cursor.skip()
    start = cursor.at
    if not cursor.furthest(_any_column, tables):
        return None
    return cursor.text.words[start : cursor.at], cursor.text.raw(start, cursor.at)


def _any_column(cursor: Cursor, table: TableInfo) -> tuple[ColumnInfo, ...]:
    return cursor.columns(table, many=True)


def _and_another(cursor: Cursor, tables: Tables) -> bool:
    if not cursor.take("and"):
        return False
    cursor.take(*words.SAME, *words.DIFFERENT)
    return bool(_one_column(cursor, tables)) and cursor.sees(*words.IS_ONE, *words.IS_TWO)


def _strange(cursor: Cursor, tables: Tables, ends: Ends, form: str) -> Named:
    """Raise Declined where a statement goes on after the words for a column no table has."""
    cursor.skip()
    start = cursor.at
    for length in range(1, min(_LONGEST, len(cursor.rest)) + 1):
        cursor.at = start + length
        ended = cursor.sees(*ends) if ends else cursor.at_end() or cursor.sees(",", ";", "and")
        if ended and cursor.text.words[cursor.at - 1].kind == "word":
            _no_column(cursor.text.raw(start, cursor.at), tables, form)
    cursor.at = start
    return ()


def _no_column(said: str, tables: Tables, form: str) -> NoReturn:
    names = " and ".join(table.name for table in tables)
    near = nearest(said, (column.name for table in tables for column in table.columns))
    told = f"; the nearest is {near[0]}" if near else ""
    raise Declined(
        f"no column of {names} is called {said}{told}", *(form.format(name) for name in near[:2])
    )


def _made(found: Named, *, same: bool) -> tuple[Certain, ...]:
    return tuple(Certain(same, spoken, text) for spoken, text in found)


def _column(cursor: Cursor, one: Certain, table: TableInfo) -> str | None:
    """Give the column of a table that is meant, asked where several are or none is quite."""
    hit = cursor.world.link.columns(table, one.words)
    if hit is None:
        return None
    if hit.together and len(hit.columns) > 1:
        names = " and ".join(column.name for column in hit.columns)
        raise Declined(
            f"a rule compares one column of a table, and {one.said} is {names} in {table.name}",
            *(f"the same {column.name} must match" for column in hit.columns[:1]),
        )
    if len(hit.columns) == 1 and (hit.exact or _is_called(one.words, hit.columns[0])):
        return hit.columns[0].name
    columns = _alike(one.said, hit, table)
    if len(columns) == 1:
        return columns[0].name
    question = column_question(one.said, table, columns)
    return cursor.choose(question, {column.name: column for column in columns}).name


def _is_called(said: Sequence[Word], column: ColumnInfo) -> bool:
    """Tell a column by its role or a part of its name from one that only looks like the words."""
    known = set(name_tokens(column.name))
    return bool(roles_of(said)) or known >= {word.stem for word in said}


def _alike(said: str, hit: ColumnHit, table: TableInfo) -> list[ColumnInfo]:
    """Give the columns to ask about: those that fit, else also those with a name like it."""
    known = {column.name: column for column in table.columns}
    names = [column.name for column in hit.columns]
    if len(names) == 1:
        names += [*nearest(said, known), *known]
    return [known[name] for name in dict.fromkeys(names)][:MAX_OPTIONS]
