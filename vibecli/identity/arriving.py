"""Whose each event of a batch is, one after the other: known by an identifier, new, or nobody's.

Pure: it is given what is known and gives what changes. As events are taken in their order, a batch
of a thousand comes to what a thousand batches of one do.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from vibecli.engine.types import largest
from vibecli.errors import DataError

ABSENT = -1  # nobody
SHARED = -2  # an identifier of several persons: it tells nobody
_DIGITS = 16
LOOKS = "looks"  # in place of a role: what an event says of a person
CROWD = 10  # identifiers of one role: of a person with so many a weaker one tells no newcomer


class Ask(NamedTuple):
    """A question for a person: an event that may be of two persons, or of one of several."""

    event_id: str
    person: int
    other: int
    role: str
    hash: int


@dataclass
class Resolved:
    """What a batch comes to."""

    persons: list[int] = field(default_factory=list)  # of each event; ABSENT: nobody's
    keys: list[str] = field(default_factory=list)  # of new persons, numbered on from those known
    learnt: dict[int, tuple[str, int]] = field(default_factory=dict)  # role and person, by hash
    asks: list[Ask] = field(default_factory=list)
    new: int = 0  # events of persons that are new in this batch
    last: int = 0  # the largest key, where keys are numbers
    more: Counter[tuple[int, str]] = field(default_factory=Counter)  # learnt, by person and role


class Arrivals:
    """Resolves the events of one batch."""

    def __init__(
        self,
        roles: Sequence[str],
        known: Mapping[int, int],
        first: int,
        mint: Callable[[str], str],
        held: Callable[[int, str], int] = lambda _person, _role: 0,
    ) -> None:
        """`held` tells how many identifiers of a role a person of before has."""
        self._roles, self._mint, self._first, self._held = roles, mint, first, held
        self._known = dict(known)
        self._asked: set[tuple[int, int, int]] = set()
        self.found = Resolved()

    def take(
        self,
        event_id: str,
        identifiers: Sequence[int | None],
        likely: Callable[[], tuple[int, int]] = lambda: (ABSENT, ABSENT),
        own: str | None = None,
    ) -> None:
        """Take the next event, with the hash of each identifier it has, the strongest first.

        `likely` is asked where none is known: the person it looks like, and whom it may be. A new
        person has the key `own`, where the event gives it.
        """
        found = self.found
        known = [None if h is None else self._known.get(h) for h in identifiers]
        named = self._named(identifiers, known)
        fresh = [at for at, h in enumerate(identifiers) if h is not None and known[at] is None]
        looks, asked = (ABSENT, ABSENT) if named else likely()
        if named or looks != ABSENT:
            person = named[0] if named else looks
        elif fresh:
            person = self._first + len(found.keys)
            found.keys.append(own or self._mint(event_id))
        else:
            person = ABSENT
        found.persons.append(person)
        found.new += person >= self._first
        if asked != ABSENT:
            self._ask(Ask(event_id, person, asked, LOOKS, _event_hash(event_id)))
        for at, hash_ in enumerate(identifiers):
            if hash_ is None:
                continue
            other = known[at]
            if other is None:
                self._known[hash_] = person
                found.learnt[hash_] = (self._roles[at], person)
                found.more[person, self._roles[at]] += 1
            elif other != person and not (other == SHARED and person != ABSENT):
                self._ask(Ask(event_id, person, other, self._roles[at], hash_))

    def _named(self, identifiers: Sequence[int | None], known: Sequence[int | None]) -> list[int]:
        """Give the persons whom identifiers tell, the strongest first.

        One that many share, as the phone of a call centre, would lead all of them to whoever had it
        first: it does not count beside a new stronger one where that person has a crowd of these.
        """
        named, fresh = [], list[str]()
        for at, hash_ in enumerate(identifiers):
            person = known[at]
            if person is None and hash_ is not None:
                fresh.append(self._roles[at])
            elif (
                person is not None
                and person != SHARED
                and all(self._count(person, role) < CROWD for role in fresh)
            ):
                named.append(person)
        return named

    def _count(self, person: int, role: str) -> int:
        before = self._held(person, role) if person < self._first else 0
        return before + self.found.more[person, role]

    def _ask(self, ask: Ask) -> None:
        one, two = sorted((ask.person, ask.other))
        pair = (one, two, ask.hash if one < 0 else 0)
        if pair not in self._asked:
            self._asked.add(pair)
            self.found.asks.append(ask)


def _event_hash(event_id: str) -> int:
    return int.from_bytes(_digest("", event_id)[:8], "little")


def minting(rule: str, kind: str, last: int) -> Callable[[str], str]:
    """Give how new keys are made: of rule and event, so that the same event gives the same one.

    Whole numbers go on from the last. Raises DataError, when one is made, where none is left.
    """
    if kind == "UUID":
        return lambda event: str(uuid.UUID(bytes=_digest(rule, event)))
    if kind == "VARCHAR":
        return lambda event: f"p_{_digest(rule, event).hex()[:_DIGITS]}"
    numbers = count(last + 1)
    return lambda _: str(_within(kind, next(numbers)))


def _within(kind: str, key: int) -> int:
    """Give a key that fits its type."""
    most = largest(kind)
    if key > most:
        raise DataError(
            f"no key is left for a new person: {kind} ends at {most:,}",
            hint="give the key of the profile a larger type; the same command goes on",
        )
    return key


def _digest(rule: str, event: str) -> bytes:
    said = f"{rule}\0{event}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=16).digest()
