"""Contracts in words: `check the contract of customers`, `suggest quality rules for orders`.

Owns the grammar of both. A rule said about rows (`every customer has an email`) is read elsewhere.
"""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import Cursor
from vibecli.agent.catalogue.families.tagging import joined_tables
from vibecli.agent.catalogue.notes import Draft
from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.quality_flags import quality_step
from vibecli.data.catalog import TableInfo
from vibecli.steps.contract import AgreeRules

_CHECK = phrases(
    """check|measure|test|verify|validate|evaluate|run|show|score|assess|recheck|audit|review
        |check against|what is|how good is|how is|show me|tell me|compute|report"""
)
_CONTRACT = phrases(
    """contract|contracts|data contract|data contracts|contract rules|contract checks
        |quality rules|quality checks|data quality|quality score|data quality score|quality
        |rules of contract|rules in contract|odcs contract"""
)
_KEEPS = phrases("keep|keeps|meet|meets|satisfy|satisfies|hold to|fulfil|fulfils|honour|honor")
_ITS = phrases("its contract|their contract|their contracts|its data contract|contract|contracts")
_SUGGEST = phrases(
    """suggest|propose|recommend|learn|derive|draft|infer|come up with|generate|suggest me"""
)
_RULES = phrases(
    """quality rules|data quality rules|rules|contract rules|quality checks|data quality checks
        |contract|data contract|contracts|expectations|constraints|validation rules
        |rules for contract|quality tests|data tests"""
)
_OF = ("of", "for", "on", "in", "from", "about")
_EVERY = phrases("every contract|each contract|all contracts|contracts of every table")
_TABLES = phrases("every table|each table|all tables|tables|database")


def read(cursor: Cursor) -> Draft | None:
    """Read an order to measure contracts, or to suggest rules for them."""
    return cursor.whole((_every, _check, _keeps, _suggest))


def _every(cursor: Cursor) -> Draft | None:
    """Read `check every contract`."""
    if not cursor.take(*_CHECK):
        return None
    whole = cursor.take(*_EVERY)
    if not whole and cursor.take(*_CONTRACT):
        cursor.take(*_OF)
        whole = cursor.take(*_TABLES) or ("all" if cursor.at_end() else "")
    return _measured(()) if whole else None


def _check(cursor: Cursor) -> Draft | None:
    """Read `check the contract of customers`, `data quality of customers`."""
    cursor.take(*_CHECK)
    if not cursor.take(*_CONTRACT):
        return _possessed(cursor)
    found = list(joined_tables(cursor)) if cursor.take(*_OF) else []
    return _measured(found) if found else None


def _possessed(cursor: Cursor) -> Draft | None:
    """Read `check customers against its contract`, `check the customers contract`."""
    found = list(joined_tables(cursor))
    against = cursor.take("against", "for")
    if found and cursor.take(*(_ITS if against else _CONTRACT)):
        return _measured(found)
    return None


def _keeps(cursor: Cursor) -> Draft | None:
    """Read `does customers keep its contract`."""
    if not cursor.take("does", "do"):
        return None
    found = list(joined_tables(cursor))
    return _measured(found) if found and cursor.take(*_KEEPS) and cursor.take(*_ITS) else None


def _suggest(cursor: Cursor) -> Draft | None:
    """Read `suggest quality rules for orders`."""
    if not (cursor.take(*_SUGGEST) and cursor.take(*_RULES) and cursor.take(*_OF)):
        return None
    tables = [table.name for table in joined_tables(cursor)]
    if not tables:
        return None
    step = AgreeRules.of(tables)
    return Draft(step.why.capitalize(), step.why, (step,))


def _measured(tables: Sequence[TableInfo]) -> Draft:
    step = quality_step([table.name for table in tables])
    return Draft(step.why.capitalize(), step.why, (step,))
