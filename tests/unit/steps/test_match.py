"""`match` on real DuckDB, in the shadow a plan runs in: what it writes, what it says, what it refuses."""

import shutil

import pytest

from tests import files
from vibecli.data.catalog import ColumnInfo, Role
from vibecli.data.survey import read_catalog
from vibecli.engine.base import Room
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import VibeError
from vibecli.identity.mention import spell_out
from vibecli.plan.bench import EmptyBench
from vibecli.run.shadow import PlanShadow
from vibecli.steps.match import Match, MatchField, MatchInput
from vibecli.steps.match_check import OUTPUT_COLUMNS

CRM = 'CREATE TABLE crm ("Customer No" INTEGER PRIMARY KEY, "select" VARCHAR, "Näme" VARCHAR, "e-mail" VARCHAR)'
WEB = "CREATE TABLE web (fname VARCHAR, lname VARCHAR, mail VARCHAR, tier VARCHAR)"
PEOPLE = [
    ("Anna", "Adler", "anna@x.example"),
    ("Ben", "Brandt", "bb@y.example"),
    ("Clara", "Conrad", "cc17@x.example"),
    ("David", "Dietrich", "dave@z.example"),
    ("Emma", "Engel", "emma.engel@x.example"),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("match") / "t.duckdb"
    with files.write(path) as session:
        session.run(CRM)
        session.run(WEB)
        session.run("CREATE TABLE things (a BOOLEAN, b BOOLEAN)")
        session.run("CREATE TABLE nobody (first_name VARCHAR, email VARCHAR)")
        for number, person in enumerate(PEOPLE):
            session.run("INSERT INTO crm VALUES (?, ?, ?, ?)", [number, *person])
        for given, family, mail in PEOPLE[2:]:
            session.run("INSERT INTO web VALUES (?, ?, ?, 'gold')", [given.upper(), family, mail])
        session.run("INSERT INTO web VALUES ('Zoe', 'Zander', 'zz@x.example', 'basic')")
    return path


@pytest.fixture(scope="module")
def catalog(database):
    with files.read(database) as session:
        found = read_catalog(session)
    roles = {"select": Role.GIVEN_NAME, "Näme": Role.FAMILY_NAME, "e-mail": Role.EMAIL}
    tables = tuple(
        t.model_copy(update={"columns": tuple(told(c, roles) for c in t.columns)})
        for t in found.tables
    )
    return found.model_copy(update={"tables": tables})


def told(column, roles) -> ColumnInfo:
    return column.model_copy(update={"role": roles.get(column.name, column.role)})


@pytest.fixture
def shadow(database, catalog, tmp_path):
    with DuckEngine().shadow(database, Room(tmp_path, 2, 512)) as session:
        yield PlanShadow(session=session, catalog=catalog, folder=tmp_path / "plan", step="s1")


@pytest.fixture
def bench(catalog):
    with EmptyBench(DuckEngine(), catalog) as bench:
        yield bench


def match(*tables, **changes):
    inputs = tuple(t if isinstance(t, MatchInput) else MatchInput(table=t) for t in tables)
    return Match(id="s1", why="who is who", inputs=inputs, **changes)


def rows(shadow, what="*", table="customer_identity"):
    return shadow.session.rows(f"SELECT {what} FROM {table} ORDER BY ALL")


def persons(shadow):
    """Give the clusters as sets of (source, given name)."""
    found = {}
    names = {("crm", str(i)): p[0].lower() for i, p in enumerate(PEOPLE)}
    for person, source, record, _ in rows(shadow):
        found.setdefault(person, set()).add((source, names.get((source, record), "?")))
    return sorted(map(sorted, found.values()))


def test_it_writes_one_row_a_record(shadow):
    result = match("crm", "web").run(shadow)
    assert [c.name for c in shadow.columns("customer_identity")] == [c.name for c in OUTPUT_COLUMNS]
    assert len(rows(shadow)) == 9
    assert sum(len(cluster) == 2 for cluster in persons(shadow)) == 3
    assert result.headline.endswith("6 persons")
    assert {f.name: f.value for f in result.figures}["persons"] == 6


def test_evidence_tells_each_accepted_pair_and_why(shadow):
    result = match("crm", "web").run(shadow)
    path = shadow.folder / "evidence" / f"{result.rows[0]}.parquet"
    pairs = shadow.session.rows(
        f"SELECT left_source, right_source, band, probability > 0.8, why FROM '{path}'"
    )
    assert [pair[:4] for pair in pairs] == [("crm", "web", "accept", True)] * 3
    assert all("email equal" in pair[4] for pair in pairs)


def test_a_predicate_narrows_the_input(shadow):
    match(MatchInput(table="crm", where='"Customer No" < 3 OR "select" = \'Emma\''), "web").run(
        shadow
    )
    assert len([r for r in rows(shadow) if r[1] == "crm"]) == 4


def test_a_second_run_keeps_the_ids_also_when_records_are_gone(shadow):
    match("crm", "web").run(shadow)
    first = {(s, r): p for p, s, r, _ in rows(shadow)}
    match("web", MatchInput(table="crm", where='"Customer No" <> 2')).run(shadow)
    second = {(s, r): p for p, s, r, _ in rows(shadow)}
    assert len(second) == 8
    assert second == {record: first[record] for record in second}


def test_chosen_fields_are_the_only_ones_compared(shadow):
    fields = (MatchField(role=Role.EMAIL, columns=("e-mail", "mail")),)
    result = match("crm", "web", fields=fields).run(shadow)
    assert [d for d in result.details if d.startswith("compares")] == [
        "compares email: crm.e-mail, web.mail"
    ]
    assert sum(len(cluster) == 2 for cluster in persons(shadow)) == 3


def test_an_empty_table_gives_an_empty_identity_table(shadow):
    result = match("nobody").run(shadow)
    assert result.headline == "0 pairs accepted, 0 to review, 0 persons"
    assert rows(shadow) == []


def test_nothing_to_compare_ends_with_a_hint(shadow):
    with pytest.raises(VibeError, match="tells persons apart") as error:
        match("web", ignore=("fname", "lname", "mail", "tier")).run(shadow)
    assert error.value.hint


def test_progress_is_told(shadow):
    heard = []
    shadow.report = lambda *stage: heard.append(stage)
    match("crm").run(shadow)
    assert [done for done, _, _ in heard] == sorted(done for done, _, _ in heard)
    assert heard[-1][0] == heard[-1][1]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (match("crm", "nowhere"), "unknown-table"),
        (match("crm", "main.crm"), "repeated-input"),
        (match("crm", accept=0.0), "bad-threshold"),
        (match("crm", accept=1.5), "bad-threshold"),
        (match("crm", accept=0.6, review=0.9), "bad-threshold"),
        (match("crm", one_to_one=True), "one-table"),
        (match("crm", output="web"), "output-taken"),
        (match("crm", output="crm"), "output-is-input"),
        (match("crm", ignore=("nonsense",)), "unknown-column"),
        (match("things"), "no-identity-columns"),
        (match(), "no-inputs"),
        (match("crm", fields=(MatchField(role=Role.EMAIL, columns=("mail",)),)), "unknown-column"),
        (
            match("crm", "web", fields=(MatchField(role=Role.EMAIL, columns=("e-mail",)),)),
            "field-columns",
        ),
        (match(MatchInput(table="crm", where="no_such_column > 1")), "bad-predicate"),
        (match(MatchInput(table="crm", where="true) UNION SELECT (1")), "bad-predicate"),
        (match(MatchInput(table="crm", where="true; DROP TABLE crm")), "bad-predicate"),
        (match(MatchInput(table="crm", where="1 = 1) --")), "bad-predicate"),
        (match(MatchInput(table="crm", where="true ORDER BY 1")), "bad-predicate"),
    ],
)
def test_what_cannot_run_is_found_before(bench, step, code):
    assert code in {finding.code for finding in step.check(bench)}


