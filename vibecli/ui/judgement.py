"""How an evaluation is told, in words and numbers, wherever it is shown.

Owns the sentences and the form of every number, so that a screen, a page and a comment say one
thing. Draws nothing.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.ui.rows import Rows
from vibecli.ui.values import shown_text

if TYPE_CHECKING:
    from vibecli.run.evaluation import Curve, Evaluation, Measure, Miss, Segment

NAMES = {"pairs": "pairs", "clusters": "clusters", "b_cubed": "B-cubed"}
_NUMBERS = ("precision", "recall", "F1")
MEASURE_HEADS = ("measure", *_NUMBERS, "counted from")
SEGMENT_HEADS = ("segment", "records", "true pairs", *_NUMBERS)
CURVE_HEADS = ("threshold", *_NUMBERS, "")
OTHERS = "(all others)"
SAME = {True: "=", False: "~", None: ""}
_MORE_DIGITS = 3
_ROW_COLUMNS = (
    ("measure", "VARCHAR"),
    ("by", "VARCHAR"),
    ("segment", "VARCHAR"),
    ("records", "BIGINT"),
    ("precision", "DOUBLE"),
    ("recall", "DOUBLE"),
    ("f1", "DOUBLE"),
    ("precision_low", "DOUBLE"),
    ("precision_high", "DOUBLE"),
    ("recall_low", "DOUBLE"),
    ("recall_high", "DOUBLE"),
)


def title(evaluation: "Evaluation") -> str:
    """Give what was judged, and by what."""
    return f"{evaluation.identity} against {evaluation.truth}"


def coverage_lines(evaluation: "Evaluation") -> Iterator[tuple[str, str]]:
    """Give what was judged and what was left out: a mark and a sentence each."""
    coverage, identity = evaluation.coverage, evaluation.identity
    of = f" of the {coverage.identity_records:,} records of {identity}"
    what = " labelled pairs" if evaluation.form == "pairs" else of
    yield "ok", f"{coverage.judged:,}{what} judged, by a truth of {_rows(coverage.rows)}"
    left_out = (
        (coverage.absent, f"name a record that is not in {identity}"),
        (coverage.empty, "lack a value"),
        (coverage.unsure, "are pairs nobody decided on"),
        (coverage.repeated, "say again what another row says"),
    )
    for count, why in left_out:
        if count:
            yield "?", f"{_rows(count)} of the truth left out: they {why}"
    if coverage.unjudged:
        yield "?", f"{coverage.unjudged:,} records left out: the truth does not know them"
    for note in evaluation.notes:
        yield "?", note


def measure_rows(evaluation: "Evaluation") -> list[list[str]]:
    """Give a row a measure: name, numbers, and what they were counted from."""
    return [
        [NAMES[one.name], *measured(one), _counted(one.name, evaluation)]
        for one in evaluation.measures
    ]


def segment_rows(segments: "Sequence[Segment]") -> list[list[str]]:
    """Give a row a segment: value, records, true pairs, numbers of the pairs."""
    return [
        [segment_name(one), f"{one.records:,}", f"{one.true_pairs:,}", *measured(one.pairs)]
        for one in segments
    ]


def segment_name(segment: "Segment") -> str:
    """Give what a segment is called on a screen."""
    return OTHERS if segment.others else shown_text(segment.value)


def segments_title(evaluation: "Evaluation") -> str:
    """Give what the segments are by."""
    told = f" ({', '.join(evaluation.by_columns)})" if evaluation.by_columns else ""
    return f"pairs by {evaluation.by}{told}"


def curve_title(curve: "Curve") -> str:
    """Give what the curve is made from, and where it is best."""
    points = curve.points
    best = max(range(len(points)), key=lambda at: points[at].f1)
    basis = (
        f"the scored pairs of plan {(curve.plan_id or '')[:8]}"
        if curve.basis == "evidence"
        else "the members' probability"
    )
    at = thresholds(curve)[best]
    return f"pairs by threshold, from {basis}; best F1 {points[best].f1:.4f} at {at}"


def chance(probability: float) -> str:
    """Give a probability with as many digits as tell it from 1."""
    text = f"{probability:.2f}"
    for digits in range(3, 8):
        if float(text) < 1:
            return text
        text = f"{probability:.{digits}f}"
    return text


def thresholds(curve: "Curve") -> list[str]:
    """Give the thresholds of a curve with as many digits as tell each from the others."""
    told = [chance(point.probability) for point in curve.points]
    for _ in range(_MORE_DIGITS):
        again = {text for text in told if told.count(text) > 1}
        told = [
            f"{point.probability:.{len(text) - 1}f}" if text in again else text
            for point, text in zip(curve.points, told, strict=True)
        ]
    return told


def measured(measure: "Measure") -> list[str]:
    """Give precision, recall and F1, with their intervals where there are any."""
    return [
        _share(measure.precision, measure.precision_interval),
        _share(measure.recall, measure.recall_interval),
        f"{measure.f1:.4f}",
    ]


def curve_rows(curve: "Curve", most: int) -> list[list[str]]:
    """Give a row a threshold: at most about `most`, evenly apart, the best one among them."""
    points = curve.points
    best = max(range(len(points)), key=lambda at: points[at].f1)
    step = -(-len(points) // most)
    told = thresholds(curve)
    return [
        [
            told[at],
            *(f"{number:.4f}" for number in (one.precision, one.recall, one.f1)),
            "best F1" if at == best else "",
        ]
        for at, one in enumerate(points)
        if at % step == 0 or at == best
    ]


def kinds(evaluation: "Evaluation") -> Iterator[tuple[str, "Sequence[Miss]"]]:
    """Give the misses by their kind."""
    yield "wrongly together", evaluation.false_positives
    yield "wrongly apart", evaluation.false_negatives


def miss_text(evaluation: "Evaluation", kind: str, miss: "Miss") -> str:
    """Give what a miss is a part of."""
    together = kind == "wrongly together"
    if evaluation.form == "pairs":
        return f"{'one person' if together else 'two persons'} of {miss.records:,} records"
    whole, parts = ("person", "entities") if together else ("entity", "persons")
    return f"one {whole} of {miss.records:,} records, {miss.parts:,} {parts}"


def miss_reason(evaluation: "Evaluation", miss: "Miss") -> str:
    """Give how probable the pair was held to be and why, as far as is known."""
    if miss.probability is not None:
        return f"{chance(miss.probability)} probable: {miss.why}"
    curve = evaluation.curve
    return "not among the scored pairs" if curve and curve.basis == "evidence" else ""


def evaluation_rows(evaluation: "Evaluation") -> Rows:
    """Give an evaluation as a result set: a row a measure, then those of each segment."""
    rows: list[tuple[object, ...]] = [
        (one.name, None, None, evaluation.coverage.judged, *_figures(one))
        for one in evaluation.measures
    ]
    for segment in evaluation.segments:
        name = OTHERS if segment.others else segment.value
        rows += [
            (one.name, evaluation.by, name, segment.records, *_figures(one))
            for one in (segment.pairs, segment.b_cubed)
            if one
        ]
    names, types = zip(*_ROW_COLUMNS, strict=True)
    return Rows(names, types, rows)


def _counted(name: str, evaluation: "Evaluation") -> str:
    counts = evaluation.counts
    if name == "pairs":
        of = f" of {counts.pairs:,}" if counts.pairs is not None else ""
        return (
            f"{counts.right_pairs:,} right, {counts.found_pairs:,} found,"
            f" {counts.true_pairs:,} true{of}"
        )
    if name == "clusters":
        return (
            f"{counts.found_clusters:,} found (largest {counts.largest_found:,}),"
            f" {counts.true_clusters:,} true (largest {counts.largest_true:,})"
        )
    return "the mean over the records"


def _share(share: float, interval: tuple[float, float] | None) -> str:
    if interval is None:
        return f"{share:.4f}"
    return f"{share:.4f} ({interval[0]:.3f}-{interval[1]:.3f})"


def _figures(measure: "Measure") -> tuple[float | None, ...]:
    intervals = measure.precision_interval, measure.recall_interval
    ends = [end for interval in intervals for end in (interval or (None, None))]
    return (measure.precision, measure.recall, measure.f1, *ends)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
