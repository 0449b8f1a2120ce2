"""`vibecli evaluate` from the command line, on tables small enough to count by hand."""

import json
import shutil

import pytest

from tests.unit.cli.conftest import Ran
from tests.unit.ui.streams import Screen
from vibecli.cli.app import run
from vibecli.console.shell import Shell
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import UsageError
from vibecli.repl.conversation import Conversation
from vibecli.repl.evaluating import evaluate_argument

pytestmark = pytest.mark.slow

CUSTOMERS = """
CREATE TABLE customers (id VARCHAR PRIMARY KEY, first_name VARCHAR, last_name VARCHAR,
    email VARCHAR, city VARCHAR, cluster INTEGER);
INSERT INTO customers VALUES
    ('C-1', 'Ana', 'Berg', 'ana.berg@mail.example', 'Bonn', 1),
    ('C-2', 'Ana', 'Berger', 'a.berger@mail.example', 'Bonn', 2),
    ('C-3', 'Bo', 'Carr', 'bo@mail.example', 'Köln', 3),
    ('C-4', 'Bob', 'Carr', NULL, 'Köln', 3),
    ('C-5', 'Cy', 'Dunn', 'cy@mail.example', NULL, 4),
    ('C-6', 'Dee', 'Ekman', 'dee@mail.example', 'Bonn', 5)
"""
LOYALTY = """
CREATE TABLE crm.accounts (account_no VARCHAR PRIMARY KEY, full_name VARCHAR, town VARCHAR);
INSERT INTO crm.accounts VALUES ('L-1', 'Ana Berg', 'Bonn'), ('L-2', 'Bo Carr', 'Berlin'),
    ('L-3', 'Dee Ekman', 'Bonn')
"""
IDENTITY = """
CREATE TABLE customer_identity AS SELECT * FROM (VALUES
    ('P-1', 'customers', 'C-1', 0.99), ('P-1', 'customers', 'C-2', 0.60),
    ('P-1', 'crm.accounts', 'L-1', 0.99), ('P-2', 'customers', 'C-3', 0.99),
    ('P-2', 'customers', 'C-4', 0.99), ('P-3', 'crm.accounts', 'L-2', 1.0),
    ('P-4', 'customers', 'C-5', 1.0), ('P-5', 'customers', 'C-6', 0.99),
    ('P-5', 'crm.accounts', 'L-3', 0.99)) AS t(person_id, source, record_id, probability)
"""
# C-6 and L-3 are not in it, X-9 is in no table, one row says nothing, one says again what is said
RECORDS = """record_id,table,person
C-1,customers,ana
L-1,accounts,ana
C-2,Customers,ana b
C-3,customers,bo
C-4,customers,bo
 C-4 ,customers,bo
L-2,crm.accounts,bo
C-5,customers,cy
X-9,customers,bo
C-6,customers,
"""
# 2 right, 1 wrongly together, 1 wrongly apart, 1 rightly apart
PAIRS = """left_id,right_id,same,note
C-1,L-1,yes,
C-4,C-3,Yes,
C-1,C-2,no,
L-2,C-3,yes,
C-5,C-1,no,
C-6,L-3,no,
C-6,L-3,unsure,the last word counts
C-1,C-1,yes,
X-9,C-1,yes,
C-5,,no,
"""


DOCUMENTS = {}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("judged")
    with DuckEngine().write(folder / "vibecli.duckdb") as session:
        session.run("CREATE SCHEMA crm")
        for script in (CUSTOMERS, LOYALTY, IDENTITY):
            for statement in script.split(";"):
                session.run(statement)
    (folder / "truth.csv").write_text(RECORDS, encoding="utf-8")
    (folder / "labels.csv").write_text(PAIRS, encoding="utf-8")
    return folder


@pytest.fixture
def folder(made, tmp_path, monkeypatch):
    own = tmp_path / "judged"
    shutil.copytree(made, own)
    monkeypatch.chdir(own)
    return own


@pytest.fixture
def evaluate(folder, capsys):
    """Run `vibecli evaluate` in this process: exit code, stdout, stderr."""

    def call(*arguments):
        capsys.readouterr()
        code = run(["evaluate", *arguments])
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def judged(evaluate):
    """Give the JSON document of an evaluation that works, in a folder of the test's own."""

    def call(*arguments):
        ran = evaluate(*arguments, "-o", "json")
        assert ran.code == 0, ran.err
        return json.loads(ran.out)

    return call


