"""The scored pairs behind an identity table: the evidence of the plan that wrote it, as numbers.

Owns finding that plan and deciding whether its evidence still speaks of the table as it is. Without
any, whoever asks has to do with what the table itself says. Reads only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vibecli.engine.base import Array
from vibecli.engine.names import TableName, literal
from vibecli.errors import DataError, NotFound
from vibecli.run.identity_records import IdentityRecords
from vibecli.run.journal import runs
from vibecli.run.store import PlanStore
from vibecli.steps.base import PAIRS
from vibecli.steps.match import Match

_NEEDED = frozenset(
    {"left_source", "left_id", "right_source", "right_id", "probability", "bits", "band", "why"}
)
_AGREED = 0.999  # share of the accepted pairs that the table must still hold together
ACCEPTED = "accept"


@dataclass(frozen=True)
class ScoredPairs:
    """Pairs of records with their bits, smaller number first, and where their reasons are."""

    plan_id: str
    left: Array
    right: Array
    bits: Array
    relation: str  # (left, right, bits, probability, band, why)

    @property
    def arrays(self) -> tuple[Array, Array, Array]:
        """Left, right and bits."""
        return self.left, self.right, self.bits


def scored_pairs(records: IdentityRecords, store: PlanStore) -> ScoredPairs | None:
    """Give the scored pairs of the plan that wrote the table as it is, None without such."""
    for plan_id, file in _evidence(records, store):
        columns = records.session.describe(f"SELECT * FROM read_parquet({literal(str(file))})")
        if {column.name for column in columns} >= _NEEDED:
            found = _numbered(records, plan_id, file)
            return found if _speaks_of(records, found) else None
    return None


def reasons(
    records: IdentityRecords, scored: ScoredPairs | None, pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], tuple[float, str]]:
    """Give the probability and the reason of those pairs that were scored."""
    wanted = list(pairs)
    if scored is None or not wanted:
        return {}
    listed = ", ".join(f"({left:d}, {right:d})" for left, right in wanted)
    rows = records.session.rows(
        f'SELECT "left", "right", probability, coalesce(why, \'\') FROM {scored.relation}'
        f' WHERE ("left", "right") IN (VALUES {listed}) ORDER BY ALL'
    )
    return {(int(left), int(right)): (float(p), str(why)) for left, right, p, why in rows}


def _evidence(records: IdentityRecords, store: PlanStore) -> Iterable[tuple[str, Path]]:
    """Give the evidence files of the last plan that wrote the table and still stands."""
    own = records.table.name.lower()
    for run in runs(records.session):
        if run.undone_at is not None or own not in {t.table.lower() for t in run.tables}:
            continue
        try:
            folder, review = store.folder(run.plan_id), store.review(run.plan_id)
        except (NotFound, DataError, OSError):
            return
        for step in review.plan.steps:
            if isinstance(step, Match) and TableName.parse(step.output).text.lower() == own:
                file = folder / "evidence" / f"{step.id}{PAIRS}.parquet"
                if file.is_file():
                    yield run.plan_id, file
        return


def _numbered(records: IdentityRecords, plan_id: str, file: Path) -> ScoredPairs:
    """Keep the pairs with their records' numbers; those with a record that is gone are left out."""
    relation = records.scratch.table(
        "scored",
        'SELECT least(l.n, r.n) AS "left", greatest(l.n, r.n) AS "right", e.bits, e.probability,'
        f" e.band, e.why, l.person = r.person AS together"
        f" FROM read_parquet({literal(str(file))}) AS e"
        f" JOIN {records.relation} AS l ON e.left_source = l.source AND e.left_id = l.record_id"
        f" JOIN {records.relation} AS r ON e.right_source = r.source AND e.right_id = r.record_id",
    )
    found = records.session.arrays(
        f'SELECT "left", "right", bits FROM {relation} ORDER BY "left", "right"'
    )
    left, right, bits = (np.ma.getdata(found[name]) for name in ("left", "right", "bits"))
    return ScoredPairs(plan_id, left, right, bits.astype(np.float64), relation)


def _speaks_of(records: IdentityRecords, scored: ScoredPairs) -> bool:
    """Tell whether the table still holds together what the plan accepted."""
    held, accepted = records.session.rows(
        f"SELECT count_if(together), count(*) FROM {scored.relation} WHERE band = ?", [ACCEPTED]
    )[0]
    return bool(accepted) and held >= accepted * _AGREED
