"""A key that repeats is no key: that is told where it matters, with the words that show where."""

import pytest

from tests import files


@pytest.fixture
def hotel(tmp_path, monkeypatch):
    with files.write(tmp_path / "vibecli.duckdb") as session:
        session.run(
            "CREATE TABLE guests AS SELECT 'H' || CASE n WHEN 80 THEN 7 ELSE n END AS guestNo,"
            " ['Ana', 'Eva', 'Tom'][n % 3 + 1] AS first_name, 'g' || n || '@x.example' AS email"
            " FROM range(1, 81) t(n)"
        )
        session.run(
            "CREATE TABLE club AS SELECT 'K' || n AS card, 'g' || n || '@x.example' AS mail"
            " FROM range(1, 41) t(n)"
        )
        session.run(
            "CREATE TABLE stays AS SELECT n AS stay_no, 'H' || (1 + n % 70) AS guestNo,"
            " TIMESTAMP '2026-01-01' + INTERVAL (n) HOUR AS booked_at FROM range(300) t(n)"
        )
    monkeypatch.chdir(tmp_path)


def test_a_key_that_repeats_is_told_with_the_words_that_show_where(command, hotel):
    assert "email: guestNo repeats" in command("tables").out
    assert "key email (inferred): guestNo repeats" in command("profile", "guests").out
    refused = command("ask", "train a churn model")
    told = " ".join(refused.err.split())
    assert (refused.code, "guestNo of guests repeats" in told) == (1, True), told
    assert "find duplicate guestNo in guests" in told
    matched = " ".join(command("ask", "match guests with club", "--dry-run").out.split())
    assert "guestNo of guests repeats, so it is no key" in matched
    found = command("ask", "find duplicate guestNo in guests", "--unmask", "-o", "csv")
    assert "h7,2" in found.out.lower()
