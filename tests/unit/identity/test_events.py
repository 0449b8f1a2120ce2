"""Events: each record whose person changed is told once, and an untouched person is left alone."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.identity.answered import effects
from vibecli.identity.events import GONE, MERGE, MOVE, SPLIT, Change, event_columns
from vibecli.identity.frame import Frame
from vibecli.identity.persons import NO_PERSON, Earlier, person_ids
from vibecli.identity.rulings import Rulings

LETTERS = "abcdefghij"
CLUSTERS = st.lists(st.integers(0, 9), min_size=10, max_size=10)
EARLIER = st.dictionaries(st.sampled_from(LETTERS + "yz"), st.sampled_from("MNOPQ"))


def changed(records, earlier):
    """Give the change from earlier persons to clusters, both as {record: name}."""
    ids = sorted(records)
    frame = Frame(("crm",), np.zeros(len(ids), dtype=np.int64), np.array(ids, dtype=object), (), ())
    names = [records[record] for record in ids]
    labels = np.array([names.index(name) for name in names], dtype=np.int64)
    known = Earlier.of(frame, {("crm", record): person for record, person in earlier.items()})
    return Change(frame, known, person_ids(frame, labels, known))


def events(change):
    columns = event_columns(change)
    rows = zip(*(columns[name].tolist() for name in columns), strict=True)
    return [tuple(row) for row in rows]


def groups(records):
    return {frozenset(r for r in records if records[r] == name) for name in records.values()}


@pytest.mark.parametrize(
    ("earlier", "now", "told"),  # a letter a record, . where it is not there
    [
        ("aaabbb", "111111", [(MERGE, "b", "a", None, 3)]),
        ("aaaa", "1112", [(SPLIT, "a", "new", None, 1)]),
        ("aaabbb", "111122", [(MOVE, "b", "a", "r3", 1)]),
        ("aaabb", "111..", [(GONE, "b", None, None, 2)]),
        ("aaabbbbcc", "111222212", [(MERGE, "c", "a", None, 1), (MOVE, "c", "b", "r8", 1)]),
        ("aaabbb", "111222", []),
        ("...", "111", []),
        ("aaa", "...", [(GONE, "a", None, None, 3)]),
    ],
)
def test_what_became_of_earlier_persons(earlier, now, told):
    before, after = (
        {f"r{n}": name for n, name in enumerate(names) if name != "."} for names in (earlier, now)
    )
    found = [
        (event, person, other if other in {None, "a", "b"} else "new", record, records)
        for event, person, other, _, record, records in events(changed(after, before))
    ]
    assert found == told


@given(CLUSTERS, EARLIER)
def test_each_changed_record_is_told_once(clusters, earlier):
    change = changed(dict(zip(LETTERS, clusters, strict=True)), earlier)
    was, now = change.earlier.was, change.persons.ids
    known = np.flatnonzero(was != NO_PERSON)
    moved = [n for n in known if change.earlier.ids[was[n]] != now[n]]
    told = Counter()
    for event, person, other, _, _, records in events(change):
        told[person, other] += records if event != GONE else 0
    assert +told == Counter((change.earlier.ids[was[n]], now[n]) for n in moved)


@given(CLUSTERS, EARLIER)
def test_each_earlier_person_stays_is_merged_or_is_gone(clusters, earlier):
    change = changed(dict(zip(LETTERS, clusters, strict=True)), earlier)
    ended = [person for event, person, *_ in events(change) if event in (MERGE, GONE)]
    standing = set(change.persons.ids) & set(earlier.values())
    assert sorted([*ended, *standing]) == sorted(set(earlier.values()))
    assert change.before == change.same + change.changed + change.merged + change.gone
    assert change.after == change.same + change.changed + change.new


@given(CLUSTERS, EARLIER)
def test_who_is_untouched_keeps_the_id_and_no_id_is_given_twice(clusters, earlier):
    records = dict(zip(LETTERS, clusters, strict=True))
    change = changed(records, earlier)
    now = dict(zip(change.frame.ids, change.persons.ids, strict=True))
    for group in groups(earlier) & groups(records):
        assert {now[record] for record in group} == {earlier[record] for record in group}
    assert len(set(now.values())) == len(groups(records))


@given(CLUSTERS, EARLIER, st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_the_earlier_rows(clusters, earlier, dice):
    records = dict(zip(LETTERS, clusters, strict=True))
    shuffled = dict(dice.sample(sorted(earlier.items()), len(earlier)))
    one, two = changed(records, earlier), changed(records, shuffled)
    assert one.persons.ids.tolist() == two.persons.ids.tolist()
    assert events(one) == events(two)


@given(CLUSTERS, EARLIER, st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9))), st.booleans())
def test_an_answer_is_told_to_have_moved_what_moved_each_record_once(
    clusters, earlier, pairs, same
):
    change = changed(dict(zip(LETTERS, clusters, strict=True)), earlier)
    coded = np.array(sorted(10 * one + two for one, two in pairs if one < two), dtype=np.int64)
    found = effects(change, Rulings(same=coded) if same else Rulings(apart=coded))
    told = [record for effect in found for record in effect.records]
    was, kept = change.earlier.was, change.persons.kept
    assert all(NO_PERSON != was[record] != kept[record] for record in told)
    assert len(told) == len(set(told))
    assert all((was[e.left] == was[e.right] != NO_PERSON) != e.same for e in found)
    answered = {was[record] for e in found for record in (e.left, e.right)} - {NO_PERSON}
    moved = np.flatnonzero((was != NO_PERSON) & (was != kept))
    assert {n for n in moved if was[n] in answered} <= set(told)


def test_a_minted_id_is_never_that_of_a_person_who_was_merged_now():
    minted = changed({"a": 1}, {}).persons.ids[0]
    change = changed({"a": 1, "b": 2, "c": 2, "d": 2}, {"b": minted, "c": "M", "d": "M"})
    assert change.persons.ids[0] not in {minted, "M"}
