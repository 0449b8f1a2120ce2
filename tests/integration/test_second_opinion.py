"""A model's opinion beside the tags the evidence is not sure of: real client, scripted endpoint."""

import json
import shutil

import pytest

from tests.integration.flows import finish, flow_in, load, outcome
from tests.integration.scripted_server import endpoint, fails, says
from vibecli.agent.tag_flags import TagFlags, tag_intent
from vibecli.plan.saved import parse_saved, saved_text

PLACES = ["c1,amount", "Duisburg,1", "Lyon,2", "Turin,3", "Leeds,4"]
LEADS = ["c1,mail", "Anna,anna@x.example", "Robert,rob@x.example", "Maria,m@x.example"]
OPINION = {"column": "C1", "tag": "city", "confidence": 0.7, "why": "looks like\nplaces"}


def opinion(**said):
    return says({"columns": [{**OPINION, **said}, {**OPINION, "column": "elsewhere"}]})


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    tables = {"places": PLACES, "towns": PLACES, "leads": LEADS}
    return load(tmp_path_factory.mktemp("places"), tables)


@pytest.fixture
def advise(loaded, tmp_path):
    """Give the intent to tag tables with a model at an address, and what was told on the way."""
    folder = shutil.copytree(loaded, tmp_path / "w")

    def tag(base_url, *tables, **settings):
        flow = flow_in(folder, base_url=base_url, model="scripted", **settings)
        catalog = flow.workspace.catalog()
        intent = tag_intent(TagFlags(tables=tables), catalog, ())
        plan, notes = finish(flow.planning.advised(intent.plan, catalog))
        return folder, intent.model_copy(update={"plan": plan}), [note.text for note in notes]

    return tag


def test_only_masked_shapes_of_unsure_columns_are_sent(advise):
    with endpoint(opinion()) as server:
        folder, intent, notes = advise(server.base_url, "places")
    (request,) = server.requests
    sent = request["messages"][1]["content"]
    assert 'c1: VARCHAR; 4 distinct; "Aaaa"' in sent
    assert "amount" not in sent  # that it has no tag is sure
    assert not any(city in json.dumps(request) for city in ("Duisburg", "Lyon", "Turin"))
    (said,) = intent.plan.steps[0].opinions
    assert (said.column, said.tag, said.why) == ("c1", "city", "looks like places")
    assert notes == []
    logged = (folder / ".vibecli" / "egress.jsonl").read_text("utf-8")
    assert json.loads(logged)["columns"] == ["places.c1"]


@pytest.mark.slow
def test_a_saved_plan_shows_the_opinion_beside_ours_without_a_model(advise):
    with endpoint(opinion()) as server:
        folder, intent, _ = advise(server.base_url, "places")
    offline = flow_in(folder, planner="offline")
    review = outcome(offline.rehearse(parse_saved(saved_text(intent), "places.yaml")))
    rows = offline.query_rows(review, "s1", unmask=True)
    (line,) = [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]
    assert (line["column"], line["tag"]) == ("places.c1", None)
    assert line["model says"] == "differs: city 0.70, looks like places"
    assert "1 a model sees otherwise" in review.steps[0].headline


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (fails(401, "no"), "refused the key"),
        (opinion(tag="planet"), "not what was asked for"),
        (says("I will not"), "not what was asked for"),
    ],
)
def test_a_model_that_fails_costs_one_note(advise, answer, told):
    with endpoint(answer) as server:
        _, intent, (note,) = advise(server.base_url, "places", "towns")
    assert told in note
    assert len(server.requests) == 1
    assert intent.plan.steps[0].opinions == ()


@pytest.mark.parametrize(
    "settings", [{"egress": "names"}, {"egress": "none"}, {"planner": "offline"}]
)
def test_without_leave_no_model_is_asked(advise, settings):
    with endpoint(opinion()) as server:
        _, intent, notes = advise(server.base_url, "places", **settings)
    assert (server.requests, notes, intent.plan.steps[0].opinions) == ([], [], ())


def test_a_host_nobody_consented_to_is_sent_nothing(advise):
    _, _, (note,) = advise("https://api.example.test/v1", "places")
    assert "consent is missing" in note


def test_what_is_sure_is_not_asked_about(advise):
    with endpoint(opinion()) as server:
        advise(server.base_url, "leads")
    assert server.requests == []
