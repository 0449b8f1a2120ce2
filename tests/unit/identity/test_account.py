"""The account of a resolution: what stands out is told, in a few lines, with no value in them."""

import random

from tests.unit.identity.people import persons, source, source_of
from vibecli.data.catalog import Role
from vibecli.identity.account import details, figures, headline
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve

PEOPLE = persons(60)


def told(rows, **options):
    found = resolve([source_of("crm", range(100, 100 + len(rows)), rows)], Options(**options))
    return found, [line.replace("\x02", "<").replace("\x03", ">") for line in details(found)]


def typo(person):
    return (person[0][:-1], *person[1:3], "", *person[4:])


def test_the_biggest_clusters_are_named_with_what_holds_them_together():
    rows = [*PEOPLE, *[PEOPLE[0]] * 3, *map(typo, PEOPLE[:1] * 2), PEOPLE[1], PEOPLE[1]]
    _, lines = told(rows)
    big = [line for line in lines if line.startswith("big cluster")]
    assert [line.split(" records")[0] for line in big] == ["big cluster: 6", "big cluster: 3"]
    assert "weakest merge" in big[0]
    assert "equal in its 15 pairs: family name 15, email 15, birth date 15" in big[0]


def test_the_weakest_merges_come_first_and_are_accepted_ones():
    rows = [*PEOPLE, *map(typo, PEOPLE[:20])]
    found, lines = told(rows)
    merges = found.outcome.standouts.merges
    assert 0 < len(merges) <= 3
    assert [m.probability for m in merges] == sorted(m.probability for m in merges)
    assert all(found.labels[m.left] == found.labels[m.right] for m in merges)
    assert sum(line.startswith("weak merge: crm <crm") for line in lines) == len(merges)


def test_figures_and_lines_agree_and_hold_intervals():
    found, lines = told([*PEOPLE, *PEOPLE[:20]])
    known = figures(found)
    assert known["records"] == 80
    assert known["estimated_precision_low"] <= known["estimated_precision"]
    assert known["estimated_recall"] <= known["estimated_recall_high"] <= 1
    assert f"80 records, {known['candidates']:,.0f} candidate pairs" in lines[0]
    assert headline(found) == f"20 pairs accepted, {known['review']:.0f} to review, 60 persons"


def test_an_estimate_for_other_things_than_people_is_told_to_be_too_good():
    dice = random.Random(3)
    words = ["oak", "table", "steel", "lamp", "small", "round", "black", "desk", "shelf", "wide"]
    names = [" ".join(dice.sample(words, 4)) for _ in range(30)]
    things = source("things", range(30), ("title", Role.TEXT, names))
    people, _ = told(PEOPLE[:20])
    assert any("not of people" in line for line in details(resolve([things], Options())))
    assert not any("not of people" in line for line in details(people))


def test_a_placeholder_is_counted_and_its_value_is_in_no_line():
    rows = [(*p[:2], "noreply@shop.example", *p[3:]) if n < 20 else p for n, p in enumerate(PEOPLE)]
    found, lines = told(rows)
    assert "ignores 1 placeholder in email, held by 20 records" in lines
    assert not any("noreply" in line for line in lines)
    assert figures(found)["placeholders"] == 1
