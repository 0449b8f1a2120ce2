"""The scores of all customers as a relation: probability, segment and reasons in words.

Owns how a model meets rows of the shadow. Texts are made in SQL, so that a million of them take
little time.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vibecli.engine.base import Array, Session
from vibecli.engine.names import literal, quote
from vibecli.errors import DataError, StepFailed
from vibecli.identity.scratch import Scratch
from vibecli.learn.compile import feature_select
from vibecli.learn.definition import FeatureSet
from vibecli.learn.label import counted, entities, moment_of
from vibecli.learn.paths import noted, unread
from vibecli.learn.reach import newest_of
from vibecli.learn.registry import SCORED, Registered
from vibecli.learn.spine import AFTER, of_those, spine_at, spine_own
from vibecli.steps.base import Shadow
from vibecli.steps.train_rows import fetched

if TYPE_CHECKING:
    from vibecli.learn.frame import Floats, Frame
    from vibecli.learn.scorer import Reasons, Scorer

SCORE, SEGMENT, REASON, *_ = SCORED
KEPT = dict(zip(SCORED, ("DOUBLE", "VARCHAR", "VARCHAR", "TIMESTAMP", "VARCHAR"), strict=True))
SCORE_TYPES = tuple(KEPT.values())
OWN = "own"  # as of: each customer just after the own newest event
_TOP = 3  # reasons of one customer
_DIGITS = 4
_SAMPLE = 20_000  # customers by which it is told that features moved


class Asked(NamedTuple):
    """Whose scores are wanted, as of when, and in which segments."""

    as_of: str | None
    segments: Sequence[tuple[str, float]]
    where: str | None  # of the customers, as it was said
    consent: str | None  # of the customers, as a purpose asks for

    def of(self, model: Registered, rows: str) -> str:
        """Give rows that have a key, of those customers alone."""
        for condition in (self.where, self.consent):
            rows = of_those(rows, model.entity, model.key, condition)
        return rows


@dataclass(frozen=True)
class Scored:
    """The rows of scores, and what is told of them together."""

    rows: str  # relation: key, score, segment, reason, as_of, model, version
    count: int
    mean: float
    drift: float  # index of the scores against those of the training
    moved: tuple[tuple[str, float], ...]  # features that moved since, with their index
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
    asked: Asked,
) -> Scored:
    """Score every customer. Raises DataError for what is no artefact, or does not fit."""
    from vibecli.learn.artefact import opened

    session = shadow.session
    scorer = opened(data)
    shadow.progress(0, 3, "features")
    own = asked.as_of == OWN
    moment = None if own else _moment(shadow, model, asked.as_of)
    features = scratch.table("features", _features(model, moment, asked, own=own))
    shadow.progress(1, 3, "scores")
    with judged(session, model, scorer, features, asked.segments) as found:
        shadow.progress(2, 3, "reasons")
        rows = scratch.table("scores", found.select)
    scores = found.scores
    return Scored(
        rows=rows,
        count=len(scores),
        mean=round(float(scores.mean()), 6) if len(scores) else 0.0,
        drift=scorer.score_drift(scores).psi if len(scores) else 0.0,
        moved=found.moved(scorer),
        as_of=moment.isoformat(sep=" ") if moment else "",
    )


@dataclass(frozen=True)
class Judged:
    """Scores of the customers of a relation of features."""

    frame: "Frame"
    scores: "Floats"
    select: str  # key, score, segment, reason, as_of, model, version

    def moved(self, scorer: "Scorer") -> tuple[tuple[str, float], ...]:
        """Give the features that moved since the training, the furthest first, by a sample."""
        if not len(self.scores):
            return ()
        some = self.frame.take(slice(None, None, len(self.frame) // _SAMPLE + 1))
        found = [(one.name, one.psi) for one in scorer.drift(some) if one.drift == "shifted"]
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


@contextmanager
def judged(
    session: Session,
    model: Registered,
    scorer: "Scorer",
    features: str,
    segments: Sequence[tuple[str, float]],
    texts: Sequence[str] | None = None,
) -> Iterator[Judged]:
    """Score the rows of a relation (key, cut, features); the SELECT holds as long as this does.

    `texts` are the columns that are fetched as text, where they are known.
    """
    frame = fetched(session, features, "key", feature_names(model), cut="cut", texts=texts)
    scores = scorer.score(frame)
    reasons = scorer.reasons(frame, _TOP)
    arrays = {"key": frame.keys, "cut": frame.cuts, "score": scores.round(_DIGITS)}
    arrays |= _reasons(model, frame, reasons)
    name = f"__score_{model.model}"
    own = session.describe(f"SELECT key FROM {features}")[0].type
    session.register(name, {n: array for n, array in arrays.items() if array is not None})
    told = ", ".join(_reason(rank) for rank in range(len(reasons.places)))
    reason = f"nullif(concat_ws('; ', {told}), '')" if told else "CAST(NULL AS VARCHAR)"
    try:
        yield Judged(
            frame,
            scores,
            f"SELECT CAST(key AS {own}) AS key, score, {_segment(segments)} AS segment,"
            f" {reason} AS reason,"
            f" CAST(cut AS TIMESTAMP) AS as_of, {literal(model.model)} AS model,"
            f" CAST({model.version:d} AS INTEGER) AS version FROM {quote(name)}",
        )
    finally:
        session.unregister(name)


def score_columns(column: str) -> tuple[str, ...]:
    """Give the names of the columns of a score and of what it rests on, for that of the score."""
    base = column.removesuffix(f"_{SCORE}")
    return column, *(f"{base}_{ending}" for ending in list(KEPT)[1:])


def kept_values(rows: str) -> tuple[str, ...]:
    """Give the SQL of those columns, of rows of scores under a name."""
    *values, _ = (f"{rows}.{value}" for value in KEPT)
    return *values, f"{rows}.model || ' v' || {rows}.version"


def unread_told(shadow: Shadow, model: Registered) -> Iterator[str]:
    """Tell of events whose match came after the model: they count by their own keys alone."""
    if isinstance(model.features, FeatureSet):
        for table in unread(
            model.features, lambda name: [column.name for column in shadow.columns(name)]
        ):
            yield (
                f"{model.model} v{model.version} does not know whom events of {table} were matched"
                f" to, as {table}.{noted(model.key)} came after it: train it again"
            )


def usual_segments(model: Registered) -> tuple[tuple[str, float], ...]:
    """Give the segments the training measured: the likeliest tenth, the fifth after it, others."""
    known = model.metrics.get("segments", {})
    try:
        ats = sorted(((n, float(v)) for n, v in known.items()), key=lambda pair: -pair[1])
    except (AttributeError, TypeError, ValueError):
        ats = [("", float("nan"))]
    if not all(0 <= at <= 1 for _, at in ats):
        raise DataError(
            f"the segments of {model.model} v{model.version} are no shares", hint="train it anew"
        )
    return (*ats, ("low", 0.0))


def feature_names(model: Registered) -> list[str]:
    """Give the features a model knows."""
    if isinstance(model.features, FeatureSet):
        return [feature.name for feature in model.features.features]
    return list(model.features.columns)


def _moment(shadow: Shadow, model: Registered, as_of: str | None) -> datetime | None:
    """Give the moment scores are as of, just after the newest event unless told."""
    if not isinstance(model.features, FeatureSet):
        return None
    if as_of:
        return moment_of(as_of)
    newest, told = newest_of(shadow.session, model.features.sources)
    if newest is None:
        raise StepFailed(f"{', '.join(model.tables)} have no event to score by")
    shadow.notices.extend(told)
    return newest + AFTER


def _features(model: Registered, moment: datetime | None, asked: Asked, *, own: bool) -> str:
    """Give the SELECT of the features of every customer that counts: key, cut, what is known."""
    features, label = model.features, model.label
    if not isinstance(features, FeatureSet):
        return f"SELECT *, CAST(NULL AS TIMESTAMP) AS cut FROM ({asked.of(model, model.sql)})"
    if own:
        every = spine_own(features)
        if label is not None:
            every = of_those(every, model.entity, model.key, label.who)
            every = counted(label, features, every)
    else:
        assert moment is not None
        at = moment.isoformat()
        every = spine_at(features, at) if label is None else entities(label, features, [moment])
    return feature_select(features, asked.of(model, every))


def _segment(segments: Sequence[tuple[str, float]]) -> str:
    cases = "".join(f" WHEN score >= {at!r} THEN {literal(name)}" for name, at in segments)
    return f"CASE{cases} END"


def _reasons(model: Registered, frame: "Frame", reasons: "Reasons") -> dict[str, Array]:
    """Give for each rank in words what moved the score, its value, and whether it is a number."""
    from vibecli.learn.frame import Numbers

    meanings = {name: name for name in feature_names(model)}
    if isinstance(model.features, FeatureSet):
        meanings |= {one.name: one.meaning for one in model.features.features}
    told = [meanings[name] for name in reasons.names]
    words = [f"{way} by {one}" for way in ("raised", "lowered") for one in told]
    phrases = np.array([*words, None], dtype=object)
    numbers = {one.name: one.values for one in frame.columns if isinstance(one, Numbers)}
    arrays: dict[str, Array] = {}
    for rank, places in enumerate(reasons.places):
        values = np.full(len(frame), np.nan)
        number = np.zeros(len(frame), bool)
        for place, name in enumerate(reasons.names):
            if name in numbers:
                rows = places == place
                number |= rows
                values[rows] = numbers[name][rows]
        at = np.where(reasons.effects[rank] > 0, places, places + len(told))
        at = np.where(places < 0, len(words) - 1, at)
        arrays |= {f"w{rank}": phrases[at], f"v{rank}": values, f"n{rank}": number}
    return arrays


def _reason(rank: int) -> str:
    """Give the SQL of one reason; a column of words is told without its value."""
    plain = f"regexp_replace(CAST(round(v{rank}, 1) AS VARCHAR), '[.]0$', '')"
    value = f"CASE WHEN n{rank} THEN coalesce(' (' || {plain} || ')', ' (none)') ELSE '' END"
    return f"w{rank} || {value}"
