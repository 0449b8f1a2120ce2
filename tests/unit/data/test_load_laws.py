"""Laws of loading: what a CSV writer wrote comes back exactly, and junk ends in a clear answer."""

import contextlib
import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import files
from vibecli.data.load import load
from vibecli.errors import VibeError

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]))
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8)
JUNK = st.lists(st.sampled_from(['"', ",", ";", "\n", "\r\n", "a", "1", " ", "ü", "\t"])).map(
    "".join
)


def loaded(name: str, content: bytes):
    """Load into a fresh database; give rows, rejects and columns."""
    with tempfile.TemporaryDirectory() as place, files.write(Path(place, "t.db")) as session:
        path = Path(place, name)
        path.write_bytes(content)
        (report,) = load(session, path, table="t")
        rows = session.rows("SELECT COLUMNS(*)::VARCHAR FROM t")
        return report, rows


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
@example([("\ufeff", "\x1b[2J", "\u202e")])
@example([('"', '""', ',"\n')])
@example([("  01", "1e5", "+1"), ("\x85", "\u2028", "\x0b")])
def test_what_was_written_comes_back_in_order(rows):
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["first name", "b", "c"])
    writer.writerows([*rows, ("text", "text", "text")])  # keeps every column text
    report, found = loaded("t.csv", text.getvalue().encode())
    assert report.rejected == 0
    assert [tuple(cell or "" for cell in row) for row in found[:-1]] == rows


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JUNK.filter(str.strip))
@example('a,b\n1,"x')
@example('"\n\n\n,')
@example("a\rb\nc\r\n")
def test_junk_is_loaded_or_refused_and_no_line_is_lost(text):
    with contextlib.suppress(VibeError):
        report, rows = loaded("t.csv", text.encode())
        assert len(rows) == report.rows
        assert report.rows + report.rejected <= text.count("\n") + text.count("\r") + 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(min_size=1, max_size=60),
    st.sampled_from(["t.csv", "t.json", "t.ndjson", "t.csv.gz", "t.parquet", "t.duckdb"]),
)
def test_any_bytes_end_in_rows_or_an_error_of_ours(content, name):
    with contextlib.suppress(VibeError):
        report, rows = loaded(name, content)
        assert len(rows) == report.rows
