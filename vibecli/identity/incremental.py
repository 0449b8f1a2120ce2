"""Incremental matching: new records against known persons, by the model that stands.

Owns the decision on each new record: it joins a person, is a new one, or is left to a review. It
clusters as a full match does, beginning with the persons there are; two of these are never put
together here: that they might be one is a question for a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import among, identical_pairs, joined_pairs, split_pairs
from vibecli.identity.cluster import average_linkage, relabelled
from vibecli.identity.components import components, missing_pairs
from vibecli.identity.guarded import Guarded, guarded_linkage
from vibecli.identity.index import Index
from vibecli.identity.linkage import asked_bits, joining_bits, member_bits
from vibecli.identity.regrouped import Standing
from vibecli.identity.scored import IDENTICAL_BITS, telling_equality
from vibecli.identity.shelf import Shelf
from vibecli.identity.statistics import level_counts
from vibecli.identity.trained import Trained
from vibecli.identity.vicinity import Vicinity, vicinity
from vibecli.identity.weights import MOST_KIN_BITS, probability

Members = Callable[[Array], tuple[Array, Sequence[str]]]
"""Give, for known numbers, all records of their persons: numbers and person ids."""


@dataclass(frozen=True)
class Questions:
    """Merges left to a person: the pair of records that speaks most for each, and its bits."""

    pairs: Array
    bits: Array


@dataclass(frozen=True)
class Scored:
    """Pairs (sorted) with their levels and bits."""

    pairs: Array
    levels: Array
    bits: Array

    def picked(self, places: Array) -> "Scored":
        """Give some of them."""
        return Scored(self.pairs[places], self.levels[places], self.bits[places])

    def joined(self, other: "Scored") -> "Scored":
        """Give both together."""
        pairs = np.concatenate([self.pairs, other.pairs])
        order = np.argsort(pairs, kind="stable")
        levels = np.concatenate([self.levels, other.levels])[order]
        return Scored(pairs[order], levels, np.concatenate([self.bits, other.bits])[order])


@dataclass(frozen=True)
class Matched:
    """Who the records of a batch are, within the vicinity they were compared in."""

    near: Vicinity
    before: Array  # object: of each record the person it belonged to so far, None for new ones
    standing: Array  # object: the person it belongs to now, before new records join any
    labels: Array  # smallest record of each record's cluster
    probability: Array
    scored: Scored
    questions: Questions
    candidates: int

    @property
    def accepted(self) -> Array:
        """Give the places of the scored pairs with a new record that are one person now."""
        left, right = split_pairs(self.scored.pairs, max(len(self.labels), 1))
        new = self.near.new[left] | self.near.new[right]
        together = self.labels[left] == self.labels[right]
        return np.flatnonzero(new & together & (self.scored.bits >= 0))

    @property
    def agreed(self) -> tuple[Array, ...]:
        """Count the accepted pairs by level, field by field."""
        kinds = [field.kind for field in self.near.frame.fields]
        return level_counts(kinds, self.scored.levels[self.accepted])


class Aim(Enum):
    """What is asked of a match of new records."""

    ANSWER = "who the new records are"
    RATE = "also how sure it is of the known ones near them"
    REGROUP = "these may change persons, too"


def matched(index: Index, batch: Shelf, members: Members, aim: Aim = Aim.RATE) -> Matched:
    """Match a batch with the known records."""
    found = index.candidates(batch)
    known = index.base_size + index.known.later.size
    others = np.unique(found.other)
    near = vicinity(index, batch, others[others < known])
    scored = _scored(near, _pairs(near, found.new + known, found.other))
    numbers, persons = members(_near_known(near, scored))
    if not among(numbers, np.sort(near.numbers)).all():
        close = scored.bits >= MOST_KIN_BITS
        left, right = split_pairs(scored.pairs[close], len(near.numbers))
        pairs = near.numbers[left], near.numbers[right]
        near = vicinity(index, batch, np.unique(numbers))
        scored = _scored(near, _pairs(near, *pairs))
    standing = _standing(near, numbers, persons)
    return _decided(near, scored, (standing, aim), index.trained, len(found.new))


def _pairs(near: Vicinity, one: Array, two: Array) -> Array:
    return np.sort(joined_pairs(near.places(one), near.places(two), len(near.numbers)))


def _scored(near: Vicinity, pairs: Array) -> Scored:
    return Scored(pairs, *near.scored(pairs))


def _near_known(near: Vicinity, scored: Scored) -> Array:
    """Give the numbers of the known records that may be a new one's person."""
    close = scored.pairs[scored.bits >= MOST_KIN_BITS]
    ends = np.concatenate(split_pairs(close, max(len(near.numbers), 1)))
    numbers = np.unique(near.numbers[ends])
    return np.asarray(numbers[numbers < near.known])


