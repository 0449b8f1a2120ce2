"""The rules of contracts as a gate: measured before the steps run and on what the plan leaves.

Owns which contracts a plan can break, what each rule comes to in the review, and the score of a
table before and after. Rows that broke a rule before, and are no more now, only warn.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vibecli.contracts.measure import measure
from vibecli.contracts.model import Contracts, TableContract
from vibecli.contracts.rule import Measurement, QualityRule, score
from vibecli.contracts.rules import ContractRules
from vibecli.engine.base import BASE
from vibecli.engine.names import key_of, quote
from vibecli.errors import PlanError
from vibecli.plan.guard import guard
from vibecli.rulebook import Rules
from vibecli.run.changeset import Held
from vibecli.run.discretion import cut
from vibecli.run.measured import SHOWN, Measured
from vibecli.run.model import QualityScore, RuleResult
from vibecli.run.outside import State
from vibecli.run.rowname import as_text, key_columns, row_name
from vibecli.run.rules import Ruled
from vibecli.run.tables import RID
from vibecli.steps.base import Step
from vibecli.steps.check import Check

if TYPE_CHECKING:
    from vibecli.engine.base import Engine
    from vibecli.run.shadow import PlanShadow

CONTRACT = "contract"  # the rule's name in a review
QUALITY = "quality"  # the kind of step that measures contracts
AGREEING = frozenset({"tag", CONTRACT})  # steps that write contracts and no rows


@dataclass(frozen=True)
class Gated:
    """What the contracts say of a change set."""

    results: tuple[RuleResult, ...] = ()
    held: tuple[Held, ...] = ()
    tables: tuple[Measured, ...] = ()  # with their scores

    def beside(self, ruled: Ruled) -> Ruled:
        """Give the results of the other rules, and these after them."""
        held = tuple(dict.fromkeys((*ruled.held, *self.held)))
        return Ruled((*ruled.results, *self.results), held)


class Quality:
    """The contracts of one run."""

    def __init__(self, shadow: "PlanShadow", engine: "Engine | None" = None) -> None:
        self.contracts, self.now, self.rules = Contracts(), "", Rules()
        self.engine = engine
        self._shadow = shadow
        self._before: dict[str, tuple[Measurement, ...]] = {}
        self._asked: dict[str, tuple[Measurement, ...]] = {}

    def tables(self) -> tuple[str, ...]:
        """Give the tables that have a contract and are there."""
        return tuple(c.table for c in self.contracts.tables if self._shadow.exists(c.table))

    def ask(self, table: str) -> tuple[Measurement, ...]:
        """Measure a table's contract as it is now; its results are told in the review."""
        contract = self.contracts.table(table)
        if contract is None:
            self._shadow.notices.append(f"{table} has no contract")
            return ()
        read = ContractRules.of(contract, self.rules.contract)
        found = self._asked[key_of(contract.table)] = self.measure(read.rules)
        self._shadow.notices += [f"not measured: {told}" for told in read.unread]
        return found

    def measure(self, rules: Sequence[QualityRule]) -> tuple[Measurement, ...]:
        """Measure rules of one table as it is now."""
        return measure(self._shadow.session, rules, self._number, self.now)

    def begin(self, steps: Iterable[Step]) -> None:
        """Measure what the plan may break before any step has run."""
        written = {key_of(t) for step in steps if step.kind not in AGREEING for t in step.writes()}
        for contract in self.contracts.tables:
            rules = self._touched(contract, written)
            if rules and self._shadow.exists(contract.table):
                self._before[contract.table] = self.measure(rules)

    def gate(self, measured: Sequence[Measured]) -> Gated:
        """Measure the contracts again where the plan changed rows or shapes."""
        changed = {one.name.lower(): one for one in measured if _counts(one)}
        results: list[RuleResult] = []
        held: list[Held] = []
        scores: dict[str, QualityScore] = {}
        for contract in self.contracts.tables:
            rules = self._touched(contract, changed)
            if not (rules and self._shadow.exists(contract.table)):
                continue
            before = {one.rule: one for one in self._before.get(contract.table, ())}
            found, own = self.measure(rules), changed.get(contract.table.lower())
            self._asked.pop(key_of(contract.table), None)
            results += [self._result(one, before.get(one.rule), own) for one in found]
            held += [one for m in found for one in self._held(m, changed)]
            if own:
                scores[own.name] = _score(found, tuple(before.values()))
        results += [
            self._result(one, None, None) for asked in self._asked.values() for one in asked
        ]
        tables = tuple(
            replace(m, diff=m.diff.model_copy(update={"quality": scores.get(m.name)}))
            for m in measured
        )
        return Gated(tuple(results), tuple(dict.fromkeys(held)), tables)

    def steps(self) -> tuple[Step, ...]:
        """Give the queries of contracts as steps: what they read, the commit compares."""
        found = (m for kept in self._before.values() for m in kept)
        queries = dict.fromkeys(m.rule.query for m in found if m.rule.query and not m.problem)
        return tuple(
            Check(id=f"contract{n}", why=CONTRACT, name=CONTRACT, select=query, severity="block")
            for n, query in enumerate(queries, start=1)
        )

    def _touched(self, contract: TableContract, tables: Iterable[str]) -> tuple[QualityRule, ...]:
        """Give the rules that a change of these tables can break: its own, references to them."""
        keys = frozenset(tables)
        rules = ContractRules.of(contract, self.rules.contract).rules
        if contract.table.lower() in keys:
            return rules
        return tuple(r for r in rules if r.kind == "reference" and key_of(r.to_table) in keys)

    def _number(self, query: str) -> float | None:
        """Run a contract's own query, past the guard; gives its one number."""
        shadow = self._shadow
        if self.engine is None:
            raise PlanError("no query is run here")
        guard(self.engine, shadow.session, query, shadow.tables())
        value = shadow.session.value(f"SELECT TRY_CAST((SELECT * FROM ({query}\n)) AS DOUBLE)")
        return None if value is None else float(value)

    def _result(
        self, found: Measurement, before: Measurement | None, own: Measured | None
    ) -> RuleResult:
        rule, told = found.rule, found.found
        where = "" if found.problem else rule.where
        if found.kept:
            return _told(rule, f"{rule.name}: {told}" if told else rule.name)
        standing = found.no_worse_than(before)
        if standing:
            moved = before is not None and found.distance < before.distance
            now = f"{'fewer' if where else 'closer'} than" if moved else "as"
            told = f"{told}, {now} before"
        elif before is not None and where and not before.problem:
            told = f"{told}, {before.failures:,} before"
        status = "warn" if standing else rule.level
        result = _told(rule, f"{rule.name}: {told}")
        return result.model_copy(
            update={
                "status": status,
                "rows": found.failures if where else 0,
                "where": where,
                "sample": self._sample(found, own) if where and found.failures else (),
                "overridable": status == "block" and CONTRACT in self.rules.overridable,
            }
        )

    def _sample(self, found: Measurement, own: Measured | None) -> tuple[str, ...]:
        """Name the first rows that break a rule, those that the plan changes before others."""
        rule, shadow = found.rule, self._shadow
        info = shadow.knowledge.glance(rule.table)
        columns = [column.name for column in info.columns]
        key = key_columns(info, columns)
        names = [as_text(quote(name)) for name in key]
        changed = f"{RID} NOT IN (SELECT {RID} FROM {own.delta.relation}), " if own else ""
        rows = shadow.session.rows(
            f"SELECT {', '.join([RID, *names])} FROM {shadow.numbered(rule.table)} AS __t"
            f" WHERE {rule.broken('__t')} ORDER BY {changed}{RID} LIMIT {SHOWN:d}"
        )
        shown = [
            [cut(shadow.knowledge.discretion.value(v, info, name))
             for v, name in zip(row[1:], key, strict=True)]
            for row in rows
        ]  # fmt: skip
        return tuple(
            row_name(row[0], key, dict(zip(key, values, strict=True)))
            for row, values in zip(rows, shown, strict=True)
        )

    def _held(self, found: Measurement, changed: dict[str, Measured]) -> Iterator[Held]:
        """Give what the commit counts again: what rows outside the change set can move."""
        rule, catalog = found.rule, self._shadow.catalog
        if found.problem or any(map(catalog.attachment, filter(None, (rule.table, rule.to_table)))):
            return
        held = Held(
            rule=_counted_as(rule),
            table=rule.table,
            columns=rule.columns,
            to_table=rule.to_table,
            to_columns=rule.to_columns,
            values=(rule.failing,) if rule.kind == "rows" else (),
            blocks=rule.level == "block",
        )
        if held.rule:
            images = {name: one.images for name, one in changed.items()}
            rows = State(self._shadow.session, images, BASE).count(held)
            yield held.model_copy(update={"rows": rows})


