"""A step's condition on the rows of one table: the same SQL when it is checked and when it runs.

Owns how the table is called inside it, by its own name without a schema, and the findings. What it
gives is one SELECT; it runs nothing.
"""

from vibecli.engine.names import TableName, quote
from vibecli.errors import SqlError
from vibecli.steps.base import Bench, Finding, Step


def kept(relation: str, table: str, where: str) -> str:
    """Give the SELECT of a relation's rows for which a condition on the table holds."""
    return f"SELECT * FROM {called(relation, table)} WHERE ({where}\n)"


def kept_rows(table: str, where: str) -> str:
    """Give the SELECT of a table's own rows for which a condition holds."""
    return kept(TableName.parse(table).sql, table, where)


def called(relation: str, table: str) -> str:
    """Give a relation under the table's name, for FROM: as much of the name as an alias can be."""
    return f"{relation} AS {quote(TableName.parse(table).name)}"


def predicate_findings(step: Step, bench: Bench, table: str, where: str) -> list[Finding]:
    """Give the finding of a condition that cannot hold for a row of the table, if it is one."""
    name = TableName.parse(table)
    try:
        bench.bind(kept_rows(table, where))
        # A second frame around the condition: text that closes the first one fails here.
        framed = f"SELECT CASE WHEN {where}\nTHEN true END"
        bench.bind(f"{framed} FROM {called(name.sql, table)}")
    except SqlError as error:
        return [_finding(step, bench, table, where, error)]
    return []


def _finding(step: Step, bench: Bench, table: str, where: str, error: SqlError) -> Finding:
    name = TableName.parse(table)
    hint = error.hint
    try:
        bench.bind(f"SELECT CASE WHEN {where}\nTHEN true END FROM {name.sql}")
        hint = f"in a condition {table} is called {quote(name.name)}, or leave the table's name out"
    except SqlError:
        pass  # it is not the table's name that is wrong
    return step.finding("bad-predicate", f"the condition on {table}: {error.message}", hint)
