"""Edits by hand: values of a profile that are no longer what a merge last wrote there.

Owns telling them, by the prints of the provenance table. It never writes.
"""

from vibecli.engine.names import literal
from vibecli.steps.unify_merge import Merge
from vibecli.steps.unify_provenance import WRITTEN, value_print

_KEPT = {
    True: "they are kept",
    False: 'they compete like others, "keep what was edited by hand" keeps them',
}


def tell_edits(merge: Merge, provenance: str, *, keep: bool) -> None:
    """Note how many values were edited, and let none but those count where they are to be kept."""
    columns = {column.name.lower() for column in merge.shadow.columns(provenance)}
    if WRITTEN not in columns:
        if keep:
            merge.notes.append(f"{provenance} does not tell yet what was written: no edit is known")
        return
    selects = [
        f"SELECT p.person, {number} AS number FROM {merge.profile} p JOIN"
        f" {merge.relation(provenance)} v ON v.profile_key = p.key WHERE p.rank = 1"
        f" AND v.column_name = {literal(field.column.name)} AND v.{WRITTEN} IS NOT NULL"
        f" AND v.{WRITTEN} IS DISTINCT FROM {value_print(f'p.e{number}')}"
        for number, field in enumerate(merge.fields)
        if field.sources and not merge.rules[number].new_only
    ]
    if not selects:
        return
    table = merge.scratch.table("edited", " UNION ".join(selects))
    counts = merge.scratch.session.rows(
        f"SELECT number, count(*) FROM {table} GROUP BY 1 ORDER BY 1"
    )
    if counts:
        said = ", ".join(
            f"{merge.fields[number].column.name} {count:,}" for number, count in counts
        )
        merge.notes.append(f"edited by hand since they were written: {said}; {_KEPT[keep]}")
    for number, _ in counts if keep else ():
        merge.edited[number] = f"SELECT person FROM {table} WHERE number = {number}"
