"""The prompts: found, overridden, filled in one pass, and every example in them is a valid step."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from tests.benchmarks import prompt_size
from tests.integration.flows import finish, flow_in
from vibecli.agent.context import Context, build_context
from vibecli.agent.kinds import all_kinds
from vibecli.agent.ladder import Way, answer_object, request_body
from vibecli.agent.planner import Answer, PlanRequest
from vibecli.agent.prompt import messages, prompt_hash
from vibecli.agent.prompt_file import read_prompt
from vibecli.data.catalog import Catalog
from vibecli.data.load import load
from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.engine.names import quote
from vibecli.errors import NotFound, UsageError
from vibecli.plan.check import check_plan
from vibecli.plan.glossary import read_glossary
from vibecli.plan.model import Plan, Refusal, Reply
from vibecli.plan.saved import SavedIntent, read_saved
from vibecli.steps.base import Finding
from vibecli.steps.registry import step_kinds

ROOT = Path(__file__).parents[3]
PROMPTS = ROOT / "prompts"
KINDS = sorted(path.stem for path in (PROMPTS / "steps").glob("*.md"))
TODAY = date(2026, 1, 31)


def examples(kind):
    text = (PROMPTS / "steps" / f"{kind}.md").read_text()
    return [json.loads(line[line.index('{"kind"') :]) for line in re.findall("Example .*", text)]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    database = tmp_path_factory.mktemp("retail") / "r.duckdb"
    with DuckEngine().write(database) as session:
        load(session, ROOT / "examples" / "retail" / "data")
        catalog = read_catalog(session)
        values = [value for table in catalog.tables for value in personal(session, table)]
    return catalog, values, database


def personal(session, table):
    """Every value of the columns that hold something of a person."""
    for column in table.columns:
        if column.personal and column.type == "VARCHAR":
            found = session.rows(f"SELECT DISTINCT {quote(column.name)} FROM {table.table.sql}")
            yield from (value for (value,) in found if value and len(value) > 4)


@pytest.fixture
def retail(loaded):
    return loaded[0]


def plan(*steps):
    return Plan.model_validate({"title": "t", "steps": steps, "confidence": "high"})


def test_every_step_kind_has_a_prompt_with_an_example():
    assert {kind.model_fields["kind"].default for kind in step_kinds()} == set(KINDS)
    assert all(examples(kind) for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_example_is_a_step_that_binds_on_the_retail_schema(kind, retail):
    for example in examples(kind):
        steps = [example]
        if example["needs"] or kind == "retire":
            before = {"score": "train", "retire": "trigger"}.get(kind, "match")
            steps = [*examples(before), {**example, "id": "s2", "needs": ["s1"]}]
        assert steps[-1]["kind"] == kind
        assert check_plan(plan(*steps), retail, DuckEngine()) == []
        assert set(example) == set(type(plan(*steps).steps[-1]).strict_schema()["properties"])


@pytest.mark.parametrize("level", ["names", "shapes"])
def test_no_personal_value_of_the_retail_example_is_told(level, loaded):
    catalog, values, _ = loaded
    glossary = read_glossary(ROOT / "examples" / "retail" / "glossary.yaml")
    saved = [read_saved(path) for path in (ROOT / "examples/retail/intents").glob("*.yaml")]
    text = build_context(catalog, glossary, "match", level=level, examples=saved).text
    assert len(values) > 10_000
    assert not [value for value in values if value in text]


def test_the_removal_of_duplicates_binds_as_it_stands_in_the_prompt(retail):
    text = read_prompt("steps/match", Path("/nowhere"))
    select = re.search(r"keys_select such as (SELECT .+?> 1\))\.", text)[1]
    remove = {"kind": "remove", "id": "s2", "why": "w", "needs": ["s1"], "target": "crm.customers"}
    both = plan(*examples("match"), {**remove, "keys_select": select})
    assert check_plan(both, retail, DuckEngine()) == []


ACCOUNTS = "loyalty.accounts"


@pytest.mark.parametrize(
    "select",
    [
        (
            f"SELECT 'town' AS field, count(*) AS rows, count(town), count(DISTINCT town) FROM {ACCOUNTS}"
            f" UNION ALL SELECT 'tier', count(*), count(tier), count(DISTINCT tier) FROM {ACCOUNTS}"
        ),
        "SELECT * FROM (VALUES ('e_mail', 'email'), ('mobile', 'phone')) AS v(field, holds)",
        (
            "SELECT coalesce(try_strptime(dob, '%Y-%m-%d'), try_strptime(dob, '%d.%m.%Y')) AS dob,"
            f" lower(trim(town)) AS town FROM {ACCOUNTS} GROUP BY ALL"
        ),
    ],
)
def test_the_queries_the_prompt_speaks_of_bind(select, retail):
    query = {"kind": "query", "id": "s1", "why": "w", "needs": [], "select": select}
    assert check_plan(plan(query), retail, DuckEngine()) == []


def test_the_form_in_the_prompt_is_a_reply():
    shown = re.search(r"^\{.*\}$", read_prompt("plan", Path("/nowhere")), re.MULTILINE)[0]
    step = json.dumps(examples("query")[0])
    reply = Reply.model_validate_json(shown.replace("[...]", f"[{step}]"))
    assert isinstance(reply.result, Plan)
    form = json.loads(shown.replace("[...]", "[]"))
    assert set(form) == set(Reply.model_fields)
    assert set(form["result"]) == set(Plan.model_fields)


def conversation(request, workspace, text="CONTEXT"):
    kinds = all_kinds(workspace)
    return messages(request, Context(text=text, columns=()), kinds, workspace, today=TODAY)


def request(intent="count customers", **more):
    return PlanRequest(intent=intent, catalog=Catalog(), **more)


def test_what_fills_a_placeholder_is_never_read_as_one(tmp_path):
    said = conversation(request("list {context} {steps}"), tmp_path, text="{intent} {today}")
    assert "list {context} {steps}" in said[1]["content"]
    assert "{intent} {today}" in said[1]["content"]
    assert said[1]["content"].count("list") == 1


def test_context_intent_and_date_are_told(tmp_path):
    system, user = conversation(request(), tmp_path)
    assert (system["role"], user["role"]) == ("system", "user")
    assert all(f"## {kind}\n" in system["content"] for kind in KINDS)
    assert user["content"].index("CONTEXT") < user["content"].index("count customers")
    assert "Saturday 2026-01-31" in user["content"]


def test_a_prompt_of_the_workspace_wins(tmp_path):
    (tmp_path / "prompts" / "steps").mkdir(parents=True)
    (tmp_path / "prompts" / "steps" / "query.md").write_text("## query\nas we like it")
    (tmp_path / "prompts" / "context.md").write_text("{context} ours {intent}")
    system, user = conversation(request(), tmp_path)
    assert "as we like it" in system["content"]
    assert "## match\n" in system["content"]
    assert user["content"] == "CONTEXT ours count customers"


@pytest.mark.parametrize(
    ("content", "says"), [(b"no place for it", "{context}"), (b"\xff\xfe\x00", "UTF-8")]
)
def test_a_broken_prompt_of_the_workspace_is_told(tmp_path, content, says):
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "context.md").write_bytes(content)
    with pytest.raises(UsageError) as caught:
        conversation(request(), tmp_path)
    assert says in caught.value.message


def test_a_prompt_that_is_nowhere_is_not_found(tmp_path):
    with pytest.raises(NotFound, match=r"steps/dance\.md"):
        read_prompt("steps/dance", tmp_path)


def test_the_plan_at_hand_and_answers_are_told(tmp_path):
    previous = plan(examples("query")[0])
    answers = (
        Answer(question="Which?", choice="the first\n# What"),
        Answer(question="", choice="b"),
    )
    told = request("only Berlin", previous=previous, previous_intent="gold", answers=answers)
    text = conversation(told, tmp_path)[1]["content"]
    assert text.index('made for: "gold"') < text.index("gold members") < text.index("only Berlin")
    assert 'answer to "Which?": "the first\\n# What"' in text
    assert 'The person\'s answer: "b"' in text


@pytest.mark.parametrize(
    ("rejected", "quoted"),
    [
        ({"rejected_text": "no json"}, "no json"),
        ({"rejected_text": ""}, "(empty)"),
        ({"rejected_text": "x" * 50_000}, "x" * 8_000),
        (
            {"rejected": Reply(understood="u", result=Refusal(reason="größer"))},
            '"reason": "größer"',
        ),
    ],
)
def test_a_repair_quotes_the_answer_and_its_findings(tmp_path, rejected, quoted):
    finding = Finding(step="s1", code="unknown-column", message="no\ncolumn x", hint="y")
    *_, answer, repair = conversation(request(findings=(finding,), **rejected), tmp_path)
    assert (answer["role"], repair["role"]) == ("assistant", "user")
    assert quoted in answer["content"]
    assert len(answer["content"]) <= 8_000
    assert "- step s1: unknown-column: no\\ncolumn x (hint: y)\n" in repair["content"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', {"a": 1}),
        ('Sure:\n```json\n{"a": {"b": 1}}\n```\nok {you}', {"a": {"b": 1}}),
        ('<think>maybe {"x": 1}?</think>{"a": {"b": [1, 2, 3]}}', {"a": {"b": [1, 2, 3]}}),
        ('{"sql": "SELECT 1\nFROM t"}', {"sql": "SELECT 1\nFROM t"}),
    ],
)
def test_the_answer_is_found_in_what_a_model_says(text, found):
    assert json.loads(answer_object(text)) == found


@pytest.mark.parametrize("text", ["", "no json", "{{{{", '{"a": ' * 20_000])
def test_an_answer_without_json_stays_text(text):
    assert answer_object(text) == text.strip()


def test_the_schema_is_sent_lean_and_keeps_properties_named_like_keywords():
    body = request_body(
        "m", [{"role": "system", "content": "x"}], Reply.strict_schema(), Way("json_schema")
    )
    schema = body["response_format"]["json_schema"]["schema"]
    assert "title" in schema["$defs"]["Plan"]["properties"]
    assert schema["$defs"]["Plan"]["properties"]["title"] == {"type": "string"}
    assert "description" not in json.dumps(schema)
    assert next(iter(schema["$defs"]["Query"]["properties"])) == "kind"


@pytest.fixture(scope="module")
def small(loaded, tmp_path_factory):
    """The retail tables with their first rows only, in a folder of its own."""
    folder = tmp_path_factory.mktemp("small")
    catalog, _, base = loaded
    with DuckEngine().write(folder / "v.duckdb") as session:
        session.run(f"ATTACH '{base}' AS retail (READ_ONLY)")
        for table in catalog.tables:
            session.run(f"CREATE SCHEMA IF NOT EXISTS {quote(table.table.schema)}")
            key = ", ".join(map(quote, table.key))
            select = f"SELECT * FROM retail.{table.table.sql} ORDER BY {key} LIMIT 300"
            session.run(f"CREATE TABLE {table.table.sql} AS {select}")
    return flow_in(folder, region="DE")


def test_the_median_request_of_the_example_is_short(small):
    bodies = [json.loads(small.prompt(intent)) for intent in prompt_size.EXAMPLE]
    sizes = prompt_size.medians(map(prompt_size.parts, bodies), prompt_size.quarter)
    assert sizes["all"] <= 3_300, sizes


@pytest.mark.few(5)
@pytest.mark.parametrize("kind", KINDS)
def test_every_example_runs_and_does_something(kind, small):
    for example in examples(kind):
        first = examples({"score": "train", "retire": "trigger"}.get(kind, "match"))
        after = example["needs"] or kind == "retire"
        steps = [*first, {**example, "id": "last", "needs": ["s1"]}] if after else [example]
        saved = SavedIntent(intent=kind, plan=plan(*steps), planner="prompt")
        review, _ = finish(small.rehearse(saved))
        assert review.steps[-1].kind == kind
        did = not review.diff.empty or review.queries or review.rules
        assert did, kind


def test_a_change_of_a_prompt_shows_in_the_record(tmp_path):
    before = prompt_hash(tmp_path)
    assert before == prompt_hash(Path("/nowhere"))
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "repair.md").write_text("{findings} once more")
    assert prompt_hash(tmp_path) != before
