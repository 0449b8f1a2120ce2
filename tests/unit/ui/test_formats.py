import csv as csv_module
import io
import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.golden.compare import check_golden
from tests.unit.ui import sample
from tests.unit.ui.streams import Screen
from vibecli.config import SettingSource
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import UsageError
from vibecli.plan.drift import Drift
from vibecli.run.check_outcome import CheckOutcome
from vibecli.run.model import Review
from vibecli.steps.base import Figure
from vibecli.ui.formats import csv, dumps, render, write
from vibecli.ui.junit import junit
from vibecli.ui.markdown import code, escaped
from vibecli.ui.rows import Rows
from vibecli.ui.values import value_text

NASTY = Rows(sample.NASTY_COLUMNS, sample.NASTY_TYPES, sample.NASTY_ROWS, total=9)
CHECKS = (
    CheckOutcome(
        file="a.yaml", intent="match", status="passed", messages=(), review=sample.review()
    ),
    CheckOutcome(file="b|c.yaml", intent="@all", status="failed", messages=("12 > 10", "<b>")),
    CheckOutcome(
        file="b.yaml",
        intent="$x",
        status="stale",
        messages=("a is gone",),
        given=("x=@you|`",),
        database="n.duckdb",
        drift=(Drift(table="t", column="a", change="gone", before="DATE"),),
        exit_code=7,
    ),
    CheckOutcome(file="d.yaml", intent="", status="error", messages=("no file\x1b",), exit_code=2),
)
MANY = [
    CheckOutcome(
        file=f"{n}.yaml",
        intent="@x" * 5_000,
        status="failed" if n % 2 else "passed",
        messages=("<b>|`" * 999,) * 500,
        review=sample.nasty_review(),
    )
    for n in range(60)
]
TEXT = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "md"])
@pytest.mark.parametrize(
    ("name", "thing"), [("rows", NASTY), ("review", sample.nasty_review()), ("checks", CHECKS)]
)
def test_every_format(name, thing, format):  # noqa: A002
    check_golden(f"format-{name}.{format}", render(format, thing))


def test_a_pipe_gets_the_same_bytes_and_stderr_tells_the_cut():
    screen = Screen(40, tty=False, encoding="ascii")
    write(screen.terminal, "csv", NASTY)
    assert screen.stdout.raw_bytes == csv(NASTY).encode()
    assert screen.err == "4 of 9 rows shown; all with --limit 9\n"


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "md"])
def test_no_format_sends_a_control_character_to_a_screen(format):  # noqa: A002
    screen = Screen()
    write(screen.terminal, format, NASTY)
    assert not {"\x1b", "\u202e", "\t"} & set(screen.out)


def test_text_is_no_format_for_write():
    with pytest.raises(UsageError):
        render("text", NASTY)


def test_a_review_comes_back_from_its_json():
    review = sample.nasty_review()
    assert Review.model_validate_json(dumps(review)).model_dump() == review.model_dump()


@settings(deadline=None)
@given(st.lists(st.lists(st.none() | TEXT, min_size=2, max_size=2)))
def test_text_comes_back_from_json_and_csv(rows):
    found = Rows(("a", "b"), ("VARCHAR", "VARCHAR"), rows)
    assert [list(one.values()) for one in json.loads(dumps(found))] == rows
    read = list(csv_module.reader(io.StringIO(csv(found), newline="")))
    assert read[1:] == [["" if value is None else value for value in row] for row in rows]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(TEXT, TEXT | st.none() | st.floats(allow_nan=False, allow_infinity=False)))
def test_mappings_come_back_from_json(mapping):
    assert json.loads(dumps(mapping)) == mapping


