"""The card of a model: all that is to be known of it, as Markdown a person reads.

Owns the words for kinds of models and the order of the card. No value of a customer is on it.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vibecli.learn.definition import FeatureSet
from vibecli.learn.report import Metrics

if TYPE_CHECKING:
    from vibecli.steps.train_told import Trained

ALGORITHMS = {
    "rule": "simple rule",
    "logistic": "logistic regression",
    "boosting": "boosted trees",
    "deep boosting": "deep boosted trees",
    "blend": "blend of regression and trees",
}
BARS, CURVE = "_importance", "_calibration"  # evidence of a training that a report draws
_FEATURES, _TELLING = 60, 12


def share(value: float) -> str:
    """Give a figure as it is told in a sentence."""
    return f"{value:.3f}"


def calibration_error(metrics: Metrics) -> float:
    """Give how far scores are from what happened, on average over bins of customers."""
    off = sum(one.rows * abs(one.score - one.rate) for one in metrics.bins)
    return off / max(sum(one.rows for one in metrics.bins), 1)


def card_text(told: "Trained") -> str:
    """Give the card."""
    return "\n".join([f"# {told.name}", "", *_parts(told)]).rstrip() + "\n"


def _parts(told: "Trained") -> Iterator[str]:
    card = told.fitted.card
    yield f"Foresees: {told.meaning}."
    yield ""
    yield f"{ALGORITHMS[card.algorithm].capitalize()}, {card.words}. Chosen: {card.why}."
    yield f"Calibration: {card.calibration}."
    yield from _data(told)
    yield from _quality(told)
    yield from _table(
        "What tells most",
        ("feature", "AUC lost without it", "meaning"),
        [
            (one.feature, f"{one.loss:.4f}", told.means(one.feature))
            for one in card.importance[:_TELLING]
        ],
    )
    yield from _table(
        "By segment",
        ("segment", "customers", "true of", "mean score", "AUC"),
        [
            (
                f"{one.column} = {one.level}",
                f"{one.rows:,}",
                f"{one.rate:.1%}",
                f"{one.score:.3f}",
                f"{one.auc.value:.3f}" if one.auc else "too few",
            )
            for one in card.segments
        ],
    )
    yield from _table(
        "What moved between training and test",
        ("feature", "stability index", ""),
        [(one.name, f"{one.psi:.3f}", one.drift) for one in card.drift if one.drift != "stable"],
    )
    yield from _features(told)
    yield "Packages: " + ", ".join(
        f"{name} {card.packages[name]}" for name in sorted(card.packages)
    )


def _quality(told: "Trained") -> Iterator[str]:
    card, metrics = told.fitted.card, told.metrics
    yield from _table(
        "How good it is",
        ("measure", "value"),
        [
            ("customers tested on", f"{metrics.rows:,}"),
            ("true of", f"{metrics.rate:.1%}"),
            ("AUC", f"{metrics.auc.value:.4f} ({metrics.auc.low:.4f} to {metrics.auc.high:.4f})"),
            ("average precision", f"{metrics.average_precision:.4f}"),
            ("Brier score", f"{metrics.brier:.4f}"),
            ("lift at 10 %", f"{metrics.lift:.2f}"),
            ("calibration error", f"{calibration_error(metrics):.4f}"),
        ],
    )
    yield "The same customers chose among what was tried, so these figures lean to the good side."
    yield ""
    if told.champion is not None:
        yield told.verdict + "."
        yield ""
    yield from _table(
        "What was tried",
        ("model", "AUC", "short of the best", ""),
        [
            (
                ALGORITHMS[one.algorithm],
                f"{one.auc:.4f}",
                f"{one.shortfall:.4f} (standard error {one.shortfall_error:.4f})",
                "chosen" if one.chosen else "",
            )
            for one in card.candidates
        ],
    )


def _data(told: "Trained") -> Iterator[str]:
    card, cuts = told.fitted.card, told.rows.cuts
    yield ""
    yield "## What it learnt from"
    yield ""
    yield f"{card.rows:,} rows of {', '.join(told.step.tables)}; print {told.rows.fingerprint}."
    if cuts is None:
        yield f"The table has no time: tested on customers set apart ({card.split})."
    else:
        days = ", ".join(cut.isoformat(sep=" ") for cut in cuts.train)
        yield f"Moments learnt from: {days}. Tested at {cuts.test.isoformat(sep=' ')}."
        yield f"Who is no longer in {told.step.entity} is not among them."
        yield f"Only labels known by {cuts.now.isoformat(sep=' ')}, the newest event, count."
    for condition in filter(None, (told.step.where, told.step.consent)):
        yield f"Only customers for whom {condition}."
    if told.step.ignore:
        yield f"Left out as asked: {', '.join(told.step.ignore)}."
    if told.step.known:
        yield f"Said to be known before: {', '.join(told.step.known)}."
    for note in told.rows.notes:
        yield f"{note[:1].upper()}{note[1:]}."
    yield ""


def _features(told: "Trained") -> Iterator[str]:
    features = told.rows.features
    if isinstance(features, FeatureSet):
        rows = [(one.name, one.meaning) for one in features.features]
        title = f"Features ({told.step.definition or features.name}, version {features.version})"
    else:
        rows = [(name, f"column of {features.table}") for name in features.columns]
        title = "Features"
    yield from _table(title, ("feature", "meaning"), rows[:_FEATURES])
    if len(rows) > _FEATURES:
        yield f"and {len(rows) - _FEATURES} more"
        yield ""


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield f"## {title}"
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
    yield ""
