"""The trained model of a match: all that scores a pair, as it is kept with the plan.

Owns its JSON form. Rarity is no part of it: it is counted anew on the records at hand.
"""

import hashlib
import json
from functools import cached_property
from typing import Literal, Self

import numpy as np

from vibecli.identity.calibration import Calibration
from vibecli.identity.fields import Field, Part, PartName
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import Kind
from vibecli.identity.recalibration import Shift
from vibecli.identity.record_rules import RecordRule
from vibecli.identity.resolve import Resolution
from vibecli.identity.statistics import Statistics
from vibecli.identity.thresholds import Thresholds
from vibecli.identity.weights import Weights, rarity_of
from vibecli.model import Model

_DECIMALS = 9


class TrainedPart(Model):
    """Where one source keeps a field's values."""

    column: str
    part: PartName


class TrainedField(Model):
    """One field and, by class (match, related, stranger), log2 of each level's probability."""

    label: str
    kind: Kind
    parts: tuple[TrainedPart | None, ...]  # one a source
    logs: tuple[tuple[float, ...], ...]  # level 0 (missing) first

    @property
    def field(self) -> Field:
        """The field as a match compares it."""
        parts = tuple(Part(p.column, p.part) if p else None for p in self.parts)
        return Field(self.label, self.kind, parts)


class TrainedLink(Model):
    """A column of one source that holds the key of another: records it joins are one person."""

    holder: str
    column: str
    target: str


class TrainedRule(Model):
    """Equal values of these columns were one person (same), or different ones two."""

    same: bool
    columns: tuple[str | None, ...]  # one a source


class Trained(Model):
    """The weights of a match, the sources they are for in their order, and its thresholds."""

    format: Literal[1] = 1
    sources: tuple[str, ...]
    one_to_one: bool
    fields: tuple[TrainedField, ...]
    shares: tuple[float, ...]
    company: float = 0.0  # bits that records have company
    slope: float = 1.0  # of the bits for a merge, as answers have them
    offset: float = 0.0
    calibration: tuple[tuple[float, float], ...] = ()  # bits, and what clusters make of them
    accept: float
    review: float
    accept_from: Literal["given", "estimated"]
    review_from: Literal["given", "default"]
    links: tuple[TrainedLink, ...] = ()
    rules: tuple[TrainedRule, ...] = ()
    statistics: Statistics | None = None  # None: only a full match may follow
    judged: str = ""  # what tells the verdicts the match has kept to

    @classmethod
    def of(
        cls, resolution: Resolution, weights: Weights, *, one_to_one: bool, judged: str = ""
    ) -> Self:
        """Keep what a match has learnt."""
        thresholds = resolution.thresholds
        return cls(
            sources=resolution.frame.names,
            one_to_one=one_to_one,
            fields=tuple(
                TrainedField(
                    label=field.label,
                    kind=field.kind,
                    parts=tuple(
                        TrainedPart(column=p.column, part=p.part) if p else None
                        for p in field.parts
                    ),
                    logs=tuple(map(tuple, logs.round(_DECIMALS).tolist())),
                )
                for field, logs in zip(resolution.fields, weights.logs, strict=True)
            ),
            shares=tuple(weights.shares.tolist()),
            company=resolution.company,
            slope=resolution.shift.slope,
            offset=resolution.shift.offset,
            calibration=resolution.outcome.calibration.knots,
            accept=thresholds.accept,
            review=thresholds.review,
            accept_from=thresholds.accept_from,
            review_from=thresholds.review_from,
            links=tuple(
                TrainedLink(holder=link.holder, column=link.column, target=link.target)
                for link in resolution.links
            ),
            rules=tuple(
                TrainedRule(same=rule.same, columns=rule.columns) for rule in resolution.ruled.rules
            ),
            statistics=resolution.statistics,
            judged=judged,
        )

    @property
    def reading(self) -> str:
        """What tells models that read records in the same way."""
        fields = [field.model_dump(mode="json", exclude={"logs"}) for field in self.fields]
        known = self.statistics or ()
        told = [self.sources, fields, [[f.day_first, f.placeholders] for f in known]]
        return hashlib.md5(json.dumps(told).encode(), usedforsecurity=False).hexdigest()

    @cached_property
    def chosen_fields(self) -> tuple[Field, ...]:
        """The fields to compare."""
        return tuple(field.field for field in self.fields)

    @property
    def shift(self) -> Shift:
        """What answers have taught of the bits for a merge."""
        return Shift(self.slope, self.offset)

    @property
    def calibrated(self) -> Calibration:
        """How often pairs of so many bits are one person."""
        return Calibration(self.calibration)

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds a merge is accepted and asked at."""
        return Thresholds(self.accept, self.review, self.accept_from, self.review_from)

    @property
    def record_rules(self) -> tuple[RecordRule, ...]:
        """The rules as a match takes them."""
        return tuple(RecordRule(rule.same, rule.columns) for rule in self.rules)

    def weights(self, frame: Frame) -> Weights:
        """Give the weights for a frame of these fields."""
        logs = tuple(np.array(field.logs) for field in self.fields)
        return Weights(logs, np.array(self.shares), rarity_of(frame))
