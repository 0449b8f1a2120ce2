"""An increment: what came, changed and went since the last match, brought into the persons.

Owns when a full match is needed after all, the index on its way from and to its folder, and the
account of what was done. The same decisions whether there was an index or not.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.events import Change
from vibecli.identity.evidence import doubtful_first, evidence_arrays, reasons
from vibecli.identity.frame import Frame
from vibecli.identity.incremental import Aim, Matched, matched
from vibecli.identity.index import Index, Known, difference, opened, save, shelf_of
from vibecli.identity.ledger import BATCH, KNOWN, Ledger
from vibecli.identity.persons import NO_PERSON, Earlier, Persons, person_ids
from vibecli.identity.resolve import Progress
from vibecli.identity.resolver import People
from vibecli.identity.rulings import named
from vibecli.identity.shelf import Rules
from vibecli.identity.statistics import drifted
from vibecli.identity.trained import Trained
from vibecli.identity.verdicts import Verdict

_STAGES = 4
_WORN = 0.1  # the share of the index that may have changed before it is made anew


@dataclass(frozen=True)
class Shown:
    """The pairs accepted and asked about, explained."""

    evidence: Mapping[str, Array]
    accepted_pairs: Array  # of the evidence, in its order: the surest last


@dataclass(frozen=True)
class Increment:
    """The records of a batch and the persons near them, as they are now."""

    matched: Matched
    frame: Frame  # all records that were looked at
    labels: Array
    outcome: Shown
    earlier: Mapping[str, Array]  # identity rows of the persons looked at
    placed: Array  # places of the records that have a person: those of the change
    touched: Array  # a record of the change each: whether it is to be written
    change: Change


def increment(
    ledger: Ledger,
    trained: Trained,
    folder: Path | None,
    verdicts: Sequence[Verdict],
    progress: Progress,
) -> Increment | str:
    """Match what changed, or tell why everything has to be matched again."""
    progress(1, _STAGES, "opening the index")
    index = _index(ledger, trained, folder, progress)
    progress(2, _STAGES, "reading new records")
    sources, prints = ledger.records(BATCH)
    if verdicts and named(sources, verdicts):
        return "a verdict is about one of the new records"
    batch = shelf_of(trained, sources, prints)
    progress(3, _STAGES, "matching new records")
    aim = Aim.RATE if verdicts else Aim.REGROUP  # what a person judged is not looked at again
    found = matched(index, batch, _Members(index, ledger), aim)
    aged = drifted(trained.statistics or (), [f.label for f in trained.fields], found.agreed)
    if aged:
        return f"new records agree otherwise than the model has learnt, in {', '.join(aged)}"
    progress(4, _STAGES, "writing evidence")
    return _increment(ledger, found)


class _Members:
    """The records of persons, by the numbers the index gives them."""

    def __init__(self, index: Index, ledger: Ledger) -> None:
        self._prints = np.concatenate([index.known.base.prints, index.known.later.prints])
        stands = np.ones(len(self._prints), dtype=bool)
        stands[index.known.gone] = False
        places = np.flatnonzero(stands)
        self._places = places[np.argsort(self._prints[places], kind="stable")]
        self._sorted = self._prints[self._places]
        self._ledger = ledger

    def __call__(self, numbers: Array) -> tuple[Array, list[str]]:
        prints, persons = self._ledger.members(self._prints[numbers])
        return self._places[np.searchsorted(self._sorted, prints)], persons


def _index(ledger: Ledger, trained: Trained, folder: Path | None, progress: Progress) -> Index:
    """Give the index of the known records: the one kept, brought up to date, or a new one."""
    prints = ledger.prints(KNOWN)
    base = opened(folder, trained) if folder else None
    if base is not None:
        gone, missing = difference(base, prints)
        if len(gone) + len(missing) <= _WORN * max(base.size, 1):
            later = shelf_of(trained, *ledger.records(KNOWN, missing))
            return Index(trained, Known(base, gone, later))
    started = time.monotonic()
    base = shelf_of(trained, *ledger.records(KNOWN))
    size = 0
    if folder:
        size = save(base, trained, folder)
        People.of(*ledger.persons(base.prints)).save(folder)
    took = time.monotonic() - started
    told = f"index of {base.size:,} records made in {took:.1f} s, {size / 1e6:,.1f} MB"
    progress(1, _STAGES, told)
    none = np.empty(0, dtype=np.int64)
    return Index(trained, Known(base, none, base.without(none, Rules())))


def _increment(ledger: Ledger, found: Matched) -> Increment:
    placed = np.flatnonzero(found.near.new | _said(found.before))
    frame = found.near.frame
    own = Frame(frame.names, frame.source[placed], frame.ids[placed], (), ())
    rows = ledger.people(sorted(set(found.before[_said(found.before)].tolist())))
    earlier = Earlier.from_columns(own, **rows)
    labels = np.unique(found.labels[placed], return_inverse=True)[1]
    stays = (_said(found.standing) & (found.standing == found.before))[placed]
    return Increment(
        matched=found,
        frame=frame,
        labels=found.labels,
        outcome=_shown(found),
        earlier=rows,
        placed=placed,
        touched=_touched(found, ledger.lost())[placed],
        change=Change(own, earlier, _persons(ledger, own, labels, earlier, stays)),
    )


def _said(persons: Array) -> Array:
    return np.array([person is not None for person in persons.tolist()], dtype=bool)


def _touched(found: Matched, lost: set[str]) -> Array:
    """Tell the records whose person now has others than before: some came, moved or are gone."""
    moved = found.standing != found.before
    left = lost | set(found.before[moved].tolist())
    of_left = np.array([person in left for person in found.before.tolist()], dtype=bool)
    changed = found.labels[found.near.new | moved | of_left]
    return np.isin(found.labels, changed)


def _persons(
    ledger: Ledger, frame: Frame, labels: Array, earlier: Earlier, standing: Array
) -> Persons:
    """Give the persons: those that stand keep their ids, whoever comes to them or leaves them.

    Changed records bring the id of a person none of whose other records is left; a new id is none
    that a person elsewhere has.
    """
    owned = np.zeros(int(labels.max(initial=-1)) + 1, dtype=bool)
    owned[labels[standing]] = True
    lives = np.zeros(len(earlier.ids) + 1, dtype=bool)
    lives[earlier.was[standing]] = True
    lives[NO_PERSON] = True
    voting = standing | (~owned[labels] & ~lives[earlier.was])
    votes = replace(earlier, was=np.where(voting, earlier.was, NO_PERSON))
    others: set[str] = set()
    while True:
        persons = person_ids(frame, labels, votes, others)
        clash = ledger.standing(set(persons.ids[persons.kept == NO_PERSON].tolist()))
        if not clash:
            return persons
        others |= clash


def _shown(found: Matched) -> Shown:
    """Give the evidence on the records that were looked at."""
    near, accepted, asked = found.near, found.accepted, found.questions
    at = np.concatenate([accepted, np.searchsorted(found.scored.pairs, asked.pairs)])
    pairs, review = found.scored.pairs[at], np.arange(len(at)) >= len(accepted)
    bits = np.concatenate([found.scored.bits[accepted], asked.bits])
    why = reasons(near.frame, near.weights, found.scored.levels[at])
    order = doubtful_first(pairs, bits, review)
    evidence = evidence_arrays(near.frame, pairs[order], bits[order], review[order], why[order])
    return Shown(evidence, pairs[order][~review[order]])
