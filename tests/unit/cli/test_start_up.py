"""Start-up budgets, held by what is imported rather than by the clock."""

import subprocess
import sys

import pytest

HEAVY = (
    "openai",
    "sqlglot",
    "duckdb",
    "numpy",
    "prompt_toolkit",
    "rapidfuzz",
    "yaml",
    "phonenumbers",
)
REPORT = """
import sys
sys.argv = ['vibecli', *{arguments!r}]
from vibecli.__main__ import main
try:
    main()
finally:
    print('LOADED', *sorted(set({names!r}) & set(sys.modules)), file=sys.stderr)
"""


def loaded(*arguments, names=HEAVY, cwd=None):
    code = REPORT.format(arguments=list(arguments), names=list(names))
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=cwd
    )
    line = next(line for line in done.stderr.splitlines() if line.startswith("LOADED"))
    return set(line.split()[1:])


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["ask", "--help"]])
def test_version_and_help_import_nothing_heavy(arguments):
    assert loaded(*arguments) == set()


def test_version_does_not_even_import_the_command_line():
    assert loaded("--version", names=("typer", "pydantic", "rich", *HEAVY)) == set()


@pytest.mark.slow
def test_an_offline_ask_imports_no_model_client(tmp_path):
    (tmp_path / "c.csv").write_text("id,name\n1,Ana\n2,Bo\n")
    loaded("load", "c.csv", cwd=tmp_path)
    assert loaded("ask", "count c", names=("openai", "pandas", "pyarrow"), cwd=tmp_path) == set()
