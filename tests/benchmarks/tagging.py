"""What tagging costs: a table of 1,000,000 rows and 13 columns tagged, beside peers in one run.

python -m tests.benchmarks.tagging [ROWS]: best of 3 of taking the sample and of judging it, then
the first 200 rows through presidio-structured where it can be imported (without language
models: they are on no package index). DataProfiler needs TensorFlow, and datahub-classify an old
spaCy, so neither is asked of here.
"""

import importlib.util
import sys
import tempfile
import time
from pathlib import Path

from vibecli.data import profile
from vibecli.engine.duckdb import DuckEngine
from vibecli.tagging.sample import ColumnSample
from vibecli.tagging.tagger import tag_columns

TABLE = """
CREATE TABLE customers AS SELECT i AS customer_id,
  ['Anna', 'Robert', 'Maria', 'Thomas', 'Chloe', 'Ahmed', 'Yuki'][1 + (hash(i, 1) % 7)::INT] AS first_name,
  ['Lopez', 'Graf', 'Keller', 'Maier', 'Okafor', 'Sato'][1 + (hash(i, 2) % 6)::INT] AS last_name,
  'user' || (hash(i, 3) % 900000) || '@mail' || (i % 50) || '.example' AS email,
  '+49 30 ' || (1000000 + hash(i, 4) % 8000000) AS phone,
  (1 + hash(i, 5) % 300) || ' ' || ['High', 'Mill', 'Park'][1 + (hash(i, 6) % 3)::INT] || ' Street' AS address,
  'City' || (hash(i, 7) % 300) AS city, lpad((hash(i, 8) % 99999)::VARCHAR, 5, '0') AS zip,
  ['DE', 'FR', 'GB', 'US'][1 + (hash(i, 9) % 4)::INT] AS country,
  DATE '1940-01-01' + (hash(i, 10) % 24000)::INT AS birth_date,
  (hash(i, 11) % 256) || '.' || (hash(i, 12) % 256) || '.0.' || (i % 256) AS ip,
  TIMESTAMP '2020-01-01' + to_seconds((hash(i, 13) % 100000000)::BIGINT) AS created_at,
  (hash(i, 14) % 100000) / 100.0 AS amount
FROM range({rows}) AS r(i)
"""
PEER_ROWS = 200


def ours(session, columns, rows):
    """Give the seconds of the sample, those of the verdicts, and the tags."""
    start = time.perf_counter()
    values = profile._samples(session, "customers", columns, rows, "rowid")
    samples = [
        ColumnSample(c.name, c.type, found, rows, len(found), 0)
        for c in columns
        for found in [profile._distinct(values[c.name])]
    ]
    taken = time.perf_counter()
    verdicts = tag_columns("customers", samples)
    tags = {name: verdict.tag for name, verdict in verdicts.items()}
    return taken - start, time.perf_counter() - taken, tags


def presidio(session):
    """Give the seconds the peer takes for a few rows, and what it found."""
    import pandas as pd
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NoOpNlpEngine
    from presidio_structured import PandasAnalysisBuilder

    frame = pd.DataFrame(session.arrays(f"FROM customers LIMIT {PEER_ROWS}")).astype(str)
    builder = PandasAnalysisBuilder(
        AnalyzerEngine(nlp_engine=NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "none"}]))
    )
    start = time.perf_counter()
    found = builder.generate_analysis(frame, n=PEER_ROWS).entity_mapping
    return time.perf_counter() - start, found


def main(rows):
    with (
        tempfile.TemporaryDirectory() as name,
        DuckEngine().write(Path(name) / "v.duckdb") as session,
    ):
        session.run(TABLE.format(rows=rows))
        columns = session.describe("SELECT * FROM customers")
        sample, judge, tags = min(
            (ours(session, columns, rows) for _ in range(3)), key=lambda r: r[:2]
        )
        print(f"vibecli: {rows:,} x {len(columns)}: sample {sample:.3f} s, verdicts {judge:.3f} s")
        print("  " + ", ".join(f"{name}={tag}" for name, tag in tags.items()))
        if importlib.util.find_spec("presidio_structured") is None:
            print("presidio-structured: is not installed")
            return
        seconds, found = presidio(session)
        print(f"presidio-structured: {PEER_ROWS:,} rows: {seconds:.1f} s")
        print("  " + ", ".join(f"{name}={entity}" for name, entity in found.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
