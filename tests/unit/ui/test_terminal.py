import io
import os
import subprocess
import sys

import pytest

from tests.unit.ui.streams import Screen, Stream
from vibecli.errors import VibeError
from vibecli.ui.lines import line, span
from vibecli.ui.terminal import Terminal


@pytest.mark.parametrize(
    ("environment", "tty", "flag", "expected"),
    [
        ({}, True, None, True),
        ({}, False, None, False),
        ({"NO_COLOR": "0"}, True, None, False),
        ({"NO_COLOR": ""}, True, None, True),
        ({"FORCE_COLOR": "1"}, False, None, True),
        ({"FORCE_COLOR": "0"}, True, None, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, None, False),
        ({"TERM": "dumb"}, True, None, False),
        ({"GITHUB_ACTIONS": "true", "PY_COLORS": "1"}, False, None, False),
        ({}, True, False, False),
        ({"NO_COLOR": "1"}, False, True, True),
    ],
)
def test_colour(environment, tty, flag, expected):
    stream = Stream(tty=tty)
    terminal = Terminal(stream, Stream(), Stream(), environment, color=flag)
    terminal.out(line(span("red", "error")))
    assert terminal.out_color is expected
    assert ("\x1b[" in stream.text) is expected


@pytest.mark.parametrize(
    ("columns", "width"), [("100", 100), ("0", 80), ("-3", 80), ("wide", 80), ("", 80), ("²", 80)]
)
def test_width_is_columns_else_eighty(columns, width):
    terminal = Terminal(io.StringIO(), None, None, {"COLUMNS": columns})
    assert (terminal.width, terminal.height) == (width, 24)


def test_values_can_neither_style_nor_control():
    screen = Screen(color=True)
    screen.terminal.out("[red]x[/red] \x1b[2J \u202e")
    assert screen.out == "[red]x[/red] \\e[2J \\u202e\n"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_any_encoding_can_be_written(encoding):
    screen = Screen(encoding=encoding)
    screen.terminal.out("Zoë 李")
    assert screen.terminal.ascii is (encoding != "utf-8")
    assert screen.out == "Zoë 李\n".encode(encoding, "backslashreplace").decode(encoding)


def test_data_is_exact_and_utf8():
    screen = Screen(encoding="ascii")
    screen.terminal.out("head")
    screen.terminal.data("é\x1b\r\n")
    screen.terminal.data(b"\xff")
    assert screen.stdout.raw_bytes == b"head\n\xc3\xa9\x1b\r\n\xff"


def test_a_closed_pipe_ends_quietly():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        terminal = Terminal(stream, Stream(), None, {})
        terminal.out("lost")
        terminal.data("lost too")
        assert terminal.closed


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
def test_a_full_disk_is_an_error():
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        terminal = Terminal(full, Stream(), None, {})
        with pytest.raises(VibeError, match="cannot write the output"):
            terminal.out("x")


def test_missing_streams_take_and_give_nothing():
    terminal = Terminal(None, None, None, {})
    terminal.out("x")
    terminal.err("x")
    terminal.data(b"x")
    terminal.status("x")
    assert terminal.ask("who? ") is None
    assert not terminal.interactive


def test_the_status_line_makes_way_for_output():
    screen = Screen()
    screen.terminal.status("working")
    screen.terminal.err("a line")
    screen.terminal.status(None)
    assert screen.err == "working\r\x1b[2Ka line\nworking\r\x1b[2K"


@pytest.mark.parametrize("more", [{"tty": False}, {"environment": {"TERM": "dumb"}}])
def test_no_status_where_it_cannot_be_taken_back(more):
    screen = Screen(**more)
    screen.terminal.status("working")
    assert screen.err == ""


@pytest.mark.parametrize(("typed", "answer"), [("y\n", "y"), ("\n", ""), ("", None), ("no", "no")])
def test_ask_reads_one_line(typed, answer):
    screen = Screen(typed=typed)
    assert screen.terminal.ask("apply? ") == answer
    assert screen.err == ("apply? " if typed else "apply? \n")
    assert screen.out == ""


SYSTEM = "from vibecli.ui.terminal import Terminal; t = Terminal.system();"


def _python(code, **streams):
    return subprocess.run([sys.executable, "-c", SYSTEM + code], timeout=60, check=False, **streams)


def test_a_reader_that_goes_away_leaves_no_trace():
    reading, writing = os.pipe()
    os.close(reading)
    code = "[t.out('x' * 999) for _ in range(999)]; t.err('went on')"
    done = _python(code, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"went on\n")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_error(closed):
    code = "t.out('o'); t.err('e'); t.data('d'); t.status('s'); raise SystemExit(t.ask('?') or 0)"
    command = f'exec "$0" -c "$1" {closed}'
    arguments = ["sh", "-c", command, sys.executable, SYSTEM + code]
    done = subprocess.run(arguments, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_light_modules_import_nothing_heavy():
    heavy = {"rich", "pydantic", "numpy", "duckdb", "typer", "prompt_toolkit"}
    code = (
        "import sys, vibecli.ui.terminal, vibecli.ui.errors, vibecli.ui.text, vibecli.ui.lines;"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not heavy & set(loaded.stdout.split())


def test_ask_shows_lines_with_the_answer_beside_the_last():
    screen = Screen(typed="y\n")
    assert screen.terminal.ask([line("one"), line("two >")]) == "y"
    assert screen.stderr.text == "one\ntwo > "


def test_hints_are_said_in_other_words_for_a_while_only():
    terminal = Screen().terminal
    with terminal.worded(str.upper):
        assert terminal.hint("go on") == terminal.canvas.wording("go on") == "GO ON"
    assert terminal.hint("go on") == "go on"


@pytest.mark.parametrize(("tty", "environment"), [(False, {}), (True, {"TERM": "dumb"})])
def test_no_line_is_erased_where_that_cannot_be(tty, environment):
    screen = Screen(tty=tty, environment=environment)
    screen.terminal.fresh_line()
    assert screen.err == ""
