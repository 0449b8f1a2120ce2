"""A mention: a record named inside a reason, kept apart from the words around it.

Owns the marks: a reason holds the record's table and its id as they are, so that whoever shows the
reason can mask the name by what the table's key means. It never masks anything itself.
"""

import re
from collections.abc import Callable

_START, _BETWEEN, _END = "\x02", "\x1f", "\x03"
_NO_MARKS = dict.fromkeys(map(ord, (_START, _BETWEEN, _END)))
_MENTION = re.compile(f"{_START}([^{_BETWEEN}{_END}]*){_BETWEEN}([^{_END}]*){_END}")


def mention(table: str, record_id: str) -> str:
    """Give the mention of a record."""
    return _START + table.translate(_NO_MARKS) + _BETWEEN + record_id.translate(_NO_MARKS) + _END


def mention_sql(table: str, record_id: str) -> str:
    """Give the SQL expression of a mention; both arguments are SQL expressions of text."""
    marks = "chr(2) || chr(31) || chr(3)"
    return (
        f"chr(2) || translate({table}, {marks}, '') || chr(31)"
        f" || translate({record_id}, {marks}, '') || chr(3)"
    )


def spell_out(reason: str, name: Callable[[str, str], str]) -> str:
    """Give a reason in words: each mention as `name` says it of its table and record id."""
    return _MENTION.sub(lambda found: name(found[1], found[2]), reason)


def spelt_out_sql(reason: str) -> str:
    """Give the SQL expression of a reason in words, with its record ids bare."""
    return _each_mention(reason, r"\1")


def without_mentions_sql(reason: str) -> str:
    """Give the SQL expression of a reason with `#` for each record: what such reasons share."""
    return _each_mention(reason, "#")


def _each_mention(reason: str, by: str) -> str:
    return rf"regexp_replace({reason}, '\x02[^\x1f\x03]*\x1f([^\x03]*)\x03', '{by}', 'g')"
