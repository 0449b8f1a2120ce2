"""The documents tell the truth: commands, flags, exit codes and links exist, and README blocks run."""

import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml

from tests import nursery
from vibecli import errors
from vibecli.policybook import EgressLevel
from vibecli.rulebook import NAMES, Rules

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
RETAIL = ROOT / "examples" / "retail"
DOCS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "ARCHITECTURE.md",
    "examples/retail/README.md",
)
BLOCK = re.compile(
    r"^<!-- (?P<mark>[\w: ]+) -->\n```sh\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
CODE = re.compile(r"^```(?:sh|console)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@cache
def vibecli(*arguments: str) -> subprocess.CompletedProcess[str]:
    return nursery.run(*arguments, environment={**os.environ, "COLUMNS": "100"})


def commands() -> list[str]:
    listed = vibecli("--help").stdout.split("Commands:")[1]
    return re.findall(r"^  (\w[\w-]*)", listed, re.MULTILINE)


def blocks(mark: str) -> list[str]:
    return [found["body"] for found in BLOCK.finditer(README) if found["mark"] == mark]


def vibecli_lines() -> Iterator[tuple[str, str]]:
    """Give every line of a shell block, and every inline piece, that calls vibecli."""
    for name in DOCS:
        text = (ROOT / name).read_text("utf-8") if (ROOT / name).exists() else ""
        for block in CODE.finditer(text):
            for line in block["body"].splitlines():
                bare = line.removeprefix("$ ").split("  #")[0]
                if bare.startswith("vibecli"):
                    yield name, bare
        for piece in re.findall(r"`(vibecli [^`\n]+)`", text):
            yield name, piece.replace("\\|", "|")


@pytest.mark.parametrize("mark", ["command: demo", "command: tests"])
def test_each_set_up_command_is_one_line(mark: str) -> None:
    (body,) = blocks(mark)
    assert len(body.strip().splitlines()) == 1


def test_every_command_is_in_the_readme_table() -> None:
    table = set(re.findall(r"^\| `vibecli ([\w-]+)", README, re.MULTILINE))
    assert table == set(commands())


def test_every_command_has_help_that_opens_with_an_example() -> None:
    for name in commands():
        shown = vibecli(name, "--help")
        assert shown.returncode == 0, name
        assert f"vibecli {name}" in shown.stdout.split("Options:")[0].split("\n", 1)[1], name


def test_documents_only_call_commands_that_exist() -> None:
    known = {*commands(), "COMMAND"}
    lines = list(vibecli_lines())
    assert len(lines) > 30
    for name, line in lines:
        words = [w for w in shlex.split(line)[1:] if not w.startswith("-")]
        if words and "--db" not in line:
            assert words[0] in known, f"{name}: {line}"


def test_documents_only_name_flags_that_exist() -> None:
    known = vibecli("--help").stdout + "".join(vibecli(c, "--help").stdout for c in commands())
    for name, line in vibecli_lines():
        for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]+", line):
            assert flag in known, f"{name}: {line}"


def test_exit_codes_are_those_of_the_errors() -> None:
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    tree = [errors.VibeError]
    for error in tree:
        tree += error.__subclasses__()
    assert documented == {0, *(error.exit_code for error in tree)}


def test_egress_levels_are_those_of_the_settings() -> None:
    section = README.split("**What leaves this machine**")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == list(get_args(EgressLevel))


@pytest.mark.parametrize("name", DOCS)
def test_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_contributing_is_short() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()) < 60


def test_changelog_tells_the_version_at_hand() -> None:
    from vibecli import __version__

    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first
    assert first[1] == __version__


@pytest.mark.timeout(240)
def test_runnable_blocks_run_as_written(tmp_path: Path) -> None:
    bin_folder, work = tmp_path / "bin", tmp_path / "work"
    bin_folder.mkdir()
    work.mkdir()
    nursery.executable(bin_folder / "vibecli")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "VIBECLI_"))}
    path = f"{bin_folder}{os.pathsep}{kept['PATH']}"
    environment = {**kept, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    found = blocks("runnable")
    assert len(found) >= 3
    for block in found:
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            cwd=work, env=environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, f"{block}\n{ran.stdout}\n{ran.stderr}"
        assert "Traceback" not in ran.stderr


def test_the_example_workflow_is_valid_and_checks_the_intents() -> None:
    workflow = yaml.safe_load((RETAIL / "ci" / "vibecli-check.yml").read_text("utf-8"))
    runs = [step.get("run", "") for step in workflow["jobs"]["check"]["steps"]]
    assert any("vibecli check intents --junit vibecli.xml --output md" in run for run in runs)


def test_rules_and_their_usual_levels_are_those_of_the_rulebook() -> None:
    section = README.split("### Rules")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.*?`) \| (\w+) \|", section, re.MULTILINE)
    told = {name: level for names, level in rows for name in re.findall(r"`(\w+)`", names)}
    assert told == {name: getattr(Rules(), name) for name in NAMES}


def test_every_module_has_its_layer_and_the_architecture_tells_them():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    contract = next(one for one in told["contracts"] if one["type"] == "layers")
    assert contract["exhaustive"]
    named = [name for layer in contract["layers"] for name in re.findall(r"\w+", layer)]
    found = {path.stem for path in (ROOT / "vibecli").iterdir() if path.name[:1].isalpha()}
    assert {"__main__", *found} == set(named)
    text = (
        (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("## Layers")[1].split("Imports go")[0]
    )
    assert " -> ".join(contract["layers"][1:]) == " ".join(text.split())