def _decided(
    near: Vicinity,
    first: Scored,
    people: tuple[Standing, Aim],
    trained: Trained,
    candidates: int,
) -> Matched:
    size, company = len(near.numbers), trained.company
    thresholds, shift = trained.thresholds, trained.shift
    accept, review_from = map(shift.stop, (thresholds.accept_bits, thresholds.review_bits))
    before, aim = people
    scored, component, identical = _completed(near, first, before.start, aim)
    pairs, bits = scored.pairs, scored.bits
    standing = before
    if aim is Aim.REGROUP:
        alone = components(size, *split_pairs(pairs[identical], max(size, 1)))
        fresh = average_linkage(alone, pairs, bits, accept, component, company).labels
        standing = before.regrouped(fresh, _movable(near, before, component, pairs))
    start, owned = standing.start, standing.owned
    begin = _begun(start, pairs[identical], owned)
    accepted = average_linkage(begin, pairs, bits, accept, component, company)
    guarded = guarded_linkage(begin, accepted.labels, (pairs, bits), owned, accept, company)
    labels, doubts = _without_doubtful(near, guarded, scored, (start, begin), trained)
    worth = asked_bits(bits, company)
    review = average_linkage(labels, pairs, worth, review_from, component, company)
    touched = np.zeros(size, dtype=bool)
    touched[labels[near.new]] = True
    asked = touched[labels][np.stack(split_pairs(review.merges.pair, max(size, 1)))].any(axis=0)
    unsure = np.concatenate([review.merges.pair[asked], guarded.pairs, doubts.pairs])
    merging = shift.of(np.concatenate([review.merges.bits[asked], guarded.bits]))
    their_bits = np.concatenate([merging, doubts.bits])
    once = np.unique(unsure, return_index=True)[1]
    return Matched(
        near=near,
        before=before.persons,
        standing=standing.persons,
        labels=labels,
        probability=probability(shift.of(member_bits(labels, pairs, bits, company))),
        scored=scored,
        questions=Questions(unsure[once], their_bits[once]),
        candidates=candidates,
    )


def _standing(near: Vicinity, numbers: Array, persons: Sequence[str]) -> Standing:
    """Give the person of each record so far, and the clusters these make."""
    size = len(near.numbers)
    standing = np.full(size, None, dtype=object)
    start = np.arange(size)
    places = near.places(numbers)
    first: dict[str, int] = {}
    for place, person in sorted(zip(places.tolist(), persons, strict=True)):
        standing[place] = person
        start[place] = first.setdefault(person, place)
    return Standing(standing, start)


def _completed(
    near: Vicinity, first: Scored, start: Array, aim: Aim
) -> tuple[Scored, Array, Array]:
    """Score the pairs missing within what may become one person; leave out those across.

    Those within a standing person only tell of its records. Gives also the component of each
    record, and the pairs whose equality tells one person.
    """
    size = len(near.numbers)
    equal = identical_pairs(near.frame)
    known = first.joined(_scored(near, equal[~among(equal, first.pairs)]))
    left, right = split_pairs(known.pairs, max(size, 1))
    close = known.bits >= MOST_KIN_BITS
    own = np.arange(size)
    component = components(
        size, np.concatenate([left[close], own]), np.concatenate([right[close], start])
    )
    inside = known.picked(np.flatnonzero(component[left] == component[right]))
    missing = missing_pairs(component, inside.pairs)
    if aim is Aim.ANSWER:
        one, two = split_pairs(missing, max(size, 1))
        missing = missing[start[one] != start[two]]
    every = inside.joined(_scored(near, missing))
    telling = telling_equality(near.frame, every.levels, every.bits)
    identical = among(every.pairs, equal) & telling
    every.bits[identical] += IDENTICAL_BITS
    return every, component, identical


def _movable(near: Vicinity, before: Standing, component: Array, pairs: Array) -> Array:
    """Give the known records with new ones near them, in components that are scored throughout."""
    size = len(component)
    records = np.bincount(component, minlength=size)
    scored = np.bincount(component[split_pairs(pairs, max(size, 1))[0]], minlength=size)
    complete = scored == records * (records - 1) // 2
    touched = np.bincount(component, near.new, minlength=size) > 0
    return np.flatnonzero(before.owned & (complete & touched)[component])


