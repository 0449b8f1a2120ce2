"""`match` on what is new: only records that came, changed or went since the last match.

Owns when that is possible, and how it is written: rows of the identity table that change, and no
others.
"""

from typing import TYPE_CHECKING

import numpy as np

from vibecli.engine.names import quote
from vibecli.identity.trained import Trained
from vibecli.identity.verdicts import digest
from vibecli.steps.base import PAIRS, Figure, Shadow, StepResult
from vibecli.steps.match_events import write_events

if TYPE_CHECKING:
    from vibecli.identity.increment import Increment
    from vibecli.identity.ledger import Input, Ledger
    from vibecli.identity.resolve import Resolution
    from vibecli.identity.weights import Weights
    from vibecli.steps.match import Match

_MANY = 0.2  # of the records: matching all of them again is as quick
_WRITTEN = "__incremented"


def attempted(step: "Match", shadow: Shadow) -> StepResult | str:
    """Match what is new, or tell why everything has to be matched again."""
    from vibecli.identity.ledger import Ledger
    from vibecli.identity.scratch import Scratch

    trained = shadow.trained(step.output)
    prints = shadow.matched.standing(step.output)
    if trained is None or prints is None or not shadow.exists(step.output):
        return f"no earlier match of {step.output} is known"
    if reason := _unfit(step, shadow, trained):
        return reason
    with Scratch(shadow.session, "ledger") as scratch:
        numbered = shadow.numbered(step.output)
        ledger = Ledger(scratch, _inputs(step, shadow), trained, numbered, prints)
        counts = ledger.counts
        if step.mode == "auto" and counts.batch > _MANY * counts.known:
            return f"{counts.batch:,} records are new or changed beside {counts.known:,} known"
        return _matched(step, shadow, ledger, trained)


def keep_whole(step: "Match", shadow: Shadow, resolution: "Resolution", weights: "Weights") -> None:
    """Keep what a full match learnt, and the prints of all records it learnt from."""
    from vibecli.identity.ledger import prints_now

    trained = Trained.of(
        resolution, weights, one_to_one=resolution.one_to_one, judged=digest(shadow.verdicts)
    )
    shadow.keep_trained(step.output, trained)
    if trained.statistics is not None:
        inputs = sorted(_inputs(step, shadow), key=lambda one: one.table.name)
        now = prints_now(inputs, trained)
        shadow.matched.keep(step.output, f"SELECT print, true AS there FROM ({now})", whole=True)


def _inputs(step: "Match", shadow: Shadow) -> "list[Input]":
    from vibecli.identity.ledger import Input
    from vibecli.steps.match import rows_of

    return [
        Input(
            shadow.table(source.table),
            shadow.columns(source.table),
            rows_of(shadow, source),
            source.where or "",
        )
        for source in step.inputs
    ]


def _unfit(step: "Match", shadow: Shadow, trained: Trained) -> str:
    """Tell why the standing model cannot be used for a step, nothing when it can."""
    named = [shadow.table(source.table).name for source in step.inputs]
    if tuple(sorted(named)) != trained.sources:
        return "the last match had other inputs"
    if reason := _always_full(step, trained):
        return f"{reason} looks at all records"
    if digest(shadow.verdicts) != trained.judged:
        return "verdicts were given or taken back since the last full match"
    given = {"accept": step.accept, "review": step.review}
    if any(limit not in (None, getattr(trained, name)) for name, limit in given.items()):
        return "the thresholds are others than before"
    if _other_fields(step, shadow, trained, named):
        return "the fields to compare are others than before"
    return ""


def _always_full(step: "Match", trained: Trained) -> str:
    if step.one_to_one or trained.one_to_one:
        return "a one-to-one match"
    if step.rules:
        return "a match by rules"
    if trained.statistics is None:
        return "a match by rules, shared keys or texts, or of columns that tell too little,"
    return ""


def _other_fields(step: "Match", shadow: Shadow, trained: Trained, named: list[str]) -> bool:
    from vibecli.identity.fields import FieldOverride, chosen_fields

    if step.fields:
        order = sorted(range(len(named)), key=lambda at: named[at])
        asked = [FieldOverride(f.role, tuple(f.columns[i] for i in order)) for f in step.fields]
        return chosen_fields(asked) != trained.chosen_fields
    left_out = {name.lower() for name in step.ignore}
    for at, name in enumerate(trained.sources):
        info = shadow.table(name)
        roles = {c.name.lower(): c.role.value if c.role else "" for c in info.columns}
        for field in trained.fields:
            part = field.parts[at]
            if part is None:
                continue
            column = part.column.lower()
            if column not in roles or left_out & {
                column,
                f"{name}.{column}".lower(),
                roles[column],
            }:
                return True
    return False


def _matched(step: "Match", shadow: Shadow, ledger: "Ledger", trained: Trained) -> StepResult | str:
    from vibecli.identity.increment import increment
    from vibecli.identity.increment_account import details, figures, headline

    folder = shadow.matched.index_folder(step.output)
    done = increment(ledger, trained, folder, shadow.verdicts, shadow.progress)
    if isinstance(done, str):
        return done
    numbers = figures(done, ledger)
    result = StepResult(
        step=step.id,
        kind=step.kind,
        headline=headline(done, ledger),
        details=tuple(details(done, ledger, trained)),
        figures=tuple(Figure(name=name, value=value) for name, value in numbers.items()),
        rows=(shadow.evidence(f"{step.id}{PAIRS}", done.outcome.evidence),),
    )
    _write(step, shadow, done, ledger)
    write_events(shadow, step.output, done.change)
    shadow.keep_trained(step.output, trained)
    shadow.matched.keep(step.output, ledger.moved_prints, whole=False)
    return result


def _write(step: "Match", shadow: Shadow, done: "Increment", ledger: "Ledger") -> None:
    """Add, change and remove the rows of the identity table that the increment is about."""
    from vibecli.identity.persons import by_record
    from vibecli.identity.reasons import GONE, record_reasons

    at = done.placed[done.touched]
    arrays = {
        "person_id": done.change.persons.ids[done.touched],
        "source": np.array(done.frame.names, dtype=object)[done.frame.source[at]],
        "record_id": done.frame.ids[at],
        "probability": done.matched.probability[at].round(6),
        "__why": record_reasons(done, by_record(done.earlier))[at],
    }
    identity = shadow.numbered(step.output)
    shadow.delete(step.output, f"SELECT __rid, '{GONE}' AS __why FROM ({ledger.gone})")
    shadow.session.register(_WRITTEN, arrays)
    both = "w.source = i.source AND w.record_id = i.record_id"
    text = "CAST(w.{0} AS VARCHAR) AS {0}".format
    values = f"{text('person_id')}, w.probability, {text('__why')}"
    try:
        shadow.update(
            step.output,
            f"SELECT i.__rid, {values} FROM {quote(_WRITTEN)} AS w JOIN {identity} AS i ON {both}",
        )
        shadow.insert(
            step.output,
            f"SELECT {values}, {text('source')}, {text('record_id')} FROM {quote(_WRITTEN)} AS w"
            f" WHERE NOT EXISTS (FROM {identity} AS i WHERE {both})",
        )
    finally:
        shadow.session.unregister(_WRITTEN)
