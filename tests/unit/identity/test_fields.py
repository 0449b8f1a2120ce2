"""Which columns are compared."""

import pytest

from tests.unit.identity.people import source
from vibecli.data.catalog import Role
from vibecli.identity.fields import FieldOverride, Part, chosen_fields, inferred_fields
from vibecli.identity.kinds import Kind

NAMES = ["Anna Lopez", "Ben Graf", "Carl Maier", "Dora Ulm"]
GIVEN = ("first", Role.GIVEN_NAME, [n.split()[0] for n in NAMES])
FAMILY = ("last", Role.FAMILY_NAME, [n.split()[1] for n in NAMES])
FULL = ("name", Role.FULL_NAME, NAMES)
EMAIL = ("email", Role.EMAIL, ["a@x.example", "b@x.example", "c@x.example", None])


def table(*columns, name="t"):
    return source(name, range(4), *columns)


def parts(fields):
    return {field.kind: field.parts for field in fields}


def test_a_full_name_beside_its_parts_is_left_out():
    assert parts(inferred_fields([table(GIVEN, FAMILY, FULL)])) == {
        Kind.GIVEN: (Part("first"),),
        Kind.FAMILY: (Part("last"),),
    }


def test_a_lone_full_name_is_split_to_meet_the_other_tables_parts():
    found = parts(inferred_fields([table(GIVEN, FAMILY), table(FULL, name="u")]))
    assert found[Kind.GIVEN] == (Part("first"), Part("name", "given"))
    assert found[Kind.FAMILY] == (Part("last"), Part("name", "family"))


def test_columns_of_one_kind_meet_by_name():
    left = table(("home_phone", Role.PHONE, ["1234567", "2234567", "3234567", "4234567"]), EMAIL,
                 ("mobile", Role.PHONE, ["5234567", "6234567", "7234567", "8234567"]))  # fmt: skip
    right = table(
        ("mobile_phone", Role.PHONE, ["5234567", "6234567", "7234567", "9234567"]), EMAIL, name="u"
    )
    pairs = {f.parts for f in inferred_fields([left, right]) if f.kind is Kind.PHONE}
    assert (Part("mobile"), Part("mobile_phone")) in pairs or (
        Part("home_phone"),
        Part("mobile_phone"),
    ) in pairs
    assert len(pairs) == 2


@pytest.mark.parametrize("word", ["email", "EMAIL", "t.email"])
def test_ignored_roles_and_columns_are_left_out(word):
    assert Kind.EMAIL not in parts(inferred_fields([table(GIVEN, FAMILY, EMAIL)], [word]))


@pytest.mark.parametrize(
    "column",
    [
        ("points", Role.AMOUNT, ["1", "2", "3", "4"]),
        (
            "notes",
            Role.TEXT,
            ["called about the bill", "wants a new card", "moved house now", "no"],
        ),
        ("created_at", Role.TIME, ["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04"]),
        ("account_no", Role.CODE, ["A1", "A2", "A3", "A4"]),
        ("store_id", Role.FOREIGN_KEY, ["1", "1", "2", "2"]),
        ("active", Role.FLAG, ["true", "false", "true", "true"]),
        ("empty", Role.PHONE, [None] * 4),
        ("country", Role.REGION, ["de"] * 4),
    ],
)
def test_columns_that_tell_no_person_are_left_out(column):
    kinds = set(parts(inferred_fields([table(GIVEN, FAMILY, EMAIL, column)])))
    assert kinds == {Kind.GIVEN, Kind.FAMILY, Kind.EMAIL}


def test_things_are_compared_by_their_text():
    titles = ("title", Role.TEXT, ["red lamp", "blue lamp", "green chair", "old chair"])
    assert [f.kind for f in inferred_fields([table(titles)])] == [Kind.TEXT]


def test_fields_chosen_by_hand_are_taken_as_they_are():
    chosen = chosen_fields(
        [FieldOverride(Role.EMAIL, ("mail", None)), FieldOverride(Role.FULL_NAME, ("n", "m"))]
    )
    assert [(f.label, f.parts) for f in chosen] == [
        ("email", (Part("mail"), None)),
        ("given name", (Part("n", "given"), Part("m", "given"))),
        ("family name", (Part("n", "family"), Part("m", "family"))),
    ]
