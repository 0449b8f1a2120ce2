"""Where values are held: files of keys and a scan find what comparing every value finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.duckdb import DuckEngine
from vibecli.identity.whereabouts import NORMAL, Whereabouts

EMAILS = st.builds(
    "{}{}{}@{}".format,
    st.sampled_from(["anna", "An.na", "ANNA", "änna", "mailto:anna", " an na", "+x", "a@b"]),
    st.sampled_from(["", "+tag", ".b"]),
    st.sampled_from(["", " "]),
    st.sampled_from(["gmail.com", "googlemail.com", "x.example", "X.Example"]),
)
PHONES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "+49 ", "0049", "0", "+49 (0) ", "(0)"]),
    st.sampled_from(
        ["151 1111111", "151/111-1111", "12345", "1511111111.0", "\u0661\u0665\u06611111111"]
    ),
    st.sampled_from(["", " x12", " ext. 4"]),
)
CODES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["L-", "l", "L ", "É", "'l", "L?a"]),
    st.sampled_from(["200017", "20.0017", "200017.0", "0"]),
    st.sampled_from(["", " ", "-"]),
)


@pytest.fixture(scope="module")
def session():
    with DuckEngine().empty() as session:
        yield session


@settings(max_examples=8)
@given(data=st.data())
@pytest.mark.parametrize(
    ("form", "values"), [("email", EMAILS), ("phone", PHONES), ("id", CODES), ("text", CODES)]
)
def test_what_is_held_is_found_by_scan_and_by_files(session, tmp_path_factory, form, values, data):
    held = data.draw(st.lists(values, min_size=1, max_size=12))
    session.run("CREATE OR REPLACE TABLE t AS SELECT unnest(?) AS v", [held])
    info = TableInfo(name="t", rows=len(held), columns=(ColumnInfo(name="v", type="VARCHAR"),))
    normal = NORMAL[form]
    wanted = normal(data.draw(values)) or ""
    expected = [rid for rid, value in enumerate(held) if wanted and normal(value) == wanted]
    folder = tmp_path_factory.mktemp("w")
    for one in (
        Whereabouts(session),
        Whereabouts(session, folder, {"t": "made"}, small=0),
        Whereabouts(session, folder, {"t": "made"}, small=0),
    ):
        assert [*one.holding(info, "v", form, wanted)] == expected
    assert len([*folder.iterdir()]) == (1 if wanted else 0)


def test_files_are_made_anew_when_the_rows_are_others(session, tmp_path):
    session.run("CREATE OR REPLACE TABLE t AS SELECT 'a' AS v")
    info = TableInfo(name="t", rows=1, columns=(ColumnInfo(name="v", type="VARCHAR"),))
    assert [*Whereabouts(session, tmp_path, {"t": "1"}, small=0).holding(info, "v", "text", "a")]
    session.run("CREATE OR REPLACE TABLE t AS SELECT 'b' AS v")
    changed = Whereabouts(session, tmp_path, {"t": "2"}, small=0)
    assert [*changed.holding(info, "v", "text", "b")] == [0]
    assert len([*tmp_path.glob("*.npy")]) == 1
