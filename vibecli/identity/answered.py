"""What answers did: the records that are another person's now that two are held together or apart.

Owns which moves are told of an answer: those of the persons its two records were of and are of. A
record is told of one answer at most. It says nothing where an answer only keeps what there was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.events import Change
from vibecli.identity.frame import Frame
from vibecli.identity.mention import mention
from vibecli.identity.persons import NO_PERSON
from vibecli.identity.rulings import Rulings

_PERSONS_SHOWN = 4


@dataclass(frozen=True)
class Effect:
    """What moved with the answer on two records; records are numbers of the frame."""

    left: int
    right: int
    same: bool
    records: tuple[int, ...]


def effects(change: Change, rulings: Rulings) -> tuple[Effect, ...]:
    """Give what each answer moved, most records first."""
    was, kept = change.earlier.was, change.persons.kept
    moved = np.flatnonzero((was != NO_PERSON) & (was != kept))
    left, now = _by(was, moved), _by(change.persons.cluster, moved)
    told: set[int] = set()
    found = []
    for one, two, same in _effective(change, rulings):
        near = [*left.get(was[one], ()), *left.get(was[two], ())]
        near += now.get(change.persons.cluster[one], ()) if same else ()
        own = tuple(sorted(set(near) - told))
        if own:
            told |= set(own)
            found.append(Effect(one, two, same, own))
    return tuple(sorted(found, key=lambda e: (-len(e.records), e.left, e.right)))


def _effective(change: Change, rulings: Rulings) -> Iterator[tuple[int, int, bool]]:
    """Give the answers that say otherwise than the persons of the earlier run."""
    was = change.earlier.was
    for same, pairs in ((True, rulings.same), (False, rulings.apart)):
        for pair in pairs.tolist():
            one, two = divmod(pair, change.frame.size)
            if (was[one] == was[two] != NO_PERSON) != same:
                yield one, two, same


def _by(numbers: Array, records: Array) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for number, record in zip(numbers[records].tolist(), records.tolist(), strict=True):
        found.setdefault(number, []).append(record)
    return found


def effect_text(change: Change, effect: Effect) -> str:
    """Give one line: the two records, how many moved, and the persons before and now."""
    about = [effect.left, effect.right, *effect.records]
    was = change.earlier.was[about]
    before = change.earlier.ids[was[was != NO_PERSON]]
    count = "1 record" if len(effect.records) == 1 else f"{len(effect.records):,} records"
    return (
        f"the answer on {_record(change.frame, effect.left)} and"
        f" {_record(change.frame, effect.right)} moved {count}: persons"
        f" {_listed(before.tolist())} -> {_listed(change.persons.ids[about].tolist())}"
    )


def effect_columns(change: Change, found: Iterable[Effect]) -> dict[str, Array]:
    """Give each moved record beside its answer, by column."""
    frame = change.frame
    rows = [(effect, record) for effect in found for record in effect.records]
    left = np.array([effect.left for effect, _ in rows], dtype=np.int64)
    right = np.array([effect.right for effect, _ in rows], dtype=np.int64)
    record = np.array([record for _, record in rows], dtype=np.int64)
    names = np.array(frame.names, dtype=object)
    said = ["same" if effect.same else "different" for effect, _ in rows]
    return {
        "source": names[frame.source[record]],
        "record_id": frame.ids[record],
        "person_id": change.earlier.ids[change.earlier.was[record]],
        "other_person_id": change.persons.ids[record],
        "verdict": np.array(said, dtype=object),
        "left_source": names[frame.source[left]],
        "left_id": frame.ids[left],
        "right_source": names[frame.source[right]],
        "right_id": frame.ids[right],
    }


def _record(frame: Frame, record: int) -> str:
    source = frame.names[frame.source[record]]
    return f"{source} {mention(source, frame.ids[record])}"


def _listed(persons: Iterable[str]) -> str:
    names = sorted(set(persons))
    more = len(names) - _PERSONS_SHOWN
    return ", ".join([*names[:_PERSONS_SHOWN], *([f"{more:,} more"] if more > 0 else [])])
