"""`unify` on real DuckDB: attaching, mapping, survivorship, new keys, folding, provenance, and what it refuses."""

import importlib.util
from pathlib import Path

import pytest

from tests.integration.shadowing import Workspace
from vibecli.errors import StepFailed
from vibecli.steps.unify import ConsentFilter, PersonFilter, Survivorship, Unify
from vibecli.steps.unify_provenance import provenance_table

_spec = importlib.util.spec_from_file_location(
    "fakeshadow", Path(__file__).parent / "fakeshadow.py"
)
fakeshadow = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fakeshadow)
FakeShadow = fakeshadow.FakeShadow

INPUTS = ("crm.customers", "loyalty.accounts")


def step(**changes):
    slots = {
        "id": "s2",
        "why": "one profile a person",
        "inputs": INPUTS,
        "identity": "customer_identity",
        "target": "unified_profile",
    }
    return Unify(**(slots | changes))


def rule(column, name, *args):
    return (Survivorship(column=column, rule=name, args=args),)


SOURCES = (
    "CREATE SCHEMA crm",
    "CREATE SCHEMA loyalty",
    (
        "CREATE TABLE crm.customers (customer_id INTEGER PRIMARY KEY, first_name VARCHAR,"
        " last_name VARCHAR, email VARCHAR, phone VARCHAR, birth_date DATE, city VARCHAR,"
        " updated_at TIMESTAMP)"
    ),
    (
        "INSERT INTO crm.customers VALUES"
        " (1, 'Anna', 'Schmidt', 'anna@new.io', '+49 151 1111111', '1980-01-02', 'Berlin', '2024-05-01'),"
        " (2, 'Bob', 'Miller', 'bob@x.io', '0000000000', '1990-03-04', 'Bonn', '2020-01-01'),"
        " (3, 'Robert', 'Miller', NULL, '+49 151 2222222', '1990-03-04', NULL, '2021-01-01'),"
        " (4, 'Cleo', 'Doe', 'noreply@shop.io', NULL, '1900-01-01', 'Köln', '2024-01-01')"
    ),
    (
        "CREATE TABLE loyalty.accounts (account_no VARCHAR PRIMARY KEY, member_name VARCHAR,"
        " mail VARCHAR, mobile VARCHAR, dob VARCHAR, tier VARCHAR, joined_on DATE)"
    ),
    (
        "INSERT INTO loyalty.accounts VALUES"
        " ('L1', 'SCHMIDT, ANNA', 'anna@old.io', '0151 1111111', '02.01.1980', 'gold', '2019-01-01'),"
        " ('L2', 'Bob Miller', 'BOB@X.IO', NULL, '04.03.1990', 'silver', '2022-01-01'),"
        " ('L9', 'Dora Maar', 'dora@x.io', '+33 6 11111111', '31.12.1970', 'gold', '2018-01-01')"
    ),
    (
        "CREATE TABLE customer_identity (person_id VARCHAR, source VARCHAR, record_id VARCHAR,"
        " probability DOUBLE)"
    ),
    (
        "INSERT INTO customer_identity VALUES ('p_a', 'crm.customers', '1', 1),"
        " ('p_a', 'loyalty.accounts', 'L1', 1), ('p_b', 'crm.customers', '2', 1),"
        " ('p_b', 'crm.customers', '3', 1), ('p_b', 'loyalty.accounts', 'L2', 1),"
        " ('p_c', 'crm.customers', '4', 1), ('p_d', 'loyalty.accounts', 'L9', 1)"
    ),
)
PROFILE = (
    (
        "CREATE TABLE unified_profile (profile_id VARCHAR PRIMARY KEY, customer_id INTEGER,"
        " loyalty_id VARCHAR, given_name VARCHAR, family_name VARCHAR, email VARCHAR,"
        " phone VARCHAR, birth_date DATE, city VARCHAR, tier VARCHAR, segment VARCHAR,"
        " updated_at TIMESTAMP)"
    ),
    (
        "INSERT INTO unified_profile VALUES"
        " ('P-0001', 1, NULL, 'Anna', 'Schmidt', 'anna@old.io', '0151/1111111', '1980-01-02',"
        "  'Potsdam', 'silver', 'A', '2021-01-01'),"
        " ('P-0007', 2, NULL, 'Bob', 'Miller', 'Bob@x.io', NULL, NULL, 'Bonn', NULL, 'B',"
        "  '2023-01-01')"
    ),
)


