"""`vibecli explain`, `/explain` and `/why` on matches that were really made."""

import json
import random
import re
import shutil
from itertools import pairwise

import pytest

from tests import files
from tests.integration.flows import flow_in, load, outcome
from tests.unit.cli.conftest import Ran
from tests.unit.identity.people import GIVEN
from tests.unit.ui.streams import Screen
from vibecli.cli.app import run
from vibecli.console.globals import Globals
from vibecli.console.shell import Shell
from vibecli.engine.names import literal
from vibecli.errors import UsageError
from vibecli.repl.conversation import Conversation
from vibecli.repl.explaining import explain_argument

FAMILY = ["adler", "brandt", "conrad", "dietrich", "engel", "fischer", "graf", "hoffmann"]
HEAD = "id,first_name,last_name,email,phone,birth_date,street,postcode"


def households(count=110):
    """Give families at one address, with one phone; every third person is listed twice."""
    dice, rows = random.Random(3), []
    for number in range(count):
        home = f"{dice.randint(10**8, 10**9)},{{}},{dice.randint(1, 99)} oak street,{10000 + 77 * number}"
        family = f"{dice.choice(FAMILY)}{dice.choice(['', 's', 'er', 'mann'])}"
        for given in dice.sample(GIVEN, dice.choice([1, 2, 2, 3])):
            born = f"{dice.randint(1950, 2005)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
            person = f"{given},{family},{given}{number}@mail.example,{home.format(born)}"
            for copy in range(1 + (dice.random() < 0.4)):
                shown = person.replace(f"{given}{number}@mail.example", "") if copy else person
                rows.append(f"C-{len(rows) + 1},{shown}")
    return [HEAD, *rows]


