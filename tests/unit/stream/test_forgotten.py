"""A person forgotten after a stream: its own tables are cleaned of them, and of nobody else."""

import json

import pytest

from tests import files
from tests.integration.flows import finish
from tests.unit.stream.shop import event, make, state, streamed, written
from vibecli.agent.subject_flags import ForgetFlags
from vibecli.engine.base import Room
from vibecli.errors import NotFound, UsageError
from vibecli.identity.seal import Seal
from vibecli.run.certificate import FOLDER, Certificate, Hit, SoughtValue
from vibecli.run.seal_key import made_seal
from vibecli.run.shadow import PlanShadow
from vibecli.steps.forget import Forget

ANNA, BOB = "anna@x.example", "bob@x.example"
OTHERS = [event(4, email=ANNA, amount="x"), "broken, of banana@x.example"]
EVENTS = [
    event(1, email=BOB, card="K9"),
    event(2, email=ANNA, card="A1"),
    event(3, email=BOB, card="A1"),  # asks about both
    event(5, card="k9", amount="x"),  # told by what the stream itself learnt
    f"broken, of {BOB}",
    *OTHERS,
]
TIE = "SELECT 'P2' AS profile_key, 'clients' AS source, 'C7' AS record_id, 'earlier' AS rule"


@pytest.fixture
def flow(tmp_path):
    """A shop that took these events."""
    made = make(tmp_path)
    streamed(made, written(tmp_path / "e", EVENTS))
    with files.write(tmp_path / "v.duckdb") as session:
        session.run(f"INSERT INTO profile_provenance BY NAME {TIE}")
    return made


def test_what_streams_keep_of_a_person_is_found_and_of_nobody_else(flow, tmp_path):
    catalog, seal = flow.workspace.catalog(), Seal(b"key")
    room = Room(tmp_path, 2, 500)
    with flow.workspace.engine.shadow(tmp_path / "v.duckdb", room) as session:
        shadow = PlanShadow(session, catalog, tmp_path, step="s1", seal=seal)
        told = Forget(id="s1", why="w", identifiers=(BOB,)).run(shadow).details
    rows = sum(key == "P2" for key, *_ in state(tmp_path)["profile_provenance"])
    assert f"profile_provenance: {rows} rows" in told
    assert {line for line in told if line.startswith("vibecli_")} == {
        "vibecli_outbox: 2 rows", "vibecli_stream_review: 1 rows", "vibecli_dead_letters: 2 rows",
    }  # fmt: skip
    with pytest.raises(NotFound, match="no table people"):
        flow.forgetting.verify("people:P2")
    with pytest.raises(UsageError, match="too short"):
        flow.forgetting.verify("profile:P2")
    mark = made_seal(tmp_path / ".vibecli", {}).mark("value", ANNA)
    kept = Certificate(
        plan_id="f" * 64, at="now", sought=(), staying=(SoughtValue(what="", mark=mark),)
    )
    place = tmp_path / ".vibecli" / FOLDER / "f.json"
    place.parent.mkdir()
    place.write_text(kept.model_dump_json())
    assert flow.forgetting.verify("ffff").hits.startswith("1 hit, all")


@pytest.mark.slow
def test_what_streams_keep_of_a_person_goes_and_is_counted_beforehand(flow, tmp_path):
    (tmp_path / "e").unlink()
    before = state(tmp_path)
    review = finish(flow.rehearse(flow.forgetting.intent(ForgetFlags(identifiers=(BOB,)))))[0]
    told = {table.table.removeprefix("vibecli_"): table.removed for table in review.diff.tables}
    assert (told["outbox"], told["stream_review"], told["dead_letters"]) == (2, 1, 2)
    receipt = flow.applying.apply(
        review, flow.applying.decide(review, channel="command", confirmed=["forget"])
    )
    assert receipt.certificate.hits == "0 hits"
    after = state(tmp_path)
    assert [person for _, person in after["vibecli_outbox"]] == ["P1"]
    assert {key for key, *_ in after["profile_provenance"]} == {"P1"}
    assert after["vibecli_stream_review"] == []
    assert [line for _, _, line in after["vibecli_dead_letters"]] == [
        one if isinstance(one, str) else json.dumps(one) for one in OTHERS
    ]
    gone = {*before["vibecli.stream_keys"]} - {*after["vibecli.stream_keys"]}
    assert {(role, person) for role, _, person in gone} == {("email", "P2"), ("card", "P2")}


def test_a_certificate_counts_what_stays():
    one = Certificate(plan_id="p", at="now", sought=(), stays=(Hit(place="t.c", hits=3),))
    assert one.hits == "3 hits, all in rows of others, or tables left out"
    both = one.model_copy(update={"found": (Hit(place="f", hits=1),)})
    assert both.hits.startswith("4 hits, 3 of them")