def world(profile=True, **options):
    """Two sources, an identity table and (perhaps) an existing profile."""
    shadow = FakeShadow(**options).sql(*SOURCES)
    return shadow.sql(*PROFILE) if profile else shadow


def profile(shadow, columns, where="true"):
    return shadow.rows(f"SELECT {columns} FROM unified_profile WHERE {where} ORDER BY profile_id")


def test_an_existing_profile_is_updated_in_place():
    shadow = world()
    result = step().run(shadow)
    assert result.headline == "2 profiles updated, 2 profiles added"
    assert profile(shadow, "profile_id, customer_id, loyalty_id, email, city, tier, segment") == [
        ("P-0001", 1, "L1", "anna@new.io", "Berlin", "gold", "A"),
        ("P-0007", 2, "L2", "Bob@x.io", "Bonn", "silver", "B"),
        ("P-0008", 4, None, None, "Köln", None, None),
        ("P-0009", None, "L9", "dora@x.io", None, "gold", None),
    ]


def test_values_that_mean_the_same_stay_as_the_profile_has_them():
    shadow = world()
    step().run(shadow)
    assert profile(shadow, "phone, email", "profile_id IN ('P-0001')") == [
        ("0151/1111111", "anna@new.io")
    ]
    assert profile(shadow, "phone, birth_date::VARCHAR", "profile_id = 'P-0007'") == [
        ("+49 151 2222222", "1990-03-04")
    ]


def test_every_change_says_why():
    shadow = world()
    step().run(shadow)
    assert shadow.whys["unified_profile"] == [
        "no profile yet: 1 record (crm.customers)",
        "no profile yet: 1 record (loyalty.accounts)",
        (
            "loyalty_id from loyalty.accounts L1 (own record);"
            " email, city from crm.customers 1 (most recent);"
            " tier from loyalty.accounts L1 (most recent)"
        ),
        (
            "loyalty_id from loyalty.accounts L2 (own record);"
            " phone from crm.customers 3 (most recent);"
            " birth_date from loyalty.accounts L2 (most frequent);"
            " tier from loyalty.accounts L2 (most recent)"
        ),
    ]


def test_a_second_run_changes_nothing():
    shadow = world()
    step().run(shadow)
    before = shadow.rows("SELECT * FROM unified_profile ORDER BY ALL")
    result = step().run(shadow)
    assert result.headline == "nothing to change for 4 persons"
    assert shadow.rows("SELECT * FROM unified_profile ORDER BY ALL") == before


def test_provenance_names_the_record_of_each_value_written():
    shadow = world()
    step().run(shadow)
    rows = "SELECT column_name, source, record_id, rule FROM unified_profile_provenance"
    assert shadow.rows(f"{rows} WHERE profile_key = 'P-0007' ORDER BY 1") == [
        ("birth_date", "loyalty.accounts", "L2", "most_frequent"),
        ("loyalty_id", "loyalty.accounts", "L2", "own_record"),
        ("phone", "crm.customers", "3", "most_recent"),
        ("tier", "loyalty.accounts", "L2", "most_recent"),
    ]


def test_provenance_is_brought_up_to_date_not_doubled():
    shadow = world()
    step().run(shadow)
    count = "SELECT count(*), count(DISTINCT profile_key || column_name) FROM unified_profile_provenance"
    before = shadow.rows(count)
    shadow.sql(
        "UPDATE loyalty.accounts SET mail = 'anna@newest.io', joined_on = '2025-01-01'"
        " WHERE account_no = 'L1'"
    )
    assert step().run(shadow).headline == "1 profile updated"
    assert shadow.rows(count) == before
    assert shadow.rows(
        "SELECT source, record_id FROM unified_profile_provenance"
        " WHERE profile_key = 'P-0001' AND column_name = 'email'"
    ) == [("loyalty.accounts", "L1")]


