"""A record's reason says who its person is made of, and what is new since an earlier run."""

import pytest

from tests.unit.identity.people import persons, source_of
from vibecli.identity.mention import spell_out
from vibecli.identity.options import Options
from vibecli.identity.reasons import record_reasons
from vibecli.identity.resolve import resolve

PEOPLE = persons(3)
A, B, C, X = ("crm", "a"), ("crm", "b"), ("crm", "c"), ("club", "x")
EQUAL = "now the same person as club 'x': "
PARTED = "no longer the same person as crm 'c'"


def reason_of_b(earlier):
    """Give why crm b is with club x, and with nobody else."""
    left = source_of("crm", ["a", "b", "c"], PEOPLE[:3])
    right = source_of("club", ["x"], [PEOPLE[1]])
    found = resolve([left, right], Options())
    records = zip(found.frame.source, found.frame.ids, strict=True)
    at = [(found.frame.names[source], record) for source, record in records].index(B)
    return spell_out(record_reasons(found, earlier)[at], lambda _, name: name)


@pytest.mark.parametrize(
    ("earlier", "start", "end"),
    [
        ({}, "same person as club 'x': ", ""),
        ({A: "p1"}, "same person as club 'x': ", ""),
        ({B: "p1"}, EQUAL, ""),
        ({B: "p1", X: "p1"}, "with the same records, rated anew", "anew"),
        ({B: "p1", X: "p1", C: "p1"}, PARTED, PARTED),
        ({B: "p1", C: "p1"}, EQUAL, "; " + PARTED),
        (
            {B: "p1", X: "p1", A: "p1", C: "p1"},
            "no longer the same person as crm 'a' and 1 more",
            "",
        ),
        (
            {B: "p1", X: "p1", ("old", "z"): "p1"},
            "old 'z' no longer among the records matched",
            "",
        ),
    ],
)
def test_what_is_new_of_a_person(earlier, start, end):
    told = reason_of_b(earlier)
    assert told.startswith(start)
    assert told.endswith(end)
