"""Over-merging: different people stay apart by default, whatever they share, in tables of any size."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.identity.people import FAMILY, GIVEN, clusters, source
from vibecli.data.catalog import Role
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve

COLUMNS = (
    ("first_name", Role.GIVEN_NAME),
    ("last_name", Role.FAMILY_NAME),
    ("email", Role.EMAIL),
    ("phone", Role.PHONE),
    ("birth_date", Role.BIRTH_DATE),
    ("street", Role.STREET),
    ("city", Role.CITY),
)
OFFICE = ("12 Harbour Road", "Kiel")


def table(name, rows):
    columns = [(*c, [row[at] for row in rows]) for at, c in enumerate(COLUMNS)]
    return source(name, [f"{name}{i:04}" for i in range(len(rows))], *columns)


def people(count, seed):
    """Give different people: names may repeat, births, addresses and numbers are their own."""
    dice = random.Random(seed)
    births = dice.sample(range(365 * 50), count)
    found = []
    for i, born in enumerate(births):
        given, family = dice.choice(GIVEN), dice.choice(FAMILY)
        month, day = born % 365 // 31 + 1, born % 365 % 28 + 1
        home = (f"{dice.randint(1, 300)} {dice.choice(FAMILY).title()} Road", dice.choice(TOWNS))
        number = f"0{dice.randint(10**8, 10**9 - 1)}"
        mail = f"{given[0]}{family}{dice.randint(10, 99)}{i}@mail.example"
        found.append(
            (given, family, mail, number, f"{1950 + born // 365}-{month:02}-{day:02}", *home)
        )
    return found


TOWNS = ["Bonn", "Ulm", "Kiel", "Jena", "Trier", "Essen", "Mainz"]


def changed(person, **new):
    names = [name for name, _ in COLUMNS]
    return tuple(new.get(name, value) for name, value in zip(names, person, strict=True))


def families(count, seed):
    """Give twins, and fathers with sons of their name, in homes of their own."""
    rows = []
    for i, one in enumerate(people(count, seed)):
        others = [name for name in GIVEN if name != one[0]]
        twin = changed(one, first_name=others[i % len(others)], email=f"twin{i}@mail.example")
        father = changed(one, email=None, birth_date=f"19{25 + i % 20}-11-2{i % 9}")
        named = changed(one, last_name=f"{one[1]} Jr.", email=None)
        rows += [one, twin] if i % 2 else [named, changed(father, last_name=f"{one[1]} Sr.")]
    return rows


SHARED = {
    "one mailbox": [changed(p, email="office@firm.example") for p in people(50, 1)],
    "one number": [changed(p, phone="0431555010") for p in people(50, 2)],
    "one placeholder": [changed(p, phone="0000000000") for p in people(80, 3)],
    "one office": [changed(p, street=OFFICE[0], city=OFFICE[1]) for p in people(50, 4)],
    "twins and namesakes": families(40, 5),
}


def merged(rows, *others):
    return [c for c in clusters(resolve([table("t", rows), *others], Options())) if len(c) > 1]


@pytest.mark.parametrize("shared", SHARED)
def test_people_who_share_something_stay_apart(shared):
    assert merged(SHARED[shared]) == []


@pytest.mark.parametrize("shared", SHARED)
def test_people_who_share_something_stay_apart_among_many(shared):
    rest = people(400, 6)
    copies = [changed(p, phone=None, last_name=p[1] + "e") for p in rest[:60]]
    found = merged([*SHARED[shared], *rest, *copies])
    own = len(SHARED[shared])
    assert not any(int(record[1:]) < own for c in found for _, record in c)
    assert len(found) >= 50


def test_all_of_it_at_once():
    assert merged([row for rows in SHARED.values() for row in rows]) == []


def some_columns(name, rows, columns):
    made = [(*COLUMNS[at], [row[at] for row in rows]) for at in columns]
    return source(name, [f"{name}{i:03}" for i in range(len(rows))], *made)


def named_apart(count, seed):
    """Give different people of whom no two have both names in common."""
    found = {(p[0], p[1]): p for p in people(2 * count, seed)}
    return list(found.values())[:count]


def test_two_tables_of_three_that_share_a_city_share_nobody():
    rows = [changed(p, city="Kiel") for p in named_apart(6, 7)]
    for columns in ((0, 1, 6), (1, 6), (2, 6), (0, 1, 2, 6), range(7)):
        tables = [some_columns("a", rows[:3], columns), some_columns("b", rows[3:], columns)]
        found = resolve(tables, Options())
        assert found.outcome.accepted == 0, columns


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 50),
    st.integers(0, 10**6),
    st.sampled_from([(0, 1, 6), (0, 1, 4, 6), (0, 1, 2), (0, 1, 3), (0, 1, 5, 6), range(7)]),
    st.sampled_from([{}, {"city": "Kiel"}]),
)
def test_different_people_in_tiny_tables_stay_apart(count, seed, columns, shared):
    rows = [changed(p, **shared) for p in named_apart(count, seed)]
    half = (len(rows) + 1) // 2
    one = [some_columns("t", rows, columns)]
    two = [some_columns("a", rows[:half], columns), some_columns("b", rows[half:], columns)]
    for tables in (one, two):
        if len(rows) > len(tables):
            assert resolve(tables, Options()).outcome.accepted == 0


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 50), st.integers(0, 10**6))
def test_obvious_duplicates_in_tiny_tables_are_found(count, seed):
    rows = named_apart(count, seed)
    twice = [changed(rows[0], last_name=f"{rows[0][1]}n", phone=None), rows[1]]
    found = clusters(resolve([table("t", rows), table("u", twice)], Options()))
    wanted = {frozenset({("t", f"t000{i}"), ("u", f"u000{i}")}) for i in range(2)}
    assert {c for c in found if len(c) > 1} == wanted