def test_a_rule_names_a_column_with_a_dot_in_quotes():
    shadow = world().sql('ALTER TABLE crm.customers RENAME updated_at TO "updated.at"')
    stated = step(survivorship=rule("city", "most_recent", 'crm.customers."updated.at"'))
    assert stated.check(shadow) == []
    stated.run(shadow)
    assert profile(shadow, "city", "profile_id = 'P-0001'") == [("Berlin",)]


def test_a_profile_that_does_not_exist_is_created():
    shadow = world(profile=False)
    bench = world(profile=False)
    assert step().check(bench) == []
    result = step().run(shadow)
    assert result.headline == "4 profiles created"
    assert shadow.columns("unified_profile") == bench.declared["unified_profile"]
    assert shadow.rows(
        "SELECT person_id, customer_id, given_name, family_name, birth_date::VARCHAR, account_no, tier"
        " FROM unified_profile ORDER BY 1"
    ) == [
        ("p_a", 1, "Anna", "Schmidt", "1980-01-02", "L1", "gold"),
        ("p_b", 3, "Bob", "Miller", "1990-03-04", "L2", "silver"),
        ("p_c", 4, "Cleo", "Doe", None, None, None),
        ("p_d", None, "Dora", "Maar", "1970-12-31", "L9", "gold"),
    ]
    assert shadow.whys["unified_profile"][:2] == [
        "one person in 1 record (crm.customers)",
        "one person in 1 record (loyalty.accounts)",
    ]
    assert step().run(shadow).headline == "nothing to change for 4 persons"


def test_a_postcode_that_lost_its_zero_gets_it_back_and_dates_are_written_one_way():
    shadow = FakeShadow().sql(
        "CREATE TABLE shop (id VARCHAR, email VARCHAR, plz VARCHAR)",
        "INSERT INTO shop VALUES ('1', 'a@x.io', '1067'), ('2', 'b@x.io', '4109')",
        "CREATE TABLE club (id VARCHAR, email VARCHAR, plz VARCHAR, joined_on VARCHAR)",
        "INSERT INTO club VALUES ('7', 'a@x.io', '01067', '13.02.2021')",
        "CREATE TABLE who AS SELECT * FROM (VALUES ('p1', 'shop', '1', 1.0), ('p2', 'shop', '2', 1.0),"
        " ('p1', 'club', '7', 1.0)) t(person_id, source, record_id, probability)",
    )
    step(inputs=("shop", "club"), identity="who").run(shadow)
    assert shadow.rows("SELECT postcode, joined_on FROM unified_profile ORDER BY person_id") == [
        ("01067", "2021-02-13"),
        ("4109", None),
    ]


def member(shadow, *rows):
    for person, key in rows:
        shadow.session.run(
            "INSERT INTO customer_identity VALUES (?, 'unified_profile', ?, 1)", [person, key]
        )
    return shadow


def test_rows_the_matcher_put_together_are_folded_and_nothing_is_lost():
    shadow = world().sql(
        "INSERT INTO unified_profile (profile_id, given_name, email, segment, updated_at)"
        " VALUES ('P-0003', 'Bob', NULL, 'VIP', '2019-01-01')",
        "UPDATE unified_profile SET segment = NULL WHERE profile_id = 'P-0007'",
    )
    member(shadow, ("p_a", "P-0001"), ("p_b", "P-0007"), ("p_b", "P-0003"))
    result = step().run(shadow)
    assert result.headline == "2 profiles updated, 2 profiles added, 1 profile folded into another"
    assert profile(
        shadow, "profile_id, customer_id, email, city, segment", "given_name = 'Bob'"
    ) == [("P-0003", 2, "Bob@x.io", "Bonn", "VIP")]
    assert "same person as P-0003" in shadow.whys["unified_profile"]


def test_rows_that_only_look_alike_are_left_apart():
    shadow = world().sql(
        "INSERT INTO unified_profile (profile_id, customer_id, segment) VALUES ('P-0003', 3, 'VIP')"
    )
    result = step().run(shadow)
    assert "1 profiles look like a person who has another; left apart" in result.details
    assert profile(shadow, "profile_id, segment", "customer_id IN (2, 3)") == [
        ("P-0003", "VIP"),
        ("P-0007", "B"),
    ]


