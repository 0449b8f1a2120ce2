import os
import re

import pytest

from tests.integration.scripted_server import endpoint, says
from tests.terminal.conftest import _loaded, shop  # noqa: F401
from tests.terminal.shop import LOWER, UPPER
from tests.unit.ui.streams import Screen
from vibecli.console.shell import Shell
from vibecli.engine.duckdb import DuckEngine
from vibecli.errors import ActionNeeded, NotFound, UsageError
from vibecli.repl.conversation import Conversation
from vibecli.repl.session import SessionStore, Turn
from vibecli.repl.wording import slashed


class Talk:
    """A conversation on streams that remember what was shown since the last line."""

    def __init__(self, folder):
        self.folder = folder
        self.screen = Screen(80, environment={"VIBECLI_CONFIG": ""})
        self.shell = Shell(self.screen.terminal, environment={"VIBECLI_CONFIG": ""})
        self.talk = Conversation(self.shell)

    def say(self, line):
        before = len(self.screen.out), len(self.screen.err)
        with self.shell.terminal.worded(slashed):
            self.talk.hear(line)
        return self.screen.out[before[0] :] + self.screen.err[before[1] :]

    def run(self, sql):
        with DuckEngine().write(self.folder / "vibecli.duckdb") as session:
            session.rows(sql)


@pytest.fixture
def talk(shop, monkeypatch):  # noqa: F811
    monkeypatch.chdir(shop)
    return Talk(shop)


def test_limit_holds_from_now_on_and_shows_the_rows_again(talk):
    assert "rows shown" not in talk.say("show loyalty")
    shown = talk.say("/limit 2")
    assert "rows shown of a result: 2 at most" in shown
    assert "2 of 30 rows shown; all with /limit 30" in shown
    assert "2 of 30" in talk.say("show loyalty where tier is gold or silver or bronze")
    assert "2 of 30" not in talk.say("/limit auto")
    with pytest.raises(UsageError, match="needs a number"):
        talk.say("/limit many")


def test_a_table_is_told_in_full_where_asked(talk):
    shown = talk.say("/profile customers --verbose")
    assert shown == talk.say("/profile customers")
    assert "email" in shown
    assert talk.say("/tables -v") == talk.say("/tables")
    with pytest.raises(UsageError, match="needs a table"):
        talk.say("/profile --verbose")


def test_a_dropped_plan_is_taken_up_again_applied_and_undone(talk):
    talk.say(LOWER)
    kept = talk.say("no")
    assert "hint: /review" in kept
    with pytest.raises(NotFound, match="no plan at hand"):
        talk.say("/apply")
    assert "/apply writes it" in talk.say(kept.split("hint: ")[1].split(" shows")[0])
    assert "undo it with: /undo" in talk.say("/apply")
    assert "This plan was applied: /history tells when" in talk.say("/review")
    assert "undone" in talk.say("/undo")
    assert "/apply writes it" in talk.say("/review")


def test_data_that_changed_are_told_and_the_plan_is_made_anew(talk):
    talk.say(LOWER)
    talk.run("UPDATE customers SET email = lower(email) WHERE id = 'C-009'")
    shown = talk.say("/apply")
    assert "changed since the review: customers" in shown
    assert "~6 changed" in shown
    assert "~6 changed" in talk.say("/apply")


def test_dropping_the_plan_ends_the_question_asked_about_it(talk):
    talk.say(LOWER)
    talk.say("show customers in Hamburg")
    assert talk.talk.prompt == "answer> "
    talk.say("/discard")
    assert talk.talk.prompt == "vibecli> "


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("vibecli tables", "account_no"),
        ("vibecli undo", "to do that, type /undo"),
        ("undo that, please", "to do that, type /undo"),
        ("help", "show up to N rows from now on"),
    ],
)
def test_words_typed_from_habit(talk, typed, said):
    assert said in talk.say(typed)


def test_what_would_change_shows_the_plan_in_full(talk):
    talk.say(UPPER)
    assert "~60 changed" in talk.say("what would change?")


MATCH = "match customers with loyalty and create a customer profile"


@pytest.mark.slow
def test_the_last_change_is_taken_back(talk):
    talk.say(MATCH)
    assert "phone not compared" in talk.say("leave out the phone")
    assert "one to one" in talk.say("one to one")
    taken = talk.say("undo that last change")
    assert "one to one" not in taken
    assert "phone not compared" in taken
    assert "phone not compared" not in talk.say("/back")
    with pytest.raises(NotFound, match="has not been changed"):
        talk.say("go back")


@pytest.mark.slow
def test_changes_are_taken_back_after_a_resume_and_after_an_undo(talk):
    for words in (LOWER, "only where city is Berlin", "also standardise phone"):
        talk.say(words)
    again = Talk(talk.folder)
    assert "standardise phone" in again.say("/resume")
    assert "phone" not in again.say("/back")
    assert "undo it with" in again.say("/apply")
    assert "is at hand again" in again.say("/undo")
    assert "city is Berlin" in again.say("/plan")
    assert "city is Berlin" not in again.say("/back")
    with pytest.raises(NotFound, match="has not been changed"):
        again.say("/back")
    resumed = Talk(talk.folder)
    resumed.say("/resume")
    with pytest.raises(NotFound, match="has not been changed"):
        resumed.say("/back")


