"""Splitting a person: the verdicts that keep some of its records from the others, for good.

Owns which records those are and which plan made the person. It keeps and runs nothing.
"""

from collections.abc import Sequence
from typing import NamedTuple

from vibecli.data.catalog import TableInfo
from vibecli.engine.names import TableName
from vibecli.errors import DataError, NotFound, UsageError
from vibecli.identity.verdicts import Verdict
from vibecli.run.discretion import Discretion
from vibecli.run.identity_records import Record
from vibecli.run.journal import runs
from vibecli.run.labelling import Author, verdict_on
from vibecli.run.model import Review
from vibecli.run.named_records import KnownRecords, Place
from vibecli.run.store import PlanStore

_SHOWN = 5


class Split(NamedTuple):
    """What splitting a person comes to: verdicts to keep, and the match to run anew."""

    verdicts: tuple[Verdict, ...]
    named: int  # records split off
    others: int
    intent: str  # of the plan that made the person, empty when none is known
    review: Review | None  # of that plan, when it is still kept


def split_person(
    place: Place, table: TableInfo, person: str, words: Sequence[str], author: Author
) -> tuple[Verdict, ...]:
    """Give a verdict `different` on each named record and each other one of the person.

    Raises NotFound, UsageError.
    """
    rows = place.scratch.session.rows(
        f"SELECT source, record_id FROM {table.table.sql} WHERE person_id = ? ORDER BY ALL",
        [person],
    )
    members = [(str(source), str(record)) for source, record in rows]
    if not members:
        raise NotFound(
            f"no person {person} in {table.name}", hint=f"vibecli ask 'show {table.name}'"
        )
    named = list(dict.fromkeys(_named(place, members, person, word) for word in words))
    others = [record for record in members if record not in named]
    if not others:
        raise UsageError(
            f"those are all {len(members)} records of {person}", hint="name those to split off"
        )
    known = KnownRecords(place, members)
    if not known.values.keys() >= set(named):
        raise DataError(
            "a record to split off is no longer in its table", hint="run the match again"
        )
    return tuple(
        verdict_on(known.side(one), known.side(two), "different", author, "split")
        for one in named
        for two in others
        if two in known.values
    )


def maker(place: Place, store: PlanStore, table: TableInfo) -> tuple[str, Review | None]:
    """Give the intent of the last applied plan that wrote a table, and its review if kept."""
    own = table.name.lower()
    for run in runs(place.scratch.session):
        if run.undone_at is None and own in {
            TableName.parse(t.table).text.lower() for t in run.tables
        }:
            try:
                return run.intent, store.review(run.plan_id)
            except (NotFound, DataError, OSError):
                return run.intent, None
    return "", None


def _named(place: Place, members: Sequence[Record], person: str, word: str) -> Record:
    found = [m for m in members if word in (m[1], f"{m[0]}:{m[1]}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{word} is a record of two tables", hint=f"{found[0][0]}:{word}")
    discretion = Discretion(place.catalog.tables)
    shown = ", ".join(f"{s}:{discretion.record(s, r)}" for s, r in members[:_SHOWN])
    more = f" and {len(members) - _SHOWN} more" if len(members) > _SHOWN else ""
    raise NotFound(f"{word} is no record of {person}", hint=f"its records: {shown}{more}")
