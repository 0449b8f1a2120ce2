"""The parties of a match and its options: customers to accounts, by phone only, one to one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families import party_words as words
from vibecli.agent.catalogue.families.certain import Certain, certain
from vibecli.agent.catalogue.fields import all_columns, column_list
from vibecli.agent.catalogue.notes import Declined, one_of_these
from vibecli.agent.catalogue.predicates import Predicate, both, missing
from vibecli.agent.catalogue.rows import Rows, head_rows, rows
from vibecli.data.catalog import ColumnInfo, Role, TableInfo

IDENTITY_ROLES = (
    Role.EMAIL,
    Role.PHONE,
    Role.FULL_NAME,
    Role.GIVEN_NAME,
    Role.FAMILY_NAME,
    Role.BIRTH_DATE,
    Role.STREET,
    Role.CITY,
    Role.POSTCODE,
    Role.REGION,
    Role.CODE,
)
_TO = (
    "to",
    "with",
    "and",
    "against",
    ",",
    "onto",
    "vs",
    "versus",
    "and with",
    "and to",
    "to those in",
    "on to",
    "from",
)
_THOSE_IN = ("those in", "the ones in", "people in", "the people in", "records in", "records of",
             "with")  # fmt: skip
_RECORDS_BETWEEN = ("records between", "people between", "identities between", "between",
                    "people in", "records in")  # fmt: skip
_BY = (
    "by",
    "on",
    "using",
    "based on",
    "via",
    "through",
    "over",
    "comparing",
    "by comparing",
    "on the basis of",
    "by their",
)
_ONE = (
    "one to one",
    "1 to 1",
    "as one to one",
    "strictly one to one",
    "one on one",
    "with one to one",
)


_OF_MATCH = {"threshold", "confidence", "probability", "certainty", "score"}
_LEAST_PERCENT = 10  # a smaller number without a sign is rather a slip than a percentage


@dataclass(frozen=True)
class Party:
    """Rows that take part in a match, and the roles the words stress."""

    rows: Rows
    stressed: tuple[Role, ...] = ()
    new: bool = False  # only records that were not matched before


@dataclass(frozen=True)
class Options:
    """How to match."""

    ignore: tuple[str, ...] = ()  # roles or columns
    only: tuple[Role, ...] = ()
    one_to_one: bool | None = None
    accept: float | None = None
    mode: Literal["full", "incremental"] = "full"
    missing: tuple[Predicate, ...] = ()  # conditions on the last party's rows
    certain: tuple[Certain, ...] = ()  # rules, as they were said


def parties(cursor: Cursor) -> list[Party]:
    """Read the tables to match, two or more, or one."""
    cursor.take("only", "just")
    stressed = _stressed_first(cursor)
    first = party(cursor)
    new = first is None and new_ones(cursor)
    first = party(cursor) if new else first
    if first is None:
        return []
    found = [replace(first, stressed=(*stressed, *first.stressed), new=new)]
    while more := _next_party(cursor, found):
        found.append(more)
    return found


def new_ones(cursor: Cursor) -> bool:
    """Read `the new records in`."""
    return bool(cursor.take(*words.NEW))


def incrementally(cursor: Cursor) -> bool:
    """Read `incrementally` before what to do."""
    return bool(cursor.take("incrementally"))


@reads
def _next_party(cursor: Cursor, found: Sequence[Party]) -> Party | None:
    joint = cursor.take(*_TO)
    cursor.take(*_THOSE_IN)
    more = party(cursor) if joint else None
    return None if more and any(p.rows.table == more.rows.table for p in found) else more


def _stressed_first(cursor: Cursor) -> tuple[Role, ...]:
    """Read `emails between` before the tables."""

    def stressed(cursor: Cursor, table: TableInfo) -> tuple[Role, ...]:
        roles = _identity(all_columns(cursor, table))
        return roles if cursor.take("between", "across") else ()

    roles = cursor.of_tables(stressed)
    if not roles:
        cursor.take(*_RECORDS_BETWEEN)
    return roles or ()


def _identity(columns: Sequence[ColumnInfo]) -> tuple[Role, ...]:
    """Give the columns' roles when every one of them says who a row is, else nothing."""
    roles = tuple(c.role for c in columns if c.role in IDENTITY_ROLES and c.role)
    return roles if len(roles) == len(columns) else ()


def party(cursor: Cursor) -> Party | None:
    """Read one table of a match, with the columns its words stress."""
    return cursor.of_tables(_columns_of_party) or cursor.first((_party_columns, _plain_party))


def _columns_of_party(cursor: Cursor, table: TableInfo) -> Party | None:
    """Read `the emails of customers`."""
    stressed = _identity(all_columns(cursor, table))
    head = head_rows(cursor) if stressed and cursor.take("of", "in", "from") else None
    return Party(head, stressed) if head and head.table.name == table.name else None


def _party_columns(cursor: Cursor) -> Party | None:
    """Read `customer emails`."""
    head = head_rows(cursor)
    columns = column_list(cursor, head.table, many=True, partial=False) if head else ()
    stressed = _identity(columns)
    return Party(head, stressed) if head and stressed else None


def _plain_party(cursor: Cursor) -> Party | None:
    found = rows(cursor, joining=True)
    return Party(found) if found else None


