"""New profile keys, in the style of the keys there are.

Owns how the style is told and continued: whole numbers, a prefix with digits, uuids; else the
person id. The same persons and the same profile give the same keys.
"""

from typing import Literal, NamedTuple

from vibecli.engine.base import Session
from vibecli.engine.names import literal, quote
from vibecli.engine.types import WHOLE

_UUID = "^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"
_NUMBERED = r"^(.*?)(\d{1,18})$"
_MOST = 0.8


class Style(NamedTuple):
    """How keys look: the last number used, its prefix and width."""

    kind: Literal["number", "prefix", "uuid", "person"]
    last: int = 0
    prefix: str = ""
    width: int = 0

    @property
    def words(self) -> str:
        """The style in words, with the first key it will give."""
        match self.kind:
            case "number" | "prefix":
                return f"continue from {self.prefix}{str(self.last + 1).zfill(self.width)}"
            case "uuid":
                return "are uuids made from the person id"
            case "person":
                return "are the person ids"


def key_style(session: Session, relation: str, column: str, kind: str) -> Style:
    """Tell the style of a key column."""
    own = quote(column)
    if kind.upper().startswith(WHOLE):
        last = session.value(f"SELECT max({own}) FROM {relation}")
        return Style("number", int(last or 0))
    if kind.upper() == "UUID":
        return Style("uuid")
    text = f"CAST({own} AS VARCHAR)"
    total, uuids = session.rows(
        f"SELECT count({own}), count({own}) FILTER (regexp_matches({text}, '{_UUID}'))"
        f" FROM {relation}"
    )[0]
    if total and uuids >= _MOST * total:
        return Style("uuid")
    return _numbered(session, relation, text, total)


def _numbered(session: Session, relation: str, text: str, total: int) -> Style:
    parts = f"regexp_extract({text}, '{_NUMBERED}', %d)"
    rows = session.rows(
        f"SELECT {parts % 1} AS prefix, count(*) AS n, max(CAST({parts % 2} AS BIGINT)),"
        f" max(length({parts % 2})) FROM {relation} WHERE regexp_matches({text}, '{_NUMBERED}')"
        " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
    )
    if not rows or rows[0][1] < _MOST * total:
        return Style("person")
    prefix, _, last, width = rows[0]
    return Style("prefix", int(last), prefix, int(width))


def minted(persons: str, style: Style, taken: str) -> str:
    """Give a SELECT of (person, key) for the persons of a relation, in the order of their ids.

    `taken`: a SELECT of the keys there are; a person id that is another row's key is not used.
    """
    number = f"{style.last} + row_number() OVER (ORDER BY person)"
    match style.kind:
        case "number":
            key = f"CAST({number} AS VARCHAR)"
        case "prefix":
            digits = f"CAST({number} AS VARCHAR)"
            padded = f"repeat('0', greatest(0, {style.width} - length({digits}))) || {digits}"
            key = f"{literal(style.prefix)} || {padded}"
        case "uuid":
            key = "CAST(CAST(md5('vibecli profile ' || person) AS UUID) AS VARCHAR)"
        case "person":
            other = "'p_' || left(md5('vibecli profile ' || person), 12)"
            key = f"CASE WHEN person IN ({taken}) THEN {other} ELSE person END"
    return f"SELECT person, {key} AS key FROM {persons}"
