"""Whom a model is about, or is to score: `for gold members`, `only customers in Germany`.

Owns the grammar of a group of customers. What a condition may say is read as for rows of any table;
what follows of models is left to the caller.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from vibecli.agent.catalogue.adjectives import adjective
from vibecli.agent.catalogue.conditions import condition, conditions
from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import learning_words as said
from vibecli.agent.catalogue.families.as_of import AS_OF
from vibecli.agent.catalogue.families.learning_targets import name_of
from vibecli.agent.catalogue.families.learning_wanted import Group
from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.predicates import Predicate, both, negated
from vibecli.data.catalog import ColumnInfo, TableInfo

Ends = Callable[[Cursor], bool]
_MOST_ADJECTIVES = 3
_SHORT = re.compile(r"v([1-9]\d{0,4})")
_FEW = 4
_LONGEST = 40  # letters of a group in the name of its model


def group(
    cursor: Cursor,
    table: TableInfo,
    *,
    noun: bool = True,
    until: "Ends | None" = None,
) -> Group | None:
    """Read `gold members in Berlin`, `the premier segment`; None for everybody, which is not read.

    Without a `noun` a condition alone will do: only where tier is gold. What `until` sees coming
    is no part of it.
    """
    start, ends = cursor.at, until or _of_the_model
    found = reads(_group)(cursor, table, ends, noun=noun) or reads(_segment)(cursor, table, ends)
    if not found:
        return None
    _check_some(table, found)
    raw = cursor.text.raw(start, cursor.at)
    return Group(both(found), raw, _name(raw))


def _segment(cursor: Cursor, table: TableInfo, ends: Ends) -> list[Predicate]:
    """Read `the premier segment`, `nivel oro`: a column and its value, and no noun."""
    one = condition(cursor, table, bare=True)
    return [one, *conditions(cursor, table, until=ends)] if one else []


def _check_some(table: TableInfo, found: Sequence[Predicate]) -> None:
    """Raise Declined where something is to be missing that no row is without."""
    for one in found:
        column = table.column(one.said.removesuffix(" is missing"))
        if one.said.endswith(" is missing") and column is not None and column.null_share == 0:
            values = ", ".join(top.value for top in column.top[:_FEW])
            raise Declined(
                f"{table.name} has {column.name} in every row: {values}", *_instead(column)
            )


def _instead(column: ColumnInfo) -> Iterator[str]:
    for top in column.top[:1]:
        yield f'train a churn model only where {column.name} is "{top.value}"'


def others(found: Group) -> Group:
    """Give those that are not of a group."""
    opposite = negated(Predicate(f"({found.where})", found.said))
    return Group(opposite.sql, f"not {found.said}", f"not_{found.name}")


def _name(raw: str) -> str:
    """Give what a group was called as part of the name of a model: gold, berlin."""
    nouns = {word for phrase in said.EVERYBODY for word in phrase.split()}
    tokens = re.findall(r"[a-z0-9]+", raw.lower())
    kept = [one for one in tokens if one not in nouns and one not in FUNCTION_WORDS]
    return "_".join(kept)[:_LONGEST].strip("_") or "some"


def _group(cursor: Cursor, table: TableInfo, ends: Ends, *, noun: bool) -> list[Predicate]:
    before = _before(cursor, table)
    named = cursor.take(*said.EVERYBODY) or reads(_own_noun)(cursor, table)
    if noun and not named:
        return []
    return [*before, *conditions(cursor, table, until=ends)]


def _before(cursor: Cursor, table: TableInfo) -> list[Predicate]:
    """Read the adjectives before the noun, which may be left out: gold, premium members."""
    found: list[Predicate] = []
    for _ in range(_MOST_ADJECTIVES):
        one = None if cursor.sees(*said.EVERYBODY) else reads(_one_before)(cursor, table)
        if one is None:
            return found
        found.append(one)
    return found


def _one_before(cursor: Cursor, table: TableInfo) -> Predicate | None:
    negative = bool(cursor.take("non", "not"))
    one = adjective(cursor, table)
    return negated(one) if one and negative else one


def _own_noun(cursor: Cursor, table: TableInfo) -> bool:
    return cursor.table() == table


def _of_the_model(cursor: Cursor) -> bool:
    """True for what ends a group: the model, the horizon, where scores go."""
    if _apart(cursor) and cursor.sees("called", "named"):
        return True  # , called de: what is made is called so, not the customers
    with cursor.attempt():
        cursor.take("and")
        if cursor.sees(*said.PUT, *said.MEANS, *AS_OF):
            return True
        if cursor.take(*said.WITH_MODEL):
            cursor.first((version,))
            return bool(cursor.first((name_of,)) or cursor.take(*said.MODEL))
        return bool(cursor.take(*said.INTO_ONLY))


def _apart(cursor: Cursor) -> bool:
    return cursor.at > 0 and cursor.text.words[cursor.at - 1].kind == "comma"


def version(cursor: Cursor) -> int | None:
    """Read `version 2`, `v2`, `the first version`."""
    first = cursor.take("first version", "version one", "original version")
    if not first and cursor.take("version"):
        number = cursor.number()
        return int(number) if number else None
    cursor.skip()
    short = _SHORT.fullmatch(cursor.rest[0].form) if cursor.rest and not first else None
    if short:
        cursor.move(1)
        return int(short[1])
    return 1 if first else None
