"""Why a record is with its person, and since an earlier run: which records joined it, which left.

Owns the words of each record's reason. Records are named as mentions; nothing is masked here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.frame import Frame
from vibecli.identity.mention import mention
from vibecli.identity.persons import Record

GONE = "no longer among the records matched"
_ALONE = "no other record of this person"
_AMONG_OTHERS = "same person as the records it is put together with"
_RATED_ANEW = "with the same records, rated anew"
_SIDES = ("left", "right")
_Group = TypeVar("_Group", int, str)


class Shown(Protocol):
    """The pairs that were accepted or need a person's eye."""

    @property
    def evidence(self) -> Mapping[str, Array]:
        """The evidence by column."""

    @property
    def accepted_pairs(self) -> Array:
        """The accepted pairs of the evidence, in its order: the surest last."""


class Resolved(Protocol):
    """Records with their clusters, and the pairs that tell why."""

    @property
    def frame(self) -> Frame:
        """The records."""

    @property
    def labels(self) -> Array:
        """The smallest record of each record's cluster."""

    @property
    def outcome(self) -> Shown:
        """The pairs."""


def record_reasons(resolution: Resolved, earlier: Mapping[Record, str]) -> Array:
    """Give the reason of each record; `earlier` holds the person ids of a run before."""
    reasons = _first_reasons(resolution)
    if not earlier:
        return reasons
    frame, labels = resolution.frame, resolution.labels.tolist()
    pairs = zip(frame.source.tolist(), frame.ids.tolist(), strict=True)
    records = [(frame.names[source], record) for source, record in pairs]
    account = _Account(
        _partners(resolution.outcome.evidence),
        _together(zip(labels, records, strict=True)),
        _together((person, record) for record, person in earlier.items()),
        frozenset(records),
    )
    for at, (record, label) in enumerate(zip(records, labels, strict=True)):
        if record in earlier:
            reasons[at] = account.since(record, label, earlier[record])
    return reasons


def _first_reasons(resolution: Resolved) -> Array:
    """Give the pair that speaks most for each record's person, in words."""
    frame, labels, outcome = resolution.frame, resolution.labels, resolution.outcome
    alone = np.bincount(labels, minlength=frame.size)[labels] == 1
    reasons = np.array([_AMONG_OTHERS, _ALONE], dtype=object)[alone.astype(np.intp)]
    left, right = split_pairs(outcome.accepted_pairs, max(frame.size, 1))
    surest = np.full(frame.size, -1)
    for side in (left, right):
        np.maximum.at(surest, side, np.arange(len(side)))
    told = np.flatnonzero(surest >= 0)
    pair = surest[told]
    other = np.where(left[pair] == told, right[pair], left[pair])
    why = outcome.evidence["why"][outcome.evidence["band"] == "accept"]
    reasons[told] = [
        f"same person as {_named((frame.names[source], record))}: {said}"
        for source, record, said in zip(
            frame.source[other].tolist(), frame.ids[other].tolist(), why[pair].tolist(), strict=True
        )
    ]
    return np.asarray(reasons)


class _Account:
    """What is known of the records of a run and of the run before."""

    def __init__(
        self,
        partners: Mapping[Record, Mapping[Record, str]],
        now: Mapping[int, frozenset[Record]],
        before: Mapping[str, frozenset[Record]],
        matched: frozenset[Record],
    ) -> None:
        self._partners = partners
        self._now = now
        self._before = before
        self._matched = matched
        self._changes: dict[tuple[int, str], tuple[list[Record], list[Record], list[Record]]] = {}

    def since(self, record: Record, label: int, person: str) -> str:
        """Tell which records joined or left a record's person since the run before."""
        joined, parted, gone = self._changed(label, person)
        return "; ".join(self._told(record, joined, parted, gone)) or _RATED_ANEW

    def _told(
        self,
        record: Record,
        joined: Collection[Record],
        parted: Collection[Record],
        gone: Collection[Record],
    ) -> Iterator[str]:
        own = self._partners.get(record, {})
        best = [other for other in own if other in joined][-1:]
        if joined:
            why = f": {own[best[0]]}" if best else ""
            yield f"now the same person as {_listed(joined, best)}{why}"
        if parted:
            yield f"no longer the same person as {_listed(parted)}"
        if gone:
            yield f"{_listed(gone)} {GONE}"

    def _changed(self, label: int, person: str) -> tuple[list[Record], list[Record], list[Record]]:
        """Give the records that joined, that parted, and that are no more; once for each pair."""
        if (label, person) not in self._changes:
            now, before = self._now[label], self._before[person]
            left = sorted(before - now)
            self._changes[label, person] = (
                sorted(now - before),
                [record for record in left if record in self._matched],
                [record for record in left if record not in self._matched],
            )
        return self._changes[label, person]


def _partners(evidence: Mapping[str, Array]) -> dict[Record, dict[Record, str]]:
    """Give for each record those it was accepted with and why, the surest last."""
    partners: dict[Record, dict[Record, str]] = {}
    for i in np.flatnonzero(evidence["band"] == "accept").tolist():  # doubtful ones come first
        left, right = ((evidence[f"{s}_source"][i], evidence[f"{s}_id"][i]) for s in _SIDES)
        why = str(evidence["why"][i])
        partners.setdefault(left, {})[right] = why
        partners.setdefault(right, {})[left] = why
    return partners


def _together(pairs: Iterable[tuple[_Group, Record]]) -> dict[_Group, frozenset[Record]]:
    groups: dict[_Group, set[Record]] = {}
    for group, record in pairs:
        groups.setdefault(group, set()).add(record)
    return {group: frozenset(records) for group, records in groups.items()}


def _listed(records: Collection[Record], first: Collection[Record] = ()) -> str:
    """Name one record, the first one when there is one, and count the others."""
    named = [*first, *records][0]
    more = len(records) - 1
    return _named(named) + (f" and {more:,} more" if more else "")


def _named(record: Record) -> str:
    return f"{record[0]} '{mention(*record)}'"
