"""A small shop: two files with people in them, and the commands of vibecli run as a person would."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from tests import nursery

FIRST = [
    "Ana",
    "Bo",
    "Cy",
    "Dee",
    "Eli",
    "Fay",
    "Gus",
    "Hal",
    "Ida",
    "Jon",
    "Kim",
    "Lou",
    "Max",
    "Ned",
    "Oda",
    "Pia",
    "Quin",
    "Ray",
    "Sue",
    "Tom",
]
LAST = [
    "Berg",
    "Carr",
    "Dunn",
    "Ekman",
    "Ford",
    "Gray",
    "Hunt",
    "Iles",
    "Jung",
    "Kern",
    "Lund",
    "Moss",
    "Nyman",
    "Oakes",
    "Pratt",
]
CITIES = ("Berlin", "Köln", "Bonn")
TIERS = ("gold", "silver", "bronze")
LOWER = "lowercase email in customers"
UPPER = "uppercase city in customers"
MATCH = "match customers with loyalty"


def write_files(folder: Path) -> None:
    """Write customers.csv (60 rows, 7 e-mails in capitals) and loyalty.csv (30 rows)."""
    people = [(FIRST[n % 20], LAST[n % 15]) for n in range(60)]
    mails = [f"{first}.{last}{n}@mail.example".lower() for n, (first, last) in enumerate(people)]
    customers = ["id,name,email,phone,city"]
    loyalty = ["account_no,full_name,mail,tier"]
    for n, (first, last) in enumerate(people):
        mail = mails[n] if n % 9 else mails[n].upper()
        customers.append(
            f"C-{n:03},{first} {last},{mail},+49 30 {1_000_000 + n * 37},{CITIES[n % 3]}"
        )
        if n % 2 == 0:
            loyalty.append(f"L-{n:03},{first} {last},{mails[n]},{TIERS[n % 3]}")
    (folder / "customers.csv").write_text("\n".join(customers) + "\n", encoding="utf-8")
    (folder / "loyalty.csv").write_text("\n".join(loyalty) + "\n", encoding="utf-8")


def environment(folder: Path, **extra: str) -> dict[str, str]:
    """Give an environment that holds nothing of the person who runs the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    root = str(Path(__file__).parents[2])
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, (root, kept.get("PYTHONPATH", ""))))
    return {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8", **extra}


def vibecli(
    folder: Path, *arguments: str, said: str = "", stdin: IO | None = None, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run one command in a folder; what is `said` is all that comes from stdin."""
    known = environment(folder, **extra)
    return nursery.run(*arguments, said=said, stdin=stdin, cwd=folder, environment=known)


def cold_vibecli(folder: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run one command as a shell starts it: what Python itself makes of the environment counts."""
    return subprocess.run(
        [sys.executable, "-m", "vibecli", *arguments],
        cwd=folder,
        env=environment(folder, **extra),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def write_endless_plan(folder: Path) -> None:
    """Write endless.json: a plan whose one query would run for years."""
    joined = ", ".join(f"customers AS c{n}" for n in range(9))
    select = f"SELECT sum(length(c0.name || c8.name)) AS n FROM {joined}"
    step = {"kind": "query", "id": "s1", "why": "wait", "needs": [], "select": select}
    plan = {"kind": "plan", "title": "wait", "steps": [step], "confidence": "high"}
    (folder / "endless.json").write_text(json.dumps(plan), encoding="utf-8")


def write_broad_plan(folder: Path, tables: int) -> None:
    """Write broad.json: a plan that makes a table a step."""
    steps = [
        {"kind": "write", "id": f"s{n}", "why": f"table {n}", "needs": [], "mode": "create",
         "target": f"t{n:02}", "select": f"SELECT range AS id FROM range({n})"}
        for n in range(1, tables + 1)
    ]  # fmt: skip
    plan = {"kind": "plan", "title": "many tables", "steps": steps, "confidence": "high"}
    (folder / "broad.json").write_text(json.dumps(plan), encoding="utf-8")


def wait_until(true, seconds: float = 20.0) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def workers(folder: Path) -> list[str]:
    """Give the worker processes that run in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            here = (process / "cwd").resolve() == folder.resolve()
            cold = b"vibecli.run.worker" in (process / "cmdline").read_bytes()
            if here and (cold or (process / "comm").read_text().strip() == nursery.WORKER):
                found.append(process.name)
        except OSError:
            continue
    return found
