"""`train`: a model that foresees what customers will do, judged beside the one it would follow.

Owns how the step meets bench and shadow. It writes one row of the registry and nothing else; what
is not better than the champion is told, what is worse is held up by the rule worse_model.
"""

import json
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from vibecli.engine.base import table_sql
from vibecli.engine.names import key_of, quote
from vibecli.identity.scratch import Scratch
from vibecli.learn.definition import FeatureSet, Label
from vibecli.learn.extra import required
from vibecli.learn.label import MOST_CUTS, moment_of
from vibecli.learn.registry import (
    COLUMNS,
    KEYS,
    MODELS,
    Registered,
    artefact,
    entity_of,
    registered,
)
from vibecli.model import OURS
from vibecli.rulebook import TELLING, WORSE_MODEL
from vibecli.sql_slot import Expression
from vibecli.steps.base import Bench, Finding, GateResult, Shadow, Slot, Step, StepResult
from vibecli.steps.feature_check import consent_slots
from vibecli.steps.predicate import kept_rows
from vibecli.steps.train_check import TrainCheck, label_slots
from vibecli.steps.train_rows import Moments, Rows, judged_by, rows_of_table

if TYPE_CHECKING:
    from vibecli.learn.frame import Frame
    from vibecli.learn.report import Spec
    from vibecli.learn.telling import Telling
    from vibecli.steps.train_told import Trained


