"""What a plan takes of values that are written in several ways, told from its own SQL.

Owns the sentences, which quote no personal value. It reads the comparisons that
`predicates` writes, wherever they stand in a step.
"""

import re
from collections.abc import Iterator, Sequence

from vibecli.agent.catalogue.predicates import family
from vibecli.agent.catalogue.values import complete, plain_case
from vibecli.agent.catalogue.words import fold
from vibecli.data.catalog import Catalog, ColumnInfo
from vibecli.engine.names import literal
from vibecli.steps.registry import AnyStep

_NAME, _TEXT = r'"(?P<{}>(?:[^"]|"")+)"', r"'(?:[^']|'')*'"
_COMPARED = re.compile(
    rf"(?<!\.)(?:lower\(trim\(CAST\({_NAME.format('loose')} AS VARCHAR\)\)\)"
    rf"|{_NAME.format('exact')})"
    rf" (?:=|IN) (?P<values>{_TEXT}|\({_TEXT}(?:, {_TEXT})*\))"
)
_MOST = 4
_ROWS_CHANGE = frozenset({"remove", "write", "clean"})


def spellings_told(steps: Sequence[AnyStep], catalog: Catalog) -> Iterator[str]:
    """Tell which stored spellings are taken as one, and which are left though they look alike."""
    for step in steps:
        sql = " ".join(slot.sql for slot in step.slots())
        tables = [t for t in catalog.tables if f" {t.table.sql}" in sql]
        for found in _COMPARED.finditer(sql):
            name = (found["loose"] or found["exact"]).replace('""', '"')
            texts = re.findall(_TEXT, found["values"])
            for column in (c for t in tables if (c := t.column(name)) and family(c) == "text"):
                shown = not column.personal
                yield from _told(column, texts, loose=bool(found["loose"])) if shown else ()
                unsure = found["loose"] and not (shown and complete(column))
                if unsure and step.kind in _ROWS_CHANGE:
                    yield f"case does not count in {column.name}"


def _told(column: ColumnInfo, texts: Sequence[str], *, loose: bool) -> Iterator[str]:
    for text in texts:
        stored = [t.value for t in column.top]
        taken = [v for v in stored if literal(plain_case(v) if loose else v) == text]
        forms = {_bare(v) for v in taken}
        others = [v for v in stored if _bare(v) in forms and not _named(v, texts, loose=loose)]
        if len(taken) > 1:
            yield f"case does not count in {column.name}: {_listed(taken)} are one value"
        if others:
            yield f"{_listed(others)} in {column.name}: not the same as {_listed(taken[:1])}"


def _named(value: str, texts: Sequence[str], *, loose: bool) -> bool:
    return literal(plain_case(value) if loose else value) in texts


def _bare(value: str) -> str:
    return fold(value).strip()


def _listed(values: Sequence[str]) -> str:
    shown = [repr(v) if v != v.strip() else v for v in values[:_MOST]]
    shown += [f"{len(values) - _MOST} more"] if len(values) > _MOST else []
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
