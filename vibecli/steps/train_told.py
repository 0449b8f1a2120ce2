"""What a training tells: verdict beside the champion, metrics, evidence, and the registry's row.

Owns the words and the side tables. It fits nothing and reads no row of a customer.
"""

import base64
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vibecli.counting import counted
from vibecli.engine.names import column_text
from vibecli.errors import DataError
from vibecli.learn.artefact import opened
from vibecli.learn.contest import compare
from vibecli.learn.definition import FeatureSet
from vibecli.learn.fitting import Fitted
from vibecli.learn.registry import entity_of
from vibecli.learn.report import Contest, Interval, Metrics
from vibecli.steps.base import Figure, Shadow, StepResult
from vibecli.steps.listing import listing
from vibecli.steps.model_card import ALGORITHMS, BARS, CURVE, calibration_error, card_text, share

if TYPE_CHECKING:
    from vibecli.learn.frame import Frame
    from vibecli.learn.registry import Registered
    from vibecli.learn.telling import Telling
    from vibecli.steps.train import Train
    from vibecli.steps.train_rows import Rows

HIGH, MEDIUM = 0.9, 0.7  # shares of customers below these segments of scores
_TOO_GOOD = 0.98  # AUC that real customers do not allow
_EXACT = 10_000  # scores are kept to so many parts; the customer at the bound is in the segment
_DRIFTED = 0.1  # of the stability index, from which on it is told


