"""Calibration: what clusters tell of pairs, without truth."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity.calibration import Calibration, Linked, learnt_calibration
from vibecli.identity.weights import probability


def linked(groups, bits_inside=9.0):
    """Give so many groups of three records held together by two sure pairs each."""
    labels = np.repeat(np.arange(groups) * 3, 3)
    size = len(labels)
    sure = [(3 * i + a) * size + 3 * i + b for i in range(groups) for a, b in ((0, 1), (0, 2))]
    return Linked(labels, np.array(sorted(sure)), np.full(len(sure), bits_inside), 0.0)


def test_pairs_that_others_put_together_are_likelier_than_their_fields_say():
    found = linked(200)
    size = len(found.labels)
    doubtful = np.array([(3 * i + 1) * size + 3 * i + 2 for i in range(200)])
    curve = learnt_calibration(found, doubtful, np.full(200, -2.0))
    assert probability(curve.of(np.array([-2.0])))[0] > 0.8


def test_without_pairs_bits_stand():
    none = np.empty(0, dtype=np.int64)
    curve = learnt_calibration(linked(3), none, np.empty(0))
    assert curve == Calibration()
    assert curve.of(np.array([1.5, -3.0])).tolist() == [1.5, -3.0]


@given(st.integers(2, 60), st.lists(st.floats(-8, 14), min_size=1, max_size=200), st.randoms())
def test_the_curve_never_falls(groups, bits, dice):
    found = linked(groups)
    size = len(found.labels)
    pairs = [sorted(dice.sample(range(size), 2)) for _ in bits]
    curve = learnt_calibration(found, np.array([a * size + b for a, b in pairs]), np.array(bits))
    told = curve.of(np.linspace(-12, 20, 400))
    assert (np.diff(told) >= -1e-9).all()
