"""Resolution as a whole: right on clear cases, the same in any order, honest where it cannot tell."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.identity.people import clusters, persons, source, source_of
from vibecli.data.catalog import Relationship, Role
from vibecli.errors import DataError
from vibecli.identity.mention import spell_out
from vibecli.identity.options import Options
from vibecli.identity.reasons import record_reasons
from vibecli.identity.resolve import resolve

PEOPLE = persons(40)


def mistyped(person):
    given, family, email, phone, birth, town = person
    return (given, family[:-1] + "x", email.upper(), f"+49 {phone}", birth, town)


def vague(person):
    """Half remembered: nothing but the name and a birth date with a slip."""
    given, family, _, _, birth, town = person
    return (given[:3], family, None, None, birth[:-1] + "9", town)


def test_duplicates_are_found_and_others_stay_apart():
    rows = [*PEOPLE, *map(mistyped, PEOPLE[:10])]
    found = clusters(resolve([source_of("crm", range(100, 150), rows)], Options()))
    pairs = {frozenset({("crm", str(100 + i)), ("crm", str(140 + i))}) for i in range(10)}
    assert {c for c in found if len(c) > 1} == pairs


def test_two_tables_are_linked_even_when_tiny():
    left = source_of("crm", ["a", "b"], PEOPLE[:2])
    right = source_of("loyalty", ["x", "y"], [mistyped(PEOPLE[1]), PEOPLE[5]])
    assert frozenset({("crm", "b"), ("loyalty", "x")}) in clusters(
        resolve([left, right], Options())
    )


SHARED = ("Weber", "lena.weber@mail.example", "+49 171 5550101", None, "Berlin")
STRANGERS = [
    ("Wei", "Li", "wei.li@inbox.example", "+1 512 555 0142", None, "Austin"),
    ("Ana", "García", "ana.garcia@inbox.example", "+34 600 555 010", None, "Madrid"),
]


@pytest.mark.parametrize(
    ("given", "accepted"),
    [("Magdalena", 1), ("Lena", 1), ("Magda", 1), ("Magdlaena", 1), (None, 1), ("Petra", 0)],
)
def test_one_address_and_number_are_one_person_in_tiny_tables_unless_the_names_differ(
    given, accepted
):
    left = source_of("crm", ["a", "b"], [("Magdalena", *SHARED), STRANGERS[0]])
    right = source_of("club", ["x", "y"], [(given, *SHARED), STRANGERS[1]])
    found = resolve([left, right], Options())
    assert (found.outcome.accepted, found.outcome.review) == (accepted, 1 - accepted)


def test_umlauts_are_one_however_they_are_written():
    rows = [("Søren", *PEOPLE[0][1:]), ("Soeren", *PEOPLE[0][1:]), *PEOPLE[1:]]
    frame = resolve([source_of("crm", range(100, 141), rows)], Options()).frame
    assert frame.fields[0].codes[0] == frame.fields[0].codes[1]


def test_every_record_is_told_why_it_is_with_its_person():
    left = source_of("crm", ["a", "b"], PEOPLE[:2])
    right = source_of("club", ["x"], [PEOPLE[1]])
    reasons = record_reasons(resolve([left, right], Options()), {})
    alone, one, two = sorted(spell_out(why, lambda _, record_id: record_id) for why in reasons)
    assert alone == "no other record of this person"
    assert one.startswith("same person as club 'x': ")
    assert two.startswith("same person as crm 'b': ")


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_order_of_rows_and_sources_changes_nothing(seed):
    dice = random.Random(seed)
    rows = [*PEOPLE, *map(mistyped, PEOPLE[:15])]
    ids = [f"r{i:03}" for i in range(len(rows))]
    other = source_of("web", range(20), PEOPLE[20:])
    straight = resolve([source_of("crm", ids, rows), other], Options())
    shuffled = dice.sample(list(zip(ids, rows, strict=True)), len(rows))
    turned = resolve([other, source_of("crm", *zip(*shuffled, strict=True))], Options())
    assert clusters(straight) == clusters(turned)
    assert np.array_equal(straight.probability, turned.probability)


def test_two_runs_are_equal_to_the_bit():
    sources = [source_of("crm", range(50), [*PEOPLE, *map(mistyped, PEOPLE[:10])])]
    one, two = resolve(sources, Options()), resolve(sources, Options())
    for name, column in one.outcome.evidence.items():
        assert column.tolist() == two.outcome.evidence[name].tolist()
    assert one.thresholds == two.thresholds


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_compare_is_no_error(count):
    found = resolve([source_of("crm", range(count), PEOPLE[:count])], Options())
    assert len(clusters(found)) == count
    assert found.outcome.accepted == found.outcome.review == 0


def test_an_empty_table_beside_a_full_one():
    found = resolve([source_of("a", [], []), source_of("b", range(5), PEOPLE[:5])], Options())
    assert len(clusters(found)) == 5


@pytest.mark.parametrize("values", [[None] * 4, ["same"] * 4])
def test_columns_that_tell_nothing_are_refused_with_a_hint(values):
    with pytest.raises(DataError, match="no column of t tells persons apart") as error:
        resolve([source("t", range(4), ("city", Role.CITY, values))], Options())
    assert error.value.hint


def test_one_to_one_takes_only_the_best():
    left = source_of("a", ["1"], PEOPLE[:1])
    right = source_of("b", ["x", "y"], [PEOPLE[0], mistyped(PEOPLE[0])])
    others = source_of("c", range(9), PEOPLE[5:14])
    found = clusters(resolve([left, right, others], Options(one_to_one=True)))
    assert frozenset({("a", "1"), ("b", "x")}) in found


def test_a_stricter_threshold_never_joins_more():
    rows = [*PEOPLE, *map(mistyped, PEOPLE)]
    sources = [source_of("crm", range(len(rows)), rows)]
    counts = [len(clusters(resolve(sources, Options(accept=p)))) for p in (0.5, 0.9, 0.99, 1.0)]
    assert counts == sorted(counts)


def test_pairs_between_the_thresholds_are_asked_not_merged():
    rows = [*PEOPLE, *map(vague, PEOPLE)]
    strict = resolve([source_of("crm", range(len(rows)), rows)], Options(accept=1.0, review=0.5))
    evidence = strict.outcome.evidence
    asked = [i for i, band in enumerate(evidence["band"].tolist()) if band == "review"]
    assert len(asked) == strict.outcome.review > 0
    for i in asked:
        pair = {("crm", evidence[f"{side}_id"][i]) for side in ("left", "right")}
        assert not any(pair <= cluster for cluster in clusters(strict))


def with_link(values, *, shared):
    """Give crm, and a profile that holds its keys but tells of other people in `shared` columns."""
    crm = source("crm", [f"C{i}" for i in range(20)], *columns_of(PEOPLE[:20]))
    renamed = [c if c.name != "id" else replace(c, name="customer_id") for c in crm.columns]
    crm = type(crm)(crm.name, crm.ids, tuple(renamed), ("customer_id",))
    others = columns_of(persons(len(values), seed=9))[:shared]
    profile = source("profile", range(len(values)), ("customer_id", None, values), *others)
    return [crm, profile]


def columns_of(rows):
    labels = ("first_name", "last_name", "email", "phone")
    roles = (Role.GIVEN_NAME, Role.FAMILY_NAME, Role.EMAIL, Role.PHONE)
    return [
        (label, role, [r[i] for r in rows])
        for i, (label, role) in enumerate(zip(labels, roles, strict=True))
    ]


def test_a_held_key_joins_records_that_share_nothing_else():
    found = resolve(
        with_link(["C3", "C7", None], shared=4), Options(relationships=(relation("customer_id"),))
    )
    assert {("crm", "C3"), ("profile", "0")} in clusters(found)
    assert "same key" in found.outcome.evidence["why"].tolist()
    assert [len(link.pairs) for link in found.links] == [2]


def relation(column):
    return Relationship(
        table="profile", column=column, to_table="crm", to_column="customer_id", declared=True
    )


@pytest.mark.parametrize("known", [(), ("inferred",)])
def test_a_key_whose_records_disagree_is_not_trusted(known):
    inferred = [relation("customer_id").model_copy(update={"declared": False}) for _ in known]
    links = with_link([f"C{i}" for i in range(12)], shared=4)
    found = resolve(links, Options(relationships=tuple(inferred)))
    assert not found.links
    assert [link.column for link in found.refused_links] == ["customer_id"]
    assert not any(len(cluster) > 1 for cluster in clusters(found))


def test_bare_ids_of_two_tables_join_nothing():
    found = resolve(
        [source_of("a", range(20), PEOPLE[:20]), source_of("b", range(20), PEOPLE[20:])], Options()
    )
    assert not found.links
    assert len(clusters(found)) == 40


def test_a_crowd_of_identical_records_is_one_person():
    rows = [*PEOPLE, *[PEOPLE[0]] * 8, *[persons(1, seed=77)[0]] * 70]
    sizes = sorted(
        map(len, clusters(resolve([source_of("crm", range(len(rows)), rows)], Options())))
    )
    assert sizes == [1] * 39 + [9, 70]


def test_two_records_are_enough():
    twice = source_of("crm", range(2), [PEOPLE[0], mistyped(PEOPLE[0])])
    assert len(clusters(resolve([twice], Options()))) == 1
