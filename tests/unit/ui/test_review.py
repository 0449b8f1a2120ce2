import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.golden.compare import check_golden
from tests.unit.ui import sample
from tests.unit.ui.streams import Screen
from vibecli.run.model import Diff, RuleResult
from vibecli.steps.base import Figure, StepResult
from vibecli.ui.changes import row_lines
from vibecli.ui.lines import Canvas
from vibecli.ui.markdown import review_md
from vibecli.ui.review import draw_review, draw_understood, review_lines
from vibecli.ui.text import cell_width
from vibecli.ui.verdict import accuracy_text

REVIEWS = {
    "demo": sample.review(),
    "query": sample.query_review(),
    "nasty": sample.nasty_review(),
    "tables": sample.many_review(),
    "wide": sample.wide_review(),
    "facts": sample.facts_review(),
    "empty": sample.review(diff=Diff(tables=()), rules=()),
}
TEXT = st.text(st.characters(codec=None), max_size=80)


@pytest.mark.parametrize("name", REVIEWS)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_screen(name, width):
    screen = Screen(width)
    draw_review(screen.terminal, REVIEWS[name], next_line=sample.NEXT)
    check_golden(f"review-{name}-{width}.txt", screen.out)
    assert max(map(cell_width, screen.out.splitlines())) <= width


def test_the_screen_in_ascii():
    screen = Screen(80, encoding="ascii")
    draw_review(screen.terminal, REVIEWS["nasty"], next_line=sample.NEXT)
    check_golden("review-nasty-80-ascii.txt", screen.out)
    assert screen.out.isascii()


def test_the_screen_in_full_and_in_colour():
    screen = Screen(80, color=True)
    draw_review(screen.terminal, REVIEWS["demo"], full=True)
    check_golden("review-demo-80-full-colour.txt", screen.out)


def test_a_comment_on_very_many_tables_stays_one():
    few = sample.many_review()
    tables = [
        table.model_copy(update={"table": f"{table.table}_{n}"})
        for n in range(5)
        for table in few.diff.tables
    ]
    told = review_md(few.model_copy(update={"diff": Diff(tables=tuple(tables))}))
    assert len(told) < 65_000
    assert all(f"`{table.table}`" in told for table in tables)
    assert "160 more tables: `vibecli review 7f3c1a2b --table TABLE`" in told


def test_what_a_column_loses_and_becomes_is_told_in_full():
    told = " ".join(
        " ".join(one.plain for one in review_lines(REVIEWS["facts"], Canvas(80), full=True)).split()
    )
    assert "empty in 30,007 -> 30,000 rows, 62.2% -> 61.3%; silver -> gold 40; NULL ->" in told
    assert "2 more kinds" in told
    assert "empty in 0 -> 9 rows" in told


def test_the_main_job_fits_one_screen():
    lines = review_lines(REVIEWS["demo"], Canvas(80), next_line=sample.NEXT)
    assert len(lines) <= 31


def test_many_tables_take_a_line_each_and_all_of_them_are_told_in_full():
    few = [one.plain for one in review_lines(REVIEWS["tables"], Canvas(80))]
    full = [one.plain for one in review_lines(REVIEWS["tables"], Canvas(80), full=True)]
    assert len(few) <= 80
    assert "writes 39 tables - creates crm.new_sum" in few[2]
    names = [table.table for table in REVIEWS["tables"].diff.tables]
    for lines in (few, full):
        assert all(any(name in line for line in lines) for name in names)


@pytest.mark.parametrize("name", REVIEWS)
@pytest.mark.parametrize("full", [False, True])
def test_no_line_is_wider_than_the_screen(name, full):
    for width in (40, 41, 57, 71, 72, 73, 99, 200):
        wide = [
            one.plain
            for one in review_lines(REVIEWS[name], Canvas(width), full=full)
            if one.width > width
        ]
        assert not wide


