"""A reason keeps the records it names apart from its words, in Python and in SQL alike."""

from hypothesis import given
from hypothesis import strategies as st

from vibecli.engine.duckdb import DuckEngine
from vibecli.identity.mention import (
    mention,
    mention_sql,
    spell_out,
    spelt_out_sql,
    without_mentions_sql,
)

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)
SESSION = DuckEngine().empty()


@given(TEXT, TEXT)
def test_names_come_back_whole_whatever_they_hold(table, record):
    told = []
    reason = f"as {mention(table, record)}, {mention(table, record)}"
    assert spell_out(reason, lambda *pair: told.append(pair) or "X") == "as X, X"
    plain = "".join(char for char in record if char not in "\x02\x03\x1f")
    assert [record for _, record in told] == [plain] * 2


@given(TEXT, TEXT)
def test_sql_makes_and_reads_the_same_marks(table, record):
    (made,) = SESSION.rows(f"SELECT {mention_sql('?', '?')}", [table, record])[0]
    assert made == mention(table, record)
    asked = f"SELECT {spelt_out_sql('r')}, {without_mentions_sql('r')} FROM (SELECT ? AS r)"
    bare, shared = SESSION.rows(asked, [f"as {made}."])[0]
    assert (bare, shared) == (spell_out(f"as {made}.", lambda _, name: name), "as #.")
