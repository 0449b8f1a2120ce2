"""Records: what the systems of one company hold about its persons, mistakes included.

Each system asks for other things, writes them in its own way and is as careful as the people who
type into it. A record shows the person at its time: before or after a marriage, a move, a new
number. None is missing for a reason the table tells.
"""

from dataclasses import dataclass

import numpy as np

from tests.benchmarks.mailboxes import company_mailboxes
from tests.benchmarks.mistakes import misspelt, without_marks
from tests.benchmarks.places import (
    SHORT_KINDS,
    cities,
    company_homes,
    company_numbers,
    postcodes,
    streets,
)
from tests.benchmarks.vocabulary import TEXT, nicknames, spellings

COLUMNS = (
    "given_name",
    "family_name",
    "email",
    "phone",
    "birth_date",
    "street",
    "city",
    "postcode",
)
_RECORDS = (0.52, 0.22, 0.11, 0.06, 0.035, 0.02, 0.012, 0.009, 0.006, 0.004, 0.002, 0.002)
_HASTY, _IN_HASTE = 0.12, 3.0  # records made in a hurry have several mistakes
_NOBODY_MAIL = ("noreply@nomail.example", "none@none.example", "test@test.example")
_NOBODY_PHONE = ("0000000000", "9999999999", "1234567890")
_NOBODY_NAME = ("Test", "Unknown", "N/A", "Customer")


@dataclass(frozen=True)
class System:
    """One system: its share of the records, what it lacks, how it writes, how often it errs."""

    name: str
    share: float
    no_email: float
    no_phone: float
    no_birth: float
    no_home: float
    date: str
    phone: str
    slips: float
    case: str = ""
    plain: bool = False  # letters without marks only


SYSTEMS = (
    System("web", 0.36, 0.06, 0.3, 0.35, 0.25, "%Y-%m-%d", "%s", 1.0, case="as typed"),
    System(
        "store", 0.24, 0.45, 0.3, 0.45, 0.35, "%m/%d/%Y", "(%s) %s-%s", 1.6, "upper", plain=True
    ),
    System("crm", 0.14, 0.2, 0.2, 0.4, 0.1, "%Y%m%d", "+1 %s %s %s", 0.8),
    System("loyalty", 0.16, 0.25, 0.25, 0.05, 0.1, "%d.%m.%Y", "%s-%s-%s", 1.0),
    System("calls", 0.1, 0.45, 0.05, 0.2, 0.3, "%Y-%m-%d", "%s %s%s", 2.2, plain=True),
)


def record_counts(rng, persons):
    """Give how many records each person has: most one or two, at most twelve."""
    return rng.choice(len(_RECORDS), persons, p=_RECORDS) + 1


def drawn_records(rng, persons, who):
    """Give the columns of one record for each entry of `who`, empty text where it says nothing."""
    count = len(who)
    at = rng.random(count)
    system = rng.choice(len(SYSTEMS), count, p=[s.share for s in SYSTEMS])
    slips = np.array([s.slips for s in SYSTEMS])[system]
    slips = np.where(rng.random(count) < _HASTY, _IN_HASTE * slips, slips)
    told = _Told(rng, persons, who, at, system, slips)
    given, family = told.names()
    street, city, postcode = told.home()
    texts = (given, family, told.email(), told.phone(), told.birth(), street, city, postcode)
    return {
        "source": np.array([s.name for s in SYSTEMS], dtype="U8")[system],
        **dict(zip(COLUMNS, texts, strict=True)),
    }


