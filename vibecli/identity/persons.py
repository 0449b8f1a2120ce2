"""Person ids: minted from a cluster's records, carried over from an earlier run by majority."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping

from vibecli.engine.base import Array
from vibecli.identity.frame import Frame

_PREFIX, _DIGITS = "p_", 12
Record = tuple[str, str]  # source and record id


def person_ids(
    frame: Frame, labels: Array, earlier: Mapping[Record, str], others: Iterable[str] = ()
) -> list[str]:
    """Give the person id of each record; `earlier` holds the ids of a run before.

    `others`: ids of persons that have no record here.
    """
    members: dict[int, list[Record]] = {}
    for number, label in enumerate(labels.tolist()):
        members.setdefault(label, []).append(_record(frame, number))
    chosen = _carried(members, earlier)
    taken = {*chosen.values(), *others}
    for label, records in members.items():
        if label not in chosen:
            chosen[label] = _minted(min(records), taken)
            taken.add(chosen[label])
    return [chosen[label] for label in labels.tolist()]


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
