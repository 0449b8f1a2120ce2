"""A shelf: records to be found again, by the keys that two records of one person mostly share.

Owns the arrays: the normal forms of each field, the tokens of each form, and for every rule the
sorted keys of the records. Nothing here depends on what other records there are, so shelves made of
the same records at different times find the same. An array may live in a file as well as in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Self

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import ROW_MASK, same_matter
from vibecli.identity.characters import spread_bits, whole_texts
from vibecli.identity.fields import Field
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import WEAK, Kind
from vibecli.identity.pool import spread
from vibecli.identity.tokens import coarse_tokens, user_parts
from vibecli.identity.usage import Usage

_RULE_BITS = 8  # no table has fields for more rules
_HASH = ~ROW_MASK & np.uint64((1 << (64 - _RULE_BITS)) - 1)
_FIRST_RULE = np.uint64(1)
_ALONE = np.uint64(1)  # in place of a second token
_FEW = 10_000  # records that are dealt with before threads have started
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
    usage: Array  # int64: how the records share the forms

    def held(self, prints: Array) -> Array:
        """Count the records that hold each of these forms."""
        if not len(self.prints):
            return np.zeros(len(prints), dtype=np.int64)
        place = np.minimum(np.searchsorted(self.prints, prints), len(self.prints) - 1)
        return np.where(self.prints[place] == prints, self.counts[place], 0)

    def tokens(self, part: str, records: Array | slice) -> Array:
        """Give the token of each record, 0 where it has no value."""
        codes, of_form = self.codes[records], getattr(self, part)
        found = of_form[codes] if len(of_form) else np.zeros(len(codes), dtype=np.uint64)
        return np.where(codes < 0, np.uint64(0), found)


@dataclass(frozen=True)
class Rule:
    """What two records must share: tokens of one field or of two."""

    fields: tuple[int, ...]
    part: str = "coarse"  # for rules of one field: prints or users

    @property
    def parts(self) -> tuple[tuple[int, str], ...]:
        """The fields, each with what of it counts."""
        return tuple((field, self.part) for field in self.fields)


@dataclass(frozen=True)
class _Parts:
    """What the rules ask for: each part once, and its place for both sides of a rule."""

    parts: tuple[tuple[int, str], ...]
    one: Array
    two: Array  # behind the parts where a rule has one side only


class Rules(tuple[Rule, ...]):  # noqa: SLOT001 - what they ask for is kept with them
    """The rules of some fields."""

    @cached_property
    def asked(self) -> _Parts:
        """What they ask for."""
        parts = tuple(dict.fromkeys(part for rule in self for part in rule.parts))
        sides = [[parts.index(part) for part in rule.parts] for rule in self]
        two = [side[1] if len(side) > 1 else len(parts) for side in sides]
        return _Parts(parts, np.array([side[0] for side in sides]), np.array(two))


@dataclass(frozen=True)
class Shelf:
    """Records with their keys."""

    prints: Array  # uint64, a record each: told by its name and its content
    source: Array
    ids: Texts
    forms: tuple[Forms, ...]
    keys: Array  # uint64, sorted: the rule, below it what its fields say, below it the record

    @classmethod
    def of(cls, frame: Frame, records: Array, rules: Rules) -> Self:
        """Put the records of a frame (read as settled) on a shelf; `records` are their prints."""
        few = frame.size < _FEW
        prints = _field_prints(frame.fields, small=few)
        forms = tuple(spread(_forms, list(zip(frame.fields, prints, strict=True)), small=few))
        return cls(
            prints=records,
            source=frame.source.astype(np.int32),
            ids=Texts.of(frame.ids.tolist()),
            forms=forms,
            keys=_sorted_keys(forms, rules, small=few),
        )

    @property
    def size(self) -> int:
        """The number of records."""
        return len(self.prints)

    def key_rows(self, rules: Rules) -> Array:
        """Give the keys of all records, a row a rule; 0 where a record lacks a token."""
        rows = np.zeros((len(rules), self.size), dtype=np.uint64)
        record = self.keys & ROW_MASK
        rule = (self.keys >> np.uint64(64 - _RULE_BITS)) - _FIRST_RULE
        rows[rule.astype(np.int64), record.astype(np.int64)] = self.keys ^ record
        return rows

    def without(self, records: Array, rules: Rules) -> Self:
        """Give a shelf of some of the records, to be taken off this one."""
        forms = tuple(_some(one, records) for one in self.forms)
        return type(self)(
            prints=self.prints[records],
            source=self.source[records],
            ids=Texts.of(self.ids.picked(records)),
            forms=forms,
            keys=_sorted_keys(forms, rules, small=len(records) < _FEW),
        )

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """Give every array under a name of its own."""
        yield from (("prints", self.prints), ("source", self.source))
        yield from (("ids", self.ids.signs), ("id_ends", self.ids.ends))
        for at, one in enumerate(self.forms):
            yield from ((f"text{at}", one.texts.signs), (f"text_ends{at}", one.texts.ends))
            yield from ((f"{n}{at}", getattr(one, n)) for n in _OF_FORMS)
        yield ("keys", self.keys)

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array], fields: int) -> Self:
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
            keys=arrays["keys"],
        )


_OF_FORMS = ("prints", "coarse", "users", "counts", "codes", "usage")


@lru_cache(maxsize=16)
def rules_of(fields: tuple[Field, ...]) -> Rules:
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
    return Rules((*single, *pairs))


def print_of(texts: Sequence[str]) -> Array:
    """Give a number for each text, equal for equal ones, never 0."""
    found = whole_texts(texts)
    return np.where(found == 0, np.uint64(1), found)


def _field_prints(fields: Sequence[Coded], *, small: bool) -> list[Array]:
    """Give the prints of each field's values; of few all at once."""
    if not small:
        return spread(lambda field: print_of(field.values), fields)
    every = print_of([value for field in fields for value in field.values])
    return np.split(every, np.cumsum([len(field.values) for field in fields])[:-1])


