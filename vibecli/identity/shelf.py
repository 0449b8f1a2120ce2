"""A shelf: records to be found again, by the keys that two records of one person mostly share.

Owns the arrays: the normal forms of each field, the tokens of each form, and for every rule the
sorted keys of the records. Nothing here depends on what other records there are, so shelves made of
the same records at different times find the same. An array may live in a file as well as in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Self

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import packed_keys, same_matter
from vibecli.identity.characters import Characters, per_text
from vibecli.identity.fields import Field
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import WEAK, Kind
from vibecli.identity.pool import spread
from vibecli.identity.tokens import coarse_tokens, user_parts

_ENCODING = ("utf-8", "surrogatepass")


class Texts:
    """Many texts as one array of bytes, read one by one."""

    def __init__(self, signs: Array, ends: Array) -> None:
        self.signs, self.ends = signs, ends

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """Lay texts out one after the other."""
        encoded = [text.encode(*_ENCODING) for text in texts]
        ends = np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)))
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), ends)

    def picked(self, places: Array) -> list[str]:
        """Give the texts at these places."""
        ends = self.ends[places].tolist()
        starts = np.where(places > 0, self.ends[places - 1], 0).tolist()
        return [
            self.signs[start:end].tobytes().decode(*_ENCODING)
            for start, end in zip(starts, ends, strict=True)
        ]


@dataclass(frozen=True)
class Forms:
    """One field of a shelf: its normal forms and which one each record has."""

    texts: Texts
    prints: Array  # uint64, a form each: equal for equal forms, sorted
    coarse: Array  # uint64, a form each: the token of a rule of two fields
    users: Array  # uint64, a form each: of e-mail addresses the part before the at sign
    counts: Array  # int64, records a form
    codes: Array  # int32, a record each; -1 where missing

    def held(self, prints: Array) -> Array:
        """Count the records that hold each of these forms."""
        if not len(self.prints):
            return np.zeros(len(prints), dtype=np.int64)
        place = np.minimum(np.searchsorted(self.prints, prints), len(self.prints) - 1)
        return np.where(self.prints[place] == prints, self.counts[place], 0)

    def tokens(self, of_form: Array, records: Array | slice) -> Array:
        """Give the token of each record, 0 where it has no value."""
        codes = self.codes[records]
        found = of_form[codes] if len(of_form) else np.zeros(len(codes), dtype=np.uint64)
        return np.where(codes < 0, np.uint64(0), found)


@dataclass(frozen=True)
class Rule:
    """What two records must share: tokens of one field or of two."""

    fields: tuple[int, ...]
    part: str = "coarse"  # for rules of one field: prints or users


@dataclass(frozen=True)
class Shelf:
    """Records with their keys."""

    prints: Array  # uint64, a record each: told by its name and its content
    source: Array
    ids: Texts
    forms: tuple[Forms, ...]
    keys: tuple[Array, ...]  # a rule each: sorted, the record in the lower bits

    @classmethod
    def of(cls, frame: Frame, prints: Array, rules: Sequence[Rule]) -> Self:
        """Put the records of a frame (read as settled) on a shelf."""
        forms = tuple(spread(_forms, frame.fields))
        return cls(
            prints=prints,
            source=frame.source.astype(np.int32),
            ids=Texts.of(frame.ids.tolist()),
            forms=forms,
            keys=tuple(spread(lambda rule: _sorted_keys(forms, rule), rules)),
        )

    @property
    def size(self) -> int:
        """The number of records."""
        return len(self.prints)

    def own_keys(self, rule: Rule, records: Array | slice) -> Array:
        """Give the key of each record by a rule; 0 where it lacks a token."""
        return packed_keys(list(_tokens(self.forms, rule, records)))

    def without(self, records: Array, rules: Sequence[Rule]) -> Self:
        """Give a shelf of some of the records, to be taken off this one."""
        forms = tuple(_some(one, records) for one in self.forms)
        return type(self)(
            prints=self.prints[records],
            source=self.source[records],
            ids=Texts.of(self.ids.picked(records)),
            forms=forms,
            keys=tuple(_sorted_keys(forms, rule) for rule in rules),
        )

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """Give every array under a name of its own."""
        yield from (("prints", self.prints), ("source", self.source))
        yield from (("ids", self.ids.signs), ("id_ends", self.ids.ends))
        for at, one in enumerate(self.forms):
            yield from ((f"text{at}", one.texts.signs), (f"text_ends{at}", one.texts.ends))
            yield from ((f"{n}{at}", getattr(one, n)) for n in _OF_FORMS)
        yield from ((f"keys{at}", keys) for at, keys in enumerate(self.keys))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array], fields: int, rules: int) -> Self:
        """Make the shelf its arrays came from."""
        return cls(
            prints=arrays["prints"],
            source=arrays["source"],
            ids=Texts(arrays["ids"], arrays["id_ends"]),
            forms=tuple(
                Forms(
                    Texts(arrays[f"text{at}"], arrays[f"text_ends{at}"]),
                    *(arrays[f"{name}{at}"] for name in _OF_FORMS),
                )
                for at in range(fields)
            ),
            keys=tuple(arrays[f"keys{at}"] for at in range(rules)),
        )


_OF_FORMS = ("prints", "coarse", "users", "counts", "codes")


def rules_of(fields: Sequence[Field]) -> tuple[Rule, ...]:
    """Give the rules that `block` finds candidates by, as far as records do not change them."""
    kinds = [field.kind for field in fields]
    single = [
        Rule((at,), part)
        for part in ("prints", "users")
        for at, kind in enumerate(kinds)
        if (kind not in WEAK or len(kinds) == 1) and (part == "prints" or kind is Kind.EMAIL)
    ]
    pairs = [
        Rule((one, two))
        for one, two in combinations(range(len(kinds)), 2)
        if not same_matter(kinds[one], kinds[two])
    ]
    return (*single, *pairs)


def print_of(texts: Sequence[str]) -> Array:
    """Give a number for each text, equal for equal ones, never 0."""
    found = per_text(texts, _whole)
    return np.where(found == 0, np.uint64(1), found)


def _whole(characters: Characters) -> Array:
    return characters.fingerprints(np.ones(len(characters.signs), dtype=bool))


def _forms(field: Coded) -> Forms:
    """Give the forms of a field, those that no record has any more left out."""
    held = np.flatnonzero(field.counts)
    prints = print_of([field.values[at] for at in held.tolist()])
    order = np.argsort(prints, kind="stable")
    kept = held[order]
    texts = [field.values[at] for at in kept.tolist()]
    number = np.full(len(field.values) + 1, -1, dtype=np.int32)
    number[kept] = np.arange(len(kept))
    every = Coded(field.label, field.kind, np.arange(len(texts)), tuple(texts), field.counts[kept])
    alone = Frame((), np.empty(0), np.empty(len(texts)), (every,), ())
    (coarse,) = coarse_tokens(alone)
    users = user_parts(alone)
    sorted_prints = prints[order]
    return Forms(
        texts=Texts.of(texts),
        prints=sorted_prints,
        coarse=sorted_prints if coarse.exact else coarse.tokens,
        users=users[0].tokens if users else np.empty(0, dtype=np.uint64),
        counts=field.counts[kept],
        codes=number[field.codes],
    )


def _some(forms: Forms, records: Array) -> Forms:
    """Give the forms of some records, under numbers of their own."""
    codes = forms.codes[records]
    held, place = np.unique(codes[codes >= 0], return_inverse=True)
    own = np.full(len(codes), -1, dtype=np.int32)
    own[codes >= 0] = place
    return Forms(
        texts=Texts.of(forms.texts.picked(held)),
        prints=forms.prints[held],
        coarse=forms.coarse[held],
        users=forms.users[held] if len(forms.users) else forms.users,
        counts=np.bincount(place, minlength=len(held)),
        codes=own,
    )


def _tokens(forms: Sequence[Forms], rule: Rule, records: Array | slice) -> Iterator[Array]:
    for field in rule.fields:
        part = "coarse" if len(rule.fields) > 1 else rule.part
        yield forms[field].tokens(getattr(forms[field], part), records)


def _sorted_keys(forms: Sequence[Forms], rule: Rule) -> Array:
    keys = packed_keys(list(_tokens(forms, rule, slice(None))))
    said = np.flatnonzero(keys)
    return np.sort(keys[said] | said.astype(np.uint64))
