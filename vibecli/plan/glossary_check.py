"""What in a glossary does not fit the database: tables, columns, SQL that does not bind.

Binds on the empty bench, so that it reads no row and its messages hold no value.
"""

import re
from collections.abc import Iterator

from vibecli.data.catalog import Catalog
from vibecli.data.nearest import nearest
from vibecli.engine.base import Engine
from vibecli.engine.names import TableName
from vibecli.errors import SqlError
from vibecli.plan.bench import EmptyBench
from vibecli.plan.glossary import Glossary, Term
from vibecli.plan.guard import breaches
from vibecli.plan.lint import hint_for, told

_SIDES = re.compile(r"([\w.]+)\s*=\s*([\w.]+)")


def glossary_findings(glossary: Glossary, catalog: Catalog, engine: Engine) -> list[str]:
    """Give what does not fit, one line an entry."""
    with EmptyBench(engine, catalog) as bench:
        return [
            *(
                line
                for term in glossary.terms
                for line in _term(term, bench, "SELECT 1 FROM {t} WHERE ({s})")
            ),
            *(
                line
                for term in glossary.metrics
                for line in _term(term, bench, "SELECT ({s}) FROM {t}")
            ),
            *(line for join in glossary.joins for line in _join(join, catalog)),
        ]


def _term(term: Term, bench: EmptyBench, form: str) -> Iterator[str]:
    if term.table is None:
        return
    if bench.columns(term.table) is None:
        yield f"{term.name}: no table {term.table}{_near(term.table, bench.tables)}"
        return
    if term.sql is None:
        return
    select = form.format(t=TableName.parse(term.table).sql, s=term.sql)
    for breach in breaches(bench.engine, bench.session, select, bench.tables):
        yield f"{term.name}: {breach.message}{_more(breach.hint)}"
        return
    try:
        bench.bind(select)
    except SqlError as error:
        yield f"{term.name}: {told(error)}{_more(hint_for(error.message, term.sql, error.hint))}"


def _join(join: str, catalog: Catalog) -> Iterator[str]:
    sides = _SIDES.fullmatch(join.strip())
    if sides is None:
        return
    for side in sides.groups():
        table, _, column = side.rpartition(".")
        info = catalog.table(table) if table else None
        if info is None:
            yield f"join {join}: no table {table or side}"
        elif info.column(column) is None:
            names = [one.name for one in info.columns]
            yield f"join {join}: {info.name} has no column {column}{_near(column, names)}"


def _near(name: str, known: "tuple[str, ...] | list[str]") -> str:
    close = nearest(name, known)
    return f" (did you mean {close[0]}?)" if close else ""


def _more(hint: str) -> str:
    return f" ({' '.join(hint.split())})" if hint else ""
