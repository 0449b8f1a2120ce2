"""Person ids: told by the records, carried over by majority, never given twice."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity.frame import Frame
from vibecli.identity.persons import Earlier, person_ids


def frame(ids, source=None):
    count = len(ids)
    numbers = np.zeros(count, dtype=np.int64) if source is None else np.array(source)
    return Frame(("crm", "web"), numbers, np.array(ids, dtype=object), (), ())


def ids_of(made, labels, earlier=None):
    """Give the person ids of the records of a frame."""
    return person_ids(made, labels, Earlier.of(made, earlier or {})).ids.tolist()


def test_an_id_is_told_by_the_smallest_record():
    one = ids_of(frame(["a", "b", "c"]), np.array([0, 0, 2]))
    two = ids_of(frame(["a", "c"]), np.array([0, 1]))
    assert one[0] == one[1] == two[0]
    assert one[2] == two[1] != one[0]
    assert all(person.startswith("p_") and len(person) == 14 for person in one)


def test_equal_ids_of_two_sources_are_two_persons():
    found = ids_of(frame(["a", "a"], [0, 1]), np.array([0, 1]))
    assert found[0] != found[1]


def test_earlier_ids_go_to_the_majority():
    earlier = {("crm", r): "old" for r in "bcd"} | {("crm", "a"): "other"}
    found = ids_of(frame(list("abcd")), np.array([0, 0, 2, 2]), earlier)
    assert found == ["other", "other", "old", "old"]


def test_a_minted_id_never_repeats_a_carried_one():
    minted = ids_of(frame(["a", "b", "c"]), np.array([0, 1, 1]))[0]
    found = ids_of(
        frame(["a", "b", "c"]), np.array([0, 1, 1]), {("crm", "b"): minted, ("crm", "c"): minted}
    )
    assert found[1] == minted
    assert found[0] not in {minted, ""}


@given(
    st.lists(st.integers(0, 6), min_size=7, max_size=7),
    st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(["x", "y", "z"])),
)
def test_each_cluster_has_one_id_of_its_own(raw, old):
    labels = np.array([raw.index(value) for value in raw])
    found = ids_of(frame(list("abcdefg")), labels, {("crm", r): p for r, p in old.items()})
    assert len(set(zip(labels.tolist(), found, strict=True))) == len(set(found)) == len(set(raw))


def test_a_new_id_is_none_that_a_person_elsewhere_has():
    one = frame(["a"])
    nobody, label = Earlier.of(one, {}), np.array([0])
    (first,) = person_ids(one, label, nobody).ids.tolist()
    assert person_ids(one, label, nobody, {first}).ids.tolist() != [first]
