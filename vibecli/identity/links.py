"""Key links: records joined because one source holds the other's record key.

Owns finding such columns and refusing those whose records disagree. A linked pair is accepted
before anything is clustered; how it came about is reported.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.data.catalog import Relationship, Role
from vibecli.engine.base import Array
from vibecli.identity.block import joined_pairs, sorted_unique
from vibecli.identity.source import NO_VALUE, Source, SourceColumn
from vibecli.identity.weights import MATCH, STRANGER
from vibecli.tagging.name_tokens import name_tokens

_CONTAINED = 0.9
_DISAGREE_BITS = -2.0
_DISAGREE_SHARE = 0.5
_GENERIC = frozenset(
    word
    for words in (
        "id key uuid uid guid number code ref pk identifier identity",
        "record rec row line unique index source the of",
    )
    for word in words.split()
)
_KEY_ROLES = frozenset({Role.KEY, Role.FOREIGN_KEY, Role.CODE, Role.EMAIL, None})


@dataclass(frozen=True)
class KeyLink:
    """A column of one source that holds the key of another, and the pairs of records it joins."""

    holder: str
    column: str
    target: str
    declared: bool
    pairs: Array  # int64, as in block

    @property
    def reason(self) -> str:
        """Why its records belong together."""
        return f"same {self.column}"


def key_links(sources: Sequence[Source], relationships: Iterable[Relationship]) -> list[KeyLink]:
    """Give the links between sources (in frame order) by one's key."""
    declared = {
        (r.table.lower(), r.column.lower(), r.to_table.lower(), r.to_column.lower()): r.declared
        for r in relationships
    }
    starts = np.concatenate(([0], np.cumsum([len(s.ids) for s in sources])))
    size = int(starts[-1])
    links = []
    for at, holder in enumerate(sources):
        for to, target in enumerate(sources):
            key = target.column(target.key[0]) if len(target.key) == 1 and at != to else None
            for column in holder.columns if key else ():
                assert key is not None
                known = declared.get(_relation(holder, column, target, key))
                if known is not None or _same_meaning(holder, column, target, key):
                    left, right = _joined(column, key)
                    pairs = joined_pairs(left + starts[at], right + starts[to], size)
                    told = holder.name, column.name, target.name, bool(known), pairs
                    links += [KeyLink(*told)] if len(pairs) else []
    return links


def agreeing(link: KeyLink, logs: Array) -> bool:
    """Tell whether most records a link joins do not speak against it."""
    evidence = logs[MATCH] - logs[STRANGER]
    return link.declared or float((evidence < _DISAGREE_BITS).mean()) <= _DISAGREE_SHARE


def linked_pairs(links: Sequence[KeyLink]) -> Array:
    """Give all pairs of the links, sorted, without repeats."""
    if not links:
        return np.empty(0, dtype=np.int64)
    return sorted_unique(np.concatenate([link.pairs for link in links]))


def _relation(
    holder: Source, column: SourceColumn, target: Source, key: SourceColumn
) -> tuple[str, str, str, str]:
    return (holder.name.lower(), column.name.lower(), target.name.lower(), key.name.lower())


def _same_meaning(holder: Source, column: SourceColumn, target: Source, key: SourceColumn) -> bool:
    """Tell by name that a column holds another's key, and by values that it does."""
    if column.role not in _KEY_ROLES or key.role not in _KEY_ROLES:
        return False
    mine, wanted = _specific(column.name), _specific(key.name)
    # A bare `id` is known by its table's name, and never by another bare `id`.
    named = bool(mine & wanted) if wanted else bool(mine & _specific(target.name))
    own_key = column.name.lower() in {name.lower() for name in holder.key}
    if not named or (own_key and mine != wanted):
        return False
    held, keys = set(column.values), set(key.values)
    return bool(held) and len(held & keys) >= _CONTAINED * len(held)


def _specific(name: str) -> set[str]:
    return {word.rstrip("s") for word in name_tokens(name)} - _GENERIC


def _joined(column: SourceColumn, key: SourceColumn) -> tuple[Array, Array]:
    """Give the records of both sides that hold the same text."""
    code = {value: at for at, value in enumerate(key.values.tolist())}
    same = [code.get(value, NO_VALUE) for value in column.values.tolist()]
    wanted = np.array([*same, NO_VALUE], dtype=np.int64)[column.codes]
    record = np.full(len(key.values) + 1, NO_VALUE, dtype=np.int64)
    record[key.codes] = np.arange(len(key.codes))  # a key that is missing lands in the last place
    record[-1] = NO_VALUE
    left = np.flatnonzero(record[wanted] != NO_VALUE)
    return left, record[wanted[left]]
