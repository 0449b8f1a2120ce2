"""A model put into the registry without a training plan: fitted on made-up rows of a set."""

import numpy as np

from vibecli.engine.names import quote
from vibecli.learn.definition import FeatureSet
from vibecli.learn.fitting import fit
from vibecli.learn.frame import Frame
from vibecli.learn.registry import COLUMNS, MODELS

WORDS = ("last", "first")


def fitted(features: FeatureSet, rows: int = 400, seed: int = 0):
    """Fit a model whose label goes with the first feature."""
    draw = np.random.default_rng(seed)
    arrays = {"key": np.arange(rows)}
    for one in features.features:
        if one.measure in WORDS:
            arrays[one.name] = draw.choice(["home", "cart", "app", "web"], rows).astype(object)
        else:
            arrays[one.name] = draw.integers(0, 30, rows).astype(float)
    first = arrays[features.features[0].name]
    arrays["label"] = draw.random(rows) < 1 / (1 + np.exp((first - 10) / 4))
    names = [one.name for one in features.features]
    return fit(Frame.of(arrays, key="key", label="label", features=names))


def put_model(session, features: FeatureSet, made, *, version: int = 1, label=None) -> None:
    """Put a fitted model into the registry."""
    columns = ", ".join(f"{quote(one.name)} {one.type}" for one in COLUMNS)
    session.run(f"CREATE TABLE IF NOT EXISTS {MODELS} ({columns})")
    row = {
        "model": "leavers", "version": version, "algorithm": made.card.algorithm,
        "meaning": "who leaves", "customers": f"{features.entity}.{features.key}",
        "reads": ", ".join([features.entity, *(one.table for one in features.sources)]),
        "label": label.model_dump_json() if label else None,
        "features": features.model_dump_json(), "sql": "", "fingerprint": "", "cut": None,
        "rows": made.card.rows, "metrics": '{"segments": {"high": 0.6, "medium": 0.3}}',
        "card": "", "artefact": made.artefact(),
    }  # fmt: skip
    names = ", ".join(map(quote, row))
    marks = ", ".join("?" for _ in row)
    session.run(f"INSERT INTO {MODELS} ({names}) VALUES ({marks})", list(row.values()))
