"""Evidence: the pairs that were accepted or need a person's eye, each with its reason in words.

Owns the words. A reason is made once for every distinct row of levels.
"""

from collections.abc import Mapping

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.frame import Frame
from vibecli.identity.kinds import LEVELS
from vibecli.identity.patterns import numbered_patterns
from vibecli.identity.weights import MATCH, STRANGER, Weights, probability

_MOST_WORDS = 6


def reasons(frame: Frame, weights: Weights | None, levels: Array) -> Array:
    """Give the reason of each row of levels, what counts most first."""
    rows, place = numbered_patterns(levels)
    order = _most_first(weights, rows)
    words = [
        ["", *(f"{field.label} {name}" for name in LEVELS[field.kind].names)]
        for field in frame.fields
    ]
    texts = np.empty(len(rows), dtype=object)
    for at, (row, ranked) in enumerate(zip(rows.tolist(), order.tolist(), strict=True)):
        said = [words[field][row[field]] for field in ranked if row[field]]
        texts[at] = ", ".join(said[:_MOST_WORDS]) or "nothing to compare"
    return np.asarray(texts[place]) if len(rows) else texts


def _most_first(weights: Weights | None, rows: Array) -> Array:
    """Give the fields of each row, those that count most first."""
    if weights is None:
        return np.broadcast_to(np.arange(rows.shape[1]), rows.shape)
    counts = [
        np.abs(logs[MATCH] - logs[STRANGER])[rows[:, field]]
        for field, logs in enumerate(weights.logs)
    ]
    return np.argsort(-np.stack(counts, axis=1), axis=1, kind="stable")


def doubtful_first(pairs: Array, bits: Array, review: Array) -> Array:
    """Give the order of evidence: pairs to review, then accepted ones, the surest last."""
    return np.lexsort((pairs, bits.round(6), ~review))


def evidence_arrays(
    frame: Frame,
    pairs: Array,
    bits: Array,
    review: Array,
    why: Array,
    told: Array | None = None,
) -> Mapping[str, Array]:
    """Give the evidence table by column; `review` tells the pairs a person should look at.

    `told`: the bits as the probability has them, where those of the fields are not calibrated.
    """
    left, right = split_pairs(pairs, max(frame.size, 1))
    names = np.array(frame.names, dtype=object)
    return {
        "left_source": names[frame.source[left]],
        "left_id": frame.ids[left],
        "right_source": names[frame.source[right]],
        "right_id": frame.ids[right],
        "probability": probability(bits if told is None else told).round(6),
        "bits": bits.round(4),
        "band": np.array(["accept", "review"], dtype=object)[review.astype(np.intp)],
        "why": why,
    }
