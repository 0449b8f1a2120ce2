"""Words of an intent found in the data: told by column; a person's own value stays here."""

import json

import pytest

from tests.integration.flows import flow_in, load

PEOPLE = [
    "customer_no,email,tier,town,signed_up",
    *(
        f"C-{n:04},p{n}@mail.example,{('gold', 'silver')[n % 2]},{('New York', 'Köln')[n % 2]},2024-01-{n % 28 + 1:02}"
        for n in range(80)
    ),
]
CARDS = [
    "card,mail,grade",
    *(f"K-{n:03},P{n}@MAIL.example,{('gold', 'silver')[n % 2]}" for n in range(60)),
]


@pytest.fixture(scope="module")
def flow(tmp_path_factory):
    folder = load(tmp_path_factory.mktemp("links"), {"people": PEOPLE, "cards": CARDS})
    return flow_in(folder)


def section(flow, intent, title):
    lines = flow.context(intent)[0].split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith(f"## {title}")]
    if not starts:
        return []
    rest = lines[starts[0] + 1 :]
    return rest[: next((at for at, line in enumerate(rest) if line.startswith("## ")), len(rest))]


@pytest.mark.parametrize(
    ("intent", "links"),
    [
        ("count GOLD people", ['"GOLD" is in cards.grade as "gold", people.tier as "gold"']),
        ("people in new york", ['"new york" is in people.town as "New York"']),
        ("who is p7@mail.example", ['"p7@mail.example" is in cards.mail, people.email']),
        ("show c-0007", ['"c-0007" is in people.customer_no']),
        ("count people by tier", []),
        ("people in Tallinn", ['"Tallinn" is in no column that was searched']),
        (
            "how many New York People in 'bronze' Tier",
            [
                '"New York" is in people.town as "New York"',
                '"bronze" is in no column that was searched',
            ],
        ),
        ("who is p99@mail.example", []),
    ],
)
def test_a_word_is_told_with_the_columns_it_is_a_value_of(flow, intent, links):
    assert section(flow, intent, "Words of the intent") == links


def test_an_address_is_found_however_its_case(flow):
    body = json.loads(flow.prompt("who is P8@mail.example"))
    assert "p8@mail.example" not in body["messages"][1]["content"]


def test_identity_columns_are_alike_once_in_one_form(flow):
    (line,) = section(flow, "match people with cards", "Same people")
    assert line == "lower(trim(x)): cards.mail ~ people.email 100%"


def test_how_fresh_a_table_is_stands_beside_its_rows(flow):
    assert "people: 80 rows, key customer_no, to 2024-01-28 (signed_up)" in (flow.context("x")[0])


def test_what_context_shows_is_what_is_sent(flow):
    text, tokens = flow.context("count gold people")
    told = json.loads(flow.prompt("count gold people"))["messages"][1]["content"]
    assert f"\n{text}\n" in told
    assert tokens == len(text) // 4


def test_level_names_tells_of_no_value_at_all(flow):
    text = flow_in(flow.runtime.settings.workspace, egress="names").context("count gold")[0]
    assert not any(word in text for word in ("is in", "2024", "lower(trim"))


def test_of_many_saved_intents_the_nearest_are_read_and_told(tmp_path):
    folder = load(tmp_path, {"cards": CARDS})
    (folder / "intents").mkdir()
    step = {"kind": "query", "id": "s1", "why": "w", "needs": []}
    for n in range(60):
        words = "count cards by grade" if n == 31 else f"topic {n} of another kind"
        plan = {"title": "t", "steps": [{**step, "select": f"SELECT {n}"}], "confidence": "high"}
        (folder / "intents" / f"{n}.yaml").write_text(json.dumps({"intent": words, "plan": plan}))
    (folder / "intents" / "broken.yaml").write_text("intent: count cards by grade\nplan: 1\n")
    text = flow_in(folder).context("count the cards by grade")[0]
    assert "SELECT 31" in text
    assert "SELECT 7" not in text


def test_lines_that_did_not_fit_are_no_example_of_an_intent(tmp_path):
    lines = ["id,amount", *(f"{n},{n}" for n in range(2_000)), "2001,7,8,9"]
    flow = flow_in(load(tmp_path, {"sales": lines}))
    catalog = flow.workspace.catalog()
    assert [table.rejects for table in catalog.tables] == [False, True]
    assert not [example for _, example in flow.intents(catalog) if "rejected" in example]
