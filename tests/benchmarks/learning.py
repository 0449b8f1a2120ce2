"""CPU seconds of fitting, scoring and reasons, by hand: python -m tests.benchmarks.learning."""

import resource
import time
from contextlib import contextmanager

import numpy as np

from vibecli.learn.artefact import opened
from vibecli.learn.fitting import fit
from vibecli.learn.frame import Frame


def customers(count, seed, cut=None):
    """Give thirty columns, numbers and words, some of which tell of the label."""
    draw = np.random.default_rng(seed)
    told = draw.normal(size=count)
    columns = {"key": np.arange(count)}
    for place in range(24):
        values = draw.normal(size=count) + (0.3 * told if place < 8 else 0)
        values = np.exp(values) if place % 3 == 0 else values
        columns[f"n{place}"] = np.where(draw.random(count) < 0.05, np.nan, values)
    for place in range(6):
        levels = np.array([f"level {n}" for n in range(4 + 3 * place)], object)
        columns[f"c{place}"] = levels[draw.integers(0, len(levels), count)]
    both = np.nan_to_num(columns["n1"]) * np.nan_to_num(columns["n2"])
    columns["label"] = draw.random(count) < 1 / (1 + np.exp(1.5 - told - both / 2))
    if cut:
        cuts = np.array(["2025-01-01", "2025-04-01"], "datetime64[us]")
        columns[cut] = cuts[draw.integers(0, 2, count)]
    return Frame.of(columns, key="key", label="label", cut=cut)


@contextmanager
def timed(what):
    """Print the CPU seconds, and those that went by, of what is done inside."""
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    spent = time.process_time() - cpu
    print(f"{what:24} {spent:6.2f} s CPU {time.perf_counter() - wall:6.2f} s")


def main():
    static, cuts = customers(200_000, 0), customers(200_000, 0, "cut")
    for name, frame in (("fit a table of 200k x 30", static), ("fit two cuts of 100k", cuts)):
        with timed(name):
            model = fit(frame)
        print(model.card.why)
    data = model.artefact()
    with timed(f"open {len(data)} bytes"):
        scorer = opened(data)
    many = customers(1_000_000, 1)
    with timed("score 1M"):
        scorer.score(many)
    with timed("reasons of 1M"):
        scorer.reasons(many)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
