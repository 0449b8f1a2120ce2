"""Prints: a record named by what it says of a person, whatever its id and place in the table.

Owns the print: 64 bits made of the letters and digits in a record's personal columns, however they
are written (case, accents, punctuation) and in whatever order the columns stand. No value can be
read from it. An id, a time of change or a city may change and the print stays.
"""

import hashlib
import unicodedata
from collections.abc import Sequence

import numpy as np

from vibecli.data.catalog import PERSONAL_ROLES, Role
from vibecli.engine.base import Array
from vibecli.identity.characters import Characters, per_text, spread_bits
from vibecli.identity.source import NO_VALUE, Source, SourceColumn

_SILENT = frozenset({Role.KEY, Role.FOREIGN_KEY, Role.TIME})


def record_prints(source: Source, records: Array | None = None) -> Array:
    """Give the print of each record, or of those numbered; 0 for one that says nothing."""
    size = len(source.ids) if records is None else len(records)
    total = np.zeros(size, dtype=np.uint64)
    for column in _telling(source):
        codes = column.codes if records is None else column.codes[records]
        total += _said(column, codes)
    return spread_bits(total)


def print_text(number: int) -> str:
    """Give a print as it is written in a file."""
    return f"{number:016x}"


def _telling(source: Source) -> Sequence[SourceColumn]:
    """Give the personal columns; of a table without any, all that are no key and no time."""
    key = {name.lower() for name in source.key}
    personal = [c for c in source.columns if c.role in PERSONAL_ROLES and c.name.lower() not in key]
    return personal or [
        c for c in source.columns if c.role not in _SILENT and c.name.lower() not in key
    ]


def _said(column: SourceColumn, codes: Array) -> Array:
    """Give what the column adds to each record's print; only texts that occur are looked at."""
    used = np.zeros(len(column.values) + 1, dtype=bool)
    used[codes] = True
    used[NO_VALUE] = False
    found = np.zeros(len(used), dtype=np.uint64)
    known = np.flatnonzero(used)
    if len(known):
        folded = per_text(column.values[known].tolist(), _folded)
        found[known] = np.where(folded == 0, folded, spread_bits(folded + _seed(column)))
    return np.asarray(found[codes])


def _seed(column: SourceColumn) -> np.uint64:
    """Give a number for what the column means, so that no value counts in another's place."""
    name = (column.role.value if column.role in PERSONAL_ROLES else column.name.lower()) or ""
    digest = hashlib.md5(name.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    return np.uint64(int.from_bytes(digest[:8], "big"))


def _folded(characters: Characters) -> Array:
    characters.signs = characters.looked_up(_plain, np.uint32)
    return characters.fingerprints(characters.signs != 0)


def _plain(character: str) -> int:
    """Give the bare letter or digit, 0 for anything else."""
    bare = unicodedata.normalize("NFKD", character)[0].casefold()[0]
    return ord(bare) if bare.isalnum() else 0