@pytest.fixture
def known(made, monkeypatch, capsys):
    """Give the JSON document of an evaluation of the tables as they are, made once."""

    def call(*arguments):
        if arguments not in DOCUMENTS:
            capsys.readouterr()
            with monkeypatch.context() as patch:
                patch.chdir(made)
                assert run(["evaluate", *arguments, "-o", "json"]) == 0
            DOCUMENTS[arguments] = json.loads(capsys.readouterr().out)
        return DOCUMENTS[arguments]

    return call


def change(folder, *statements):
    with DuckEngine().write(folder / "vibecli.duckdb") as session:
        for statement in statements:
            session.run(statement)


def measures(document):
    return {
        one["name"]: tuple(round(one[name], 4) for name in ("precision", "recall", "f1"))
        for one in document["measures"]
    }


def test_records_are_judged_by_hand_counted_measures(known):
    found = known("truth.csv")
    assert measures(found) == {
        "pairs": (0.5, 0.5, 0.5),  # together: C1-C2-L1, C3-C4; truly: C1-L1, C3-C4-L2
        "clusters": (0.25, 0.25, 0.25),  # only C-5 is whole
        "b_cubed": (0.8095, 0.8095, 0.8095),
    }
    counts = {name: value for name, value in found["counts"].items() if value is not None}
    assert counts == {
        "right_pairs": 2, "found_pairs": 4, "true_pairs": 4, "true_clusters": 4,
        "found_clusters": 4, "largest_true": 3, "largest_found": 3,
    }  # fmt: skip


def test_every_row_of_the_truth_is_accounted_for(known):
    assert known("truth.csv")["coverage"] == {
        "rows": 10, "judged": 7, "absent": 1, "empty": 1, "unsure": 0, "repeated": 1,
        "identity_records": 9, "unjudged": 2,
    }  # fmt: skip
    coverage = known("labels.csv")["coverage"]
    assert coverage == {
        "rows": 10, "judged": 5, "absent": 1, "empty": 1, "unsure": 1, "repeated": 2,
        "identity_records": 9, "unjudged": 0,
    }  # fmt: skip


def test_labelled_pairs_are_judged_with_intervals(known):
    found = known("labels.csv")
    (pairs,) = found["measures"]
    assert measures(found) == {"pairs": (0.6667, 0.6667, 0.6667)}
    assert pairs["precision_interval"] == pytest.approx((0.2077, 0.9385), abs=1e-4)
    assert (found["form"], found["counts"]["pairs"]) == ("pairs", 5)


def segments(document):
    return {
        one["value"]: (
            one["records"],
            one["true_pairs"],
            one["found_pairs"],
            round(one["pairs"]["precision"], 4),
            round(one["pairs"]["recall"], 4),
        )
        for one in document["segments"]
    }


def test_a_pair_counts_for_the_segment_of_each_of_its_records(known):
    assert segments(known("truth.csv", "--by", "source")) == {
        "customers": (5, 4, 4, 0.5, 0.5),
        "crm.accounts": (2, 3, 2, 0.5, 0.3333),
    }


def test_a_column_of_the_same_meaning_is_taken_where_a_source_has_none_of_the_name(known):
    found = known("truth.csv", "--by", "City")
    assert found["by_columns"] == ["crm.accounts.town", "customers.city"]
    assert segments(found) == {
        "Bonn": (3, 1, 3, 0.3333, 1.0),
        "Köln": (2, 3, 1, 1.0, 0.3333),
        None: (1, 0, 0, 1.0, 1.0),
        "Berlin": (1, 2, 0, 1.0, 0.0),
    }
    assert segments(known("labels.csv", "--by", "city"))["Köln"] == (2, 2, 1, 1.0, 0.5)


def test_segments_by_a_personal_column_are_masked(known):
    values = segments(known("truth.csv", "--by", "last_name"))
    assert "B**" in values
    assert not {"Berg", "Carr"} & values.keys()
    assert "Carr" in segments(known("truth.csv", "--by", "last_name", "--unmask"))


