"""Thresholds: the probability from which a merge is accepted, or a person is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from vibecli.engine.base import Array
from vibecli.identity.weights import bits_of, probability

# A wrong merge weighs about twice a missed one: probabilities below 2 in 3 are left to a person.
_LADDER = (0.70, 0.80, 0.85, 0.90, 0.95)
_WANTED_PRECISION, _LEAST_PRECISION = 0.97, 0.9
_MOST_LEFT = 0.5  # of the merges that are likely right: more are not left out for precision's sake
_PARDONED = 0.25  # of a wrong merge: among few merges a share would be one pair's alone
_REVIEW = 0.35
MOST_BITS = 11.0  # linkage is clipped above; a threshold of 1 must stay reachable


@dataclass(frozen=True)
class Thresholds:
    """Both thresholds as probabilities, and where each came from."""

    accept: float
    review: float
    accept_from: Literal["given", "estimated"]
    review_from: Literal["given", "default"]

    @property
    def accept_bits(self) -> float:
        """The bits a merge needs to be accepted."""
        return min(bits_of(self.accept), MOST_BITS)

    @property
    def review_bits(self) -> float:
        """The bits a merge needs to be worth a question."""
        return min(bits_of(self.review), self.accept_bits)


def chosen_thresholds(
    bits_at: Callable[[float], Array],
    accept: float | None,
    review: float | None,
    *,
    measured: bool = False,
) -> Thresholds:
    """Give the thresholds asked for, or the lowest at which accepted merges look right.

    `bits_at` gives the bits of the merges there are at a threshold in bits; `measured`: answers of
    a person stand behind them, so that no margin is needed.
    """
    chosen = accept
    if chosen is None:
        chosen = _LADDER[0] if measured else _estimated(bits_at)
    return Thresholds(
        accept=chosen,
        review=min(_REVIEW if review is None else review, chosen),
        accept_from="estimated" if accept is None else "given",
        review_from="default" if review is None else "given",
    )


def _estimated(bits_at: Callable[[float], Array]) -> float:
    bits = bits_at(bits_of(_LADDER[0]))
    rungs = [probability(bits[bits >= bits_of(accept)]) for accept in _LADDER]
    sure, fair = (_lowest(rungs, precision) for precision in (_WANTED_PRECISION, _LEAST_PRECISION))
    left_out = rungs[sure].sum() < _MOST_LEFT * rungs[fair].sum()
    return _LADDER[fair if left_out else sure]


def _lowest(rungs: Sequence[Array], precision: float) -> int:
    """Give the number of the lowest rung whose merges are right often enough, else the highest."""
    for number, chances in enumerate(rungs[:-1]):
        wrong = float((1.0 - chances).sum())
        if wrong <= max((1.0 - precision) * len(chances), _PARDONED):
            return number
    return len(rungs) - 1
