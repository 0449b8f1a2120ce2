"""Blocking tokens: the coarse part of a value that two spellings of it most likely share.

Pure: one integer a record and field, from the frame. Text gives several: its rarest words.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.frame import Coded, Frame
from vibecli.identity.kinds import Kind
from vibecli.identity.nicknames import formal
from vibecli.identity.source import NO_VALUE

RARE_WORDS = 4
_VOWELS = re.compile(r"[aeiouy]")
_TWICE = re.compile(r"(.)\1+")


@dataclass(frozen=True)
class TokenColumn:
    """Tokens of one field: a record may have none (NO_VALUE)."""

    field: int
    kind: Kind
    tokens: Array  # int64, a record each


@dataclass(frozen=True)
class WordKeys:
    """The rarest words of a text field, as (record, word) pairs."""

    field: int
    records: Array
    words: Array


def exact_tokens(frame: Frame) -> list[TokenColumn]:
    """Give the codes themselves."""
    return [TokenColumn(i, f.kind, f.codes) for i, f in enumerate(frame.fields)]


def coarse_tokens(frame: Frame) -> list[TokenColumn]:
    """Give a coarse token a record for every field."""
    columns = []
    for i, field in enumerate(frame.fields):
        token_of = _rarest_word(field) if field.kind is Kind.TEXT else _COARSE.get(field.kind)
        columns.append(TokenColumn(i, field.kind, _tokens(field, token_of)))
    return columns


def user_parts(frame: Frame) -> list[TokenColumn]:
    """Give the part before the at sign of every e-mail field."""
    return [
        TokenColumn(i, field.kind, _tokens(field, lambda value: value.split("@", 1)[0]))
        for i, field in enumerate(frame.fields)
        if field.kind is Kind.EMAIL
    ]


def word_keys(frame: Frame) -> list[WordKeys]:
    """Give the rarest words that at least two records share, for every text field."""
    return [_word_keys(i, field) for i, field in enumerate(frame.fields) if field.kind is Kind.TEXT]


def _tokens(field: Coded, token_of: Callable[[str], str | None] | None) -> Array:
    if token_of is None:
        return field.codes
    numbers: dict[str, int] = {}
    of_value = np.empty(len(field.values) + 1, dtype=np.int64)
    of_value[-1] = NO_VALUE
    for code, value in enumerate(field.values):
        token = token_of(value)
        of_value[code] = NO_VALUE if not token else numbers.setdefault(token, len(numbers))
    return of_value[field.codes]


def _given(value: str) -> str:
    return formal(value.split(" ", 1)[0])[:3]


def _family(value: str) -> str:
    last = value.rsplit(" ", 1)[-1]
    return _TWICE.sub(r"\1", last[:1] + _VOWELS.sub("", last[1:]))[:5]


def _street(value: str) -> str:
    house = re.search(r"\d+", value)
    letters = re.sub(r"[\d ]", "", re.sub(r"\b\w\b", "", value))
    return (house.group() if house else "") + letters[:3]


_COARSE: Mapping[Kind, Callable[[str], str | None]] = MappingProxyType(
    {
        Kind.GIVEN: _given,
        Kind.FAMILY: _family,
        Kind.BIRTH: lambda value: value[:4],
        Kind.POSTCODE: lambda value: value[:4],
        Kind.STREET: _street,
        Kind.CITY: lambda value: value[:5],
    }
)


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


def _rarest_word(field: Coded) -> Callable[[str], str | None]:
    counts = word_counts(field)
    return lambda value: next(iter(_rarest(value, counts)), None)


def _word_keys(number: int, field: Coded) -> WordKeys:
    counts = word_counts(field)
    numbers: dict[str, int] = {}
    rare = np.full((len(field.values) + 1, RARE_WORDS), NO_VALUE, dtype=np.int64)
    for code, value in enumerate(field.values):
        for at, word in enumerate(_rarest(value, counts)):
            rare[code, at] = numbers.setdefault(word, len(numbers))
    words = rare[field.codes]
    records = np.repeat(np.arange(len(field.codes)), RARE_WORDS).reshape(words.shape)
    said = words >= 0
    return WordKeys(number, records[said], words[said])
