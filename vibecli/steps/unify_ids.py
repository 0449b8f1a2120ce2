"""What becomes of profile ids in a merge: those folded into another, and those whose records part.

Owns the two lists, and telling them: counts and samples on the first screen, all as evidence.
"""

from vibecli.engine.names import literal
from vibecli.identity.mention import mention
from vibecli.steps.unify_merge import FOLDED, Merge

_SHOWN = 3


def tell_ids(merge: Merge, provenance: str | None, fresh: str, step: str) -> tuple[str, ...]:
    """Tell of ids that are merged or split; gives the name of the evidence that lists all."""
    if not merge.profile or merge.plan.key_mode == "none":
        return ()
    table = merge.scratch.table("ids", " UNION ALL ".join(_selects(merge, provenance, fresh)))
    session = merge.scratch.session
    found = session.rows(f"SELECT change, count(*) FROM {table} GROUP BY 1 ORDER BY 1")
    counts = {str(change): int(count) for change, count in found}
    if not counts:
        return ()
    name = merge.shadow.evidence(
        f"{step}_ids",
        session.arrays(
            f"SELECT change, {literal(merge.plan.target.name)} AS left_source, key AS left_id,"
            f" {literal(merge.plan.target.name)} AS right_source, other AS right_id FROM {table}"
            " ORDER BY ALL"
        ),
    )
    told = "; ".join(_told(merge, table, change, count) for change, count in counts.items())
    merge.shadow.notices.append(f"{told}; all of them: review --rows {name}")
    return (name,)


def _selects(merge: Merge, provenance: str | None, fresh: str) -> list[str]:
    folded = FOLDED.replace("rank", "a.rank").replace("how", "a.how")
    merged = (
        f"SELECT 'merged' AS change, a.key, k.key AS other FROM {merge.attached} a JOIN"
        f" {merge.attached} k USING (person) WHERE {folded} AND k.rank = 1"
        f" AND person IN (FROM {merge.scope})"
    )
    selects = [merged]
    if provenance is not None:
        places = " ".join(f"WHEN {literal(n)} THEN {at}" for at, n in enumerate(merge.plan.names))
        keys = (
            f"SELECT person, key FROM {merge.attached} WHERE rank = 1"
            f" UNION ALL SELECT person, key FROM {fresh}"
        )
        selects.append(
            f"SELECT DISTINCT 'split' AS change, p.key, o.key AS other FROM"
            f" {merge.relation(provenance)} v JOIN {merge.profile} p ON p.key = v.profile_key"
            f" AND p.rank = 1 JOIN {merge.members} m ON m.source = CASE v.source {places} END"
            f" AND m.record = v.record_id JOIN ({keys}) o ON o.person = m.person"
            " WHERE m.person <> p.person AND o.key <> p.key"
        )
    return selects


def _told(merge: Merge, table: str, change: str, count: int) -> str:
    target = merge.plan.target.name
    rows = merge.scratch.session.rows(
        f"SELECT key, other FROM {table} WHERE change = ? ORDER BY ALL LIMIT {_SHOWN}", [change]
    )
    samples = ", ".join(
        f"{mention(target, key)} -> {mention(target, other)}" for key, other in rows
    )
    more = f" and {count - len(rows):,} more" if count > len(rows) else ""
    return f"{count:,} profile {'id' if count == 1 else 'ids'} {change}: {samples}{more}"
