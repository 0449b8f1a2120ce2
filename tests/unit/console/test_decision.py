from tests.unit.ui import sample
from tests.unit.ui.streams import Screen
from vibecli.console.commands import confirmation
from vibecli.console.decision import asking
from vibecli.console.globals import Globals
from vibecli.console.shell import Shell
from vibecli.run.model import RuleResult


def test_hints_name_the_keys_of_the_question_while_it_is_asked():
    terminal = Screen().terminal
    shell = Shell(terminal, Globals(db="my shop.duckdb"))
    with asking(shell, sample.review()):
        assert terminal.hint("3 more kinds, shown by -v") == "3 more kinds, shown by v"
        again = "vibecli review 7f3c1a2b --db 'my shop.duckdb' --limit 60"
        assert terminal.hint("all with --limit 60") == f"all with {again}"
    assert terminal.hint("shown by -v") == "shown by -v"


def test_a_name_is_asked_for_with_the_reason_of_the_rule():
    rules = (
        RuleResult(rule="key_unique", status="confirm", message="id is no key any more", table="t"),
        RuleResult(rule="rows_changed", status="pass", message="1 row", table="t"),
    )
    told = confirmation(sample.review(rules=rules), ["t"])
    assert told == "t: id is no key any more; to apply it, its name must be given"
