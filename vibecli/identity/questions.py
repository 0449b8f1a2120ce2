"""Questions: the merges of a match that a person's eye is worth most for, in the order to ask.

Owns the order: how many pairs of records an answer is expected to put right, times how unsure the
merge is. Asked are the merges left for review and the weakest that were accepted. Pure: the
evidence of a match comes in as arrays.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.components import components

Record = tuple[str, str]  # source, record id
_ACCEPT, _REVIEW = "accept", "review"
_SURE = 0.99  # an accepted pair above it is no question
_DECIMALS = 9


class Question(NamedTuple):
    """A merge to judge by its best pair: are these two records, and so their persons, one?"""

    left: Record
    right: Record
    left_size: int  # records of each person as far as more certain merges go
    right_size: int
    probability: float
    accepted: bool
    why: str
    effect: float


def questions(evidence: Mapping[str, Array]) -> list[Question]:
    """Give the merges to judge, the one whose answer does most first."""
    left, right, names = _numbered(evidence)
    band, chance = evidence["band"], evidence["probability"].astype(np.float64)
    sure = (band == _ACCEPT) & (chance >= _SURE)
    group = components(len(names), left[sure], right[sure])
    sizes = np.bincount(group, minlength=len(names))
    doubtful = np.flatnonzero(~sure)
    # Accepted pairs are in one person already; the surest of them has put it together.
    order = doubtful[np.lexsort((right[doubtful], left[doubtful], -chance[doubtful],
                                 band[doubtful] != _ACCEPT))]  # fmt: skip
    found = []
    for at in order.tolist():
        one, two = _root(group, int(left[at])), _root(group, int(right[at]))
        if one == two:
            continue
        low, high = min(one, two), max(one, two)
        found.append(_question(evidence, at, int(sizes[one]), int(sizes[two])))
        group[high] = low
        sizes[low] += sizes[high]
    return sorted(found, key=lambda q: (-round(q.effect, _DECIMALS), q.left, q.right))


def _question(evidence: Mapping[str, Array], at: int, left_size: int, right_size: int) -> Question:
    chance = float(evidence["probability"][at])
    accepted = bool(evidence["band"][at] == _ACCEPT)
    return Question(
        left=(str(evidence["left_source"][at]), str(evidence["left_id"][at])),
        right=(str(evidence["right_source"][at]), str(evidence["right_id"][at])),
        left_size=left_size,
        right_size=right_size,
        probability=chance,
        accepted=accepted,
        why=str(evidence["why"][at]),
        effect=left_size * right_size * (1.0 - chance if accepted else chance) * _unsure(chance),
    )


def _unsure(chance: float) -> float:
    """Give how unsure a probability is: 1 bit at a half, none when it is certain."""
    chances = np.clip(np.array([chance, 1.0 - chance]), 1e-12, 1.0)
    return float(-(chances * np.log2(chances)).sum())


def _numbered(evidence: Mapping[str, Array]) -> tuple[Array, Array, dict[Record, int]]:
    """Give the records of each pair as numbers, and the numbers by record."""
    names: dict[Record, int] = {}
    sides = []
    for side in ("left", "right"):
        records = zip(
            evidence[f"{side}_source"].tolist(), evidence[f"{side}_id"].tolist(), strict=True
        )
        own = []
        for record in records:
            if record not in names:
                names[record] = len(names)
            own.append(names[record])
        sides.append(np.array(own, dtype=np.int64))
    return sides[0], sides[1], names


def _root(group: Array, record: int) -> int:
    root = record
    while (target := int(group[root])) != root:
        root = target
    return root
