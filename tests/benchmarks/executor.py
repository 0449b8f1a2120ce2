"""The executor beside its alternatives: python tests/benchmarks/executor.py --help

In one run on one machine: the dry run of a plan that changes 1.2 % of a table of 12 columns beside
the scan of what it reads, a copy of the file with a full join, and plain statements; its review, its
commit and its undo; and the comparison of two tables beside the hash of both. Then how a dry run
grows with the table and with the change, as a table and as a picture. By hand, nothing is asserted.

    python tests/benchmarks/executor.py --rows 10000000 --growth 1000000 10000000 30000000

CPU seconds are those of all processes of a command; `net` is without what the same command takes on
a table of a few rows: the start of Python and of its worker.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.executor_parts import COLUMNS, GONE, READ
from tests.benchmarks.launch import HERE, ROOT, answered
from vibecli.ui.chart import line_chart

SHARES = (10, 100, 500, 1000, 2500)  # rows updated, of ten thousand
_STYLE = (
    "svg{background:#fff}text{fill:#5b6470;font:12px system-ui,sans-serif}.grid{stroke:#d5dae0}"
    ".s0{stroke:#1f6feb}.s1{stroke:#b35900}path{fill:none;stroke-width:2}"
    "circle.s0{fill:#1f6feb}circle.s1{fill:#b35900}.s1.line{stroke-dasharray:7 3}"
)


def main():
    asked = _arguments()
    asked.work = asked.work.resolve()
    asked.work.mkdir(parents=True, exist_ok=True)
    start = _start(asked)
    figures = {"rows": asked.rows, "compared": _compared(asked, start)}
    _print_compared(figures["compared"])
    figures["tables"] = [_grown(asked, rows, 100, start) for rows in asked.growth]
    figures["changes"] = [_grown(asked, asked.rows, share, start) for share in asked.shares]
    _print_growth("rows of the table, 1.2 % changed", "rows", figures["tables"])
    _print_growth(f"rows changed, of {asked.rows:,}", "changed", figures["changes"])
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1), "utf-8")
    if asked.picture:
        asked.picture.write_text(_picture(figures["tables"]), "utf-8")


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the table compared on")
    parser.add_argument("--growth", type=int, nargs="*", default=[], help="sizes of growing tables")
    parser.add_argument(
        "--shares", type=int, nargs="*", default=SHARES, help="of ten thousand rows"
    )
    parser.add_argument("--repeat", type=int, default=1, help="runs of each; the least CPU counts")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "vibecli_bench")
    parser.add_argument("--json", type=Path, help="write all figures to a file")
    parser.add_argument("--picture", type=Path, help="write the growth as SVG to a file")
    return parser.parse_args()


def _start(asked):
    """Give the cost of each command on a table of a few rows."""
    database = _database(asked, 1000)
    return _commands(asked, database, 100) | {"diff": _diff(asked, database)}


def _compared(asked, start):
    """Measure everything once on one table, in turns."""
    database = _database(asked, asked.rows)
    found = {
        "scan of the columns named": _part(asked, "scan", database, *READ),
        "scan of the rows it shows": _part(asked, "scan", database, *COLUMNS),
        "copy of the file, full join": _part(asked, "copied", database, 100),
        "plain statements": _plain(asked, database, 100),
        "hash of both tables": _part(asked, "scan_both", database),
        "full join of both tables": _part(asked, "join_both", database),
        **_commands(asked, database, 100),
        "diff": _diff(asked, database),
    }
    for name, one in start.items():
        found[name]["net"] = max(0.0, found[name]["cpu"] - one["cpu"])
    return found


def _commands(asked, database, share):
    """Measure the verbs on a copy of a database, in a workspace of their own."""
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        copy = shutil.copy(database, Path(folder) / "v.duckdb")
        (Path(folder) / "plan.json").write_text(json.dumps(_plan(share)), "utf-8")
        _vibecli(copy, folder, "tables")  # what is known of tables is kept, as in any workspace
        found = {"dry run": _least(asked, lambda: _vibecli(copy, folder, "run", "plan.json", "-n"))}
        found["review, whole command"] = _least(asked, lambda: _vibecli(copy, folder, "review"))
        found["review, the call"] = _part(asked, "view", copy, folder)
        plan_id = json.loads(found["dry run"].pop("said"))["plan_id"]
        found["apply"] = _vibecli(copy, folder, "apply", plan_id, "--yes")
        found["undo"] = _vibecli(copy, folder, "undo", plan_id, "--yes")
        return found


def _grown(asked, rows, share, start):
    """Measure the dry run of a plan alone, beside the scan of what it reads."""
    database = _database(asked, rows)
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        (Path(folder) / "plan.json").write_text(json.dumps(_plan(share)), "utf-8")
        _vibecli(database, folder, "tables")
        run = _least(asked, lambda: _vibecli(database, folder, "run", "plan.json", "-n"))
    diff = json.loads(run.pop("said"))["diff"]["tables"][0]
    scan = _part(asked, "scan", database, *COLUMNS)
    net = max(0.0, run["cpu"] - start["dry run"]["cpu"])
    changed = diff["added"] + diff["changed"] + diff["removed"]
    return {"rows": rows, "changed": changed, **run, "net": net, "scan": scan["cpu"]}


def _plan(share):
    update = f"SELECT id, 'platinum' AS tier FROM customers WHERE score < {share}"
    gone, fresh = f"SELECT id FROM customers WHERE {GONE}", "SELECT * FROM new_customers"
    named = {"kind": "write", "target": "customers"}
    steps = [
        {**named, "id": "s1", "why": "raise", "mode": "update", "keys": ["id"], "select": update},
        {"kind": "remove", "id": "s2", "why": "remove", "target": "customers", "keys_select": gone},
        {**named, "id": "s3", "why": "add", "mode": "append", "select": fresh},
    ]
    return {"kind": "plan", "title": "benchmark", "confidence": "high", "steps": steps}


def _database(asked, rows):
    database = asked.work / f"executor-{rows}.duckdb"
    if not database.exists():
        _say(f"making {rows:,} rows")
        made = database.with_suffix(".making")
        made.unlink(missing_ok=True)
        _run_part("make", made, rows)
        made.rename(database)
    return database


def _plain(asked, database, share):
    def once():
        copy = shutil.copy(database, f"{database}.plain")
        try:
            return _run_part("plain", copy, share)
        finally:
            Path(copy).unlink()

    return _least(asked, once)


def _diff(asked, database):
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        _vibecli(database, folder, "tables")
        words = ("diff", "customers", "edited", "--key", "id")
        (Path(folder) / "vibecli.toml").write_text("memory_mb = 512\n", "utf-8")
        return _least(asked, lambda: _vibecli(database, folder, *words))


def _part(asked, part, database, *more):
    return _least(asked, lambda: _run_part(part, database, *more))


def _run_part(part, database, *more):
    _say(f"{Path(database).name}: {part}")
    script = [sys.executable, str(HERE / "executor_parts.py"), part]
    found = answered([*script, *map(str, (database, *more))])
    if "failed" in found:
        raise SystemExit(f"{part}: {found['failed']}")
    return found


def _vibecli(database, folder, *words):
    """Run a command in a workspace of its own; gives wall, CPU and peak, and what it said."""
    _say(f"{Path(database).name}: {' '.join(words[:1])}")
    told = ["--db", str(database), "-C", str(folder), "-q", "-o", "json", "--timeout", "36000"]
    words = [str(Path(folder) / word) if word.endswith(".json") else word for word in words]
    hidden = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    started = time.monotonic()
    command = [sys.executable, "-m", "vibecli", *words, *told]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, cwd=folder, env=os.environ | hidden, **pipes)
    said, complaint = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)  # with that of the worker
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(words)}: {complaint.strip()}")
    spent = used.ru_utime + used.ru_stime
    wall = time.monotonic() - started
    return {"wall": wall, "cpu": spent, "mb": used.ru_maxrss / 1024, "said": said}


def _least(asked, once):
    return min((once() for _ in range(asked.repeat)), key=lambda one: one["cpu"])


def _print_compared(found):
    print(f"\n{'':30}{'wall s':>8}{'CPU s':>8}{'net':>8}{'MiB':>7}")
    for name, one in found.items():
        one.pop("said", None)
        net = f"{one['net']:.2f}" if "net" in one else ""
        print(f"{name:30}{one['wall']:8.2f}{one['cpu']:8.2f}{net:>8}{one['mb']:7.0f}")
    shown, plain = found["scan of the rows it shows"]["cpu"], found["plain statements"]["cpu"]
    both = found["hash of both tables"]["cpu"]
    print(f"\ndry run / scan of what it reads   {found['dry run']['net'] / shown:.2f}  (aim 1.5)")
    print(f"apply / plain statements          {found['apply']['net'] / plain:.2f}  (aim 2)")
    print(f"diff / hash of both tables        {found['diff']['net'] / both:.2f}  (aim 1.5)")


def _print_growth(title, first, found):
    if not found:
        return
    print(
        f"\n{title}\n{first:>12}{'wall s':>8}{'CPU s':>8}{'net':>8}{'scan':>8}{'ratio':>8}{'MiB':>7}"
    )
    for one in found:
        ratio = one["net"] / one["scan"]
        numbers = f"{one['wall']:8.2f}{one['cpu']:8.2f}{one['net']:8.2f}{one['scan']:8.2f}"
        print(f"{one[first]:12,}{numbers}{ratio:8.2f}{one['mb']:7.0f}")


def _picture(found):
    """Draw how the dry run and the scan grow with the table, as shares of the largest dry run."""
    most = max((one["net"] for one in found), default=1.0) or 1.0
    series = {
        "dry run": [one["net"] / most for one in found],
        "scan": [one["scan"] / most for one in found],
    }
    label = f"CPU seconds of a dry run beside one scan of the table; 1.00 is {most:.1f} s"
    places = [f"{one['rows'] / 1e6:g}M" for one in found]
    drawn = line_chart(label, places, series, label.replace("; ", ", rows of the table; "))
    head = '<svg xmlns="http://www.w3.org/2000/svg" '
    return drawn.replace("<svg ", head, 1).replace("<title>", f"<style>{_STYLE}</style><title>", 1)


def _say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
