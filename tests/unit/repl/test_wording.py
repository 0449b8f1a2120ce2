import pytest

from vibecli.repl.wording import slashed


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ("vibecli history lists them", "/history lists them"),
        ("vibecli load FILE, or --db FILE", "/load FILE"),
        ("vibecli undo 7f3c1a2b", "/undo 7f3c1a2b"),
        ("--limit 400", "/limit 400"),
        ("shown by -v", "shown by /diff"),
        ("vibecli doctor, or --planner offline", "vibecli doctor, or /model offline"),
        ("close it, or wait with --lock-timeout SECONDS", "vibecli resume --lock-timeout SECONDS"),
        ("more time with --timeout SECONDS, or less", "vibecli resume --timeout SECONDS, or less"),
        ("--replace, --append, or --table with another name", "--replace, --append, or --table"),
        ("vibecli review 7f3c --table TABLE", "/diff TABLE"),
        ("vibecli review 7f3c --rows log lists them", "/rows log lists them"),
        ("vibecli review 7f3c --row TABLE:KEY", "/row TABLE:KEY"),
        ("vibecli profile TABLE --verbose", "/profile TABLE --verbose"),
        ("close that program", "close that program"),
    ],
)
def test_a_hint_says_what_works_in_a_conversation(hint, said):
    assert said in slashed(hint)
