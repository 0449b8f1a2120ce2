"""Cases are read from files people write: a mistake is told in one line, with its place."""

import pytest

from vibecli.errors import NotFound, UsageError
from vibecli.trials.folder import read_cases

TASK = "- {id: t1, intent: count shops, result: SELECT 1}\n"


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_sets_databases_and_parts_come_from_the_names_of_files(tmp_path):
    write(tmp_path, "tasks/my_shop_dev.yaml", TASK)
    write(tmp_path, "tasks/my_shop_held.yaml", TASK.replace("t1", "t2"))
    write(tmp_path, "unanswerable/my_shop_dev.yaml", "- {id: u1, intent: the weather, why: none}\n")
    write(tmp_path, "tasks/notes.txt", "no yaml")
    assert [(c.set, c.database, c.case.id) for c in read_cases(tmp_path)] == [
        ("tasks", "my_shop", "t1"),
        ("unanswerable", "my_shop", "u1"),
    ]
    assert [c.case.id for c in read_cases(tmp_path, held=True)] == ["t2"]
    assert [c.case.id for c in read_cases(tmp_path, only=["u1"])] == ["u1"]
    assert [c.case.id for c in read_cases(tmp_path, only=["tasks"])] == ["t1"]
    with pytest.raises(NotFound, match="no case, set or database t2"):
        read_cases(tmp_path, only=["t2"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id: t1\n", "tasks/a_dev.yaml: this is no list of cases"),
        ("- {id: t1\n", "tasks/a_dev.yaml:2:1: "),
        (
            "- {id: t1, intent: x, result: SELECT 1, colour: red}\n",
            "colour is no known key (case t1)",
        ),
        ("- {id: t1, result: SELECT 1}\n", "[0].intent is missing (case t1)"),
        ("- {id: t1, intent: x}\n", "needs a result"),
        ("- {id: 't 1', intent: x, result: SELECT 1}\n", "tasks/a_dev.yaml:1:4: [0].id"),
        (TASK + TASK, "two cases are called t1"),
        ("- just words\n", "tasks/a_dev.yaml:1:3: [0]"),
        ("- {id: t1, intent: x, tables: [a]}\n", "[0].tables"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_place(tmp_path, text, told):
    write(tmp_path, "tasks/a_dev.yaml", text)
    with pytest.raises(UsageError) as caught:
        read_cases(tmp_path)
    assert told in caught.value.message
    assert "\n" not in caught.value.message


def test_a_folder_without_cases_is_told(tmp_path):
    with pytest.raises(NotFound, match="no cases in"):
        read_cases(tmp_path)
    with pytest.raises(NotFound, match="no folder"):
        read_cases(tmp_path / "none")
