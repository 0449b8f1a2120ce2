"""Survivorship rules: who wins among a person's values, and that nothing else decides."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.engine.duckdb import DuckEngine
from vibecli.identity.mapping import Field, Source
from vibecli.identity.moments import change_time, record_time
from vibecli.identity.survivorship import Rule, default_rule, stated_rule, winners

SESSION = DuckEngine().empty()
TYPES = "(VALUES ('', '', '', 0, '', NULL::TIMESTAMP, false)) t(person, value, same, source, record, moment, derived)"


def candidates(*rows):
    """Each row: value, source (negative: the profile), record, year or None."""
    selects = [f"SELECT * FROM {TYPES} WHERE false"]
    for value, source, record, year in rows:
        moment = f"TIMESTAMP '{year}-01-01'" if year else "NULL::TIMESTAMP"
        selects.append(
            f"SELECT 'p', '{value}', lower('{value}'), {source}, '{record}', {moment}, false"
        )
    return " UNION ALL ".join(selects)


def winner(rule, *rows, names=False):
    found = SESSION.rows(winners(candidates(*rows), rule, names=names))
    assert len(found) <= 1
    return found[0][1] if found else None


RECENT, FREQUENT = Rule("most_recent"), Rule("most_frequent")


@pytest.mark.parametrize(
    ("rule", "rows", "expected"),
    [
        (RECENT, [("old", 0, "1", 2020), ("new", 1, "1", 2021)], "new"),
        (RECENT, [("dated", 1, "1", 2001), ("undated", 0, "1", None)], "dated"),
        (RECENT, [("first", 0, "1", 2020), ("second", 1, "1", 2020)], "first"),
        (RECENT, [("b", 0, "2", None), ("a", 0, "1", None)], "a"),
        (RECENT, [("profile", -1, "P", 2022), ("record", 0, "1", 2021)], "profile"),
        (RECENT, [("profile", -1, "P", 2020), ("record", 0, "1", 2021)], "record"),
        (RECENT, [("profile", -1, "P", None), ("record", 0, "1", 1999)], "record"),
        (FREQUENT, [("a", 0, "1", None), ("b", 0, "2", None), ("B", 1, "1", None)], "b"),
        (FREQUENT, [("profile", -1, "P", None), ("record", 0, "1", None)], "record"),
        (
            FREQUENT,
            [("profile", -1, "P", None), ("a", 0, "1", None), ("b", 0, "2", None)],
            "profile",
        ),
        (FREQUENT, [("profile", -1, "P", 2022), ("a", 0, "1", 2021)], "profile"),
        (Rule("most_complete"), [("Jo", 0, "1", 2022), ("Johanna", 0, "2", 2020)], "Johanna"),
        (Rule("keep_existing"), [("x", -1, "P", 1990), ("y", 0, "1", 2022)], "x"),
        (Rule("keep_existing"), [("y", 0, "1", 2022)], "y"),
        (Rule("minimum"), [("b", 0, "1", 2022), ("a", 0, "2", 2020)], "a"),
        (Rule("maximum"), [("b", 0, "1", 2020), ("a", 0, "2", 2022)], "b"),
        (Rule("source_priority", order=(1, 0)), [("x", 0, "1", 2022), ("y", 1, "1", 2020)], "y"),
        (Rule("source_priority", order=(1,)), [("x", 0, "1", 2022), ("z", -1, "P", 2020)], "x"),
        (
            Rule("own_record"),
            [("L1", -1, "P", None), ("L1", 0, "1", 1990), ("L2", 0, "2", 2022)],
            "L1",
        ),
        (Rule("own_record"), [("gone", -1, "P", None), ("L2", 0, "2", 2022)], "L2"),
        (Rule("own_record"), [("gone", -1, "P", None)], None),
        (Rule("most_recent", decides=True), [("x", -1, "P", 2030), ("y", 0, "1", 2001)], "y"),
    ],
)
def test_a_rule_chooses(rule, rows, expected):
    assert winner(rule, *rows) == expected


def test_words_of_a_name_vote_each():
    rows = [("Roobert Adams", -1, "P", 2020), ("Robert Aams", 0, "1", 2023)]
    rows += [("Robert Adams", 1, "1", 2019)]
    assert winner(FREQUENT, *rows, names=True) == "Robert Adams"
    assert (
        winner(FREQUENT, ("ANNA MAY", 0, "1", 2023), ("Anna May", 0, "2", 2020), names=True)
        == "Anna May"
    )


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "A", "b", "c d"]),
        st.integers(-2, 2),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from([None, 2020, 2021]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: (row[1], row[2]),
)


@given(rows=ROWS, names=st.booleans(), data=st.data())
@settings(max_examples=20, deadline=None)
@pytest.mark.parametrize("rule", [RECENT, FREQUENT, Rule("keep_existing"), Rule("own_record")])
def test_the_order_of_rows_decides_nothing(rule, rows, names, data):
    mixed = data.draw(st.permutations(rows))
    assert winner(rule, *rows, names=names) == winner(rule, *mixed, names=names)


def column(name, role=None, kind="VARCHAR"):
    return ColumnInfo(name=name, type=kind, role=role)


@pytest.mark.parametrize(
    ("field", "times", "rule", "new_only"),
    [
        (column("email", Role.EMAIL), {0: "updated_at"}, "most_recent", False),
        (column("email", Role.EMAIL), {}, "most_frequent", False),
        (column("dob", Role.BIRTH_DATE), {0: "updated_at"}, "most_frequent", False),
        (column("updated_at", Role.TIME, "TIMESTAMP"), {0: "updated_at"}, "maximum", True),
        (column("created_at", Role.TIME, "TIMESTAMP"), {}, "minimum", True),
    ],
)
def test_a_role_has_its_default(field, times, rule, new_only):
    chosen = default_rule(Field(field, (Source(0, "x", "name"),)), times)
    assert (chosen.name, chosen.new_only) == (rule, new_only)


def test_a_column_of_record_keys_keeps_a_key_of_the_person():
    field = Field(column("loyalty_id"), (Source(1, "id", "key"),), key_of=1)
    assert default_rule(field, {1: "joined"}).name == "own_record"


def test_a_stated_rule_reads_its_arguments():
    tables = ("crm.customers", "loyalty.accounts")
    assert stated_rule("source_priority", ("LOYALTY.accounts",), tables, {}).order == (1,)
    timed = stated_rule("most_recent", ("crm.customers.seen",), tables, {0: "updated", 1: "joined"})
    assert dict(timed.times) == {0: "seen", 1: "joined"}


@pytest.mark.parametrize(
    ("names", "change", "record"),
    [
        (["created_at", "updated_at"], "updated_at", "updated_at"),
        (["joined_on", "birth_date"], None, "joined_on"),
        (["email"], None, None),
    ],
)
def test_the_column_that_dates_a_row_is_found(names, change, record):
    roles = {"birth_date": Role.BIRTH_DATE, "email": Role.EMAIL}
    columns = tuple(column(n, roles.get(n, Role.TIME), "DATE") for n in names)
    table = TableInfo(name="t", columns=columns)
    found = change_time(table), record_time(table)
    assert tuple(c.name if c else None for c in found) == (change, record)
