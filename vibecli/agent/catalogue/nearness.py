"""How near the words of a phrase are to the name of a table or a column.

Owns the scores: the name itself before the same thing in other words, before a wide word or a
typing error. It decides nothing: several names may score alike.
"""

from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from rapidfuzz import fuzz

from vibecli.agent.catalogue.lexicon import CONCEPTS, FUNCTION_WORDS, NOISE_TOKENS
from vibecli.agent.catalogue.senses import same, takes, wider
from vibecli.agent.catalogue.words import name_tokens, stem

MARGIN = 5.0
EXACT, SAME = 100.0, 95.0
_SYNONYM, _WIDER = 94.0, 84.0
_FUZZY = 90.0  # of 100 letters in common
_MIN_FUZZY = 5  # letters; shorter words are too close to each other
_PLURALS = frozenset({"e", "n", "en", "nen", "es"})  # of German and Spanish names
_UNSAID = 20.0  # what a name says and the phrase does not, of a table
_UNSAID_BEFORE = 5.0  # the last part of the name was said: an account is a web_account
_UNSAID_COLUMN = 30.0
_OF_SCHEMA = 10.0
_TWICE = 20.0  # two words for one part of a name


def meaningful(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Give a name's tokens without those that say nothing, such as `tbl`."""
    kept = tuple(t for t in tokens if t not in NOISE_TOKENS)
    return kept or tokens


@lru_cache(maxsize=1 << 14)
def table_score(stems: tuple[str, ...], table: str, schema: str, soft: frozenset[str]) -> float:
    """Score: every word must be found in the name; unmatched parts of the name cost."""
    whole = name_tokens(table)
    name = whole if NOISE_TOKENS & set(stems) else meaningful(whole)
    around = () if schema == "main" else name_tokens(schema)
    return max(
        _table_score(said, parts, around, soft) for parts in takes(name) for said in takes(stems)
    )


def _table_score(
    stems: tuple[str, ...], name: tuple[str, ...], around: tuple[str, ...], soft: frozenset[str]
) -> float:
    core = [s for s in stems if s not in soft or s in name]
    if not core:
        return 0.0
    matches = [_best(s, (*name, *around), _widely) for s in core]
    if min(score for score, _ in matches) < _WIDER:
        return 0.0
    used = {token for _, token in matches}
    covered = sum(token in used for token in name) / max(len(name), 1)
    unsaid = _UNSAID * (1 - covered)
    mean = sum(score for score, _ in matches) / len(matches)
    named = any(token in name for token in used)
    cost = min(unsaid, _UNSAID_BEFORE) if name[-1] in used else unsaid
    return mean - cost - (0 if named else _OF_SCHEMA)


@lru_cache(maxsize=1 << 16)
def column_score(stems: tuple[str, ...], table: str, column: str) -> float:
    """Score the words for a column: every one must be found in its name.

    The noun of its table may be left out on either side.
    """
    name = name_tokens(column)
    if "".join(stems) == "".join(name):
        return EXACT + 1
    own = meaningful(name_tokens(table))
    said = dict.fromkeys((*takes(stems), *takes(_without(stems, own))))
    return max(_column_score(one, parts, own) for one in said for parts in takes(name))


def _without(stems: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    """Give a phrase without its table's noun in front: the name of a company."""
    noun = len(stems) > 1 and any(same(stems[0], token) for token in own)
    return stems[1:] if noun else stems


def _column_score(stems: tuple[str, ...], name: tuple[str, ...], own: tuple[str, ...]) -> float:
    bare = tuple(t for t in name if not any(t == o or same(t, o) for o in own)) or name
    matches = [_best(s, name, _closely) for s in stems]
    if not matches or min(score for score, _ in matches) < _WIDER:
        return 0.0
    used = {token for _, token in matches}
    covered = sum(token in used for token in bare) / len(bare)
    mean = sum(score for score, _ in matches) / len(matches)
    return mean - _UNSAID_COLUMN * (1 - covered) - (0 if len(used) == len(matches) else _TWICE)


def _best(word: str, tokens: Iterable[str], near: Callable[[str, str], float]) -> tuple[float, str]:
    scored = [(near(word, token), token) for token in tokens]
    return max(scored, key=lambda pair: pair[0], default=(0.0, ""))


@cache
def _widely(word: str, token: str) -> float:
    """Score a word for a part of a table's name: a wide one may mean it too."""
    close = _closely(word, token)
    if close or word in FUNCTION_WORDS:
        return close
    kin = any(word in group and token in group for group in _STEMMED_CONCEPTS)
    return _WIDER if kin or wider(word, token) else 0.0


@cache
def _closely(word: str, token: str) -> float:
    if word == token:
        return EXACT
    if word in FUNCTION_WORDS:
        return 0.0
    return SAME if same(word, token) else _spelt_alike(word, token)


def _spelt_alike(word: str, token: str) -> float:
    """Score a plural of another language and a typing error."""
    if min(len(word), len(token)) < _MIN_FUZZY or word[0] != token[0]:
        return 0.0
    short, long = sorted((word, token), key=len)
    if long.startswith(short) and long[len(short) :] in _PLURALS:
        return _SYNONYM
    score = fuzz.ratio(word, token)
    return min(score, _SYNONYM) if score >= _FUZZY else 0.0


_STEMMED_CONCEPTS: tuple[frozenset[str], ...] = tuple(
    frozenset(stem(word) for word in words) for words in CONCEPTS.values()
)
