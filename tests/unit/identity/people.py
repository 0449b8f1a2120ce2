"""Made-up sources for the tests of identity."""

import random

import numpy as np

from vibecli.data.catalog import Role
from vibecli.identity.source import Source, SourceColumn

GIVEN = [
    "anna",
    "ben",
    "clara",
    "david",
    "emma",
    "felix",
    "greta",
    "hugo",
    "ida",
    "jonas",
    "karla",
    "leo",
    "mia",
    "nils",
    "olga",
    "paul",
]
FAMILY = [
    "adler",
    "brandt",
    "conrad",
    "dietrich",
    "engel",
    "fischer",
    "graf",
    "hoffmann",
    "jansen",
    "keller",
    "lorenz",
    "maier",
]
TOWNS = ["bonn", "ulm", "kiel", "jena", "trier"]


def column(name, role, values):
    return SourceColumn.of(name, role, values)


def source(name, ids, *columns, key=("id",)):
    """Give a source of (name, role, values) columns in the order of the ids."""
    ids = [str(i) for i in ids]
    made = [column("id", Role.KEY, ids), *(column(*c) for c in columns)]
    return Source(name, np.array(ids, dtype=object), tuple(made), key)


def persons(count, seed=1):
    """Give different persons as (given, family, email, phone, birth, town)."""
    dice = random.Random(seed)
    found = []
    for i in range(count):
        given, family = dice.choice(GIVEN), dice.choice(FAMILY)
        birth = f"{dice.randint(1940, 2005)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        phone = str(dice.randint(10**9, 10**10 - 1))
        found.append((given, family, f"{given}{i}@mail.example", phone, birth, dice.choice(TOWNS)))
    return found


ROLES = (
    Role.GIVEN_NAME,
    Role.FAMILY_NAME,
    Role.EMAIL,
    Role.PHONE,
    Role.BIRTH_DATE,
    Role.CITY,
)
NAMES = ("first_name", "last_name", "email", "phone", "birth_date", "city")


def source_of(name, ids, rows):
    """Give a source with the columns of `persons`, rows in the order of their ids."""
    ordered = sorted(zip([str(i) for i in ids], rows, strict=True))
    columns = [
        (label, role, [row[at] for _, row in ordered])
        for at, (label, role) in enumerate(zip(NAMES, ROLES, strict=True))
    ]
    return source(name, [i for i, _ in ordered], *columns)


def clusters(resolution):
    """Give the clusters as sets of (source, id)."""
    frame, found = resolution.frame, {}
    for number, label in enumerate(resolution.labels.tolist()):
        record = (frame.names[frame.source[number]], frame.ids[number])
        found.setdefault(label, set()).add(record)
    return {frozenset(members) for members in found.values()}
