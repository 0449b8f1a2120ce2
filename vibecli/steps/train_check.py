"""The static check of a `train` step: its definitions are whole, fit the schema and do not leak.

Owns those findings and the slots of a label. It sees schema only.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from vibecli.data.catalog import TableInfo
from vibecli.learn.definition import FeatureSet, Label
from vibecli.learn.label import entities, labelled, moment_of
from vibecli.learn.leakage import group_leaks
from vibecli.learn.registry import COLUMNS, MODELS, RENAME
from vibecli.steps.base import Bench, Finding, Slot
from vibecli.steps.feature_check import SetCheck, expression_slots
from vibecli.steps.predicate import kept_rows, predicate_findings
from vibecli.steps.targets import by_name, unknown_columns, unknown_table

if TYPE_CHECKING:
    from vibecli.steps.train import Train

_NAME = re.compile(r"[A-Za-z][\w-]{0,59}")
_LONGEST = 3_660  # days of a horizon
_MOST_WINDOWS = 24


def label_slots(label: Label | None, features: FeatureSet | None) -> tuple[Slot, ...]:
    """Give the SQL of features and label as SELECTs, each once."""
    if label is None or features is None:
        return ()
    event = features.model_copy(update={"sources": (label.source,), "features": ()})
    found = {slot.sql: slot for slot in expression_slots(features)}
    for slot in expression_slots(event):
        found.setdefault(slot.sql, Slot(name=f"label.{slot.name}", sql=slot.sql))
    if label.who is not None:
        sql = kept_rows(features.entity, label.who)
        found.setdefault(sql, Slot(name="where", sql=sql))
    return tuple(found.values())


class TrainCheck:
    """Checks one step on a bench."""

    def __init__(self, step: "Train", bench: Bench) -> None:
        self._step, self._bench = step, bench

    def findings(self) -> list[Finding]:
        """Give everything wrong with the step."""
        found = [*self._slots(), *self._registry()]
        if found:
            return found
        if self._step.features and self._step.label:
            found = SetCheck(self._step, self._step.features, self._bench).findings()
            found += [] if found else self._label(self._step.features, self._step.label)
        else:
            found = [*self._table()]
        step = self._step
        if step.consent and not found:
            found = predicate_findings(step, self._bench, step.entity, step.consent)
        return found or [*self._segments()] or self._whom()

    def _slots(self) -> Iterator[Finding]:
        """Give what is not said, or said twice."""
        step = self._step
        if not _NAME.fullmatch(step.model):
            yield step.finding(
                "bad-name", "a model needs a name of letters, digits and _", "call it churn"
            )
        events, table = (step.features, step.label), (step.table, step.target, step.positive)
        whole = all(events) or all(one is not None for one in table)
        if not whole or (any(events) and any(table)):
            yield step.finding(
                "slot-missing",
                f"{step.model} needs features and a label, or a table, target and positive",
                "give one of the two",
            )
        if step.as_of is not None and moment_of(step.as_of) is None:
            yield step.finding("bad-moment", f"as_of {step.as_of} is no timestamp", "2026-06-30")
        if not 0 < step.windows <= _MOST_WINDOWS:
            yield step.finding("bad-window", "windows are 1 to 24", "leave it out")
        if step.label and not 0 < step.label.horizon <= _LONGEST:
            yield step.finding("bad-window", f"a horizon is 1 to {_LONGEST} days")
        if step.label and step.label.active is not None and step.label.active <= 0:
            yield step.finding("bad-window", "active is a number of days above 0, or null")

    def _registry(self) -> Iterator[Finding]:
        """Give the finding of a table of that name that is no registry."""
        known = self._bench.columns(MODELS)
        if known is not None and set(by_name(known)) != {c.name for c in COLUMNS}:
            yield self._step.finding(
                "table-exists",
                f"{MODELS} is there, and is not the registry of models",
                RENAME,
            )

    def _label(self, features: FeatureSet, label: Label) -> list[Finding]:
        """Bind what is foreseen."""
        columns = self._bench.columns(label.source.table)
        if columns is None:
            return [unknown_table(self._step, self._bench, label.source.table)]
        named = [label.source.time, *(link.column for link in label.source.links)]
        found = unknown_columns(self._step, label.source.table, named, columns)
        if label.source.where and not found:
            table, where = label.source.table, label.source.where
            found += predicate_findings(self._step, self._bench, table, where)
        if not found:
            spine = entities(label, features, [datetime(2000, 1, 1)])  # noqa: DTZ001
            self._bench.bind(labelled(label, features, spine))
        return found

    def _table(self) -> Iterator[Finding]:
        """Give what is wrong with a table of features."""
        assert self._step.table is not None
        assert self._step.target is not None
        columns = self._bench.columns(self._step.table)
        if columns is None:
            yield unknown_table(self._step, self._bench, self._step.table)
            return
        named = [self._step.target, *self._step.ignore, *self._step.known]
        yield from unknown_columns(self._step, self._step.table, named, columns)

    def _whom(self) -> list[Finding]:
        """The condition on the customers holds for a row, and tells nothing of what is foreseen."""
        step = self._step
        if step.where is None:
            return []
        found = predicate_findings(step, self._bench, step.entity, step.where)
        if found:
            return found
        table = self._bench.catalog.table(step.entity) or TableInfo(name=step.entity)
        return [
            step.finding("leak", f"the condition on {step.entity} {why}", "leave it out")
            for why in group_leaks(table, step.where, step.target)
        ]

    def _segments(self) -> Iterator[Finding]:
        """Segments are columns of the customers that hold nothing personal."""
        table = self._step.entity
        columns = self._bench.columns(table) or ()
        yield from unknown_columns(self._step, table, self._step.segments, columns)
        info = self._bench.catalog.table(table)
        for name in _personal(info, self._step.segments):
            yield self._step.finding(
                "personal-segment", f"{name} tells of persons and is no segment", "leave it out"
            )


def _personal(info: TableInfo | None, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        column = info.column(name) if info else None
        if column is not None and column.personal:
            yield name
