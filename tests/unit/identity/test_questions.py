"""Questions: merges and not pairs, the one that matters most first, in whatever order they come."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity.questions import questions


def evidence(*rows):
    names = ("left_id", "right_id", "probability", "band", "why")
    found = {n: np.array([r[i] for r in rows], dtype=object) for i, n in enumerate(names[:2])}
    found |= {s: np.array(["t"] * len(rows), dtype=object) for s in ("left_source", "right_source")}
    found["probability"] = np.array([row[2] for row in rows], dtype=float)
    found["band"] = np.array([row[3] for row in rows], dtype=object)
    found["why"] = np.array(["" for _ in rows], dtype=object)
    return found


def shown(found):
    return [(q.left[1], q.right[1], q.left_size, q.right_size) for q in found]


def test_a_merge_of_many_pairs_comes_before_one_of_two_records():
    found = questions(
        evidence(
            ("a", "b", 0.999, "accept"), ("a", "c", 0.999, "accept"), ("d", "e", 0.995, "accept"),
            ("x", "y", 0.6, "review"), ("c", "d", 0.6, "review"),
        )
    )  # fmt: skip
    assert shown(found) == [("c", "d", 3, 2), ("x", "y", 1, 1)]


def test_an_accepted_pair_is_asked_about_only_where_nothing_surer_holds_it():
    found = questions(
        evidence(
            ("a", "b", 0.995, "accept"), ("b", "c", 0.995, "accept"), ("a", "c", 0.85, "accept"),
            ("c", "d", 0.9, "accept"), ("b", "d", 0.82, "accept"),
        )
    )  # fmt: skip
    assert shown(found) == [("c", "d", 3, 1)]
    assert found[0].accepted


def test_the_less_sure_of_two_alike_comes_first():
    found = questions(evidence(("a", "b", 0.97, "accept"), ("c", "d", 0.86, "accept")))
    assert [q.left[1] for q in found] == ["c", "a"]


def test_no_evidence_is_no_question():
    assert questions(evidence()) == []


@given(st.data())
def test_the_order_of_the_evidence_does_not_matter(data):
    pair = st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(
        lambda p: p[0] < p[1]
    )
    chance = st.tuples(pair, st.integers(50, 99), st.sampled_from(["accept", "review"]))
    drawn = data.draw(st.lists(chance, max_size=8, unique_by=lambda row: row[0]))
    rows = [(*p, c / 100 + n * 1e-5, band) for n, (p, c, band) in enumerate(drawn)]
    other = data.draw(st.permutations(rows))
    assert questions(evidence(*rows)) == questions(evidence(*other))
