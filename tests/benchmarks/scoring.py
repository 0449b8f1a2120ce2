"""How good a result is: an engine's clusters and pairs against the truth, by the product's measures."""

from dataclasses import dataclass

import duckdb
import numpy as np

from vibecli.identity.evaluate import scores


@dataclass(frozen=True)
class Quality:
    """Scores of one run; None where an engine gives no pairs."""

    cluster: tuple[float, float, float]  # precision, recall, F1 of pairs of records put together
    b_cubed: float
    largest: int
    largest_true: int
    pair: float | None  # the best F1 of scored pairs over all thresholds, before clustering
    recall: float | None  # of the pairs looked at


def quality(out, truth, *, link):
    """Score what an engine left in a folder."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE truth AS SELECT * FROM '{truth}'")
    known = int(connection.sql("SELECT count(*) FROM truth").fetchall()[0][0])
    got = _scores(connection, out / "clusters.parquet", known, link=link)
    scored, candidates = out / "pairs.parquet", out / "candidates.parquet"
    seen = _steps(connection, candidates if candidates.exists() else scored, out, link=link)
    return Quality(
        cluster=(got.pairs.precision, got.pairs.recall, got.pairs.f1),
        b_cubed=got.b_cubed.f1,
        largest=got.largest_found,
        largest_true=got.largest_true,
        pair=_best(_steps(connection, scored, out, link=link), got.true_pairs),
        recall=float(seen["good"].sum()) / got.true_pairs if len(seen["good"]) else None,
    )


def best_threshold(out, truth, thresholds, own, *, link):
    """Give the best cluster F1 over thresholds, picked by looking at the truth, and which it is.

    `own` is the F1 at the threshold that was measured. None where no other was tried.
    """
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE truth AS SELECT * FROM '{truth}'")
    known = int(connection.sql("SELECT count(*) FROM truth").fetchall()[0][0])
    files = {t: out / f"clusters_{t}.parquet" for t in thresholds}
    tried = {
        t: _scores(connection, path, known, link=link).pairs.f1
        for t, path in files.items()
        if path.exists()
    }
    if not tried:
        return None
    tried["its own"] = own
    best = max(tried, key=lambda t: tried[t])
    return tried[best], best


def _scores(connection, clusters, known, *, link):
    """Score clusters; every record must have one."""
    rows = connection.sql(
        "SELECT dense_rank() OVER (ORDER BY ent) AS ent, dense_rank() OVER (ORDER BY cluster) AS"
        " cluster, dense_rank() OVER (ORDER BY src) AS src FROM truth"
        f" JOIN '{clusters}' AS c ON CAST(c.uid AS VARCHAR) = CAST(truth.uid AS VARCHAR)"
    ).fetchnumpy()
    if len(rows["ent"]) != known:
        raise SystemExit(f"{clusters}: {len(rows['ent']):,} of {known:,} records have a cluster")
    return scores(rows["ent"], rows["cluster"], rows["src"] if link else None)


def _steps(connection, pairs, out, *, link):
    """Give for each score, highest first, how many pairs have it and how many of them are right."""
    across = "WHERE a.src <> b.src" if link else ""
    return connection.sql(
        "WITH who AS (SELECT c.n, truth.ent, truth.src FROM truth"
        f" JOIN '{out / 'clusters.parquet'}' AS c"
        " ON CAST(c.uid AS VARCHAR) = CAST(truth.uid AS VARCHAR))"
        " SELECT p.score, count(*) AS found, count(*) FILTER (a.ent = b.ent) AS good"
        f" FROM '{pairs}' AS p JOIN who AS a ON a.n = p.l JOIN who AS b ON b.n = p.r {across}"
        " GROUP BY p.score ORDER BY p.score DESC"
    ).fetchnumpy()


def _best(steps, true_pairs):
    found, right = (
        np.cumsum(np.asarray(steps[name], dtype=np.int64)) for name in ("found", "good")
    )
    return float((2 * right / (found + true_pairs)).max()) if len(found) else None
