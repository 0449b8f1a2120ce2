"""Spellings of umlauts: Söhnke is also written Soehnke and Sohnke, in names and places.

Owns which normal forms of one field are one spelling. It only joins values that occur, so a name
that is always written one way keeps its form.
"""

import re
from collections.abc import Iterable

from vibecli.identity.kinds import Kind

SPELT_KINDS = frozenset({Kind.GIVEN, Kind.FAMILY, Kind.STREET, Kind.CITY})
_SPELT_OUT = re.compile(r"(?<![aeiouq])([aou])e")
_SHORTEST = 4  # Doe is not Do


def one_spelling(values: Iterable[str]) -> dict[str, str]:
    """Give, for values that spell out an umlaut another value has bare, that other value."""
    said = dict.fromkeys(values)
    may_be = [v for v in said if "ae" in v or "oe" in v or "ue" in v]
    bare = [(value, _SPELT_OUT.sub(r"\1", value)) for value in may_be]
    return {
        value: short
        for value, short in bare
        if short != value and short in said and len(short) >= _SHORTEST
    }
