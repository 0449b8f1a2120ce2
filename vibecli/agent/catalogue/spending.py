"""What customers spent: which columns hold money, and conditions on how much it is altogether.

Owns telling money from other amounts. A total that both a column of the person and the events tell
is asked about.
"""

from collections.abc import Callable, Sequence

from vibecli.agent.catalogue.cursor import Cursor, reads
from vibecli.agent.catalogue.lexicon import CURRENCIES
from vibecli.agent.catalogue.notes import Declined, one_of_these
from vibecli.agent.catalogue.phrases import phrases, words
from vibecli.agent.catalogue.predicates import Predicate, Total, compare, related_total
from vibecli.agent.catalogue.senses import same
from vibecli.agent.catalogue.spans import dated, time_span
from vibecli.agent.catalogue.tails import SIGNS
from vibecli.agent.catalogue.timing import time_column
from vibecli.agent.catalogue.words import name_tokens
from vibecli.data.catalog import ColumnInfo, Relationship, Role, TableInfo

Reader = Callable[[Cursor, TableInfo], list[Predicate]]
_SPENT = phrases(
    """who spent|that spent|who have spent|that have spent|who has spent|have spent|has spent
        |spent|who paid|that paid|who have paid|who spend|that spend|spend|spending|who pay
        |with a spend of|with spending of|with spend|with spending|with a total spend of
        |whose spend is|whose spending is|whose total spend is|who bought for"""
)
_IN_ALL = phrases("in total|altogether|overall|in all|so far|ever|with us|of all time")
_MONEY = words(
    """amount price cost revenue value spend payment fee paid eur euro usd gbp chf dollar betrag
    umsatz preis kosten prix montant importe precio valor importo prezzo sales turnover"""
)
_TOTAL = words(
    """total lifetime ltv clv spent revenue umsatz turnover depense depenses gasto gastos spesa
    gesamt gesamtumsatz sum"""
)


def amounts(table: TableInfo | None) -> tuple[ColumnInfo, ...]:
    """Give the columns of amounts: those named for money first, then those with decimals."""
    columns = table.with_role(Role.AMOUNT) if table else ()
    return tuple(sorted(columns, key=lambda one: (not names_money(one), _is_whole(one))))


def is_money(table: TableInfo | None) -> bool:
    """True for a table of what is paid for: with an amount that has decimals."""
    return any(not _is_whole(column) for column in amounts(table))


def _is_whole(column: ColumnInfo) -> bool:
    return "INT" in column.type.upper()


def names_money(column: ColumnInfo) -> bool:
    """True for a column that is named for money."""
    tokens = name_tokens(column.name)
    return any(token in _MONEY or any(same(token, word) for word in _MONEY) for token in tokens)


@reads
def spent(cursor: Cursor, table: TableInfo, reader: Reader) -> Predicate | None:
    """Read `who spent more than 1000`, `that spent under 50 euro in the last year`."""
    start = cursor.at
    if not cursor.take(*_SPENT):
        return None
    cursor.take(*_IN_ALL)
    sign = cursor.take(*SIGNS)
    value = cursor.number() if sign else None
    if value is None:
        return None
    unit = cursor.rest[0].form if cursor.rest else ""
    cursor.move(int(unit in CURRENCIES))
    whole = bool(cursor.take(*_IN_ALL))
    raw = cursor.text.raw(start, cursor.at)
    return _told(cursor, table, Total(SIGNS[sign], value), raw, reader, whole=whole)


def _told(
    cursor: Cursor, table: TableInfo, total: Total, raw: str, reader: Reader, *, whole: bool
) -> Predicate | None:
    """Give the condition by the person's own total, or by the sum of what was paid."""
    paid = _paid(cursor, table)
    span = None if whole else time_span(cursor)
    own = [] if span else [c for c in amounts(table) if _is_total(c)]
    places = {f"{table.name}.{c.name}": "the total in each row" for c in own}
    places |= {f"the sum of {t.name}.{c.name}": "all rows added up" for _, t, c in paid}
    if not places:
        return None
    chosen = next(iter(places))
    if len(places) > 1:
        asked = one_of_these(f"What tells {raw!r}?", raw, dict(list(places.items())[:4]))
        chosen = cursor.choose(asked, {place: place for place in places})
    else:
        cursor.assume(f"what is spent is {chosen}", "schema")
    column = next((c for c in own if f"{table.name}.{c.name}" == chosen), None)
    if column is not None:
        return compare(column, total.sign, total.value)
    link, events, amount = next(
        one for one in paid if f"the sum of {one[1].name}.{one[2].name}" == chosen
    )
    where = []
    if span is not None:
        time = time_column(cursor, events)
        if time is None:
            raise Declined(f"{events.name} has no time: when something was paid is not told")
        where.append(dated(cursor, time, span))
    where += reader(cursor, events) if not span else []
    return related_total(link, amount, total, where)


def _paid(cursor: Cursor, table: TableInfo) -> Sequence[tuple[Relationship, TableInfo, ColumnInfo]]:
    """Give the tables of payments that refer to a table of persons, with the amount of each."""
    found = []
    for link in cursor.world.catalog.relationships:
        events = cursor.world.catalog.table(link.table)
        if link.to_table.lower() == table.name.lower() and events and is_money(events):
            found.append((link, events, amounts(events)[0]))
    return found


def _is_total(column: ColumnInfo) -> bool:
    return bool(_TOTAL & set(name_tokens(column.name)))
