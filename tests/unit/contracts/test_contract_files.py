"""Contract files: what is read of them, what is written into them, and what is left alone."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.contracts.folder import file_name, read_contracts
from vibecli.contracts.meaning import declared_column, evident, with_contracts
from vibecli.contracts.model import Declared
from vibecli.contracts.reading import read_contract
from vibecli.contracts.writing import new_contract, with_declared
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.document import parse
from vibecli.document_edit import with_value
from vibecli.errors import UsageError
from vibecli.tagging.tag import Sensitivity, Tag

CUSTOMERS = TableInfo(
    name="customers",
    columns=(
        ColumnInfo(name="id", type="INTEGER", nullable=False, role=Role.KEY),
        ColumnInfo(name="mail", type="VARCHAR", role=Role.EMAIL),
        ColumnInfo(name="notes", type="VARCHAR", role=Role.TEXT),
    ),
    key=("id",),
    declared_key=True,
)
BY_HAND = """\
# agreed with legal
apiVersion: v3.1.0  # the standard
kind: DataContract
id: c
version: 1.0.0
schema:
  - name: customers
    properties:
      # never mail to these
      - name: mail
        tags: [gdpr, email]  # ours
        classification: confidential
        encryptedName: mail_x
        relationships:
          - {to: crm.people.mail}
        quality:
          - metric: nullValues
            mustBeLessThan: 5
            unit: percent
    quality:
      - {type: sql, query: SELECT count(*) FROM customers, mustBeGreaterThan: 0}
slaProperties:
  - {property: retention, value: 3, unit: y}
