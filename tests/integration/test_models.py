"""What a match learnt belongs to its identity table as long as the apply stands."""

from tests import files
from tests.integration.flows import flow_in, load, outcome
from vibecli.run.models import standing_model

NAMES = ["Ann", "Ben", "Cleo", "Dora", "Emil", "Frida", "Gus", "Hans", "Ida", "Jo"]
PEOPLE = [f"{n},{n},Smith{n},{n.lower()}{n[0]}7@x.example" for n in NAMES]


def standing(folder, table):
    with files.read(folder / "v.duckdb") as session:
        return standing_model(session, table)


def test_the_model_of_a_match_stands_until_it_is_undone(tmp_path):
    rows = [*PEOPLE, "K,Ann,Smithann,annA7@x.example"]
    flow = flow_in(load(tmp_path, {"people": ["id,first_name,last_name,email", *rows]}))
    review = outcome(flow.ask("find duplicates in people"))
    (identity,) = [t.table for t in review.diff.tables]
    assert standing(tmp_path, identity) is None
    flow.applying.apply(review, flow.applying.decide(review, channel="command"))
    kept = standing(tmp_path, identity)
    (told,) = flow.store.record(review.plan_id).models
    assert told.trained == kept
    assert {field.label for field in kept.fields} == {"given name", "family name", "email"}
    flow.applying.undo()
    assert standing(tmp_path, identity) is None
