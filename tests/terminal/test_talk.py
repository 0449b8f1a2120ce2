"""Conversations at a real terminal: words refine, slash commands look, /apply writes."""

import time

import pytest

from tests.terminal.shop import LOWER, UPPER, environment, vibecli, wait_until, workers
from tests.terminal.term import ALT_ENTER, CTRL_C, CTRL_D, ENTER, Term
from vibecli.engine.duckdb import DuckEngine

pytestmark = pytest.mark.terminal
PROMPT = r"(?m)^vibecli>"
AT_HAND = r"/apply writes it"


def talk(shop, *arguments, columns=80, rows=40, **extra):
    return Term(
        *arguments, cwd=shop, columns=columns, rows=rows, environment=environment(shop, **extra)
    )


def ready(term):
    return term.wait_for(PROMPT)


def say(term, words, told):
    """Type a line, wait for what it gives and for the prompt that follows."""
    term.type(words + ENTER)
    return term.wait_for(rf"(?:{told})[\s\S]*\n(vibecli|answer)>")


def running(shop):
    """Wait until a worker has begun."""
    wait_until(lambda: workers(shop))


def value(shop, sql):
    with DuckEngine().read(shop / "vibecli.duckdb") as session:
        return session.value(sql)


def capitals(shop):
    """How many e-mails are in capitals: 7 until LOWER is applied."""
    return value(shop, "SELECT count(*) FROM customers WHERE email <> lower(email)")


def tables(shop):
    return value(shop, "SELECT string_agg(table_name, ' ' ORDER BY ALL) FROM duckdb_tables()")


def test_ask_refine_apply_undo(shop):
    with talk(shop) as term:
        assert "customers 60" in ready(term)
        say(
            term, "uppercase city and lowercase email in customers", r"~60 changed[\s\S]*" + AT_HAND
        )
        say(term, "leave out the city", r"~7 changed[\s\S]*" + AT_HAND)
        say(term, "y", "to do that, type /apply")
        say(term, "/apply", r"applied  [\s\S]+undo it with: /undo")
        say(term, "/undo", "undone  ")
        say(term, "/history", r"undone  [\s\S]+customers ~7")
        term.type(CTRL_D)
        term.wait_for("go on with: vibecli resume")
        assert term.wait() == 0
    assert capitals(shop) == 7


@pytest.mark.slow
def test_a_query_leaves_the_plan_at_hand(shop):
    with talk(shop) as term:
        ready(term)
        say(term, LOWER, AT_HAND)
        say(term, "count loyalty by tier", r"bronze +\d+")
        assert capitals(shop) == 7
        say(term, "/apply", r"customers +\+0 new +~7 changed")
    assert capitals(shop) == 0


def test_a_large_change_is_confirmed_by_name(shop):
    with talk(shop) as term:
        ready(term)
        say(term, UPPER, AT_HAND)
        for typed, told, changed in (("no", "not confirmed", 0), ("customers", "applied  ", 60)):
            term.type("/apply" + ENTER)
            term.wait_for("type customers to confirm")
            say(term, typed, told)
            assert value(shop, "SELECT count_if(city = upper(city)) FROM customers") == changed


@pytest.mark.slow
def test_ctrl_c_clears_the_line_stops_the_work_and_twice_leaves(shop):
    with talk(shop) as term:
        ready(term)
        term.type("count custo" + CTRL_C)
        term.wait_for(r"again, or Ctrl-D, leaves\)\s+vibecli>")
        say(term, "/tables", "account_no")
        time.sleep(2.1)
        term.type(CTRL_C)
        term.wait_for("leaves")
        term.type(CTRL_C)
        assert term.wait() == 130


def test_ctrl_c_while_a_plan_runs_keeps_the_conversation(shop):
    with talk(shop) as term:
        ready(term)
        term.type("match customers with loyalty" + ENTER)
        running(shop)
        term.type(CTRL_C)
        term.wait_for("stopped; nothing was written")
        wait_until(lambda: not workers(shop))
        assert tables(shop) == "customers loyalty"
        say(term, "count loyalty", r"rows +30")


def test_pasted_lines_are_one_intent(shop):
    with talk(shop) as term:
        ready(term)
        term.paste("count customers\nby city\n")
        term.wait_for("by city")
        term.type(ENTER)
        assert "Berlin" in term.wait_for("Bonn +20")


def test_alt_enter_breaks_the_line_and_enter_sends(shop):
    with talk(shop) as term:
        ready(term)
        term.type("count customers" + ALT_ENTER + "by city")
        assert "Bonn" not in term.wait_for(r"count customers\s+\. by city")
        term.type(ENTER)
        assert "count of customers, per city" in term.wait_for("Bonn +20")


@pytest.mark.parametrize(
    ("typed", "completed"), [("/hist\t", "/history"), ("count loya\t", "count loyalty")]
)
def test_tab_completes_commands_and_names(shop, typed, completed):
    with talk(shop) as term:
        ready(term)
        term.type(typed)
        assert "error" not in term.wait_for(f"vibecli> {completed}")
        term.type(CTRL_C + CTRL_D)
        assert term.wait() == 0


