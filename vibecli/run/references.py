"""References: what a person types for a record (`source:id`, `source id`, a bare id) or a person.

Owns reading them against an identity table. A bare id that several tables have is never guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vibecli.engine.names import literal
from vibecli.errors import DataError, NotFound, UsageError
from vibecli.run.discretion import Discretion
from vibecli.run.identity_records import IdentityRecords, Record

_SHOWN = 4
_TIES = ": "


class Known(NamedTuple):
    """A record of the identity table, and its person."""

    record: Record
    person: str | None


@dataclass(frozen=True)
class References:
    """The references one identity table can have."""

    records: IdentityRecords
    discretion: Discretion

    def joined(self, words: Sequence[str]) -> tuple[str, ...]:
        """Put words together that are a source and the id after it (`customers C-1`)."""
        names = {name.lower() for name in self.records.source_names}
        found: list[str] = []
        rest = list(words)
        while rest:
            word = rest.pop(0)
            if word.rstrip(":").lower() in names and rest:
                word = f"{word.rstrip(':')}:{rest.pop(0)}"
            found.append(word)
        return tuple(found)

    def record(self, reference: str) -> Known:
        """Give the one record a reference names. Raises NotFound, UsageError, DataError."""
        found = list(dict.fromkeys(self._records(reference)))
        if not found:
            named = ", ".join(self.records.sources[:_SHOWN])
            raise NotFound(
                f"no record {reference} in {self.records.table.name}",
                hint=f"a record is named SOURCE:ID; sources: {named}",
            )
        if len({known.record for known in found}) < len(found):
            raise DataError(
                f"{self.records.table.name} lists a record more than once",
                hint="match again to make the identity table anew",
            )
        if len(found) > 1:
            names = [self._typed(known.record) for known in found]
            raise UsageError(
                f"{reference} may be {', '.join(names[:_SHOWN])}",
                hint=f"vibecli explain {names[0]}",
            )
        return found[0]

    def members(self, person: str) -> tuple[Known, ...]:
        """Give the records of a person; none where there is no such person."""
        return tuple(self._known(f"CAST(person_id AS VARCHAR) = {literal(person)}"))

    def _records(self, reference: str) -> Iterator[Known]:
        text = reference.strip()
        yield from self._known(f"trim(CAST(record_id AS VARCHAR)) = {literal(text)}")
        for name, source in self.records.source_names.items():
            start, rest = text[: len(name)], text[len(name) :]
            if start.lower() == name.lower() and rest[:1] in tuple(_TIES):
                record = literal(rest[1:].strip())
                yield from self._known(
                    f"source = {literal(source)} AND trim(CAST(record_id AS VARCHAR)) = {record}"
                )

    def _known(self, where: str) -> Iterator[Known]:
        rows = self.records.session.rows(
            f"SELECT source, CAST(record_id AS VARCHAR), person_id FROM {self.records.rows}"
            f" WHERE {where} ORDER BY ALL"
        )
        for source, record, person in rows:
            yield Known((str(source), str(record)), None if person is None else str(person))

    def _typed(self, record: Record) -> str:
        source, shown = record[0], self.discretion.record(*record)
        return f"{source}:{shown}"
