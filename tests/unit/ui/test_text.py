import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.ui.lines import span
from vibecli.ui.text import cell_width, cut, cut_middle, fold, pad, safe, safe_block, wrap

TEXT = st.text(st.characters(codec=None))
law = settings(deadline=None)  # a busy machine is no broken law
WIDTH = st.integers(min_value=2, max_value=60)
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("Zoë 李 Δ", "Zoë 李 Δ"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("\x1b[2J", "\\e[2J"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x00\x9b", "\\x00\\x9b"),
        ("\u202egpj.exe\u202c", "\\u202egpj.exe\\u202c"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\u3164", "\\u3164"),
        ("❤\ufe0f a\ufe0f", "❤\ufe0f a\\ufe0f"),
        ("👩\u200d👧", "👩\\u200d👧"),
    ],
)
def test_safe_shows_what_hides(raw, shown):
    assert safe(raw) == shown


@law
@given(TEXT)
def test_safe_leaves_no_character_that_hides(text):
    left = {c for c in safe(text) if unicodedata.category(c) in HIDDEN}
    assert not left
    assert safe(safe(text)) == safe(text)


@law
@given(TEXT)
def test_a_span_is_safe_whatever_it_is_made_of(text):
    assert span(text).text == safe(text)


@law
@given(TEXT, WIDTH)
def test_cut_and_cut_middle_fit(text, width):
    shown = safe(text)
    assert cell_width(cut(shown, width)) <= width
    assert cell_width(cut_middle(shown, width)) <= width
    if cell_width(shown) <= width:
        assert cut(shown, width) == shown


@law
@given(TEXT, WIDTH)
def test_fold_fits_and_leaves_nothing_out(text, width):
    pieces = fold(safe(text), width)
    assert "".join(pieces) == safe(text)
    assert all(cell_width(piece) <= width for piece in pieces)


@law
@given(TEXT, WIDTH)
def test_wrap_fits_and_keeps_every_word(text, width):
    pieces = wrap(safe(text), width)
    assert all(cell_width(piece) <= width for piece in pieces)
    assert "".join(pieces).replace(" ", "") == safe(text).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("customer", 8, "customer"),
        ("customer", 5, "cust…"),
        ("李小龍", 4, "李…"),
        ("abc", 1, "…"),
    ],
)
def test_cut(text, width, expected):
    assert cut(text, width).rstrip() == expected


def test_cut_middle_keeps_both_ends():
    assert cut_middle("customer-000123", 9) == "cust…0123"


def test_pad_counts_cells_not_characters():
    assert pad("李", 4) == "李  "
    assert pad("7", 3, right=True) == "  7"


def test_safe_block_keeps_line_breaks_only():
    assert safe_block("a\r\n\tb\x1b") == "a\n    b\\e"
