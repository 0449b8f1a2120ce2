"""CSV files as they come: types, separators, encodings, and lines that do not fit."""

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from vibecli.data.load import load
from vibecli.errors import DataError, NotFound, UsageError


def kinds(report) -> list[str]:
    return [column.type for column in report.columns]


def names(report) -> list[str]:
    return [column.name for column in report.columns]


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        (["1", "20", "-3"], "BIGINT", 1),
        (["1.5", "20", "-3.25"], "DECIMAL(18,2)", Decimal("1.50")),
        (["1.5e-7", "2"], "DOUBLE", 1.5e-7),
        (["0.12345678", "2"], "DOUBLE", 0.12345678),
        (["01234", "99999"], "VARCHAR", "01234"),
        (["0049 30 1", "0049301"], "VARCHAR", "0049 30 1"),
        (["+4930123", "+4930124"], "VARCHAR", "+4930123"),
        (["1234567890123456", "1"], "VARCHAR", "1234567890123456"),
        (["12E4", "33E1"], "VARCHAR", "12E4"),
        (["1", "n/a", "2"], "BIGINT", 1),
        (["1", "x", "2"], "VARCHAR", "1"),
        (["0", "0.5"], "DECIMAL(18,1)", Decimal("0.0")),
        (["007", "8"], "VARCHAR", "007"),
        (["1_000", "2_000"], "VARCHAR", "1_000"),
        (["true", "FALSE"], "BOOLEAN", True),
        (["yes", "no"], "VARCHAR", "yes"),
        (["2024-02-29", "1999-1-2"], "DATE", date(2024, 2, 29)),
        (["29.02.2024", "1.2.1999"], "DATE", date(2024, 2, 29)),
        (["2024/02/29"], "DATE", date(2024, 2, 29)),
        (["31/12/2024", "01/02/2024"], "DATE", date(2024, 12, 31)),
        (["12/31/2024", "01/02/2024"], "DATE", date(2024, 12, 31)),
        (["01/02/2024", "03/04/2024"], "VARCHAR", "01/02/2024"),
        (["2024-02-30", "2024-02-01"], "VARCHAR", "2024-02-30"),
        (
            ["2024-01-01 10:00", "2024-01-02"],
            "TIMESTAMP",
            datetime(2024, 1, 1, 10, tzinfo=UTC).replace(tzinfo=None),
        ),
        (
            ["2024-01-01T10:00:00Z"],
            "TIMESTAMP",
            datetime(2024, 1, 1, 10, tzinfo=UTC).replace(tzinfo=None),
        ),
        (
            ["2024-01-01T10:00:00+02:00"],
            "TIMESTAMP",
            datetime(2024, 1, 1, 8, tzinfo=UTC).replace(tzinfo=None),
        ),
        (["", ""], "VARCHAR", None),
        (["inf", "nan"], "VARCHAR", "inf"),
        (["Null", "Smith"], "VARCHAR", "Null"),
    ],
)
def test_types_are_found_and_never_cost_a_value(session, loaded, values, kind, first):
    report = loaded("t.csv", "v,k\n" + "".join(f"{v},x\n" for v in values))
    assert kinds(report)[0] == kind
    assert session.value("SELECT v FROM t LIMIT 1") == first
    assert report.rows == len(values)
    assert report.rejected == 0


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("order_date", ["19970101", "20260131"], "DATE"),
        ("order_date", ["19970101", "20261331"], "BIGINT"),
        ("batch_no", ["20240101", "20240102"], "BIGINT"),
    ],
)
def test_digits_are_a_day_where_name_and_all_values_say_so(loaded, name, values, kind):
    report = loaded("t.csv", "\n".join([f"{name},n", *(f"{value},1" for value in values), ""]))
    assert kinds(report)[0] == kind


def test_columns_that_spaces_keep_apart_are_columns(session, loaded):
    lines = [
        " 00004 19970101  2   29.33",
        " 00004 19970118 12    9.73",
        "  00021  19970101  3 63.34",
    ]
    report = loaded("t.txt", "\n".join([*lines, ""]))
    assert kinds(report) == ["VARCHAR", "DATE", "BIGINT", "DECIMAL(18,2)"]
    assert session.rows("FROM t")[1] == ("00004", date(1997, 1, 18), 12, Decimal("9.73"))
    plain = loaded("p.txt", "the first line\nof three words\nis no table\n")
    assert plain.rows == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_and_line_ends_are_found(session, loaded, separator, end):
    lines = ["id;name;price", "1;Ann;1,5", '2;"B; b";2']
    text = end.join(line.replace(";", separator) for line in lines) + end
    if separator == ",":
        text = text.replace("1,5", "1.5")
    report = loaded("t.csv", text)
    assert names(report) == ["id", "name", "price"]
    assert session.rows("SELECT id, name FROM t") == [(1, "Ann"), (2, f"B{separator} b")]


