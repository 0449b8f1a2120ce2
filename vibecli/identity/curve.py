"""The threshold curve: how precision trades for recall as the threshold of a match moves.

Owns what a threshold means here: clusters made of the scored pairs from it on, or, where only the
members' own bits are known, of the members from it on. How clusters are judged is given to it.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.components import components
from vibecli.identity.evaluate import Score

LOWEST, HIGHEST = -4, 20  # bits; probabilities of 0.06 and 0.999999
Judge = Callable[[Array], Score]


class Point(NamedTuple):
    """One threshold, in bits, and the score of the clusters at it."""

    bits: float
    score: Score


def pair_curve(size: int, pairs: tuple[Array, Array, Array], judge: Judge) -> list[Point]:
    """Give a point a threshold for scored pairs (left, right, bits) of `size` records."""
    left, right, bits = pairs
    labels = np.arange(size)
    points: list[Point] = []
    above = np.inf
    for stop in reversed(_steps(bits)):
        new = (bits >= stop) & (bits < above)
        one, two = labels[left[new]], labels[right[new]]
        apart = one != two
        if apart.any():
            labels = components(size, one[apart], two[apart])[labels]
        points.append(Point(float(stop), judge(labels)))
        above = stop
    return points[::-1]


def member_curve(found: Array, bits: Array, judge: Judge) -> list[Point]:
    """Give a point a threshold for members of clusters; one below it stands alone."""
    alone = np.arange(len(found)) + int(found.max(initial=0)) + 1
    return [
        Point(float(stop), judge(np.where(bits >= stop, found, alone))) for stop in _steps(bits)
    ]


def _steps(bits: Array) -> Sequence[int]:
    """Give every whole number of bits that parts the values, the lowest below them all."""
    known = np.clip(bits[~np.isnan(bits)], LOWEST, HIGHEST)
    if not len(known):
        return ()
    return range(int(np.floor(known.min())), int(np.ceil(known.max())) + 1)
