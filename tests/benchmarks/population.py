"""Persons in their households: who they are, before and after what changes in a life.

Owns the truth. Households share a home, a landline and most of them a family name; some a mailbox.
People marry, move, and change numbers and mailboxes; twins and namesakes of their fathers live
among them. What a record makes of that is `records`' business.
"""

from dataclasses import dataclass

import numpy as np

from tests.benchmarks.mailboxes import drawn_mailboxes, family_mailboxes
from tests.benchmarks.places import Addresses, area_codes, drawn_addresses, near
from tests.benchmarks.vocabulary import SECOND_GENERATION, TEXT, nicknames, origins

NEVER = 2.0  # later than any record; records lie between 0 and 1
_SIZES = (0.76, 0.15, 0.05, 0.027, 0.009, 0.004)  # households of 1 to 6
_FLATMATES, _SHARED_NAME = 0.12, 0.72
_CHANGED_NAME, _DOUBLE_NAME = 0.25, 0.06
_TWINS, _NAMESAKES = 0.05, 0.06
_MOVED, _LEFT_HOME = 0.4, 0.4
_NEW_NUMBER, _NEW_MAILBOX = 0.35, 0.4
_LANDLINE, _FAMILY_MAILBOX = 0.4, 0.08
_EMPLOYED, _STAFF = 0.04, 8  # persons known through a company, and how many a company has
_LATEST_BIRTH = 2009


@dataclass
class Persons:
    """One array entry a person; what changes stands twice, with the time of the change."""

    household: np.ndarray
    given: np.ndarray
    second: np.ndarray  # a second given name, or none
    short: np.ndarray  # what friends call them
    family: np.ndarray
    new_family: np.ndarray
    renamed: np.ndarray
    birth: np.ndarray  # year, month, day
    home: Addresses
    new_home: Addresses
    moved: np.ndarray
    mobile: np.ndarray
    new_mobile: np.ndarray
    renumbered: np.ndarray
    landline: np.ndarray  # empty without one
    mailbox: np.ndarray
    new_mailbox: np.ndarray
    remailed: np.ndarray
    family_mailbox: np.ndarray  # empty without one
    company: np.ndarray  # -1 without one

    def __len__(self):
        return len(self.household)


@dataclass
class _Members:
    """Where each person stands in a household."""

    household: np.ndarray
    place: np.ndarray  # 0 head, 1 partner or flatmate, 2 and more children
    related: np.ndarray
    head: np.ndarray  # the head's position
    female: np.ndarray


def drawn_persons(rng, households, population):
    """Give the persons of some households; `population` is how many there are in all."""
    members = _members(rng, households)
    origin = _origins(rng, members)
    given, given_share = _given_names(rng, members, origin)
    family, own_family, family_share = _family_names(rng, members, origin)
    birth = _births(rng, members)
    _namesakes(rng, members, given)
    _twins(rng, members, birth)
    new_family, renamed = _renamed(rng, members, family, own_family)
    home, new_home, moved = _homes(rng, members)
    short = nicknames().drawn(rng, given)
    expected = population * given_share * family_share
    names = (given, family, short)
    return Persons(
        household=members.household,
        given=given,
        second=_second_names(rng, members),
        short=short,
        family=family,
        new_family=new_family,
        renamed=renamed,
        birth=birth,
        home=home,
        new_home=new_home,
        moved=moved,
        mobile=_numbers(rng, home.postcode),
        new_mobile=_numbers(rng, new_home.postcode),
        renumbered=_when(rng, len(given), _NEW_NUMBER),
        landline=_landlines(rng, members, home),
        mailbox=drawn_mailboxes(rng, names, birth[0], expected),
        new_mailbox=drawn_mailboxes(rng, (given, new_family, short), birth[0], expected),
        remailed=_when(rng, len(given), _NEW_MAILBOX),
        family_mailbox=_family_mailboxes(rng, members, family, population),
        company=_companies(rng, len(given), population),
    )


def _members(rng, households):
    sizes = rng.choice(len(_SIZES), households, p=_SIZES) + 1
    first = np.cumsum(sizes) - sizes
    household = np.repeat(np.arange(households), sizes)
    place = np.arange(len(household)) - first[household]
    related = ~(rng.random(households) < _FLATMATES)[household] | (place == 0)
    head = first[household]
    female = rng.random(len(household)) < 0.5
    partner = (place == 1) & related & (rng.random(len(place)) < 0.93)
    female[partner] = ~female[head[partner]]
    return _Members(household, place, related, head, female)


def _when(rng, count, share):
    """Give the time of a change that happens to a share, and never to the others."""
    return np.where(rng.random(count) < share, rng.uniform(0.1, 0.9, count), NEVER)


def _origins(rng, members):
    shares = [origin.share for origin in origins()]
    drawn = rng.choice(len(shares), len(members.household), p=shares)
    mixed_family = rng.random(len(drawn)) < 0.1
    return np.where(members.related & ~mixed_family, drawn[members.head], drawn)


def _given_names(rng, members, origin):
    """Give given names and their shares; some of another culture have an English one."""
    english = rng.random(len(origin)) < SECOND_GENERATION
    of_names = np.where(english, 0, origin)
    return _drawn(
        rng,
        [(of_names == at) & (members.female == sex) for at in range(len(origins())) for sex in (False, True)],
        [one.given(sex) for one in origins() for sex in (False, True)],
        [one.share for one in origins() for _ in range(2)],
    )  # fmt: skip


