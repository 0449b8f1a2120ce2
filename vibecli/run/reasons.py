"""Reasons of changed rows by column: what of them still holds where columns are left out.

Owns how steps name columns in a reason: `email: standard address; phone: to E.164` of a cleaning,
`city, phone from crm.customers C-1 (newest); tier cleared: from ...` of a merged profile.
"""

from collections.abc import Iterable

from vibecli.engine.names import literal

KINDS = frozenset({"clean", "unify"})  # of steps that give reasons by column
_HEAD = literal("^(.*?)(?: cleared:)? from ")
_REST = literal("^.*?((?: cleared:)? from .*)$")


def without_columns(why: str, gone: Iterable[str]) -> str:
    """Give the SQL of a reason that no longer names these columns (lower case); NULL if empty."""
    names = sorted(gone)
    listed = ", ".join(map(literal, names))
    theirs = " OR ".join(f"starts_with(lower(p), {literal(name + ': ')})" for name in names)
    kept = (
        f"array_to_string([n FOR n IN string_split(regexp_extract(p, {_HEAD}, 1), ', ')"
        f" IF lower(n) NOT IN ({listed})], ', ')"
    )
    piece = (
        f"CASE WHEN {theirs} THEN '' WHEN regexp_extract(p, {_HEAD}, 1) = '' THEN p"
        f" WHEN {kept} = '' THEN '' ELSE {kept} || regexp_extract(p, {_REST}, 1) END"
    )
    pieces = f"[{piece} FOR p IN string_split({why}, '; ')]"
    return f"nullif(array_to_string([p FOR p IN {pieces} IF p <> ''], '; '), '')"
