"""Judging by end state: the answer's rows and the tables after the plan, against what is right.

Owns what "right" means for a reading. It reads the copies of a trial and changes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from vibecli.engine.base import Session
from vibecli.engine.names import TableName, literal, quote
from vibecli.errors import VibeError
from vibecli.run.model import Fingerprint, QueryRows, Review
from vibecli.steps.check import Check
from vibecli.steps.match import Match
from vibecli.steps.unify import Unify
from vibecli.trials.case import Expected, IdentityExpected
from vibecli.trials.ground import Ground
from vibecli.trials.rows import Rows, same_rows, same_table

NEW = "{new}"
_ANSWER = "answer"


@dataclass(frozen=True)
class Ended:
    """The state a trial ended in."""

    review: Review
    plan: Path  # the folder of the reviewed plan
    before: Mapping[str, Fingerprint]
    after: Mapping[str, Fingerprint]

    @property
    def changed(self) -> frozenset[str]:
        """The tables that were there and are not as they were."""
        return frozenset(name for name, was in self.before.items() if self.after.get(name) != was)

    @property
    def created(self) -> tuple[str, ...]:
        """The tables that were not there."""
        return tuple(sorted(self.after.keys() - self.before.keys()))


class Judge:
    """Judges one end state by any number of readings."""

    def __init__(self, ground: Ground, ended: Ended) -> None:
        self._ground, self._ended = ground, ended

    def verdict(self, readings: tuple[Expected, ...]) -> str:
        """Give "" when one reading holds, else what is wrong by the first."""
        wrong = [self._wrong(reading) for reading in readings]
        return "" if "" in wrong else wrong[0]

    def _wrong(self, wanted: Expected) -> str:
        with self._ground.after() as session:
            self._keep_answer(session)
            try:
                return next(self._faults(session, wanted), "")
            except VibeError as error:
                return f"cannot be judged: {error.message}"

    def _faults(self, session: Session, wanted: Expected) -> Iterator[str]:
        yield from self._strays(wanted)
        if wanted.result is not None:
            yield from self._answer(session, wanted)
        for name, select in wanted.tables.items():
            yield from self._table(session, name, select)
        for check in wanted.checks:
            if session.rows(self._filled(check)) != [(True,)]:
                yield f"does not hold: {check}"
        if wanted.identity:
            yield from self._identity(session, wanted.identity)
        if wanted.mentions:
            yield from self._mentions(session, wanted.mentions)

    def _strays(self, wanted: Expected) -> Iterator[str]:
        """Give what changed though nobody asked for it."""
        strays = outside(self._ended.changed, (*wanted.tables, *wanted.changes))
        if strays:
            yield f"changed besides: {', '.join(strays)}"
        named = {TableName.parse(name).text.lower() for name in wanted.tables}
        news = [name for name in self._ended.created if name.lower() not in named]
        allowed = NEW in wanted.tables or wanted.checks or wanted.identity
        if news and not allowed:
            yield f"created besides: {', '.join(news)}"

    def _answer(self, session: Session, wanted: Expected) -> Iterator[str]:
        select = self._answer_select()
        if select is None:
            yield "no rows were asked for"
            return
        found, right = session.rows(select), self._before(wanted.result or "")
        if not same_rows(right, found, more_columns=wanted.more_columns):
            yield f"{_told(found)} instead of {_told(right)}"

    def _table(self, session: Session, name: str, select: str) -> Iterator[str]:
        table = self._named(name)
        if table is None:
            yield f"{name}: there is no one new table"
            return
        with self._ground.engine.read(self._ground.base) as before:
            columns = [column.name for column in before.describe(select)]
            right = before.rows(select)
        there = {c.name.lower() for c in session.describe(f"FROM {table.sql}")}
        if there != {name.lower() for name in columns}:
            yield f"{table.text} has other columns than {', '.join(columns)}"
            return
        listed = ", ".join(map(quote, columns))
        found = session.rows(f"SELECT {listed} FROM {table.sql}")
        if not same_table(right, found):
            yield f"{table.text} ends as {_told(found)}, other than {_told(right)}"

    def _identity(self, session: Session, wanted: IdentityExpected) -> Iterator[str]:
        output = self._output("match")
        if output is None:
            yield "nothing was matched"
            return
        tables = [TableName.parse(name).text.lower() for name in wanted.tables]
        members = f"(SELECT person_id, lower(source) AS source, record_id FROM {output.sql})"
        sources = {source for (source,) in session.rows(f"SELECT DISTINCT source FROM {members}")}
        if sources != set(tables):
            yield f"{output.text} holds records of {', '.join(sorted(sources))}"
            return
        missing = session.value(_MISSING.format(members=members), [tables])
        if missing:
            yield f"{output.text} lacks {missing} records"
        right, found, true = session.rows(_PAIRS.format(members=members), [tables])[0]
        precision, recall = right / max(found, 1), right / max(true, 1)
        if (found and precision < wanted.precision) or recall < wanted.recall:
            yield f"precision {precision:.3f}, recall {recall:.3f} of true pairs"

    def _mentions(self, session: Session, words: tuple[str, ...]) -> Iterator[str]:
        told = []
        for query in self._ended.review.queries:
            source = f"read_parquet({literal(str(self._ended.plan / query.file))})"
            told += [column.name for column in session.describe(f"FROM {source}")]
            told += [str(cell) for row in session.rows(f"FROM {source}") for cell in row]
        text = "\n".join(told).lower()
        missing = [word for word in words if word.lower() not in text]
        if missing:
            yield f"the answer does not tell {', '.join(missing)}"

    def _before(self, select: str) -> Rows:
        with self._ground.engine.read(self._ground.base) as session:
            return session.rows(select)

    def _keep_answer(self, session: Session) -> None:
        """Make the rows answered readable as `answer`, for checks."""
        select = self._answer_select()
        if select is not None:
            session.run(f"CREATE TEMP TABLE {_ANSWER} AS {select}")

    def _answer_select(self) -> str | None:
        """Give the rows of the last query, or those that break the rule that was checked."""
        review = self._ended.review
        if review.queries:
            return _typed(review.queries[-1], self._ended.plan)
        checks = [step for step in review.plan.steps if isinstance(step, Check)]
        return f"SELECT * FROM ({checks[-1].select}\n)" if checks else None

    def _filled(self, check: str) -> str:
        for kind in ("match", "unify"):
            name = self._output(kind)
            if name:
                check = check.replace(f"{{output:{kind}}}", name.sql)
        new = self._named(NEW)
        return check.replace(NEW, new.sql) if new else check

    def _output(self, kind: str) -> TableName | None:
        for step in reversed(self._ended.review.plan.steps):
            if kind == "match" and isinstance(step, Match):
                return TableName.parse(step.output)
            if kind == "unify" and isinstance(step, Unify):
                return TableName.parse(step.target)
        return None

    def _named(self, name: str) -> TableName | None:
        if name != NEW:
            return TableName.parse(name)
        created = self._ended.created
        return TableName.parse(created[0]) if len(created) == 1 else None


def outside(changed: frozenset[str], allowed: tuple[str, ...]) -> list[str]:
    """Give the changed tables that are none of those allowed."""
    names = {TableName.parse(name).text.lower() for name in allowed}
    return sorted(name for name in changed if name.lower() not in names)


def _typed(query: QueryRows, folder: Path) -> str:
    """Give a SELECT of a query's rows in their own types: some are stored as text."""
    source = f"read_parquet({literal(str(folder / query.file))})"
    columns = ", ".join(
        f"CAST({quote(name)} AS {kind}) AS {quote(name)}"
        for name, kind in zip(query.columns, query.types, strict=True)
    )
    return f"SELECT {columns} FROM {source}"


def _told(rows: Rows) -> str:
    """Give the one row in full, of more how many."""
    if len(rows) == 1:
        return f"({', '.join(map(str, rows[0]))})"[:120]
    return f"{len(rows)} rows"


_TRUE = "SELECT lower(table_name) AS source, key, person FROM truth"
_MISSING = f"""
SELECT count(*) FROM ({_TRUE}) AS t
WHERE list_contains(?, source)
  AND NOT EXISTS (FROM {{members}} AS m WHERE m.source = t.source AND m.record_id = t.key)
"""
_PAIRS = f"""
WITH records AS (
  SELECT m.person_id, t.person FROM ({_TRUE}) AS t JOIN {{members}} AS m
    ON m.source = t.source AND m.record_id = t.key WHERE list_contains(?, t.source)
), counted AS (SELECT person_id, person, count(*) AS n FROM records GROUP BY ALL)
SELECT (SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM counted),
  (SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM
    (SELECT sum(n) AS n FROM counted GROUP BY person_id)),
  (SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM
    (SELECT sum(n) AS n FROM counted GROUP BY person))
"""
