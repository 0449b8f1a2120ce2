"""Person ids: minted from a cluster's records, carried over from an earlier run by majority."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.frame import Frame

_PREFIX, _DIGITS = "p_", 12
Record = tuple[str, str]  # source and record id


def person_ids(frame: Frame, labels: Array, earlier: Mapping[Record, str]) -> list[str]:
    """Give the person id of each record; `earlier` holds the ids of a run before."""
    chosen = _carried(_members(frame, labels), earlier) if earlier else {}
    taken = set(chosen.values())
    for label in np.flatnonzero(labels == np.arange(len(labels))).tolist():
        if label not in chosen:
            # Labels are smallest records, and records are in the order of source and id.
            chosen[label] = _minted(_record(frame, label), taken)
            taken.add(chosen[label])
    return [chosen[label] for label in labels.tolist()]


def _members(frame: Frame, labels: Array) -> dict[int, list[Record]]:
    members: dict[int, list[Record]] = {}
    for number, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(_record(frame, number))
    return members


def _record(frame: Frame, number: int) -> Record:
    return frame.names[int(frame.source[number])], str(frame.ids[number])


def _carried(
    members: Mapping[int, Iterable[Record]], earlier: Mapping[Record, str]
) -> dict[int, str]:
    """Give each earlier id to the cluster that holds most of its records, at most one each."""
    votes = [
        (-count, min(records), person, label)
        for label, records in members.items()
        for person, count in Counter(earlier[r] for r in records if r in earlier).items()
    ]
    chosen: dict[int, str] = {}
    given: set[str] = set()
    for _, _, person, label in sorted(votes):
        if label not in chosen and person not in given:
            chosen[label] = person
            given.add(person)
    return chosen


def _minted(record: Record, taken: set[str]) -> str:
    """Give an id told by a cluster's smallest record, and another when that one is taken."""
    turn = 0
    while True:
        text = json.dumps([*record, *([turn] if turn else [])], ensure_ascii=False)
        digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
        identifier = _PREFIX + digest.hexdigest()[:_DIGITS]
        if identifier not in taken:
            return identifier
        turn += 1