@dataclass(frozen=True)
class Trained:
    """A model that was fitted, and the champion it was compared with."""

    step: "Train"
    rows: "Rows"
    fitted: Fitted
    champion: "Registered | None"
    telling: "tuple[Telling, ...]" = ()  # columns that tell it by themselves
    rival: Contest | None = None
    apart: str = ""  # why they cannot be compared

    def against(self, data: bytes, own: "Frame | None", apart: str) -> "Trained":
        """Compare with the champion on the same rows, where it can be opened and they suit it."""
        if apart:
            return replace(self, apart=apart)
        try:
            rival = compare(opened(data), self.fitted.scorer, self.rows.judged, own)
        except DataError as error:
            return replace(self, apart=error.message)
        return replace(self, rival=rival)

    @property
    def version(self) -> int:
        """The version it gets."""
        return self.champion.version + 1 if self.champion else 1

    @property
    def name(self) -> str:
        """The model and its version."""
        return f"{self.step.model} v{self.version}"

    @property
    def metrics(self) -> Metrics:
        """How good it is on rows it had not seen, those of the comparison where there is one."""
        return self.rival.challenger if self.rival else self.fitted.card.metrics

    @property
    def worse(self) -> bool:
        """True when it must not follow the champion unasked."""
        return bool(self.apart) or (self.rival is not None and self.rival.verdict == "worse")

    @property
    def verdict(self) -> str:
        """How it compares, in one line."""
        if self.champion is None:
            return f"first training of {self.step.model}: AUC {share(self.metrics.auc.value)}"
        before = f"v{self.champion.version}"
        if self.rival is None:
            return f"{self.name} cannot be compared with {before}: {self.apart}"
        old, new = self.rival.champion, self.rival.challenger
        told = f"AUC {share(new.auc.value)} after {share(old.auc.value)}"
        gain = f"change {_ends(self.rival.auc)}"
        if self.rival.auc.low <= 0 <= self.rival.auc.high:  # then it is the other measure
            gain = f"{gain}, Brier score {_ends(self.rival.brier)}"
        verdict = f"{self.rival.verdict} than {before} on the same customers"
        return f"{self.name} is {verdict}: {told} ({gain})"

    def result(self, shadow: Shadow) -> StepResult:
        """Keep the side tables, show the metrics, and give what the step came to."""
        shadow.view(self.step.id, listing(self._heads(), list(self._lines())))
        if not self.worse:  # the rule tells it then
            shadow.notices.append(self.verdict)
        shadow.notices.extend(self._doubts())
        card = self.fitted.card
        details = [
            *self._data(),
            f"{ALGORITHMS[card.algorithm]} ({card.words}): {card.why}",
            f"calibrated: {card.calibration}",
            *self.rows.notes,
        ]
        if moved := [one for one in card.drift if one.psi >= _DRIFTED]:
            told = ", ".join(f"{one.name} {one.psi:.2f}" for one in moved[:5])
            details.append(
                f"{counted(len(moved), 'feature')} moved since the training moments: {told}"
            )
        return StepResult(
            step=self.step.id,
            kind=self.step.kind,
            headline=self.verdict,
            details=tuple(details),
            figures=tuple(self._figures()),
            rows=tuple(self._evidence(shadow)),
        )

    @property
    def copies(self) -> tuple[str, ...]:
        """The columns as good as the label itself, each with what can be done about it."""
        return tuple(
            f"{one.column} tells {self.meaning} by itself (AUC {share(one.area)}), as what is"
            f" filled in afterwards does: train it without {one.column}, or say that"
            f" {one.column} is known before"
            for one in self.telling
            if one.copies
        )

    def _doubts(self) -> Iterator[str]:
        """Give what may be wrong with the data, short of a copy of the label."""
        if self.rows.cuts is not None and self.rows.cuts.strays:
            yield self.rows.cuts.strays
        for one in self.telling:
            if not one.copies:
                yield (
                    f"{one.column} alone is sure of {one.sure:.0%} of the rarer outcome:"
                    " look whether it is filled in only afterwards"
                )
        if self.step.known:
            yield f"said to be known before: {', '.join(self.step.known)}"
        elif self.metrics.auc.value >= _TOO_GOOD and not self.copies:
            first = self.fitted.card.importance[0].feature
            late = "is" if self.rows.cuts is None else "rests on events that are"
            yield (
                f"{self.name} is almost never wrong:"
                f" look whether {first} {late} known only afterwards"
            )

    def row(self) -> dict[str, str]:
        """Give the row of the registry as text, the artefact in base64."""
        from vibecli.steps.train import to_json

        step, card = self.step, self.fitted.card
        features = self.rows.features
        label = to_json(step.foreseen.model_dump()) if step.foreseen else None
        cuts = self.rows.cuts
        told: dict[str, str | None] = {
            "model": step.model,
            "version": str(self.version),
            "algorithm": card.algorithm,
            "meaning": self.meaning,
            "customers": column_text(entity_of(features), features.key),
            "reads": ", ".join(step.tables),
            "label": label,
            "features": to_json(features.model_dump()),
            "sql": self.rows.sql,
            "fingerprint": self.rows.fingerprint,
            "cut": cuts.test.isoformat(sep=" ") if cuts else None,
            "rows": str(card.rows),
            "metrics": to_json(self._kept()),
            "card": card_text(self),
            "artefact": base64.b64encode(self.fitted.artefact()).decode(),
        }
        return told  # type: ignore[return-value]

    @property
    def meaning(self) -> str:
        """What it foresees."""
        return self.step.meaning

    def _data(self) -> Iterator[str]:
        card, cuts = self.fitted.card, self.rows.cuts
        positive = card.positives / card.rows
        yield f"foreseen: {self.meaning}; true of {positive:.1%} of {card.rows:,} rows learnt from"
        if cuts is None:
            yield f"tested on customers set apart ({card.split}), as the table has no time"
            return
        days = ", ".join(cut.date().isoformat() for cut in cuts.train)
        yield (
            f"learnt as of {days}; tested as of {cuts.test.date()} on {card.metrics.rows:,}"
            f" customers whose labels were known by {cuts.now.date()}, the newest event"
        )

    def _heads(self) -> tuple[str, ...]:
        if self.champion is None or self.rival is None:
            return ("measure", "value", "note")
        return ("measure", f"v{self.version}", f"v{self.champion.version}", "change", "95 %")

    def _lines(self) -> Iterator[tuple[str, ...]]:
        """Give the metrics, a line a measure, beside those of the champion where there is one."""
        new, kind, true = self.metrics, self.fitted.card.algorithm, f"{self.metrics.rate:.1%}"
        if self.champion is None or self.rival is None:
            yield ("model", ALGORITHMS[kind], self.apart or "first training")
            yield ("customers tested on", f"{new.rows:,}", f"{true} of them true")
            for measure, value, told in _measures(new):
                yield (measure, f"{value:.4f}", told)
            return
        old, rival = self.rival.champion, self.rival
        gains = {"AUC": _ends(rival.auc), "Brier score": _ends(rival.brier)}
        yield ("model", kind, self.champion.algorithm, rival.verdict, "")
        yield ("customers tested on", f"{new.rows:,}", f"{old.rows:,}", "", f"{true} true")
        for (measure, value, _), (_, before, _) in zip(_measures(new), _measures(old), strict=True):
            change = (f"{value - before:+.4f}", gains.get(measure, ""))
            yield (measure, f"{value:.4f}", f"{before:.4f}", *change)

    def _figures(self) -> Iterator[Figure]:
        for name, value in self._numbers().items():
            yield Figure(name=name, value=round(value, 6))

    def _numbers(self) -> dict[str, float]:
        new = self.metrics
        found: dict[str, float] = {
            "version": self.version,
            "rows": self.fitted.card.rows,
            "tested_on": new.rows,
            "rate": new.rate,
            "auc": new.auc.value,
            "auc_low": new.auc.low,
            "auc_high": new.auc.high,
            "average_precision": new.average_precision,
            "brier": new.brier,
            "lift": new.lift,
            "calibration_error": calibration_error(new),
        }
        if self.rival:
            found |= {
                "champion_auc": self.rival.champion.auc.value,
                "auc_gain": self.rival.auc.value,
                "auc_gain_low": self.rival.auc.low,
                "auc_gain_high": self.rival.auc.high,
                "brier_gain": self.rival.brier.value,
            }
        return found

    def _kept(self) -> dict[str, object]:
        """Give the metrics as the registry keeps them."""
        numbers = {name: round(value, 6) for name, value in self._numbers().items()}
        return {**numbers, "segments": self.thresholds}

    @property
    def thresholds(self) -> dict[str, float]:
        """The scores from which on customers are in the segments of high and medium."""
        scores, seen = self.fitted.scorer.unseen(self.rows.judged)
        known = np.sort(scores[seen] if seen.any() else scores)
        at = {"high": HIGH, "medium": MEDIUM}
        found = {name: float(known[int(q * (len(known) - 1))]) for name, q in at.items()}
        return {name: math.floor(score * _EXACT) / _EXACT for name, score in found.items()}

    def _evidence(self, shadow: Shadow) -> Iterator[str]:
        """Keep candidates, segments, drift, importance and calibration beside the plan."""
        card, step = self.fitted.card, self.step.id
        tables: dict[str, tuple[Sequence[str], list[tuple[object, ...]]]] = {
            "_candidates": (
                ("model", "auc", "error", "shortfall", "chosen"),
                [
                    (ALGORITHMS[c.algorithm], c.auc, c.error, c.shortfall, c.chosen)
                    for c in card.candidates
                ],
            ),
            "_segments": (
                ("column", "level", "customers", "rate", "score", "brier", "auc"),
                [
                    (s.column, s.level, s.rows, s.rate, s.score, s.brier, s.auc and s.auc.value)
                    for s in card.segments
                ],
            ),
            "_drift": (
                ("feature", "psi", "drift"),
                [(d.name, d.psi, d.drift) for d in card.drift],
            ),
            BARS: (
                ("feature", "meaning", "loss", "error"),
                [(i.feature, self.means(i.feature), i.loss, i.error) for i in card.importance],
            ),
            CURVE: (
                ("customers", "low", "high", "foreseen", "happened"),
                [(b.rows, b.low, b.high, b.score, b.rate) for b in self.metrics.bins],
            ),
        }
        for name, (heads, lines) in tables.items():
            if lines:
                yield shadow.evidence(f"{step}{name}", _columns(heads, lines))

    def means(self, feature: str) -> str:
        """Give what a feature means."""
        if not isinstance(self.rows.features, FeatureSet):
            return f"column of {self.rows.features.table}"
        found = (one.meaning for one in self.rows.features.features if one.name == feature)
        return next(found, "")


def _columns(
    heads: Sequence[str], lines: Sequence[Sequence[object]]
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.object_]]]:
    """Give side-table columns of text; numbers are rounded, so that they can be read."""
    texts = [[_cell(value) for value in line] for line in lines]
    return {head: np.array(column, object) for head, *column in zip(heads, *texts, strict=True)}


def _cell(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _measures(metrics: Metrics) -> Iterator[tuple[str, float, str]]:
    """Give each measure with its value and what is good."""
    auc = metrics.auc
    yield "AUC", auc.value, f"{auc.low:.4f} to {auc.high:.4f}; 0.5 is chance"
    yield "average precision", metrics.average_precision, f"{metrics.rate:.4f} is chance"
    yield "Brier score", metrics.brier, "less is better"
    yield "lift at 10 %", metrics.lift, "times as often among the likeliest tenth"
    yield "calibration error", calibration_error(metrics), "less is better"


def _ends(found: Interval) -> str:
    return f"{found.low:+.4f} to {found.high:+.4f}"
