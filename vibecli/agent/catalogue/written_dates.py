"""A column's day as SQL, also where it is text written in several ways.

Of two ways to read 10/09/2021 the column itself decides: day first where any value needs it.
"""

from vibecli.agent.catalogue.predicates import family
from vibecli.data.catalog import ColumnInfo, TableInfo
from vibecli.engine.names import literal, quote

_PLAIN = ("%d.%m.%Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%Y/%m/%d", "%Y%m%d")
_SLASHED = ("%d/%m/%Y", "%m/%d/%Y")
_DAY_FIRST = r"^\s*(1[3-9]|2\d|3[01])/"


def day_sql(table: TableInfo, column: ColumnInfo) -> str:
    """Give the column as a date or time; text that is none in any usual way becomes NULL."""
    name = quote(column.name)
    if family(column) in ("date", "timestamp"):
        return name
    text = f"trim(CAST({name} AS VARCHAR))"
    ways = [f"TRY_CAST({name} AS TIMESTAMP)"]
    ways += [f"try_strptime({text}, {literal(form)})" for form in _PLAIN]
    needed = f"bool_or(regexp_matches(CAST({name} AS VARCHAR), {literal(_DAY_FIRST)}))"
    day, month = (f"try_strptime({text}, {literal(form)})" for form in _SLASHED)
    first = f"(SELECT {needed} FROM {table.table.sql})"
    ways.append(f"CASE WHEN {first} THEN {day} ELSE {month} END")
    return f"coalesce({', '.join(ways)})"
