"""Mistakes of people and machines in text, many values at a time.

Text is worked on as a matrix of characters, one row a value. A mistake hits the first letter less
often than the others, as it does in life.
"""

import unicodedata

import numpy as np

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
_LOOKALIKES = {"l": "1", "o": "0", "s": "5", "b": "8", "e": "c", "u": "v", "n": "h", "i": "l",
               "0": "8", "1": "7", "3": "8", "5": "6", "6": "8", "9": "4", "h": "b", "a": "o"}  # fmt: skip
_CODES = 128
_TWICE = 0.12  # of the values with a mistake
_KINDS = 5


def _neighbours():
    """Give two keys beside each character, itself where it has none."""
    table = np.repeat(np.arange(_CODES, dtype=np.uint32)[:, None], 2, axis=1)
    for row in _KEYS:
        for at, key in enumerate(row):
            beside = row[max(at - 1, 0)], row[min(at + 1, len(row) - 1)]
            table[ord(key)] = [
                ord(b) if b != key else ord(beside[1 - i]) for i, b in enumerate(beside)
            ]
    return table


def _seen_as():
    table = np.arange(_CODES, dtype=np.uint32)
    for letter, other in _LOOKALIKES.items():
        table[ord(letter)] = ord(other)
    return table


_BESIDE, _SEEN_AS = _neighbours(), _seen_as()


def misspelt(rng, values, hit):
    """Give the values with a typing mistake where `hit` says so."""
    rows = np.flatnonzero(hit & (np.strings.str_len(values) > 2))
    changed = values.copy()
    changed[rows] = _mistaken(rng, values[rows])
    again = rows[rng.random(len(rows)) < _TWICE]
    changed[again] = _mistaken(rng, changed[again])
    return changed


def _mistaken(rng, values):
    """Change one place of each value: a key beside, two keys swapped, one lost or doubled, misread."""
    chars, length = _matrix(values)
    at = np.minimum((rng.random(len(values)) ** 0.8 * length).astype(np.int64), length - 1)
    kind = rng.choice(_KINDS, len(values), p=(0.35, 0.2, 0.2, 0.12, 0.13))
    column = np.arange(chars.shape[1])
    here = column == at[:, None]
    last = at == length - 1
    at_swap = np.where(last, at - 1, at)
    swapped = _picked(
        chars,
        np.where(
            column == at_swap[:, None],
            column + 1,
            np.where(column == at_swap[:, None] + 1, column - 1, column),
        ),
    )
    by_kind = (
        np.where(here, _like(chars, _BESIDE[:, 0], _BESIDE[:, 1], rng), chars),
        swapped,
        _picked(chars, column + (column >= at[:, None])),
        _picked(chars, column - (column > at[:, None])),
        np.where(here, _like(chars, _SEEN_AS, _SEEN_AS, rng), chars),
    )  # fmt: skip
    out = np.choose(kind[:, None], by_kind).astype(np.uint32)
    return np.ascontiguousarray(out).view(values.dtype).reshape(-1)


def _matrix(values):
    width = values.dtype.itemsize // 4
    chars = np.ascontiguousarray(values).view(np.uint32).reshape(len(values), width)
    return chars, np.strings.str_len(values)


def _picked(chars, column):
    column = np.clip(np.broadcast_to(column, chars.shape), 0, chars.shape[1] - 1)
    return np.take_along_axis(chars, column, axis=1)


def _like(chars, one, other, rng):
    """Give each character as a table has it, upper case where it was."""
    plain = np.minimum(chars, _CODES - 1)
    upper = (plain >= ord("A")) & (plain <= ord("Z"))
    lower = np.where(upper, plain + 32, plain)
    found = np.where(rng.random(len(chars))[:, None] < 0.5, one[lower], other[lower])
    letter = (found >= ord("a")) & (found <= ord("z"))
    found = np.where(upper & letter, found - 32, found)
    return np.where(chars < _CODES, found, chars)


def without_marks(values, german=False):
    """Give the values in plain letters; German ones may be written out (ü as ue)."""
    foreign = np.flatnonzero(~_is_ascii(values))
    if not len(foreign):
        return values
    plain = values.copy()
    plain[foreign] = [_plain(text, german) for text in values[foreign].tolist()]
    return plain


_WRITTEN_OUT = str.maketrans({"ü": "ue", "ö": "oe", "ä": "ae", "Ü": "Ue", "Ö": "Oe", "Ä": "Ae"})
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
                          "\u0131": "i", "æ": "ae"})  # fmt: skip


def _plain(text, german):
    text = text.translate(_WRITTEN_OUT) if german else text
    split = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(char for char in split if not unicodedata.combining(char))


def _is_ascii(values):
    chars, _ = _matrix(values)
    return (chars < _CODES).all(axis=1)
