"""Records before they are messed up, and the guard that keeps the truth findable.

A draft says which true values one record holds. Each draft of a person is tied to another one by at
least two pieces of evidence, so that someone with everything before them could tell who is who.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from generator.dice import Dice
from generator.people import TODAY, Address, Person

ENOUGH = 3  # a name counts 1, a street 1; e-mail, phone and birth date 2 each


@dataclass
class Draft:
    """One record to be: who it is about, which day's values it holds, and what it leaves out."""

    table: str
    person: Person
    since: date
    day: date
    family: str
    address: Address
    street: str | None
    email: str | None
    phone: str | None
    birth: date | None
    junk: dict[str, str] = field(default_factory=dict)  # placeholder shown instead of nothing
    key: str = ""
    crm: "Draft | None" = None  # profile rows: the customer record they came from
    loyalty: "Draft | None" = None

    def own_email(self) -> str | None:
        """Give the e-mail address unless a household shares it."""
        return None if self.email == self.person.home.shared_email else self.email

    def own_phone(self) -> str | None:
        """Give the phone number unless a household shares it."""
        return None if self.phone == self.person.home.landline else self.phone


@dataclass(frozen=True)
class Gaps:
    """How often a table lacks a value."""

    email: float
    phone: float
    birth: float
    street: float


GAPS = {
    "crm.customers": Gaps(0.08, 0.14, 0.14, 0.08),
    "loyalty.accounts": Gaps(0.06, 0.18, 0.2, 0.12),
    "unified_profile": Gaps(0.08, 0.16, 1.0, 1.0),
}


def draft(dice: Dice, table: str, person: Person, since: date, day: date) -> Draft:
    """Draw one record of a person with the values of a day."""
    gaps, address = GAPS[table], person.home.address(day)
    made = Draft(
        table, person, since, day, person.family(day), address,
        street=None if dice.chance(gaps.street) else address.street,
        email=None if dice.chance(gaps.email) else _email(dice, person, day),
        phone=None if dice.chance(gaps.phone) else _phone(dice, person, day),
        birth=None if dice.chance(gaps.birth) and not person.namesake else person.birth,
    )  # fmt: skip
    if gaps.birth == 1.0:
        made.birth = None
    _placeholders(dice, made)
    return made


def _email(dice: Dice, person: Person, day: date) -> str | None:
    shared = person.home.shared_email
    return shared if shared and dice.chance(0.35) else person.email(day)


def _phone(dice: Dice, person: Person, day: date) -> str | None:
    line = person.home.landline
    return line if line and dice.chance(0.3) else person.mobile(day)


def _placeholders(dice: Dice, made: Draft) -> None:
    if made.email is None and dice.chance(0.25):
        made.junk["email"] = dice.front(("noreply@shop.example", "none@none.example", "n/a"))
    if made.phone is None and dice.chance(0.3):
        made.junk["phone"] = dice.front(("0000000000", "555-0100", "123456789", "n/a"))
    if made.birth is None and made.table == "crm.customers" and dice.chance(0.15):
        made.junk["birth"] = "1900-01-01"


def span(dice: Dice, first: date, last: date) -> tuple[date, date]:
    """Give a day of creation and a later day of the last update."""
    since = dice.day(first, last)
    return since, dice.day(since, last) if dice.chance(0.6) else since + timedelta(days=0)


def tie(drafts: list[Draft]) -> None:
    """Fill in evidence until every draft of one person is tied to another one."""
    tied, loose = drafts[:1], drafts[1:]
    while loose:
        near = next((d for d in loose if any(_tied(d, other) for other in tied)), None)
        if near is None:
            near = loose[0]
            _fill(near, tied[0])
        loose.remove(near)
        tied.append(near)


def _tied(a: Draft, b: Draft) -> bool:
    if a.crm is b or b.crm is a:
        return True
    score = int(a.family == b.family)
    score += 2 * _same(a.own_email(), b.own_email())
    score += 2 * _same(a.own_phone(), b.own_phone())
    score += 2 * _same(a.birth, b.birth)
    score += _same(a.street, b.street)
    return score >= ENOUGH


def _same(a: object, b: object) -> int:
    return int(a is not None and a == b)


def _fill(*drafts: Draft) -> None:
    """Give drafts the same present-day evidence."""
    for one in drafts:
        one.email = one.person.emails[1] or one.email
        one.phone = one.person.mobiles[1]
        one.junk = {}
        if one.table != "unified_profile":
            one.birth = one.person.birth
        one.family = one.person.family(TODAY)
