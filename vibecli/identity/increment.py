"""An increment: what came, changed and went since the last match, brought into the persons.

Owns when a full match is needed after all, the index on its way from and to its folder, and the
account of what was done. The same decisions whether there was an index or not.
"""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.evidence import evidence_arrays, reasons
from vibecli.identity.incremental import Matched, matched
from vibecli.identity.index import Index, Known, difference, opened, save, shelf_of
from vibecli.identity.ledger import BATCH, KNOWN, Ledger
from vibecli.identity.persons import Record, person_ids
from vibecli.identity.resolve import Outcome, Progress, Resolution
from vibecli.identity.resolver import Persons
from vibecli.identity.statistics import drifted
from vibecli.identity.trained import Trained

_STAGES = 4
_WORN = 0.1  # the share of the index that may have changed before it is made anew


@dataclass(frozen=True)
class Increment:
    """The records of a batch and the persons near them, as they are now."""

    matched: Matched
    resolution: Resolution  # of the vicinity
    earlier: dict[Record, str]  # persons so far, of the records looked at
    persons: list[str]  # of each record of the vicinity
    touched: Array  # places of the records to write


def increment(
    ledger: Ledger, trained: Trained, folder: Path | None, progress: Progress
) -> Increment | str:
    """Match what changed, or tell why everything has to be matched again."""
    progress(1, _STAGES, "opening the index")
    index = _index(ledger, trained, folder, progress)
    progress(2, _STAGES, "reading new records")
    batch = shelf_of(trained, *ledger.records(BATCH))
    progress(3, _STAGES, "matching new records")
    found = matched(index, batch, _Members(index, ledger))
    aged = drifted(trained.statistics or (), [f.label for f in trained.fields], found.agreed)
    if aged:
        return f"new records agree otherwise than the model has learnt, in {', '.join(aged)}"
    progress(4, _STAGES, "writing evidence")
    return _increment(ledger, trained, found)


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
        Persons.of(*ledger.persons(base.prints)).save(folder)
    took = time.monotonic() - started
    told = f"index of {base.size:,} records made in {took:.1f} s, {size / 1e6:,.1f} MB"
    progress(1, _STAGES, told)
    none = np.empty(0, dtype=np.int64)
    return Index(trained, Known(base, none, base.without(none, ())))


def _increment(ledger: Ledger, trained: Trained, found: Matched) -> Increment:
    frame = found.near.frame
    records = [
        (frame.names[source], str(record))
        for source, record in zip(frame.source.tolist(), frame.ids.tolist(), strict=True)
    ]
    standing = dict(zip(records, found.standing.tolist(), strict=True))
    earlier = {record: person for record, person in standing.items() if person is not None}
    owned = np.zeros(len(records), dtype=bool)
    owned[found.labels[[person is not None for person in found.standing.tolist()]]] = True
    freed = ledger.freed()
    carried = {
        record: freed[record]
        for record, label in zip(records, found.labels.tolist(), strict=True)
        if record in freed and not owned[label]
    }
    touched = np.zeros(len(records), dtype=bool)
    lost = ledger.lost()
    changed = [person in lost for person in found.standing.tolist()]
    touched[found.labels[found.near.new | np.array(changed, dtype=bool)]] = True
    return Increment(
        matched=found,
        resolution=_resolution(trained, found),
        earlier=earlier | ledger.changed(),
        persons=_persons(ledger, found, earlier | carried),
        touched=np.flatnonzero(touched[found.labels]),
    )


def _persons(ledger: Ledger, found: Matched, earlier: dict[Record, str]) -> list[str]:
    """Give the person ids; a new one is none that a person elsewhere has."""
    others: set[str] = set()
    while True:
        persons = person_ids(found.near.frame, found.labels, earlier, others)
        clash = ledger.standing(set(persons) - set(earlier.values()))
        if not clash:
            return persons
        others |= clash


def _resolution(trained: Trained, found: Matched) -> Resolution:
    """Give the resolution of the vicinity, for all that tells of one."""
    near, accepted, asked = found.near, found.accepted, found.questions
    at = np.concatenate([accepted, np.searchsorted(found.scored.pairs, asked.pairs)])
    band = np.repeat(
        np.array(["accept", "review"], dtype=object), [len(accepted), len(asked.pairs)]
    )
    bits = np.concatenate([found.scored.bits[accepted], asked.bits])
    why = reasons(near.frame, near.weights, found.scored.levels[at])
    evidence = evidence_arrays(near.frame, found.scored.pairs[at], bits, band, why)
    return Resolution(
        frame=near.frame,
        fields=trained.chosen_fields,
        thresholds=trained.thresholds,
        labels=found.labels,
        probability=found.probability,
        candidates=found.candidates,
        outcome=Outcome(len(accepted), len(asked.pairs), None, None, evidence),
        weights=near.weights,
    )