def test_many_segments_leave_the_rest_together(folder, judged):
    change(
        folder,
        "INSERT INTO customers SELECT 'D-' || i, 'x', 'y', NULL, 'city ' || i // 2, i"
        " FROM range(60) AS t(i)",
        "INSERT INTO customer_identity SELECT 'Q-' || i, 'customers', 'D-' || i, 1 FROM"
        " range(60) AS t(i)",
    )
    found = judged("customers", "--by", "city")["segments"]
    assert [one["others"] for one in found] == [False] * 20 + [True]
    assert sum(one["records"] for one in found) == 66
    assert found[0]["value"] == "Bonn"


def test_the_curve_of_a_table_without_evidence_is_by_member(known):
    curve = known("truth.csv")["curve"]
    points = {round(one["probability"], 2): one for one in curve["points"]}
    assert (curve["basis"], curve["plan_id"]) == ("members", None)
    assert (points[0.5]["precision"], points[0.5]["recall"]) == (0.5, 0.5)
    assert (points[0.67]["precision"], points[0.67]["recall"]) == (1.0, 0.5)  # without C-2


def test_misses_show_both_records_side_by_side_and_masked(known):
    found = known("truth.csv")
    (wrong,), (torn,) = found["false_positives"], found["false_negatives"]
    assert (wrong["records"], wrong["parts"], torn["records"], torn["parts"]) == (3, 2, 3, 2)
    # by number: the sources in the order of their names, then the records' ids
    assert wrong["left"] == {"source": "crm.accounts", "record_id": "L-1"}
    assert wrong["right"] == {"source": "customers", "record_id": "C-2"}
    fields = {one["name"]: (one["left"], one["right"], one["same"]) for one in wrong["fields"]}
    assert fields["full_name / first_name last_name"] == ("A** B**", "A** B**", False)
    assert fields["town / city"] == ("Bonn", "Bonn", True)
    assert fields["email"] == (None, "a**@**", None)
    bare = known("truth.csv", "--unmask")["false_positives"][0]["fields"]
    assert ("Ana Berg", "Ana Berger") in {(one["left"], one["right"]) for one in bare}


@pytest.mark.parametrize(("most", "count"), [("0", 0), ("1", 1), ("20", 1)])
def test_as_many_misses_as_asked_for(known, most, count):
    assert len(known("labels.csv", "--misses", most)["false_positives"]) == count


@pytest.mark.parametrize(
    "form",
    [
        "CREATE TABLE known AS SELECT id AS record_id, cluster AS person FROM customers",
        "CREATE TABLE crm.known AS SELECT id, 'customers' AS source, cluster FROM customers",
        "CREATE VIEW known AS SELECT cluster, id FROM customers",
    ],
)
def test_a_table_of_the_database_is_a_truth(folder, judged, form):
    change(folder, form)
    found = judged("crm.known" if "crm" in form else "known")
    assert found["coverage"]["judged"] == 6
    assert measures(found)["pairs"] == (0.5, 1.0, 0.6667)


def test_a_source_with_the_entity_in_a_column_of_its_own_is_a_truth(known):
    found = known("customers")
    columns = {one["part"]: one["column"] for one in found["columns"]}
    assert columns == {"record": "id", "entity": "cluster"}
    assert found["truth"] == "customers"


@pytest.mark.parametrize("name", ["truth.parquet", "truth.json", "truth.tsv", "truth.ndjson"])
def test_every_kind_of_file_gives_the_same(folder, judged, known, name):
    change(
        folder,
        f"COPY (SELECT * FROM read_csv('truth.csv', all_varchar = true)) TO '{name}'"
        f" ({'FORMAT json' if 'json' in name else 'FORMAT parquet'})"
        if "tsv" not in name
        else "COPY (SELECT * FROM read_csv('truth.csv', all_varchar = true)) TO 'truth.tsv'"
        " (DELIMITER '\t')",
    )
    found, csv = judged(name), known("truth.csv")
    assert (found["measures"], found["coverage"]) == (csv["measures"], csv["coverage"])


