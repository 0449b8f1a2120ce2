"""Columns whose values come or change after the row they stand in: told by names, types, values.

Owns the words. A column is taken for one that comes with its row unless something says otherwise.
"""

from vibecli.data.catalog import ColumnInfo, Role, TableInfo
from vibecli.tagging.name_tokens import name_tokens

_TIMES = ("DATE", "TIMESTAMP")
_CHANGED = "updated modified changed edited synced refreshed touched overwritten recalculated"
_ENDED = (
    "cancelled canceled cancellation cancel returned refunded refund delivered delivery shipped"
    " closed resolved completed finished ended expired deleted removed churned churn settled paid"
    " fulfilled answered reviewed activated deactivated converted conversion unsubscribed lost won"
)
_PLANNED = "planned scheduled due expected expires expiry until renewal renews forecast estimated"
_STATES = "status state stage outcome result resolution phase"
_OUTCOMES = (
    "cancelled canceled returned refunded delivered shipped completed closed resolved failed lost"
    " won paid churned fulfilled expired settled abandoned converted"
)
_JUDGED = (
    "churn churned churner label target prediction predicted propensity score probability proba"
    " leaver outcome"
)
_TOTALS = (
    "lifetime ltv clv total totals balance points last latest recent newest current count num"
    " number visits sessions orders purchases avg average sum mean max spent revenue streak rank"
)
_SUMS = (
    "lifetime ltv clv total totals spent revenue sum balance points umsatz gesamt gesamtumsatz"
    " summe saldo punkte depense depenses gasto gastos spesa"
)
_MOVING = "tier segment level plan grade loyalty active inactive stage class cluster rating"
_BORN = (
    "created joined signup signed registered registration since birth born opened first start"
    " angelegt erstellt angemeldet registriert anmeldung eintritt beitritt eingetreten seit"
    " inscrit inscription adhesion alta registro iscritto iscrizione geboren"
)

PREDICTED, MOVES = "looks like a label or a prediction", "moves as time goes by"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AFTERWARDS = _words(_CHANGED) | _words(_ENDED)


def of_event(table: TableInfo, column: ColumnInfo, time: str) -> str | None:
    """Tell whether a column of an event is set after the event; its own time is not."""
    words = _parts(column.name)
    if column.name.lower() == time.lower():
        return None
    if words & _words(_JUDGED):
        return PREDICTED
    if words & _words(_CHANGED) or (words & _words("last latest") and _is_time(column)):
        return "tells when the row was changed, after the event"
    if words & _words(_ENDED):
        return "is set after the event"
    if words & _words(_STATES) and _moves(table, column, time):
        return "is the state of now, set after the event"
    return None


def of_time(column: ColumnInfo) -> str | None:
    """Tell whether a column is no time at which an event happened."""
    words = _parts(column.name)
    if column.role is Role.BIRTH_DATE or "birth" in words:
        return "is a birth date"
    if words & _words(_CHANGED) or "last" in words:
        return "moves when the row is changed, so earlier events go missing"
    if words & _words(_PLANNED):
        return "is planned and may lie in the future, not when it happened"
    return None


def of_entity(column: ColumnInfo) -> str | None:
    """Tell whether a column of an entity's row changes as time goes by."""
    words = _parts(column.name)
    if words & _words(_JUDGED):
        return PREDICTED
    if _is_time(column):
        born = column.role is Role.BIRTH_DATE or bool(words & _words(_BORN))
        return None if born and not words & _AFTERWARDS else MOVES
    if words & (_words(_TOTALS) | _words(_MOVING) | _words(_STATES) | _AFTERWARDS):
        return "is as of now and moves with what happens"
    if column.role in (Role.AMOUNT, Role.FLAG):
        return "is as of now and may have been another at the cut"
    return None


def adds_up(column: ColumnInfo) -> bool:
    """True for a column of an entity's row that adds up what happens, up to now."""
    return column.role is Role.AMOUNT and bool(_parts(column.name) & _words(_SUMS))


def _moves(table: TableInfo, column: ColumnInfo, time: str) -> bool:
    """True when it can be told that a state is changed after its row came."""
    values = {word for top in column.top for word in _parts(top.value)}
    others = [c for c in table.columns if c.name.lower() not in {time.lower(), column.name.lower()}]
    marked = any(_is_time(c) and _parts(c.name) & _AFTERWARDS for c in others)
    return marked or bool(values & _words(_OUTCOMES))


def _is_time(column: ColumnInfo) -> bool:
    return column.type.startswith(_TIMES) or column.role is Role.TIME


def _parts(name: str) -> frozenset[str]:
    return frozenset(name_tokens(name))
