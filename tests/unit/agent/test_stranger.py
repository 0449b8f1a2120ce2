"""What a stranger to the grammar says of a database whose names nobody had in mind."""

import pytest

from tests.unit.agent.planning import database, errors, reply, result
from vibecli.agent.catalogue.help import intents_help
from vibecli.agent.planner import Answer

base = database(
    """CREATE TABLE vessels AS SELECT i AS vessel_id, 'Vessel ' || i AS vessel_name,
     ['Hamburg', 'Oslo', 'Bergen'][1 + i % 3] AS port FROM range(9) t(i);
CREATE TABLE crew AS SELECT 'C-' || i AS crew_no,
     ['Anna', 'Bo', 'Carl'][1 + i % 3] || ' ' || ['Berg', 'Lund'][1 + i % 2] AS full_name,
     'w' || i || '@line.example' AS work_email, 'p' || i || '@mail.example' AS private_email,
     '+47 90 00 ' || (1000 + i) AS phone, DATE '1970-01-01' + (i * 100)::INT AS date_of_birth,
     i % 9 AS vessel_id, ['cook', 'mate'][1 + i % 2] AS rank, DATE '2024-01-01' + i::INT AS joined_on,
     ['Oslo', 'Bergen'][1 + i % 2] AS home_port FROM range(60) t(i);
CREATE TABLE voyages AS SELECT i AS voyage_id, i % 9 AS vessel_id, 'C-' || (i % 60) AS captain_no,
     'C-' || ((i + 7) % 60) AS relief_no, DATE '2025-01-01' + i::INT AS started_on,
     i * 10.5 AS cargo_tons FROM range(90) t(i);
CREATE TABLE trips AS SELECT i AS trip_id, ['Rome', 'Bonn'][1 + i % 2] AS origin,
     ['Bonn', 'Rome'][1 + i % 2] AS goal FROM range(8) t(i);
CREATE TABLE crew_profile (person_id VARCHAR, name VARCHAR, email VARCHAR, phone VARCHAR);
CREATE TABLE empty_log (log_id INTEGER, message VARCHAR);
CREATE SCHEMA hr;
CREATE TABLE hr.guests AS SELECT 'G-' || i AS guest_no, 'Guest ' || i AS alias FROM range(7) t(i)"""
)
KINDS = {"profile", "tag", "count", "filter", "aggregate", "top-n", "join", "match", "dedupe",
         "unify", "clean", "find-bad", "check"}  # fmt: skip


@pytest.mark.slow
def test_every_kind_is_listed_with_examples_that_work_and_name_no_empty_table(base):
    pairs = intents_help(base[1])
    assert {kind for kind, _ in pairs} >= KINDS
    for _, text in pairs:
        plan = result(base, text)
        assert (plan.kind, errors(plan, base[1])) == ("plan", []), text
        assert "empty_log" not in text
        assert text.endswith(("crew_profile from crew", "crew")) or "crew_profile" not in text


@pytest.mark.parametrize(
    ("intent", "steps"),
    [
        ("match crew with itself", "find duplicates in crew"),
        ("match crew with crew", "find duplicates in crew"),
        ("find duplicates in crew and create a crew_profile", "match crew with crew_profile, then update"),
        ("set the phone of crew to +49", "standardise crew: phone (phone) in E.164"),
        ("set phone to +49 in crew where rank is cook", "standardise crew"),
        ('set the phone of crew to "+49" where rank is cook', "set phone to '+49'"),
        ("set phone to null in crew", "set phone to NULL in crew"),
        ("rename the column alias of hr.guests to nickname", "rename alias of hr.guests to nickname"),
        ("find bad values in crew", "work_email is not valid or private_email is not valid or phone"),
        ("find invalid emails in crew where rank is cook", "rank is cook and work_email is not valid"),
        ("find birth dates in the future", "date_of_birth in the future, only date_of_birth"),
        ("join crew with vessels", "on crew.vessel_id = vessels.vessel_id"),
        ("show voyages together with vessels", "on voyages.vessel_id = vessels.vessel_id"),
        ("join voyages with crew on relief_no", "on voyages.relief_no = crew.crew_no"),
    ],
)  # fmt: skip
def test_a_stranger_is_understood(base, intent, steps):
    told = reply(base[1], intent)
    assert (told.result.kind, errors(told.result, base[1])) == ("plan", []), told
    assert steps in told.understood


@pytest.mark.parametrize(
    ("intent", "labels"),
    [
        ("join voyages with crew", ["captain_no", "relief_no"]),
        ("find duplicates in crew and create a sailor_profile", ["crew_profile", "sailor_profile"]),
        ("count trips in Rome", ["goal", "origin"]),
        ("show emails of crew", ["work_email", "private_email"]),
        ("how many Oslo", ["vessels", "crew"]),
    ],
)
def test_what_is_open_is_asked_and_any_way_to_answer_counts(base, intent, labels):
    assert [option.label for option in result(base, intent).options] == labels
    for choice, label in (("2", labels[1]), (labels[0].upper(), labels[0])):
        answered = reply(base[1], intent, answers=(Answer(question="", choice=choice),))
        assert answered.result.kind == "plan", choice
        assert label in answered.model_dump_json()


@pytest.mark.parametrize(
    ("intent", "reason"),
    [
        ("predict the fare of the next voyage", "models foresee what each customer will do"),
        ("add a feature mood of every vessel", "features are made of tables of events"),
        ("when new crew arrive, match them with crew_profile", "with a key of one column"),
        ("find bad values in vessels", "nothing tells which values of vessels are bad"),
        ("find duplicates in crew and create crew_doubles", "some words fit no intent"),
        ("set default of rank to mate in crew", "some words fit no intent"),
    ],
)
def test_what_there_is_no_step_for_is_said(base, intent, reason):
    refusal = result(base, intent)
    assert (refusal.kind, reason in refusal.reason) == ("refusal", True), refusal


def test_one_table_of_people_is_asked_nothing_about(base):
    alone = base[1].model_copy(update={"tables": (base[1].table("crew"),)})
    plan = reply(alone, "match crew and create a sailor_profile").result
    assert [step.kind for step in plan.steps] == ["match", "unify"]
