"""The vicinity of a batch: its records and the known ones near them, as a frame of their own.

Owns the way from shelves back to a frame, and rarity counted over all records there are. Records
are in the order of (source, id), as in the frame of a full match.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.compare import Comparer
from vibecli.identity.fields import Field
from vibecli.identity.frame import Coded, Frame, is_name
from vibecli.identity.index import Index
from vibecli.identity.shelf import Forms, Shelf, print_of
from vibecli.identity.source import NO_VALUE
from vibecli.identity.spelling import SPELT_KINDS, one_spelling, spelt_out
from vibecli.identity.weights import Weights, pair_bits

_Part = tuple[Shelf, Array]  # a shelf and the places on it


@dataclass(frozen=True)
class Vicinity:
    """Records by their numbers (known ones first, then the batch), ready to be compared."""

    frame: Frame
    numbers: Array  # of each record
    known: int  # how many known numbers there are: above them is the batch
    weights: Weights
    comparer: Comparer

    @property
    def new(self) -> Array:
        """Tell which records are of the batch."""
        return np.asarray(self.numbers >= self.known)

    def places(self, numbers: Array) -> Array:
        """Give the places of records by their numbers; each must be here."""
        order = np.argsort(self.numbers)
        return np.asarray(order[np.searchsorted(self.numbers, numbers, sorter=order)])

    def scored(self, pairs: Array) -> tuple[Array, Array]:
        """Give levels and bits of pairs."""
        if not len(pairs):
            return np.empty((0, len(self.frame.fields)), dtype=np.uint8), np.empty(0)
        levels = self.comparer.levels(pairs)
        return levels, pair_bits(self.frame, self.weights, pairs, levels)


def vicinity(index: Index, batch: Shelf, numbers: Array) -> Vicinity:
    """Give the vicinity of these known numbers and the whole batch (numbers are sorted)."""
    first, known = index.base_size, index.base_size + index.known.later.size
    parts: list[_Part] = [
        (index.known.base, numbers[numbers < first]),
        (index.known.later, numbers[(numbers >= first) & (numbers < known)] - first),
        (batch, np.arange(batch.size)),
    ]
    parts = [(shelf, at) for shelf, at in parts if len(at) or shelf is batch]
    own = np.concatenate([numbers, known + np.arange(batch.size)])
    source = np.concatenate([shelf.source[at] for shelf, at in parts])
    ids = np.array([i for shelf, at in parts for i in shelf.ids.picked(at)], dtype=object)
    order = np.array(sorted(range(len(ids)), key=lambda i: (source[i], ids[i])), dtype=np.int64)
    fields = index.trained.chosen_fields
    coded, rarity = _coded(index, batch, parts, fields)
    frame = Frame(
        names=index.trained.sources,
        source=source[order],
        ids=ids[order],
        fields=tuple(Coded(f.label, f.kind, f.codes[order], f.values, f.counts) for f in coded),
        placeholders=(),
        among=index.size + batch.size,
    )
    weights = Weights(index.logs, index.shares, rarity)
    return Vicinity(frame, own[order], known, weights, Comparer(frame))


class _Words:
    """The forms of a field, or of the names' fields together, numbered as they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.prints: list[int] = []
        self._bare: dict[str, str] = {}

    def codes(self, forms: Forms, records: Array) -> Array:
        """Give the number of each record's form."""
        codes = forms.codes[records].tolist()
        held = [code for code in dict.fromkeys(codes) if code != NO_VALUE]
        places = np.array(held, dtype=np.int64)
        own = {NO_VALUE: NO_VALUE}
        prints = forms.prints[places].tolist()
        for code, text, number in zip(held, forms.texts.picked(places), prints, strict=True):
            own[code] = self.numbers.setdefault(text, len(self.numbers))
            if own[code] == len(self.prints):
                self.prints.append(number)
        return np.fromiter(map(own.__getitem__, codes), np.int32, len(codes))

    def spell(self) -> None:
        """Number also the bare forms of those that may spell out an umlaut."""
        self._bare = spelt_out(self.numbers)
        missing = [text for text in dict.fromkeys(self._bare.values()) if text not in self.numbers]
        if missing:
            self.prints += print_of(missing).tolist()
        for text in missing:
            self.numbers[text] = len(self.numbers)

    def spelt(self, codes: Array, counts: Array) -> tuple[Array, Array]:
        """Give codes and counts with one number for all spellings of a value."""
        if not self._bare:
            return codes, counts
        same = self._one_spelling(counts)
        together = np.bincount(same, counts, minlength=len(same)).astype(np.int64)
        return np.where(codes == NO_VALUE, NO_VALUE, np.append(same, 0)[codes]), together

    def _one_spelling(self, counts: Array) -> Array:
        many = dict(zip(self.numbers, counts.tolist(), strict=True))
        own = np.arange(len(self.numbers))
        for text, other in one_spelling(self._bare, many).items():
            own[self.numbers[text]] = self.numbers[other]
        return own


def _coded(
    index: Index, batch: Shelf, parts: Sequence[_Part], fields: Sequence[Field]
) -> tuple[list[Coded], tuple[Array, ...]]:
    """Give the fields of the vicinity, and how rare each of their values is among all records."""
    names = _Words()
    numbered: list[tuple[_Words, Array]] = []
    for at, field in enumerate(fields):
        words = names if is_name(field.kind) else _Words()
        own = [words.codes(shelf.forms[at], places) for shelf, places in parts]
        numbered.append((words, np.concatenate(own)))
        if field.kind in SPELT_KINDS:
            words.spell()
    values = {id(words): tuple(words.numbers) for words, _ in numbered}
    coded, rarity = [], []
    for at, (field, (words, written)) in enumerate(zip(fields, numbered, strict=True)):
        held, usage = index.held(batch, at, np.array(words.prints, dtype=np.uint64))
        spelt = field.kind in SPELT_KINDS
        codes, counts = words.spelt(written, held) if spelt else (written, held)
        coded.append(Coded(field.label, field.kind, codes, values[id(words)], counts))
        rarity.append(index.rarity(at, counts, usage))
    return coded, tuple(rarity)
