"""Evaluations drawn: on screens of any width, as a page that stays small, as a chart."""

import re
from xml.etree import ElementTree as ET

import pytest

from tests.unit.ui.streams import Screen
from vibecli.run.evaluation import (
    Counts,
    Coverage,
    Curve,
    CurvePoint,
    Evaluation,
    Measure,
    Miss,
    MissedField,
    MissedRecord,
    Segment,
)
from vibecli.ui.chart import line_chart
from vibecli.ui.evaluation import draw_evaluation
from vibecli.ui.evaluation_page import evaluation_page
from vibecli.ui.formats import render
from vibecli.ui.judgement import chance, curve_rows
from vibecli.ui.text import cell_width

NASTY = '<img src=x onerror="alert(1)">\x1b[31m\u202e | `x` 李小龍 &amp;'
PAIRS = Measure(name="pairs", precision=0.5, recall=0.25, f1=1 / 3, precision_interval=(0.1, 0.9))


def miss(value: str = NASTY, fields: int = 3) -> Miss:
    sides = [MissedRecord(source=NASTY, record_id=value) for _ in range(2)]
    told = tuple(
        MissedField(name=f"{NASTY}{n}", left=value, right=None if n else value, same=not n or None)
        for n in range(fields)
    )
    return Miss(left=sides[0], right=sides[1], records=3, parts=2, probability=0.5, why=NASTY,
                fields=told)  # fmt: skip


def evaluation(misses: int = 2, **changes) -> Evaluation:
    points = tuple(
        CurvePoint(bits=n, probability=1 / (1 + 2.0**-n), precision=0.9, recall=0.8, f1=0.85)
        for n in range(21)
    )
    values = {
        "identity": NASTY,
        "truth": NASTY,
        "form": "records",
        "columns": (),
        "coverage": Coverage(rows=9, judged=7, absent=1, empty=1, unsure=0, unjudged=2),
        "measures": (PAIRS,),
        "counts": Counts(right_pairs=1, found_pairs=2, true_pairs=4),
        "by": NASTY,
        "segments": (
            Segment(value=NASTY, records=3, true_pairs=1, found_pairs=1, pairs=PAIRS),
            Segment(value=None, records=3, true_pairs=1, found_pairs=1, pairs=PAIRS),
        ),
        "curve": Curve(basis="members", points=points),
        "false_positives": tuple(miss() for _ in range(misses)),
        "notes": (NASTY,),
    }
    return Evaluation(**(values | changes))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen(width):
    screen = Screen(width)
    draw_evaluation(screen.terminal, evaluation(), 2)
    lines = screen.out.splitlines()
    assert len(lines) > 30
    assert max(map(cell_width, lines)) <= width
    assert not {"\x1b", "\u202e"} & set(screen.out)


def test_a_page_stays_small_however_much_there_is_to_tell():
    page = evaluation_page(evaluation(misses=900, false_negatives=(miss("x" * 9_000, 24),) * 900))
    assert len(page.encode()) < 300_000
    assert page.count("more with --output json") == 2


def test_a_page_is_whole_and_holds_no_markup_of_a_value():
    page = evaluation_page(evaluation())
    assert "<img" not in page
    assert not {"\x1b", "\u202e"} & set(page)
    body = re.sub(r"<(meta|!doctype)[^>]*>", "", page)
    assert ET.fromstring(body).find("body/svg") is not None


def test_markdown_holds_no_markup_of_a_value():
    shown = render("md", evaluation())
    bare = re.sub(r"(`+).*?\1", "", shown)
    assert not re.search(r"(?<!\\)<(?!/?(details|summary)>)", bare)
    assert "\x1b" not in shown


def test_a_chart_has_a_point_a_value_inside_its_frame():
    svg = line_chart("l", ["a", "b", "c"], {"one": [0.0, 0.5, 1.0], "two": [1.0, 1.0, 1.0]}, "x")
    root = ET.fromstring(svg)
    points = [(float(c.get("cx")), float(c.get("cy"))) for c in root.iter("circle")]
    assert len(points) == 6
    assert all(0 < x < 720 and 0 < y < 320 for x, y in points)
    assert [c.findtext("title") for c in root.iter("circle")][1] == "one 0.5000 at b"


@pytest.mark.parametrize("values", [[1.0], [0.97, 0.98]])
def test_a_chart_of_few_points_is_a_chart(values):
    assert ET.fromstring(line_chart("l", ["p"] * len(values), {"one": values}, "x")) is not None


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.5, "0.50"),
        (0.99, "0.99"),
        (0.996109, "0.996"),
        (0.9999695, "0.99997"),
        (1.0, "1.0000000"),
    ],
)
def test_a_probability_has_the_digits_that_tell_it_from_certain(probability, text):
    assert chance(probability) == text


def test_each_threshold_is_told_once():
    curve = evaluation().curve
    told = [row[0] for row in curve_rows(curve, len(curve.points))]
    assert len(set(told)) == len(told)
    assert told[:3] == ["0.50", "0.67", "0.80"]
    assert told[13:15] == ["0.99988", "0.99994"]
