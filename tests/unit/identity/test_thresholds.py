"""Thresholds: the lowest rung at which accepted merges look right, also among very few."""

import numpy as np
import pytest

from vibecli.identity.thresholds import chosen_thresholds
from vibecli.identity.weights import bits_of


def chosen(*chances):
    bits = np.array([bits_of(chance) for chance in chances])
    return chosen_thresholds(lambda stop: bits[bits >= stop], None, None).accept


@pytest.mark.parametrize(
    ("chances", "accept"),
    [
        ((), 0.70),
        ((0.88, 0.999, 0.999, 0.99), 0.70),
        ((0.81, 0.82, 0.999, 0.999), 0.85),
        ((*[0.82] * 30, *[0.99] * 70), 0.85),
        ((*[0.82] * 5, *[0.999] * 95), 0.70),
        ([0.89] * 40, 0.90),
        ([0.91] * 40, 0.70),  # else all of them were left out, as likely right as they are
        ([0.91] * 40 + [0.99] * 60, 0.95),
        ([0.75] * 40 + [0.99] * 60, 0.80),
    ],
)
def test_the_lowest_rung_that_looks_right_is_taken(chances, accept):
    assert chosen(*chances) == accept


def test_given_thresholds_are_kept():
    thresholds = chosen_thresholds(lambda _: np.empty(0), 0.6, 0.9)
    assert (thresholds.accept, thresholds.review) == (0.6, 0.6)
