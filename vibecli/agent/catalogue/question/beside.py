"""Figures beside each row, of the rows of another table that refer to it.

Owns `branches with the number of their open accounts`, `orders with the sum of the quantity over
their lines`, and ranking rows by such a figure.
"""

from collections.abc import Iterator
from dataclasses import replace

from vibecli.agent.catalogue.phrases import phrases
from vibecli.agent.catalogue.question import frames
from vibecli.agent.catalogue.question.kin import phrase
from vibecli.agent.catalogue.question.measure import Measure
from vibecli.agent.catalogue.question.measures import functions_named, of_column
from vibecli.agent.catalogue.question.numbers import numeric
from vibecli.agent.catalogue.question.routes import routes, way_said
from vibecli.agent.catalogue.question.spec import Figure
from vibecli.agent.catalogue.question.state import Reader, State, States
from vibecli.data.catalog import TableInfo

_LEADS = phrases(
    """with|and|plus|along with|together with|with its|with their|as well as|and also|with the
    |and for each|and show|showing|each with|each with the|next to each|next to it|with each"""
)
_THEIR = phrases(
    """of their|of its|of the|of|their|its|of his|of her|of these|of those|his or her|different
    |of all their|of all its"""
)
_OVER = phrases(
    """over their|over its|across their|across its|of their|of its|in their|in its|on their|on its
    |over all their|over all its|across all their|across all its|of all their|of all its|over the
    |from their|from its|over|across"""
)
_THEY_HAVE = phrases(
    """they have|it has|each has|each of them has|they hold|it holds|there are|it got|they got
    |belong to it|belong to them|are in it|they placed|they made|they opened|are there|they had
    |it had|each had|he or she has|they own|each one has|are at it|in it|at it|there|each"""
)
_HIGHEST = phrases(
    """with the highest|with highest|having the highest|with the largest|with largest
    |with the biggest|with biggest|with the greatest|by highest|by the highest"""
)
_LOWEST = phrases("with the lowest|with lowest|with the smallest|with smallest|by lowest")
_ZEROS = phrases(
    """zeros too|zero too|zeros included|including zeros|including zero|also zeros|also zero
    |even if it is zero|even if it is none|even if there are none|even if they have none|0 if none
    |zero if none|zero if there are none|0 if there are none|even zeros|also if it is zero
    |zeros as well|zero included|even if zero|with zero if none|also those with none
    |including those with none|also the ones with none|even those with none|and zeros too"""
)
_MOST_FIGURES = 3
Read = Iterator[tuple[int, Figure, float, tuple[str, ...]]]


def figures(reader: Reader, state: State) -> States:
    """Read a figure beside each row, or by which rows are ranked."""
    spec = state.spec
    if spec.measures or spec.groups or spec.distinct or len(spec.figures) >= _MOST_FIGURES:
        return
    lead = reader.after(state.at, _LEADS)
    comma = state.at < len(reader.words) and reader.words[state.at].kind == "comma"
    start = lead if lead is not None else state.at + 1 if comma else None
    for end, figure, cost, notes in _figure(reader, spec.table, start):
        beside = replace(spec, figures=(*spec.figures, figure))
        yield state.to(end, cost, spec=beside).told(*notes)
    for words, down in ((_HIGHEST, True), (_LOWEST, False)):
        start = reader.after(state.at, words) if spec.limit and spec.order is None else None
        for end, figure, cost, notes in _figure(reader, spec.table, start):
            ranked = replace(spec, figures=(*spec.figures, figure), order=figure, down=down)
            yield state.to(end, cost, spec=ranked).told(*notes)
    zeros = reader.after(state.at, _ZEROS)
    if zeros is not None and spec.figures:
        yield state.to(zeros)


def _figure(reader: Reader, table: TableInfo, at: int | None) -> Read:
    if at is None:
        return
    for other in reader.names.tables:
        if routes(reader.world.catalog, other, table):
            counted = reader.after(at, frames.COUNT)
            yield from _of_rows(reader, table, other, counted, Measure("count"))
            yield from _computed(reader, table, other, at)


def _of_rows(
    reader: Reader, table: TableInfo, other: TableInfo, at: int | None, measure: Measure
) -> Read:
    """Read the rows a figure is of, by each way they refer to the table."""
    if at is None:
        return
    for start in dict.fromkeys((at, reader.after(at, _THEIR) or at)):
        for found in phrase(reader, other, start):
            for path in routes(reader.world.catalog, other, table):
                end = reader.after(found.at, _THEY_HAVE) or found.at
                said = f"{other.name} is joined by {way_said(path)}"
                figure = Figure(other, path, measure, found.spec.where)
                yield end, figure, found.cost + 0.1 * len(path), (*found.notes, said)


def _computed(reader: Reader, table: TableInfo, other: TableInfo, at: int) -> Read:
    """Read `total balance over their open accounts`."""
    for functions, named in functions_named(reader, at):
        start = reader.after(named, ("of", "of the")) or named
        for end, column, cost, _ in of_column(reader, other, start, functions[0]):
            over = reader.after(end, _OVER)
            if numeric(column) and len(functions) == 1:
                measure = Measure(functions[0], column)
                for last, figure, price, notes in _of_rows(reader, table, other, over, measure):
                    yield last, figure, cost + price, notes
