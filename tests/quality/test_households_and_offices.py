"""Over-merging, harder: people whose names are alike and who share what people share stay apart."""

import random

import pytest

from tests.quality.test_over_merging import changed, people, some_columns
from tests.unit.identity.people import clusters
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve

ALIKE = (
    *("Anna", "Hanna", "Jan", "Ian", "Jonas", "Joan", "Tim", "Tom", "Lena", "Lea"),
    *("Maria", "Marta", "Martin", "Mario", "Christian", "Christoph", "Karin", "Karl"),
    *("Nora", "Nina"),
)
TWINS = (("Lena", "Lea"), ("Tim", "Tom"), ("Anna", "Hanna"), ("Max", "Moritz"), ("Felix", "Fritz"))
COLUMNS = {
    "all": range(7),
    "no birth date": (0, 1, 2, 3, 5, 6),
    "name and phone": (0, 1, 3),
    "name, phone and city": (0, 1, 3, 6),
    "name and mail": (0, 1, 2),
    "name, mail and birth date": (0, 1, 2, 4),
}


def office(count, seed, **shared):
    """Give colleagues of whom several are nearly called like another."""
    rows = [changed(p, **shared) for p in people(count, seed)]
    names = ("Schmidt", "Schulz", "Meier", "Vogel")
    return [
        changed(p, first_name=ALIKE[i], last_name=names[i // 5]) for i, p in enumerate(rows[:20])
    ]


def family(count):
    """Give families of four in one home, with one number and one mailbox."""
    dice, rows = random.Random(count), []
    for p in people(count, count + 1):
        given = (*dice.choice(TWINS), *dice.sample(("Otto", "Ute", "Bernd", "Silke"), 2))
        for i, name in enumerate(given):
            born = f"{1948 + 9 * i + dice.randint(0, 8)}-0{1 + 2 * i}-{dice.randint(10, 28)}"
            rows.append(changed(p, first_name=name, birth_date=born))
    return rows


def twins(count):
    return [
        changed(p, first_name=name, email=f"{name}{p[2][-9:]}")
        for i, p in enumerate(people(count, count + 2))
        for name in TWINS[i % len(TWINS)]
    ]


def namesakes(count):
    """Give fathers and sons of one name, in one home and with one number."""
    return [
        changed(p, birth_date=born, email=f"{p[0]}{born[:4]}{i}@mail.example")
        for i, p in enumerate(people(count, count + 3))
        for born in (f"{1935 + i}-03-0{1 + i}", f"{1962 + 2 * i}-1{i % 3}-{28 - i}")
    ]


CASES = {
    "office of 6, one number": office(6, 31, phone="0431555010"),
    "office of 6, one mailbox": office(6, 32, email="office@firm.example"),
    "office of 20, all shared": office(
        20, 33, phone="0431555010", email="o@firm.example", street="12 Harbour Road", city="Kiel"
    ),
    "family": family(1),
    "families": family(6),
    "twins": twins(1),
    "pairs of twins": twins(10),
    "father and son": namesakes(1),
    "fathers and sons": namesakes(8),
}


def false_merges(rows, columns, rest=()):
    found = clusters(resolve([some_columns("t", [*rows, *rest], columns)], Options()))
    own = {("t", f"t{i:03}") for i in range(len(rows))}
    return [sorted(c) for c in found if len(c) > 1 and c & own]


@pytest.mark.parametrize("table", COLUMNS)
@pytest.mark.parametrize("case", CASES)
def test_people_who_are_alike_stay_apart(case, table):
    if "son" in case and 4 not in COLUMNS[table]:
        pytest.skip("nothing tells them apart")
    assert false_merges(CASES[case], COLUMNS[table]) == []


@pytest.mark.parametrize("case", CASES)
def test_they_stay_apart_among_sixty(case):
    assert false_merges(CASES[case], COLUMNS["all"], people(60, 99)) == []


def test_they_stay_apart_among_two_thousand_and_duplicates_are_found():
    rows = [row for case in CASES.values() for row in case]
    rest = people(2000 - len(rows), 98)
    copies = [changed(p, phone=None, last_name=p[1] + "e") for p in rest[:100]]
    table = some_columns("t", [*rows, *rest, *copies], COLUMNS["all"])
    found = [c for c in clusters(resolve([table], Options())) if len(c) > 1]
    numbers = [sorted(int(record[1:]) for _, record in c) for c in found]
    wanted = {(len(rows) + i, 2000 + i) for i in range(100)}
    assert all(len(rows) <= low for low, *_ in numbers)
    assert len({tuple(n) for n in numbers} & wanted) >= 95


@pytest.mark.parametrize("slip", ["Hnana", "Hana", "Hannah", "hanna m."])
def test_a_slip_in_a_name_is_no_second_person(slip):
    rows = people(6, 97)
    twice = changed(rows[0], first_name="Hanna"), changed(rows[0], first_name=slip)
    found = clusters(resolve([some_columns("t", [*twice, *rows[1:]], range(7))], Options()))
    assert [c for c in found if len(c) > 1] == [{("t", "t000"), ("t", "t001")}]
