"""The parts of an explanation add up to what the engine decides with."""

import random
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.identity import people
from vibecli.data.catalog import Role
from vibecli.identity.block import joined_pairs
from vibecli.identity.cohesion import MemberPairs, standings, weakest_merge
from vibecli.identity.compare import Comparer
from vibecli.identity.excerpt import excerpt
from vibecli.identity.explain import Explainer
from vibecli.identity.fields import Field, Part
from vibecli.identity.frame import build_frame
from vibecli.identity.grounds import NamedRecord
from vibecli.identity.kinds import Kind
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve
from vibecli.identity.trained import Trained
from vibecli.identity.weights import (
    SAME_HOUSEHOLD,
    SAME_PERSON,
    STRANGER,
    Weights,
    pair_bits,
    pair_logs,
)

COUNT = 260


@cache
def resolved():
    """Resolve persons, a third of them in two records with a slip, and texts beside them."""
    dice = random.Random(5)
    rows = []
    for number, person in enumerate(people.persons(COUNT)):
        rows.append([*person, f"likes {dice.choice(['tea', 'rum'])} and {dice.choice('abcdefg')}"])
        if number % 3 == 0:
            slip = [*rows[-1]]
            slip[dice.randrange(6)] = None if number % 2 else f"x{number}"
            rows.append(slip)
    labels = [*zip(people.NAMES, people.ROLES, strict=True), ("note", Role.TEXT)]
    columns = [(name, role, [row[at] for row in rows]) for at, (name, role) in enumerate(labels)]
    ids = [f"{number:04}" for number in range(len(rows))]
    return resolve([people.source("crm", ids, *columns)], Options())


def explainer(records, linked=None):
    resolution = resolved()
    model = Trained.of(resolution, resolution.weights, one_to_one=False)
    weights = model.weights(resolution.frame)
    known = excerpt(resolution.frame, weights, records, model.company)
    return Explainer(
        known,
        lambda n: NamedRecord(source="crm", record_id=known.frame.ids[n]),
        lambda a, b: [("x", "y")] * len(known.frame.fields),
        linked or {},
    )


def engine(left, right):
    """Give bits and logs of a pair as the engine has them on all records."""
    resolution = resolved()
    pairs = np.array([left * resolution.frame.size + right])
    levels = Comparer(resolution.frame).levels(pairs)
    logs = pair_logs(resolution.frame, resolution.weights, pairs, levels)
    return float(pair_bits(resolution.frame, resolution.weights, pairs, levels)[0]), logs[:, 0]


records = st.integers(0, COUNT + 80)


@settings(max_examples=50)
@given(st.lists(records, min_size=2, max_size=2, unique=True).map(sorted))
def test_the_steps_add_up_to_the_bits_of_the_engine(pair):
    left, right = pair
    fall = explainer(pair).pair(0, 1)
    bits, logs = engine(left, right)
    steps = sum(bar.bits + bar.rarity for bar in fall.fields)
    assert fall.start + steps + fall.together + fall.other == pytest.approx(fall.bits, abs=1e-9)
    assert fall.bits == pytest.approx(bits, abs=1e-7)  # kept weights have nine decimals
    joint = logs + np.log2(resolved().weights.shares)
    same, home = joint[[*SAME_PERSON]].max(), joint[[*SAME_HOUSEHOLD]].max()
    assert fall.against_stranger == pytest.approx(same - joint[STRANGER], abs=1e-7)
    assert fall.against_household == pytest.approx(same - home, abs=1e-7)
    assert fall.together == 0


@settings(max_examples=50)
@given(st.lists(records, min_size=2, max_size=2, unique=True))
def test_bars_are_against_the_likelier_alternative_and_each_adds_up_too(pair):
    fall = explainer(pair).pair(0, 1)
    totals = {"stranger": fall.against_stranger, "household": fall.against_household}
    assert totals[fall.against] == min(totals.values())
    assert fall.kin or -np.log2(3) <= fall.other <= 1  # two ways to be one person, three not to
    chosen = f"against_{fall.against}"
    for bar in fall.fields:
        assert bar.bits + bar.rarity == pytest.approx(getattr(bar, chosen), abs=1e-9)
    sizes = [abs(bar.bits + bar.rarity) for bar in fall.fields]
    assert sizes == sorted(sizes, reverse=True)


def test_a_pair_is_told_in_the_order_it_is_named():
    one, two = explainer([3, 9]).pair(0, 1), explainer([3, 9]).pair(1, 0)
    assert (one.left, one.right) == (two.right, two.left)
    assert [(f.field, f.right, f.left, f.bits) for f in one.fields] == [
        (f.field, f.left, f.right, f.bits) for f in two.fields
    ]


