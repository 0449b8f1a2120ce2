"""The account of a resolution: its headline, the lines behind it and its figures."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from vibecli.counting import counted
from vibecli.identity.accuracy import Accuracy
from vibecli.identity.cluster import cluster_sizes
from vibecli.identity.events import Change
from vibecli.identity.fields import Field, Part, about_persons
from vibecli.identity.mention import mention
from vibecli.identity.placeholders import Placeholder
from vibecli.identity.resolve import Resolution
from vibecli.identity.verdicts import Side
from vibecli.identity.weights import probability

_LARGE_LINKED = 10
_SIZES_SHOWN = 8


def headline(resolution: Resolution, change: Change | None = None) -> str:
    """Give one line: pairs accepted, pairs to review, persons, what became of earlier ones, how."""
    outcome = resolution.outcome
    persons = len(cluster_sizes(resolution.labels))
    told = (
        f"{counted(outcome.accepted, 'pair')} accepted, {outcome.review:,} to review,"
        f" {counted(persons, 'person')}"
    )
    news = since(change) if change else ""
    limits = resolution.limits[:1]
    links = ["linked one-to-one"] if resolution.unique else []
    since_then = [f"since the last run {news}"] if news else []
    return "; ".join([told, *since_then, *links, *limits])


def since(change: Change) -> str:
    """Tell what happened to earlier persons; nothing when nothing did."""
    counts = (
        (change.merged, f"{counted(change.merged, 'person')} merged"),
        (change.split, f"{change.split:,} split"),
        (change.moved, f"{counted(change.moved, 'record')} moved"),
        (change.gone, f"{change.gone:,} gone"),
    )
    return ", ".join(text for count, text in counts if count)


def accuracy(resolution: Resolution) -> tuple[str, Accuracy]:
    """Give how that is known, as figures and screens name it, and how good the result is.

    What judged pairs tell of it comes in here, as "measured".
    """
    return "estimated", resolution.outcome.accuracy


def figures(resolution: Resolution, change: Change | None = None) -> dict[str, float]:
    """Give the numbers by name; those that nothing tells are left out."""
    sizes, outcome = cluster_sizes(resolution.labels), resolution.outcome
    placeholders = resolution.frame.placeholders
    numbers: dict[str, float] = {
        "records": resolution.frame.size,
        "candidates": resolution.candidates,
        "accepted": outcome.accepted,
        "review": outcome.review,
        "rejected": outcome.rejected,
        "persons": len(sizes),
        "largest_cluster": max(sizes, default=0),
        "placeholders": len(placeholders),
        "placeholder_records": sum(placeholder.records for placeholder in placeholders),
        "verdicts": resolution.rulings.applied,
        "verdicts_not_applied": resolution.rulings.absent,
    }
    how, found = accuracy(resolution)
    for name, share in (("precision", found.precision), ("recall", found.recall)):
        if share is not None:
            numbers[f"{how}_{name}"] = round(share.value, 4)
            numbers[f"{how}_{name}_low"] = round(share.low, 4)
            numbers[f"{how}_{name}_high"] = round(share.high, 4)
    numbers |= change_figures(change) if change else {}
    return {name: float(number) for name, number in numbers.items()}


def change_figures(change: Change) -> dict[str, float]:
    """Give what became of the persons of an earlier run, by name."""
    return {
        "persons_before": change.before,
        "persons_same": change.same,
        "persons_changed": change.changed,
        "persons_merged": change.merged,
        "persons_split": change.split,
        "persons_gone": change.gone,
        "persons_new": change.new,
        "records_moved": change.moved,
    }


def details(resolution: Resolution, change: Change | None = None) -> tuple[str, ...]:
    """Give the lines behind the headline: what came out, then how."""
    return (*_result_lines(resolution, change), *_method_lines(resolution))


def _result_lines(resolution: Resolution, change: Change | None) -> Iterator[str]:
    outcome = resolution.outcome
    yield (
        f"{counted(resolution.frame.size, 'record')},"
        f" {counted(resolution.candidates, 'candidate pair')}, {outcome.rejected:,} rejected"
    )
    yield from change_lines(change) if change else ()
    yield from _doubt_lines(resolution)
    yield from _size_lines(resolution)
    yield from _big_lines(resolution)
    yield from _weak_lines(resolution)
    yield from _placeholder_lines(resolution.frame.placeholders)


def _method_lines(resolution: Resolution) -> Iterator[str]:
    names = resolution.frame.names
    for field in resolution.fields:
        yield f"compares {field.label}: {_columns(field, names)}"
    yield from _limit_lines(resolution)
    yield from _threshold_lines(resolution)
    for link in resolution.links:
        yield (
            f"{len(link.pairs):,} records of {link.holder} joined to {link.target}"
            f" by the same {link.column}"
        )
    for link in resolution.refused_links:
        yield (
            f"{link.holder}.{link.column} not used as key of {link.target}: the records it joins"
            " disagree in most other fields"
        )
    yield from resolution.ruled.told
    yield from _verdict_lines(resolution)


def change_lines(change: Change, before: int | None = None) -> Iterator[str]:
    """Tell what became of the persons of an earlier run, of whom the change may be about some."""
    others = 0 if before is None else before - change.before
    yield (
        f"persons {others + change.before:,} -> {others + change.after:,}:"
        f" {others + change.same:,} same,"
        f" {change.changed:,} with other records, {change.new:,} new, {change.merged:,} merged,"
        f" {change.gone:,} gone"
    )
    if change.split or change.moved:
        yield f"{counted(change.split, 'person')} split, {counted(change.moved, 'record')} moved"


def _doubt_lines(resolution: Resolution) -> Iterator[str]:
    how, _ = accuracy(resolution)
    if how == "estimated" and not about_persons({field.kind for field in resolution.fields}):
        yield "the records are not of people: precision and recall are likely lower than estimated"


def _columns(field: Field, names: tuple[str, ...]) -> str:
    shown = [f"{name}.{_part(part)}" for name, part in zip(names, field.parts, strict=True) if part]
    return ", ".join(shown)


def _part(part: Part) -> str:
    return part.column if part.part == "whole" else f"{part.column} ({part.part} part)"


def _threshold_lines(resolution: Resolution) -> Iterator[str]:
    chosen = resolution.thresholds
    yield f"accepts at probability {chosen.accept:.2f} ({chosen.accept_from})"
    yield f"asks from probability {chosen.review:.2f} ({chosen.review_from})"


def _limit_lines(resolution: Resolution) -> Iterator[str]:
    for limit in resolution.limits:
        yield f"limit: {limit}"
    if resolution.limits:
        yield "with limits only what is certain is accepted, unless accept is set"
    if resolution.across:
        across = resolution.across
        yield f"one-to-one would accept {across.one_to_one:,}, without it {across.free:,}"
    if resolution.unique:
        but = f", but for {counted(resolution.inside, 'sure pair')}" if resolution.inside else ""
        yield f"linked one-to-one, as each table looks unique inside{but}"


def _verdict_lines(resolution: Resolution) -> Iterator[str]:
    rulings, shift = resolution.rulings, resolution.shift
    if rulings.applied:
        yield (
            f"keeps to {counted(rulings.applied, 'verdict')}:"
            f" {counted(len(rulings.same), 'pair')} the same person,"
            f" {len(rulings.apart):,} different"
        )
    if rulings.absent:
        yield (
            f"{counted(rulings.absent, 'verdict')} not applied:"
            " a record is gone or says something else now"
        )
    for verdict in rulings.overruled:
        yield (
            f"not applied, as later verdicts contradict it: {verdict.verdict},"
            f" {_judged(verdict.left)} and {_judged(verdict.right)}"
        )
    if shift.merges:
        even = float(probability(shift.of(np.zeros(1)))[0])
        yield (
            f"{counted(shift.merges, 'answer')} to questions: what looked like"
            f" probability 0.50 counts as {even:.2f}"
        )


def _judged(side: Side) -> str:
    record = mention(side.source, side.record) if side.record else "(id not kept)"
    return f"{side.source} {record}"


def _placeholder_lines(found: tuple[Placeholder, ...]) -> Iterator[str]:
    for label, values in _grouped(found).items():
        records = sum(p.records for p in values)
        yield (
            f"ignores {counted(len(values), 'placeholder')} in {label},"
            f" held by {counted(records, 'record')}"
        )


def _grouped(found: tuple[Placeholder, ...]) -> dict[str, list[Placeholder]]:
    grouped: dict[str, list[Placeholder]] = {}
    for placeholder in found:
        grouped.setdefault(placeholder.field, []).append(placeholder)
    return grouped


def _size_lines(resolution: Resolution) -> Iterator[str]:
    counts = Counter(cluster_sizes(resolution.labels))
    if not counts:
        return
    shown = [f"{size}: {counts[size]:,}" for size in sorted(counts)[:_SIZES_SHOWN]]
    more = len(counts) - len(shown)
    tail = f", {counted(more, 'larger size')}" if more > 0 else ""
    yield f"persons by number of records: {', '.join(shown)}{tail}"
    if resolution.links and max(counts) > _LARGE_LINKED:
        yield "large clusters may come from the shared keys below; look at them before approving"


def _big_lines(resolution: Resolution) -> Iterator[str]:
    for cluster in resolution.outcome.standouts.clusters:
        weakest = "" if cluster.weakest is None else f", weakest merge {cluster.weakest:.2f}"
        equal = ", ".join(f"{label} {pairs:,}" for label, pairs in cluster.equal)
        held = f"; equal in its {counted(cluster.pairs, 'pair')}: {equal}" if equal else ""
        yield (
            f"big cluster: {cluster.records:,} records with"
            f" {_named(resolution, cluster.record)}{weakest}{held}"
        )


def _weak_lines(resolution: Resolution) -> Iterator[str]:
    for merge in resolution.outcome.standouts.merges:
        joined = f" for {merge.joined:,} pairs" if merge.joined > 1 else ""
        yield (
            f"weak merge: {_named(resolution, merge.left)} and {_named(resolution, merge.right)},"
            f" probability {merge.probability:.2f}{joined}, {merge.why}"
        )


def _named(resolution: Resolution, record: int) -> str:
    source = resolution.frame.names[resolution.frame.source[record]]
    return f"{source} {mention(source, resolution.frame.ids[record])}"
