"""A truth to judge a match by: the rows of a file or a table, each column as trimmed text.

Owns opening it and looking at a sample of it. It writes nothing but temporary tables of the session
and knows nothing of what is judged: the ids and the names to look for are given to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vibecli.data import staging
from vibecli.data.catalog import Catalog, TableInfo
from vibecli.data.load import stage
from vibecli.data.nearest import nearest
from vibecli.data.sources import Source, sources
from vibecli.data.truth_columns import ColumnFacts
from vibecli.engine.base import Column, Session
from vibecli.engine.names import literal, quote
from vibecli.engine.types import FLOATS
from vibecli.errors import DataError, NotFound, UsageError

_SAMPLE = 5_000
_SAME = "1|1.0|true|t|yes|y|same|match|matched|matching|link|duplicate|dup|positive"
_DIFFERENT = (
    "0|0.0|-1|false|f|no|n|different|distinct|non-match|non_match|nonmatch|no match|no-match"
    "|no_match|not a match|unmatched|negative"
)
_UNSURE = "unsure|unknown|maybe|possible|can't say|cannot say|?|withdrawn"
VERDICTS = "1 and 0, true and false, yes and no, match and no match, same and different"


def verdict_word(text: str) -> Literal["same", "different", "unsure"] | None:
    """Give the verdict a word stands for, as truths and verdict files have it; None for others."""
    said = text.strip().lower()
    if said in _SAME.split("|"):
        return "same"
    if said in _DIFFERENT.split("|"):
        return "different"
    return "unsure" if said in _UNSURE.split("|") else None


@dataclass(frozen=True)
class Truth:
    """An open truth: where its rows are, and each column's name and SQL text."""

    name: str
    relation: str
    columns: tuple[tuple[str, str], ...]
    table: TableInfo | None = None  # that it is, when it is one of the database
    notes: tuple[str, ...] = ()

    def text(self, column: str) -> str:
        """Give the SQL expression of a column's text, NULL where it says nothing."""
        return next(sql for name, sql in self.columns if name == column)


def open_truth(session: Session, place: str, catalog: Catalog, folder: Path) -> Truth:
    """Open a file (converted into `folder` where needed) or a table of the database.

    Raises NotFound, DataError, UsageError.
    """
    path = Path(place)
    table = catalog.table(place)
    if table is not None and not path.is_file():
        columns = tuple(Column(c.name, c.type) for c in table.columns)
        return Truth(table.name, table.table.sql, _texts(session, table.table.sql, columns), table)
    source = _source(path, [table.name for table in catalog.tables])
    staging.begin(session)
    staged = stage(session, source, folder)
    rejected = int(session.value(f"SELECT count(*) FROM {staging.REJECTS}"))
    notes = (f"{rejected:,} lines of {staged.file} do not fit its first line",) if rejected else ()
    texts = _texts(session, staged.relation, staged.columns)
    return Truth(staged.file, staged.relation, texts, notes=notes)


def verdict_sql(text: str) -> str:
    """Give the SQL expression of a verdict's meaning: 1, 0, -1 for unsure, NULL for no verdict."""
    cases = " ".join(
        f"WHEN lower({text}) IN ({', '.join(map(literal, words.split('|')))}) THEN {code:d}"
        for code, words in ((1, _SAME), (0, _DIFFERENT), (-1, _UNSURE))
    )
    return f"CASE {cases} END"


def column_facts(
    session: Session, truth: Truth, ids: str, names: Sequence[str]
) -> tuple[ColumnFacts, ...]:
    """Give what a sample tells of each column.

    Args:
        session: where the truth was opened.
        truth: the truth.
        ids: a relation of one column `record` with the ids that records may have.
        names: the names that sources may have, in lower case.
    """
    values = _sample(session, truth)
    listed = ", ".join(literal(name) for name in names) or "NULL"
    rows = session.rows(
        "SELECT c, count(v), count(DISTINCT v), count(i.record), "
        f"count_if(lower(v) IN ({listed})), count_if({verdict_sql('v')} IS NULL), "
        f"count_if({verdict_sql('v')} >= 0) FROM {values} LEFT JOIN "
        f"(SELECT DISTINCT record FROM {ids}) AS i ON v = i.record GROUP BY c ORDER BY c"
    )
    found = {int(row[0]): [int(figure or 0) for figure in row[1:]] for row in rows}
    return tuple(_facts(name, found.get(at, [0] * 6)) for at, (name, _) in enumerate(truth.columns))


def _facts(name: str, figures: Sequence[int]) -> ColumnFacts:
    said, distinct, ids, sources_, others, clear = figures
    return ColumnFacts(
        name=name,
        said=said,
        distinct=distinct,
        ids=ids / max(said, 1),
        sources=sources_ / max(said, 1),
        verdicts=bool(clear) and not others,
    )


def _sample(session: Session, truth: Truth) -> str:
    """Keep the values of every so many rows, as (c: number of the column, v: text)."""
    rows = int(session.value(f"SELECT count(*) FROM {truth.relation}"))
    if not rows:
        raise DataError(f"{truth.name} holds no row", hint="a truth has a row a record or a pair")
    step = -(-rows // _SAMPLE)
    texts = ", ".join(f"{sql} AS c{at:d}" for at, (_, sql) in enumerate(truth.columns))
    name = quote("__truth_sample")
    session.run(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {texts} FROM (SELECT *, row_number()"
        f" OVER () AS __at FROM {truth.relation}) WHERE __at % {step:d} = 0"
    )
    union = " UNION ALL ".join(
        f"SELECT {at:d} AS c, c{at:d} AS v FROM {name}" for at in range(len(truth.columns))
    )
    return f"(SELECT c, v FROM ({union}) WHERE v IS NOT NULL)"


def _source(path: Path, tables: Sequence[str]) -> Source:
    if path.is_dir():
        raise UsageError(f"{path} is a folder", hint="name one file, or a table")
    try:
        found = sources(path)
    except NotFound as error:
        near = nearest(str(path), tables)
        hint = f"did you mean {near[0]}?" if near else error.hint
        raise NotFound(f"no file and no table {path}", hint=hint) from error
    if found[0].format == "duckdb":
        hint = f"vibecli load {path}, then name the table"
        raise UsageError(f"{path.name} is a database, not one table", hint=hint)
    return found[0]


def _texts(
    session: Session, relation: str, columns: Sequence[Column]
) -> tuple[tuple[str, str], ...]:
    """Give the columns' names and texts; the fields of a structure stand as columns of their own.

    So `left.record_id` of a verdict kept as JSON is the column `left_record_id`.
    """
    found: dict[str, tuple[str, str]] = {}
    for column in columns:
        own = quote(column.name)
        inner = (
            session.describe(f"SELECT UNNEST({own}) FROM {relation}")
            if column.type.startswith("STRUCT(")
            else ()
        )
        pieces = [(f"{column.name}_{c.name}", f"{own}.{quote(c.name)}", c.type) for c in inner]
        for name, sql, kind in pieces or [(column.name, own, column.type)]:
            found.setdefault(name.lower(), (name, _text(sql, kind)))
    return tuple(found.values())


def _text(sql: str, kind: str) -> str:
    """Give a value as trimmed text; a whole number that became a float on its way is whole."""
    text = f"CAST({sql} AS VARCHAR)"
    if kind in FLOATS:
        text = f"regexp_replace({text}, '\\.0$', '')"
    return f"nullif(trim({text}), '')"