"""
NOT_MAIL = Declared(says_tag=True, sensitivity=Sensitivity.PUBLIC)


def test_a_new_contract_reads_back_as_what_was_declared():
    mail = Declared(tag=Tag.EMAIL, says_tag=True, sensitivity=Sensitivity.PERSONAL)
    mail = mail.model_copy(update={"confidence": 0.98, "basis": "evidence", "why": "looks: so"})
    (read,) = read_contract(new_contract(CUSTOMERS, {"mail": mail}), "customers.odcs.yaml")
    assert (read.table, read.key, read.column("ID").required) == ("customers", ("id",), True)
    assert read.column("mail").declared == mail
    assert read.column("notes").declared.silent


def test_what_a_person_wrote_stays_when_a_tag_changes():
    (read,) = read_contract(BY_HAND, "c")
    changed = {"mail": NOT_MAIL, "notes": Declared(sensitivity=Sensitivity.RESTRICTED)}
    text = with_declared(BY_HAND, read, CUSTOMERS, changed)
    (now,) = read_contract(text, "c")
    assert now.column("mail").declared == NOT_MAIL
    assert now.column("notes").declared.sensitivity is Sensitivity.RESTRICTED
    assert (now.quality, now.references) == (read.quality, read.references)
    gone = set(BY_HAND.splitlines()) - set(text.splitlines())
    assert gone == {
        "        tags: [gdpr, email]  # ours",
        "        classification: confidential",
    }
    assert "        tags: [gdpr]  # ours" in text


def test_the_parts_that_rules_are_made_of_are_read():
    (read,) = read_contract(BY_HAND, "c")
    (nulls,), (rows,) = read.column("mail").quality, read.quality
    assert (nulls.metric, nulls.must_be_less_than, nulls.unit) == ("nullValues", 5, "percent")
    assert (rows.type, rows.must_be_greater_than) == ("sql", 0)
    assert (read.references[0].to_table, read.references[0].columns) == ("crm.people", ("mail",))
    assert read.service_levels[0].value == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("schema: [", "c.odcs.yaml:1:10"),
        ("kind: Pod\n", "this is no data contract"),
        (BY_HAND.replace("v3.1.0", "v2.2.2"), "apiVersion v2.2.2 is not read"),
        (BY_HAND.replace("apiVersion: v3.1.0", "x: 1"), "apiVersion is missing"),
        (BY_HAND.replace("- name: mail", "- nam: mail"), "properties[0] has no name"),
        (BY_HAND.replace("[gdpr, email]", "5"), "c.odcs.yaml:11:9: schema[0].properties[0].tags"),
        (b"\xff\xfe", "c.odcs.yaml is not UTF-8 text"),
    ],
)
def test_a_file_that_is_no_contract_is_told_with_its_place(tmp_path: Path, text, told):
    (tmp_path / "c.odcs.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError) as error:
        read_contracts(tmp_path)
    assert told in error.value.message
    assert error.value.hint


def test_two_contracts_of_one_table_are_refused_and_none_is_fine(tmp_path: Path):
    assert read_contracts(tmp_path / "none").tables == ()
    for name in ("a", "b"):
        (tmp_path / f"{name}.odcs.yaml").write_text(BY_HAND)
    with pytest.raises(UsageError, match=r"two contracts: a.odcs.yaml and b.odcs.yaml"):
        read_contracts(tmp_path)


def test_contracts_are_read_once_and_again_when_they_change(tmp_path: Path):
    file, cache = tmp_path / "c.odcs.yaml", tmp_path / "cache.json"
    file.write_text(BY_HAND)
    first = read_contracts(tmp_path, cache)
    assert read_contracts(tmp_path, cache) == first
    file.write_text(BY_HAND.replace("email", "phone"))
    assert read_contracts(tmp_path, cache).table("CUSTOMERS").column("mail").declared.tag == "phone"


@pytest.mark.parametrize(
    ("table", "name"),
    [
        ("customers", "customers"),
        ("crm.customers", "crm.customers"),
        ('"crm.customers"', "crm%2Ecustomers"),
        ('"../../etc/passwd"', "%2E%2E%2F%2E%2E%2Fetc%2Fpasswd"),
        ('"Größe"', "Größe"),
        ("con", "con%"),
    ],
)
def test_a_file_name_is_safe_and_of_one_table(table, name):
    assert file_name(table) == f"{name}.odcs.yaml"


@pytest.mark.parametrize(
    ("column", "declared", "role", "masked"),
    [
        ("mail", NOT_MAIL, Role.TEXT, False),
        ("mail", Declared(sensitivity=Sensitivity.RESTRICTED), Role.EMAIL, True),
        ("mail", Declared(sensitivity=Sensitivity.INTERNAL), Role.EMAIL, False),
        ("notes", Declared(sensitivity=Sensitivity.RESTRICTED), Role.TEXT, True),
        ("notes", Declared(tag=Tag.LOYALTY_ID, says_tag=True), Role.CODE, True),
        ("notes", Declared(tag=Tag.CITY, says_tag=True), Role.CITY, False),
        ("id", Declared(tag=Tag.CUSTOMER_KEY, says_tag=True), Role.KEY, False),
        ("id", Declared(tag=Tag.NATIONAL_ID, says_tag=True), Role.KEY, True),
        ("id", Declared(tag=Tag.EMAIL, says_tag=True), Role.EMAIL, True),
    ],
)
def test_a_word_of_the_contract_decides_role_and_mask(column, declared, role, masked):
    before = CUSTOMERS.column(column)
    now = declared_column(before, declared)
    assert (now.role, now.personal, now.tagged.source) == (role, masked, "contract")
    assert evident(now) == evident(before)


def test_what_the_contract_leaves_open_stays(tmp_path: Path):
    (tmp_path / "c.odcs.yaml").write_text(BY_HAND)
    catalog = Catalog(tables=(CUSTOMERS,))
    told = with_contracts(catalog, read_contracts(tmp_path)).table("customers")
    assert told.column("notes") == CUSTOMERS.column("notes")
    assert told.column("mail").tagged.sensitivity is Sensitivity.CONFIDENTIAL


_KEYS = st.sampled_from(["a", "b", "c d", "é"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["x", "- y", "# z", "a\nb"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(_KEYS, _VALUES, min_size=1, max_size=3), _KEYS, _KEYS, _VALUES)
def test_a_document_says_what_was_set_and_all_else_as_before(data, first, second, value):
    from vibecli.document import block

    text = "# on top\n" + block(data)
    inner = data.get(first)
    path = (first, second) if isinstance(inner, dict) else (first,)
    made = parse(with_value(text, path, value), "", "")[0]
    expected = dict(inner or {}) if len(path) > 1 else dict(data)
    expected[path[-1]] = value
    if value is None:
        expected.pop(path[-1], None)
    assert made == (data | {first: expected} if len(path) > 1 else expected)
