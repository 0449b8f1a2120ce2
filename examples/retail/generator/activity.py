"""What persons do: orders, app events, consent."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from generator.dice import Dice
from generator.drafts import Draft
from generator.people import TODAY, Person
from generator.wordlist import words

ORDER_COLUMNS = words("order_id customer_id account_no ordered_at status amount currency channel")
CONSENT_COLUMNS = words("customer_id channel granted source changed_at")
CURRENCY = {"DE": "EUR", "FR": "EUR", "GB": "GBP", "US": "USD"}
EVENTS = ("view", "view", "view", "search", "add_to_cart", "login", "purchase", "push_opened")
Rows = list[list[str]]


def orders(
    dice: Dice, customers: dict[int, list[Draft]], accounts: dict[int, list[Draft]], count: int
) -> tuple[Rows, list[int]]:
    """Give orders and the person behind each; some were paid with only the loyalty card."""
    people = sorted({*customers, *accounts})
    regulars = people[::4]
    drawn: list[tuple[str, list[str], int]] = []
    for _ in range(count):
        who = dice.pick(regulars) if dice.chance(0.6) else dice.pick(people)
        own, cards = customers.get(who, []), accounts.get(who, [])
        by_card = bool(cards) and (not own or dice.chance(0.3))
        source = (cards if by_card else own)[0] if dice.chance(0.7) else (own or cards)[-1]
        by_card = source in cards
        stamp = _moment(dice, max(source.since, date(2022, 1, 1)))
        status = dice.front(("delivered", "delivered", "shipped", "returned", "cancelled"))
        amount = Decimal(dice.whole(399, 18999)) / 100
        row = [
            "" if by_card else source.key, source.key if by_card else "", stamp, status,
            f"{amount:.2f}", CURRENCY[source.person.home.country],
            "store" if by_card else dice.pick(("web", "app", "store")),
        ]  # fmt: skip
        drawn.append((stamp, row, who))
    drawn.sort(key=lambda one: one[0])
    rows = [[str(700001 + number), *row] for number, (_, row, _) in enumerate(drawn)]
    return rows, [who for _, _, who in drawn]


def lifetime_values(rows: Rows, people: list[int], until: date) -> dict[int, Decimal]:
    """Give what each person had spent by a day, cancelled and returned orders left out."""
    spent: dict[int, Decimal] = {}
    for row, who in zip(rows, people, strict=True):
        if row[4] in ("delivered", "shipped") and row[3][:10] <= until.isoformat():
            spent[who] = spent.get(who, Decimal(0)) + Decimal(row[5])
    return spent


def devices(dice: Dice, persons: list[Person]) -> list[tuple[str, Person]]:
    """Give the mobile devices and who carries each."""
    return [
        (dice.hexes(8), person)
        for person in persons
        for _ in range((1 + dice.chance(0.15)) if dice.chance(0.4) else 0)
    ]


def events(
    dice: Dice, carried: list[tuple[str, Person]], customers: dict[int, list[Draft]], count: int
) -> list[dict[str, object]]:
    """Give app events in order of time; only events after a login carry a customer id."""
    made: list[dict[str, object]] = []
    for _ in range(count):
        device, person = dice.pick(carried)
        event, own = dice.pick(EVENTS), customers.get(person.number, [])
        stamp = _moment(dice, date(2026, 4, 1)).replace(" ", "T") + "Z"
        row: dict[str, object] = {"ts": stamp, "device_id": device, "event": event}
        if own and (event in ("login", "purchase") or dice.chance(0.1)):
            row["customer_id"] = own[0].key
        if event in ("view", "add_to_cart", "purchase"):
            row["sku"] = f"SKU-{dice.whole(1, 400):04}"
        made.append(row)
    made.sort(key=lambda row: str(row["ts"]))
    return [{"event_id": 1 + number, **row} for number, row in enumerate(made)]


def consent(dice: Dice, customers: list[Draft]) -> Rows:
    """Give one consent a customer and channel asked for."""
    rows = []
    for made in customers:
        for channel, share in (("email", 0.75), ("sms", 0.2), ("post", 0.1)):
            if dice.chance(share):
                granted = "" if dice.chance(0.03) else "true" if dice.chance(0.65) else "false"
                source = dice.pick(("web form", "store", "call centre", "import"))
                rows.append([made.key, channel, granted, source, _moment(dice, made.since)[:10]])
    return rows


def _moment(dice: Dice, first: date) -> str:
    day = dice.day(first, TODAY)
    moment = datetime.combine(day, time(dice.whole(6, 23), dice.whole(0, 59)))
    return (moment + timedelta(seconds=dice.whole(0, 59))).isoformat(sep=" ")
