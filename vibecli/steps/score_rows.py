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

from vibecli.engine.base import Session
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
    where: str | None  # conditions on the rows of the customers: of those asked for,
    consent: str | None  # and of those who consented


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
) -> Iterator[Judged]:
    """Score the rows of a relation (key, cut, features); the SELECT holds as long as this does."""
    frame = fetched(session, features, "key", feature_names(model))
    scores = scorer.score(frame)
    reasons = scorer.reasons(frame, _TOP)
    there = {column.name for column in frame.columns if _plain(column)}
    numeric = [name for name in reasons.names if name in there]
    arrays = {"key": frame.keys, "score": scores.round(_DIGITS)}
    for rank in range(len(reasons.places)):
        places = reasons.places[rank]
        arrays |= {f"p{rank}": places, f"e{rank}": reasons.effects[rank]}
        arrays[f"n{rank}"] = np.isin(places, [reasons.names.index(one) for one in numeric])
    name = f"__score_{model.model}"
    session.register(name, arrays)
    told, values = _told(model, reasons), _values(reasons, numeric)
    try:
        yield Judged(
            frame,
            scores,
            f"SELECT a.key, a.score, {_segment(segments)} AS segment, {told} AS reason,"
            f" CAST(a.cut AS TIMESTAMP) AS as_of, {literal(model.model)} AS model,"
            f" CAST({model.version:d} AS INTEGER) AS version"
            f" FROM (SELECT a.*, f.cut, {values} AS v FROM {quote(name)} AS a"
            f" JOIN {features} AS f ON f.key = a.key) AS a",
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
        those = _of_those(model, model.sql, asked)
        return f"SELECT *, CAST(NULL AS TIMESTAMP) AS cut FROM ({those})"
    if own:
        every = spine_own(features)
        who = label.who if label else None
        every = of_those(every, model.entity, model.key, who)
        spine = every if label is None else counted(label, features, every)
    else:
        assert moment is not None
        at = moment.isoformat()
        spine = spine_at(features, at) if label is None else entities(label, features, [moment])
    return feature_select(features, _of_those(model, spine, asked))


def _of_those(model: Registered, spine: str, asked: Asked) -> str:
    for condition in (asked.where, asked.consent):
        spine = of_those(spine, model.entity, model.key, condition)
    return spine


def _plain(column: object) -> bool:
    from vibecli.learn.frame import Numbers

    return isinstance(column, Numbers)


def _segment(segments: Sequence[tuple[str, float]]) -> str:
    cases = "".join(f" WHEN a.score >= {at!r} THEN {literal(name)}" for name, at in segments)
    return f"CASE{cases} END"


def _told(model: Registered, reasons: "Reasons") -> str:
    """Give the SQL of the reasons: what moved the score most, which way, and its value."""
    meanings = {name: name for name in feature_names(model)}
    if isinstance(model.features, FeatureSet):
        meanings |= {one.name: one.meaning for one in model.features.features}
    words = ", ".join(literal(meanings[name]) for name in reasons.names)
    parts = [_reason(rank, words) for rank in range(len(reasons.places))]
    return f"nullif(concat_ws('; ', {', '.join(parts)}), '')" if parts else "CAST(NULL AS VARCHAR)"


def _values(reasons: "Reasons", numeric: Sequence[str]) -> str:
    """Give the SQL of the numbers of a row, null for words, in the order of the reasons."""
    values = (f"CAST(f.{quote(n)} AS DOUBLE)" if n in numeric else "NULL" for n in reasons.names)
    return f"CAST([{', '.join(values)}] AS DOUBLE[])"


def _reason(rank: int, words: str) -> str:
    """Give the SQL of one reason; a column of words is told without its value."""
    value = f"round(a.v[a.p{rank} + 1], 1)"
    plain = f"regexp_replace(CAST({value} AS VARCHAR), '[.]0$', '')"
    return (
        f"CASE WHEN a.p{rank} >= 0 THEN"
        f" CASE WHEN a.e{rank} > 0 THEN 'raised by ' ELSE 'lowered by ' END"
        f" || [{words}][a.p{rank} + 1] || CASE WHEN a.n{rank}"
        f" THEN coalesce(' (' || {plain} || ')', ' (none)') ELSE '' END END"
    )