@pytest.mark.parametrize(
    ("text", "type_name", "expected"),
    [
        ("9007199254740993", "BIGINT", "9007199254740993"),
        ("0.10", "DECIMAL(10,2)", "0.10"),
        ("1e300", "DOUBLE", "1e300"),
        ("inf", "DOUBLE", '"inf"'),
        ("007", "VARCHAR", '"007"'),
        ("**45", "BIGINT", '"**45"'),
        ("true", "BOOLEAN", "true"),
        ("true", "VARCHAR", '"true"'),
        ('{"a": 1.10}', "JSON", '{"a": 1.10}'),
        ("{broken", "JSON", '"{broken"'),
        ("NaN", "JSON", '"NaN"'),
        ("2024-01-31", "DATE", '"2024-01-31"'),
        ("2024-01-31 10:00:00.5", "TIMESTAMP", '"2024-01-31T10:00:00.5"'),
        ("2024-01-31 10:00:00+02", "TIMESTAMP WITH TIME ZONE", '"2024-01-31T10:00:00+02:00"'),
        (None, "BIGINT", "null"),
        (Decimal("1.20"), "", "1.20"),
        (date(2024, 1, 31), "", '"2024-01-31"'),
        (datetime(2024, 1, 31, 10), "", '"2024-01-31T10:00:00"'),  # noqa: DTZ001
        ({"a": [Decimal("0.1"), None]}, "", '{"a": [0.1, null]}'),
        (b"\x00\xff", "BLOB", '"\\\\x00\\\\xFF"'),
        (float("nan"), "DOUBLE", '"nan"'),
    ],
)
def test_json_values_are_exact(text, type_name, expected):
    assert dumps(Rows(("v",), (type_name,), [[text]])) == f'[\n  {{"v": {expected}}}\n]'


def test_columns_of_one_name_all_arrive_in_json():
    rows = Rows(("a", "a", "a_2"), ("INTEGER",) * 3, [["1", "2", "3"]])
    assert json.loads(dumps(rows)) == [{"a": 1, "a_3": 2, "a_2": 3}]


def test_values_of_the_engine_arrive_as_the_engine_writes_them():
    literals = ["1.50::DECIMAL(5,2)", "DATE '2024-01-31'", "true", "[1,2]", "'x'", "1e20::DOUBLE"]
    with DuckEngine().empty() as session:
        row = session.rows(f"SELECT {', '.join(literals)}")[0]
        texts = session.rows(f"SELECT {', '.join(f'({one})::VARCHAR' for one in literals)}")[0]
    assert [value_text(value) for value in row] == [*texts[:5], "1e+20"]


def test_lists_of_models_and_records_become_tables():
    sources = [SettingSource(name="model", value="a,b", source="flag")]
    assert render("csv", sources) == 'name,value,source,note\nmodel,"a,b",flag,""\n'
    assert json.loads(render("jsonl", sources)) == {
        "name": "model",
        "value": "a,b",
        "source": "flag",
        "note": "",
    }
    figures = (Figure(name="f1", value=0.5), Figure(name="nan", value=float("nan")))
    assert render("csv", figures) == "name,value\nf1,0.5\nnan,\n"
    assert render("md", figures).splitlines()[2:] == ["| `f1` | `0.5` |", "| `nan` | NULL |"]


@pytest.mark.parametrize(
    ("format", "text"), [("json", "[]\n"), ("jsonl", ""), ("csv", ""), ("md", "")]
)
def test_an_empty_list_in_every_format(format, text):  # noqa: A002
    assert render(format, ()) == text


def test_a_lone_null_is_no_empty_line():
    assert csv(Rows(("a",), ("INTEGER",), [[None], ["1"]])) == 'a\n""\n1\n'


@pytest.mark.parametrize("text", ["a`b", "``", "a|b", " x ", "@all", "<img src=x>", "[x](y)", ""])
def test_markdown_values_cannot_leave_their_span(text):
    shown = code(text)
    fence = shown[: len(shown) - len(shown.lstrip("`"))]
    assert not fence or (shown.endswith(fence) and fence not in shown[len(fence) : -len(fence)])
    assert "|" not in shown.replace("\\|", "")


def test_markdown_words_cannot_format():
    assert escaped("[x](y) <b> a_b") == "\\[x\\](y) \\<b\\> a\\_b"
    assert escaped("ask @all of https://x.io/#1") == "ask `@all` of `https://x.io/#1`"


def test_many_checks_fit_in_a_comment_and_a_report():
    comment = render("md", MANY)
    assert len(comment) < 65_536
    assert "30 of 60 passed" in comment
    assert "| x failed | `1.yaml`" in comment
    assert "are left out here" in comment
    assert len(junit(MANY)) < 10_000_000