def test_a_sound_step_has_no_finding_and_declares_its_output(bench):
    step = match(
        MatchInput(table="crm", where='"Customer No" > 1 -- all but two'), "web", ignore=("tier",)
    )
    assert step.check(bench) == []
    assert bench.columns("customer_identity") == OUTPUT_COLUMNS
    assert [slot.sql for slot in step.slots()] == [
        'SELECT * FROM "main"."crm" AS "crm" WHERE ("Customer No" > 1 -- all but two\n)'
    ]
    assert step.summary() == "match crm with web, person ids into customer_identity"


def test_a_match_over_an_earlier_one_says_what_is_new(database, tmp_path):
    database = shutil.copy(database, tmp_path / "again.duckdb")
    with DuckEngine().write(database) as session:
        session.run(
            "CREATE TABLE customer_identity"
            " (person_id VARCHAR, source VARCHAR, record_id VARCHAR, probability DOUBLE)"
        )
        earlier = [("p_1", "2"), ("p_1", "3"), ("p_0", "0"), ("p_9", "77")]
        for person, record in earlier:
            session.run(f"INSERT INTO customer_identity VALUES ('{person}', 'crm', '{record}', 1)")
        catalog = read_catalog(session)
    with DuckEngine().shadow(database, Room(tmp_path, 1, 512)) as session:
        shadow = PlanShadow(session=session, catalog=catalog, folder=tmp_path / "plan", step="s1")
        match("crm", "web").run(shadow)
        found = session.rows(
            "SELECT coalesce(__after, __before).record_id, __why"
            f" FROM {shadow.deltas['customer_identity'].relation}"
        )
    told = {record: spell_out(why, lambda _, name: name.split("@")[0]) for record, why in found}
    assert told["77"] == "no longer among the records matched"
    assert told["3"].startswith("now the same person as web 'dave': email equal")
    assert told["3"].endswith("; no longer the same person as crm '2'")
    assert told["zz@x.example"] == "no other record of this person"
    assert "0" not in told


