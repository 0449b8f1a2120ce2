import pytest

from tests.golden.compare import check_golden
from tests.unit.ui import sample
from tests.unit.ui.streams import Screen
from vibecli.ui.tables import draw_grid, draw_rows, noted_grid
from vibecli.ui.text import cell_width

LONG = ["  note  " + "x" * 32, " " * 8 + "x" * 18]
FEW = (("c-1", "李小龍", "12.50"), ("c-2", None, "-1"), ("c-3", "", "1000"))


@pytest.mark.parametrize("width", [60, 80, 120])
def test_rows_as_text(width):
    screen = Screen(width)
    draw_rows(screen.terminal, sample.NASTY_COLUMNS, sample.NASTY_TYPES, sample.NASTY_ROWS, 9, 4)
    check_golden(f"rows-nasty-{width}.txt", screen.out)
    assert max(map(cell_width, screen.out.splitlines())) <= width
    assert screen.err == "4 of 9 rows shown; all with --limit 9\n"


def test_rows_that_fit_are_a_table():
    screen = Screen(60)
    draw_rows(screen.terminal, ("id", "name", "total"), ("VARCHAR", "VARCHAR", "DOUBLE"), FEW)
    check_golden("rows-few-60.txt", screen.out)
    assert screen.err == ""


def test_a_pipe_never_cuts_or_folds_a_value():
    screen = Screen(40, tty=False)
    long = "x" * 500
    draw_rows(screen.terminal, ("id", "note"), ("VARCHAR",) * 2, [["1", long]])
    assert long in screen.out


def test_a_note_that_does_not_fit_stands_whole_beneath_its_row():
    rows = [["crm.customers.email", "email", "its name says so"], ["b", "c", ""]]
    for width, lines in ((60, 3), (40, 4)):
        screen = Screen(width)
        screen.terminal.out(noted_grid(("column", "tag", "evidence"), rows, screen.terminal.canvas))
        assert len(screen.out.splitlines()) == lines
        assert "crm.customers.email  email" in screen.out
        assert "its name says so" in screen.out


def test_no_rows_is_said():
    screen = Screen()
    draw_rows(screen.terminal, ("id", "name"), ("VARCHAR",) * 2, [], 0)
    assert screen.out.splitlines()[0] == "id  name"
    assert screen.err == "no rows\n"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("rows", "12345", "rows  12,345"),
        ("Count(*)", "1234567", "Count(*)  1,234,567"),
        ("max_year", "20240101", "max_year  20240101"),
        ("email", None, "email  NULL"),
        ("city", "Köln\x1b", "city  Köln\\e"),
    ],
)
def test_one_value_is_one_line(name, value, shown):
    screen = Screen()
    draw_rows(screen.terminal, (name,), ("VARCHAR",), [[value]], 1)
    assert screen.out.splitlines() == [shown]


def test_one_value_of_many_or_too_long_for_a_line_is_a_table():
    screen = Screen(40)
    draw_rows(screen.terminal, ("rows",), ("BIGINT",), [["7"]], 3, 1)
    draw_rows(screen.terminal, ("note",), ("VARCHAR",), [["x" * 50]], 1)
    assert screen.out.splitlines() == ["rows", "────", "   7", "row 1 of 1", *LONG]


def test_rows_nobody_asked_to_see_are_not_said_to_be_missing():
    screen = Screen()
    draw_rows(screen.terminal, ("id",), ("VARCHAR",), [], 5, 0)
    assert screen.err == "0 of 5 rows shown; all with --limit 5\n"


def test_no_columns_at_all():
    screen = Screen()
    draw_rows(screen.terminal, (), (), [])
    assert screen.err == "no rows\n"


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_grid_is_cut_to_the_screen_and_whole_in_a_pipe(width):
    rows = [["plan", "long " * 40, "x"], ["李", "short", "y"]]
    screen, pipe = Screen(width), Screen(width, tty=False)
    for one in (screen, pipe):
        draw_grid(one.terminal, ("a", "b", "c"), rows, right=(2,))
    assert max(map(cell_width, screen.out.splitlines())) <= width
    assert "…" in screen.out
    assert ("long " * 40).strip() in pipe.out
