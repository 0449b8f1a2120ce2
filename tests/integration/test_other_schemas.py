"""The main intent, offline, on tables it was not designed for: other names, composite key, no key."""

import random
import shutil

import pytest

from tests.integration.flows import flow_in, load, outcome
from vibecli.run.model import Review

pytestmark = pytest.mark.slow

GIVEN = [
    "Anna",
    "Bram",
    "Carla",
    "Daan",
    "Eva",
    "Finn",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Klara",
    "Lars",
    "Mira",
    "Nils",
    "Olga",
    "Paul",
]
FAMILY = [
    "Jansen",
    "Bakker",
    "Visser",
    "Smit",
    "Meyer",
    "Koch",
    "Lange",
    "Brandt",
    "Vogel",
    "Winter",
    "Sommer",
    "Berg",
]
PERSONS = 120


def people(seed=7):
    """Persons with enough to tell them apart: name, e-mail, phone, birth date, town."""
    dice = random.Random(seed)
    for number in range(PERSONS):
        given, family = dice.choice(GIVEN), dice.choice(FAMILY)
        yield {
            "given": given,
            "family": family,
            "mail": f"{given}.{family}{number}@example.net".lower(),
            "phone": f"+49151{dice.randrange(10**7, 10**8)}",
            "born": f"{dice.randrange(1950, 2005)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
            "town": dice.choice(["Kiel", "Ulm", "Jena", "Bonn"]),
        }


def kunden(persons):
    """A table with a composite key and German names."""
    yield "filiale;kundennr;vorname;nachname;mailadresse;telefon;geburtsdatum;ort"
    for number, p in enumerate(persons):
        row = [p["given"], p["family"], p["mail"], p["phone"], p["born"], p["town"]]
        yield ";".join(["HH" if number % 2 else "M", str(number // 2), *row])


def club(persons):
    """A table without any key: other case, another name form, gaps, one person twice."""
    yield "member_name,contact_email,mobile,dob"
    for number, p in enumerate(persons[:80]):
        mail = p["mail"].upper() if number % 3 else ""
        yield f'"{p["family"]}, {p["given"]}",{mail},{p["phone"]},{p["born"]}'
    p = persons[0]
    yield f'"{p["family"]}, {p["given"]}",{p["mail"]},{p["phone"]},{p["born"]}'


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    persons = list(people())
    tables = {"kunden_stamm": kunden(persons), "club_cards": club(persons)}
    return load(tmp_path_factory.mktemp("club"), tables)


@pytest.fixture
def flow(loaded, tmp_path):
    folder = shutil.copytree(loaded, tmp_path / "club")
    return flow_in(folder, planner="offline", region="DE")


@pytest.mark.parametrize(
    "intent",
    [
        "Match kunden_stamm emails to club cards and update the unified profile",
        "match kunden with club cards and build a customer profile",
        "please link the club cards to kunden stamm and create the golden profile",
    ],
)
def test_the_main_intent_makes_one_profile_a_person(flow, intent):
    before = flow.workspace.content_hash()
    review = outcome(flow.ask(intent))
    assert isinstance(review, Review), review
    created = [diff for diff in review.diff.tables if "profile" in diff.table]
    assert abs(created[0].added - PERSONS) <= 2
    flow.applying.apply(review, flow.applying.decide(review, channel="command"))
    flow.applying.undo(review.plan_id)
    assert flow.workspace.content_hash() == before


def test_running_it_again_after_an_apply_changes_nothing(flow):
    intent = "match kunden with club cards and build a customer profile"
    first = outcome(flow.ask(intent))
    flow.applying.apply(first, flow.applying.decide(first, channel="command"))
    again = outcome(flow.ask("match kunden with club cards and update the customer profile"))
    assert isinstance(again, Review), again
    changed = {d.table: (d.added, d.changed, d.removed) for d in again.diff.tables if not d.empty}
    assert not {t: c for t, c in changed.items() if t == "customer_profile"}, changed


@pytest.mark.parametrize(
    ("intent", "kind"),
    [
        ("find duplicates in club cards", "match"),
        ("clean up the mobile numbers in club cards", "clean"),
        ("how many kunden per ort", "query"),
        ("every club card has a contact email", "check"),
    ],
)
def test_other_catalogue_intents_work_on_these_tables(flow, intent, kind):
    review = outcome(flow.ask(intent))
    assert isinstance(review, Review), review
    assert kind in {step.kind for step in review.plan.steps}