PEOPLE = households()
PEOPLE.append(PEOPLE[3].replace("C-3,", "Z-1,"))  # equal in all but its id
# a card names its owner by the id of a person; one card is called as a person is
CLUB = [
    "card,people_id,full_name,town",
    "K-1,C-1,Someone Else,Bonn",
    "K-0,C-1,Someone Else,Bonn",
    "C-2,C-9,Nobody Known,Ulm",
    *(f"K-{n},C-{n * 7},{' '.join(PEOPLE[n * 7].split(',')[1:3])},Kiel" for n in range(2, 40)),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a folder with one match that stands, and one that was only reviewed."""
    folder = load(tmp_path_factory.mktemp("explained"), {"people": PEOPLE, "club": CLUB})
    flow = flow_in(folder)
    review = outcome(flow.ask("find duplicates in people"))
    flow.applying.apply(review, flow.applying.decide(review, channel="command"))
    reviewed = outcome(flow.ask("match people with club"))
    (folder / "reviewed").write_text(reviewed.plan_id, encoding="utf-8")
    return folder


@pytest.fixture
def folder(made, tmp_path, monkeypatch):
    own = tmp_path / "explained"
    shutil.copytree(made, own)
    monkeypatch.chdir(own)
    return own


@pytest.fixture
def explain(made, monkeypatch, capsys):
    """Run `vibecli explain` in this process: exit code, stdout, stderr."""

    def call(*arguments, cwd=made):
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.chdir(cwd)
            code = run(["--db", "v.duckdb", "explain", *arguments])
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def told(explain):
    """Give the JSON document of an explanation that works."""

    def call(*arguments, cwd=None):
        ran = explain(*arguments, "-o", "json", **({"cwd": cwd} if cwd else {}))
        assert ran.code == 0, ran.err
        return json.loads(ran.out)

    return call


def rows(folder, select):
    with files.read(folder / "v.duckdb") as session:
        return session.rows(select)


def siblings():
    """Give two records of one household that are no copies of each other."""
    lines = [line.split(",") for line in PEOPLE[1:]]
    for one, two in pairwise(lines):
        if one[4] == two[4] and one[1] != two[1] and one[5] != two[5]:
            return one[0], two[0]
    raise AssertionError


def copies(folder):
    return rows(
        folder,
        "SELECT min(record_id), max(record_id), person_id FROM customer_identity GROUP BY person_id"
        " HAVING count(*) = 2 AND max(record_id) < 'Z' ORDER BY 3 LIMIT 5",
    )


def test_siblings_at_one_address_are_weighed_against_the_household(told, explain):
    found = told(*siblings())
    pair = found["pair"]
    assert pair["against"] == "household"
    assert (found["band"], found["together"]) == ("reject", False)
    assert pair["against_household"] < 0 < pair["against_stranger"]
    shown = explain(*siblings()).out
    assert "against someone in the same household, the likelier alternative" in shown.replace(
        "\n", " "
    )
    assert "alone two persons" in shown


def test_the_bits_are_those_of_the_match(made, told):
    applied = flow_in(made).applying.history()[0].plan_id
    evidence = made / ".vibecli" / "plans" / applied / "evidence" / "s1_pairs.parquet"
    scored = rows(made, f"SELECT left_id, right_id, bits FROM {literal(str(evidence))} LIMIT 3")
    assert len(scored) == 3
    for left, right, bits in scored:
        pair = told(f"people:{left}", f"people:{right}")["pair"]
        steps = sum(one["bits"] + one["rarity"] for one in pair["fields"])
        total = pair["start"] + steps + pair["together"] + pair["other"]
        assert total == pytest.approx(pair["bits"], abs=1e-9)
        assert pair["bits"] == pytest.approx(bits, abs=1e-4)


def test_a_person_is_told_by_id_and_by_any_record(made, told):
    one, two, person = copies(made)[0]
    found = told(person)
    account = found["cluster"]
    assert found == told(one) == told(f"people:{two}")
    assert found["persons"] == [person]
    sides = [account["weakest"][side]["some"][0]["record_id"] for side in ("left", "right")]
    assert sorted(sides) == sorted([one, two])
    rated = dict(rows(made, "SELECT record_id, probability FROM customer_identity"))
    for member in account["members"]:
        assert member["probability"] == pytest.approx(
            rated[member["record"]["record_id"]], abs=1e-6
        )
    assert account["against"]["left"] == account["members"][0]["record"]


def test_a_record_alone_is_said_to_be_alone(made, explain):
    alone = rows(made, "SELECT min(record_id) FROM customer_identity GROUP BY person_id"
                 " HAVING count(*) = 1 ORDER BY 1 LIMIT 1")[0][0]  # fmt: skip
    assert "1 record  no other record of this person" in explain(alone).out


@pytest.mark.parametrize(
    "words", [("people:{}", "people:{}"), ("people {}", "{}"), ("people", "{}", "people", "{}"),
              ("PEOPLE:{}", " {} "), ("people:", "{}", "{}")],
)  # fmt: skip
def test_a_record_may_be_named_in_any_of_these_ways(made, told, words):
    one, two, _ = copies(made)[1]
    names = iter((one, two))
    typed = [word.format(next(names)) if "{" in word else word for word in words]
    pair = told(*typed)["pair"]
    assert [pair[side]["record_id"] for side in ("left", "right")] == [one, two]


@pytest.fixture
def reviewed(made):
    return (made / "reviewed").read_text("utf-8")


def test_a_plan_that_is_not_applied_is_explained_as_it_would_be(reviewed, told, explain):
    found = told("club:K-1", "people:C-1", "--plan", reviewed[:8])
    assert (found["applied"], found["together"], found["plan_id"]) == (False, True, reviewed)
    assert found["pair"]["same_key"] == "club.people_id = people.id"
    assert told("C-1", "--plan", reviewed)["cluster"]["records"] >= 2
    shown = explain("club:K-1", "people:C-1", "--plan", reviewed).out
    assert "would be together" in shown
    assert "club.people_id = people.id: joined whatever the bits" in shown
    assert explain("club:K-1", "people:C-1").code == 2  # the applied one knows no club


def test_an_id_of_several_tables_is_not_guessed(reviewed, explain):
    ran = explain("C-2", "C-9", "--plan", reviewed)
    assert ran.code == 2
    assert "C-2 may be club:C-2, people:C-2" in ran.err
    assert "hint: vibecli --db v.duckdb explain club:C-2" in ran.err
    assert explain("club C-2", "C-9", "--plan", reviewed).code == 0


def test_equal_records_are_said_to_be_equal(explain):
    shown = explain("C-3", "Z-1").out
    assert "identical  equal in all that is compared: joined before any other" in shown
    assert "ok  together" in shown


def test_tables_that_changed_since_are_explained_as_they_are_and_it_is_said(folder, told):
    one, two, _ = copies(folder)[0]
    assert not told(one, two, cwd=folder)["notes"]
    before = told(one, two, cwd=folder)["pair"]["bits"]
    with files.write(folder / "v.duckdb") as session:
        session.run("INSERT INTO people SELECT 'N-' || id, * EXCLUDE (id) FROM people")
    grown = told(one, two, cwd=folder)
    assert "rows then" in grown["notes"][0]
    assert grown["pair"]["bits"] == before  # the new records were never matched
    with files.write(folder / "v.duckdb") as session:
        session.run("DELETE FROM people WHERE id LIKE 'N-%'")
        session.run("UPDATE people SET last_name = 'other' WHERE id = ?", [one])
    found = told(one, two, cwd=folder)
    assert found["notes"] == [
        "people (other values or columns) since the match: explained on the data as they are"
    ]
    assert found["pair"]["bits"] < before - 2


@pytest.mark.slow
def test_a_reviewed_plan_on_an_identity_that_changed_since_is_stale(folder, reviewed, explain):
    with files.write(folder / "v.duckdb") as session:
        session.run("DELETE FROM customer_identity WHERE record_id = 'C-1'")
    ran = explain("people:C-9", "--plan", reviewed, cwd=folder)
    assert (ran.code, "changed since the review: customer_identity" in ran.err) == (7, True)
    assert re.search(r"hint: vibecli --db v.duckdb apply [0-9a-f]{8} --rebase", ran.err)


def test_without_what_was_learnt_there_is_one_error_with_a_hint(folder, explain):
    with files.write(folder / "v.duckdb") as session:
        session.run("CREATE TABLE elsewhere AS SELECT * FROM customer_identity")
    ran = explain("C-1", "--identity", "elsewhere", cwd=folder)
    assert ran.code == 1
    assert "nothing is kept of how elsewhere was matched" in ran.err
    assert 'hint: vibecli --db v.duckdb ask "find duplicates in TABLE"' in ran.err
    assert explain("C-1", cwd=folder).code == 0  # only one of the two was made here


def test_after_an_undo_the_reviewed_plan_is_explained(folder, told):
    assert told("C-1", cwd=folder)["applied"]
    flow_in(folder).applying.undo()
    found = told("people:C-1", cwd=folder)
    assert (found["applied"], found["identity"]) == (False, "customer_identity")


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("nobody",), 2, "no record nobody in customer_identity"),
        (("C-1", "nobody"), 2, "no record nobody in customer_identity"),
        (("C-1", "C-1"), 2, "both are the same record"),
        (("C-1", "C-2", "C-3"), 2, "3 records named"),
        (("C-1", "--identity", "people"), 2, "people is no identity table"),
        (("C-1", "--identity", "nowhere"), 2, "no table nowhere"),
        (("C-1", "--plan", "ffff"), 2, "no plan ffff"),
        (("C-1", "--html", "v.duckdb/x.html"), 2, "cannot write"),
    ],
)
def test_what_is_wrong_is_one_line_and_a_hint(explain, words, code, message):
    ran = explain(*words)
    assert (ran.code, message in ran.err) == (code, True), ran.err
    assert "hint:" in ran.err
    assert "Traceback" not in ran.err


def test_a_source_that_is_gone_and_a_row_that_is_gone_are_told(folder, explain):
    one, two, _ = copies(folder)[0]
    with files.write(folder / "v.duckdb") as session:
        session.run("DELETE FROM people WHERE id = ?", [one])
    ran = explain(one, two, cwd=folder)
    assert (ran.code, f"{one} is no longer in people" in ran.err) == (1, True)
    with files.write(folder / "v.duckdb") as session:
        session.run("DROP TABLE people")
    ran = explain(one, two, cwd=folder)
    assert (ran.code, "people, which was matched, is gone" in ran.err) == (1, True)


@pytest.mark.parametrize("output", ["text", "json", "md", "csv"])
def test_no_personal_value_is_shown_unasked(made, explain, output):
    one, _, person = copies(made)[2]
    given, family = next(line.split(",")[1:3] for line in PEOPLE if line.startswith(f"{one},"))
    hidden = explain(person, "-o", output).out
    assert not {given, family} & set(re.findall(r"\w+", hidden))
    assert family in explain(person, "-o", output, "--unmask").out


def test_the_page_stands_by_itself(folder, explain):
    one, _, person = copies(folder)[0]
    ran = explain(person, "--html", "a/page.html", cwd=folder)
    assert "page: a/page.html" in ran.err
    page = (folder / "a" / "page.html").read_text("utf-8")
    assert "default-src 'none'; style-src 'sha256-" in page
    assert page.count("<svg") == page.count("</svg>") >= 1
    for outside in (
        "http:",
        "https:",
        "src=",
        "href=",
        "url(",
        "@import",
        " style=",
        "@mail.example",
    ):
        assert outside not in page
    assert one in page


def test_of_very_many_records_some_are_looked_at_and_it_is_said(made, explain, monkeypatch):
    _, two, person = copies(made)[0]
    monkeypatch.setattr("vibecli.run.explain.MOST", 1)
    assert "1 looked at  1 of them left out" in explain(person).out
    assert "2 records" in explain(two).out  # the one that was asked for is among those looked at


def test_explaining_writes_nothing_and_gives_the_same_again(folder, told):
    one, two, person = copies(folder)[0]
    before = (folder / "v.duckdb").read_bytes()
    first = told(person, cwd=folder)
    assert told(one, two, cwd=folder)
    assert told(person, cwd=folder) == first
    assert (folder / "v.duckdb").read_bytes() == before


def test_the_document_fits_its_schema(made, told, capsys):
    one, two, person = copies(made)[0]
    documents = [told(one, two), told(person)]
    capsys.readouterr()
    assert run(["schema", "explanation"]) == 0
    schema = json.loads(capsys.readouterr().out)
    for document in documents:
        assert (document["format"], document["kind"]) == (1, "explanation")
        assert document.keys() == schema["properties"].keys()
    fields = schema["$defs"]["FieldBar"]["properties"].keys()
    assert documents[0]["pair"]["fields"][0].keys() == fields


@pytest.fixture
def talk(folder):
    screen = Screen(100)
    shell = Shell(screen.terminal, Globals(db="v.duckdb"))
    return Conversation(shell), screen


def test_a_conversation_explains_what_stands(folder, talk):
    conversation, screen = talk
    one, two, person = copies(folder)[0]
    conversation.hear(f"/explain people:{one} {two}")
    assert f"people {one} and people {two}" in screen.out
    conversation.hear(f"/why {person}")
    assert f"{person} in customer_identity" in screen.out


@pytest.mark.slow
def test_why_tells_of_rows_and_of_the_records_behind_them(folder, talk):
    conversation, screen = talk
    flow_in(folder).applying.undo()
    conversation.hear("find duplicates in people")
    start = len(screen.out)
    one, two = siblings()
    conversation.hear(f"/why {one} {two}")
    told = screen.out[start:]
    assert f"people {one} and people {two}" in told
    assert "would be apart" in told
    assert "no row with the key" not in told
    conversation.hear("/why nobody")
    assert "no row with the key nobody changes" in screen.out
    with flow_in(folder).looking.changes(conversation.plan_at_hand(), unmask=True) as changes:
        person = changes.rows("customer_identity", limit=1)[1][0][3]
    start = len(screen.out)
    conversation.hear(f"/why {person}")
    told = screen.out[start:]
    assert f"{person} in customer_identity" in told
    assert "no row with the key" not in told


@pytest.mark.parametrize(
    ("line", "words", "flags"),
    [
        ("C-1 club:K-1", ("C-1", "club:K-1"), {}),
        ("'club K-1' --plan=ab --html x.html", ("club K-1",), {"plan": "ab", "html": "x.html"}),
    ],
)
def test_a_conversation_takes_the_same_flags(line, words, flags):
    found = explain_argument(line)
    assert (found.words, found.flags) == (words, flags)


@pytest.mark.parametrize("line", ["", "C-1 --nothing"])
def test_a_conversation_refuses_what_it_cannot_read(line):
    with pytest.raises(UsageError):
        explain_argument(line)
