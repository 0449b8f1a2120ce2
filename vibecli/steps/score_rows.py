"""The scores of all customers as a relation: probability, segment and reasons in words.

Owns how a model meets rows of the shadow. Texts are made in SQL, so that a million of them take
little time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from vibecli.engine.base import Session
from vibecli.engine.names import literal, quote
from vibecli.errors import StepFailed
from vibecli.identity.scratch import Scratch
from vibecli.learn.compile import feature_select
from vibecli.learn.definition import FeatureSet
from vibecli.learn.label import entities, moment_of
from vibecli.learn.registry import Registered
from vibecli.learn.spine import newest, spine_at
from vibecli.steps.base import Shadow
from vibecli.steps.train_rows import fetched

if TYPE_CHECKING:
    from vibecli.learn.scorer import Reasons

_TOP = 3  # reasons of one customer
_DIGITS = 4


@dataclass(frozen=True)
class Scored:
    """The rows of scores, and what is told of them together."""

    rows: str  # relation: key, score, segment, reason, as_of, model, version
    count: int
    mean: float
    drift: float  # index of the scores against those of the training
    as_of: str

    def by_segment(
        self, session: Session, segments: Sequence[tuple[str, float]]
    ) -> list[tuple[str | None, ...]]:
        """Give a line a segment."""
        rows = session.rows(
            "SELECT segment, count(*), avg(CAST(score AS DECIMAL(18, 6)))"
            f" FROM {self.rows} GROUP BY 1"
        )
        known = {name: (count, mean) for name, count, mean in rows}
        lines: list[tuple[str | None, ...]] = []
        for name, at in segments:
            count, mean = known.get(name, (0, None))
            share = f"{count / self.count:.1%}" if self.count else None
            told = None if mean is None else f"{mean:.3f}"
            lines.append((name, f"{at:.3f}", f"{count:,}", share, told))
        return lines


def scored(
    shadow: Shadow,
    scratch: Scratch,
    model: Registered,
    data: bytes,
    as_of: str | None,
    segments: Sequence[tuple[str, float]],
) -> Scored:
    """Score every customer. Raises DataError for what is no artefact, or does not fit."""
    from vibecli.learn.artefact import opened

    session = shadow.session
    scorer = opened(data)
    shadow.progress(0, 3, "features")
    moment = _moment(session, model, as_of)
    features = scratch.table("features", _features(model, moment))
    names = _names(model)
    shadow.progress(1, 3, "scores")
    frame = fetched(session, features, "key", names)
    scores = scorer.score(frame)
    shadow.progress(2, 3, "reasons")
    reasons = scorer.reasons(frame, _TOP)
    arrays = {"key": frame.keys, "score": scores.round(_DIGITS)}
    for rank in range(len(reasons.places)):
        arrays |= {f"p{rank}": reasons.places[rank], f"e{rank}": reasons.effects[rank]}
    name = f"__score_{model.model}"
    session.register(name, arrays)
    try:
        told = _told(model, reasons, [column.name for column in frame.columns if _plain(column)])
        rows = scratch.table(
            "scores",
            f"SELECT f.key, a.score, {_segment(segments)} AS segment, {told} AS reason,"
            f" CAST(f.cut AS TIMESTAMP) AS as_of, {literal(model.model)} AS model,"
            f" CAST({model.version:d} AS INTEGER) AS version"
            f" FROM {quote(name)} AS a JOIN {features} AS f ON f.key = a.key",
        )
    finally:
        session.unregister(name)
    return Scored(
        rows=rows,
        count=len(frame),
        mean=round(float(scores.mean()), 6) if len(frame) else 0.0,
        drift=scorer.score_drift(scores).psi if len(frame) else 0.0,
        as_of=moment.isoformat(sep=" ") if moment else "",
    )


def _moment(session: Session, model: Registered, as_of: str | None) -> datetime | None:
    """Give the moment scores are as of, just after the newest event unless told."""
    if not isinstance(model.features, FeatureSet):
        return None
    found = moment_of(as_of) if as_of else session.value(newest(model.features))
    if found is None:
        raise StepFailed(f"{', '.join(model.tables)} have no event to score by")
    return cast("datetime", found)


def _features(model: Registered, moment: datetime | None) -> str:
    """Give the SELECT of the features of every customer that counts: key, cut, what is known."""
    if moment is None or not isinstance(model.features, FeatureSet):
        return f"SELECT *, CAST(NULL AS TIMESTAMP) AS cut FROM ({model.sql})"
    if model.label is None:
        return feature_select(model.features, spine_at(model.features, moment.isoformat()))
    return feature_select(model.features, entities(model.label, model.features, [moment]))


def _names(model: Registered) -> list[str]:
    if isinstance(model.features, FeatureSet):
        return [feature.name for feature in model.features.features]
    return list(model.features.columns)


def _plain(column: object) -> bool:
    from vibecli.learn.frame import Numbers

    return isinstance(column, Numbers)


def _segment(segments: Sequence[tuple[str, float]]) -> str:
    cases = "".join(f" WHEN a.score >= {at!r} THEN {literal(name)}" for name, at in segments)
    return f"CASE{cases} END"


def _told(model: Registered, reasons: "Reasons", numeric: Sequence[str]) -> str:
    """Give the SQL of the reasons: what moved the score most, which way, and its value."""
    meanings = {name: name for name in _names(model)}
    if isinstance(model.features, FeatureSet):
        meanings |= {one.name: one.meaning for one in model.features.features}
    cases = []
    for place, name in enumerate(reasons.names):
        value = f"f.{quote(name)}"
        plain = f"regexp_replace(CAST(round(CAST({value} AS DOUBLE), 1) AS VARCHAR), '[.]0$', '')"
        number = f"coalesce(' (' || {plain} || ')', ' (none)')" if name in numeric else "''"
        text = f"{literal(meanings[name])} || {number}"
        cases.append(f" WHEN {place:d} THEN {text}")
    which = "CASE WHEN a.e{0} > 0 THEN 'raised by ' ELSE 'lowered by ' END"
    parts = [
        f"CASE WHEN a.p{rank} >= 0 THEN {which.format(rank)}"
        f" || CASE a.p{rank}{''.join(cases)} END END"
        for rank in range(len(reasons.places))
    ]
    return f"nullif(concat_ws('; ', {', '.join(parts)}), '')" if parts else "CAST(NULL AS VARCHAR)"
