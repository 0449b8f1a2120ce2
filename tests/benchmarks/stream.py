"""Measure the stream on a million profiles: rate, latency by batch size, memory over many events.

    PYTHONPATH=. python tests/benchmarks/stream.py [PROFILES] [EVENTS] [FOLDER] [HISTORY]

Made-up events: of ten, eight are of a known e-mail, one of a known phone, one of a new person; two
change the spelling the profile has. Times are of the whole way of a batch: from the bytes of its lines to the commit. Money is DECIMAL.
With HISTORY, so many events a profile are there before (20 makes 20 million), and features of each
person touched are kept and scored by a model. What was made is kept in FOLDER for the next run.
"""

import json
import random
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from vibecli.config import load_settings
from vibecli.learn.definition import EventSource, FeatureColumn, FeatureSet, Link
from vibecli.run.store import PlanStore
from vibecli.runtime import Runtime
from vibecli.steps.score_rows import KEPT
from vibecli.steps.standing import Identifier, StandingRule, Survivor, Taken
from vibecli.streaming import Streaming, StreamOptions
from vibecli.workspace import Workspace

RULE = StandingRule(
    name="purchases",
    meaning="every purchase updates its customer",
    events="purchases",
    columns=(
        Taken(column="purchase_id", field="id"),
        Taken(column="bought_at", field="bought_at"),
        Taken(column="amount", field="amount"),
        Taken(column="channel", field="channel"),
    ),
    id_field="id",
    time_field="bought_at",
    person_column="customer",
    identifiers=(
        Identifier(field="email", role="email", columns=("profile.email",)),
        Identifier(field="phone", role="phone", columns=("profile.phone",)),
    ),
    profile="profile",
    key="profile_id",
    survivorship=(
        Survivor(column="email", field="email", rule="most_recent"),
        Survivor(column="phone", field="phone", rule="most_recent"),
        Survivor(column="spent", field="amount", rule="sum"),
        Survivor(column="purchases", field=None, rule="count"),
        Survivor(column="last_purchase", field="bought_at", rule="maximum"),
    ),
)
LINKS = (Link(column="customer", bridge=None),)


def _feature(name: str, measure: str, column: str | None = None, days: int | None = None):
    return FeatureColumn(
        name=name, meaning=name, source="purchases", measure=measure, column=column, where=None,
        days=days,
    )  # fmt: skip


FEATURES = FeatureSet(
    name="buying",
    entity="profile",
    key="profile_id",
    sources=(EventSource(table="purchases", time="bought_at", links=LINKS, where=None),),
    features=(
        _feature("purchases_30", "count", days=30),
        _feature("purchases_90", "count", days=90),
        _feature("purchases_365", "count", days=365),
        _feature("spent_90", "sum", "amount", 90),
        _feature("spent", "sum", "amount"),
        _feature("usual", "average", "amount"),
        _feature("recency", "recency"),
        _feature("tenure", "tenure"),
        _feature("gap", "gap"),
        _feature("trend", "trend", days=180),
        _feature("channel", "last", "channel"),
        _feature("channels", "distinct", "channel"),
    ),
)
LIVE = {"features": FEATURES, "model": "leavers"}
BATCHES = ((10_000, 40), (1_000, 300), (100, 100), (1, 300))


def make(folder: Path, profiles: int, history: int) -> None:
    """Make the database."""
    rule = RULE.model_copy(update=LIVE) if history else RULE
    with duckdb.connect(str(folder / "b.duckdb")) as c:
        c.execute(
            "CREATE TABLE profile AS SELECT 'P-' || lpad(CAST(i AS VARCHAR), 8, '0') AS profile_id,"
            " 'user' || i || '@mail' || i % 97 || '.example' AS email,"
            " '+49170' || lpad(CAST(i AS VARCHAR), 7, '0') AS phone, 'Name ' || i AS full_name,"
            " CAST(0 AS DECIMAL(18,2)) AS spent, 0 AS purchases,"
            f" CAST(NULL AS TIMESTAMP) AS last_purchase FROM range({profiles}) r(i)"
        )
        c.execute(
            "CREATE TABLE purchases (purchase_id VARCHAR, bought_at TIMESTAMP,"
            " amount DECIMAL(18,2), channel VARCHAR, customer VARCHAR)"
        )
        c.execute("CREATE TABLE vibecli_rules (name VARCHAR, meaning VARCHAR, rule VARCHAR)")
        c.execute(
            "INSERT INTO vibecli_rules BY NAME SELECT ? AS name, ? AS rule",
            [rule.name, rule.model_dump_json()],
        )
        if history:
            _past(c, profiles, history)


