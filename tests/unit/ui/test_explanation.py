"""Explanations drawn: on screens of any width, as a page, as Markdown and rows that add up."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.golden.compare import check_golden
from tests.unit.ui.streams import Screen
from vibecli.identity.grounds import (
    ClusterAccount,
    FieldBar,
    Member,
    NamedRecord,
    Side,
    Waterfall,
    WeakestMerge,
)
from vibecli.run.explanation import Explanation
from vibecli.ui.chart import waterfall_chart
from vibecli.ui.explanation import draw_explanation
from vibecli.ui.explanation_page import explanation_page
from vibecli.ui.formats import render
from vibecli.ui.text import cell_width
from vibecli.ui.waterfall import bars, explanation_rows, lines

NASTY = '<img src=x onerror="alert(1)">\x1b[31m\u202e | `x` 李小龍 &amp;'
ONE = NamedRecord(source="customers", record_id="C-1")
TWO = NamedRecord(source="crm.accounts", record_id="L-20881")


def field(name, level, values, bits, rarity=0.0):
    return FieldBar(field=name, kind="text", level=level, left=values[0], right=values[1],
                    bits=bits, rarity=rarity, records=2, against_stranger=bits + rarity,
                    against_household=bits + rarity)  # fmt: skip


FIELDS = (
    field("email", "equal", ("a**@mail.example", "a**@mail.example"), 9.04, 3.11),
    field("family name", "equal", ("B**", "B**"), 4.25, 1.96),
    field("birth date", "different", ("1975-**-**", "1988-**-**"), -4.37),
    field("city", "said already", ("Bonn", "Bonn"), 0.0),
    field("phone", "no value", (None, "**21"), 0.0),
)


def fall(fields=FIELDS, left=ONE, right=TWO, start=-9.4, **changes):
    bits = start + sum(one.bits + one.rarity for one in fields) - 0.03
    told = {
        "left": left, "right": right, "against": "stranger", "start": start, "fields": fields,
        "other": -0.03, "bits": bits, "probability": 1 / (1 + 2**-bits) if bits > -60 else 0.0,
        "merge": bits - 1.2,
        "against_stranger": bits + 0.03, "against_household": 9.9,
    }  # fmt: skip
    return Waterfall(**(told | changes))


def explanation(**changes):
    told = {"identity": "customer_identity", "plan_id": "ab" * 32, "applied": True, "accept": 0.9,
            "review": 0.5, "accept_from": "estimated", "persons": ("p_1", "p_2"),
            "together": False, "band": "accept", "pair": fall()}  # fmt: skip
    return Explanation(**(told | changes))


def person(count=3, **changes):
    third = NamedRecord(source="customers", record_id="C-9")
    member = {"mean": 2.25, "bits": 4.0, "probability": 0.94, "best": ONE, "best_bits": 6.5}
    account = ClusterAccount(
        records=count + 1, compared=count,
        members=tuple(Member(record=(third, ONE, TWO)[n % 3], **member) for n in range(count)),
        weakest=WeakestMerge(left=Side(records=2, some=(ONE, TWO)), right=Side(records=1, some=(third,)),
                             bits=3.2, probability=0.9018, together=True, pair=fall(left=third)),
        against=fall(left=third, right=ONE, same_key="a.no = b.no"),
    )  # fmt: skip
    told = {"pair": None, "band": None, "together": True, "persons": ("p_1",), "cluster": account,
            "applied": False, "notes": ("customers (3 rows then, 4 now) since the match",)}  # fmt: skip
    return explanation(**(told | changes))


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize(("name", "told"), [("pair", explanation()), ("person", person())])
def test_screens(name, told, width):
    screen = Screen(width)
    draw_explanation(screen.terminal, told)
    check_golden(f"explain-{name}-{width}.txt", screen.out)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen_and_no_value_acts(width):
    record = NamedRecord(source=NASTY, record_id=NASTY * 3)
    nasty = fall((field(NASTY, NASTY, (NASTY * 3, NASTY), 3.0),), left=record, right=record)
    screen = Screen(width)
    draw_explanation(screen.terminal, explanation(pair=nasty, identity=NASTY, notes=(NASTY,)))
    assert max(map(cell_width, screen.out.splitlines())) <= width
    assert not {"\x1b", "\u202e"} & set(screen.out)


@given(st.lists(st.tuples(st.floats(-15, 15), st.sampled_from([0.0, 0.04, -1.5, 3.33]))))
def test_what_is_shown_adds_up_to_what_is_shown(sizes):
    told = fall(tuple(field(str(n), "equal", ("a", "b"), *one) for n, one in enumerate(sizes)))
    steps = bars(told)
    assert sum(step.tenths for step in steps) == steps[-1].total == round(10 * told.bits)
    exact = explanation_rows(explanation(pair=told)).rows
    assert exact[-1][-1] == pytest.approx(told.bits)
    assert all(
        abs(step.tenths / 10 - row[-2]) <= 0.1 for step, row in zip(steps, exact, strict=True)
    )


def test_a_bar_is_as_long_as_its_bits_and_says_which_way_without_colour():
    screen = Screen(80)
    draw_explanation(screen.terminal, explanation())
    rows = {line.split("  ")[1].strip(): line for line in screen.out.splitlines() if "  " in line}
    assert rows["email"].count("+") > rows["family name"].count("+") > 3
    assert rows["birth date"].count("-") > 4
    assert "rare value" in rows


def test_many_members_are_cut_on_a_screen_and_told():
    screen = Screen(80)
    draw_explanation(screen.terminal, person(count=40))
    assert "28 more records: --output json" in screen.err
    assert screen.out.count("p_1") == 1


def test_a_page_is_whole_and_holds_no_markup_of_a_value():
    nasty = fall((field(NASTY, NASTY, (NASTY, None), -3.0), *FIELDS))
    page = explanation_page(person(notes=(NASTY,)).model_copy(update={"pair": nasty}))
    assert "<img" not in page
    assert not {"\x1b", "\u202e"} & set(page)
    root = ET.fromstring(re.sub(r"<(meta|!doctype)[^>]*>", "", page))
    assert len(root.findall("body/svg")) == 3


def test_a_chart_of_steps_stays_inside_its_frame_and_ends_at_the_total():
    steps = [("start", -9.0, "s"), ("email", 12.5, "equal"), ("x" * 90, -30.0, NASTY)]
    root = ET.fromstring(waterfall_chart("l", steps))
    spans = [
        (float(r.get("x")), float(r.get("x")) + float(r.get("width"))) for r in root.iter("rect")
    ]
    assert len(spans) == 4
    assert all(160 < low < high < 680 for low, high in spans)
    assert spans[2][0] == pytest.approx(spans[3][0], abs=0.2)
    assert [r.get("class") for r in root.iter("rect")] == ["down", "up", "down", "sum"]


def test_markdown_holds_no_markup_of_a_value():
    nasty = fall((field(NASTY, NASTY, (NASTY, NASTY), 1.0),))
    shown = render("md", explanation(pair=nasty, notes=(NASTY,)))
    assert not re.search(r"(?<!\\)<", re.sub(r"(`+).*?\1", "", shown))
    assert "\x1b" not in shown
    assert "| `start` | -9.4 | -9.4 |" in shown


@pytest.mark.parametrize(
    ("right", "why"),
    [
        (NamedRecord(source="customers", record_id="C-2"), "each table was taken to hold a person"),
        (TWO, "another record fits one of the two better"),
    ],
)
def test_equal_records_kept_apart_one_to_one_are_not_said_to_be_joined(right, why):
    pair = fall(right=right, identical=True, one_to_one=True)
    shown = " ".join(" ".join(line) for line in lines(explanation(pair=pair)))
    assert why in shown
    assert "equal in all that is compared" in shown
    assert "joined before" not in shown
