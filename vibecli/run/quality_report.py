"""What the contracts of tables come to, as `vibecli quality` tells it."""

from collections.abc import Iterator

from vibecli.model import Model
from vibecli.run.model import Review, RuleResult
from vibecli.run.quality import CONTRACT
from vibecli.steps.quality import ROWS, SCORE


class TableQuality(Model):
    """One table's contract, measured."""

    table: str
    rows: int
    score: float | None  # 0 to 1; None: its contract has no rule
    rules: tuple[RuleResult, ...]  # those that do not hold first

    @property
    def kept(self) -> int:
        """The rules that hold."""
        return sum(rule.status == "pass" for rule in self.rules)


class QualityReport(Model):
    """Every contract asked for."""

    tables: tuple[TableQuality, ...]
    notices: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        """True when a rule that blocks does not hold."""
        return any(rule.status == "block" for one in self.tables for rule in one.rules)


def quality_report(review: Review) -> QualityReport:
    """Give what a plan that measures contracts found."""
    return QualityReport(tables=tuple(_tables(review)), notices=review.notices)


def _tables(review: Review) -> Iterator[TableQuality]:
    figures = {figure.name: figure.value for step in review.steps for figure in step.figures}
    for name, rows in figures.items():
        what, _, table = name.partition(" ")
        if what != ROWS:
            continue
        rules = [r for r in review.rules if r.rule == CONTRACT and r.table == table]
        yield TableQuality(
            table=table,
            rows=int(rows),
            score=figures.get(f"{SCORE} {table}"),
            rules=tuple(sorted(rules, key=lambda rule: rule.status == "pass")),
        )
