"""Over-merging: different people stay apart by default, whatever they share, in tables of any size."""

import random

import pytest

from tests.unit.identity.people import FAMILY, GIVEN, clusters, source
from vibecli.data.catalog import Role
from vibecli.identity.resolve import Options, resolve

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