def _drawn(rng, groups, names, weights):
    values = np.empty(len(groups[0]), dtype=TEXT)
    shares = np.empty(len(groups[0]))
    for rows, source, weight in zip(groups, names, weights, strict=True):
        values[rows], found = source.draw(rng, int(rows.sum()))
        shares[rows] = found * weight
    return values, shares


def _family_names(rng, members, origin):
    """Give the name each person bears, the one born with, and the share of the former."""
    groups = [origin == at for at in range(len(origins()))]
    names, shares = _drawn(rng, groups, [o.family for o in origins()], [o.share for o in origins()])
    takes = members.related & ((members.place != 1) | (rng.random(len(names)) < _SHARED_NAME))
    borne = np.where(takes, names[members.head], names)
    return (
        _gendered(rng, borne, members.female),
        names,
        np.where(takes, shares[members.head], shares),
    )


def _gendered(rng, family, female):
    """Give half the women of a Slavic name its female form."""
    turned = female & (rng.random(len(family)) < 0.5)
    out = family.copy()
    for end, other in (("ski", "ska"), ("ov", "ova"), ("ev", "eva")):
        rows = np.flatnonzero(turned & np.strings.endswith(family, end))
        out[rows] = [name.removesuffix(end) + other for name in family[rows].tolist()]
    return out


def _second_names(rng, members):
    second = np.zeros(len(members.household), dtype=TEXT)
    for sex in (False, True):
        rows = np.flatnonzero((members.female == sex) & (rng.random(len(second)) < 0.09))
        second[rows] = origins()[0].given(sex).draw(rng, len(rows))[0]
    return second


def _births(rng, members):
    count = len(members.place)
    years = np.clip(rng.normal(1972, 16, count), 1928, 2004).astype(np.int64)
    head = years[members.head]
    partner = (members.place == 1) & members.related
    child = (members.place > 1) & members.related
    years = np.where(partner, head + rng.normal(0, 4, count).astype(np.int64), years)
    born = head + rng.integers(19, 40, count)
    born = np.where(
        born > _LATEST_BIRTH, rng.integers(_LATEST_BIRTH - 16, _LATEST_BIRTH, count), born
    )
    years = np.where(child, born, years)
    months, days = rng.integers(1, 13, count), rng.integers(1, 29, count)
    return np.stack([np.clip(years, 1926, _LATEST_BIRTH), months, days])


def _namesakes(rng, members, given):
    """Name some sons as their fathers."""
    son = (members.place == 2) & members.related & ~members.female & ~members.female[members.head]
    rows = np.flatnonzero(son & (rng.random(len(son)) < _NAMESAKES))
    given[rows] = given[members.head[rows]]


def _twins(rng, members, birth):
    rows = np.flatnonzero(
        (members.place == 3) & members.related & (rng.random(len(members.place)) < _TWINS)
    )
    birth[:, rows] = birth[:, rows - 1]


def _renamed(rng, members, family, born):
    """Give the family name after a change: married, or joined to the one born with."""
    wed = (members.place == 1) & members.related & (family != born)
    joined = wed & (rng.random(len(wed)) < _DOUBLE_NAME)
    both = np.strings.add(np.strings.add(born.astype("U19"), "-"), family.astype("U19"))
    later = np.where(joined, both, family).astype(TEXT)
    at = np.where(wed, _when(rng, len(wed), _CHANGED_NAME), NEVER)
    changes = at < NEVER
    after = np.where(changes, later, np.where(joined, both, family)).astype(TEXT)
    family[changes] = born[changes]
    family[joined & ~changes] = both[joined & ~changes]
    return after, at


def _homes(rng, members):
    """Give the homes before and after a move, of whole households and of children who leave."""
    households = int(members.household.max(initial=-1)) + 1
    old = drawn_addresses(rng, households)
    new, at = near(rng, old), _when(rng, households, _MOVED)
    home, new_home, moved = old[members.household], new[members.household], at[members.household]
    leaves = (members.place > 1) & (rng.random(len(moved)) < _LEFT_HOME)
    rows = np.flatnonzero(leaves)
    new_home.moved(rows, near(rng, home[rows]))
    return home, new_home, np.where(leaves, rng.uniform(0, 0.9, len(moved)), moved)


def _numbers(rng, postcodes):
    """Give ten digits of a phone, most of them of the area."""
    elsewhere = rng.integers(0, int(postcodes.max(initial=0)) + 1, len(postcodes))
    area = area_codes(np.where(rng.random(len(postcodes)) < 0.85, postcodes, elsewhere))
    local = rng.integers(200, 1000, len(postcodes)) * 10_000 + rng.integers(
        0, 10_000, len(postcodes)
    )
    return np.strings.add(area, local.astype("U7"))


def _landlines(rng, members, home):
    heads = members.head
    numbers = _numbers(rng, home.postcode)[heads]
    return np.where((rng.random(len(heads)) < _LANDLINE)[heads], numbers, "")


def _family_mailboxes(rng, members, family, population):
    heads = members.head
    boxes = family_mailboxes(rng, family, population)[heads]
    return np.where((rng.random(len(heads)) < _FAMILY_MAILBOX)[heads], boxes, "")


def _companies(rng, count, population):
    companies = max(int(population * _EMPLOYED / _STAFF), 3)
    one = (companies * rng.random(count) ** 1.5).astype(np.int64)
    return np.where(rng.random(count) < _EMPLOYED, one, -1)
