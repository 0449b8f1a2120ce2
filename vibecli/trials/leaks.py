"""Leaks: what was sent to a model beyond the egress level, told from the egress log and the bodies.

Below the level `values` no value of a personal column may be in what was sent. Words of the intent
and of the request itself (names, prompts) are no values, whatever they look like.
"""

import json
import re
from collections.abc import Iterator, Sequence

from vibecli.agent.disclosure import CROWD
from vibecli.agent.egress import LEVELS, Sent
from vibecli.data.catalog import Catalog, ColumnInfo, Role, TableInfo
from vibecli.engine.base import Session
from vibecli.engine.names import quote
from vibecli.policybook import EgressLevel

SHORTEST = 5  # letters; shorter values are words of any text


class PersonalValues:
    """The values of the personal columns of a database, as text."""

    def __init__(self, session: Session, catalog: Catalog) -> None:
        personal, others = set[str](), set[str]()
        for table in catalog.tables:
            for column in table.columns:
                kept = personal if column.personal else others
                kept |= _values(session, table, column)
        self._values = {v for v in personal - others if len(v.strip()) >= SHORTEST}

    def found_in(self, text: str, known: str) -> list[str]:
        """Give those that stand in a text though not in what is known without the data."""
        return sorted(v for v in self._values if v in text and v not in known and _whole(v, text))


def leaks(
    sent: Sequence[tuple[Sent, str]], level: EgressLevel, values: PersonalValues, known: str
) -> Iterator[str]:
    """Give what went beyond the level, one line a request; values are counted, never quoted.

    Args:
        sent: the lines of the log, each with its body.
        level: what was allowed.
        values: what must not be in a body below the level `values`.
        known: text that is no data: the intent, and the request as it is at level `names`.
    """
    for line, body in sent:
        if level == "none" or LEVELS.index(line.level) > LEVELS.index(level):
            yield f"sent at level {line.level}, allowed is {level}"
        elif level != "values" and (found := values.found_in(_told(body), known)):
            yield f"sent {len(found)} personal values at level {level}"


def _values(session: Session, table: TableInfo, column: ColumnInfo) -> set[str]:
    """Give a column's values; a code that many rows share is nobody's own."""
    text = f"CAST({quote(column.name)} AS VARCHAR)"
    rare = f"HAVING count(*) < {CROWD}" if column.role is Role.CODE else ""
    rows = session.rows(f"SELECT {text} FROM {table.table.sql} GROUP BY ALL {rare}")
    return {value for (value,) in rows if value}


def _whole(value: str, text: str) -> bool:
    """True when a value stands by itself: a year and month in a longer date is none."""
    return bool(re.search(rf"(?<![\w./+-]){re.escape(value)}(?![\w/+-])", text))


def _told(body: str) -> str:
    """Give what a body says to the model; what the model said itself it knows already."""
    messages = json.loads(body).get("messages", [])
    return "\n".join(m["content"] or "" for m in messages if m.get("role") != "assistant")