@pytest.mark.slow
def test_slash_commands_and_mistakes_keep_the_conversation_going(shop):
    with talk(shop) as term:
        ready(term)
        for typed, told in (
            ("/plan", "no plan at hand"),
            ("/nope", "no such command: /nope"),
            ("/load nope.csv", "error: no file"),
            ("/load", "needs a file"),
            ("/profile", "needs a table"),
            ("/limit 5", "5 at most"),
            ("/undo", "no applied plan to undo"),
            ("frobnicate the wombat", r"\nx   "),
            ("/model", "planner: catalogue"),
            ("/help", "else is an intent"),
            ("/sessions", "frobnicate the wombat"),
            (LOWER, AT_HAND),
            ("/plan", "s1"),
            ("/sql", "carries SQL"),
            ("/sql s1", "the rows for customers as it ran"),
            ("/sql s9", "no step s9"),
            ("/diff customers", "60 -> 60 rows"),
            ("/row customers:C-009", r"email +J\*\*@\*\* +j\*\*@\*\*"),
            ("/row customers", "hint: /row TABLE:KEY"),
            ("/row", "needs a row"),
            ("/lineage customers.email", "comes from  customers.email"),
            ("/apply nope", "/apply has no nope"),
            ("/why C-009", "-> j"),
            ("/why C-054", "-> o"),
            ("/why C-999", "no row with the key C-999 changes"),
            ("/rows", "7 rows change"),
            ("/save intents/low.yaml", "saved intent"),
        ):
            say(term, typed, told)
        term.type("quit" + ENTER)
        assert term.wait() == 0
    assert (shop / "intents" / "low.yaml").exists()
    assert (capitals(shop), tables(shop)) == (7, "customers loyalty")


@pytest.mark.slow
def test_a_question_is_answered_by_number_or_dropped(shop):
    with talk(shop) as term:
        ready(term)
        say(term, "show customers in Hamburg", "3  Köln")
        say(term, "9", "no option 9")
        say(term, "3", "where city is Köln")
        say(term, "show customers in Hamburg", "which value is meant")
        term.type(ENTER)
        term.wait_for(r"the question is dropped\s+vibecli>")
        say(term, "show customers in Hamburg", "which value is meant")
        said = say(term, "count loyalty", r"rows +30")
        assert "which value is meant" not in said
        assert "Köln" not in say(term, "3", r"\nx   ")


@pytest.mark.slow
def test_resume_restores_the_plan(shop):
    with talk(shop) as term:
        ready(term)
        say(term, LOWER, AT_HAND)
        term.process.kill()
    with talk(shop, "resume") as term:
        assert "1 turn" in term.wait_for(AT_HAND)
        assert capitals(shop) == 7
        say(term, "/apply", "applied  ")
        term.type(CTRL_D)
        assert term.wait() == 0
    assert capitals(shop) == 0
    with talk(shop, "resume") as term:
        term.wait_for("no plan that waits")


def test_an_unexpected_error_is_logged_and_the_conversation_goes_on(shop):
    with talk(shop) as term:
        ready(term)
        (shop / "vibecli.duckdb").write_bytes(b"no database at all" * 1000)
        say(term, "count customers", "vibecli: error:")
        term.type("/quit" + ENTER)
        assert term.wait() == 0


def test_a_new_folder_a_narrow_screen_and_a_resize(shop, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    with talk(folder, columns=40, NO_COLOR="1") as term:
        term.wait_for("no database yet")
        ready(term)
        term.type(f"/load {shop}/customers.csv" + ENTER)
        term.wait_for(r"60 rows[\s\S]*\nvibecli>")
        term.resize(60, 30)
        say(term, "count customers by city", "Bonn +20")
        term.type(CTRL_D)
        assert term.wait() == 0
    assert value(folder, "SELECT count(*) FROM customers") == 60


def test_ctrl_c_clears_a_typed_line_however_often(shop):
    with talk(shop) as term:
        ready(term)
        for words in ("half typed", "other words"):
            term.type(words)
            term.wait_for(words)
            term.type(CTRL_C)
            term.wait_for(r"leaves\)\s+vibecli>")
        say(term, "count loyalty", r"rows +30")
        told = say(term, "/sessions", "count loyalty")
        assert "half typed" not in told
        assert "other words" not in told


def test_told_to_end_it_leaves_at_once(shop):
    with talk(shop) as term:
        ready(term)
        term.process.send_signal(15)
        assert term.wait() == 143


def test_without_a_home_folder(shop):
    with talk(shop, HOME="/nonexistent") as term:
        ready(term)
        say(term, "count loyalty", r"rows +30")
        term.type("/quit" + ENTER)
        assert term.wait() == 0


def test_a_pipe_gets_the_short_help(shop):
    ran = vibecli(shop)
    assert (ran.returncode, "vibecli demo" in ran.stdout) == (0, True)
