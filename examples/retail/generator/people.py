"""The true population: persons in households, and what changes about them over the years."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from generator.dice import Dice
from generator.names import ABROAD, FAMILIES, MEN, WOMEN
from generator.places import CITIES, City, landline, mobile, postcode, street

PERSONS = 4000
PARENTS = 2  # the first two of a household; the others are grown-up children
TODAY = date(2026, 6, 30)
MAIL_HOSTS = ("mail", "post", "inbox", "webmail", "freenet", "kundenmail", "my-isp", "uni")
FOLDS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "þ": "th",
        "\u0131": "i",
    }
)


@dataclass(frozen=True)
class Address:
    """Where a household lives or lived."""

    street: str
    city: City
    postcode: str


@dataclass(frozen=True)
class Household:
    """People under one roof: one family name, one landline, at times one shared e-mail address."""

    number: int
    country: str
    family: str
    before: Address
    now: Address
    moved: date
    landline: str | None
    shared_email: str | None

    def address(self, day: date) -> Address:
        """Give the address on a day."""
        return self.before if day < self.moved else self.now


@dataclass(frozen=True)
class Person:
    """One true person; `...s` hold the old and the present value."""

    number: int
    home: Household
    given: str
    latin: tuple[str, str]  # given and family name in Latin letters
    families: tuple[str, str]
    married: date
    birth: date
    emails: tuple[str | None, str | None]
    email_changed: date
    mobiles: tuple[str, str]
    mobile_changed: date
    namesake: bool  # shares the full name with someone in the household

    def family(self, day: date) -> str:
        """Give the family name on a day."""
        return self.families[day >= self.married]

    def email(self, day: date) -> str | None:
        """Give the person's own e-mail address on a day."""
        return self.emails[day >= self.email_changed]

    def mobile(self, day: date) -> str:
        """Give the mobile number on a day."""
        return self.mobiles[day >= self.mobile_changed]


def folded(text: str) -> str:
    """Give text in plain Latin letters, as a keyboard without accents writes it."""
    spread = "".join(
        c.lower().translate(FOLDS) if c.lower() in "äöüßøłđþ\u0131" else c for c in text
    )
    plain = unicodedata.normalize("NFKD", spread).encode("ascii", "ignore").decode()
    return plain.title() if text[:1].isupper() and not plain[:1].isupper() else plain


class Population:
    """Makes households and persons until there are enough of them."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.persons: list[Person] = []
        self._households = 0
        self._taken: set[str] = set()

    def grow(self) -> list[Person]:
        """Give the whole population, in person order."""
        while len(self.persons) < PERSONS:
            self._household()
        return self.persons

    def _household(self) -> None:
        dice = self.dice
        self._households += 1
        country = dice.front(("DE", "GB", "US", "FR"))
        abroad = dice.pick(ABROAD) if dice.chance(0.02) else None
        family = abroad[1] if abroad else dice.front(FAMILIES[country])
        home = self._home(country, family, abroad[3] if abroad else folded(family))
        size = 1 if abroad else dice.front((1, 1, 2, 2, 3, 4))
        givens: list[str] = []
        for place in range(size):
            self._person(home, place, givens, abroad)

    def _home(self, country: str, family: str, latin: str) -> Household:
        dice = self.dice
        before, now = (self._address(country) for _ in range(2))
        moved = dice.day(date(2019, 1, 1), TODAY) if dice.chance(0.2) else date.min
        has_landline, shares = dice.chance(0.5), dice.chance(0.12)
        shared = self._free(f"family.{_user(latin)}", moved.year % 7) if shares else None
        return Household(
            self._households, country, family, before, now, moved,
            landline(dice, country, now.city.area) if has_landline else None, shared,
        )  # fmt: skip

    def _address(self, country: str) -> Address:
        city = self.dice.front(CITIES[country])
        return Address(street(self.dice, country), city, postcode(self.dice, country, city))

    def _person(
        self,
        home: Household,
        place: int,
        givens: list[str],
        abroad: tuple[str, str, str, str, bool] | None,
    ) -> None:
        dice = self.dice
        woman = abroad[4] if abroad else dice.chance(0.5) if place == 0 else place % 2 == 0
        namesake = place >= PARENTS and dice.chance(0.02) and bool(givens)
        given = abroad[0] if abroad else self._given(home.country, givens, woman=woman)
        given = givens[0] if namesake else given
        givens.append(given)
        own = place == 1 and dice.chance(0.3)  # partners who kept their names
        family = dice.front(FAMILIES[home.country]) if own else home.family
        marries = woman and not abroad and dice.chance(0.06)
        maiden = dice.front(FAMILIES[home.country]) if marries else family
        latin = (abroad[2], abroad[3]) if abroad else (folded(given), folded(family))
        self.persons.append(
            Person(
                number=len(self.persons) + 1,
                home=home,
                given=given,
                latin=latin,
                families=(maiden, family),
                married=dice.day(date(2019, 1, 1), TODAY) if marries else date.min,
                birth=self._birth(place),
                emails=(self._email(latin), self._email(latin)),
                email_changed=self._change(0.22),
                mobiles=(self._mobile(home), self._mobile(home)),
                mobile_changed=self._change(0.15),
                namesake=namesake,
            )
        )

    def _given(self, country: str, taken: list[str], *, woman: bool) -> str:
        names = (WOMEN if woman else MEN)[country]
        given = self.dice.front(names)
        while given in taken:
            given = self.dice.pick(names)
        return given

    def _birth(self, place: int) -> date:
        if place < PARENTS:
            return self.dice.day(date(1940, 1, 1), date(1988, 12, 31))
        return self.dice.day(date(1985, 1, 1), date(2007, 12, 31))

    def _change(self, share: float) -> date:
        changes = self.dice.chance(share)
        return self.dice.day(date(2019, 1, 1), TODAY) if changes else date.min

    def _mobile(self, home: Household) -> str:
        return mobile(self.dice, home.country, home.now.city.area)

    def _email(self, latin: tuple[str, str]) -> str | None:
        if self.dice.chance(0.05):
            return None
        given, family = _user(latin[0]), _user(latin[1])
        forms = (
            f"{given}.{family}", f"{given}{family}", f"{given[:1]}.{family}", f"{family}.{given}",
            f"{given}_{family}", f"{given}", f"{given[:1]}{family}",
        )  # fmt: skip
        return self._free(self.dice.front(forms), self.dice.whole(0, 99))

    def _free(self, user: str, number: int) -> str:
        host = self.dice.front(MAIL_HOSTS)
        email = f"{user}@{host}.example"
        while email in self._taken:
            number += 1
            email = f"{user}{number}@{host}.example"
        self._taken.add(email)
        return email


def _user(latin: str) -> str:
    return "".join(c for c in latin.lower() if c.isalnum()) or "kontakt"