@settings(max_examples=50, deadline=None)
@given(text=TEXT, width=st.integers(40, 130), count=st.integers(0, 10**12))
def test_any_value_stays_inside(text, width, count):
    column = sample.column(text, filled=count, cleared=count, before=text, after=text)
    row = sample.sample("~", count, text, text, (text, text, text), (text, None, text))
    table = sample.table(text, columns=(column,) * 3, samples=(row,) * 2, rows_before=count)
    rule = RuleResult(rule=text, status="warn", message=text, sample=(text,))
    review = sample.review(
        intent=text, understood=text, diff=Diff(tables=(table,)), rules=(rule,), notices=(text,)
    )
    for full in (False, True):
        lines = review_lines(review, Canvas(width), next_line=text, full=full)
        assert [one.plain for one in lines if one.width > width] == []
        assert all("\x1b" not in one.plain and "\n" not in one.plain for one in lines)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Nothing is written until you apply"),
        ({"diff": Diff(tables=())}, "Nothing would change"),
        (
            {"rules": (RuleResult(rule="r", status="block", message="no"),)},
            "1 rule blocks this plan: it cannot be applied",
        ),
        (
            {"rules": (RuleResult(rule="r", status="confirm", message="big", table="t"),)},
            "to apply, type the table's name: t",
        ),
    ],
)
def test_the_end_says_what_may_happen(changes, said):
    text = " ".join(
        one.plain.strip() for one in review_lines(sample.review(**changes), Canvas(120))
    )
    assert said in text


def test_hidden_columns_are_counted_and_losing_ones_are_shown():
    text = "\n".join(one.plain for one in review_lines(REVIEWS["nasty"], Canvas(120)))
    assert "8 more columns" in text
    assert "!  empty" in text
    assert "8 more columns" not in "\n".join(
        one.plain for one in review_lines(REVIEWS["nasty"], Canvas(120), full=True)
    )


def test_understood_goes_to_stderr():
    screen = Screen()
    draw_understood(screen.terminal, REVIEWS["query"])
    assert screen.out == ""
    assert "understood  list every customer whose name is odd" in screen.err
    assert "confidence  low" in screen.err


def test_further_examples_of_a_kind_are_shown_in_full_only():
    first = sample.sample("~", 3, "c-1", "trimmed", ("name", " Ana", "Ana"))
    more = sample.sample("~", 0, "c-2", "trimmed", ("name", " Bo", "Bo"))
    review = sample.review(diff=Diff(tables=(sample.table(samples=(first, more)),)))
    compact, full = (
        "\n".join(one.plain for one in review_lines(review, Canvas(80), full=full))
        for full in (False, True)
    )
    assert "  ~  3  c-1  trimmed" in compact
    assert "c-2" not in compact
    assert "more kind" not in compact
    assert "  ~     c-2  trimmed" in full


def test_changed_rows_are_told_one_by_one():
    row = sample.sample("+", 1, "c-1", "new", ("name", None, "Ana"))
    assert [one.plain for one in row_lines([row], Canvas(80))] == [
        "  +  c-1  new",
        "        name  Ana",
    ]


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"estimated_recall": 0.9}, "recall about 0.900"),
        (
            {
                "estimated_precision": 0.98,
                "estimated_precision_low": 0.97,
                "estimated_precision_high": 1,
            },
            "precision about 0.980 (0.970 to 1.000)",
        ),
        ({"estimated_precision": 0.98, "measured_precision": 0.9}, "precision measured at 0.900"),
        (
            {"estimated_recall": 0.6, "estimated_recall_low": 0.0, "estimated_recall_high": 1.0},
            "recall cannot be estimated from so few records",
        ),
        ({"review": 3}, ""),
    ],
)
def test_quality_is_told_as_measured_or_as_about(figures, said):
    made = tuple(Figure(name=name, value=value) for name, value in figures.items())
    assert accuracy_text(StepResult(step="s1", kind="match", headline="", figures=made)) == said
