"""vibecli's engine in a process of its own: `prepare` loads the tables, `resolve` is measured.

What is measured is `read_source` and `resolve` on a DuckDB file, imports and opening included, as
for the peer. The survey of the columns is done before, as a person who configures the peer knows
the columns; the measure of the whole command has it.
"""

import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.watch import Watch


def prepare(spec):
    """Load the set's tables into a database, and keep its catalog beside it."""
    database = Path(spec["database"])
    database.unlink(missing_ok=True)
    for table, path in spec["tables"].items():
        command = [sys.executable, "-m", "vibecli", "--db", str(database), "load", path]
        subprocess.run([*command, "--table", table], check=True, capture_output=True)
    from vibecli.data.survey import read_catalog
    from vibecli.engine.duckdb import DuckEngine

    with DuckEngine().read(database) as session:
        catalog = read_catalog(session)
    database.with_suffix(".catalog").write_text(catalog.model_dump_json(), encoding="utf-8")


def measured(spec):
    """Resolve the set, then write who is with whom, and every pair that was looked at."""
    watch = Watch(spec["started"])
    from vibecli.data.catalog import Catalog
    from vibecli.engine.duckdb import DuckEngine
    from vibecli.identity import resolve as engine
    from vibecli.identity.source import read_source

    database = Path(spec["database"])
    kept = _Kept(engine, Path(spec["out"]))
    catalog = Catalog.model_validate_json(database.with_suffix(".catalog").read_text("utf-8"))
    with DuckEngine().read(database) as session:
        watch.stage("reading")
        resolution = engine.resolve(
            [_source(read_source, session, catalog, name, spec) for name in spec["tables"]],
            engine.Options(one_to_one=spec["one_to_one"] or None),
            lambda _, __, stage: watch.stage(stage),
        )
        report = watch.report(candidates=resolution.candidates, fields=len(resolution.frame.fields))
    kept.write(resolution)
    return report


def _source(read_source, session, catalog, name, spec):
    """Read one table; its record id is the set's, so that the truth can be joined."""
    table = catalog.table(name).model_copy(update={"key": (spec["uid"],)})
    relation = f"(SELECT rowid AS __rid, * FROM {table.table.sql})"
    columns = session.describe(f"SELECT * FROM {table.table.sql}")
    return read_source(session, table, columns, relation)


class _Kept:
    """The pairs on their way through the engine, which gives counts of them only.

    Scored pairs are those it clusters by: every one that speaks for a match is among them. The
    candidates wait in a file, so that they are not counted as memory the engine needs.
    """

    def __init__(self, engine, out):
        self.out, self.scored = out, None
        from vibecli.identity import linking

        self._listen(engine, "candidate_pairs", self._found)
        for name in ("average_linkage", "one_to_one"):
            self._listen(linking, name, self._clustered)

    def _listen(self, engine, name, heard):
        inner = getattr(engine, name, None)
        if inner is None:
            return

        def outer(*arguments, **named):
            given = inner(*arguments, **named)
            heard(arguments, given)
            return given

        setattr(engine, name, outer)

    def _found(self, _, given):
        import numpy as np

        np.save(self.out / "candidates.npy", given.pairs)

    def _clustered(self, arguments, _):
        if all(hasattr(given, "dtype") for given in arguments[1:3]):
            self.scored = arguments[1:3]

    def write(self, resolution):
        """Write clusters, scored pairs and candidate pairs as parquet."""
        import duckdb
        import numpy as np

        from vibecli.identity.block import split_pairs

        frame, out = resolution.frame, self.out
        connection = duckdb.connect()
        connection.execute("SET pandas_analyze_sample = 0")
        records = {
            "n": np.arange(frame.size),
            "uid": np.asarray(frame.ids, dtype=object),
            "cluster": np.asarray(resolution.labels),
        }
        connection.register("records", records)
        connection.execute(f"COPY records TO '{out / 'clusters.parquet'}' (FORMAT parquet)")
        pairs, bits = self.scored or (np.empty(0, np.int64), np.empty(0))
        candidates = np.load(out / "candidates.npy")
        for name, found, score in (
            ("pairs", pairs, bits),
            ("candidates", candidates, np.zeros(len(candidates))),
        ):
            halves = dict(zip("lr", split_pairs(found, max(frame.size, 1)), strict=True))
            connection.register("found", halves | {"score": np.asarray(score, dtype=np.float64)})
            connection.execute(f"COPY found TO '{out / f'{name}.parquet'}' (FORMAT parquet)")
            connection.unregister("found")


if __name__ == "__main__":
    asked = json.loads(sys.argv[2])
    print(json.dumps(measured(asked) if sys.argv[1] == "resolve" else prepare(asked)))
