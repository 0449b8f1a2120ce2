"""Whose each event of a batch is, one after the other: known by an identifier, new, or nobody's.

Pure: it is given what is known and gives what changes. As events are taken in their order, a batch
of a thousand comes to what a thousand batches of one do.
"""

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

ABSENT = -1  # nobody
SHARED = -2  # an identifier of several persons: it tells nobody
_DIGITS = 16
LOOKS = "looks"  # in place of a role: what an event says of a person


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


class Arrivals:
    """Resolves the events of one batch."""

    def __init__(
        self,
        roles: Sequence[str],
        known: Mapping[int, int],
        first: int,
        mint: Callable[[str], str],
    ) -> None:
        self._roles, self._mint, self._first = roles, mint, first
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
        named = [p for p in known if p is not None and p != SHARED]
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
            elif other != person and not (other == SHARED and person != ABSENT):
                self._ask(Ask(event_id, person, other, self._roles[at], hash_))

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

    Whole numbers go on from the last.
    """
    if kind == "UUID":
        return lambda event: str(uuid.UUID(bytes=_digest(rule, event)))
    if kind == "VARCHAR":
        return lambda event: f"p_{_digest(rule, event).hex()[:_DIGITS]}"
    numbers = iter(range(last + 1, 1 << 63))
    return lambda _: str(next(numbers))


def _digest(rule: str, event: str) -> bytes:
    said = f"{rule}\0{event}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=16).digest()
