"""The profile after a batch: rows that change, rows that are added, and the provenance of both."""

from collections.abc import Mapping

import numpy as np

from vibecli.engine.base import Array
from vibecli.run.transaction import Transaction
from vibecli.stream import survival
from vibecli.stream.people import Wrote
from vibecli.stream.provenance import Provenance, Told
from vibecli.stream.shape import Shape
from vibecli.stream.ties import ties

_FEW = 50  # persons whose rows are read along with the rest


class Moved(Exception):
    """Rows lie elsewhere than they were known to: all must be read again."""


def write_profile(
    work: Transaction, shape: Shape, wrote: Wrote, known: Provenance, fold: survival.Fold
) -> Wrote:
    """Change and add profile rows with their provenance. Raises Moved."""
    session, apart = work.session, len(wrote.numbers) > _FEW
    for statement in survival.decided(shape, fold=fold, apart=apart):
        session.run(statement)
    last, key = known.last(wrote.numbers)
    found = session.arrays(survival.outcome(shape), [last])
    old = ~_flags(found["fresh"])
    if not _flags(found["there"])[old].all() or (last >= 0 and found["last"][:1].tolist() != [key]):
        raise Moved
    moved = [_flags(found[f"moved{group}"]) & old for group in (0, 1)]
    for group, rows in enumerate(moved):
        if rows.any() and work.run(survival.updated(shape, group)) < rows.sum():
            work.run(survival.updated(shape, group, by_key=True))  # an index moved rows just now
    if wrote.fresh:
        work.run(survival.inserted(shape))
    told = {at: _told(found, at) for at in survival.told_of(shape)}
    new = _write_provenance(work, shape, told, known, apart=apart)
    return wrote._replace(changed=int((moved[0] | moved[1]).sum()), new=new, told=told)


def _told(found: Mapping[str, Array], at: int) -> Told:
    """Give whose value of a column is taken."""
    here = _flags(found[f"k{at}"])
    return Told(*(np.ma.getdata(found[name])[here] for name in ("number", f"r{at}", f"m{at}")))


def _flags(values: Array) -> Array:
    return np.asarray(np.ma.filled(values, fill_value=False), bool)


def _write_provenance(
    work: Transaction,
    shape: Shape,
    told: Mapping[int, Told],
    known: Provenance,
    *,
    apart: bool,
) -> bool:
    """Tell where the values taken come from; true where some had no provenance. Raises Moved."""
    there = [one.rows for one in told.values()]
    taken, old = sum(map(len, there)), sum(int((one >= 0).sum()) for one in there)
    rows = f"({survival.told(shape)})"
    if taken and apart:
        work.session.run(f"CREATE OR REPLACE TEMP TABLE __stream_told AS {rows[1:-1]}")
        rows = "__stream_told"
    if len(foreign := known.foreign(told)):
        work.session.register("__stream_foreign", {"rid": foreign})
        work.session.register("__stream_others", {"rid": known.others(told)})
        work.run(ties(shape, "__stream_others", "__stream_foreign"))
    if old and work.run(survival.known_provenance(shape, rows)) != old:
        raise Moved
    if len(foreign):
        work.run(survival.foreign_provenance(shape, rows))
    if taken > old:
        work.run(survival.new_provenance(shape, rows))
    return taken > old
