"""The account of a resolution: its headline, the lines behind it and its figures."""

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.cluster import cluster_sizes
from vibecli.identity.fields import Field, Part
from vibecli.identity.mention import mention
from vibecli.identity.placeholders import Placeholder
from vibecli.identity.resolve import Resolution
from vibecli.identity.verdicts import Side
from vibecli.identity.weights import probability

_LARGE_LINKED = 10
_WEAKEST = 3
_SIZES_SHOWN = 8


def headline(resolution: Resolution) -> str:
    """Give one line: pairs accepted, pairs to review, persons."""
    outcome = resolution.outcome
    persons = len(cluster_sizes(resolution.labels))
    return (
        f"{outcome.accepted:,} {_plural('pair', outcome.accepted)} accepted,"
        f" {outcome.review:,} to review, {persons:,} {_plural('person', persons)}"
    )


def figures(resolution: Resolution) -> dict[str, float]:
    """Give the numbers by name; estimates are left out where there is nothing to estimate from."""
    sizes, outcome = cluster_sizes(resolution.labels), resolution.outcome
    numbers: dict[str, float | None] = {
        "records": resolution.frame.size,
        "candidates": resolution.candidates,
        "accepted": outcome.accepted,
        "review": outcome.review,
        "persons": len(sizes),
        "largest_cluster": max(sizes, default=0),
        "estimated_precision": outcome.precision,
        "estimated_recall": outcome.recall,
        "verdicts": resolution.rulings.applied or None,
        "verdicts_not_applied": resolution.rulings.absent or None,
    }
    return {name: round(float(n), 4) for name, n in numbers.items() if n is not None}


def details(resolution: Resolution) -> tuple[str, ...]:
    """Give the lines behind the headline."""
    return tuple(_lines(resolution))


def _lines(resolution: Resolution) -> Iterator[str]:
    names = resolution.frame.names
    for field in resolution.fields:
        yield f"compares {field.label}: {_columns(field, names)}"
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
    yield from _verdict_lines(resolution)
    yield from _placeholder_lines(resolution.frame.placeholders)
    yield from _size_lines(resolution)
    yield from _weakest_lines(resolution)


def _columns(field: Field, names: tuple[str, ...]) -> str:
    shown = [f"{name}.{_part(part)}" for name, part in zip(names, field.parts, strict=True) if part]
    return ", ".join(shown)


def _part(part: Part) -> str:
    return part.column if part.part == "whole" else f"{part.column} ({part.part} part)"


def _threshold_lines(resolution: Resolution) -> Iterator[str]:
    chosen = resolution.thresholds
    yield f"accepts at probability {chosen.accept:.2f} ({chosen.accept_from})"
    yield f"asks from probability {chosen.review:.2f} ({chosen.review_from})"


def _verdict_lines(resolution: Resolution) -> Iterator[str]:
    rulings, shift = resolution.rulings, resolution.shift
    if rulings.applied:
        yield (
            f"keeps to {rulings.applied:,} {_plural('verdict', rulings.applied)}:"
            f" {len(rulings.same):,} {_plural('pair', len(rulings.same))} the same person,"
            f" {len(rulings.apart):,} different"
        )
    if rulings.absent:
        yield (
            f"{rulings.absent:,} {_plural('verdict', rulings.absent)} not applied:"
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
            f"{shift.merges:,} {_plural('answer', shift.merges)} to questions: what looked like"
            f" probability 0.50 counts as {even:.2f}"
        )


def _judged(side: Side) -> str:
    record = mention(side.source, side.record) if side.record else "(id not kept)"
    return f"{side.source} {record}"


def _placeholder_lines(found: tuple[Placeholder, ...]) -> Iterator[str]:
    for label, values in _grouped(found).items():
        records = sum(p.records for p in values)
        yield (
            f"ignores {len(values)} {_plural('placeholder', len(values))} in {label},"
            f" held by {records:,} {_plural('record', records)}"
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
    tail = f", {more} larger {_plural('size', more)}" if more > 0 else ""
    yield f"persons by number of records: {', '.join(shown)}{tail}"
    largest = max(counts)
    yield f"largest cluster: {largest:,} {_plural('record', largest)}"
    if resolution.links and largest > _LARGE_LINKED:
        yield "large clusters may come from the shared keys above; look at them before approving"


def _weakest_lines(resolution: Resolution) -> Iterator[str]:
    evidence = resolution.outcome.evidence
    accepted = [i for i, band in enumerate(evidence["band"].tolist()) if band == "accept"]
    for i in accepted[:_WEAKEST]:
        yield (
            f"weakest accepted: {_side(evidence, 'left', i)} and {_side(evidence, 'right', i)},"
            f" probability {float(evidence['probability'][i]):.2f}, {evidence['why'][i]}"
        )


def _side(evidence: Mapping[str, Array], side: str, at: int) -> str:
    source = evidence[f"{side}_source"][at]
    return f"{source} {mention(source, evidence[f'{side}_id'][at])}"


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"