def test_a_row_with_records_of_two_persons_stays_with_the_bigger_one():
    shadow = world().sql("UPDATE unified_profile SET loyalty_id = 'L9' WHERE customer_id = 2")
    result = step().run(shadow)
    assert any(line.startswith("1 profiles hold records of two persons") for line in result.details)
    assert profile(shadow, "given_name, loyalty_id", "profile_id = 'P-0007'") == [("Bob", "L2")]


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("setup", "attached"),
    [
        ("UPDATE unified_profile SET customer_id = NULL", 2),  # by e-mail
        ("UPDATE unified_profile SET customer_id = NULL, email = NULL", 1),  # by phone and name
        ("UPDATE unified_profile SET customer_id = NULL, email = NULL, phone = NULL", 0),
        ("UPDATE unified_profile SET customer_id = NULL, email = 'bob@x.io'", 1),  # not unambiguous
    ],
)
def test_rows_without_a_key_are_attached_by_what_is_theirs_alone(setup, attached):
    shadow = world().sql(setup)
    result = step().run(shadow)
    figures = {figure.name: figure.value for figure in result.figures}
    assert figures["added"] == 4 - attached


@pytest.mark.parametrize(
    ("kind", "keys", "new"),
    [
        ("INTEGER", ["7", "9"], ["10", "11"]),
        ("VARCHAR", ["P-000123", "P-000099"], ["P-000124", "P-000125"]),
        ("VARCHAR", ["0098", "0099"], ["0100", "0101"]),
        ("VARCHAR", ["C9", "C10"], ["C11", "C12"]),
        ("VARCHAR", ["anna", "bob"], ["p_c", "p_d"]),
        (
            "UUID",
            ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"],
            None,
        ),
    ],
)
def test_new_keys_continue_the_style_of_the_old(kind, keys, new):
    shadow = world().sql(
        f"CREATE OR REPLACE TABLE unified_profile (profile_id {kind} PRIMARY KEY, customer_id INTEGER,"
        " email VARCHAR)"
    )
    for customer, key in enumerate(keys, 1):
        shadow.session.run("INSERT INTO unified_profile VALUES (?, ?, NULL)", [key, customer])
    step().run(shadow)
    made = [str(row[0]) for row in profile(shadow, "profile_id")]
    assert len(made) == 4
    assert set(made) >= set(keys)
    assert new is None or set(made) - set(keys) == set(new)


def test_a_profile_keyed_by_an_inputs_key_takes_that_key():
    shadow = world().sql(
        "CREATE OR REPLACE TABLE unified_profile (customer_id INTEGER PRIMARY KEY, email VARCHAR)",
        "INSERT INTO unified_profile VALUES (1, NULL)",
    )
    result = step().run(shadow)
    assert shadow.rows("SELECT customer_id FROM unified_profile ORDER BY 1") == [(1,), (2,), (4,)]
    assert "1 person not added: the key would be empty or not unique" in result.details


def test_a_table_without_a_key_gets_rows_without_a_key():
    shadow = world().sql(
        "CREATE OR REPLACE TABLE unified_profile (email VARCHAR, city VARCHAR)",
        "INSERT INTO unified_profile VALUES ('anna@new.io', NULL)",
    )
    shadow.keys["unified_profile"] = ()
    assert step().run(shadow).headline == "1 profile updated, 3 profiles added"
    assert ("anna@new.io", "Berlin") in shadow.rows("SELECT email, city FROM unified_profile")


def test_a_composite_key_that_no_input_fills_is_refused():
    bench = world().sql(
        "CREATE OR REPLACE TABLE unified_profile (shop VARCHAR, number INTEGER, email VARCHAR)"
    )
    bench.keys["unified_profile"] = ("shop", "number")
    assert [f.code for f in step().check(bench)] == ["unfilled-key"]


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("rules", "email"),
    [
        (rule("email", "most_recent"), "anna@new.io"),
        (rule("email", "source_priority", "loyalty.accounts"), "anna@old.io"),
        (rule("email", "keep_existing"), "anna@old.io"),
        (rule("*", "keep_existing"), "anna@old.io"),
        (rule("email", "minimum"), "anna@new.io"),
        (rule("email", "maximum"), "anna@old.io"),
        (rule("email", "most_frequent"), "anna@old.io"),
        (rule("email", "most_recent", "crm.customers.updated_at"), "anna@new.io"),
    ],
)
def test_a_stated_rule_decides(rules, email):
    shadow = world()
    step(survivorship=rules).run(shadow)
    assert profile(shadow, "email", "profile_id = 'P-0001'") == [(email,)]


