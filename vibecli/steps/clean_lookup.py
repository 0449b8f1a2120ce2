"""What cleaning made of each value, kept beside the plan to be looked at and edited.

Owns three side tables: values and their clean forms, values left as they are, and mailboxes whose
domain looks like a slip. Each value is masked by the role of its column.
"""

from collections.abc import Sequence

from vibecli.engine.names import literal
from vibecli.identity.mailbox import meant_domains
from vibecli.steps.base import CLEAN_COLUMN, ROLE_COLUMN, VALUE_COLUMN, Shadow
from vibecli.steps.clean_values import ColumnValues

LOOKUP, UNPARSED, MEANT = "_lookup", "_unparsed", "_meant"  # end the names of side tables
_ORDER = f"__c, rows DESC, {VALUE_COLUMN}"


def side_tables(shadow: Shadow, step: str, columns: Sequence[ColumnValues]) -> tuple[str, ...]:
    """Keep the side tables of a step that have rows; gives their names."""
    numbered = f"row_number() OVER (ORDER BY rows DESC, __c, {VALUE_COLUMN}, {CLEAN_COLUMN}) AS n"
    kept = (
        _kept(shadow, f"{step}{LOOKUP}", [_changed(v) for v in columns], numbered),
        _kept(shadow, f"{step}{UNPARSED}", [_left(v) for v in columns]),
        _kept(shadow, f"{step}{MEANT}", [_meant(v) for v in columns]),
    )
    return tuple(filter(None, kept))


def _kept(shadow: Shadow, name: str, selects: Sequence[str], first: str = "") -> str:
    """Keep the rows of all columns as one side table, ordered; gives its name when it has any."""
    listed = [f"SELECT {at} AS __c, * FROM ({s})" for at, s in enumerate(selects) if s]
    union = " UNION ALL ".join(listed)
    if not listed or not shadow.session.value(f"SELECT EXISTS ({union})"):
        return ""
    head, order = (f"{first}, ", "n") if first else ("", _ORDER)
    return shadow.evidence(name, f"SELECT {head}* EXCLUDE (__c) FROM ({union}) ORDER BY {order}")


def _changed(values: ColumnValues) -> str:
    return (
        f"SELECT {_head(values, 'raw')}, value AS {CLEAN_COLUMN},"
        " CAST(sum(rows) AS BIGINT) AS rows, array_to_string(whys, ', ') AS why"
        f" FROM {values.table} WHERE value IS DISTINCT FROM raw GROUP BY ALL"
    )


def _left(values: ColumnValues) -> str:
    return (
        f"SELECT {_head(values, 'raw')}, CAST(sum(rows) AS BIGINT) AS rows, trouble AS why"
        f" FROM {values.table} WHERE trouble IS NOT NULL GROUP BY ALL"
    )


def _meant(values: ColumnValues) -> str:
    """Give the mailboxes whose domain is likely a slip, with what may be meant; none is changed."""
    meant = meant_domains(values.domains()) if "email" in values.ops else {}
    if not meant:
        return ""
    pairs = ", ".join(f"({literal(slip)}, {literal(known)})" for slip, known in meant.items())
    return (
        f"SELECT {_head(values, 'v.value')},"
        " m.slip AS domain, m.known AS meant, CAST(sum(v.rows) AS BIGINT) AS rows"
        f" FROM {values.table} v JOIN (VALUES {pairs}) m(slip, known)"
        " ON m.slip = split_part(v.value, '@', 2) WHERE v.trouble IS NULL GROUP BY ALL"
    )


def _head(values: ColumnValues, value: str) -> str:
    name, role = values.column.name, values.column.masked_as or values.column.role or ""
    return (
        f'{literal(name)} AS "column", {value} AS {VALUE_COLUMN}, {literal(role)} AS {ROLE_COLUMN}'
    )