def test_what_became_of_earlier_persons_is_added_to_the_events(shadow):
    match("crm", "web").run(shadow)
    assert not shadow.exists("customer_identity_events")
    fields = (MatchField(role=Role.EMAIL, columns=("e-mail", None)),)  # nothing to compare
    parted = match("crm", "web", fields=fields).run(shadow)
    joined = match("crm", "web").run(shadow)
    found = rows(shadow, "run, event, records, source", "customer_identity_events")
    assert found == [(1, "split", 1, None)] * 3 + [(2, "merge", 1, None)] * 3
    assert parted.headline.endswith("since the last run 3 split")
    assert joined.headline.endswith("since the last run 3 persons merged")
    assert "persons 9 -> 6: 3 same, 3 with other records, 0 new, 3 merged, 0 gone" in joined.details


def test_the_same_match_again_adds_no_event(shadow):
    match("crm", "web").run(shadow)
    again = match("crm", "web").run(shadow)
    assert "persons 6 -> 6: 6 same, 0 with other records, 0 new, 0 merged, 0 gone" in again.details
    assert "since" not in again.headline
    assert not shadow.exists("customer_identity_events")


def test_a_table_that_only_has_the_name_of_the_events_is_left_alone(bench):
    bench.declare("web_events", bench.columns("web"))
    found = match("crm", output="web").check(bench)
    assert "web_events exists and is no table of identity events" in [f.message for f in found]


def test_placeholders_are_counted_and_kept_to_be_listed(shadow):
    shadow.session.run(
        "CREATE VIEW __many AS SELECT i AS id, 'given' || i AS first_name, 'family' || i AS last_name,"
        " CASE WHEN i < 30 THEN 'noreply@shop.example' ELSE 'u' || i || '@x.example' END AS email"
        " FROM range(60) t(i)"
    )
    shadow.create("many", "SELECT * FROM __many", keys=("id",))
    result = match("many").run(shadow)
    assert "ignores 1 placeholder in email, held by 30 records" in result.details
    assert {f.name: f.value for f in result.figures}["placeholder_records"] == 30
    path = shadow.folder / "evidence" / f"{result.rows[1]}.parquet"
    assert shadow.session.rows(f"FROM '{path}'") == [("email", "noreply@shop.example", "email", 30)]
