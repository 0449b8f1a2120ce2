"""A person forgotten after a stream: its own tables are cleaned of them, and of nobody else."""

import pytest

from tests.integration.flows import finish
from tests.unit.stream.shop import event, make, state, streamed, written
from vibecli.agent.subject_flags import ForgetFlags
from vibecli.errors import NotFound, UsageError
from vibecli.run.certificate import Certificate, Hit

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


def forget(flow, *who, **flags):
    """Forget a person; gives what the review counts by table, and the certificate."""
    intent = flow.forgetting.intent(ForgetFlags(identifiers=who, **flags))
    review = finish(flow.rehearse(intent))[0]
    told = {table.table: table.removed for table in review.diff.tables}
    decision = flow.applying.decide(review, channel="command", confirmed=["forget", *told])
    return told, flow.applying.apply(review, decision).certificate


def test_what_streams_keep_of_a_person_goes_and_is_counted_beforehand(tmp_path):
    flow = make(tmp_path)
    streamed(flow, written(tmp_path / "e", EVENTS))
    (tmp_path / "e").unlink()
    before = state(tmp_path)
    told, certificate = forget(flow, BOB)
    after = state(tmp_path)
    kept = {table.removeprefix("vibecli_"): count for table, count in told.items()}
    assert (kept["outbox"], kept["stream_review"], kept["dead_letters"]) == (2, 1, 2)
    assert [person for _, person in after["vibecli_outbox"]] == ["P1"]
    assert after["vibecli_stream_review"] == []
    assert len(before["vibecli_dead_letters"]) == 4
    assert len(after["vibecli_dead_letters"]) == len(OTHERS)
    gone = {*before["vibecli.stream_keys"]} - {*after["vibecli.stream_keys"]}
    assert {(role, person) for role, _, person in gone} == {("email", "P2"), ("card", "P2")}
    assert certificate.hits == "0 hits"
    with pytest.raises(NotFound, match="no table people"):
        flow.forgetting.verify("people:P2")
    with pytest.raises(UsageError, match="too short"):
        flow.forgetting.verify("profile:P2")


def test_a_certificate_counts_what_stays():
    one = Certificate(plan_id="p", at="now", sought=(), stays=(Hit(place="t.c", hits=3),))
    assert one.hits == "3 hits, all in rows of others, or tables left out"
    both = one.model_copy(update={"found": (Hit(place="f", hits=1),)})
    assert both.hits.startswith("4 hits, 3 of them")
