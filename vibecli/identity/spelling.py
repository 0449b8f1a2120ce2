"""Spellings of umlauts: Söhnke is also written Soehnke and Sohnke, in names and places.

Owns which normal forms of one field are one spelling. It only joins values that occur, so a name
that is always written one way keeps its form.
"""

import re
from collections.abc import Iterable, Mapping

from vibecli.identity.kinds import Kind

SPELT_KINDS = frozenset({Kind.GIVEN, Kind.FAMILY, Kind.STREET, Kind.CITY})
_SPELT_OUT = re.compile(r"(?<![aeiouq])([aou])e")
_SHORTEST = 4  # Doe is not Do


def spelt_out(values: Iterable[str]) -> dict[str, str]:
    """Give the values that may spell out an umlaut, each with what it is without."""
    may_be = [v for v in dict.fromkeys(values) if "ae" in v or "oe" in v or "ue" in v]
    bare = [(value, _SPELT_OUT.sub(r"\1", value)) for value in may_be]
    return {value: short for value, short in bare if value != short and len(short) >= _SHORTEST}


def one_spelling(bare: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, str]:
    """Give for values that are said, and so is their bare form, the commonest of these spellings.

    Not the bare one always: `migul` is a slip, and no reason to write every `miguel` so.
    """
    spellings: dict[str, list[str]] = {}
    for value, short in bare.items():
        if counts.get(value) and counts.get(short):
            spellings.setdefault(short, [short]).append(value)
    others: dict[str, str] = {}
    for same in spellings.values():
        commonest = max(same, key=lambda value: counts[value])
        others |= {value: commonest for value in same if value != commonest}
    return others
