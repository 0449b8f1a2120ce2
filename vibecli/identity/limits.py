"""Limits: where the columns cannot tell which records belong together, said in plain words.

Owns the definition. A resolution with limits accepts nothing by itself unless a person set the
threshold: its likely merges are left to review.
"""

from collections.abc import Iterator

import numpy as np

from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import IDENTIFYING, WEAK, Kind
from vibecli.identity.source import NO_VALUE

_ENOUGH = 3  # columns that tell apart; with fewer, namesakes and similar titles look like one
_OFTEN = 0.5  # of the records a column must tell something of
_LEAST_RECALL = 2 / 3


def limits_of(frame: Frame, recall: float | None) -> tuple[str, ...]:
    """Give the reasons why the result is not to be trusted; `recall` is the estimated one."""
    return tuple(_reasons(frame, recall)) if frame.fields else ()


def _reasons(frame: Frame, recall: float | None) -> Iterator[str]:
    telling = [field for field in frame.fields if field.kind not in (*WEAK, Kind.CITY)]
    strong = any(field.kind in IDENTIFYING and _said(field) >= _OFTEN for field in telling)
    if not strong and len(telling) < _ENOUGH:
        named = _listed([field.label for field in telling or frame.fields])
        verb = "tells" if len(telling or frame.fields) == 1 else "tell"
        yield f"only {named} {verb} records apart"
    titled = any(field.kind is Kind.TEXT for field in telling)
    if titled and recall is not None and recall < _LEAST_RECALL:
        yield (
            f"of the pairs that look like one only {recall:.0%} can be put together"
            " without contradicting others"
        )


def _said(field: Coded) -> float:
    return float(np.mean(field.codes != NO_VALUE))


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