def test_a_newer_profile_keeps_its_value():
    shadow = world().sql("UPDATE unified_profile SET updated_at = '2025-01-01'")
    step().run(shadow)
    assert profile(shadow, "email, city, tier", "profile_id = 'P-0001'") == [
        ("anna@old.io", "Potsdam", "gold")
    ]


def test_ignored_columns_and_persons_out_of_the_filter_stay():
    shadow = world()
    only = (PersonFilter(table="loyalty.accounts", where="accounts.tier = 'gold' -- best"),)
    result = step(ignore=("city",), only=only).run(shadow)
    assert result.headline == "1 profile updated, 1 profile added"
    assert profile(shadow, "profile_id, email, city") == [
        ("P-0001", "anna@new.io", "Potsdam"),
        ("P-0007", "Bob@x.io", "Bonn"),
        ("P-0008", "dora@x.io", None),
    ]


def test_a_value_of_many_persons_identifies_none():
    shadow = world().sql(
        "INSERT INTO crm.customers (customer_id, email) SELECT i, 'shop@x.io' FROM range(100, 130) r(i)",
        "INSERT INTO customer_identity SELECT 'q' || i, 'crm.customers', i::VARCHAR, 1"
        " FROM range(100, 130) r(i)",
    )
    result = step().run(shadow)
    assert "email: 1 value of too many persons, taken for placeholders" in result.details
    assert profile(shadow, "email", "email = 'shop@x.io'") == []


def test_a_full_name_is_composed():
    shadow = world().sql(
        "CREATE OR REPLACE TABLE unified_profile (profile_id INTEGER PRIMARY KEY, customer_id INTEGER,"
        " name VARCHAR)",
        "INSERT INTO unified_profile VALUES (1, 1, 'Anna Smith')",
    )
    step().run(shadow)
    assert profile(shadow, "name") == [
        ("Anna Schmidt",),
        ("Bob Miller",),
        ("Cleo Doe",),
        ("Dora Maar",),
    ]


def test_a_name_written_backwards_is_turned():
    shadow = world().sql(
        "CREATE OR REPLACE TABLE unified_profile (profile_id INTEGER PRIMARY KEY, name VARCHAR)",
        "UPDATE loyalty.accounts SET member_name = 'Maar, Dora' WHERE account_no = 'L9'",
    )
    step(inputs=("loyalty.accounts",)).run(shadow)
    assert ("Dora Maar",) in profile(shadow, "name")


def test_hostile_names_are_only_names():
    shadow = FakeShadow()
    name = '"sel""ect"."a \'b"'
    shadow.sql(
        'CREATE SCHEMA "sel""ect"',
        f'CREATE TABLE {name} ("Id" INTEGER PRIMARY KEY, "E-Mail"" x" VARCHAR, "from" VARCHAR)',
        f"INSERT INTO {name} VALUES (1, 'x@y.io', 'it''s'), (2, 'z@y.io', '[red]')",
        "CREATE TABLE who (person_id VARCHAR, source VARCHAR, record_id VARCHAR)",
    )
    shadow.session.run("INSERT INTO who VALUES ('p1', ?, '1'), ('p2', ?, '2')", [name, name])
    unify = step(inputs=(name,), identity="who", target='"my profile"')
    assert unify.check(shadow) == []
    assert unify.run(shadow).headline == "2 profiles created"
    assert shadow.rows('SELECT email, "from" FROM "my profile" ORDER BY 1') == [
        ("x@y.io", "it's"),
        ("z@y.io", "[red]"),
    ]
    assert shadow.exists(provenance_table('"my profile"'))