@dataclass
class _Told:
    """What the records tell, field by field."""

    rng: np.random.Generator
    persons: object
    who: np.ndarray
    at: np.ndarray
    system: np.ndarray
    slips: np.ndarray

    def _hit(self, share):
        """Tell the records something happens to."""
        return self.rng.random(len(self.who)) < share

    def _slip(self, share):
        return self._hit(share * self.slips)

    def _lacks(self, what):
        return self._hit(np.array([getattr(s, what) for s in SYSTEMS])[self.system])

    def _of(self, choice):
        return np.isin(self.system, [i for i, s in enumerate(SYSTEMS) if choice(s)])

    def _now(self, before, after, changed):
        person = self.who
        return np.where(self.at < changed[person], before[person], after[person])

    def _junk(self, values, junk, share):
        chosen = np.array(junk)[(self.rng.random(len(values)) ** 2 * len(junk)).astype(np.int64)]
        return np.where(self._hit(share), chosen, values)

    def names(self):
        """Give given and family names."""
        p = self.persons
        given = np.where(self._hit(0.25), p.short[self.who], p.given[self.who])
        family = self._now(p.family, p.new_family, p.renamed)
        given, family = (
            np.where(self._hit(0.12), spellings().drawn(self.rng, names), names)
            for names in (given, family)
        )
        given = np.where(self._hit(0.015), nicknames().drawn(self.rng, given), given)
        given = self._with_second(given, p.second[self.who])
        given = np.where(self._slip(0.035), _initial(self.rng, given), given)
        given = misspelt(self.rng, given, self._slip(0.1))
        family = misspelt(self.rng, family, self._slip(0.1))
        given = self._junk(given, _NOBODY_NAME, 0.001)
        swapped = self._slip(0.015)
        given, family = np.where(swapped, family, given), np.where(swapped, given, family)
        given, family = (self._written(names, german=True) for names in (given, family))
        return np.where(self._slip(0.02), "", given), np.where(self._slip(0.006), "", family)

    def _with_second(self, given, second):
        written = self.rng.random(len(given))
        tail = np.where(written < 0.35, second, np.where(written < 0.55, second.astype("U1"), ""))
        both = np.strings.add(np.strings.add(given.astype("U24"), " "), tail.astype("U15"))
        return np.where((second != "") & (tail != ""), both.astype(TEXT), given)

    def _written(self, values, *, german=False):
        """Give text in the letters and the case of its system."""
        plain = self._of(lambda s: s.plain) | self._hit(0.15)
        rows = np.flatnonzero(plain)
        values = values.copy()
        values[rows] = without_marks(values[rows], german)
        upper = self._of(lambda s: s.case == "upper")
        lower = self._of(lambda s: s.case == "as typed") & self._hit(0.07)
        values = np.where(upper, np.strings.upper(values), values)
        return np.where(lower, np.strings.lower(values), values)

    def _through_company(self):
        """Tell the records a company's staff are known by."""
        return (self.persons.company[self.who] >= 0) & self._hit(0.3)

    def email(self):
        """Give e-mail addresses."""
        p = self.persons
        values = self._now(p.mailbox, p.new_mailbox, p.remailed)
        shared = (p.family_mailbox[self.who] != "") & self._hit(0.4)
        values = np.where(shared, p.family_mailbox[self.who], values)
        company = p.company[self.who].clip(min=0)
        values = np.where(self._through_company(), company_mailboxes(company), values)
        values = misspelt(self.rng, values, self._slip(0.06))
        values = self._junk(values, _NOBODY_MAIL, 0.004)
        return np.where(self._lacks("no_email"), "", values)

    def phone(self):
        """Give phone numbers as their system writes them."""
        p = self.persons
        digits = self._now(p.mobile, p.new_mobile, p.renumbered)
        at_home = (p.landline[self.who] != "") & self._hit(0.2)
        digits = np.where(at_home, p.landline[self.who], digits)
        company = p.company[self.who].clip(min=0)
        digits = np.where(self._through_company(), company_numbers(company), digits)
        digits = misspelt(self.rng, digits, self._slip(0.06))
        digits = self._junk(digits, _NOBODY_PHONE, 0.004)
        values = np.empty(len(digits), dtype="U24")
        for number, system in enumerate(SYSTEMS):
            rows = np.flatnonzero(self.system == number)
            values[rows] = _dialled(digits[rows], system.phone)
        return np.where(self._lacks("no_phone"), "", values)

    def birth(self):
        """Give birth dates as their system writes them."""
        year, month, day = (part.copy() for part in self.persons.birth[:, self.who])
        turned = self._slip(0.02) & (day <= 12)
        month, day = np.where(turned, day, month), np.where(turned, month, day)
        self._shift(year, 0.02, (-10, -1, 1, 2, 10))
        self._shift(month, 0.015, (-1, 1, 10))
        self._shift(day, 0.025, (-10, -3, -1, 1, 7, 10))
        default = self._hit(0.005)
        month, day = np.where(default, 1, month), np.where(default, 1, day)
        unknown = self.rng.random(len(year))
        for limit, one in ((0.009, 1900), (0.003, 1970)):
            rows = unknown < limit
            year[rows], month[rows], day[rows] = one, 1, 1
        values = np.empty(len(year), dtype="U10")
        for number, system in enumerate(SYSTEMS):
            rows = np.flatnonzero(self.system == number)
            values[rows] = _dated(year[rows], month[rows], day[rows], system.date)
        return np.where(self._lacks("no_birth"), "", values)

    def _shift(self, values, share, steps):
        rows = np.flatnonzero(self._slip(share))
        moved = values[rows] + np.array(steps)[self.rng.integers(len(steps), size=len(rows))]
        most = 12 if values.max(initial=0) <= 12 else 28 if values.max() <= 31 else 2020
        fits = (moved >= 1) & (moved <= most)
        values[rows[fits]] = moved[fits]

    def home(self):
        """Give street, city and postcode."""
        p = self.persons
        person, moved = self.who, self.at >= self.persons.moved[self.who]
        homes = p.home[person]
        homes.moved(moved, p.new_home[person[moved]])
        office = np.flatnonzero(self._through_company())
        homes.moved(office, company_homes(p.company[person[office]]))
        lacks = self._lacks("no_home")
        street = misspelt(self.rng, self._street(homes), self._slip(0.07))
        city = misspelt(self.rng, cities()[homes.postcode], self._slip(0.04))
        code = misspelt(self.rng, postcodes(homes.postcode), self._slip(0.04))
        street, city = self._written(street), self._written(city)
        return (
            np.where(lacks | self._hit(0.03), "", street),
            np.where(lacks & self._hit(0.6), "", city),
            np.where(lacks & self._hit(0.7), "", code),
        )

    def _street(self, homes):
        names, kinds = streets(homes)
        short = np.array([SHORT_KINDS[kind] for kind in sorted(SHORT_KINDS)])
        place = np.searchsorted(sorted(SHORT_KINDS), kinds)
        kinds = np.where(self._hit(0.45), short[place], kinds)
        told = _joined(homes.number.astype("U6"), _joined(names, kinds))
        flats = homes.flat.astype("U3")
        sign = np.array(["Apt ", "#", "Unit ", "apt. "])[self.rng.integers(4, size=len(flats))]
        with_flat = _joined(told, np.strings.add(sign, flats))
        return np.where((homes.flat > 0) & self._hit(0.65), with_flat, told)