class Train(Step):
    """Learn `model` from features of customers at past moments, or from the columns of `table`."""

    kind: Literal["train"] = "train"
    model: str
    label: Label | None = None  # with `features`: from events
    features: FeatureSet | None = None
    # the file that the features are of; null: features of its own
    definition: str | None = Field(None, json_schema_extra=OURS)
    table: str | None = None  # else: a table with a row a customer, and what says it:
    target: str | None = None  # its column that is to be foreseen
    positive: str | None = None  # the value of that column that means yes
    ignore: tuple[str, ...] = ()  # columns of the table not to learn from
    where: Expression | None = None  # of the customers: whom it is about, by their rows of now
    known: tuple[str, ...] = ()  # columns said to be known before, though they tell much
    as_of: str | None = None  # a timestamp that counts as now; null: the newest event
    windows: int = MOST_CUTS  # moments of the past to learn from, a horizon apart
    consent: Expression | None = Field(None, json_schema_extra=OURS)  # of a purpose
    segments: tuple[str, ...] = ()  # columns of the customers by which metrics are told

    def slots(self) -> tuple[Slot, ...]:
        """Give every expression and bridge of features and label as a SELECT."""
        if self.label is None and self.where is not None:
            told: tuple[Slot, ...] = (Slot(name="where", sql=kept_rows(self.entity, self.where)),)
        else:
            told = label_slots(self.foreseen, self.features)
        return (*told, *consent_slots(self.entity, self.consent))

    @property
    def entity(self) -> str:
        """The table of the customers."""
        return self.features.entity if self.features else self.table or ""

    @property
    def foreseen(self) -> Label | None:
        """The label, with those it is about."""
        return self.label and self.label.model_copy(update={"who": self.where})

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it is learnt from."""
        if self.features is None or self.label is None:
            return (self.table,) if self.table else ()
        sources = (source.table for source in (*self.features.sources, self.label.source))
        return tuple(dict.fromkeys((self.features.entity, *sources)))

    def reads(self) -> tuple[str, ...]:
        """Give the tables it is learnt from, and the registry."""
        return (*self.tables, MODELS)

    def writes(self) -> tuple[str, ...]:
        """Give the registry."""
        return (MODELS,)

    def registers(self) -> tuple[str, ...]:
        """Give the registry."""
        return (MODELS,)

    def summary(self) -> str:
        """Give what is learnt from what."""
        return f"train {self.model} from {', '.join(self.tables)}: {self.meaning}"

    @property
    def meaning(self) -> str:
        """What it foresees, and of whom."""
        foreseen = self.label.meaning if self.label else f"{self.target} = {self.positive}"
        return f"{foreseen}; only {self.entity} where {self.where}" if self.where else foreseen

    def check(self, bench: Bench) -> list[Finding]:
        """The definitions fit the schema, and nothing tells the label before its time."""
        required()
        found = TrainCheck(self, bench).findings()
        if not found:
            bench.declare(MODELS, COLUMNS)
        return found

    def run(self, shadow: Shadow) -> StepResult:
        """Fetch rows, fit, compare with the champion, and write a row of the registry."""
        from vibecli.learn.fitting import fit
        from vibecli.steps.train_told import Trained

        required()
        with Scratch(shadow.session, f"train_{self.id}") as scratch:
            shadow.progress(0, 3, "features and labels")
            rows = self._rows(shadow, scratch)
            shadow.progress(1, 3, "fitting")
            fitted = fit(rows.frame, self._spec())
            champion = self._champion(shadow)
            shadow.progress(2, 3, "comparing")
            told = Trained(self, rows, fitted, champion, self._telling(rows))
            if champion is not None:
                told = told.against(*self._rival(shadow, scratch, rows, champion))
            self._write(shadow, told)
        return told.result(shadow)

    def _rows(self, shadow: Shadow, scratch: Scratch) -> Rows:
        session = shadow.session
        if self.foreseen is None or self.features is None:
            assert self.table is not None
            assert self.target is not None
            assert self.positive is not None
            return rows_of_table(
                session,
                scratch,
                shadow.table(self.table),
                self.target,
                self.positive,
                ignore=self.ignore,
                where=self.where,
                consent=self.consent,
                segments=self.segments,
            )
        now = moment_of(self.as_of) if self.as_of else None
        moments = Moments(
            self.features, self.foreseen, now, self.windows, self.segments, self.consent
        )
        return moments.rows(session, scratch, moments.cuts(session))

    def _spec(self) -> "Spec":
        """Give how to fit."""
        from vibecli.learn.report import Spec

        return Spec(rule=self._recency(), horizon=self.label.horizon if self.label else 0)

    def _recency(self) -> str | None:
        """Give the feature the simple rule goes by: days since the newest event of the label."""
        if self.features is None or self.label is None:
            return None
        own = (f for f in self.features.features if f.source == self.label.source.table)
        found = [f.name for f in own if f.measure == "recency" and not f.where]
        return found[0] if found else None

    def _telling(self, rows: Rows) -> "tuple[Telling, ...]":
        """Give the columns of the customers' own rows that tell the label, but for those known."""
        from vibecli.learn.telling import telling

        if isinstance(rows.features, FeatureSet):
            own = [f.name for f in rows.features.features if f.measure == "attribute"]
        else:
            own = list(rows.features.columns)
        known = {name.lower() for name in self.known}
        return telling(rows.frame, [name for name in own if name.lower() not in known])

    def _champion(self, shadow: Shadow) -> Registered | None:
        if not shadow.exists(MODELS):
            return None
        return registered(shadow.session, table_sql(MODELS), self.model)

    def _rival(
        self, shadow: Shadow, scratch: Scratch, rows: Rows, champion: Registered
    ) -> tuple[bytes, "Frame | None", str]:
        """Give the champion's bytes, the rows as it knows them, and why they cannot be compared."""
        data = artefact(shadow.session, table_sql(MODELS), champion.model, champion.version)
        if champion.features == rows.features:
            return data, rows.judged, ""
        if key_of(champion.entity) != key_of(entity_of(rows.features)):
            return data, None, f"it is about {champion.customers}"
        missing = [table for table in champion.tables if not shadow.exists(table)]
        if missing:
            return data, None, f"{missing[0]}, which it learnt from, is gone"
        own = judged_by(shadow.session, scratch, champion.features, rows)
        if own is None or not np.array_equal(own.keys, rows.judged.keys):
            return data, None, f"it learnt otherwise, from {', '.join(champion.tables)}"
        return data, own, ""

    def _write(self, shadow: Shadow, told: "Trained") -> None:
        row = told.row()
        name = f"__{self.id}_model"
        shadow.session.register(
            name, {key: np.array([value], dtype=object) for key, value in row.items()}
        )
        values = ", ".join(
            f"from_base64({quote(c.name)}) AS {quote(c.name)}"
            if c.type == "BLOB"
            else f"CAST({quote(c.name)} AS {c.type}) AS {quote(c.name)}"
            for c in COLUMNS
        )
        select = f"SELECT {values} FROM {quote(name)}"
        try:
            if shadow.exists(MODELS):
                shadow.insert(MODELS, select)
            else:
                shadow.create(MODELS, select, keys=KEYS)
        finally:
            shadow.session.unregister(name)
        if told.champion is not None:
            shadow.gate(_held(told.verdict, WORSE_MODEL, told.worse), ())
        for copy in told.copies:
            shadow.gate(_held(copy, TELLING, True), ())


def _held(told: str, rule: str, failed: bool) -> GateResult:
    """Give what holds a training up by a rule."""
    name = f"{told}; rule {rule}"
    return GateResult(name=name, severity="block", failures=int(failed), rule=rule)


def to_json(value: object) -> str:
    """Give JSON in one form."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