@pytest.mark.parametrize(
    ("changes", "code", "hint"),
    [
        ({"inputs": ("crm.custmers",)}, "unknown-table", "did you mean crm.customers?"),
        ({"identity": "crm.customers"}, "no-identity-table", None),
        ({"survivorship": rule("emial", "minimum")}, "unknown-column", "did you mean email?"),
        ({"survivorship": rule("segment", "minimum")}, "no-source", None),
        ({"survivorship": rule("email", "source_priority")}, "wrong-arguments", None),
        ({"survivorship": rule("email", "source_priority", "app.x")}, "unknown-table", None),
        (
            {"survivorship": rule("email", "most_recent", "crm.customers.updatedat")},
            "unknown-column",
            "did you mean updated_at?",
        ),
        ({"ignore": ("citi",)}, "unknown-column", "did you mean city?"),
        (
            {"only": (PersonFilter(table="crm.customers", where="nosuch = 1"),)},
            "bad-predicate",
            None,
        ),
        (
            {
                "inputs": ("crm.customers",),
                "only": (PersonFilter(table="loyalty.accounts", where="true"),),
            },
            "not-an-input",
            None,
        ),
        ({"inputs": ()}, "no-inputs", None),
    ],
)
def test_check_names_what_is_wrong(changes, code, hint):
    findings = step(**changes).check(world())
    assert code in [f.code for f in findings]
    assert hint is None or hint in [f.hint for f in findings]


def split_off(shadow, source, record, person="p_e"):
    """Make a record a person of its own, as a correction does."""
    mine = f"source = '{source}' AND record_id = '{record}'"
    return shadow.sql(f"UPDATE customer_identity SET person_id = '{person}' WHERE {mine}")


@pytest.mark.slow
def test_a_value_goes_with_the_record_it_came_from():
    shadow = world()
    step().run(shadow)
    split_off(shadow, "loyalty.accounts", "L1")
    result = step().run(shadow)
    columns = "loyalty_id, email, city, tier, segment"
    assert profile(shadow, columns, "profile_id = 'P-0001'") == [
        (None, "anna@new.io", "Berlin", None, "A")
    ]
    assert profile(shadow, "loyalty_id, tier", "loyalty_id = 'L1'") == [("L1", "gold")]
    why = "loyalty_id, tier cleared: from loyalty.accounts L1, now another person's"
    assert why in shadow.whys["unified_profile"]
    assert "2 values cleared: from records that are another person's now" in result.details
    rows = "FROM unified_profile_provenance WHERE profile_key = 'P-0001' AND record_id = 'L1'"
    assert shadow.rows(f"SELECT * {rows}") == []
    assert step().run(shadow).headline.startswith("nothing to change")


def test_a_tie_to_an_earlier_record_goes_with_the_record():
    shadow = world()
    step().run(shadow)
    shadow.sql(
        "INSERT INTO unified_profile_provenance (profile_key, source, record_id, rule) VALUES"
        " ('P-0001', 'crm.customers', '1', 'earlier'), ('P-0001', 'loyalty.accounts', 'L1', 'earlier')"
    )
    split_off(shadow, "loyalty.accounts", "L1")
    step().run(shadow)
    tied = "SELECT record_id FROM unified_profile_provenance WHERE column_name IS NULL"
    assert shadow.rows(tied) == [("1",)]


@pytest.mark.slow
def test_a_value_that_was_typed_in_stays_when_the_record_leaves():
    shadow = world()
    step().run(shadow)
    shadow.sql("UPDATE unified_profile SET tier = 'platinum' WHERE profile_id = 'P-0001'")
    split_off(shadow, "loyalty.accounts", "L1")
    step().run(shadow)
    assert profile(shadow, "loyalty_id, tier", "profile_id = 'P-0001'") == [(None, "platinum")]


def test_a_value_another_record_gives_too_stays_and_is_told_to_be_its():
    shadow = world().sql(
        "INSERT INTO loyalty.accounts SELECT * REPLACE ('L3' AS account_no) FROM loyalty.accounts WHERE account_no = 'L1'"
    )
    shadow.sql("INSERT INTO customer_identity VALUES ('p_a', 'loyalty.accounts', 'L3', 1)")
    step().run(shadow)
    split_off(shadow, "loyalty.accounts", "L1")
    step().run(shadow)
    assert profile(shadow, "loyalty_id, tier", "profile_id = 'P-0001'") == [("L3", "gold")]
    told = "SELECT DISTINCT record_id FROM unified_profile_provenance WHERE profile_key = 'P-0001' AND column_name IN ('tier', 'loyalty_id')"
    assert shadow.rows(told) == [("L3",)]


