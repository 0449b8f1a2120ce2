"""Names with their frequencies, and the other forms of a name: what the generator draws from.

English names and their frequencies are those of the US census, from the package `names`.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from tests.benchmarks.foreign_names import CULTURES, SPELLINGS, rank_frequencies
from tests.benchmarks.nicknames import NICKNAMES

TEXT = "U40"  # the widest value of a table, as numpy stores text
SECOND_GENERATION = 0.4  # of the persons of another culture who have an English given name


@dataclass(frozen=True)
class Names:
    """Names and the share of people who bear each."""

    values: np.ndarray
    shares: np.ndarray

    @classmethod
    def ranked(cls, values):
        return cls(np.array(values, dtype=TEXT), rank_frequencies(len(values)))

    def draw(self, rng, count):
        """Give names and their shares."""
        upto = np.cumsum(self.shares)
        place = np.searchsorted(upto, rng.random(count) * upto[-1], side="right")
        return self.values[place], self.shares[place]


@dataclass(frozen=True)
class Origin:
    """The names of one culture, and the share of persons that are of it."""

    share: float
    male: Names
    female: Names
    family: Names

    def given(self, female):
        return self.female if female else self.male


@cache
def origins():
    """Give every culture, the English-speaking first."""
    english = Origin(
        1.0 - sum(culture.share for culture in CULTURES),
        *(_census(name) for name in ("male.first", "female.first", "all.last")),
    )
    return (
        english,
        *(
            Origin(c.share, Names.ranked(c.male), Names.ranked(c.female), Names.ranked(c.family))
            for c in CULTURES
        ),
    )


def _census(name):
    """Read a frequency file: name, per cent, cumulated per cent, rank."""
    package = find_spec("names")
    if package is None:
        raise SystemExit("the package names is missing: pip install -e '.[bench]'")
    lines = (Path(package.origin).parent / f"dist.{name}").read_text("utf-8").splitlines()
    cells = [line.split() for line in lines]
    # The rarest share one rounded figure of nearly nothing; a floor keeps them apart from never.
    shares = np.array([max(float(percent), 0.0005) for _, percent, *_ in cells])
    return Names(np.array([c[0].title() for c in cells], dtype=TEXT), shares / shares.sum())


class OtherForms:
    """The other forms of a word: a line starts with it, its forms follow."""

    def __init__(self, lines):
        rows = sorted(line.split() for line in lines.strip().splitlines())
        self._words = np.array([row[0] for row in rows], dtype=TEXT)
        self._forms = np.array([form for row in rows for form in row[1:]], dtype=TEXT)
        self._counts = np.array([len(row) - 1 for row in rows])
        self._starts = np.cumsum(self._counts) - self._counts

    def drawn(self, rng, values):
        """Give another form of each value, and the value itself where it has none."""
        place = np.searchsorted(self._words, values).clip(max=len(self._words) - 1)
        pick = (rng.random(len(values)) * self._counts[place]).astype(np.int64)
        found = self._words[place] == values
        return np.where(found, self._forms[self._starts[place] + pick], values)


@cache
def nicknames():
    return OtherForms(NICKNAMES)


@cache
def spellings():
    return OtherForms(SPELLINGS)
