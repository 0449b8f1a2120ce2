"""Levels of agreement, kind by kind."""

import numpy as np
import pytest

from tests.unit.identity.people import source
from vibecli.data.catalog import Role
from vibecli.identity.compare import Comparer
from vibecli.identity.fields import Field, Part
from vibecli.identity.frame import build_frame
from vibecli.identity.kinds import LEVELS, Kind


def level(kind, one, two, **others):
    """Give the name of the level of two values, beside other fields of the two records."""
    fields = [Field(kind.value, kind, (Part("c"),))]
    columns = [("c", Role.TEXT, [one, two])]
    for name, values in others.items():
        fields.append(Field(name, Kind(name), (Part(name),)))
        columns.append((name, Role.TEXT, list(values)))
    frame = build_frame([source("t", range(2), *columns)], fields)
    found = int(Comparer(frame).levels(np.array([1]))[0, 0])
    return LEVELS[kind].names[found - 1] if found else None


@pytest.mark.parametrize(
    ("kind", "one", "two", "expected"),
    [
        (Kind.GIVEN, "Anna", "ANNA", "equal"),
        (Kind.GIVEN, "Robert", "Bob", "similar"),
        (Kind.GIVEN, "Anna Maria", "Anna", "similar"),
        (Kind.GIVEN, "Jonathan", "Jonathon", "similar"),
        (Kind.GIVEN, "J.", "Jonathan", "same start"),
        (Kind.GIVEN, "Anna", "Peter", "different"),
        (Kind.GIVEN, "Anna", None, None),
        (Kind.FAMILY, "Schmidt", "Schmitt", "similar"),
        (Kind.FAMILY, "Smith-Jones", "Jones", "similar"),
        (Kind.FAMILY, "Smith", "Keller", "different"),
        (Kind.EMAIL, "a.b@x.example", "A.B@x.example", "equal"),
        (Kind.EMAIL, "lamp77@x.example", "lamp77@y.example", "similar"),
        (Kind.EMAIL, "lamp77@x.example", "lamp78@x.example", "different"),
        (Kind.EMAIL, "lamps@x.example", "lamps@other.example", "same user part"),
        (Kind.PHONE, "0170 1234567", "+49 170 1234568", "one edit"),
        (Kind.PHONE, "0170 1234567", "0170 7654321", "different"),
        (Kind.BIRTH, "1980-03-12", "12.03.1980", "equal"),
        (Kind.BIRTH, "1980-03-12", "1980-12-03", "one edit"),
        (Kind.BIRTH, "1980-03-12", "1980-03-21", "one edit"),
        (Kind.BIRTH, "1980-03-12", "1980-11-25", "same year"),
        (Kind.BIRTH, "1980-03-12", "1975-11-25", "different"),
        (Kind.POSTCODE, "50667", "50668", "one edit"),
        (Kind.POSTCODE, "SW1A 1AA", "SW1A 9ZZ", "same area"),
        (Kind.STREET, "12 Main Street", "12 Main St", "equal"),
        (Kind.STREET, "12 Main Street", "14 Main Street", "same street"),
        (Kind.STREET, "12 Main Street", "12 Maine Street", "similar"),
        (Kind.CITY, "München", "Munchen", "equal"),
        (Kind.CODE, "AB12345", "AB12346", "one edit"),
        (Kind.CODE, "A1", "A2", "different"),
        (Kind.CATEGORY, "gold", "Gold ", "equal"),
        (Kind.CATEGORY, "gold", "silver", "different"),
        (Kind.NUMBER, "100", "101.5", "close"),
        (Kind.NUMBER, "100", "300", "different"),
        (Kind.DAY, "2024-01-31", "2024-02-02", "within three days"),
        (Kind.TEXT, "a red desk lamp", "red desk lamp", "most words"),
        (Kind.TEXT, "red lamp", "old chair", "different"),
    ],
)
def test_levels(kind, one, two, expected):
    assert level(kind, one, two) == expected
    assert level(kind, two, one) == expected


def test_names_in_each_others_place_are_similar():
    assert level(Kind.GIVEN, "Anna", "Graf", family=("Graf", "Anna")) == "similar"


def test_a_city_says_nothing_under_an_equal_postcode():
    assert level(Kind.CITY, "Bonn", "Bonn", postcode=("53111", "53111")) is None
    assert level(Kind.CITY, "Bonn", "Bonn", postcode=("53111", "10115")) == "equal"


def test_addresses_made_of_an_equal_name_say_nothing():
    address = ("anna.graf@x.example", "anna.graf@other.example")
    assert level(Kind.EMAIL, *address, given=("Anna", "Anna"), family=("Graf", "Graf")) is None
    assert level(Kind.EMAIL, *address, given=("Anna", "Anna"), family=("Keller", "Ott")) is not None


def test_codes_made_of_a_name_are_not_alike_for_it():
    named = {"given": ("Anna", "Anna"), "family": ("Graf", "Ott")}
    assert level(Kind.CODE, "anna12345", "anna12346", **named) is None
    assert level(Kind.CODE, "anna12345", "anna12345", **named) == "equal"
    assert level(Kind.CODE, "kx-12345", "kx-12346", **named) not in (None, "different")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("anna38", "anna38"), None),
        (("anna38", "anna39"), "equal"),
        (("kx-38", "kx-38"), "equal"),
        (("a1038", "a1038"), "equal"),
    ],
)
def test_a_name_is_not_heard_again_beside_an_equal_code_made_of_it(codes, said):
    assert level(Kind.GIVEN, "Anna", "Anna", code=codes, family=("Graf", "Ott")) == said
