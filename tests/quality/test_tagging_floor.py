"""Floors of tagging: direct identifiers and exact tags on labelled tables, with and without names."""

import csv
import json
from pathlib import Path

import pytest

from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.tagger import tag_columns

SHARED = Path(__file__).parents[3] / "shared" / "data" / "pii"
KEPT = Path(__file__).with_name("tagging")  # its sources and licences stand in SOURCES.md
shared = pytest.mark.skipif(not SHARED.exists(), reason="the labelled set is not here")
DIRECT = frozenset(
    [
        "email",
        "phone",
        "full-name",
        "given-name",
        "surname",
        "address",
        "birthdate",
        "national-id",
        "credit-card",
        "iban",
        "ip",
    ]
)
SCORED = DIRECT | frozenset(
    [
        "title",
        "suffix",
        "address2",
        "city",
        "state",
        "postal",
        "country",
        "gender",
        "age",
        "lat",
        "lon",
        "username",
        "password",
    ]
)
FEW = ("chinook__Customer", "piic__sample-data", "dp__userdata1", "congress__offices")


def columns(path, *, named):
    """Give the columns of a file by their label's name, as a survey samples them."""
    text = path.read_text("utf-8-sig", errors="replace")
    head, *rows = csv.reader(text.splitlines(keepends=True))
    for place, name in enumerate(head):
        given = [row[place] for row in rows if place < len(row) and row[place] != ""]
        distinct = sorted(set(given))
        step = max(1, -(-len(distinct) // 400))
        yield name, ColumnSample(
            name if named else f"c{place}", "VARCHAR", tuple(distinct[::step]), len(rows),
            len(distinct), len(rows) - len(given),
        )  # fmt: skip


def judged(tables=None, *, named=True, folder=SHARED):
    """Give pairs of the tag that is right and the tag that was told."""
    for table, labels in json.loads((folder / "labels.json").read_text("utf-8")).items():
        if tables and table not in tables:
            continue
        listed = list(columns(folder / "tables" / f"{table}.csv", named=named))
        found = tag_columns(table.partition("__")[2] if named else "t", [c for _, c in listed])
        for name, column in listed:
            if labels.get(name, "?") != "?":
                tag = found[column.name].tag
                right = {"null": None, "ssn": "national-id"}.get(labels[name], labels[name])
                scored = (told if told in SCORED else None for told in (right, tag))
                yield tuple(scored)


def figures(pairs):
    """Give precision and recall of direct identifiers, and micro-F1 of exact tags."""
    pairs = list(pairs)
    both = sum(a in DIRECT and b in DIRECT for a, b in pairs)
    exact = sum(a == b is not None for a, b in pairs)
    told, true = (sum(pair[i] is not None for pair in pairs) for i in (1, 0))
    return (
        both / sum(b in DIRECT for _, b in pairs),
        both / sum(a in DIRECT for a, _ in pairs),
        2 * exact / (told + true),
    )


def test_tables_that_were_labelled_before_they_were_tagged():
    precision, recall, exact = figures(judged(folder=KEPT))
    assert precision >= 0.98
    assert recall >= 0.94
    assert exact >= 0.95


@shared
def test_a_few_tables_are_tagged_right():
    assert min(figures(judged(FEW))) >= 0.97


@shared
@pytest.mark.slow
def test_the_whole_set_with_its_names():
    precision, recall, exact = figures(judged())
    assert precision >= 0.99
    assert recall >= 0.97
    assert exact >= 0.98


@shared
@pytest.mark.slow
def test_the_whole_set_without_its_names():
    precision, recall, _ = figures(judged(named=False))
    assert precision >= 0.97
    assert recall >= 0.88
