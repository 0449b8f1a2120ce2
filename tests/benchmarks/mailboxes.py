"""E-mail addresses: made from the name as people make them, with numbers where a name is common.

All of them end in `.example`, so that none is anybody's.
"""

import numpy as np

from tests.benchmarks.mistakes import without_marks
from tests.benchmarks.places import mixed
from tests.benchmarks.vocabulary import origins

TEXT = "U60"
_PROVIDERS = ("gmail", "yahoo", "hotmail", "outlook", "aol", "icloud", "comcast", "gmx", "proton",
              "mail", "att", "verizon", "web", "live", "me", "msn")  # fmt: skip
_PROVIDER_SHARES = (0.38, 0.15, 0.1, 0.09, 0.06, 0.06, 0.04, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01,
                    0.01, 0.01, 0.01)  # fmt: skip
_WORDS = ("sunny", "happy", "blue", "star", "tiger", "music", "soccer", "love", "dragon", "lucky",
          "cool", "angel", "ninja", "coffee", "ocean", "magic", "rock", "pixel")  # fmt: skip
_OFFICES = ("info", "office", "contact", "sales", "billing")
_PATTERNS = (0.3, 0.16, 0.07, 0.06, 0.13, 0.1, 0.1, 0.08)


def drawn_mailboxes(rng, names, birth_years, expected):
    """Give an address each; `expected` is how many persons bear both names."""
    given, family, short = (_bare(values) for values in names)
    made = (
        lambda r: _joined(given[r], ".", family[r]),
        lambda r: _joined(given[r], "", family[r]),
        lambda r: _joined(given[r], "_", family[r]),
        lambda r: _joined(family[r], ".", given[r]),
        lambda r: _joined(given[r].astype("U1"), "", family[r]),
        lambda r: _joined(short[r], "", family[r]),
        lambda r: _joined(given[r], "", family[r].astype("U1")),
        lambda r: _joined(np.array(_WORDS)[rng.integers(len(_WORDS), size=len(r))], "", short[r]),
    )
    pattern = rng.choice(len(made), len(given), p=_PATTERNS)
    users = np.empty(len(given), dtype=TEXT)
    for number, make in enumerate(made):
        rows = np.flatnonzero(pattern == number)
        users[rows] = make(rows)
    crowd = expected * np.where(pattern > 3, 12, 1)  # the shorter forms fit many more persons
    users = np.strings.add(users, _digits(rng, birth_years, crowd))
    return _joined(users, "@", _providers(rng, family)).astype(TEXT)


def _bare(values):
    """Give names as they go into an address: small plain letters only."""
    plain = np.strings.lower(without_marks(values))
    for sign in " -'.":
        plain = np.strings.replace(plain, sign, "")
    return plain


def _joined(left, sign, right):
    return np.strings.add(np.strings.add(left, sign), right)


def _digits(rng, birth_years, crowd):
    """Give the number behind the name: the more persons of that name, the more and the longer."""
    count = len(crowd)
    taken = rng.random(count) < 1 - np.exp(-0.3 - crowd)
    kind = np.where(crowd > 3, rng.choice([1, 3], count, p=[0.2, 0.8]), rng.integers(0, 4, count))
    numbers = np.choose(
        kind,
        (birth_years % 100, birth_years, rng.integers(1, 100, count), rng.integers(100, 99_999, count)),
    )  # fmt: skip
    return np.where(taken, numbers.astype("U6"), "")


def _providers(rng, family):
    chosen = rng.choice(len(_PROVIDERS), len(family), p=_PROVIDER_SHARES)
    own = rng.random(len(family)) < 0.04
    return np.where(
        own,
        np.strings.add(family, ".example"),
        np.array([f"{p}.example" for p in _PROVIDERS])[chosen],
    )


def family_mailboxes(rng, family, population):
    """Give the address a whole family uses."""
    number = rng.integers(1, max(population // 20, 100), len(family)).astype("U8")
    users = np.strings.add(_joined(_bare(family), "", "family"), number)
    return _joined(users, "@", _providers(rng, _bare(family))).astype(TEXT)


def company_mailboxes(companies):
    """Give the address of a company that many write from."""
    names = _bare(origins()[0].family.values[:3000])
    firm = np.strings.add(names[mixed(companies, 31) % len(names)], companies.astype("U8"))
    office = np.array(_OFFICES)[mixed(companies, 32) % len(_OFFICES)]
    return _joined(office, "@", np.strings.add(firm, ".example")).astype(TEXT)
