"""Blocking tokens: the coarse part of a value that two spellings of it most likely share.

Pure: one number a record and field, from the frame; 0 stands for none, other numbers are spread
over all 64 bits. Text gives several: its rarest words.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.characters import (
    Characters,
    is_at,
    per_text,
    spread_bits,
    text_starts,
    whole_texts,
)
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import Kind
from vibecli.identity.nicknames import formal

RARE_WORDS = 4
_CONSONANTS = 5
_STREET_LETTERS = 3


@dataclass(frozen=True)
class TokenColumn:
    """Tokens of one field: a record may have none (0)."""

    field: int
    kind: Kind
    tokens: Array  # uint64, a record each
    exact: bool = False  # one for every value


@dataclass(frozen=True)
class WordKeys:
    """The rarest words of a text field, as (record, word) pairs."""

    field: int
    records: Array
    words: Array


def exact_tokens(frame: Frame) -> list[TokenColumn]:
    """Give a token for every value."""
    return [TokenColumn(i, f.kind, _exact(f), exact=True) for i, f in enumerate(frame.fields)]


def coarse_tokens(frame: Frame) -> list[TokenColumn]:
    """Give a coarse token a record for every field."""
    columns = []
    for i, field in enumerate(frame.fields):
        coarse = _COARSE.get(field.kind)
        tokens = _of_records(field, coarse(field)) if coarse else _exact(field)
        columns.append(TokenColumn(i, field.kind, tokens, exact=coarse is None))
    return columns


def user_parts(frame: Frame) -> list[TokenColumn]:
    """Give the part before the at sign of every e-mail field."""
    return [
        TokenColumn(i, field.kind, _of_records(field, per_text(field.values, _user)))
        for i, field in enumerate(frame.fields)
        if field.kind is Kind.EMAIL
    ]


def word_keys(frame: Frame) -> list[WordKeys]:
    """Give the rarest words that at least two records share, for every text field."""
    return [_word_keys(i, field) for i, field in enumerate(frame.fields) if field.kind is Kind.TEXT]


def _exact(field: Coded) -> Array:
    return spread_bits((field.codes + 1).astype(np.uint64))


def _of_records(field: Coded, of_value: Array) -> Array:
    return np.append(of_value, np.uint64(0))[field.codes]


def _user(characters: Characters) -> Array:
    end = characters.first(characters.where(is_at))
    return characters.fingerprints(characters.between(characters.starts, end))


def _given(field: Coded) -> Array:
    return text_starts([formal(value.split(" ", 1)[0]) for value in field.values], 3)


def _is_vowel(letter: str) -> bool:
    return letter in "aeiouy"


def _family(characters: Characters) -> Array:
    """Give the last word's first letter and the consonants behind it, doubled ones once."""
    begin = characters.last(characters.where(str.isspace)) + 1
    from_begin = np.arange(len(characters.signs)) - begin[characters.owner]
    vowels = characters.where(_is_vowel)
    at = np.flatnonzero((from_begin == 0) | ((from_begin > 0) & ~vowels))
    signs, owner = characters.signs[at], characters.owner[at]
    doubled = (signs[1:] == signs[:-1]) & (owner[1:] == owner[:-1])
    kept = np.zeros(len(characters.signs), dtype=bool)
    kept[at] = np.concatenate((np.ones(min(len(at), 1), dtype=bool), ~doubled))
    return characters.fingerprints(kept, _CONSONANTS)


def _street(characters: Characters) -> Array:
    """Give the first number and the first letters, without words of one letter."""
    spaces, digits = characters.where(str.isspace), characters.where(str.isdecimal)
    house = characters.first(digits)[characters.owner]
    others = np.concatenate(([0], np.cumsum(~digits)))
    place = np.arange(len(characters.signs))
    number = digits & (place >= house) & (others[:-1] == others[house])
    ends = np.append(spaces, True)[1:] | (place + 1 == characters.ends[characters.owner])
    begins = np.concatenate(([True], spaces[:-1])) | (characters.place == 0)
    letters = ~digits & ~spaces & ~(begins & ends)
    return characters.fingerprints(number) + spread_bits(
        characters.fingerprints(letters, _STREET_LETTERS)
    )


def _by_text(rule: Callable[[Characters], Array]) -> Callable[[Coded], Array]:
    return lambda field: per_text(field.values, rule)


def _by_start(length: int) -> Callable[[Coded], Array]:
    return lambda field: text_starts(field.values, length)


def word_counts(field: Coded) -> Counter[str]:
    """Give how many records each word is in."""
    counts: Counter[str] = Counter()
    for value, records in zip(field.values, field.counts.tolist(), strict=True):
        for word in set(value.split()):
            counts[word] += records
    return counts


def _rarest(value: str, counts: Counter[str]) -> list[str]:
    shared = [word for word in set(value.split()) if counts[word] > 1]
    return sorted(shared, key=lambda word: (counts[word], word))[:RARE_WORDS]


def _rarest_word(field: Coded) -> Array:
    counts = word_counts(field)
    words = [next(iter(_rarest(value, counts)), "") for value in field.values]
    return whole_texts(words)


_COARSE: Mapping[Kind, Callable[[Coded], Array]] = MappingProxyType(
    {
        Kind.GIVEN: _given,
        Kind.FAMILY: _by_text(_family),
        Kind.BIRTH: _by_start(4),
        Kind.POSTCODE: _by_start(4),
        Kind.STREET: _by_text(_street),
        Kind.CITY: _by_start(5),
        Kind.TEXT: _rarest_word,
    }
)


def _word_keys(number: int, field: Coded) -> WordKeys:
    counts = word_counts(field)
    numbers: dict[str, int] = {}
    rare = np.zeros((len(field.values) + 1, RARE_WORDS), dtype=np.uint64)
    for code, value in enumerate(field.values):
        for at, word in enumerate(_rarest(value, counts)):
            rare[code, at] = numbers.setdefault(word, len(numbers) + 1)
    words = rare[field.codes]
    records = np.repeat(np.arange(len(field.codes)), RARE_WORDS).reshape(words.shape)
    said = words > 0
    return WordKeys(number, records[said], words[said])