def _begun(start: Array, identical: Array, owned: Array) -> Array:
    """Give the clusters to begin with: persons, with the new records equal to theirs throughout.

    What would bring two persons together is left as it stands.
    """
    size = len(start)
    own = np.arange(size)
    left, right = split_pairs(identical, max(size, 1))
    begin = components(size, np.concatenate([left, own]), np.concatenate([right, start]))
    people = np.unique(start[owned])
    several = np.bincount(begin[people], minlength=size) > 1
    return relabelled(np.where(several[begin], start, begin))


def _without_doubtful(
    near: Vicinity,
    guarded: Guarded,
    scored: Scored,
    begun: tuple[Array, Array],
    trained: Trained,
) -> tuple[Array, Questions]:
    """Take new records out of their person where another one is nearly as likely.

    The choice between two persons needs the odds that a match needs. Where both might be one
    person, that is the question, and the record stays with the nearer one; a record that says
    nothing else than its person does is with it (`begun`: the clusters without and with these).
    """
    start, begin = begun
    chances = _chances(near, scored, start, trained)
    accept = trained.thresholds.accept_bits
    person_of = {int(guarded.labels[p]): p for p in np.unique(chances.person).tolist()}
    likely = np.flatnonzero(chances.bits >= accept)
    by_record: dict[int, list[int]] = {}
    for at in likely.tolist():
        by_record.setdefault(int(chances.record[at]), []).append(at)
    doubtful: dict[int, list[int]] = {}
    for record, some in by_record.items():
        own = person_of.get(int(guarded.labels[record]), -1)
        if own >= 0 and begin[own] == begin[record]:
            continue
        rivals = [at for at in some if _rivals(int(chances.person[at]), own, begin, guarded)]
        mine = [at for at in some if chances.person[at] == own]
        best = max((chances.bits[at] for at in mine), default=np.inf)
        near_ones = [at for at in rivals if best - chances.bits[at] < accept]
        if near_ones:
            doubtful[record] = [*mine, *near_ones]
    labels = _taken_out(guarded.labels, sorted(doubtful), scored, trained)
    return labels, _asked(doubtful, chances, scored)


def _rivals(one: int, two: int, begin: Array, guarded: Guarded) -> bool:
    """Tell two persons that are not asked about as one."""
    if two < 0:
        return True
    low, high = sorted((int(begin[one]), int(begin[two])))
    return one != two and (low, high) not in guarded.persons


@dataclass(frozen=True)
class _Chances:
    """New records and standing persons near them: the bits for joining, and the best pair."""

    record: Array
    person: Array  # the start label
    bits: Array
    pair: Array  # place among the scored ones


def _chances(near: Vicinity, scored: Scored, start: Array, trained: Trained) -> _Chances:
    size = max(len(near.numbers), 1)
    left, right = split_pairs(scored.pairs, size)
    at = np.flatnonzero(near.new[left] != near.new[right])
    record = np.where(near.new[left[at]], left[at], right[at])
    person = start[np.where(near.new[left[at]], right[at], left[at])]
    both, which = np.unique(record * size + person, return_inverse=True)
    members = np.bincount(start, minlength=size)[both % size].astype(np.float64)
    bits, best = joining_bits(which, members, scored.bits[at], trained.company)
    return _Chances(both // size, both % size, trained.shift.of(bits), at[best])


def _taken_out(labels: Array, records: list[int], scored: Scored, trained: Trained) -> Array:
    """Give the clusters without some records, which stay together only by themselves."""
    if not records:
        return labels
    kept = labels.copy()
    kept[records] = records
    out = np.zeros(len(labels), dtype=bool)
    out[records] = True
    left, right = split_pairs(scored.pairs, len(labels))
    own = scored.picked(np.flatnonzero(out[left] & out[right]))
    stop, company = trained.shift.stop(trained.thresholds.accept_bits), trained.company
    singles = np.arange(len(labels))
    alone = average_linkage(singles, own.pairs, own.bits, stop, company=company)
    kept[records] = alone.labels[records]
    apart = np.where(out, kept + len(labels), kept)
    return relabelled(np.unique(apart, return_inverse=True)[1])


def _asked(doubtful: dict[int, list[int]], chances: _Chances, scored: Scored) -> Questions:
    some = np.array(sorted(at for places in doubtful.values() for at in places), dtype=np.int64)
    return Questions(scored.pairs[chances.pair[some]], chances.bits[some])
