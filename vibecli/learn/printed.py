"""A print of all that a row of features rests on, so that an update can tell rows that stay.

Owns the print: the definition, the entity's attributes and every event that counts, in any order.
"""

import hashlib

from vibecli.learn.compile import ATTRIBUTES, Compiled
from vibecli.learn.definition import FeatureSet

PRINT = "event_print"
_SPACE = 1 << 64


def definition_print(features: FeatureSet) -> int:
    """Give 64 bits that are others once the set means something else; words do not count."""
    bare = features.model_dump(exclude={"name", "version", "features"})
    if features.born is None:  # as prints of before it could be said
        del bare["born"]
    told = [f.model_dump(exclude={"meaning"}) for f in features.features]
    return int.from_bytes(hashlib.sha256(repr((bare, told)).encode()).digest()[:8])


def print_column(compiled: Compiled) -> str:
    """Give the expression of the print, once all features of the set are compiled."""
    parts = [f"{definition_print(compiled.features)}::HUGEINT"]
    for number, reading in enumerate(compiled.passes):
        read = "".join(f", __e.{name}" for name in reading.columns.values())
        parts.append(f"coalesce({reading.over(f'sum(hash({number}, __e.t{read}))')}, 0)")
    if compiled.attributes:
        own = ", ".join(f"{ATTRIBUTES}.{name}" for name in compiled.attributes.values())
        parts.append(f"hash({own})::HUGEINT")
    return f"CAST(({' + '.join(parts)}) % {_SPACE} AS UBIGINT)"


def printed_select(features: FeatureSet, spine: str) -> str:
    """Give the SELECT of `key`, `cut`, a column a feature and the print."""
    compiled = Compiled(features)
    return compiled.select(spine, {**compiled.columns, PRINT: print_column(compiled)})
