"""What a plan may not do is told with its own exit code: too long, protected, a failed first load."""

import pytest

from vibecli.cli.app import run

PLAN = """
intent: clean it
plan:
  kind: plan
  title: clean
  steps:
    - {kind: clean, id: s1, why: x, needs: [], table: people, where: null,
       rules: [{column: email, op: lower, args: []}]}
  assumptions: []
  confidence: high
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"{n},Ana{n % 50} Silva{n % 70},A{n}@X.io,+4915{n:08}" for n in range(4_000)]
    (tmp_path / "people.csv").write_text("\n".join(["id,name,email,phone", *rows]) + "\n")
    assert run(["load", "people.csv"]) == 0
    return tmp_path


def test_python_work_is_stopped_at_the_deadline_too(folder, capsys):
    assert run(["ask", "find duplicates in people", "-n", "--timeout", "0.2"]) == 6
    assert "longer than 0.2 seconds" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_saved_intent_on_a_protected_table_is_blocked(folder, command):
    (folder / "vibecli.toml").write_text('[policy]\nprotected = ["people"]\n')
    (folder / "clean.yaml").write_text(PLAN)
    assert run([command, "clean.yaml"]) == 4


def test_a_failed_first_load_leaves_no_database(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.csv").write_text('a,b\n1,"x\n')
    assert run(["load", "broken.csv"]) == 1
    assert not (tmp_path / "vibecli.duckdb").exists()
