"""The verbs that look into a review from near: its changed rows, one row, SQL, lineage.

A part of the flow. Each reads what was saved with the plan; none opens the database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vibecli.run.store import PlanStore

if TYPE_CHECKING:
    from vibecli.plan.descent import Descent
    from vibecli.run.closeup import StepSql
    from vibecli.run.drilldown import Changes
    from vibecli.run.model import Review, Sample
    from vibecli.run.one_row import ChangedRow


@dataclass(frozen=True)
class Looking:
    """The verbs, bound to the reviewed plans of one workspace."""

    store: PlanStore

    @contextmanager
    def changes(self, review: "Review", *, unmask: bool = False) -> "Iterator[Changes]":
        """Open the changed rows of a review to be looked through, checked once. Raises Blocked."""
        with self.store.changes(review.plan_id, unmask=unmask) as changes:
            yield changes

    def row(self, review: "Review", text: str, *, unmask: bool = False) -> "ChangedRow":
        """Give one changed row, `TABLE:KEY`. Raises UsageError, NotFound with the nearest key."""
        from vibecli.run.one_row import one_row

        with self.changes(review, unmask=unmask) as changes:
            return one_row(changes, text)

    def called(
        self, review: "Review", key: str, *, limit: int, unmask: bool = False
    ) -> "dict[str, tuple[Sample, ...]]":
        """Give the changed rows of each table that are called so, up to `limit` of each."""
        from vibecli.run.one_row import rows_called

        with self.changes(review, unmask=unmask) as changes:
            return rows_called(changes, key, limit=limit)

    def sql(self, review: "Review", step: str) -> "StepSql":
        """Give the SQL of a step as it ran. Raises NotFound with the nearest step."""
        from vibecli.run.closeup import step_sql

        return step_sql(self.store, review, step)

    def lineage(self, review: "Review", column: str) -> "Descent":
        """Give where `TABLE.COLUMN` comes from. Raises UsageError, NotFound."""
        from vibecli.run.closeup import column_lineage

        return column_lineage(self.store, review, column)