def _forms(one: tuple[Coded, Array]) -> Forms:
    """Give the forms of a field by their prints, those no record has any more left out."""
    field, prints_of = one
    held = np.flatnonzero(field.counts)
    if not len(held):
        none = np.empty(0, dtype=np.uint64)
        counts = none.astype(np.int64)
        return Forms(Texts.of([]), none, none, none, counts, field.codes, Usage.of(counts).array())
    prints = prints_of[held]
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
        usage=Usage.of(field.counts).array(),
    )


def _some(forms: Forms, records: Array) -> Forms:
    """Give the forms of some records, under numbers of their own."""
    codes = forms.codes[records]
    held, place = np.unique(codes[codes >= 0], return_inverse=True)
    own = np.full(len(codes), -1, dtype=np.int32)
    own[codes >= 0] = place
    counts = np.bincount(place, minlength=len(held))
    return Forms(
        texts=Texts.of(forms.texts.picked(held)),
        prints=forms.prints[held],
        coarse=forms.coarse[held],
        users=forms.users[held] if len(forms.users) else forms.users,
        counts=counts,
        codes=own,
        usage=Usage.of(counts).array(),
    )


def _keys(forms: Sequence[Forms], rules: Rules, records: Array | slice) -> Array:
    """Give the key of each rule and record, 0 where one lacks a token."""
    asked = rules.asked
    tokens = [forms[at].tokens(name, records) for at, name in asked.parts]
    every = np.stack([*tokens, np.full_like(tokens[0], _ALONE)])
    return _numbered(np.arange(len(rules))[:, None], every[asked.one], every[asked.two])


def _sorted_keys(forms: Sequence[Forms], rules: Rules, *, small: bool) -> Array:
    """Give the keys of all records in their order; those of few at once, of many rule by rule."""
    if small and rules:
        rows = _keys(forms, rules, slice(None))
        every = rows | np.arange(rows.shape[1], dtype=np.uint64)
        return np.sort(every[rows != 0])
    tokens = {part: forms[part[0]].tokens(part[1], slice(None)) for part in rules.asked.parts}

    def of(number: int) -> Array:
        parts = rules[number].parts
        two = tokens[parts[1]] if len(parts) > 1 else _ALONE
        keys = _numbered(np.int64(number), tokens[parts[0]], two)
        said = np.flatnonzero(keys)
        return np.sort(keys[said] | said.astype(np.uint64))

    found = spread(of, range(len(rules)))
    return np.concatenate([np.empty(0, dtype=np.uint64), *found])


def _numbered(rule: Array | np.int64, one: Array, two: Array | np.uint64) -> Array:
    """Give the keys of tokens under the number of their rule (from 0), 0 where one is missing."""
    hashed = spread_bits(spread_bits(one) + two) & _HASH
    number = (rule + 1).astype(np.uint64) << np.uint64(64 - _RULE_BITS)
    return np.where((one != 0) & (two != 0), number | hashed, np.uint64(0))