def _joined(left, right):
    return np.strings.add(np.strings.add(left, " "), right)


def _initial(rng, given):
    dot = np.where(rng.random(len(given)) < 0.5, ".", "")
    return np.strings.add(given.astype("U1"), dot).astype(TEXT)


def _dialled(digits, form):
    """Give ten digits in a form of three parts, or of one."""
    if form == "%s":
        return digits
    parts = [_cut(digits, *ends) for ends in ((0, 3), (3, 6), (6, 12))]
    text, *between = form.split("%s")
    out = np.full(len(digits), text, dtype="U24")
    for part, after in zip(parts, between, strict=True):
        out = np.strings.add(np.strings.add(out, part), after)
    return out


def _cut(values, start, end):
    chars = np.ascontiguousarray(values).view("U1").reshape(len(values), -1)[:, start:end]
    return np.ascontiguousarray(chars).view(f"U{chars.shape[1]}").reshape(-1)


def _dated(year, month, day, form):
    parts = {"%Y": year.astype("U4"), "%m": _two(month), "%d": _two(day)}
    sign = form.replace("%", "").strip("Ymd")[:1]
    out = np.zeros(len(year), dtype="U1")
    for at, part in enumerate("%" + piece[0] for piece in form.split("%")[1:]):
        out = np.strings.add(np.strings.add(out, sign if at else ""), parts[part])
    return out


def _two(numbers):
    return np.strings.zfill(numbers.astype("U2"), 2)
