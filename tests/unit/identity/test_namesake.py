"""Father and son of one name are told apart by their birth dates, however these are written."""

import pytest

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.identity.namesake import names_of, other_person

PEOPLE = TableInfo(
    name="people",
    columns=(
        ColumnInfo(name="name", type="VARCHAR", role=Role.FULL_NAME),
        ColumnInfo(name="born", type="VARCHAR", role=Role.BIRTH_DATE),
    ),
)


@pytest.mark.parametrize(
    ("one", "two", "other"),
    [
        (("Karl Vogel", "1950-03-04"), ("Karl Vogel", "1981-03-04"), True),
        (("Karl Vogel", "1950-03-04"), ("K. Vogel", "04.03.1950"), False),
        (("Karl Vogel", "1950-03-04"), ("Karl Vogel", "03/04/1950"), False),
        (("Karl Vogel", "1950-03-04"), ("Karl Vogel", None), False),
        (("Karl Vogel", "1950-03-04"), ("Karl Vogel", "1950"), False),
        (("Karl Vogel", "1950-03-04"), ("Karl Vogel", "1900-01-01"), False),
        (("Karl Vogel", "1950-03-04"), ("Eva Vogel", "1950-03-04"), True),
    ],
)
def test_another_birth_date_is_another_person_and_none_is_nobody_else(one, two, other):
    names = [
        names_of(PEOPLE, dict(zip(("name", "born"), said, strict=True))) for said in (one, two)
    ]
    assert other_person(names[:1], names[1:]) is other


def test_one_of_the_birth_dates_of_a_persons_records_is_enough():
    known = [names_of(PEOPLE, {"name": "Karl Vogel", "born": born}) for born in ("1950-03-04", "")]
    slip = names_of(PEOPLE, {"name": "Karl Vogel", "born": "1950-03-14"})
    assert other_person([slip], known)
    assert not other_person(known[:1], [slip, *known])
