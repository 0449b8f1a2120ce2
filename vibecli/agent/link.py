"""Value links: words of an intent that occur as values, so that a model knows in which column.

The search is local. Of a column that holds something of a person only its name is told.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from vibecli.agent.catalogue.lexicon import FUNCTION_WORDS
from vibecli.agent.catalogue.vocabulary import CONCEPTS
from vibecli.data.catalog import Catalog
from vibecli.data.value_index import Place, ValueIndex
from vibecli.model import Model
from vibecli.tagging.name_tokens import name_tokens
from vibecli.tagging.table_words import ID_WORDS

MOST = 12  # links told
_LONGEST = 3  # words of one value
_SHORTEST = 3  # letters
_WORD = re.compile(r"[\w@.+'&-]+")
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+|(?=.*\d)[\w+-]{5,}")  # an address, a code
_PROPER = re.compile(  # in quotes, or capitals that do not begin a sentence
    r""""([^"]{3,40})"|(?<!\w)'([^']{3,40})'(?!\w)"""
    r"""|(?<=[\w,] )((?:[^\W\d_a-zß-ÿ][\w&-]{2,} ?)+)(?<! )"""
)
FindValue = Callable[[str], list[Place]]


class Link(Model):
    """A phrase of the intent and the columns it is a value of."""

    phrase: str
    places: tuple[Place, ...]  # none: it is nowhere; no value where it is somebody's own


def value_links(
    intent: str, catalog: Catalog, index: ValueIndex, find_value: FindValue
) -> tuple[Link, ...]:
    """Give the words of an intent that are values, the longest phrases first."""
    known = _names(catalog)
    found: dict[str, Link] = {}
    for phrase in _phrases(intent):
        inside = any(phrase.lower() in other for other in found)
        if len(phrase) < _SHORTEST or inside or set(name_tokens(phrase)) <= known:
            continue
        places = index.get(phrase.lower(), ())
        if not places and _PERSONAL.fullmatch(phrase):
            places = tuple((t, c, "") for t, c, _ in find_value(phrase))
        if places:
            found[phrase.lower()] = Link(phrase=phrase, places=tuple(dict.fromkeys(places)))
    lost = (Link(phrase=name, places=()) for name in _proper(intent, known, found))
    return (*tuple(found.values())[:MOST], *lost)[:MOST]


def _proper(intent: str, known: set[str], found: Iterable[str]) -> Iterator[str]:
    """Give what reads as a value, by quotes or capitals, and was found nowhere."""
    told = dict.fromkeys(next(filter(None, groups)) for groups in _PROPER.findall(intent))
    for phrase in told:
        words = {word for word in name_tokens(phrase) if not word.isdigit()}
        common = all(word in known or word in FUNCTION_WORDS or word in CONCEPTS for word in words)
        if not common and not any(phrase.lower() in one or one in phrase.lower() for one in found):
            yield phrase


def _phrases(intent: str) -> Iterator[str]:
    words = [word.strip(".'") for word in _WORD.findall(intent)]
    for length in range(_LONGEST, 0, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _names(catalog: Catalog) -> set[str]:
    """Give the words that tables and columns are called by: they mean those."""
    names = [table.table.name for table in catalog.tables]
    names += [column.name for table in catalog.tables for column in table.columns]
    return {token for name in names for token in name_tokens(name)} | set(ID_WORDS)
