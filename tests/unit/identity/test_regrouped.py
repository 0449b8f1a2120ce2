"""Known records leave their person only where no two persons would be one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity.regrouped import Standing


def firsts(names):
    """Give the first record of each record's group; a dot is a group of its own."""
    return np.array([at if n == "." else names.index(n) for at, n in enumerate(names)])


def standing(names):
    """Give persons by a letter a record, a dot for none."""
    return Standing(np.array([None if n == "." else n for n in names], dtype=object), firsts(names))


def regrouped(names, clusters):
    """Give the persons after a regrouping, a letter a record."""
    before = standing(names)
    after = before.regrouped(firsts(clusters), np.flatnonzero(before.owned))
    return "".join(p or "." for p in after.persons.tolist())


def test_a_record_moves_to_the_person_its_cluster_is():
    assert regrouped("aabbb", "xyyyy") == "abbbb"


def test_a_record_nobody_else_is_like_is_no_person_s():
    assert regrouped("aaabb", "xxzyy") == "aa.bb"


def test_two_persons_that_would_be_one_stay_as_they_are_with_all_near_them():
    assert regrouped("aabb", "xxxx") == "aabb"
    assert regrouped("aabbcc", "xxxxxy") == "aabbcc"


@given(
    st.lists(st.tuples(st.sampled_from("abcd."), st.sampled_from("vwxyz")), min_size=1, max_size=14)
)
def test_every_person_stays_and_none_is_two_clusters(records):
    names, clusters = zip(*records, strict=True)
    before = standing(names)
    after = before.regrouped(firsts(clusters), np.flatnonzero(before.owned))
    assert set(after.persons[after.owned].tolist()) == set(before.persons[before.owned].tolist())
    for person in set(after.persons[after.owned].tolist()):
        assert len(set(after.start[after.persons == person].tolist())) == 1
