"""Judging an identity table by a truth: read both, count, draw the curve, choose what to look at.

Owns the story; how each number is counted is in `identity`. Reads only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from vibecli.data.catalog import Catalog
from vibecli.data.truth import open_truth
from vibecli.data.truth_columns import Flag
from vibecli.identity.curve import Judge, member_curve, pair_curve
from vibecli.identity.scratch import Scratch
from vibecli.identity.weights import probability
from vibecli.run.discretion import Discretion
from vibecli.run.evaluation import Curve, CurvePoint, Evaluation, Measure
from vibecli.run.identity_records import IdentityRecords, identity_table
from vibecli.run.judged import JudgedPairs, judged
from vibecli.run.missed import side_by_side
from vibecli.run.pair_judgement import PairJudgement
from vibecli.run.record_judgement import RecordJudgement
from vibecli.run.scored_pairs import ScoredPairs, scored_pairs
from vibecli.run.segments import segments
from vibecli.run.store import PlanStore

Progress = Callable[[int, int, str], None]
MISSES = 20
_STAGES = 5
_NO_PAIRS = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float64))


@dataclass(frozen=True)
class EvaluationRequest:
    """What is to be judged, by what, and how much of it is wanted."""

    truth: str  # a file, or a table of the database
    identity: str | None = None
    by: str | None = None
    columns: Mapping[Flag, str] = field(default_factory=dict)
    misses: int = MISSES
    unmask: bool = False


def evaluate(
    scratch: Scratch,
    catalog: Catalog,
    store: PlanStore,
    request: EvaluationRequest,
    folder: Path,
    progress: Progress = lambda *_: None,
) -> Evaluation:
    """Judge an identity table of the scratch's session.

    Raises NotFound, UsageError, DataError.
    """
    records = IdentityRecords(scratch, catalog, identity_table(catalog, request.identity))
    progress(0, _STAGES, "reading the truth")
    truth = open_truth(scratch.session, request.truth, catalog, folder)
    progress(1, _STAGES, "finding its records")
    known = judged(records, truth, request.columns)
    progress(2, _STAGES, "counting")
    judgement = (
        PairJudgement(known, records.persons)
        if isinstance(known, JudgedPairs)
        else RecordJudgement.of(known, records.persons)
    )
    discretion = Discretion(catalog.tables, bare=request.unmask)
    by = segments(records, request.by, judgement.records, discretion) if request.by else None
    progress(3, _STAGES, "drawing the curve")
    scored = scored_pairs(records, store)
    curve = _curve(records, scored, judgement.judge)
    progress(4, _STAGES, "choosing misses")
    together, apart = judgement.wrong(scored.arrays if scored else _NO_PAIRS, request.misses)
    return Evaluation(
        identity=records.table.name,
        truth=truth.name,
        form=judgement.form,
        columns=judgement.columns,
        coverage=known.coverage,
        measures=judgement.measures,
        counts=judgement.counts,
        by=request.by,
        by_columns=by.columns if by else (),
        segments=judgement.segments(by) if by else (),
        curve=curve,
        false_positives=side_by_side(records, together, scored, discretion),
        false_negatives=side_by_side(records, apart, scored, discretion),
        notes=truth.notes,
    )


def _curve(records: IdentityRecords, scored: ScoredPairs | None, judge: Judge) -> Curve | None:
    """Give the measures over thresholds; none where nothing tells how sure the identity is."""
    points = (
        pair_curve(records.size, scored.arrays, judge)
        if scored
        else member_curve(records.persons, records.bits, judge)
    )
    if not points:
        return None
    shown = []
    for point in points:
        measure = Measure.of("pairs", point.score)
        shown.append(
            CurvePoint(
                bits=point.bits,
                probability=round(float(probability(np.array([point.bits]))[0]), 7),
                precision=measure.precision,
                recall=measure.recall,
                f1=measure.f1,
            )
        )
    if scored:
        return Curve(basis="evidence", plan_id=scored.plan_id, points=tuple(shown))
    return Curve(basis="members", points=tuple(shown))
