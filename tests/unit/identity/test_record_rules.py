"""Rules of a match: what they make certain is certain, whatever else the records say."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.identity import people
from vibecli.data.catalog import Role
from vibecli.identity.options import Options
from vibecli.identity.record_rules import RecordRule, RuledRecords
from vibecli.identity.resolve import resolve

CARDS = st.lists(st.sampled_from([None, "A-1", "a1", "B-2", "C-3"]), min_size=40, max_size=40)


def resolved(cards, *rules):
    persons = people.persons(20)
    rows = [[*person, card] for person, card in zip([*persons, *persons], cards, strict=True)]
    labels = [*zip(people.NAMES, people.ROLES, strict=True), ("card", Role.FOREIGN_KEY)]
    columns = [(name, role, [row[at] for row in rows]) for at, (name, role) in enumerate(labels)]
    source = people.source("crm", [f"{at:02}" for at in range(40)], *columns)
    return resolve([source], Options(rules=tuple(RecordRule(s, ("card",)) for s in rules))).labels


def groups(cards):
    """Give the number of each card; spellings of one card have one number."""
    plain = [card and card.replace("-", "").lower() for card in cards]
    return [
        0 if card is None else 1 + sorted(set(filter(None, plain))).index(card) for card in plain
    ]


@given(CARDS)
@settings(max_examples=10)
def test_the_same_value_is_one_person(cards):
    labels, numbers = resolved(cards, True), groups(cards)
    for number in set(numbers) - {0}:
        own = [
            label for label, held in zip(labels.tolist(), numbers, strict=True) if held == number
        ]
        assert len(set(own)) == 1


@given(CARDS)
@settings(max_examples=10)
def test_another_value_is_another_person_however_equal_they_are(cards):
    labels, numbers = resolved(cards, False), groups(cards)
    for label in set(labels.tolist()):
        own = {held for at, held in zip(labels.tolist(), numbers, strict=True) if at == label}
        assert len(own - {0}) <= 1


def test_without_a_rule_nothing_changes():
    cards = [None] * 40
    assert np.array_equal(resolved(cards), resolved(cards, True, False))


def test_what_is_held_apart_is_not_put_together_by_another_rule():
    cards = [None] * 40
    cards[0] = cards[20] = "A-1"
    assert resolved(cards, True)[20] == 0
    cards[20] = "B-2"
    assert resolved(cards, False)[20] != 0


def test_one_held_apart_does_not_come_between_those_it_is_not_of():
    card = ("card", None, ["A-1", "a1", "A-1", None])
    zone = ("zone", None, ["Z-1", "Z-2", "Z-1", "Z-2"])
    source = people.source("crm", ["0", "1", "2", "3"], card, zone)
    ruled = RuledRecords.of([source], [RecordRule(True, ("card",)), RecordRule(False, ("zone",))])
    assert ruled.bound.tolist() == [0 * 4 + 2]
    one, two = np.array([0, 0, 1, 1, 0]), np.array([1, 2, 2, 3, 3])
    assert ruled.deciding(one, two).tolist() == [1, 0, 1, -1, 1]
    assert ruled.told == (
        "rule: same card is one person; 3 records have one",
        "rule: different zone is two persons; 4 records have one",
    )


def test_a_short_code_says_something_and_what_many_have_still_parts_two():
    segment = ["a"] * 60 + ["b"] * 3 + ["000", None]
    source = people.source("crm", [f"{at:02}" for at in range(65)], ("segment", None, segment))
    rules = [RecordRule(True, ("segment",)), RecordRule(False, ("segment",))]
    ruled = RuledRecords.of([source], rules)
    assert [int((keys > 0).sum()) for keys in ruled.keys] == [3, 63]
