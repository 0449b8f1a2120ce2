"""The glossary file: what is read, and what a mistake in it says."""

from pathlib import Path

import pytest

from vibecli.errors import NotFound, UsageError
from vibecli.plan.glossary import Glossary, Term, read_glossary

FULL = """
terms:
  active customer:
    meaning: bought something lately
    table: crm.customers
    sql: status = 'active'
    synonyms: [live customer, current]
  VIP: more than 10 orders
metrics:
  net revenue: {meaning: what stays, table: sales.orders, sql: sum(amount)}
rules:
  - "never: ever"
joins: a.id = b.id
protected: [crm.consent]
"""


def read(tmp_path: Path, text: str) -> Glossary:
    path = tmp_path / "glossary.yaml"
    path.write_text(text, "utf-8")
    return read_glossary(path)


def test_every_section_is_read(tmp_path: Path):
    assert read(tmp_path, FULL) == Glossary(
        terms=(
            Term(
                name="active customer",
                meaning="bought something lately",
                table="crm.customers",
                sql="status = 'active'",
                synonyms=("live customer", "current"),
            ),
            Term(name="VIP", meaning="more than 10 orders"),
        ),
        metrics=(
            Term(name="net revenue", meaning="what stays", table="sales.orders", sql="sum(amount)"),
        ),
        rules=("never: ever",),
        joins=("a.id = b.id",),
        protected=("crm.consent",),
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "terms:\nrules: []\njoins: null\n"])
def test_an_empty_glossary_is_none(tmp_path: Path, text):
    assert read(tmp_path, text) == Glossary()


def test_no_path_is_no_glossary():
    assert read_glossary(None) == Glossary()


def test_words_yaml_would_turn_into_other_things_stay_words(tmp_path: Path):
    term = read(tmp_path, "terms: {yes: {meaning: 12, sql: true, synonyms: [no, 1.50]}}").terms[0]
    assert term == Term(name="yes", meaning="12", sql="true", synonyms=("no", "1.50"))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("term:\n  a: b", "glossary.yaml:1:1: unknown key term in the glossary", "mean terms?"),
        ("terms:\n  a:\n    sqll: x", "glossary.yaml:3:5: unknown key sqll", "mean sql?"),
        ("terms:\n  a:\n    sql: x", "glossary.yaml:3:5: a has no meaning", "plain words"),
        ("terms:\n  a: b\n  A: c", "glossary.yaml:3:3: A stands in terms twice", "edit"),
        ("terms:\n  - a", "glossary.yaml:2:3: terms must be a mapping", "edit"),
        ("- a", "glossary.yaml:1:1: the glossary must be a mapping", "edit"),
        ("rules:\n  - a: b", "glossary.yaml:2:5: an entry of rules must be a text", "in quotes"),
        ("rules: {a: b}", "glossary.yaml:1:8: rules must be a list of texts", "dash"),
        ("terms:\n  a: {meaning: ''}", "glossary.yaml:2:16: meaning must be a text", "edit"),
        ("terms: [", "glossary.yaml:1:9: ", "edit"),
        ("a: b: c", "glossary.yaml:1:5: mapping values are not allowed here", "edit"),
        ("\x01", "glossary.yaml: unacceptable character", "edit"),
        ("[" * 20_000, "glossary.yaml: nested too deep", "edit"),
        ("*unknown", "glossary.yaml:1:1: found undefined alias", "edit"),
    ],
)
def test_a_mistake_says_where_it_stands_and_what_to_do(tmp_path: Path, text, message, hint):
    with pytest.raises(UsageError) as error:
        read(tmp_path, text)
    assert message in error.value.message
    assert hint in error.value.hint
    assert "\n" not in error.value.message


def test_a_tag_builds_no_object(tmp_path: Path):
    text = "rules: [!!python/object/apply:os.getcwd []]"
    with pytest.raises(UsageError, match="an entry of rules must be a text"):
        read(tmp_path, text)


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path):
    with pytest.raises(NotFound, match="no glossary at"):
        read_glossary(tmp_path / "no.yaml")
    with pytest.raises(UsageError, match="cannot be read"):
        read_glossary(tmp_path)
    (tmp_path / "glossary.yaml").write_bytes(b"terms: \xff")
    with pytest.raises(UsageError, match="not UTF-8 text"):
        read_glossary(tmp_path / "glossary.yaml")


def test_a_huge_file_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match="larger than 1 MB"):
        read(tmp_path, "#" * 1_100_000)
