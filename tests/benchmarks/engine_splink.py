"""The peer, Splink, in a process of its own; run by an interpreter that has `.[bench]`.

Measured as vibecli is: imports, reading the tables, training, prediction and clusters at the
demo's threshold. Clusters at other thresholds are made afterwards and not measured: the best of
them, picked with the truth, is what an expert could reach at most.
"""

import json
import logging
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.watch import Watch

OTHER_THRESHOLDS = (0.5, 0.99, 0.999)
_SEED = 1


def measured(spec):
    """Link the set, then write who is with whom, and every pair that was scored."""
    watch = Watch(spec["started"])
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator

    from tests.benchmarks.splink_settings import peer

    logging.disable(logging.WARNING)
    settings = peer(spec["name"])
    settings.pairs = spec["pairs"] or settings.pairs
    watch.stage("reading")
    connection = duckdb.connect()
    api = DuckDBAPI(connection=connection)
    tables = [
        api.register(_prepared(connection, name, path, settings))
        for name, path in spec["tables"].items()
    ]
    linker = Linker(
        tables if spec["link"] else tables[0],
        SettingsCreator(
            link_type="link_only" if spec["link"] else "dedupe_only",
            unique_id_column_name=settings.uid,
            blocking_rules_to_generate_predictions=settings.rules,
            comparisons=settings.comparisons,
        ),
    )
    _train(linker, settings, watch)
    watch.stage("predict")
    pairs = linker.inference.predict()
    watch.stage("cluster")
    clusters = _clusters(linker, pairs, settings.threshold)
    connection.table(clusters.physical_name).limit(1).fetchall()
    report = watch.report(threshold=settings.threshold)
    out = Path(spec["out"])
    _write(connection, linker, pairs, clusters, settings, out)
    report["candidates"] = connection.sql(
        f"SELECT count(*) FROM '{out / 'pairs.parquet'}'"
    ).fetchall()[0][0]
    return report


def _prepared(connection, name, path, settings):
    connection.execute(f"CREATE OR REPLACE VIEW records AS SELECT * FROM '{path}'")
    connection.execute(f'CREATE TABLE "{name}" AS {settings.prepare}')
    return connection.table(name)


def _train(linker, settings, watch):
    watch.stage("u by sampling")
    train = linker.training
    train.estimate_probability_two_random_records_match(settings.certain, recall=settings.recall)
    train.estimate_u_using_random_sampling(max_pairs=settings.pairs, seed=_SEED)
    watch.stage("EM")
    for rule in settings.training:
        train.estimate_parameters_using_expectation_maximisation(rule, **settings.weighed)


def _clusters(linker, pairs, threshold):
    return linker.clustering.cluster_pairwise_predictions_at_threshold(
        pairs, threshold_match_probability=threshold
    )


def _write(connection, linker, pairs, clusters, settings, out):
    """Write the clusters at each threshold, and the pairs by the records' numbers."""
    uid = settings.uid
    connection.execute(
        f"CREATE TABLE numbered AS SELECT row_number() OVER (ORDER BY {uid}) - 1 AS n,"
        f" {uid} AS uid, cluster_id AS cluster FROM {clusters.physical_name}"
    )
    connection.execute(f"COPY numbered TO '{out / 'clusters.parquet'}' (FORMAT parquet)")
    connection.execute(
        f"COPY (SELECT a.n AS l, b.n AS r, match_weight AS score FROM {pairs.physical_name}"
        f" JOIN numbered a ON a.uid = {uid}_l JOIN numbered b ON b.uid = {uid}_r)"
        f" TO '{out / 'pairs.parquet'}' (FORMAT parquet)"
    )
    for threshold in OTHER_THRESHOLDS:
        other = _clusters(linker, pairs, threshold).physical_name
        connection.execute(
            f"COPY (SELECT n, numbered.uid, cluster_id AS cluster FROM {other} AS o"
            f" JOIN numbered ON numbered.uid = o.{uid})"
            f" TO '{out / f'clusters_{threshold}.parquet'}' (FORMAT parquet)"
        )


if __name__ == "__main__":
    print(json.dumps(measured(json.loads(sys.argv[2]))))
