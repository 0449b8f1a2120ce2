"""Evidence: the pairs that were accepted or need a person's eye, each with its reason in words.

Owns the words. A reason is made once for every distinct row of levels.
"""

from collections.abc import Mapping

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import LEVELS
from vibecli.identity.weights import MATCH, STRANGER, Weights, probability

_MOST_WORDS = 6


def reasons(frame: Frame, weights: Weights | None, levels: Array) -> Array:
    """Give the reason of each row of levels, what counts most first."""
    rows, place = np.unique(levels, axis=0, return_inverse=True)
    texts = np.array([_reason(frame, weights, row) for row in rows], dtype=object)
    return np.asarray(texts[place.reshape(-1)]) if len(rows) else texts


def _reason(frame: Frame, weights: Weights | None, row: Array) -> str:
    said = [i for i, level in enumerate(row.tolist()) if level]
    if weights:
        said.sort(key=lambda i: -abs(_weight(weights, i, int(row[i]))))
    words = [
        f"{frame.fields[i].label} {LEVELS[frame.fields[i].kind].names[int(row[i]) - 1]}"
        for i in said[:_MOST_WORDS]
    ]
    return ", ".join(words) or "nothing to compare"


def _weight(weights: Weights, field: int, level: int) -> float:
    logs = weights.logs[field]
    return float(logs[MATCH, level] - logs[STRANGER, level])


def evidence_arrays(
    frame: Frame, pairs: Array, bits: Array, band: Array, why: Array
) -> Mapping[str, Array]:
    """Give the evidence table by column, doubtful pairs first."""
    order = np.lexsort((pairs, bits.round(6), np.where(band == "review", 0, 1)))
    pairs, bits = pairs[order], bits[order]
    left, right = split_pairs(pairs, max(frame.size, 1))
    names = np.array(frame.names, dtype=object)
    return {
        "left_source": names[frame.source[left]],
        "left_id": frame.ids[left],
        "right_source": names[frame.source[right]],
        "right_id": frame.ids[right],
        "probability": probability(bits).round(6),
        "bits": bits.round(4),
        "band": band[order],
        "why": why[order],
    }
