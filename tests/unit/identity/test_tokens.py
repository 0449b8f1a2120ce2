"""Blocking tokens: what two spellings share, kind by kind."""

import pytest

from tests.unit.identity.people import source
from vibecli.data.catalog import Role
from vibecli.identity.fields import Field, Part
from vibecli.identity.frame import build_frame
from vibecli.identity.kinds import Kind
from vibecli.identity.tokens import coarse_tokens, user_parts


def tokens(kind, values, of=coarse_tokens):
    columns = (("c", Role.TEXT, values),)
    frame = build_frame(
        [source("t", range(len(values)), *columns)], [Field("c", kind, (Part("c"),))]
    )
    return of(frame)[0].tokens.tolist()


@pytest.mark.parametrize(
    ("kind", "one", "two", "same"),
    [
        (Kind.GIVEN, "Robert", "Bob", True),
        (Kind.GIVEN, "Anna Maria", "Anneke", True),
        (Kind.GIVEN, "Anna", "Berta", False),
        (Kind.FAMILY, "Schmitt", "Schmidt", False),
        (Kind.FAMILY, "Hoffmann", "Hofman", True),
        (Kind.FAMILY, "von Meier", "Mayr", True),
        (Kind.FAMILY, "Adams", "Edams", False),
        (Kind.BIRTH, "1980-03-12", "1980-07-01", True),
        (Kind.POSTCODE, "50667", "50668", True),
        (Kind.STREET, "12 Main Street", "Main Str 12", True),
        (Kind.STREET, "12 N Main Street", "12 Mainz Rd", True),
        (Kind.STREET, "12 Main Street", "13 Main Street", False),
        (Kind.CITY, "Frankfurt am Main", "Frankenthal", True),
        (Kind.CITY, "Frankfurt am Main", "Furth", False),
        (Kind.PHONE, "0170 1234567", "0170 1234568", False),
    ],
)
def test_tokens(kind, one, two, same):
    first, second, none = tokens(kind, [one, two, None])
    assert (first == second) is same
    assert none == 0


def test_user_parts_leave_the_domain_out():
    one, two, other = tokens(
        Kind.EMAIL, ["a.b@x.example", "a.b@y.example", "ab@x.example"], user_parts
    )
    assert one == two != other
