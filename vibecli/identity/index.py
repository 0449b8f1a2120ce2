"""The key index of an identity: known records as shelves, so that few are looked at for a new one.

It only saves time. What is found depends on the known records and the model, never on when the
index was made: a record that changed, came or went since is told by its print and taken off or put
on a second shelf. Arrays lie in files of one folder and are read in place.
"""

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from vibecli import __version__
from vibecli.engine.base import Array
from vibecli.identity.block import among, sorted_unique
from vibecli.identity.frame import Frame, build_frame
from vibecli.identity.lookup import Candidates, Lookup, Stock, Triples
from vibecli.identity.shelf import Shelf, rules_of
from vibecli.identity.source import Source
from vibecli.identity.statistics import settled
from vibecli.identity.trained import Trained
from vibecli.identity.usage import Usage

_SHELF = "arrays"
_ALIGNED = 64
_VERSION = f"{__version__} arrays 2"


@dataclass(frozen=True)
class Known:
    """The known records: a shelf, the places on it that no longer count, and what came since."""

    base: Shelf
    gone: Array  # places on the base, sorted
    later: Shelf


class Index:
    """Known records by their keys, for the fields of one model."""

    def __init__(self, trained: Trained, known: Known) -> None:
        self.trained, self.known = trained, known
        self.rules = rules_of(trained.chosen_fields)
        self._triples = Triples(self.rules)
        self.logs = tuple(np.array(field.logs) for field in trained.fields)
        self.shares = np.array(trained.shares)
        self._off = known.base.without(known.gone, self.rules)
        self.base_size = known.base.size
        every = (
            Stock(known.base, 1, 0),
            Stock(self._off, -1, 0),
            Stock(known.later, 1, self.base_size),
        )
        # The shelves: known records are numbered through the first and the last one.
        self.stocks = tuple(stock for stock in every if stock.shelf.size)
        self._usages = [self._known_usage(at) for at in range(len(trained.fields))]

    @property
    def size(self) -> int:
        """The number of known records."""
        return self.base_size - len(self.known.gone) + self.known.later.size

    def candidates(self, batch: Shelf) -> Candidates:
        """Give the records worth comparing with those of a batch; known ones and new ones."""
        first = self.base_size + self.known.later.size
        stocks = (*self.stocks, Stock(batch, 1, first))
        found = Lookup(self.rules, self._triples, stocks, self.size + batch.size).candidates()
        if not len(self.known.gone):
            return found
        still = ~np.isin(found.other, self.known.gone)
        return Candidates(found.new[still], found.other[still])

    def rarity(self, field: int, counts: Array, usage: Usage) -> Array:
        """Give how much rarer than usual forms of a field are that so many records hold."""
        assert self.trained.statistics is not None
        kind = self.trained.fields[field].kind
        return self.trained.statistics[field].rarity(kind, counts, usage)

    def held(self, batch: Shelf, field: int, prints: Array) -> tuple[Array, Usage]:
        """Count the records, known and new, that hold each form of a field.

        Gives also how all records share its forms: those of the batch must be among these.
        """
        own, known = batch.forms[field].held(prints), self._known_held(field, prints)
        new, counts = np.flatnonzero(own), own + known
        return counts, self._usages[field].moved(known[new].tolist(), counts[new].tolist())

    def _known_usage(self, field: int) -> Usage:
        base = self.known.base.forms[field]
        others = [shelf.forms[field].prints for shelf in (self._off, self.known.later)]
        prints = np.unique(np.concatenate(others))
        now = self._known_held(field, prints)
        return Usage.from_array(base.usage).moved(base.held(prints).tolist(), now.tolist())

    def _known_held(self, field: int, prints: Array) -> Array:
        count = np.zeros(len(prints), dtype=np.int64)
        for stock in self.stocks:
            count += stock.sign * stock.shelf.forms[field].held(prints)
        return count


def settled_frame(trained: Trained, sources: Sequence[Source]) -> Frame:
    """Give the frame of sources (in the model's order), each value read on its own."""
    assert trained.statistics is not None
    return build_frame(sources, trained.chosen_fields, settled(trained.statistics))


def shelf_of(trained: Trained, sources: Sequence[Source], prints: Array) -> Shelf:
    """Put the records of sources on a shelf."""
    return Shelf.of(settled_frame(trained, sources), prints, rules_of(trained.chosen_fields))


def difference(base: Shelf, prints: Array) -> tuple[Array, Array]:
    """Give the places of a shelf whose records are not among these, and those it lacks."""
    order = np.argsort(base.prints, kind="stable")
    wanted = sorted_unique(prints)
    there = among(base.prints[order], wanted)
    return np.sort(order[~there]), np.asarray(wanted[~among(wanted, base.prints[order])])


def save(shelf: Shelf, trained: Trained, folder: Path) -> int:
    """Write a shelf into a folder of its own, at once; gives its bytes."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700, parents=True)
    size = save_arrays(shelf.arrays(), fresh, _SHELF, trained.reading)
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    return size


def opened(folder: Path, trained: Trained) -> Shelf | None:
    """Give the shelf of a folder, read in place; None where there is none for this model."""
    arrays = opened_arrays(folder, _SHELF, trained.reading)
    return None if arrays is None else Shelf.from_arrays(arrays, len(trained.fields))


def save_arrays(
    arrays: Iterable[tuple[str, Array]], folder: Path, name: str, purpose: str = ""
) -> int:
    """Write arrays into one file of a folder, and what they are into another; gives the bytes."""
    about: dict[str, list[object]] = {}
    at = 0
    with (folder / name).open("wb") as file:
        for key, array in arrays:
            at += file.write(bytes(-at % _ALIGNED))
            about[key] = [at, len(array), array.dtype.str]
            at += file.write(np.ascontiguousarray(array).data)
    told = {"version": _VERSION, "purpose": purpose, "arrays": about, "bytes": at}
    (folder / f"{name}.json").write_text(json.dumps(told), encoding="utf-8")
    return at


def opened_arrays(folder: Path, name: str, purpose: str = "") -> dict[str, Array] | None:
    """Give saved arrays, read in place; None where they are none of this version and purpose."""
    try:
        told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        if (told["version"], told["purpose"]) != (_VERSION, purpose):
            return None
        every = np.memmap(folder / name, dtype=np.uint8, mode="r").view(np.ndarray)
        if len(every) != told["bytes"]:
            return None
        return {
            key: every[start : start + length * np.dtype(kind).itemsize].view(kind)
            for key, (start, length, kind) in told["arrays"].items()
        }
    except (OSError, ValueError, KeyError, TypeError):
        return None
