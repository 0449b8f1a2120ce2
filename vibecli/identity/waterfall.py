"""The waterfall of a pair: what each field says for one person, against the likelier alternative.

Owns taking a pair's bits apart. The parts add up to the very bits the engine scores the pair with,
because the engine's own functions give them; values are shown as they are handed in.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.excerpt import Excerpt
from vibecli.identity.frame import Coded
from vibecli.identity.grounds import Alternative, FieldBar, NamedRecord, Waterfall
from vibecli.identity.kinds import LEVELS
from vibecli.identity.linkage import lone_merge_bits
from vibecli.identity.source import NO_VALUE
from vibecli.identity.weights import (
    APART,
    RELATED,
    SAME_HOUSEHOLD,
    SAME_PERSON,
    STRANGER,
    class_logs,
    pair_bits,
    pair_logs,
    probability,
    scored,
)

Shown = tuple[str | None, str | None]  # a field's value in both records, as it may be shown
NO_VALUE_SAID, SAYS_NOTHING, REPEATS = "no value", "says nothing", "said already"
_ALTERNATIVES: Mapping[int, Alternative] = MappingProxyType(
    {STRANGER: "stranger", RELATED: "household", APART: "household"}
)


class Joined(NamedTuple):
    """Why a pair was put together, or held apart, before anything was clustered, if it was."""

    same_key: str = ""
    identical: bool = False
    bound_by: str = ""
    apart_by: str = ""
    one_to_one: bool = False


class Pair(NamedTuple):
    """A pair of an excerpt with its levels, and how its records and values may be shown."""

    pair: int
    levels: Array
    records: tuple[NamedRecord, NamedRecord]
    values: Sequence[Shown]  # a field each
    joined: Joined = Joined()


def waterfall(known: Excerpt, pair: Pair) -> Waterfall:
    """Give the waterfall of a pair."""
    frame, weights = known.frame, known.weights
    one = np.array([pair.pair])
    whole = pair_logs(frame, weights, one, pair.levels[None, :])
    alone = np.diag(pair.levels)  # each field as if nothing else were compared
    logs = pair_logs(frame, weights, np.repeat(one, len(alone)), alone)
    plain = class_logs(weights, alone)
    prior = np.log2(weights.shares)
    bits = float(pair_bits(frame, weights, one, pair.levels[None, :])[0])
    joint = whole[:, 0] + prior
    same = max(SAME_PERSON, key=lambda of: float(joint[of]))
    against = max(_ALTERNATIVES, key=lambda of: float(joint[of]))
    home = max(SAME_HOUSEHOLD, key=lambda of: float(joint[of]))
    parts = _Parts(plain, logs, same, against, home)
    total, start = float(joint[same] - joint[against]), float(prior[same] - prior[against])
    return Waterfall(
        left=pair.records[0],
        right=pair.records[1],
        against=_ALTERNATIVES[against],
        start=start,
        fields=tuple(sorted(_bars(known, pair, parts), key=_most_first)),
        together=_rest(float(whole[same, 0] - whole[against, 0]), parts),
        other=bits - total,
        bits=bits,
        probability=float(probability(known.calibration.of(np.array(bits)))),
        merge=float(lone_merge_bits(np.array(bits), known.company)),
        kin=bits + _NEGLIGIBLE < float(scored(whole, weights.shares)[0]),
        against_stranger=float(joint[same] - joint[STRANGER]),
        against_household=float(joint[same] - joint[home]),
        **pair.joined._asdict(),
    )


class _Parts(NamedTuple):
    """Log2 probabilities of each field alone, a row a class, and the classes chosen."""

    plain: Array  # without rarity
    logs: Array
    same: int
    against: int
    home: int


_NEGLIGIBLE = 1e-9


def _rest(total: float, parts: _Parts) -> float:
    """Give what the fields say together beyond the sum of each alone; rounding is nothing."""
    rest = total - float((parts.logs[parts.same] - parts.logs[parts.against]).sum())
    return rest if abs(rest) > _NEGLIGIBLE else 0.0


def _most_first(bar: FieldBar) -> tuple[float, bool]:
    return -abs(bar.bits + bar.rarity), bar.left is None and bar.right is None


def _bars(known: Excerpt, pair: Pair, parts: _Parts) -> Iterator[FieldBar]:
    left, right = (int(side[0]) for side in split_pairs(np.array([pair.pair]), known.frame.size))
    for at, coded in enumerate(known.frame.fields):
        level, values = int(pair.levels[at]), pair.values[at]
        logs, plain = parts.logs[:, at], parts.plain[:, at]
        bits = float(plain[parts.same] - plain[parts.against])
        equal = level == LEVELS[coded.kind].count - 1 and coded.codes[left] == coded.codes[right]
        yield FieldBar(
            field=coded.label,
            kind=coded.kind.value,
            level=_level(coded, level, (left, right), values),
            left=values[0],
            right=values[1],
            bits=bits,
            rarity=float(logs[parts.same] - logs[parts.against]) - bits,
            records=int(coded.counts[coded.codes[left]]) if equal else None,
            against_stranger=float(logs[parts.same] - logs[STRANGER]),
            against_household=float(logs[parts.same] - logs[parts.home]),
        )


def _level(coded: Coded, level: int, records: tuple[int, int], values: Shown) -> str:
    if level:
        return LEVELS[coded.kind].names[level - 1]
    if None in values:
        return NO_VALUE_SAID
    said = all(coded.codes[record] != NO_VALUE for record in records)
    return REPEATS if said else SAYS_NOTHING
