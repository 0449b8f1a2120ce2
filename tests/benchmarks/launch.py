"""Launching: one process a measurement, told what to do as JSON, answering in JSON."""

import json
import os
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def engine(python, script, labelled, *, folder, **more):
    """Run one engine on a set and give its report; the failure's last line if it failed."""
    spec = labelled.spec(out=str(folder), link=labelled.link, started=time.monotonic(), **more)
    return answered([python, str(HERE / script), "resolve", spec])


def answered(command):
    """Run a command and give the JSON of its last line."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    if done.returncode:
        return {"failed": lines[-1] if lines else f"exit code {done.returncode}"}
    return json.loads(lines[-1])


def whole_command(python, database, words, *, folder):
    """Run `vibecli ask` in a fresh folder, its workspace and home; give wall, CPU and peak."""
    told = ["--db", str(database), "-C", str(folder), "-n", "--planner", "offline"]
    command = [python, "-m", "vibecli", *told, "--timeout", "36000", "ask", words]
    hidden = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | hidden,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    complaint = process.stderr.read().decode(errors="replace").strip().splitlines()
    _, status, used = os.wait4(process.pid, 0)  # with that of the shadow's process
    wall, process.returncode = time.monotonic() - started, os.waitstatus_to_exitcode(status)
    if process.returncode:
        return {"failed": complaint[-1] if complaint else f"exit code {process.returncode}"}
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}
