"""The ways of a bridge in memory: from a value of events to keys, and back.

Owns the arrays. A way is known by the 64-bit hashes of its value and its key, as identifiers are;
36 bytes and what a long key takes, with `since` 8 more. News come in parts, each about half as
large as the one before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from vibecli.engine.base import Array, Session
from vibecli.stream.hashes import order_of

_TEXT = np.dtypes.StringDType()


class Found(NamedTuple):
    """Ways of some values."""

    asked: Array  # which of the values
    keys: Array  # as texts
    since: Array  # microseconds; of a bridge without, nothing that means anything


@dataclass(frozen=True)
class _Part:
    values: Array  # hashes, sorted
    keys: Array  # texts, in this order
    since: Array
    key_hashes: Array  # sorted by themselves
    places: Array  # of each among the values

    @classmethod
    def of(cls, values: Array, key_hashes: Array, keys: Array, since: Array) -> Self:
        if len(values) > 1 and not (values[1:] >= values[:-1]).all():
            order = order_of(values)
            values, key_hashes, keys, since = (
                one[order] if len(one) else one for one in (values, key_hashes, keys, since)
            )
        order = order_of(key_hashes)
        return cls(values, keys, since, key_hashes[order], order.astype(np.uint32))

    def and_(self, other: Self) -> Self:
        hashes = []
        for part in (self, other):
            own = np.empty(len(part.values), np.uint64)
            own[part.places] = part.key_hashes
            hashes.append(own)
        return self.of(
            np.concatenate([self.values, other.values]),
            np.concatenate(hashes),
            np.concatenate([self.keys, other.keys]),
            np.concatenate([self.since, other.since]),
        )


class Ways:
    """The ways there are."""

    def __init__(self) -> None:
        self._parts: list[_Part] = []

    @classmethod
    def read(cls, session: Session, bridge: str, *, since: bool) -> Self:
        """Read all that a bridge gives."""
        ways = cls()
        ways.add(read_ways(session, bridge, since=since))
        return ways

    def __len__(self) -> int:
        return sum(len(part.values) for part in self._parts)

    def values(self, key_hashes: Array) -> Array:
        """Give the hashes of the values that lead to these keys."""
        asked = np.unique(key_hashes)
        found = [p.values[p.places[_at(p.key_hashes, asked)[1]]] for p in self._parts]
        return np.concatenate([np.empty(0, np.uint64), *found])

    def find(self, values: Array) -> Found:
        """Give the ways of values, told by their hashes."""
        found = [(_at(part.values, values), part) for part in self._parts]
        whole = [
            Found(asked, part.keys[at].astype(object), part.since[at] if len(part.since) else at)
            for (asked, at), part in found
        ]
        none = Found(np.empty(0, np.int64), np.empty(0, object), np.empty(0, np.int64))
        return Found(*(np.concatenate(one) for one in zip(none, *whole, strict=True)))

    def add(self, more: Sequence[Array]) -> None:
        """Take in ways: hashes of values and of keys, keys as texts, since."""
        values, key_hashes, keys, since = more
        if not len(values):
            return
        texts = keys.astype(_TEXT)
        self._parts.append(_Part.of(values, key_hashes, texts, since))
        while len(self._parts) > 1 and 2 * len(self._parts[-1].values) > len(
            self._parts[-2].values
        ):
            last = self._parts.pop()
            self._parts[-1] = self._parts[-1].and_(last)

    def and_(self, more: Sequence[Array]) -> Self:
        """Give these ways and further ones, which these do not take in."""
        both = type(self)()
        both._parts = [*self._parts]  # noqa: SLF001 - of its own kind
        if len(more[0]):
            values, key_hashes, keys, since = more
            both._parts.append(_Part.of(values, key_hashes, keys.astype(_TEXT), since))  # noqa: SLF001
        return both


def read_ways(
    session: Session, bridge: str, *, since: bool, parameters: Sequence[object] = ()
) -> tuple[Array, Array, Array, Array]:
    """Read the ways of a SELECT of value, key and maybe since: hashes, keys as texts, since."""
    rows = (
        f"SELECT DISTINCT value, key FROM ({bridge}\n) WHERE value IS NOT NULL AND key IS NOT NULL"
    )
    if since:  # of a pair the first time counts, and none that is no moment
        rows = (
            f"SELECT value, key, min(epoch_us(since)) AS since FROM ({bridge}\n) WHERE"
            " value IS NOT NULL AND key IS NOT NULL AND isfinite(since) GROUP BY value, key"
        )
    found = session.arrays(
        "SELECT hash(value)::UBIGINT AS v, hash(key)::UBIGINT AS k, CAST(key AS VARCHAR) AS key"
        f"{', since' if since else ''} FROM ({rows}) ORDER BY v",
        parameters,
    )
    values, key_hashes, keys = (np.ma.getdata(found[name]) for name in ("v", "k", "key"))
    times = np.ma.getdata(found["since"]) if since else np.empty(0, np.int64)
    return values, key_hashes, keys, times


def _at(hashes: Array, wanted: Array) -> tuple[Array, Array]:
    """Give which of the wanted are where among sorted hashes."""
    begins = np.searchsorted(hashes, wanted, "left")
    counts = np.searchsorted(hashes, wanted, "right") - begins
    before = np.cumsum(counts) - counts
    at = np.repeat(begins - before, counts) + np.arange(counts.sum())
    return np.repeat(np.arange(len(wanted)), counts), at