@pytest.mark.slow
@pytest.mark.few(1)
@pytest.mark.parametrize("numbers", [False, True])
def test_a_row_keyed_by_a_person_id_stays_with_that_person(numbers):
    """Whatever the records of a person become, no row is keyed by the id of another one."""
    shadow = FakeShadow().sql(*SOURCES)
    if numbers:
        shadow.sql("UPDATE customer_identity SET person_id = ascii(right(person_id, 1))::VARCHAR")
    shadow.keys["unified_profile"] = ("person_id",)
    anna, new = ("97", "101") if numbers else ("p_a", "p_e")
    step().run(shadow)
    split_off(shadow, "crm.customers", "1", new)  # it gave most values of its row
    step().run(shadow)
    rows = "SELECT person_id, customer_id, account_no, email FROM unified_profile"
    found = {key: rest for key, *rest in shadow.rows(rows)}
    assert found[anna] == [None, "L1", "anna@old.io"]
    assert found[new] == [1, None, "anna@new.io"]
    assert len(found) == 5
    assert None not in found
    assert step().run(shadow).headline.startswith("nothing to change")


def test_check_passes_a_good_step_and_declares_the_provenance():
    bench = world()
    assert step(survivorship=rule("*", "most_recent")).check(bench) == []
    assert bench.declared["unified_profile_provenance"][0].name == "profile_key"


def test_an_identity_table_of_other_tables_is_refused_with_what_it_holds():
    shadow = world().sql("UPDATE customer_identity SET source = 'erp.people'")
    with pytest.raises(StepFailed) as error:
        step().run(shadow)
    assert "erp.people" in error.value.hint


def test_row_order_does_not_matter():
    plain, mixed = world(), world()
    mixed.sql(
        "CREATE OR REPLACE TABLE customer_identity AS FROM customer_identity ORDER BY record_id DESC"
    )
    step().run(plain)
    step().run(mixed)
    everything = "SELECT * FROM unified_profile ORDER BY ALL"
    assert plain.rows(everything) == mixed.rows(everything)


def review(folder, **settings):
    folder.mkdir()
    workspace = Workspace(folder)
    workspace.sql(";\n".join((*SOURCES, *PROFILE)))
    slots = {"inputs": INPUTS, "identity": "customer_identity", "target": "unified_profile"}
    tidy = {
        "kind": "clean",
        "table": "unified_profile",
        "rules": [{"column": "email", "op": "email"}, {"column": "phone", "op": "phone"}],
    }
    return workspace.review({"kind": "unify", **slots}, tidy, **settings)


@pytest.mark.slow
def test_a_whole_plan_runs_in_the_worker_and_is_the_same_on_any_number_of_threads(tmp_path):
    one, two = (review(tmp_path / str(n), threads=n, region="DE") for n in (1, 2))
    assert one.steps[0].headline == "2 profiles updated, 2 profiles added"
    assert one.steps[1].headline == "2 values standardised in 2 columns, 2 could not be"
    table = next(t for t in one.diff.tables if t.table == "unified_profile")
    assert (table.added, table.changed, table.removed) == (2, 2, 0)
    assert one.plan_id == two.plan_id


def test_a_new_profile_is_made_without_what_is_left_out():
    shadow = FakeShadow().sql(*SOURCES)
    result = step(ignore=("city", "customer_id")).run(shadow)
    assert result.headline == "4 profiles created"
    names = [column.name for column in shadow.columns("unified_profile")]
    assert "city" not in names
    assert "customer_id" not in names
    assert {"person_id", "email", "account_no"} <= set(names)
    assert step(ignore=("city",)).check(FakeShadow().sql(*SOURCES)) == []
    strange = step(ignore=("citi",)).check(FakeShadow().sql(*SOURCES))
    assert [finding.code for finding in strange] == ["unknown-column"]


def test_titles_stay_out_of_the_given_names_of_a_new_profile():
    shadow = FakeShadow().sql(
        *SOURCES,
        "UPDATE crm.customers SET first_name = 'Frau ' || first_name WHERE customer_id = 4",
        "UPDATE loyalty.accounts SET member_name = 'Mme Dora Maar' WHERE account_no = 'L9'",
        "UPDATE loyalty.accounts SET member_name = 'M. Bob Miller' WHERE account_no = 'L2'",
    )
    step().run(shadow)
    names = shadow.rows("SELECT given_name, family_name FROM unified_profile")
    assert {("Cleo", "Doe"), ("Dora", "Maar")} <= set(names)
    assert not [given for given, _ in names if " " in given]