@pytest.mark.parametrize(
    ("values", "kind", "first"),
    [
        (["1,5", "1.234,50", "-20"], "DECIMAL(18,2)", Decimal("1.50")),
        (["1,234", "2,345"], "VARCHAR", "1,234"),
        (["01,5", "2,5"], "VARCHAR", "01,5"),
        (["1.234", "2.345"], "DECIMAL(18,3)", Decimal("1.234")),
    ],
)
def test_decimal_commas_are_read_where_they_separate_no_columns(
    session, loaded, values, kind, first
):
    report = loaded("t.csv", "v;k\n" + "".join(f"{v};x\n" for v in values))
    assert kinds(report)[0] == kind
    assert session.value("SELECT v FROM t LIMIT 1") == first
    assert ("v: decimal commas read as points" in report.notes) is (first == Decimal("1.50"))


def test_excels_own_separator_line_is_understood(session, loaded):
    report = loaded("t.csv", "sep=;\r\nid;name\r\n1;a,b\r\n")
    assert session.rows("SELECT * FROM t") == [(1, "a,b")]
    assert "separator: semicolon" in report.notes


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (b"\xef\xbb\xbfid,name\n1,M\xc3\xbcller\n", None),
        ("id,name\n1,Müller\n".encode("cp1252"), "not UTF-8; read as cp1252 and converted"),
        ("id,name\n1,Müller\n".encode("latin-1") + b"2,\x81\n", "read as latin-1"),
        ("id,name\n1,Müller\n".encode("utf-16"), "converted from UTF-16"),
        (b"id,name\r\n1,M\xc3\xbcller\n2,x\r\n", "line ends were mixed"),
    ],
)
def test_encodings_are_converted_and_told(session, loaded, content, note):
    report = loaded("t.csv", content)
    assert names(report) == ["id", "name"]
    assert session.value("SELECT name FROM t WHERE id = 1") == "Müller"
    assert note is None or note in " ".join(report.notes)


def test_broken_bytes_in_a_utf8_file_cost_one_line_not_every_umlaut(session, loaded):
    good = "".join(f"{i},Müller\n" for i in range(9)).encode()
    report = loaded("t.csv", b"id,name\n" + good + b"9,M\xfcller\n")
    assert session.rows("SELECT DISTINCT name FROM t") == [("Müller",)]
    assert (report.rows, report.rejected) == (9, 1)
    assert session.rows("SELECT line, error FROM t_rejected") == [(11, "not UTF-8")]


def test_lines_that_do_not_fit_are_kept_with_line_text_and_reason(session, loaded):
    text = 'id,name\n1,a\n2\n3,c,d\n4,"e ""e"""\n5,"f\nf"\n6,g\n7,"h\n'
    report = loaded("t.csv", text)
    assert session.rows("SELECT * FROM t") == [(1, "a"), (4, 'e "e"'), (5, "f\nf"), (6, "g")]
    assert (report.rejected, report.rejected_table) == (3, "t_rejected")
    assert session.rows("SELECT file, line, text FROM t_rejected ORDER BY line") == [
        ("t.csv", 3, "2"),
        ("t.csv", 4, "3,c,d"),
        ("t.csv", 9, '7,"h'),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz"])
def test_a_long_row_that_does_not_fit_is_kept_whole(session, loaded, end, name):
    long = "ä" * 12_000
    bad = [f"3,{long},d", f'4,"{long}{end}{long}",d', f'5,"{long}"x', f"6,{long[:4_990]},d"]
    text = end.join(["id,name", *(f"{n},a" for n in range(9)), *bad, "7,g", ""]).encode()
    loaded(name, gzip.compress(text) if name.endswith("gz") else text)
    kept = [row[0] for row in session.rows("SELECT text FROM t_rejected ORDER BY line")]
    assert kept == bad
    assert session.value("SELECT count(*) FROM t") == 10


def test_a_value_that_fits_no_type_of_999_others_is_set_aside_with_its_line(session, loaded):
    rows = [f'{i},"a\nb"' for i in range(2000)]
    rows[1000] = 'oops,"say ""hi"""'
    rows[10] = "10"  # too few fields: moves no line number
    report = loaded("t.csv", "id,name\n" + "\n".join(rows) + "\n")
    assert kinds(report) == ["BIGINT", "VARCHAR"]
    assert (report.rows, report.rejected) == (1998, 2)
    # line 1 is the header; every row before took two lines, but one
    assert session.rows("SELECT line, text, error FROM t_rejected ORDER BY line") == [
        (22, "10", "too few fields, expected 2"),
        (2 + 1000 * 2 - 1, 'oops,"say ""hi"""', "id is no BIGINT"),
    ]


def test_a_column_that_nearly_fits_stays_text_and_says_so(loaded):
    report = loaded("t.csv", "id,k\n" + "".join(f"{i},x\n" for i in range(99)) + "none yet,x\n")
    assert kinds(report)[0] == "VARCHAR"
    assert report.notes == ("id: 1 of 100 values are no numbers; kept as text",)


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        (b"", "t.csv is empty", "column names"),
        (b"\n\n  \n", "t.csv is empty", "column names"),
        (b"id,name\n1,\x00a\n", "t.csv is not text: a zero byte in line 2", "save it as CSV"),
        (b"PK\x03\x04zip", "t.csv is a zip or Excel file", "save it as CSV"),
        (b"a,b\n1,2,3\n4,5,6\n", "2 of 2 lines of t.csv do not fit", "near line 2"),
    ],
)
def test_what_is_no_table_is_one_clear_error(session, loaded, content, message, hint):
    with pytest.raises(DataError) as error:
        loaded("t.csv", content)
    assert message in error.value.message
    assert hint in error.value.hint
    assert session.rows("SELECT table_name FROM duckdb_tables()") == []


