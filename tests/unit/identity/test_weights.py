"""Estimation: calibrated without labels, rare values count for more, households are not persons."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.identity.people import clusters, persons, source, source_of
from vibecli.data.catalog import Role
from vibecli.identity.kinds import Kind
from vibecli.identity.options import Options
from vibecli.identity.patterns import counted_patterns
from vibecli.identity.placeholders import placeholder_codes
from vibecli.identity.resolve import resolve
from vibecli.identity.thresholds import chosen_thresholds
from vibecli.identity.weights import bits_of, probability


@given(st.floats(0.001, 0.999))
def test_bits_and_probability_are_two_ways_to_say_one_thing(chance):
    assert float(probability(np.array(bits_of(chance)))) == pytest.approx(chance, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1))
def test_patterns_count_every_row_once(rows):
    found = counted_patterns(np.array(rows, dtype=np.uint8))
    assert found.counts.sum() == len(rows)
    assert {tuple(row) for row in found.levels.tolist()} == set(rows)


def household(count):
    """Two people a household who share all but what is their own."""
    rows = []
    for i, (first, family, _, phone, birth, town) in enumerate(persons(count * 2)):
        home = rows[-1] if i % 2 else (None, family, None, phone, None, town)
        rows.append((first, home[1], f"{first}{i}@mail.example", home[3], birth, home[5]))
    return rows


def test_people_of_one_household_stay_apart():
    rows = household(60)
    copies = [(g[:-1], *rest) for g, *rest in rows[::3]]
    found = clusters(
        resolve([source_of("t", range(len(rows) + len(copies)), rows + copies)], Options())
    )
    pairs = {c for c in found if len(c) > 1}
    wanted = {frozenset({("t", str(3 * i)), ("t", str(len(rows) + i))}) for i in range(len(copies))}
    assert pairs == wanted


def test_a_rare_name_says_more_than_a_common_one():
    families = ["smith"] * 60 + ["zuckmayer"] * 2 + [f"name{i}" for i in range(60)]
    names = [f"g{i}" for i in range(60)] + ["otto", "otto"] + [f"h{i}" for i in range(60)]
    births = [f"19{40 + i % 50}-0{1 + i % 9}-1{i % 9}" for i in range(122)]
    births[61] = births[60]
    columns = (
        ("l", Role.FAMILY_NAME, families),
        ("f", Role.GIVEN_NAME, names),
        ("b", Role.BIRTH_DATE, births),
    )
    evidence = resolve([source("t", range(122), *columns)], Options()).outcome.evidence
    bits = dict(
        zip(
            zip(evidence["left_id"], evidence["right_id"], strict=True),
            evidence["bits"],
            strict=True,
        )
    )
    assert bits[("60", "61")] == max(bits.values()) > 0


@pytest.mark.parametrize(
    ("kind", "values", "counts", "expected"),
    [
        (Kind.EMAIL, ["anna@x.example", "noreply@x.example"], [1, 1], [1]),
        (Kind.PHONE, ["000000000", "123456789", "701234567"], [1, 1, 1], [0, 1]),
        (Kind.BIRTH, ["19000101", "19800203"], [30, 1], [0]),
        (Kind.BIRTH, ["19000101", "19800203"], [1, 1], []),
        (Kind.CODE, ["a1", "b2", "c3"], [400, 2, 1], [0]),
        (Kind.CODE, ["a1", "b2", "c3"], [3, 2, 1], []),
        (Kind.CITY, ["bonn", "ulm"], [900, 1], []),
        (Kind.EMAIL, [], [], []),
    ],
)
def test_placeholders_are_told_by_look_or_number(kind, values, counts, expected):
    assert placeholder_codes(kind, values, np.array(counts)) == expected


@pytest.mark.parametrize(
    ("bits", "expected"), [([20.0] * 9, 0.70), ([2.1] * 9 + [20.0], 0.85), ([], 0.70)]
)
def test_the_accept_threshold_rises_until_the_merges_look_right(bits, expected):
    assert chosen_thresholds(lambda _: np.array(bits), None, None).accept == expected


def test_given_thresholds_are_kept():
    chosen = chosen_thresholds(lambda _: np.empty(0), 0.97, 0.6)
    assert (chosen.accept, chosen.review, chosen.accept_from) == (0.97, 0.6, "given")
