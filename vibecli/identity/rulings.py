"""Rulings: which records of a match the verdicts are about, and what that makes of them.

Owns finding the records by what they say, and the order among verdicts that contradict each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import among, joined_pairs, sorted_unique
from vibecli.identity.groups import Groups
from vibecli.identity.prints import print_text, record_prints
from vibecli.identity.source import Source
from vibecli.identity.verdicts import Channel, Side, Verdict, standing

_MOST_ALIKE = 8  # records of one content; a verdict on more of them names none
_NOTHING = print_text(0)
# Only answers to questions teach: what a person reports unasked is what went wrong. A few answers
# say little, and would rate every record anew.
_FEWEST = 10


@dataclass(frozen=True)
class Rulings:
    """What verdicts mean for the records of one match: pairs of them, sorted, without repeats."""

    same: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    apart: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    taught: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # to learn from
    applied: int = 0
    unsure: int = 0
    absent: int = 0  # a record is not among those matched, or says something else now
    overruled: tuple[Verdict, ...] = ()  # by later ones they contradict

    @property
    def lessons(self) -> tuple[Array, Array]:
        """The pairs to learn from: of one person, and of two."""
        return self.same[among(self.same, self.taught)], self.apart[among(self.apart, self.taught)]


def rulings_of(sources: Sequence[Source], verdicts: Iterable[Verdict]) -> Rulings:
    """Give what verdicts mean for the records of sources (in frame order).

    Where they contradict each other, be it over several records, the later ones hold.
    """
    names = {source.name.lower() for source in sources}
    own = [
        v for v in standing(verdicts) if {v.left.source.lower(), v.right.source.lower()} <= names
    ]
    if not own:
        return Rulings()
    size = sum(len(source.ids) for source in sources)
    records = _records(sources, [side for v in own for side in (v.left, v.right)])
    groups, kept, overruled, absent = Groups(), list[tuple[Verdict, Array]](), list[Verdict](), 0
    for verdict in reversed(own):
        pairs = _pairs(verdict, records, size)
        if not len(pairs):
            absent += 1
        elif not _agrees(groups, verdict, pairs, size):
            overruled.append(verdict)
        else:
            kept.append((verdict, pairs))

    def every(*judgements: str, via: Channel | None = None) -> Array:
        found = [p for v, p in kept if v.verdict in judgements and via in (None, v.via)]
        return sorted_unique(np.concatenate([np.empty(0, dtype=np.int64), *found]))

    answered = every("same", "different", via="queue")
    return Rulings(
        same=every("same"),
        apart=every("different"),
        taught=answered if len(answered) >= _FEWEST else answered[:0],
        applied=sum(v.verdict != "unsure" for v, _ in kept),
        unsure=sum(v.verdict == "unsure" for v, _ in kept),
        absent=absent,
        overruled=tuple(reversed(overruled)),
    )


def named(sources: Sequence[Source], verdicts: Iterable[Verdict]) -> bool:
    """Tell whether a verdict is about any of the records."""
    sides = [side for v in standing(verdicts) for side in (v.left, v.right)]
    return any(len(records) for records in _records(sources, sides).values())


def _agrees(groups: Groups, verdict: Verdict, pairs: Array, size: int) -> bool:
    """Have the groups follow a verdict; False when that would go against a later one."""
    if verdict.verdict == "unsure":
        return True
    follow = groups.join if verdict.verdict == "same" else groups.part
    sides = [divmod(pair, size) for pair in pairs.tolist()]
    may = groups.may_join if verdict.verdict == "same" else groups.may_part
    if not all(may(left, right) for left, right in sides):
        return False
    return all(follow(left, right) for left, right in sides)


def _pairs(verdict: Verdict, records: Mapping[Side, Array], size: int) -> Array:
    """Give the pairs of records a verdict is about, none when that is not certain."""
    left, right = records[verdict.left], records[verdict.right]
    if len({side[:2] for side in verdict.pair}) == 1:  # of one content: clear if there are two
        both = np.union1d(left, right)
        left, right = (both[:1], both[1:]) if len(both) == 2 else (both[:0], both[:0])  # noqa: PLR2004
    if max(len(left), len(right)) > _MOST_ALIKE:
        return np.empty(0, dtype=np.int64)
    one, two = (side.ravel() for side in np.meshgrid(left, right))
    pairs = joined_pairs(one, two, size)
    return np.asarray(pairs[one != two])


def _records(sources: Sequence[Source], sides: Iterable[Side]) -> dict[Side, Array]:
    """Give the records each side may mean, as numbered in the frame."""
    wanted: dict[str, list[Side]] = {}
    for side in dict.fromkeys(sides):
        wanted.setdefault(side.source.lower(), []).append(side)
    found: dict[Side, Array] = {}
    start = 0
    for source in sources:
        own = wanted.get(source.name.lower(), [])
        named = dict(_named(source, own))
        other = [side for side in own if side not in named]
        found |= {side: np.array([start + at]) for side, at in named.items()}
        found |= {side: start + at for side, at in _alike(source, other)}
        start += len(source.ids)
    return found


def _named(source: Source, sides: Sequence[Side]) -> Iterator[tuple[Side, int]]:
    """Give the record that still has both the id and the content of a side."""
    ids = {side.record for side in sides if side.record is not None}
    place = {record: at for at, record in enumerate(source.ids.tolist()) if record in ids}
    numbers = np.array(sorted(place.values()), dtype=np.int64)
    prints = record_prints(source, numbers)
    said = dict(zip(numbers.tolist(), map(print_text, prints.tolist()), strict=True))
    for side in sides:
        at = place.get(side.record or "")
        if at is not None and said[at] == side.print:
            yield side, at


def _alike(source: Source, sides: Sequence[Side]) -> Iterator[tuple[Side, Array]]:
    """Give the records that say what a side said; all columns are read only when one is sought."""
    sought = [side for side in sides if side.print != _NOTHING]
    yield from ((side, np.empty(0, dtype=np.int64)) for side in sides if side not in sought)
    if not sought:
        return
    prints = record_prints(source)
    known = np.array(sorted({int(side.print, 16) for side in sought}), dtype=np.uint64)
    place = np.minimum(np.searchsorted(known, prints), len(known) - 1)
    hits = np.flatnonzero(known[place] == prints)
    for side in sought:
        yield side, hits[prints[hits] == np.uint64(int(side.print, 16))]