def test_help_tells_what_can_be_changed_of_the_plan_at_hand(talk):
    assert "leave out the" not in talk.say("/help")
    talk.say(MATCH)
    shown = talk.say("/help")
    assert "The plan at hand is changed by words" in shown
    assert "leave out the phone" in shown


def test_after_apply_a_change_needs_the_plan_taken_up(talk):
    with pytest.raises(NotFound, match="no plan at hand"):
        talk.say("undo the last change")
    talk.say(f"{LOWER}; only where city is Berlin")
    talk.say("/apply")
    told = talk.say("raise the threshold to 0.99")
    assert "these words change a plan, and no plan is at hand" in told
    assert "/review takes up the last one" in told
    assert "planned anew on the data as they are" in talk.say("/review")
    assert "phone (phone)" in talk.say("also standardise phone")
    talk.say("/discard")
    assert "is at hand again" in talk.say("/undo")
    assert "city is Berlin" in talk.say("/plan")


@pytest.mark.slow
def test_a_recorded_intent_can_be_typed_back(talk):
    talk.say(MATCH)
    talk.say("leave out the phone")
    recorded = talk.talk.plan_at_hand()
    talk.say("/discard")
    talk.say(recorded.intent)
    again = talk.talk.plan_at_hand()
    assert (again.plan, again.understood) == (recorded.plan, recorded.understood)


def test_a_question_left_open_is_asked_again_when_resumed(talk):
    """A second conversation stands for the process that comes after a kill."""
    question = {"question": "Which?", "about": "which", "options": _options(), "default": None}
    wants = {"understood": "one of both", "result": {"kind": "question", **question}}
    with endpoint(says(wants), says(wants)) as server:
        talk.shell.change(base_url=server.base_url)
        talk.say("mark some")
        talk.say("first")
        later = Talk(talk.folder)
        later.shell.change(base_url=server.base_url)
        later.talk.resume("last")
        assert later.talk.prompt == "answer> "
        assert "Which?" in later.screen.out + later.screen.err
        later.say("second")
    told = server.requests[-1]["messages"][1]["content"]
    assert told.count("The person's answer to") == 2


def _options():
    return [{"label": "first", "means": "A"}, {"label": "second", "means": "B"}]


def test_an_open_question_outlives_the_process_and_its_answer_can_be_kept(talk):
    asked = talk.say("match customers")
    assert "1  loyalty" in asked
    later = Talk(talk.folder)
    assert "1  loyalty" in later.say("/resume")
    assert later.talk.prompt == "answer> "
    shown = later.say("1")
    assert "reads customers, loyalty" in shown
    assert "/glossary keep remembers it: customers is" in shown
    assert "customers stands in glossary.yaml now" in later.say("/glossary keep")
    assert "loyalty" in later.say("/glossary")
    assert "used        customers" in later.say("match customers")
    with pytest.raises(NotFound, match="no answer waits"):
        later.say("/glossary keep")


def test_a_plan_is_verified_once_it_was_applied(talk):
    talk.say(LOWER)
    with pytest.raises(ActionNeeded, match="not approved yet"):
        talk.say("/verify")
    talk.say("/apply")
    assert "saved intent: " in talk.say("/verify")
    talk.say("/undo")
    assert "verified    by " in talk.say(LOWER)


@pytest.mark.few(3)
@pytest.mark.parametrize(
    ("first", "then", "shown"),
    [
        ("show customers in Berlin", "count those customers", r"\b20\b"),
        ("show customers in Berlin", "count them", r"\b20\b"),
        ("show customers in Berlin", "count these customers by city", r"Berlin +20"),
        ("show customers in Berlin", "show those without a phone", "of the rows of"),
        ("count customers in Berlin", "how many of them are in Berlin", r"\b20\b"),
        ("count customers by city", "how many of those are in Berlin", "not understood"),
        (
            "show customers in Berlin",
            "the same for customers without a phone",
            "(?m)phone is missing$",
        ),
        ("count customers in Berlin", "/why", "understood +count of customers"),
        ("count customers", "the same for loyalty", r"\b30\b"),
        ("count customers", "and now the same for loyalty", r"\b30\b"),
        ("count loyalty by tier", "the same for customers", "not understood"),
        ("show customers in Berlin", "show those loyalty", "point at an earlier result"),
        (MATCH, "count those customers", "point at an earlier result"),
    ],
)
def test_words_about_an_earlier_result_mean_its_rows(talk, first, then, shown):
    talk.say(first)
    assert re.search(shown, talk.say(then))


@pytest.mark.slow
def test_what_words_change_in_the_plan_is_shown(talk):
    talk.say(MATCH)
    shown = " ".join(talk.say("leave out the phone").split())
    assert "in the plan ~ s1 match: ignore + phone" in shown
    assert "accept none -> 0.97" in " ".join(talk.say("threshold 0.97").split())


def test_the_conversation_used_last_is_the_last_one_whatever_the_clock_says(tmp_path):
    store, noon, morning = SessionStore(tmp_path), "2026-11-27T12:00", "2026-11-27T08:00"
    first, second = store.new(noon), store.new(morning)
    for session, at in ((first, noon), (second, morning)):
        session.add(Turn(at=at, intent=at))
    for used_last, other in ((second, first), (first, second)):
        used_last.add(Turn(at=morning, intent="again"))
        os.utime(tmp_path / "sessions" / f"{other.name}.jsonl")
        assert store.open("last").name == used_last.name
        assert [one.session for one in store.summaries()] == [used_last.name, other.name]
