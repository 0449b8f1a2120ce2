"""`quality`: the rules of tables' contracts, measured as the earlier steps leave the rows."""

from collections.abc import Sequence
from typing import Literal

from vibecli.contracts.rule import Measurement, score
from vibecli.engine.names import TableName
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Step, StepResult
from vibecli.steps.listing import listing
from vibecli.steps.targets import unknown_table

SHOWN = ("table", "rule", "level", "result", "rows", "where")
SCORE, ROWS = "score", "rows"  # figures: `score customers`


class MeasureQuality(Step):
    """Measure the contracts of `tables`; of every table that has one where none is named."""

    kind: Literal["quality"] = "quality"
    tables: tuple[str, ...]

    def reads(self) -> tuple[str, ...]:
        """Give the tables named."""
        return tuple(TableName.parse(name).text for name in self.tables)

    def check(self, bench: Bench) -> list[Finding]:
        """Tables are there."""
        return [
            unknown_table(self, bench, table)
            for table in self.reads()
            if bench.columns(table) is None
        ]

    def run(self, shadow: Shadow) -> StepResult:
        """Measure every rule; one that does not hold holds up the plan at its own level."""
        tables = self.reads() or shadow.quality.tables()
        found: list[Measurement] = []
        figures: list[Figure] = []
        for table in tables:
            measured = shadow.quality.ask(table)
            found += measured
            points = score(measured)
            if points is not None:
                figures.append(Figure(name=f"{SCORE} {table}", value=points))
            rows = measured[0].rows if measured else shadow.table(table).rows
            figures.append(Figure(name=f"{ROWS} {table}", value=rows))
        ordered = sorted(found, key=lambda one: one.kept)
        shadow.view(self.id, listing(SHOWN, [_cells(one) for one in ordered]))
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=_headline(tables, found),
            figures=tuple(figures),
        )


def _headline(tables: Sequence[str], found: Sequence[Measurement]) -> str:
    if not found:
        return f"no rule to measure: {', '.join(tables) or 'no table has a contract'}"
    return f"{sum(one.kept for one in found)} of {len(found)} rules hold"


def _cells(one: Measurement) -> tuple[str | None, ...]:
    rule = one.rule
    failing = str(one.failures) if rule.where and not one.problem else None
    told = "holds" if one.kept else "not measured" if one.problem else "fails"
    where = rule.where if failing and not one.kept else None
    return rule.table, rule.name, rule.level, told, failing, where
