"""What is computed, listed after what it is per: users by language: total and how many opted in.

Owns that list. A count that was only taken for granted gives way to what is listed.
"""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.computing import product
from vibecli.agent.catalogue.question.conditions import CONDITIONS, light
from vibecli.agent.catalogue.question.measure import Measure
from vibecli.agent.catalogue.question.measures import computed
from vibecli.agent.catalogue.question.state import Reader, State, States

_ROWS = phrases(
    """total|the total|in total|count|the count|n|row count|number|the number|how many
    |how many in all|how many there are|how many in total|total number|the total number
    |overall number|cnt|all"""
)
_PART = phrases(
    """how many of them|how many of these|how many of those|of which|of these|of them|thereof
    |how many of which|of those|how many thereof|of them how many|of these how many
    |of those how many
    |the number of those that|number of those that|number of them that|how many"""
)
_AND = phrases("and|plus|and also|as well as|and of|along with|and the|plus the|&|and then")
_FILLS = phrases("altogether|in total|overall|all together|in all|are there|we have|there are|rows")
_LEADS = phrases("with|show|i need|give me|please|with the|i want|we need|show me|and")
_MOST = 5
Listed = Iterator[tuple[int, tuple[Measure, ...], float, tuple[str, ...]]]


def tallied(reader: Reader, state: State) -> States:
    """Read a part that lists what is computed per group."""
    if not (state.spec.groups and state.implied and len(state.spec.measures) == 1):
        return
    start = reader.after(0, _LEADS) or 0
    for end, measures, cost, notes in _list(reader, state, start, _MOST):
        if end == len(reader.words) and measures[0] != measures[-1]:
            spec = replace(state.spec, measures=tuple(dict.fromkeys(measures)))
            yield state.to(end, cost, spec=spec, implied=False).told(*notes)


def _list(reader: Reader, state: State, at: int, left: int) -> Listed:
    for end, measure, cost, notes in _item(reader, state, at):
        last = reader.after(end, _FILLS) or end
        yield last, (measure,), cost, notes
        comma = last < len(reader.words) and reader.words[last].kind == "comma"
        more = reader.after(last + comma, _AND) or last + comma
        if more > last and left:
            for done, others, price, told in _list(reader, state, more, left - 1):
                yield done, (measure, *others), cost + price, (*notes, *told)


def _item(
    reader: Reader, state: State, at: int
) -> Iterator[tuple[int, Measure, float, tuple[str, ...]]]:
    """Give what one item may be: the rows, a part of them, a figure of a column."""
    table = state.spec.table
    end = reader.after(at, _ROWS)
    if end is not None:
        yield end, Measure("count"), 0.05, ()
    for last, cost in reader.table(reader.after(at, frames.COUNT), table):
        yield last, Measure("count"), cost, ()
    empty = replace(state, spec=replace(state.spec, measures=(), where=()), cost=0.0, notes=())
    part = reader.after(at, _PART)
    for told in _parts(reader, empty, part) if part is not None else ():
        yield told.at, Measure("count", where=told.spec.where), told.cost + 0.1, told.notes
    name = at + 2 if at + 1 < len(reader.words) and reader.words[at + 1].form == "=" else at
    for rule in (product, computed):
        for reached in rule(reader, empty.to(name)):
            if reached.stage == "tail" and len(reached.spec.measures) == 1:
                yield reached.at, reached.spec.measures[0], reached.cost, reached.notes


def _parts(reader: Reader, state: State, at: int) -> States:
    """Give the conditions that tell a part: are closed, opted in for marketing."""
    start = state.to(at)
    moved = next(iter(light(reader, start)), start)
    for place in {start.at: start, moved.at: moved}.values():
        for rule in CONDITIONS:
            for reached in rule(reader, place):
                if reached.spec.where and not reached.spec.undated:
                    yield reached
