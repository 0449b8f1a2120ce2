"""Whose an event is: by matched tables, by what it says of a person, by the strongest identifier."""

from pathlib import Path

import pytest

from tests import files
from tests.integration.flows import finish, flow_in, load, outcome
from tests.unit.stream.shop import RULE, event, into_file, make, state, streamed, written
from vibecli.identity.arriving import ABSENT, SHARED, Arrivals
from vibecli.steps.standing import Identifier, Taken
from vibecli.streaming import StreamOptions

RETAIL = Path(__file__).parents[3] / "examples" / "retail" / "data"


def resolved(*events, known, likely=(ABSENT, ABSENT)):
    resolver = Arrivals(["email", "card"], known, 10, "new {}".format)
    for number, identifiers in enumerate(events):
        resolver.take(f"e{number}", identifiers, lambda: likely)
    return resolver.found


def test_the_strongest_identifier_decides_and_the_pair_is_asked_about():
    found = resolved((1, 2), (2, 1), known={1: 4, 2: 7})
    assert found.persons == [4, 7]
    assert [(ask.person, ask.other) for ask in found.asks] == [(4, 7)]


def test_an_identifier_of_several_persons_tells_nobody():
    found = resolved((1, None), (1, 3), (None, 3), known={1: SHARED})
    assert (found.persons, found.keys) == ([ABSENT, 10, 10], ["new e1"])


def test_who_it_looks_like_is_asked_only_where_no_identifier_is_known():
    found = resolved((1, None), (5, None), (5, 6), known={1: 4}, likely=(7, ABSENT))
    assert found.persons == [4, 7, 7]
    maybe = resolved((5, None), known={}, likely=(ABSENT, 3))
    assert (maybe.persons, maybe.asks[0].other, maybe.asks[0].role) == ([10], 3, "looks")


def test_identifiers_of_matched_records_lead_to_the_profile(tmp_path):
    rule = RULE.model_copy(
        update={
            "identity": "who",
            "identifiers": (
                *RULE.identifiers[:2],
                Identifier(field="card", role="card", columns=("cards.number",)),
            ),
        }
    )
    flow = make(tmp_path, rule)
    load(tmp_path, {"cards": ["number,holder", "L-1,anna", "L-2,bob", "L-3,eve"]})
    with files.write(tmp_path / "v.duckdb") as session:
        session.run(
            "CREATE TABLE who AS SELECT * FROM (VALUES ('a', 'cards', 'L-1', 1.0),"
            " ('a', 'profile', 'P1', 1.0), ('b', 'cards', 'L-2', 1.0), ('c', 'cards', 'L-3', 1.0))"
            " t(person_id, source, record_id, probability)"
        )
        session.run(
            "CREATE TABLE profile_provenance AS SELECT 'P2' AS profile_key, 'email' AS column_name,"
            " 'cards' AS source, 'L-2' AS record_id, 'keep' AS rule,"
            " TIMESTAMP '2020-01-01' AS recorded_at, '' AS written"
        )
    cards = ["l1", "L-2", "L-3", "L-3"]
    streamed(flow, written(tmp_path / "e", [event(n, card=c) for n, c in enumerate(cards)]))
    persons = [person for *_, person in state(tmp_path)["purchases"]]
    assert (persons[:2], persons[2][:2], persons[2] == persons[3]) == (["P1", "P2"], "p_", True)


@pytest.mark.slow
def test_an_event_without_a_known_identifier_is_compared_with_matched_records(tmp_path):
    lines = (RETAIL / "crm.customers.csv").read_text("utf-8").splitlines()[:1500]
    folder = load(tmp_path, {"customers": lines})
    flow = flow_in(folder, actions={"personalize": into_file(folder)})
    review = outcome(flow.ask("build one golden record per person out of customers in a new table"))
    flow.applying.apply(review, flow.applying.decide(review, channel="command"))
    looks = {"first_name": "first", "last_name": "last", "street": "street", "birth_date": "born"}
    rule = RULE.model_copy(
        update={
            "profile": "golden_record",
            "key": "person_id",
            "identifiers": (),
            "survivorship": (),
            "like": "customers",
            "looks": tuple(Taken(column=column, field=field) for column, field in looks.items()),
        }
    )
    with files.write(tmp_path / "v.duckdb") as session:
        session.run(
            "CREATE TABLE purchases (purchase_id VARCHAR, bought_at TIMESTAMP,"
            " amount DECIMAL(18,2), customer VARCHAR)"
        )
        session.run("CREATE TABLE vibecli_rules (name VARCHAR, meaning VARCHAR, rule VARCHAR)")
        session.run(
            "INSERT INTO vibecli_rules BY NAME SELECT ? AS name, ? AS rule",
            [rule.name, rule.model_dump_json()],
        )
        rows = session.rows(
            f"SELECT {', '.join(looks)}, person_id FROM customers c JOIN customer_identity i"
            " ON i.record_id = c.customer_id WHERE street IS NOT NULL AND birth_date IS NOT NULL"
            " ORDER BY customer_id LIMIT 20"
        )
    known = [
        event(n, **dict(zip(looks.values(), map(str, row[:-1]), strict=True)))
        for n, row in enumerate(rows)
    ]
    stranger = event(99, first="Qq", last="Zzyx", street="Nowhere 1", born="1911-03-01")
    written(tmp_path / "e", [*known, stranger])
    finish(flow.streaming.stream(StreamOptions(str(tmp_path / "e"), rule.name)))
    with files.read(tmp_path / "v.duckdb") as session:
        told = dict(session.rows("SELECT purchase_id, customer FROM purchases"))
    assert [told[f"e{n}"] for n in range(len(rows))] == [row[-1] for row in rows]
    assert told["e99"] is None
