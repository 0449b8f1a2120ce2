"""How long features of many events take: python tests/benchmarks/features.py [EVENTS] [THREADS]

Makes EVENTS events (2,000,000 by default) of a twentieth as many customers in a database of its
own, and writes: twelve features in one cut, all of a proposal's, and an update after one event in
a thousand is new. CPU seconds of this process; nothing is asserted.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from vibecli.data.survey import read_catalog
from vibecli.engine.duckdb import DuckEngine
from vibecli.learn.definition import FeatureColumn
from vibecli.learn.incremental import refreshed
from vibecli.learn.printed import printed_select
from vibecli.learn.proposal import propose
from vibecli.learn.spine import spine_at

KINDS = "['view', 'click', 'cart', 'purchase', 'login']"
EVENTS = f"""
    SELECT i AS event_id, 1 + (hash(i) % {{customers}})::BIGINT AS customer_id,
        TIMESTAMP '2025-01-01' + to_microseconds((hash(i + 7) % 31536000000000)::BIGINT) AS ts,
        ((hash(i * 3) % 20000) / 100.0)::DECIMAL(12, 2) AS amount,
        {KINDS}[1 + (hash(i * 5) % 5)::INT] AS kind
    FROM range({{start}}, {{stop}}) AS r(i)"""


def main():
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    customers = events // 20
    with (
        tempfile.TemporaryDirectory() as folder,
        DuckEngine().write(Path(folder) / "v.duckdb") as s,
    ):
        s.run(f"SET threads = {threads}")
        s.run(
            f"CREATE TABLE customers AS SELECT i AS customer_id FROM range(1, {customers + 1}) AS r(i)"
        )
        s.run("CREATE TABLE events AS" + EVENTS.format(customers=customers, start=0, stop=events))
        whole = propose("events", read_catalog(s), entity="customers").features
        print(f"{events:,} events, {customers:,} customers, {threads} threads")
        took(s, "12 features", table("few", select(twelve(whole))))
        took(s, f"{len(whole.features)} features", table("features", select(whole)))
        more = EVENTS.format(customers=customers, start=events, stop=events + events // 1000)
        s.run("INSERT INTO events" + more)
        update = refreshed(whole, spine_at(whole, "2026-01-01"), "features", "as_of")
        took(s, "the same, updated", table("updated", update))
        took(
            s, "the same, anew", table("anew", printed_select(whole, spine_at(whole, "2026-01-01")))
        )
        differ = s.value("SELECT count(*) FROM (TABLE updated EXCEPT TABLE anew)")
        print(f"{differ} rows differ")


def twelve(whole):
    """Give twelve usual features: counts, sums and averages of three windows, and recency."""
    made = [
        FeatureColumn(
            name=f"{measure}_{days}", meaning="one of twelve", source="events", measure=measure,
            column=None if measure == "count" else "amount", where=where, days=days,
        )
        for measure, where in (("count", None), ("sum", "kind = 'purchase'"), ("average", None))
        for days in (7, 30, 90)
    ]  # fmt: skip
    usual = [f for f in whole.features if f.measure in ("recency", "tenure", "gap")]
    return whole.model_copy(update={"features": (*made, *usual)})


def select(features):
    made = printed_select(features, spine_at(features, "2026-01-01"))
    return f"SELECT key AS customer_id, cut AS as_of, * EXCLUDE (key, cut) FROM ({made})"


def table(name, query):
    return f"CREATE OR REPLACE TABLE {name} AS {query}"


def took(session, name, statement):
    before, clock = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    session.run(statement)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name:20} {time.perf_counter() - clock:7.2f} s  {cpu:7.2f} s of CPU", flush=True)


if __name__ == "__main__":
    main()
