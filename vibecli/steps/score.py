"""`score`: what a model foresees of every customer, into a table of its own or columns of another.

Owns how the step meets bench and shadow. The artefact is opened by its allow-list alone.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from vibecli.counting import counted
from vibecli.engine.base import Column, table_sql
from vibecli.engine.names import key_of, quote
from vibecli.errors import StepFailed
from vibecli.identity.scratch import Scratch
from vibecli.learn.extra import required
from vibecli.learn.label import moment_of
from vibecli.learn.registry import MODELS, Registered, artefact, registered
from vibecli.learn.spine import of_those
from vibecli.model import OURS, Model
from vibecli.sql_slot import Expression
from vibecli.steps.alteration import Alteration
from vibecli.steps.base import Bench, Figure, Finding, Shadow, Slot, Step, StepResult
from vibecli.steps.feature_check import consent_slots
from vibecli.steps.listing import listing
from vibecli.steps.predicate import kept_rows, predicate_findings
from vibecli.steps.score_rows import (
    KEPT,
    OWN,
    REASON,
    SCORE,
    SCORE_TYPES,
    SEGMENT,
    Asked,
    Scored,
    kept_values,
    score_columns,
    scored,
    unread_told,
    usual_segments,
)
from vibecli.steps.targets import by_name, unknown_columns, unknown_table

_SHOWN = ("segment", "from score", "customers", "share", "mean score")
_MOVED = 0.25  # of the stability index of scores
_MOST = 5  # features told that moved


class Threshold(Model):
    """A segment of customers: those whose score is at least so high."""

    segment: str
    at: float


class Score(Step):
    """Score every customer with `model` as of a moment."""

    kind: Literal["score"] = "score"
    model: str
    version: int | None = None  # null: the champion
    entity: str  # table of the customers the model is about
    key: str  # its column that names them
    sources: tuple[str, ...] = ()  # every table its features are made of
    target: str  # a table of scores; with `column` a table that gets them as columns
    # name_score: name_segment, name_reason, name_as_of and name_model come beside it
    column: str | None = None
    where: Expression | None = None  # of the customers: whom to score; others keep what they have
    # a timestamp; own: each just after the own newest event; null: just after the newest of all
    as_of: str | None = None
    consent: Expression | None = Field(None, json_schema_extra=OURS)  # of a purpose
    segments: tuple[Threshold, ...] = ()  # highest first; empty: high, medium, low by the model

    def slots(self) -> tuple[Slot, ...]:
        """Give the conditions on the customers as SELECTs."""
        where = Slot(name="where", sql=kept_rows(self.entity, self.where or "true"))
        return (*([where] if self.where else ()), *consent_slots(self.entity, self.consent))

    def reads(self) -> tuple[str, ...]:
        """Give the registry, and what features are made of."""
        known = {key_of(name): name for name in (MODELS, self.entity, *self.sources)}
        return (*known.values(), *((self.target,) if self.column else ()))

    def writes(self) -> tuple[str, ...]:
        """Give the table of the scores."""
        return (self.target,)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of score, segment, reason, and of what they rest on."""
        return tuple(KEPT) if self.column is None else score_columns(self.column)

    def summary(self) -> str:
        """Give what is scored and where it goes."""
        version = f" v{self.version}" if self.version else ""
        where = f"{self.target}.{self.column}" if self.column else self.target
        rows = f"the rows of {self.entity} where {self.where}" if self.where else ""
        rows = rows or f"every row of {self.entity}"
        return f"score {rows} with {self.model}{version} into {where}"

    def check(self, bench: Bench) -> list[Finding]:
        """The model's table, the customers and the target are there and fit."""
        required()
        if bench.columns(MODELS) is None:
            hint = f"vibecli ask 'train a {self.model} model'"
            return [self.finding("no-model", "no model has been trained yet", hint)]
        columns = bench.columns(self.entity)
        if columns is None:
            return [unknown_table(self, bench, self.entity)]
        found = [*unknown_columns(self, self.entity, [self.key], columns), *self._slots()]
        for condition in (self.where, self.consent):
            if condition is not None and not found:
                found = predicate_findings(self, bench, self.entity, condition)
        if found:
            return found
        key = by_name(columns)[self.key.lower()]
        return self._columns(bench) if self.column else self._table(bench, key)

    def _slots(self) -> list[Finding]:
        found = []
        if self.as_of not in (None, OWN) and moment_of(self.as_of) is None:
            found.append(self.finding("bad-moment", f"as_of {self.as_of} is no timestamp"))
        ats = [one.at for one in self.segments]
        if ats != sorted(ats, reverse=True) or len(set(ats)) < len(ats):
            hint = "highest first, each with a score of its own"
            found.append(self.finding("bad-segments", "segments are not in order", hint))
        return found

    def _table(self, bench: Bench, key: Column) -> list[Finding]:
        """Check a table of scores, which is made or has these very columns."""
        made = _columns(key)
        known = bench.columns(self.target)
        if known is not None and set(by_name(known)) != set(by_name(made)):
            message = f"{self.target} is there, and is no table of scores"
            hint = f"name another target, or column {self.model}_score to add columns to it"
            return [self.finding("table-exists", message, hint)]
        bench.declare(self.target, made)
        return []

    def _columns(self, bench: Bench) -> list[Finding]:
        """Check a table that gets columns of scores."""
        known = bench.columns(self.target)
        if known is None:
            return [unknown_table(self, bench, self.target)]
        found = unknown_columns(self, self.target, [self.key], known)
        if not found:
            there = by_name(known)
            types = zip(self.names, SCORE_TYPES, strict=True)
            new = [Column(name, kind) for name, kind in types if name.lower() not in there]
            bench.declare(self.target, [*known, *new])
        return found

    def run(self, shadow: Shadow) -> StepResult:
        """Score, and hand the rows to the shadow."""
        required()
        model = self._model(shadow)
        self._check_reads(model)
        data = artefact(shadow.session, table_sql(MODELS), model.model, model.version)
        chosen = tuple((one.segment, one.at) for one in self.segments) or usual_segments(model)
        with Scratch(shadow.session, f"score_{self.id}") as scratch:
            asked = Asked(self.as_of, chosen, self.where, self.consent)
            found = scored(shadow, scratch, model, data, asked)
            changed = (
                self._into_columns(shadow, found) if self.column else self._into(shadow, found)
            )
            return self._told(shadow, model, found, changed, chosen)

    def _model(self, shadow: Shadow) -> Registered:
        found = registered(shadow.session, table_sql(MODELS), self.model, self.version)
        if found is None:
            wanted = f"{self.model} v{self.version}" if self.version else self.model
            raise StepFailed(f"there is no model {wanted}", hint="vibecli models lists them")
        return found

    def _check_reads(self, model: Registered) -> None:
        """A review tells what a plan reads, and goes stale by it: nothing else may be read."""
        known = {key_of(name) for name in (self.entity, *self.sources)}
        missing = [name for name in model.tables if key_of(name) not in known]
        if missing:
            raise StepFailed(
                f"{model.model} v{model.version} reads {missing[0]}, which the step does not name",
                hint=f"name {', '.join(model.tables)} in sources",
            )
        about = (key_of(model.entity), model.key.lower())
        if about != (key_of(self.entity), self.key.lower()):
            raise StepFailed(
                f"{model.model} v{model.version} is about {model.customers},"
                f" not {self.entity}.{self.key}",
                hint=f"name entity {model.entity} and key {model.key}",
            )

    def _into(self, shadow: Shadow, found: Scored) -> int:
        key = quote(self.key)
        select = (
            f"SELECT key AS {key}, score, segment, reason, as_of, model, version FROM {found.rows}"
        )
        gone = "no customer any more"
        if self.where is not None and shadow.exists(self.target):
            kept = f"SELECT * FROM {table_sql(self.target)} WHERE {key} NOT IN ({self._whom})"
            select = f"{select} UNION ALL BY NAME {kept}"
        return shadow.replace(self.target, select, keys=(self.key,), gone=gone)

    def _into_columns(self, shadow: Shadow, found: Scored) -> int:
        there = by_name(shadow.columns(self.target))
        kinds = zip(self.names, SCORE_TYPES, strict=True)
        for name, kind in kinds:
            if name.lower() not in there:
                shadow.alter(self.target, Alteration(change="add", column=name, type=kind))
        kept = zip(self.names, kept_values("s"), strict=True)
        values = ", ".join(f"{value} AS {quote(name)}" for name, value in kept)
        key = f"t.{quote(self.key)}"
        whom = f" WHERE {key} IN ({self._whom})" if self.where is not None else ""
        return shadow.update(
            self.target,
            f"SELECT t.__rid, {values} FROM {shadow.numbered(self.target)} AS t"
            f" LEFT JOIN {found.rows} AS s ON s.key = {key}{whom}",
        )

    @property
    def _whom(self) -> str:
        """The keys of those who are scored."""
        key = quote(self.key)
        everyone = f"SELECT {key} AS key FROM {table_sql(self.entity)} WHERE {key} IS NOT NULL"
        return of_those(everyone, self.entity, self.key, self.where)

    def _told(
        self,
        shadow: Shadow,
        model: Registered,
        found: Scored,
        changed: int,
        chosen: tuple[tuple[str, float], ...],
    ) -> StepResult:
        lines = found.by_segment(shadow.session, chosen)
        shadow.view(self.id, listing(_SHOWN, lines))
        shadow.notices.extend(unread_told(shadow, model))
        name, whom = f"{model.model} v{model.version}", counted(found.count, "customer")
        if found.drift >= _MOVED:
            most = f", most of all {found.moved[0][0]}" if found.moved else ""
            shadow.notices.append(
                f"the scores of {name} moved since it was trained (index {found.drift:.2f}){most}:"
                " train it again"
            )
        figures = {"scored": found.count, "changed": changed, "mean_score": found.mean}
        figures |= {"drift": round(found.drift, 4)}
        return StepResult(
            step=self.id,
            kind=self.kind,
            headline=f"{whom} scored with {name}, {changed:,} rows change",
            details=tuple(self._details(shadow, model, found)),
            figures=tuple(Figure(name=key, value=value) for key, value in figures.items()),
        )

    def _details(self, shadow: Shadow, model: Registered, found: Scored) -> Iterator[str]:
        yield f"foreseen: {model.meaning}"
        if found.as_of:
            yield f"as of {found.as_of}"
        if found.moved:
            told = ", ".join(f"{name} {index:.2f}" for name, index in found.moved[:_MOST])
            yield f"{counted(len(found.moved), 'feature')} moved since the training: {told}"
        everyone = int(shadow.session.value(f"SELECT count(*) FROM {table_sql(self.entity)}"))
        if others := everyone - found.count:
            if self.where is not None:
                yield f"only {self.entity} where {self.where}: {others:,} others stay as they are"
                return
            yield f"{others:,} others are not among those the model is about, and have no score"


def _columns(key: Column) -> list[Column]:
    return [
        key,
        Column(SCORE, "DOUBLE"),
        Column(SEGMENT, "VARCHAR"),
        Column(REASON, "VARCHAR"),
        Column("as_of", "TIMESTAMP"),
        Column("model", "VARCHAR"),
        Column("version", "INTEGER"),
    ]
