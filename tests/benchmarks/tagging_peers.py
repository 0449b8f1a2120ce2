"""One peer of the tagger, in an interpreter that has it: PYTHON tagging_peers.py PEER < tables

Reads a JSON list of {name, columns: {column: [values as text or null]}} and writes one of
{seconds, cpu, found: {column: what the peer calls it}} in the same order. Loading the peer is not
counted. Imports nothing of vibecli.
"""

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable, Mapping

Values = list[str | None]
Found = dict[str, str]
Table = tuple[str, Mapping[str, Values]]


def presidio() -> Callable[[Table], Found]:
    """presidio-structured: each value through its recognisers; no language model is on an index."""
    import pandas as pd
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NoOpNlpEngine
    from presidio_structured import PandasAnalysisBuilder

    blind = NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "none"}])
    builder = PandasAnalysisBuilder(AnalyzerEngine(nlp_engine=blind))

    def told(table: Table) -> Found:
        frame = pd.DataFrame({name: [v or "" for v in of] for name, of in table[1].items()})
        return builder.generate_analysis(frame).entity_mapping

    return told


def dataprofiler() -> Callable[[Table], Found]:
    """DataProfiler: its profiler with the labeler alone, whose model its package ships."""
    import dataprofiler as dp
    import pandas as pd

    dp.set_verbosity(40)
    options = dp.ProfilerOptions()
    options.set(
        {
            "structured_options.*.is_enabled": False,
            "structured_options.data_labeler.is_enabled": True,
            "structured_options.multiprocess.is_enabled": False,
            "structured_options.data_labeler.data_labeler_object": dp.DataLabeler("structured"),
        }
    )

    def told(table: Table) -> Found:
        options.set(
            {"structured_options.data_labeler.max_sample_size": max(map(len, table[1].values()))}
        )
        frame = pd.DataFrame(dict(table[1]), dtype=str)
        report = dp.Profiler(frame, options=options, min_true_samples=1).report()
        return {one["column_name"]: one["data_label"] or "" for one in report["data_stats"]}

    return told


def datahub() -> Callable[[Table], Found]:
    """datahub-classify on its reference rules, with an empty spaCy pipeline for its model."""
    import logging

    import spacy

    spacy.load = lambda *_, **__: spacy.blank("en")  # the model it downloads is on no index
    from datahub_classify.helper_classes import ColumnInfo, Metadata
    from datahub_classify.infotype_predictor import predict_infotypes
    from datahub_classify.reference_input import input1

    logging.disable(logging.CRITICAL)

    def told(table: Table) -> Found:
        columns = [
            ColumnInfo(Metadata({"Name": name, "Datatype": "str", "Dataset_Name": table[0]}), of)
            for name, given in table[1].items()
            for of in [[value for value in given if value]]
        ]
        judged = predict_infotypes(columns, 0.6, input1, minimum_values_threshold=1)
        names = [*table[1]]
        return {
            name: max(one.infotype_proposals, key=lambda p: p.confidence_level).infotype
            for name, one in zip(names, judged, strict=True)
            if one.infotype_proposals
        }

    return told


PEERS = {"presidio": presidio, "dataprofiler": dataprofiler, "datahub": datahub}


def main() -> None:
    """Judge each table and say what it took."""
    warnings.filterwarnings("ignore")
    tables: list[Table] = [(one["name"], one["columns"]) for one in json.load(sys.stdin)]
    told = PEERS[sys.argv[1]]()
    told(("warm", {"a": ["x@y.example", "b"] * 30}))
    results = []
    for table in tables:
        wall, cpu = time.perf_counter(), _cpu()
        try:
            found = told(table)
        except Exception as problem:  # noqa: BLE001 - a table a peer fails on: nothing is told
            print(f"{sys.argv[1]}: {table[0]}: {problem!r}"[:200], file=sys.stderr)
            found = {}
        seconds = time.perf_counter() - wall
        results.append({"seconds": seconds, "cpu": _cpu() - cpu, "found": found})
    print("\n" + json.dumps(results))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