def concerned(contracts: Contracts, steps: Sequence[Step]) -> Contracts:
    """Give the contracts that a plan measures or may write, else those that it has to keep."""
    if any(step.kind in {*AGREEING, QUALITY} for step in steps):
        return contracts
    return contracts.about(table for step in steps for table in (*step.reads(), *step.writes()))


def _counted_as(rule: QualityRule) -> str:
    """Give the count that stands for a rule in the commit, nothing where no other row moves it."""
    match rule.kind:
        case "repeats":
            return "key_unique" if rule.strict else "repeated"
        case "reference":
            return "orphans"
        case "count":
            return "row_band"
        case "rows":  # rows of the change set are compared anyhow, others only count for a share
            return "" if rule.strict else "broken"
        case _:
            return ""


def _counts(measured: Measured) -> bool:
    """True when a change is of rows or of more than comments."""
    diff = measured.diff
    rows = diff.added or diff.changed or diff.removed or diff.change in {"create", "replace"}
    return diff.change != "drop" and bool(rows or len(diff.shape) > len(diff.commented))


def _told(rule: QualityRule, message: str) -> RuleResult:
    return RuleResult(rule=CONTRACT, status="pass", message=message, table=rule.table)


def _score(now: Sequence[Measurement], before: Sequence[Measurement]) -> QualityScore:
    after = score(tuple(now))
    assert after is not None
    return QualityScore(
        before=score(tuple(before)),
        after=after,
        rules=len(now),
        kept=sum(one.kept for one in now),
    )
