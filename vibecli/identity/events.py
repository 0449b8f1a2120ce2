"""Events: what became of the persons of an earlier run.

Owns the kinds of event. Each record whose person id changed is told by exactly one of them:

- merge: a person that is no more; most of its records are with a person of another earlier id
- split: a person that goes on without some records, which are with a person of a new id
- move: one other record that is with a person of another earlier id
- gone: a person that is no more because none of its records is matched any more
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.frame import Frame
from vibecli.identity.persons import NO_PERSON, Earlier, Persons

MERGE, SPLIT, MOVE, GONE = KINDS = ("merge", "split", "move", "gone")


@dataclass(frozen=True)
class Flow:
    """The records that left one earlier person for one person of now, or for none."""

    event: str
    person: int  # the earlier one, by number
    record: int  # the smallest of them, by number; -1 for those that are gone
    records: int


@dataclass(frozen=True)
class Change:
    """The persons of two runs beside each other."""

    frame: Frame
    earlier: Earlier
    persons: Persons

    @property
    def before(self) -> int:
        """How many persons there were."""
        return len(self.earlier.ids)

    @property
    def after(self) -> int:
        """How many persons there are."""
        return len(self._firsts)

    @cached_property
    def same(self) -> int:
        """How many persons have the records they had, no more and no fewer."""
        was, kept = self.earlier.was, self.persons.kept
        held = np.bincount(was[(was == kept) & (was != NO_PERSON)], minlength=self.before)
        now = np.bincount(kept[kept != NO_PERSON], minlength=self.before)
        return int(((held == self.earlier.sizes) & (now == self.earlier.sizes)).sum())

    @cached_property
    def new(self) -> int:
        """How many persons have an id that was minted now."""
        return int((self.persons.kept[self._firsts] == NO_PERSON).sum())

    @property
    def changed(self) -> int:
        """How many persons keep their id but not their records."""
        return self.after - self.new - self.same

    @cached_property
    def merged(self) -> int:
        """How many persons were merged into another."""
        return sum(flow.event == MERGE for flow in self.flows)

    @cached_property
    def split(self) -> int:
        """How many persons were split."""
        return len({flow.person for flow in self.flows if flow.event == SPLIT})

    @cached_property
    def moved(self) -> int:
        """How many records moved."""
        return sum(flow.event == MOVE for flow in self.flows)

    @cached_property
    def gone(self) -> int:
        """How many persons are gone."""
        return sum(flow.event == GONE for flow in self.flows)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """Give every event, kind by kind, persons in the order of their ids."""
        found = sorted(self._flows(), key=lambda f: (KINDS.index(f.event), f.person, f.record))
        return tuple(found)

    @cached_property
    def _firsts(self) -> Array:
        cluster = self.persons.cluster
        return np.flatnonzero(cluster == np.arange(len(cluster)))

    def _flows(self) -> Iterator[Flow]:
        was, kept = self.earlier.was, self.persons.kept
        yield from self._gone()
        left = np.flatnonzero((was != NO_PERSON) & (was != kept))
        survives = np.zeros(self.before, dtype=bool)
        survives[kept[kept != NO_PERSON]] = True
        main: set[int] = set()
        for person, records in self._grouped(left):
            first = int(records[0])
            if kept[first] == NO_PERSON:
                yield Flow(SPLIT, person, first, len(records))
            elif not survives[person] and person not in main:
                main.add(person)
                yield Flow(MERGE, person, first, len(records))
            else:
                yield from (Flow(MOVE, person, record, 1) for record in records.tolist())

    def _gone(self) -> Iterator[Flow]:
        was = self.earlier.was
        matched = np.bincount(was[was != NO_PERSON], minlength=self.before)
        for person in np.flatnonzero(matched == 0).tolist():
            yield Flow(GONE, person, -1, int(self.earlier.sizes[person]))

    def _grouped(self, records: Array) -> Iterator[tuple[int, Array]]:
        """Give the records that went one way together: of each person the largest group first."""
        if not len(records):
            return
        key = self.earlier.was[records] * self.frame.size + self.persons.cluster[records]
        order = np.argsort(key, kind="stable")
        groups = np.split(records[order], np.flatnonzero(np.diff(key[order])) + 1)
        ranked = sorted(groups, key=lambda group: (-len(group), group[0]))
        yield from ((int(self.earlier.was[group[0]]), group) for group in ranked)


def event_columns(change: Change) -> dict[str, Array]:
    """Give the events by column: whose records they were, and whose they are now."""
    flows, frame = change.flows, change.frame
    one = [flow.record if flow.event == MOVE else -1 for flow in flows]
    names = [None if at < 0 else frame.names[frame.source[at]] for at in one]
    now = [None if flow.record < 0 else change.persons.ids[flow.record] for flow in flows]
    return {
        "event": np.array([flow.event for flow in flows], dtype=object),
        "person_id": change.earlier.ids[[flow.person for flow in flows]],
        "other_person_id": np.array(now, dtype=object),
        "source": np.array(names, dtype=object),
        "record_id": np.array([None if at < 0 else frame.ids[at] for at in one], dtype=object),
        "records": np.array([flow.records for flow in flows], dtype=np.int64),
    }
