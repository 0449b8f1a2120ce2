"""The parties of a match and its options: customers to accounts, by phone only, one to one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.families.certain import Certain, certain
from vibecli.agent.catalogue.fields import all_columns, column_list
from vibecli.agent.catalogue.notes import Declined
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.predicates import Predicate, both, missing
from vibecli.agent.catalogue.rows import Rows, head_rows, rows
from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.plan.model import Option, Question

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
_IGNORE = phrases(
    """ignoring|ignore|leaving out|leave out|but not|excluding|not using|disregarding|except
        |without using|but ignore|but leave out|without comparing|but without|do not use
        |but do not use|but without using|do not trust|but do not trust|do not rely on
        |do not go by|but do not rely on|do not compare|never mind"""
)
_ONE = (
    "one to one",
    "1 to 1",
    "as one to one",
    "strictly one to one",
    "one on one",
    "with one to one",
)
_INCREMENTAL = phrases(
    """incrementally|incremental|only new records|only the new records|only new ones
        |only the new ones|only new and changed records|only the new and changed records
        |new records only|new ones only|new and changed records only|only what is new
        |only what changed|only what is new or changed|only changes|just new records
        |just the new records|just the new ones|just what is new|for new records only"""
)
_AGAIN = phrases(
    """from scratch|again from scratch|all over again|everything again|all records again
        |all of them again|anew|in full|in full again|again in full|again"""
)
_NEW = phrases(
    """new|new records in|new records of|new and changed records in|new and changed records of
        |new or changed records in|new or changed records of|what is new in|the new ones in
        |new and changed|new or changed"""
)
_SURE = phrases(
    """with a threshold of|with threshold|threshold|with a confidence of|at a threshold of
        |accept above|accept from|with at least|accept at|with a probability of at least|above
        |when the probability is at least|at threshold|with probability above|accepting above
        |with a confidence of at least|accept pairs above|with a probability above
        |with confidence|with certainty|using a threshold of|at least|accept pairs from
        |with a threshold above|min score|minimum score|with a score of at least|score above
        |with a score above|with min score|with score|score at least|score|min confidence
        |minimum confidence|with a minimum score of|with a min score of|with a minimum confidence of
        |confidence|probability|confidence above|min probability|minimum probability"""
)


_MORE_HELPS = phrases(
    """and whatever else helps|and whatever helps|and anything else that helps
        |and everything else that helps|and whatever else there is|and whatever else you have
        |and so on|and whatever else fits|and the like|and anything else that fits"""
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
    one_to_one: bool = False
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
    return bool(cursor.take(*_NEW))


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
    while more := _one_option(cursor, found, chosen):
        chosen = more
    return chosen


@reads
def _one_option(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    cursor.take(",")
    cursor.take("and", ",", "but")
    if cursor.take(*_ONE):
        return replace(chosen, one_to_one=True)
    if cursor.take(*_INCREMENTAL):
        return replace(chosen, mode="incremental")
    if cursor.take(*_AGAIN):
        return replace(chosen, mode="full")
    return cursor.first((_threshold, _ruled, _ignored, _without, _restricted), found, chosen)


def _ruled(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    more = certain(cursor, [party.rows.table for party in found])
    return replace(chosen, certain=(*chosen.certain, *more)) if more else None


def _threshold(cursor: Cursor, found: list[Party], chosen: Options) -> Options | None:
    del found
    lead = cursor.take(*_SURE)
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
    if not cursor.take(*_IGNORE):
        return None
    roles = roles_named(cursor, found)
    return replace(chosen, ignore=(*chosen.ignore, *roles)) if roles else None


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
    question = Question(
        question=f"Does 'without {said}' pick rows or leave {said} out of the comparison?",
        about=f"without {said}",
        options=(
            Option(label="compare", means=f"match without comparing {said}"),
            Option(label="rows", means=f"match only rows of {last.name} that have no {said}"),
        ),
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
    if cursor.take("first", *_MORE_HELPS, "mainly", "primarily"):
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
