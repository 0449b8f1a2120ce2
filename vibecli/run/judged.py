"""The records, or the pairs of records, that a truth and an identity table both know, as arrays.

Owns how the rows of a truth find their records, and counts every row that does not: nothing is left
out in silence. Judges nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vibecli.data.truth import VERDICTS, Truth, column_facts, verdict_sql
from vibecli.data.truth_columns import Flag, PairColumns, RecordColumns, TruthColumns
from vibecli.engine.base import Array, Session
from vibecli.engine.names import literal, quote
from vibecli.errors import DataError, NotFound, UsageError
from vibecli.run.evaluation import Coverage
from vibecli.run.identity_records import IdentityRecords


@dataclass(frozen=True)
class JudgedRecords:
    """Records with the entity they are of, in the order of their numbers."""

    columns: RecordColumns
    number: Array
    truth: Array  # smallest number of the entity
    coverage: Coverage


@dataclass(frozen=True)
class JudgedPairs:
    """Pairs of records with the verdict on them, in the order of their numbers."""

    columns: PairColumns
    left: Array
    right: Array
    same: Array  # bool: the verdict
    coverage: Coverage


def judged(
    records: IdentityRecords, truth: Truth, named: Mapping[Flag, str]
) -> JudgedRecords | JudgedPairs:
    """Join a truth to an identity table. Raises DataError, UsageError, NotFound."""
    if not records.size:
        raise DataError(f"{records.table.name} holds no record", hint="match something first")
    names = {name.lower() for name in records.source_names}
    facts = column_facts(records.session, truth, records.relation, sorted(names))
    columns = TruthColumns(truth.name, records.table.name, facts, named).chosen()
    join = _Join(records, truth, named)
    found = join.pairs(columns) if isinstance(columns, PairColumns) else join.records(columns)
    if not found.coverage.judged:
        what = "pair" if isinstance(columns, PairColumns) else "record"
        raise DataError(
            f"no {what} of {truth.name} is in {records.table.name}",
            hint="--identity names another identity table; the flags name the truth's columns",
        )
    return found


@dataclass(frozen=True)
class _Join:
    """The way from rows of one truth to numbers of records."""

    identity: IdentityRecords
    truth: Truth
    named: Mapping[Flag, str]

    @property
    def session(self) -> Session:
        return self.identity.session

    def records(self, columns: RecordColumns) -> JudgedRecords:
        texts = {"record": columns.record, "entity": columns.entity}
        given = self._kept(texts, {"record": columns.source})
        usable = "record IS NOT NULL AND entity IS NOT NULL"
        joined = self._matched(given, "record", usable, "g.line, g.entity")
        self._one_entity_each(joined, columns)
        entities = f"(SELECT entity, min(n) AS first FROM {joined} GROUP BY entity)"
        found = self.session.arrays(
            f"SELECT DISTINCT n, first FROM {joined} JOIN {entities} USING (entity) ORDER BY n"
        )
        rows, empty = self._figures(f"count(*), count_if(NOT ({usable})) FROM {given}")
        (met,) = self._figures(f"count(*) FROM {joined}")
        size, count = self.identity.size, len(found["n"])
        return JudgedRecords(
            columns=columns,
            number=np.ma.getdata(found["n"]),
            truth=np.ma.getdata(found["first"]),
            coverage=Coverage(
                rows=rows,
                judged=count,
                absent=rows - empty - met,
                empty=empty,
                repeated=met - count,
                identity_records=size,
                unjudged=size - count,
            ),
        )

    def pairs(self, columns: PairColumns) -> JudgedPairs:
        texts = {"left": columns.left, "right": columns.right, "said": columns.verdict}
        left, right = columns.sources or (None, None)
        given = self._kept(texts, {"left": left, "right": right})
        verdict = verdict_sql("said")
        self._known_verdicts(given, verdict, columns.verdict)
        usable = 'said IS NOT NULL AND "left" IS NOT NULL AND "right" IS NOT NULL'
        sides = [self._matched(given, side, usable) for side in ("left", "right")]
        met = self.identity.scratch.table(
            "met",
            f"SELECT l.line, least(l.n, r.n) AS low, greatest(l.n, r.n) AS high, {verdict} AS same"
            f" FROM {sides[0]} AS l JOIN {sides[1]} AS r USING (line) JOIN {given} USING (line)",
        )
        last = (
            f"(SELECT low, high, arg_max(same, line) AS same FROM {met} WHERE low < high"
            " GROUP BY low, high)"
        )
        found = self.session.arrays(f"SELECT * FROM {last} WHERE same >= 0 ORDER BY low, high")
        rows, empty = self._figures(f"count(*), count_if(NOT ({usable})) FROM {given}")
        (known,) = self._figures(f"count(*) FROM {met}")
        (unsure,) = self._figures(f"count_if(same < 0) FROM {last}")
        count = len(found["low"])
        return JudgedPairs(
            columns=columns,
            left=np.ma.getdata(found["low"]),
            right=np.ma.getdata(found["high"]),
            same=np.ma.getdata(found["same"]) == 1,
            coverage=Coverage(
                rows=rows,
                judged=count,
                absent=rows - empty - known,
                empty=empty,
                unsure=unsure,
                repeated=known - unsure - count,
                identity_records=self.identity.size,
            ),
        )

    def _figures(self, select: str) -> list[int]:
        return [int(figure or 0) for figure in self.session.rows(f"SELECT {select}")[0]]

    def _kept(self, texts: Mapping[str, str], sources: Mapping[str, str | None]) -> str:
        """Keep the rows: their number `line`, the texts, and the source of each side where told."""
        parts = [f"{self.truth.text(column)} AS {quote(name)}" for name, column in texts.items()]
        for side, column in sources.items():
            told = None if column else self._told_source()
            if column is not None:
                parts.append(f"lower({self.truth.text(column)}) AS {quote(f'{side}_source')}")
            elif told is not None:
                parts.append(f"{literal(told.lower())} AS {quote(f'{side}_source')}")
        return self.identity.scratch.table(
            "given",
            f"SELECT row_number() OVER () AS line, {', '.join(parts)} FROM {self.truth.relation}",
        )

    def _told_source(self) -> str | None:
        """Give the one source all rows are of: a flag says so, or the truth is its table."""
        sources = {name.lower(): name for name in self.identity.source_names}
        named = self.named.get("source")
        if named is not None and named.lower() not in sources:
            raise NotFound(
                f"{named} is no column of {self.truth.name} and no source of"
                f" {self.identity.table.name}",
                hint=f"sources: {', '.join(self.identity.sources)}",
            )
        own = self.truth.table.name if self.truth.table else ""
        return named or sources.get(own.lower())

    def _matched(self, given: str, side: str, usable: str, kept: str = "g.line") -> str:
        """Keep the rows whose record is known, with its number `n`. Raises when it is not one."""
        own = quote(f"{side}_source")
        by_source = own[1:-1] in {c.name for c in self.session.describe(f"SELECT * FROM {given}")}
        named = f" JOIN {self._names()} AS s ON k.source = s.source AND g.{own} = s.name"
        joined = self.identity.scratch.table(
            f"{side}_joined",
            f"SELECT {kept}, k.n FROM (SELECT * FROM {given} WHERE {usable}) AS g"
            f" JOIN {self.identity.relation} AS k ON g.{quote(side)} = k.record"
            f"{named if by_source else ''}",
        )
        (extra,) = self._figures(f"count(*) - count(DISTINCT line) FROM {joined}")
        if extra and not by_source and len(self.identity.sources) > 1:
            raise UsageError(
                f"record ids of {self.truth.name} stand for records of more than one table",
                hint="add a column with the table of each record, or name it with --source TABLE",
            )
        if extra:
            raise DataError(
                f"{self.identity.table.name} lists a record more than once",
                hint="match again to make the identity table anew",
            )
        return joined

    def _names(self) -> str:
        """Keep what the sources may be called, in lower case, by source."""
        names = self.identity.source_names
        columns = {"name": [name.lower() for name in names], "source": list(names.values())}
        return self.identity.scratch.lookup("names", columns)

    def _one_entity_each(self, joined: str, columns: RecordColumns) -> None:
        (torn,) = self._figures(
            f"count(*) FROM (SELECT n FROM {joined} GROUP BY n HAVING count(DISTINCT entity) > 1)"
        )
        if torn:
            raise DataError(
                f"{self.truth.name} gives {torn:,} of its records more than one {columns.entity}",
                hint=f"a record is of one entity; is {columns.record} its id?"
                " --record, --source and --entity name the columns",
            )

    def _known_verdicts(self, given: str, verdict: str, column: str) -> None:
        (other,) = self._figures(f"count_if(said IS NOT NULL AND {verdict} IS NULL) FROM {given}")
        if other:
            raise DataError(
                f"{column} of {self.truth.name} holds no verdict in {other:,} of its rows",
                hint=f"a verdict is {VERDICTS}, or unsure",
            )