CONSENT = (
    "CREATE TABLE consent (customer_id INTEGER, channel VARCHAR, granted BOOLEAN, changed_at DATE)",
    (
        "INSERT INTO consent VALUES (1, 'email', true, '2020-01-01'), (1, 'email', false, '2024-01-01'),"
        " (1, 'phone', true, '2024-01-01'), (2, 'email', true, '2024-01-01')"
    ),
)


def agreed(*columns, about="channel = 'email'"):
    return (ConsentFilter(columns=columns, table="consent", granted="granted", about=about),)


def test_values_count_only_of_persons_whose_newest_row_agrees():
    shadow = world(profile=False).sql(*CONSENT)
    result = step(target="golden", consent=agreed("email")).run(shadow)
    assert shadow.rows("SELECT email FROM golden WHERE email IS NOT NULL") == [("bob@x.io",)]
    assert "email: values of 2 persons who did not agree do not count" in result.details


def test_consent_takes_no_value_from_a_profile():
    shadow = world().sql(*CONSENT)
    step(consent=agreed("email")).run(shadow)
    assert profile(shadow, "email") == [("anna@old.io",), ("Bob@x.io",), (None,), (None,)]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (rule("phone", "verified", "crm.customers.phone_ok"), "+49 151 1111111"),
        (rule("phone", "verified", "loyalty.accounts.checked_at"), "0151 3333333"),
        (rule("email", "verified"), "anna@old.io"),
        (rule("city", "longest"), "Berlin"),
    ],
)
def test_verified_values_alone_count(rules, expected):
    shadow = world(profile=False).sql(
        "ALTER TABLE crm.customers ADD COLUMN phone_ok VARCHAR",
        "UPDATE crm.customers SET phone_ok = 'yes', email = 'anna at new' WHERE customer_id = 1",
        "ALTER TABLE loyalty.accounts ADD COLUMN checked_at DATE",
        "UPDATE loyalty.accounts SET checked_at = '2024-02-02', mobile = '0151 3333333' WHERE account_no = 'L1'",
    )
    step(target="golden", survivorship=rules).run(shadow)
    column = rules[0].column
    key = "SELECT profile_key FROM golden_provenance WHERE record_id IN ('1', 'L1')"
    assert shadow.rows(f"SELECT DISTINCT {column} FROM golden WHERE person_id IN ({key})") == [
        (expected,)
    ]


def test_the_time_of_the_record_stands_in_the_provenance():
    shadow = world()
    step().run(shadow)
    assert shadow.rows(
        "SELECT column_name, recorded_at::VARCHAR FROM unified_profile_provenance"
        " WHERE profile_key = 'P-0001' AND column_name IN ('email', 'tier') ORDER BY ALL"
    ) == [("email", "2024-05-01 00:00:00"), ("tier", "2019-01-01 00:00:00")]


@pytest.mark.parametrize(("keep", "email"), [(True, "by@hand.io"), (False, "anna@newer.io")])
def test_an_edit_by_hand_is_kept_where_told(keep, email):
    shadow = world()
    step().run(shadow)
    shadow.sql(
        "UPDATE unified_profile SET email = 'by@hand.io' WHERE profile_id = 'P-0001'",
        "UPDATE crm.customers SET email = 'anna@newer.io', city = 'Bonn', updated_at = '2025-01-01'"
        " WHERE customer_id = 1",
    )
    result = step(keep_edits=keep).run(shadow)
    assert profile(shadow, "email, city", "profile_id = 'P-0001'") == [(email, "Bonn")]
    assert any(
        line.startswith("edited by hand since they were written: email 1")
        for line in result.details
    )


def test_ids_that_part_are_told():
    shadow = world()
    step().run(shadow)
    shadow.sql("UPDATE customer_identity SET person_id = 'p_x' WHERE record_id = '3'")
    assert step().run(shadow).rows == ("s2_ids",)
    assert "1 profile id split" in shadow.notices[-1]
