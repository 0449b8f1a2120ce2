"""Further figures of the same groups, and what the answer shows anyway.

Owns `and the sum of`, `how many of them are`, `name and how many`.
"""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.predicates import is_time
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.columns import listed
from vibecli.agent.catalogue.question.conditions import fact
from vibecli.agent.catalogue.question.measures import functions_named, of_column
from vibecli.agent.catalogue.question.spec import Group, Measure, Ref, Spec
from vibecli.agent.catalogue.question.state import Reader, State, States

_SURE = 0.1
_AND = ("and", "plus", "and the", ", and", "as well as", "and of", "and what are", "and what is",
        "and also", "and how many", "and how many of them", "along with")  # fmt: skip
_COUNT = (
    "how many", "count", "row count", "number of rows", "how many in each", "how many each",
    "the number of them",
    "number of them", "how many there are", "how many of them", "numbers", "counts",
    "with the numbers",
    "how many are there each", "how many are there", "how many are it there each", "how many it is",
    "how many they are", "how many is that", "how many is it", "the number", "number", "n",
    "how many that is",
    "how often", "just how many", "just how many in each", "how many times",
    "how many of each", "how many per group",
)  # fmt: skip
_OF_THEM = ("how many of them are", "how many of these are", "how many of those are",
    "how many are",
            "how many were", "how many of them were", "how many of them have",
            "of these how many are",
            "of which how many are")  # fmt: skip


def further(reader: Reader, state: State) -> States:
    """Read a further figure: and the sum of tax, plus the number, and how many are blocked."""
    if not state.spec.measures or any(m.function == "share" for m in state.spec.measures):
        return
    for start in _starts(reader, state.at):
        yield from _counted(reader, state, start)
        for found, named in functions_named(reader, start):
            yield from _computed(reader, state, reader.after(named, ("of",)) or named, found)
        if reader.after(state.at, ("and of", "and")) is not None:
            last = state.spec.measures[-1].function
            yield from _computed(reader, state, start, (last,))


def _starts(reader: Reader, at: int) -> Iterator[int]:
    found = reader.after(at, _AND)
    if found is None and at < len(reader.words) and reader.words[at].kind == "comma":
        found = at + 1
    if found is not None:
        yield reader.after(found, ("the", "what are", "what is")) or found
    for lead in ("and", ","):
        plain = reader.after(at, (lead,))
        if plain is not None and plain != found:
            yield plain


def _counted(reader: Reader, state: State, at: int) -> States:
    end = reader.after(at, ("row count", "number of rows", "the number of rows", "how many rows"))
    if end is not None and not any(m.function == "count" for m in state.spec.measures):
        measures = (*state.spec.measures, Measure("count"))
        yield state.to(end, 0.05, spec=replace(state.spec, measures=measures))
    part = reader.after(at, _OF_THEM)
    if part is None:
        return
    inner = State(part, replace(state.spec, where=()), stage="tail")
    for reached in fact(reader, inner):
        measures = (*state.spec.measures, Measure("count", where=reached.spec.where))
        spec = replace(state.spec, measures=measures)
        yield state.to(reached.at, reached.cost, spec=spec).told(*reached.notes)


def _computed(reader: Reader, state: State, at: int, found: tuple[str, ...]) -> States:
    for function in found[:1]:
        for end, column, cost, _ in of_column(reader, state.spec.table, at, function):
            measures = tuple(Measure(one, column) for one in found)
            timely = is_time(column) and not {"min", "max"} >= set(found)
            if not timely and not set(measures) & set(state.spec.measures):
                spec = replace(state.spec, measures=(*state.spec.measures, *measures))
                yield state.to(end, cost + 0.05, spec=spec)


def shown_anyway(reader: Reader, state: State) -> States:
    """Read what a grouped answer shows: name and how many, with the count, title and sum."""
    for end, one, _ in reader.columns(state.at, state.spec.table) if state.spec.measures else ():
        if any(one.what == m.column for m in state.spec.measures) and one.cost < _SURE:
            yield state.to(end, 0.02)  # satisfaction (csat)
    if not (state.spec.measures and state.spec.groups):
        return
    lead = reader.after(state.at, frames.COLUMNS) or reader.after(state.at, _AND)
    if lead is None and state.at < len(reader.words) and reader.words[state.at].kind == "comma":
        lead = state.at + 1
    for start in dict.fromkeys((lead or state.at, state.at)):
        for end in _figures(reader, state, start):
            yield state.to(reader.after(end, frames.SUFFICES) or end, 0.02)
        for end, refs, cost, choices in listed(reader, state.spec.table, start):
            spec = _beside(state, refs)
            if spec is not None:
                done = state.to(reader.after(end, frames.SUFFICES) or end, cost + 0.05, spec=spec)
                yield replace(done, choices=(*state.choices, *choices))


def _figures(reader: Reader, state: State, at: int) -> Iterator[int]:
    """Give the places after words for a figure that is there."""
    held = {m.function for m in state.spec.measures}
    if "count" in held:
        end = reader.after(at, _COUNT)
        if end is not None:
            yield end
        past = reader.after(at, ("how many", "number of", "the number of", "count of"))
        yield from (last for last, _ in (reader.table(past, state.spec.table) if past else ()))
    named = reader.after(at, ("name", "names", "title", "titles"))
    if named is not None and any(group.also for group in state.spec.groups):
        yield named
    for name, said in (
        ("sum", ("sum", "the sum", "total", "the total")),
        ("avg", ("average", "the average")),
    ):
        end = reader.after(at, said)
        if name in held and end is not None:
            yield end
    for measure in state.spec.measures:
        for end, one, _ in reader.columns(at, state.spec.table) if measure.column else ():
            if one.what == measure.column:
                yield end


def _beside(state: State, refs: tuple[Ref, ...]) -> Spec | None:
    """Give the question with columns shown beside its groups; none where they are not of them."""
    groups = list(state.spec.groups)
    for ref in refs:
        place = next((n for n, g in enumerate(groups) if _belongs(g, ref)), None)
        if place is None:
            return None
        group = groups[place]
        known = group.ref == ref or ref in group.also or _same_key(group, ref)
        if not known:
            groups[place] = replace(group, also=(*group.also, ref))
    return replace(state.spec, groups=tuple(groups))


def _belongs(group: Group, ref: Ref) -> bool:
    return (
        group.ref == ref or _same_key(group, ref) or any(one.path == ref.path for one in group.also)
    )


def _same_key(group: Group, ref: Ref) -> bool:
    """True for the key of the table that is grouped by."""
    link = ref.path[-1] if ref.path else None
    return bool(
        link
        and group.ref
        and group.ref.path == ref.path[:-1]
        and (link.column, link.to_column) == (group.ref.column.name, ref.column.name)
    )