def test_members_stand_as_the_match_rated_them():
    resolution = resolved()
    sizes = np.bincount(resolution.labels)
    for label in np.flatnonzero(sizes > 1)[:20].tolist():
        members = np.flatnonzero(resolution.labels == label)
        account = explainer(members.tolist()).account(len(members))
        chances = {one.record.record_id: one.probability for one in account.members}
        for member in members.tolist():
            rated = float(resolution.probability[member])
            assert chances[resolution.frame.ids[member]] == pytest.approx(rated, abs=1e-6)


def members(bits, *, bound=(), one_to_one=False, source=None):
    """Give a person of records by the bits of its pairs: {(0, 1): 9.0, ...}."""
    size = 1 + max(max(pair) for pair in bits)
    pairs = joined_pairs(*np.triu_indices(size, k=1), size)
    told = [bits.get(divmod(pair, size), -4.0) for pair in pairs.tolist()]
    joined = [divmod(pair, size) in bound for pair in pairs.tolist()]
    return MemberPairs(
        np.array(source or [0] * size),
        pairs,
        np.array(told),
        np.array(joined),
        one_to_one=one_to_one,
    )


def test_the_weakest_merge_parts_the_two_groups_and_names_their_best_pair():
    found = weakest_merge(
        members({(0, 1): 9.0, (2, 3): 8.0, (0, 2): 3.0, (1, 3): 1.0, (0, 3): 0.5, (1, 2): 0.0})
    )
    assert (found.left, found.right, divmod(found.pair, 4)) == ((0, 1), (2, 3), (0, 2))
    assert found.eligible
    assert found.bits < 8


def test_what_was_joined_by_a_key_is_no_merge():
    assert weakest_merge(members({(0, 1): 40.0}, bound={(0, 1)})) is None
    found = weakest_merge(members({(0, 1): 40.0, (1, 2): 6.0, (0, 2): 6.0}, bound={(0, 1)}))
    assert (found.left, found.right) == ((0, 1), (2,))


def test_groups_that_nothing_joins_are_told_as_such():
    found = weakest_merge(members({(0, 1): 9.0, (2, 3): 9.0, (0, 2): -2.0}))
    assert not found.eligible
    assert (found.left, found.right, divmod(found.pair, 4)) == ((0, 1), (2, 3), (0, 2))


def test_one_to_one_merges_are_pairs():
    found = weakest_merge(members({(0, 1): 5.0, (0, 2): 9.0, (1, 2): 4.0}, one_to_one=True,
                                  source=[0, 1, 2]))  # fmt: skip
    assert (found.left, found.right, found.bits) == ((0, 2), (1,), 5.0 - 1.2)


def test_who_argues_most_against_is_the_one_with_the_fewest_bits_to_the_others():
    first, *_, last = standings(members({(0, 1): 9.0, (0, 2): -3.0, (1, 2): 2.0}))
    assert (first.record, first.best, first.mean) == (2, 1, -0.5)
    assert (last.record, last.mean) == (1, 5.5)


def test_a_key_that_joined_two_records_is_said_and_counts_as_in_the_match():
    found = explainer([0, 40], linked={(0, 1): "a.key = b.key"})
    assert found.pair(0, 1).same_key == "a.key = b.key"
    account = found.account(2)
    assert account.weakest is None
    assert account.members[0].best_bits == 40


@pytest.mark.parametrize("most", [1, 2, 7])
def test_an_excerpt_compares_as_the_whole_does(most):
    resolution = resolved()
    few = list(range(0, resolution.frame.size, most * 13))
    known = explainer(few)
    rows = np.array(few)
    left, right = np.triu_indices(len(few), k=1)
    pairs = rows[left] * resolution.frame.size + rows[right]
    levels = Comparer(resolution.frame).levels(pairs)
    assert (known._levels == levels).all()
    bits = pair_bits(resolution.frame, resolution.weights, pairs, levels)
    assert np.allclose(known._bits, bits, atol=1e-6)


def test_texts_of_an_excerpt_are_as_alike_as_among_all():
    notes = [f"{a} {b} {c}" for a in ("red", "blue") for b in ("tea", "rum") for c in "abcdefgh"]
    source = people.source("notes", [f"{n:02}" for n in range(len(notes))],
                           ("note", Role.TEXT, notes))  # fmt: skip
    frame = build_frame([source], (Field("note", Kind.TEXT, (Part("note"),)),))
    weights = Weights((np.zeros((5, 6)),), np.full(5, 0.2), (np.zeros(len(notes)),))
    pairs = np.array([0 * frame.size + 1, 0 * frame.size + 30, 1 * frame.size + 30])
    few = excerpt(frame, weights, [0, 1, 30]).frame
    assert few.size == 3
    levels = Comparer(few).levels(np.array([1, 2, 5]))
    assert (levels == Comparer(frame).levels(pairs)).all()
