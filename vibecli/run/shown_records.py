"""The records of an explanation as they may be shown: names, values of the fields, keys they share.

Owns reading and masking them. A shared key is told from the records' own texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from vibecli.identity.excerpt import Excerpt
from vibecli.identity.fields import Part
from vibecli.identity.grounds import NamedRecord
from vibecli.identity.source import NO_VALUE
from vibecli.identity.waterfall import Shown
from vibecli.run.basis import Basis
from vibecli.run.discretion import Discretion, cut
from vibecli.run.identity_records import Record


@dataclass(frozen=True)
class ShownRecords:
    """The records of an excerpt as they may be shown, and what joins them by key."""

    basis: Basis
    discretion: Discretion
    known: Excerpt
    records: Sequence[Record]

    def name(self, number: int) -> NamedRecord:
        """Give a record's name."""
        source, record = self.records[number]
        return NamedRecord(source=source, record_id=self.discretion.record(source, record))

    def fields(self, one: int, two: int) -> list[Shown]:
        """Give the values of two records, a field each."""
        sides = [self._values(number) for number in (one, two)]
        return list(zip(*sides, strict=True))

    @cached_property
    def linked(self) -> dict[tuple[int, int], str]:
        """Give the pairs that a key joined, and by which."""
        found: dict[tuple[int, int], str] = {}
        for link in self.basis.trained.links:
            target = self.basis.records.info(link.target)
            if target is None or len(target.key) != 1:
                continue
            told = f"{link.holder}.{link.column} = {link.target}.{target.key[0]}"
            keys = self._held(link.target, target.key[0])
            for holder, value in self._held(link.holder, link.column):
                same = (other for other, key in keys if key == value)
                found |= {(min(holder, o), max(holder, o)): told for o in same}
        return found

    def _held(self, source: str, column: str) -> list[tuple[int, str]]:
        """Give the texts a source's records have in a column."""
        own = [(n, record) for n, record in enumerate(self.records) if record[0] == source]
        texts = ((n, self._texts.get(record, {}).get(column)) for n, record in own)
        return [(n, text) for n, text in texts if text is not None]

    @cached_property
    def _texts(self) -> dict[Record, dict[str, str | None]]:
        return self.basis.records.values(self.records)

    def _values(self, number: int) -> list[str | None]:
        frame = self.known.frame
        trained, source = self.basis.trained, int(frame.source[number])
        info, texts = self.basis.records.info(trained.sources[source]), self._own(number)
        shown = []
        for field, coded in zip(trained.chosen_fields, frame.fields, strict=True):
            part, code = field.parts[source], int(coded.codes[number])
            value = self._text(part, texts, None if code == NO_VALUE else coded.values[code])
            masked = self.discretion.value(value, info, part.column if part else "")
            shown.append(masked if self.discretion.bare else cut(masked))
        return shown

    def _own(self, number: int) -> dict[str, str | None]:
        texts = self._texts.get(self.records[number], {})
        return {name.lower(): text for name, text in texts.items()}

    @staticmethod
    def _text(part: Part | None, texts: dict[str, str | None], form: str | None) -> str | None:
        """Give a field's text: of a part of a full name its normal form, else the column's."""
        if part is None:
            return None
        return texts.get(part.column.lower()) if part.part == "whole" else form