def _past(c: duckdb.DuckDBPyConnection, profiles: int, history: int) -> None:
    """Add events of before, and a model."""
    from tests.unit.stream.foreseen import fitted, put_model

    c.execute(
        "INSERT INTO purchases SELECT 'h' || i, TIMESTAMP '2024-01-01' + to_seconds(i * 63072000"
        f" // {profiles * history}), CAST(hash(i) % 30000 AS DECIMAL(18,2)) / 100,"
        " ['app', 'shop', 'web'][i % 3 + 1],"
        f" 'P-' || lpad(CAST(hash(i + 7) % {profiles} AS VARCHAR), 8, '0')"
        f" FROM range({profiles * history}) r(i)"
    )
    for name, kind in KEPT.items():
        c.execute(f"ALTER TABLE profile ADD COLUMN leavers_{name} {kind}")

    class Session:
        run = staticmethod(c.execute)

    put_model(Session, FEATURES, fitted(FEATURES, 5_000))


def events(path: Path, profiles: int, count: int, first: int) -> None:
    """Append events to a file."""
    chance = random.Random(first)
    with path.open("a") as file:
        for n in range(first, first + count):
            i, kind = chance.randrange(profiles), chance.randrange(10)
            event = {
                "id": f"e{n}",
                "bought_at": f"2026-01-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00Z",
                "amount": round(chance.uniform(1, 300), 2),
                "channel": chance.choice(["app", "shop", "web"]),
            }
            if kind == 9:
                event["email"] = f"new{n}@mail.example"
            if kind < 8:
                event["email"] = f"{'U' if kind == 0 else 'u'}ser{i}@mail{i % 97}.example"
            if kind in (7, 8):
                event["phone"] = f"+49170{i:07}" if kind == 8 else f"0170 {i:07}"
            file.write(json.dumps(event) + "\n")


def run(streaming: Streaming, file: Path, batch: int):
    """Run a stream to its file's end; gives seconds of each batch, of opening, and CPU a batch."""
    seconds, counts, used, began, opening = [], [], [], time.perf_counter(), None
    for progress in streaming.stream(StreamOptions(str(file), RULE.name, batch=batch)):
        if progress.event == "batch":
            opening = opening or time.perf_counter() - began - progress.seconds
            seconds.append(progress.seconds)
            counts.append(progress.run.events)
            used.append(time.process_time())
    cpu = (used[-1] - used[0]) / max(1, len(used) - 1)
    return seconds, counts, opening, cpu


def memory() -> int:
    """Megabytes this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20


def main() -> None:
    profiles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    more = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    parent = sys.argv[3] if len(sys.argv) > 3 else None
    folder = Path(tempfile.mkdtemp(prefix="stream-", dir=parent))
    try:
        history = int(sys.argv[4]) if len(sys.argv) > 4 else 0
        kept = Path(parent or folder) / f"made-{profiles}-{history}.duckdb"
        if not kept.exists():
            make(folder, profiles, history)
            shutil.move(folder / "b.duckdb", kept)
        shutil.copy(kept, folder / "b.duckdb")
        flags = {"database": folder / "b.duckdb", "workspace": folder}
        settings, _ = load_settings(flags, {}, folder)
        runtime = Runtime(settings)
        streaming = Streaming(Workspace(settings), PlanStore(settings.state), runtime)
        first, file = 0, folder / "events.ndjson"
        for batch, batches in BATCHES:
            events(file, profiles, batch * batches, first)
            first += batch * batches
            seconds, counts, opening, cpu = run(streaming, file, batch)
            ranked = sorted(seconds)
            p50, p95, p99 = (
                ranked[min(len(ranked) - 1, int(len(ranked) * q))] for q in (0.5, 0.95, 0.99)
            )
            print(
                f"batch {batch:6,}: {counts[-1] / sum(seconds):8,.0f} events/s  p50 {p50 * 1000:6.1f}"
                f"  p95 {p95 * 1000:6.1f}  p99 {p99 * 1000:6.1f}  max {ranked[-1] * 1000:6.1f} ms"
                f"  CPU {cpu * 1000:.0f} ms a batch  opening {opening:.1f} s  {memory()} MB",
                flush=True,
            )
        if more:
            events(file, profiles, more, first)
            work = streaming.stream(StreamOptions(str(file), RULE.name, batch=10_000))
            began = time.perf_counter()
            held = [memory() for progress in work if progress.event == "batch"]
            step = max(1, len(held) // 10)
            print(
                f"{more:,} events in {time.perf_counter() - began:.1f} s; MB held:",
                ", ".join(f"{one}" for one in held[::step]),
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
