"""The profile after a batch: rows that change, rows that are added, and the provenance of both."""

from typing import NamedTuple

from vibecli.run.transaction import Transaction
from vibecli.stream import survival
from vibecli.stream.people import Wrote
from vibecli.stream.shape import Shape
from vibecli.stream.ties import ties

_FEW = 50  # persons whose rows are read along with the rest


class Moved(Exception):
    """Rows lie elsewhere than they were known to: all must be read again."""


class Links(NamedTuple):
    """The provenance there is of the persons of a batch."""

    dated: int  # rows whose moment is asked for
    all: int
    foreign: bool  # some is of another source or rule


def write_profile(
    work: Transaction, shape: Shape, wrote: Wrote, links: Links, *, alone: bool
) -> Wrote:
    """Change and add profile rows with their provenance. Raises Moved.

    `alone`: each person has one event.
    """
    session = work.session
    for statement in survival.decided(shape, alone=alone, apart=len(wrote.numbers) > _FEW):
        session.run(statement)
    lost, found, *moved, changed = map(int, session.rows(survival.CHECK)[0])
    if lost or found != links.dated:
        raise Moved
    for group, rows in enumerate(moved):
        if rows and work.run(survival.updated(shape, group)) < rows:
            work.run(survival.updated(shape, group, by_key=True))  # an index moved rows just now
    if wrote.fresh:
        work.run(survival.inserted(shape))
    told = _write_provenance(work, shape, links)
    return wrote._replace(changed=changed, told=told > 0, taken_over=links.foreign)


def _write_provenance(work: Transaction, shape: Shape, links: Links) -> int:
    """Tell where the values taken come from; gives how many had no provenance before."""
    if not any(map(survival.is_told, shape.rule.survivorship)):
        return 0
    new = work.run(survival.told(shape))
    if new and links.foreign:
        over = "(SELECT rid FROM __stream_told WHERE rid IS NOT NULL)"
        work.run(ties(shape, "(SELECT rid FROM __stream_links WHERE NOT ours)", over))
    if new and links.all:
        new -= work.run(survival.known_provenance(shape))
    if links.foreign:
        work.run(survival.foreign_provenance(shape))
    if new:
        work.run(survival.new_provenance(shape))
    return new
