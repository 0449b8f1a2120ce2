"""The resolver: one record at a time against the persons of an index, for streams.

Owns persons beside the index, as they stood when it was made, and the answer on one record. It
reads files in place and writes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np

from vibecli.engine.base import Array
from vibecli.identity.block import split_pairs
from vibecli.identity.incremental import Aim, Matched, matched
from vibecli.identity.index import Index, Known, opened, opened_arrays, save_arrays, shelf_of
from vibecli.identity.persons import Record
from vibecli.identity.shelf import Rules, Texts
from vibecli.identity.source import Source, SourceColumn
from vibecli.identity.trained import Trained
from vibecli.identity.weights import probability

_PERSONS = "persons"
_NEW_PRINT = np.ones(1, dtype=np.uint64)


@dataclass(frozen=True)
class People:
    """The person of each record of a shelf, and the records of each person."""

    names: Texts  # a person each
    of_record: Array  # int32: the number of its person
    records: Array  # by person
    ends: Array  # int64: where each person's records end

    @classmethod
    def of(cls, names: Sequence[str], of_record: Array) -> Self:
        """Put the records of each person together."""
        records = np.argsort(of_record, kind="stable").astype(np.int32)
        ends = np.cumsum(np.bincount(of_record, minlength=len(names)))
        return cls(Texts.of(names), of_record.astype(np.int32), records, ends)

    def members(self, records: Array) -> tuple[Array, list[str]]:
        """Give all records of the persons of some, and the person of each."""
        persons = np.unique(self.of_record[records])
        starts = np.where(persons > 0, self.ends[persons - 1], 0)
        sizes = self.ends[persons] - starts
        found = [self.records[at : at + n] for at, n in zip(starts, sizes, strict=True)]
        names = zip(self.names.picked(persons), sizes.tolist(), strict=True)
        numbers = np.concatenate([np.empty(0, dtype=np.int64), *found]).astype(np.int64)
        return numbers, [name for name, size in names for _ in range(size)]

    def save(self, folder: Path) -> None:
        """Write them beside their index."""
        arrays = {
            "names": self.names.signs,
            "name_ends": self.names.ends,
            "of_record": self.of_record,
            "records": self.records,
            "ends": self.ends,
        }
        save_arrays(arrays.items(), folder, _PERSONS)

    @classmethod
    def opened(cls, folder: Path) -> Self | None:
        """Give the persons beside an index, read in place; None where there are none."""
        arrays = opened_arrays(folder, _PERSONS)
        if arrays is None:
            return None
        names = Texts(arrays["names"], arrays["name_ends"])
        return cls(names, arrays["of_record"], arrays["records"], arrays["ends"])


@dataclass(frozen=True)
class Answer:
    """Who a record is: a known person, a new one, or a question with what it is about."""

    verdict: Literal["person", "new", "review"]
    person: str | None
    probability: float
    like: tuple[Record, ...]  # records it is put together with, or may be


class Resolver:
    """An index and its persons, held ready.

    No command uses it yet: it is the way in for a stream, kept true and fast by tests and by
    `tests/benchmarks/incremental.py`.
    """

    def __init__(self, trained: Trained, index: Index, persons: People) -> None:
        self._trained, self._index, self._persons = trained, index, persons

    @classmethod
    def opened(cls, folder: Path, trained: Trained) -> Self | None:
        """Give the resolver of an index folder, None where there is none for this model."""
        base, persons = opened(folder, trained), People.opened(folder)
        if base is None or persons is None or len(persons.of_record) != base.size:
            return None
        none = np.empty(0, dtype=np.int64)
        return cls(trained, Index(trained, Known(base, none, base.without(none, Rules()))), persons)

    def resolve(self, source: str, record: str, values: Mapping[str, str | None]) -> Answer:
        """Tell who a record is that is not known yet; `values` by column of its source."""
        one = [_source(name, name == source, record, values) for name in self._trained.sources]
        batch = shelf_of(self._trained, one, _NEW_PRINT)
        return _answer(matched(self._index, batch, self._persons.members, Aim.ANSWER))


def _source(name: str, its: bool, record: str, values: Mapping[str, str | None]) -> Source:
    """Give a source that holds the record, or none."""
    texts = [value and str(value) for value in values.values()] if its else []
    columns = tuple(
        SourceColumn.of(column, None, [text]) for column, text in zip(values, texts, strict=False)
    )
    return Source(name, np.array([record] if its else [], dtype=object), columns)


def _answer(found: Matched) -> Answer:
    at = int(np.flatnonzero(found.near.new)[0])
    together = found.labels == found.labels[at]
    asked = np.stack(split_pairs(found.questions.pairs, max(len(found.labels), 1)))
    about = asked[:, (found.labels[asked] == found.labels[at]).any(axis=0)].ravel()
    persons = [person for person in found.standing[together].tolist() if person is not None]
    verdict: Literal["person", "new", "review"] = (
        "person" if persons else "review" if len(about) else "new"
    )
    like = np.flatnonzero(together) if persons else np.unique(about)
    sure = float(found.probability[at]) if persons or not len(about) else _best(found)
    frame = found.near.frame
    return Answer(
        verdict=verdict,
        person=persons[0] if persons else None,
        probability=sure,
        like=tuple(
            (frame.names[int(frame.source[i])], str(frame.ids[i])) for i in like.tolist() if i != at
        ),
    )


def _best(found: Matched) -> float:
    return float(probability(found.questions.bits.max(keepdims=True))[0])
