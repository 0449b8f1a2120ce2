"""Person ids: minted from a cluster's records, carried over from an earlier run by majority.

Owns which cluster keeps which id: an earlier id is given at most once, a cluster of the same
records keeps its id, and no id that is minted was another person's. Arrays all through: records are
those of a frame, earlier persons are numbers.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from json.encoder import encode_basestring
from typing import Self

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.frame import Frame

_PREFIX, _DIGITS = "p_", 12
_STREAM_DIGITS = 16  # of a person that a stream made
NO_PERSON = -1
Record = tuple[str, str]  # source and record id


@dataclass(frozen=True)
class Earlier:
    """The persons of an earlier run, and which of them each record of a frame was."""

    ids: Array  # object: str, each once, sorted
    sizes: Array  # int64: records each of them had
    was: Array  # int64, a record of the frame each: its earlier person, NO_PERSON for a new one

    @classmethod
    def of(cls, frame: Frame, earlier: Mapping[Record, str]) -> Self:
        """Give the persons behind a mapping from records to person ids."""
        sides = zip(*earlier, strict=True) if earlier else ((), ())
        columns = (*sides, tuple(earlier.values()))
        return cls.from_columns(frame, *(np.array(column, dtype=object) for column in columns))

    @classmethod
    def from_columns(cls, frame: Frame, sources: Array, records: Array, persons: Array) -> Self:
        """Give the persons behind the rows of an identity table; no row has a NULL."""
        order = np.argsort(persons, kind="stable")
        persons = persons[order]
        fresh = np.ones(len(persons), dtype=bool)
        fresh[1:] = persons[1:] != persons[:-1]
        numbers = np.cumsum(fresh) - 1
        ids = persons[fresh]
        was = np.full(frame.size, NO_PERSON)
        places = _places(frame, sources[order], records[order])
        was[places[places >= 0]] = numbers[places >= 0]
        return cls(ids, np.bincount(numbers, minlength=len(ids)), was)


def by_record(rows: Mapping[str, Array]) -> dict[Record, str]:
    """Give the person of each record by the rows of an identity table (as `from_columns`)."""
    if not rows:
        return {}
    records = zip(rows["sources"].tolist(), rows["records"].tolist(), strict=True)
    return dict(zip(records, rows["persons"].tolist(), strict=True))


def is_minted(person: str) -> bool:
    """Tell an id that was made here, from a digest: it tells nothing of a person."""
    digits = person.removeprefix(_PREFIX)
    made = digits != person and len(digits) in (_DIGITS, _STREAM_DIGITS)
    return made and set(digits) <= set("0123456789abcdef")


def _places(frame: Frame, sources: Array, records: Array) -> Array:
    """Give the number each record has in the frame, -1 where it is not there."""
    found = np.full(len(records), -1)
    for number, name in enumerate(frame.names):
        own, theirs = np.flatnonzero(frame.source == number), np.flatnonzero(sources == name)
        place = dict(zip(frame.ids[own].tolist(), own.tolist(), strict=True))
        found[theirs] = np.fromiter(
            map(place.get, records[theirs].tolist(), repeat(-1)), np.int64, len(theirs)
        )
    return found


@dataclass(frozen=True)
class Persons:
    """The persons of a run, a record each."""

    ids: Array  # object: str
    cluster: Array  # int64: the smallest record of its person
    kept: Array  # int64: the earlier person whose id its person keeps, NO_PERSON for a new id


def person_ids(
    frame: Frame, labels: Array, earlier: Earlier, others: Collection[str] = ()
) -> Persons:
    """Give the person of each record; `labels` are equal for the records of one cluster.

    `others`: ids of persons elsewhere, which none may have that is minted here.
    """
    cluster = _smallest(labels)
    kept = _kept(cluster, earlier)
    firsts = np.flatnonzero(cluster == np.arange(len(cluster)))
    ids = np.empty(len(cluster), dtype=object)
    carried, fresh = (firsts[kept[firsts] != NO_PERSON], firsts[kept[firsts] == NO_PERSON])
    ids[carried] = earlier.ids[kept[carried]]
    ids[fresh] = list(_minted(frame, fresh, {*earlier.ids.tolist(), *others}))
    return Persons(ids[cluster], cluster, kept[cluster])


def _smallest(labels: Array) -> Array:
    """Give the smallest record of each record's cluster."""
    first = np.empty(int(labels.max(initial=-1)) + 1, dtype=np.int64)
    first[labels[::-1]] = np.arange(len(labels))[::-1]
    return first[labels]


def _kept(cluster: Array, earlier: Earlier) -> Array:
    """Give each earlier id to the cluster that holds most of its records, at most one each."""
    known = np.flatnonzero(earlier.was != NO_PERSON)
    size = max(len(earlier.ids), 1)
    votes = np.sort(cluster[known] * size + earlier.was[known])
    first = np.flatnonzero(np.diff(votes, prepend=-1))
    many = np.diff(np.append(first, len(votes)))
    groups, persons = np.divmod(votes[first], size)
    contested = (np.bincount(groups)[groups] > 1) | (np.bincount(persons)[persons] > 1)
    kept = np.full(len(cluster), NO_PERSON)
    kept[groups[~contested]] = persons[~contested]
    given = np.zeros(size, dtype=bool)
    order = np.lexsort((persons, groups, -many))
    order = order[contested[order]]
    for group, person in zip(groups[order].tolist(), persons[order].tolist(), strict=True):
        if kept[group] == NO_PERSON and not given[person]:
            kept[group] = person
            given[person] = True
    return kept


def _minted(frame: Frame, records: Array, taken: set[str]) -> Iterator[str]:
    """Give an id told by a cluster's smallest record, and another when that one is taken."""
    starts = [f"[{encode_basestring(name)}, " for name in frame.names]
    pairs = zip(frame.source[records].tolist(), frame.ids[records].tolist(), strict=True)
    for source, record in pairs:
        text = starts[source] + encode_basestring(record)
        person, turn = _digest(f"{text}]"), 0
        while person in taken:
            turn += 1
            person = _digest(f"{text}, {turn}]")
        taken.add(person)
        yield person


def _digest(text: str) -> str:
    digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return _PREFIX + digest.hexdigest()[:_DIGITS]
