"""Hashes of a stream in memory: how they are put in order."""

import numpy as np
import pytest

from vibecli.identity.identifier_hash import hashed
from vibecli.stream.hashes import order_of


@pytest.mark.parametrize("shift", [0, 44, 60])
def test_hashes_are_ordered_as_a_stable_sort_does(shift):
    draw = np.random.default_rng(shift)
    for count in (0, 1, 3, 2_000):  # shifted ones differ in their lowest bits, or are equal
        hashes = draw.integers(0, 2**64, count, dtype=np.uint64) >> np.uint64(shift)
        assert (order_of(hashes) == np.argsort(hashes, kind="stable")).all()


def test_a_number_that_is_a_key_is_no_placeholder():
    said = {"7", "9999", "unknown", "C-1"}
    assert set(hashed("customer_id", said)) == {"C-1"}
    assert set(hashed("customer_id", said, keys=True)) == {"7", "9999", "C-1"}