def test_a_header_alone_makes_an_empty_table(session, loaded):
    report = loaded("t.csv", "id,name\n")
    assert (report.rows, names(report)) == (0, ["id", "name"])
    assert "no rows, only a header" in report.notes


def test_headers_are_made_usable_and_told(loaded):
    report = loaded("t.csv", "id,Name, name ,,__rid\n1,a,b,c,d\n")
    assert names(report) == ["id", "Name", "name_2", "column_4", "rid"]
    assert len(report.notes) == 3


def test_a_file_without_header_keeps_its_first_row(session, loaded):
    report = loaded("t.csv", "1,Ann,a@x.io\n2,Bob,b@x.io\n")
    assert names(report) == ["column_1", "column_2", "column_3"]
    assert report.rows == 2
    assert "no header line" in report.notes[0]


def test_hostile_names_and_values_arrive_as_they_are(session, loaded):
    report = loaded(
        "rob'); DROP TABLE t;--.csv", 'na"me,[red],select\n"\'; DROP TABLE x;--",\x1b[31m,=1+1\n'
    )
    assert report.table == "rob_drop_table_t"
    assert names(report) == ['na"me', "[red]", "select"]
    assert session.rows("SELECT * FROM rob_drop_table_t") == [
        ("'; DROP TABLE x;--", "\x1b[31m", "=1+1")
    ]


def test_names_that_are_patterns_are_one_file(session, loaded):
    loaded("a1.csv", "id\n7\n")
    report = loaded("a[1]*.csv", "id\n1\n")
    assert session.rows(f"SELECT id FROM {report.table}") == [(1,)]


def test_packed_files_are_read(session, loaded):
    report = loaded("people.csv.gz", gzip.compress("id;name\n1;Zoë\n".encode("cp1252")))
    assert report.table == "people"
    assert session.rows("SELECT * FROM people") == [(1, "Zoë")]


def test_a_broken_archive_is_a_clear_error(loaded):
    with pytest.raises(DataError, match=r"people\.csv\.gz cannot be read"):
        loaded("people.csv.gz", gzip.compress(b"id\n1\n" * 1000)[:40])


def test_a_table_that_is_there_needs_a_word(session, loaded):
    loaded("t.csv", "id\n1\n")
    with pytest.raises(UsageError, match="table t is there already") as error:
        loaded("t.csv", "id\n2\n")
    assert "--replace, --append" in error.value.hint
    loaded("t.csv", "id,x\n2,3\n", mode="replace")
    assert session.rows("SELECT * FROM t") == [(2, 3)]


def test_appended_rows_take_the_tables_types_or_are_set_aside(session, loaded):
    loaded("t.csv", "id,zip,amount\n1,01234,5\n")
    report = loaded("t.csv", "ZIP,Id\n99999,2\n88888,x\n77777,1.5\n", mode="append")
    assert session.rows("SELECT id, zip, amount FROM t ORDER BY id") == [
        (1, "01234", 5),
        (2, "99999", None),
    ]
    assert (report.rows, report.rejected) == (1, 2)
    assert session.rows("SELECT line, error FROM t_rejected ORDER BY line") == [
        (3, "Id is no BIGINT"),
        (4, "Id is no BIGINT"),
    ]
    assert "not in the file, left empty: amount" in report.notes


def test_appending_unknown_columns_is_refused(session, loaded):
    loaded("t.csv", "id\n1\n")
    with pytest.raises(DataError, match="columns that t has not: name"):
        loaded("t.csv", "id,name\n1,a\n", mode="append")
    assert session.rows("SELECT * FROM t") == [(1,)]


def test_replacing_clears_the_old_rejects(session, loaded):
    loaded("t.csv", "id,k\n1,a\n2\n3,c\n")
    loaded("t.csv", "id,k\n1,a\n", mode="replace")
    assert session.rows("SELECT table_name FROM duckdb_tables()") == [("t",)]


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("files/custmers.csv", "files/customers.csv?"),
        ("files/customers.json", "files/customers.csv?"),
        ("files/x.csv", "there are customers.csv"),
        ("nowhere/x.csv", "there is no folder"),
    ],
)
def test_a_missing_file_names_the_nearest(loaded, session, tmp_path, wanted, hint):
    loaded("customers.csv", "id\n1\n")
    with pytest.raises(NotFound) as error:
        load(session, tmp_path / wanted)
    assert hint in error.value.hint
