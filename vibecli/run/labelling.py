"""Labelling: the questions a reviewed match has for a person, and the verdicts made of answers.

Owns what a question shows. A verdict names records by what they say now: what the person saw. It
writes nothing and keeps no lock.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from vibecli.engine.base import Session
from vibecli.engine.names import literal
from vibecli.identity.questions import Question, questions
from vibecli.identity.verdicts import Channel, Judgement, Side, Verdict, standing
from vibecli.run.discretion import Discretion
from vibecli.run.evaluation import MissedField
from vibecli.run.identity_records import Record
from vibecli.run.missed import faced_fields
from vibecli.run.model import Review
from vibecli.run.named_records import KnownRecords, Place
from vibecli.steps.base import PAIRS
from vibecli.steps.match import Match


class Case(NamedTuple):
    """A question as a person judges it: both records side by side, nothing masked."""

    question: Question
    left: Side
    right: Side
    fields: tuple[MissedField, ...]


class Author(NamedTuple):
    """Who judges, and when."""

    by: str
    at: str


def match_questions(session: Session, folder: Path, review: Review) -> list[Question]:
    """Give the merges of a reviewed match to judge, the one whose answer does most first."""
    found: list[Question] = []
    for step in review.plan.steps:
        file = folder / "evidence" / f"{step.id}{PAIRS}.parquet"
        if isinstance(step, Match) and file.is_file():
            arrays = session.arrays(f"SELECT * FROM read_parquet({literal(str(file))})")
            found += questions({name: np.ma.getdata(a) for name, a in arrays.items()})
    return found


def cases(place: Place, asked: Sequence[Question], verdicts: Iterable[Verdict]) -> Iterator[Case]:
    """Give questions as they are shown, without those answered already or about records gone."""
    known = KnownRecords(place, (record for q in asked for record in (q.left, q.right)))
    answered = {verdict.pair for verdict in standing(verdicts)}
    bare = Discretion(place.catalog.tables, bare=True)
    for question in asked:
        records = question.left, question.right
        if not all(record in known.values for record in records):
            continue
        left, right = map(known.side, records)
        if verdict_on(left, right, "unsure", Author("", ""), "queue").pair not in answered:
            infos = place.catalog.table(left.source), place.catalog.table(right.source)
            said = known.values[question.left], known.values[question.right]
            yield Case(question, left, right, faced_fields(infos, said, bare))


def faced_pairs(
    place: Place, pairs: Sequence[tuple[Record, Record]], *, unmask: bool
) -> tuple[tuple[MissedField, ...], ...]:
    """Give what both records of each pair say now, side by side; nothing of one that is gone."""
    known = KnownRecords(place, (record for pair in pairs for record in pair))
    shown = Discretion(place.catalog.tables, bare=unmask)
    return tuple(
        faced_fields(
            (place.catalog.table(left[0]), place.catalog.table(right[0])),
            (known.values[left], known.values[right]),
            shown,
        )
        if left in known.values and right in known.values
        else ()
        for left, right in pairs
    )


def verdict_on(
    left: Side, right: Side, judgement: Judgement, author: Author, via: Channel
) -> Verdict:
    """Give the verdict of a person on two records."""
    return Verdict(
        left_source=left.source,
        left_record=left.record,
        left_print=left.print,
        right_source=right.source,
        right_record=right.record,
        right_print=right.print,
        verdict=judgement,
        by=author.by,
        at=author.at,
        via=via,
    )
