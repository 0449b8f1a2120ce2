import pytest

from vibecli.errors import UsageError
from vibecli.repl.arguments import load_argument, paths, unfinished


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    (tmp_path / "my members.csv").write_text("id\n1\n")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("argument", "names", "table", "mode"),
    [
        ("my members.csv", ["my members.csv"], None, "create"),
        ("'my members.csv' b.csv", ["my members.csv", "b.csv"], None, "create"),
        ("a.csv --replace", ["a.csv"], None, "replace"),
        ("--append a.csv b.csv", ["a.csv", "b.csv"], None, "append"),
        ("a.csv --table people", ["a.csv"], "people", "create"),
        ("a.csv --table=people", ["a.csv"], "people", "create"),
    ],
)
def test_load_takes_files_and_flags(argument, names, table, mode):
    asked = load_argument(argument)
    assert [str(path) for path in asked.paths] == names
    assert (asked.table, asked.mode) == (table, mode)


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("", "needs a file"),
        ("--replace", "needs a file"),
        ("a.csv --force", "/load has no --force"),
        ("a.csv --replace --append", "exclude each other"),
        ("a.csv b.csv --table t", "names one table"),
        ("'a.csv", "a quote is not closed"),
    ],
)
def test_what_load_cannot_do_is_told_with_its_form(argument, said):
    with pytest.raises(UsageError, match=said) as error:
        load_argument(argument)
    assert error.value.hint


def test_a_file_with_spaces_needs_no_quotes_when_alone():
    assert [path.name for path in paths("my members.csv")] == ["my members.csv"]
    assert [path.name for path in paths("not there.csv")] == ["not", "there.csv"]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("my", ("my", "my")),
        ("a.csv my", ("my", "my")),
        ("'my mem", ("'my mem", "my mem")),
        ("'my folder'/mem", ("'my folder'/mem", "my folder/mem")),
        ("a.csv ", ("", "")),
    ],
)
def test_the_last_word_is_known_before_its_quote_is_closed(typed, word):
    assert unfinished(typed) == word
