"""The workflow of the retail example does what it says: its own `run:` lines, in a fresh copy."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests import nursery

RETAIL = Path(__file__).parents[2] / "examples" / "retail"
STEPS = yaml.safe_load((RETAIL / "ci" / "vibecli-check.yml").read_text())["jobs"]["check"]["steps"]
INSTALL, *LINES = [step["run"] for step in STEPS if "run" in step]
BOUND = "max_changed: 4400"


def job(folder, lines):
    """Run lines as GitHub's shell does, with what the install step would have brought."""
    (folder / "bin").mkdir(exist_ok=True)
    nursery.executable(folder / "bin" / "vibecli")
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GITHUB_STEP_SUMMARY": str(folder / "summary.md")}
    (folder / "summary.md").write_text("")
    for line in lines:
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", line]
        done = subprocess.run(shell, cwd=folder, env=environment, capture_output=True, check=False)
        if done.returncode:
            return done.returncode, (folder / "summary.md").read_text()
    return 0, (folder / "summary.md").read_text()


@pytest.mark.slow
def test_the_job_is_green_on_good_intents_and_red_on_a_broken_one(tmp_path):
    assert "pip install" in INSTALL
    folder = shutil.copytree(RETAIL, tmp_path / "copy", ignore=shutil.ignore_patterns("truth"))
    before = (folder / "intents" / "clean-contacts.yaml").read_text()
    code, summary = job(folder, LINES)
    assert (code, "vibecli check: 3 of 3 passed" in summary) == (0, True), summary
    assert (folder / "vibecli.xml").read_text().count("<testcase") == 3
    assert len(summary) < 1 << 20  # what GitHub takes of a step
    (folder / "intents" / "clean-contacts.yaml").write_text(before.replace(BOUND, "max_changed: 1"))
    (folder / "intents" / "update-unified-profile.yaml").unlink()
    code, summary = job(folder, LINES[1:])
    assert (code, "vibecli check: 1 of 2 passed" in summary) == (4, True), summary
    assert "at most 1 allowed" in (folder / "vibecli.xml").read_text()
