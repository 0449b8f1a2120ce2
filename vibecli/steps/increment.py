"""`match` on what is new: only records that came, changed or went since the last match.

Owns when that is possible, and how it is written: rows of the identity table that change, and no
others.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from vibecli.engine.names import quote
from vibecli.identity.trained import Trained
from vibecli.steps.base import Figure, Shadow, StepResult

if TYPE_CHECKING:
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


def keep_whole(step: "Match", shadow: Shadow, trained: Trained) -> None:
    """Keep the prints of all records with what a full match learnt from them."""
    from vibecli.identity.ledger import prints_now

    if trained.statistics is not None:
        inputs = sorted(_inputs(step, shadow), key=lambda one: one.table.name)
        now = prints_now(inputs, trained)
        shadow.matched.keep(step.output, f"SELECT print, true AS there FROM ({now})", whole=True)


def _inputs(step: "Match", shadow: Shadow) -> list[Any]:
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
    if trained.statistics is None or step.one_to_one or trained.one_to_one:
        return "one-to-one matches, and those by shared keys or texts, look at all records"
    given = {"accept": step.accept, "review": step.review}
    if any(limit not in (None, getattr(trained, name)) for name, limit in given.items()):
        return "the thresholds are others than before"
    if _other_fields(step, shadow, trained, named):
        return "the fields to compare are others than before"
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


def _matched(step: "Match", shadow: Shadow, ledger: Any, trained: Trained) -> StepResult | str:
    from vibecli.identity.increment import increment

    folder = shadow.matched.index_folder(step.output)
    done = increment(ledger, trained, folder, shadow.progress)
    if isinstance(done, str):
        return done
    _write(step, shadow, done, ledger)
    shadow.keep_trained(step.output, trained)
    shadow.matched.keep(step.output, ledger.moved_prints, whole=False)
    evidence = shadow.evidence(f"{step.id}_pairs", done.resolution.outcome.evidence)
    counts, figures = ledger.counts, dict(_figures(done, ledger))
    return StepResult(
        step=step.id,
        kind=step.kind,
        headline=(
            f"{counts.new:,} new, {counts.changed:,} changed, {counts.gone:,} gone records matched"
            f" against {counts.known:,} known"
        ),
        details=tuple(_lines(figures, trained)),
        figures=tuple(Figure(name=name, value=value) for name, value in figures.items()),
        rows=(evidence,),
    )


def _write(step: "Match", shadow: Shadow, done: Any, ledger: Any) -> None:
    """Add, change and remove the rows of the identity table that the increment is about."""
    from vibecli.identity.reasons import GONE, record_reasons

    frame, at = done.resolution.frame, done.touched
    reasons = record_reasons(done.resolution, done.earlier)
    persons = np.array(done.persons, dtype=object)
    arrays = {
        "person_id": persons[at],
        "source": np.array(frame.names, dtype=object)[frame.source[at]],
        "record_id": frame.ids[at],
        "probability": done.resolution.probability[at].round(6),
        "__why": reasons[at],
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


def _figures(done: Any, ledger: Any) -> Iterator[tuple[str, float]]:
    found, counts = done.matched, ledger.counts
    new = found.near.new
    standing = set(done.earlier.values())
    joined = sum(done.persons[at] in standing for at in np.flatnonzero(new).tolist())
    fresh = {done.persons[at] for at in np.flatnonzero(new).tolist()} - standing
    yield "records", counts.known + counts.batch
    yield "new", counts.new
    yield "changed", counts.changed
    yield "gone", counts.gone
    yield "candidates", found.candidates
    yield "joined", joined
    yield "new_persons", len(fresh)
    yield "review", len(found.questions.pairs)


def _lines(figures: dict[str, float], trained: Trained) -> Iterator[str]:
    count = {name: int(value) for name, value in figures.items()}
    yield f"{count['joined']:,} joined persons there were, {count['new_persons']:,} new persons"
    yield (
        f"{count['review']:,} questions left to review; persons there were are never put together"
    )
    yield f"by the weights of the last full match, accepted at probability {trained.accept:.2f}"
