"""Limits: what the columns cannot carry is said, and left to a person."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.identity.people import persons, source, source_of
from vibecli.data.catalog import Role
from vibecli.identity.account import details, headline
from vibecli.identity.options import Options
from vibecli.identity.resolve import resolve


def products(name, more):
    titles = [f"garden lamp no{7919 * i % 1000:03} {more}" for i in range(40)]
    columns = (
        ("title", Role.TEXT, titles),
        ("price", Role.AMOUNT, [str(10 + i) for i in range(40)]),
    )
    return source(name, [f"{name}{i}" for i in range(40)], *columns)


def shops():
    return [products("shop", "white"), products("market", "with bulb")]


def test_titles_and_prices_are_left_to_review_and_said_so():
    found = resolve(shops(), Options())
    assert found.limits[0] == "only title tells records apart"
    assert found.limits[0] in headline(found)
    assert f"limit: {found.limits[0]}" in details(found)
    assert (found.outcome.accepted, found.outcome.review) == (0, 40)


def test_a_threshold_that_was_given_is_kept():
    found = resolve(shops(), Options(accept=0.6))
    assert found.limits
    assert (found.thresholds.accept_from, found.outcome.accepted) == ("given", 40)


@pytest.mark.parametrize("strong", ["email", "phone"])
def test_an_address_or_a_number_is_enough(strong):
    rows = persons(30)
    at, role = {"email": (2, Role.EMAIL), "phone": (3, Role.PHONE)}[strong]
    columns = ((strong, role, [r[at] for r in rows]), ("city", Role.CITY, [r[5] for r in rows]))
    both = [source(name, [f"{name}{i}" for i in range(30)], *columns) for name in "ab"]
    assert resolve(both, Options()).limits == ()


def test_both_counts_are_given_where_tables_look_unique_inside():
    rows = persons(30)
    columns = [
        (name, role, [r[at] for r in rows])
        for at, (name, role) in enumerate(
            (("first_name", Role.GIVEN_NAME), ("last_name", Role.FAMILY_NAME), ("mail", Role.EMAIL))
        )
    ]
    both = [source(name, [f"{name}{i}" for i in range(30)], *columns) for name in "ab"]
    assert "one-to-one would accept 30, without it 30" in details(resolve(both, Options()))


def linked(copies):
    """Link sixty persons with as many copies of them, some of them twice in each table."""
    rows = persons(60)
    tables = []
    for name in "ab":
        own = [*rows, *((r[0], r[1], f"x{r[2]}", *r[3:]) for r in rows[:copies])]
        columns = [(role.value, role, [r[at] for r in own]) for at, role in enumerate(LINKED)]
        tables.append(source(name, [f"{name}{i}" for i in range(len(own))], *columns))
    return tables


LINKED = (Role.GIVEN_NAME, Role.FAMILY_NAME, Role.EMAIL, Role.PHONE)


def test_tables_that_are_clearly_unique_inside_are_linked_one_to_one():
    found = resolve(linked(0), Options())
    assert (found.one_to_one, found.unique, found.outcome.accepted) == (True, True, 60)
    assert "linked one-to-one, as each table looks unique inside" in details(found)
    asked = resolve(linked(0), Options(one_to_one=True))
    assert found.labels.tolist() == asked.labels.tolist()


def test_tables_with_duplicates_of_their_own_are_not():
    found = resolve(linked(12), Options())
    assert (found.one_to_one, found.unique) == (False, False)
    assert max(np.bincount(found.labels)) == 4
    assert not resolve(linked(0), Options(one_to_one=False)).one_to_one


def half_known(repeated):
    """Give two tables that share sixty of eighty persons; some of the other twenty come twice."""
    rows = persons(80)
    again = [(r[0], r[1], r[2], r[3], r[4], "kiel") for r in rows[60 : 60 + repeated]]
    first = source_of("a", [f"a{i}" for i in range(80 + repeated)], [*rows, *again])
    return first, source_of("b", [f"b{i}" for i in range(60)], rows[:60])


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 20))
def test_what_is_surely_a_duplicate_in_a_table_is_one_beside_another_table_too(repeated):
    tables = half_known(repeated)
    alone, both = resolve(tables[:1], Options()), resolve(tables, Options())
    assert (alone.outcome.accepted, both.outcome.accepted) == (repeated, 60 + repeated)
    assert both.one_to_one == (2 * repeated <= 0.05 * (80 + repeated))  # unique but for few


def test_one_to_one_by_order_does_not_hide_the_duplicates_it_leaves_apart():
    found = resolve(half_known(20), Options(one_to_one=True))
    assert found.outcome.accepted == 60
    assert found.outcome.accuracy.recall.value == pytest.approx(60 / 80, abs=0.03)
    assert resolve(half_known(0), Options(one_to_one=True)).outcome.accuracy.recall.value > 0.97
