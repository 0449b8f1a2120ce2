"""New entries of a glossary go in as text; mistakes of a glossary are told, a line each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vibecli.data.catalog import Catalog, ColumnInfo, TableInfo
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import UsageError
from vibecli.plan.citation import cited, passed_over, says
from vibecli.plan.glossary import Glossary, Term, parse_glossary
from vibecli.plan.glossary_check import glossary_findings
from vibecli.plan.glossary_entry import with_entry
from vibecli.plan.model import Plan

GOLD = Term(name="gold member", meaning="tier: gold", table="club", sql="tier = 'gold'")
BEFORE = (
    "",
    "# ours\nterms: {}\n#  active: x\nmetrics: {}\n",
    "terms:  # words\n",
    "rules: [a]",
    "terms:\n    # the first\n    active: bought\n    # the last\n    lapsed: gone\nrules: [a]\n",
)


@pytest.mark.parametrize("before", BEFORE)
def test_an_entry_goes_in_and_all_else_stays(tmp_path, before):
    after = with_entry(before, tmp_path / "g.yaml", "terms", GOLD)
    was, found = (parse_glossary(text, tmp_path / "g.yaml") for text in (before, after))
    assert set(found.terms) == {GOLD, *was.terms}
    assert found.model_copy(update={"terms": ()}) == was.model_copy(update={"terms": ()})
    assert all(line in after for line in before.splitlines() if "#" in line and "{}" not in line)


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=60))
def test_whatever_a_person_says_is_read_back(tmp_path_factory, name, meaning):
    term = Term(name=" ".join(name.split()), meaning=" ".join(meaning.split()))
    path = tmp_path_factory.getbasetemp() / "g.yaml"
    try:
        after = with_entry(BEFORE[1], path, "terms", term)
    except UsageError:
        return
    assert parse_glossary(after, path).terms == (term,)


@pytest.mark.parametrize("name", ["Active", "live"])
def test_a_name_that_is_taken_is_refused(tmp_path, name):
    text = "terms:\n  active: {meaning: bought, synonyms: [live]}\n"
    with pytest.raises(UsageError, match="already"):
        with_entry(text, tmp_path / "g.yaml", "terms", Term(name=name, meaning="x"))


def test_every_mistake_is_told_with_its_place(tmp_path):
    text = "terms:\n  a: {sql: x}\n  b: {meaning: [y]}\nrules: {c: d}\nnames: 1\n"
    with pytest.raises(UsageError, match="unknown key names") as caught:
        parse_glossary(text, tmp_path / "g.yaml")
    told = [finding["message"] for finding in caught.value.details["findings"]]
    assert [line.split(": ")[0] for line in told] == ["g.yaml:2:6", "g.yaml:3:16", "g.yaml:4:8"]


CLUB = Catalog(
    tables=(
        TableInfo(name="club", columns=(ColumnInfo(name="tier", type="VARCHAR"),)),
        TableInfo(name="orders", columns=(ColumnInfo(name="tier", type="VARCHAR"),)),
    )
)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"terms": (GOLD,)}, ""),
        ({"terms": (Term(name="a", meaning="m"),)}, ""),
        ({"metrics": (Term(name="n", meaning="m", table="club", sql="count(*)"),)}, ""),
        ({"joins": ("club.tier = orders.tier",)}, ""),
        ({"terms": (GOLD.model_copy(update={"table": "clubs"}),)}, "did you mean club"),
        ({"terms": (GOLD.model_copy(update={"sql": "tear = 'gold'"}),)}, "tear"),
        ({"terms": (GOLD.model_copy(update={"sql": "true) OR read_csv('x'"}),)}, "gold member"),
        ({"joins": ("club.tear = orders.tier",)}, "has no column tear (did you mean tier?)"),
        ({"joins": ("clubs.tier = orders.tier",)}, "no table clubs"),
    ],
)
def test_what_does_not_fit_the_database_is_told_in_one_line(entry, told):
    found = glossary_findings(Glossary(**entry), CLUB, DuckEngine())
    assert len(found) == bool(told)
    assert told in "".join(found)
    assert "\n" not in "".join(found)


@pytest.mark.parametrize(
    ("select", "said", "used"),
    [
        ("SELECT 1 FROM club AS c WHERE (c.tier =  'gold')", "count", ("gold member",)),
        ("SELECT 1 FROM club WHERE tier = 'golden'", "gold members", ()),
        ("SELECT 1 FROM club", "count vips", ("VIP",)),
        ("SELECT 1 FROM club", "count vipers", ()),
    ],
)
def test_a_plan_cites_what_stands_in_it(select, said, used):
    glossary = Glossary(terms=(GOLD, Term(name="VIP", meaning="rich", synonyms=("vips",))))
    step = {"kind": "query", "id": "s1", "why": "w", "needs": [], "select": select}
    plan = Plan.model_validate({"title": "t", "steps": [step], "confidence": "high"})
    assert cited(plan, glossary, said) == used


@pytest.mark.parametrize(
    ("select", "said", "over"),
    [
        ("SELECT 1 FROM club WHERE tier = 'platinum'", "count gold member", ("gold member",)),
        ("SELECT 1 FROM club WHERE tier = 'gold'", "count gold member", ()),
        ("SELECT 1 FROM orders", "count gold member", ()),
        ("SELECT 1 FROM club", "count members", ()),
    ],
)
def test_an_entry_that_is_said_and_stands_in_no_step_is_told(select, said, over):
    step = {"kind": "query", "id": "s1", "why": "w", "needs": [], "select": select}
    plan = Plan.model_validate({"title": "t", "steps": [step], "confidence": "high"})
    assert passed_over(plan, Glossary(terms=(GOLD,)), said) == over


def test_a_term_is_said_word_by_word():
    assert says("all gold members", Term(name="x", meaning="m", synonyms=("gold members",)))
    assert not says("golden members", Term(name="gold", meaning="m"))