def options(cursor: Cursor, found: list[Party], before: Options | None = None) -> Options:
    """Read how to match, in any order."""
    new = any(party.new for party in found)
    chosen = before or Options(mode="incremental" if new else "full")
    while more := option(cursor, found, chosen):
        chosen = more
    return chosen


@reads
def option(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    """Read one thing about how to match."""
    cursor.take(",")
    cursor.take("and", ",", "but")
    if cursor.take(*_ONE):
        return replace(chosen, one_to_one=True)
    if cursor.take(*words.INCREMENTAL):
        return replace(chosen, mode="incremental")
    if cursor.take(*words.AGAIN):
        return replace(chosen, mode="full")
    return cursor.first(
        (_threshold, _ruled, _ignored, _without, _restricted, _excused), found, chosen
    )


def _excused(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    """Read `spelling of names and mails is messy`: what a match copes with anyway."""
    if cursor.take(*words.LOOSELY):
        return replace(chosen)
    cursor.take("because", "since", "as", "mind that", "note that", "the", "beware")
    cursor.take("spelling of", "spellings of", "writing of", "format of", "formats of")
    named = roles_named(cursor, found) or cursor.take("it", "they", "that", "spelling", "spellings")
    cursor.take("in both", "there")
    if not named or not cursor.take(*words.ARE_BAD):
        return None
    cursor.take("so", "and", ",")
    return replace(chosen)


def _ruled(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    more = certain(cursor, [party.rows.table for party in found])
    return replace(chosen, certain=(*chosen.certain, *more)) if more else None


def _threshold(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    del found
    lead = cursor.take(*words.SURE)
    value = cursor.number() if lead else None
    if value is None or (_share(value) is None and not _OF_MATCH & set(lead.split())):
        return None  # at least 3 of something else
    accept = threshold_of(cursor, value)
    cursor.take("probability", "confidence", "certainty", "sure")
    return replace(chosen, accept=accept)


def threshold_of(cursor: Cursor, value: float) -> float:
    """Give the threshold a number means, a percent sign read as well.

    Raises Declined for what is no probability.
    """
    percent = cursor.take("%", "percent", "per cent")
    share = value / 100 if percent else _share(value)
    if share is None or not 0 < share <= 1:
        raise Declined(
            f"{value:g} is no threshold: say a number above 0 and up to 1, or 1% to 100%",
            "threshold 0.97",
            "threshold 97%",
        )
    return share


def _share(value: float) -> float | None:
    """Give a number as a probability; 97 is a percentage, 1.5 is neither."""
    if 0 < value <= 1:
        return value
    return value / 100 if _LEAST_PERCENT <= value <= 100 else None  # noqa: PLR2004


def _ignored(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    if not cursor.take(*words.IGNORE):
        return None
    roles = roles_named(cursor, found)
    _of_party(cursor, found)
    return replace(chosen, ignore=(*chosen.ignore, *roles)) if roles else None


@reads
def _of_party(cursor: Cursor, found: list[Party]) -> bool:
    """Read `on the card` after a column of it."""
    table = cursor.table() if cursor.take("on", "in", "of", "from") else None
    return table is not None and any(table == one.rows.table for one in found)


def _without(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    """`without phone` may mean rows or the comparison: ask."""
    if not cursor.take("without"):
        return None
    start = cursor.at
    roles = roles_named(cursor, found)
    if not roles:
        return None
    said = cursor.text.raw(start, cursor.at)
    last = found[-1].rows.table
    question = one_of_these(
        f"Does 'without {said}' pick rows or leave {said} out of the comparison?",
        f"without {said}",
        {
            "compare": f"match without comparing {said}",
            "rows": f"match only rows of {last.name} that have no {said}",
        },
    )
    if cursor.choose(question, {"compare": True, "rows": False}):
        return replace(chosen, ignore=(*chosen.ignore, *roles))
    columns = last.with_role(*(Role(r) for r in roles if r in set(Role)))
    gone = Predicate(both([missing(c) for c in columns]), f"no {said}")
    return replace(chosen, missing=(*chosen.missing, gone)) if columns else None


def _restricted(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    lead = cursor.take(*_BY)
    if lead:
        cursor.take("only", "just")
    named = roles_named(cursor, found) if lead else ()
    if not named:
        return None
    strange = [name for name in named if name not in set(Role)]
    if strange:
        raise Declined(f"{' and '.join(strange)} is nothing people are told apart by here")
    roles = tuple(Role(name) for name in named)
    cursor.take(",")
    if cursor.take("first", *words.MORE_HELPS, "mainly", "primarily"):
        found[0] = replace(found[0], stressed=(*found[0].stressed, *roles))
        return chosen
    cursor.take("only", "alone")
    return replace(chosen, only=(*chosen.only, *roles))


def roles_named(cursor: Cursor, found: list[Party]) -> tuple[str, ...]:
    """Read columns of any party by name or role; gives role names, or column names without one."""
    reached = cursor.furthest(all_columns, [one.rows.table for one in found])
    named = [column for _, columns in reached for column in columns]
    names = (c.role.value if c.role in IDENTITY_ROLES else c.name for c in named)
    return tuple(dict.fromkeys(names))