def test_verdicts_kept_as_json_lines_are_a_truth(folder, judged):
    def line(left, right, verdict):
        sides = [
            {
                "source": "customers" if one < "L" else "crm.accounts",
                "record_id": one,
                "content": "x",
            }
            for one in (left, right)
        ]
        return json.dumps({"version": 1, "left": sides[0], "right": sides[1], "verdict": verdict})

    lines = [line("C-1", "L-1", "same"), line("C-1", "C-2", "same"), line("C-3", "L-2", "same")]
    lines += [line("C-1", "C-2", "different"), line("C-3", "L-2", "withdrawn")]
    (folder / "verdicts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    found = judged("verdicts.jsonl")
    assert measures(found) == {"pairs": (0.5, 1.0, 0.6667)}
    assert found["coverage"]["unsure"] == 1


def test_numbers_that_became_floats_are_still_record_ids(folder, judged):
    change(
        folder,
        "CREATE TABLE numbered (id INTEGER PRIMARY KEY, name VARCHAR)",
        "INSERT INTO numbered SELECT i, 'n' || i FROM range(1, 9) AS t(i)",
        "CREATE TABLE ni AS SELECT 'P' || i // 2 AS person_id, 'numbered' AS source,"
        " i::VARCHAR AS record_id, 1.0::DOUBLE AS probability FROM range(1, 9) AS t(i)",
        "COPY (SELECT i::DOUBLE AS id, (i // 2)::DOUBLE AS cluster FROM range(1, 9) AS t(i))"
        " TO 'floats.parquet'",
    )
    found = judged("floats.parquet", "--identity", "NI")
    assert measures(found)["pairs"] == (1.0, 1.0, 1.0)
    assert found["coverage"]["judged"] == 8


@pytest.mark.parametrize(
    ("arguments", "code", "message", "hint"),
    [
        (["nothing.csv"], 2, "no file and no table nothing.csv", ""),
        (["custmers"], 2, "no file and no table custmers", "did you mean customers?"),
        (["."], 2, ". is a folder", "name one file"),
        (["vibecli.duckdb"], 2, "vibecli.duckdb is a database", "vibecli load vibecli.duckdb"),
        (["empty.csv"], 1, "empty.csv is empty", ""),
        (["header.csv"], 1, "header.csv holds no row", ""),
        (["other.csv"], 2, "no column of other.csv holds record ids of customer_identity",
         "--record COLUMN names it; it has id, person"),
        (["other.csv", "--record", "id"], 1, "no record of other.csv is in customer_identity",
         "--identity names another"),
        (["torn.csv"], 1, "torn.csv gives 1 of its records more than one person", "--record"),
        (["truth.csv", "--record", "nme"], 2, "truth.csv has no column nme", ""),
        (["truth.csv", "--source", "nowhere"], 2, "nowhere is no column of truth.csv and no source",
         "sources: crm.accounts, customers"),
        (["labels.csv", "--verdict", "note"], 1, "note of labels.csv holds no verdict in 1 of its rows",
         "a verdict is 1 and 0"),
        (["truth.csv", "--by", "citty"], 2, "no column citty in crm.accounts, customers",
         "did you mean city?"),
        (["truth.csv", "--identity", "nowhere"], 2, "no table nowhere", "customer_identity"),
        (["truth.csv", "--identity", "customers"], 2, "customers is no identity table", "person_id"),
        (["truth.csv", "--misses", "-1"], 2, "--misses must not be negative", "--misses 0"),
        (["truth.csv", "--html", "vibecli.duckdb/x.html"], 2, "cannot write", "--html"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line_and_a_hint(folder, evaluate, arguments, code, message, hint):
    (folder / "empty.csv").write_text("")
    (folder / "header.csv").write_text("record_id,person\n")
    (folder / "other.csv").write_text("id,person\nZ-1,1\nZ-2,2\n")
    (folder / "torn.csv").write_text("record_id,person\nC-1,a\nC-1,b\nC-2,b\n")
    ran = evaluate(*arguments)
    assert ran.code == code, ran.err
    assert message in ran.err
    assert hint in ran.err
    assert "Traceback" not in ran.err


def test_ids_of_several_tables_need_the_table(folder, evaluate, judged):
    change(folder, "UPDATE customer_identity SET record_id = replace(record_id, 'L-', 'C-')")
    (folder / "bare.csv").write_text("record_id,person\nC-1,a\nC-2,b\nC-5,c\n")
    ran = evaluate("bare.csv")
    assert ran.code == 2
    assert "stand for records of more than one table" in ran.err
    assert judged("bare.csv", "--source", "Customers")["coverage"]["judged"] == 3


def test_an_identity_table_that_lists_a_record_twice_is_refused(folder, evaluate):
    change(folder, "INSERT INTO customer_identity VALUES ('P-9', 'customers', 'C-1', 1)")
    ran = evaluate("truth.csv")
    assert (ran.code, "lists a record more than once" in ran.err) == (1, True)


def test_without_an_identity_table_it_says_how_to_make_one(folder, evaluate):
    change(folder, "DROP TABLE customer_identity")
    ran = evaluate("truth.csv")
    assert (ran.code, "no identity table here" in ran.err) == (2, True)


def test_of_several_identity_tables_one_must_be_named(folder, evaluate, judged):
    change(folder, "CREATE TABLE crm.other AS SELECT * FROM customer_identity WHERE false")
    ran = evaluate("truth.csv")
    assert ran.code == 2
    assert "there are 2 identity tables: crm.other, customer_identity" in ran.err
    assert judged("truth.csv", "--identity", "Customer_Identity")["coverage"]["judged"] == 7
    assert "crm.other holds no record" in evaluate("truth.csv", "--identity", "crm.other").err


def test_sources_that_are_gone_leave_the_numbers_as_they_are(folder, judged):
    before = measures(judged("truth.csv"))
    change(folder, "DROP TABLE crm.accounts")
    found = judged("truth.csv")
    assert measures(found) == before
    assert found["false_positives"][0]["left"]["record_id"] == "L**"  # nobody knows its key


def test_the_screen_shows_a_few_misses_and_where_the_rest_are(folder, evaluate):
    change(
        folder,
        "INSERT INTO customer_identity SELECT 'Q-' || i // 2, 'customers', 'D-' || i, 1 FROM"
        " range(10) AS t(i)",
    )
    rows = "".join(f"D-{n},customers,{n}\n" for n in range(10))
    (folder / "truth.csv").write_text(RECORDS + rows, encoding="utf-8")
    ran = evaluate("truth.csv", "--by", "city")
    assert ran.out.startswith("customer_identity against truth.csv\n")
    assert "wrongly together 3" in ran.out
    assert "wrongly together 4" not in ran.out
    assert "up to 3 more misses of each kind: --misses 6 or --html FILE" in ran.err
    assert "wrongly together 6" in evaluate("truth.csv", "--misses", "6").out


def test_csv_has_a_row_a_measure_and_markdown_a_table(evaluate):
    lines = evaluate("labels.csv", "--by", "source", "-o", "csv").out.splitlines()
    assert lines[0].startswith("measure,by,segment,records,precision")
    assert lines[1].startswith("pairs,,,5,0.666667,0.666667,0.666667,0.20")
    assert [line.split(",")[2] for line in lines[2:]] == ["customers", "crm.accounts"]
    shown = evaluate("truth.csv", "-o", "md").out
    assert "| `pairs` | 0.5000 | 0.5000 | 0.5000 |" in shown
    assert "`crm.accounts L-1`" in shown


@pytest.mark.parametrize("output", ["text", "json", "md", "csv"])
def test_a_record_that_is_named_by_a_personal_value_is_masked(folder, evaluate, output):
    change(
        folder,
        "CREATE TABLE mails (email VARCHAR PRIMARY KEY, name VARCHAR)",
        "INSERT INTO mails SELECT 'person' || i || '@mail.example', 'n' FROM range(4) AS t(i)",
        "CREATE TABLE mi AS SELECT 'P' AS person_id, 'mails' AS source, email AS record_id,"
        " 0.9::DOUBLE AS probability FROM mails",
        "COPY (SELECT email AS record, email[:7] AS entity FROM mails) TO 'mails.csv'",
    )
    ran = evaluate("mails.csv", "--identity", "mi", "--by", "email", "-o", output)
    assert ran.code == 0, ran.err
    assert "@mail.example" not in ran.out + ran.err
    bare = evaluate("mails.csv", "--identity", "mi", "--by", "email", "-o", output, "--unmask")
    assert "person1@mail.example" in bare.out


def test_records_without_a_person_stand_alone(folder, judged):
    change(folder, "UPDATE customer_identity SET person_id = NULL, probability = NULL")
    found = judged("truth.csv")
    assert (found["counts"]["found_pairs"], found["counts"]["found_clusters"]) == (0, 7)
    assert found["curve"] is None


HOSTILE = "<script>alert(1)</script>\"'; DROP TABLE customers; --\x1b[2J\u202e"


@pytest.fixture
def hostile(folder):
    quoted = HOSTILE.replace("'", "''")
    name = 'we"ird <b> | täble'
    sql = '"' + name.replace('"', '""') + '"'
    change(
        folder,
        "DROP TABLE customer_identity",
        f'CREATE TABLE {sql} (id VARCHAR PRIMARY KEY, "select" VARCHAR)',
        f"INSERT INTO {sql} VALUES ('{quoted}', '{quoted}'), ('b', '{quoted}2')",
        f"CREATE TABLE {sql[:-1]}2\" AS SELECT '{quoted}' AS person_id, '{sql}' AS source,"
        f" id AS record_id, 0.9::DOUBLE AS probability FROM {sql}",
    )
    rows = [{"record": HOSTILE, "entity": HOSTILE}, {"record": "b", "entity": "b"}]
    (folder / "it's [truth]*.json").write_text(json.dumps(rows), encoding="utf-8")
    return "it's [truth]*.json"


def test_no_value_acts_on_a_screen_or_a_page(folder, evaluate, hostile):
    ran = evaluate(hostile, "--by", "select", "--html", "page.html", "--unmask")
    assert ran.code == 0, ran.err
    page = (folder / "page.html").read_text("utf-8")
    assert not {"\x1b", "\u202e"} & set(ran.out + ran.err + page)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<b>" not in page


def test_the_page_stands_by_itself(folder, evaluate):
    assert evaluate("truth.csv", "--by", "city", "--html", "a/b/page.html").code == 0
    page = (folder / "a" / "b" / "page.html").read_text("utf-8")
    assert "default-src 'none'; style-src 'sha256-" in page
    assert page.count("<svg") == page.count("</svg>") == 1
    for outside in ("http:", "https:", "src=", "href=", "url(", "@import", " style="):
        assert outside not in page
    assert "ana.berg" not in page
    assert "Berger" not in page
    assert "wrongly together" in page.lower()


def test_judging_writes_nothing_and_keeps_no_lock(folder, evaluate):
    before = (folder / "vibecli.duckdb").read_bytes()
    assert evaluate("truth.csv", "--by", "city").code == 0
    assert (folder / "vibecli.duckdb").read_bytes() == before
    change(folder, "CREATE TABLE later (i INTEGER)")


def test_the_document_fits_its_schema(known, capsys):
    assert run(["schema", "evaluation"]) == 0
    schema = json.loads(capsys.readouterr().out)
    for document in (known("truth.csv", "--by", "City"), known("labels.csv")):
        assert (document["format"], document["kind"]) == (1, "evaluation")
        assert document.keys() <= schema["properties"].keys()
        assert set(schema["required"]) <= document.keys()


def test_the_same_question_gets_the_same_document(known, judged):
    assert judged("truth.csv", "--by", "City") == known("truth.csv", "--by", "City")


def test_a_conversation_judges_too(folder):
    screen = Screen(100)
    Conversation(Shell(screen.terminal)).hear("/evaluate truth.csv --by source --misses 1")
    assert "crm.accounts        2           3     0.5000  0.3333  0.4000" in screen.out
    assert "wrongly together 1" in screen.out


@pytest.mark.parametrize(
    ("line", "truth", "flags"),
    [
        ("truth.csv", "truth.csv", {}),
        ("truth.csv --by city --misses=5", "truth.csv", {"by": "city", "misses": "5"}),
        ("'my truth.csv' --left a", "my truth.csv", {"left": "a"}),
    ],
)
def test_a_conversation_takes_the_same_flags(line, truth, flags):
    found = evaluate_argument(line)
    assert (found.truth, found.flags) == (truth, flags)


@pytest.mark.parametrize("line", ["", "a b", "a --nothing", "a 'b", "a --misses x"])
def test_a_conversation_refuses_what_it_cannot_read(line):
    with pytest.raises(UsageError):
        _ = evaluate_argument(line).shown
