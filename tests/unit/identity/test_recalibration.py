"""Recalibration: answers move the bits as far as they say, and not at all where they agree."""

import numpy as np
import pytest

from vibecli.identity.recalibration import Shift, _fitted, learnt_shift
from vibecli.identity.rulings import Rulings


def answers(slope, offset, size=4_000):
    bits = np.linspace(-6, 6, size)
    return bits, np.ones(size), 1 / (1 + np.exp2(-(slope * bits + offset)))


@pytest.mark.parametrize(("slope", "offset"), [(1.0, 0.0), (1.0, -2.0), (0.7, 1.0)])
def test_many_answers_are_followed(slope, offset):
    found = _fitted(*answers(slope, offset))
    assert found.slope == pytest.approx(slope, abs=0.05)
    assert found.offset == pytest.approx(offset, abs=0.15)


def test_few_answers_move_little_and_none_nothing():
    assert _fitted(*np.empty((3, 0))) == Shift()
    one = _fitted(np.array([1.0]), np.array([1.0]), np.array([0.0]))
    assert -2.0 < one.offset < 0.0


def test_what_is_wrong_with_large_merges_is_not_held_against_small_ones():
    bits, pairs = np.ones(40), np.repeat([1.0, 64.0], 20)
    found = _fitted(bits, pairs, np.repeat([1.0, 0.0], 20))
    assert found.of(np.array([1.0]))[0] > 1.0


def test_an_answer_is_about_the_merge_that_joins_its_two_records():
    # 0 and 1 belong together by 9 bits, 2 joins them by less; the answer is about 2.
    pairs = np.array([0 * 3 + 1, 0 * 3 + 2, 1 * 3 + 2])
    taught = np.array([1 * 3 + 2])
    rulings = Rulings(apart=taught, taught=taught)
    bits, start = np.array([9.0, 3.0, 3.0]), np.arange(3)
    found = learnt_shift(start, pairs, bits, np.zeros(3, dtype=np.int64), rulings)
    assert found.merges == 1
    assert found.offset < 0
