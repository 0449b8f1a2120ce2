"""Which words of an intent were not understood, for a refusal that names them."""

from collections.abc import Sequence

from vibecli.agent.catalogue.cursor import World
from vibecli.agent.catalogue.lexicon import (
    FUNCTION_WORDS,
    PERSON_WORDS,
    PROFILE_WORDS,
    ROLE_PHRASES,
)
from vibecli.agent.catalogue.phrases import words
from vibecli.agent.catalogue.words import Word, Words, name_tokens, stem
from vibecli.data.catalog import Catalog

_ROLE_WORDS = frozenset(stem(word) for phrase in ROLE_PHRASES for word in phrase.split())
VERBS = words("""match link update unify dedupe find show list count many average total sum clean
        standardise standardize normalise normalize trim lowercase check verify ensure delete
        remove set profile describe duplicate every unique where group sort top first create
        build merge""")


def plain_words(catalog: Catalog) -> frozenset[str]:
    """Give the stems that mean something to the catalogue or name a table or column here."""
    names = [t.table.name for t in catalog.tables]
    names += [c.name for t in catalog.tables for c in t.columns]
    tokens = (token for name in names for token in name_tokens(name))
    return frozenset(tokens) | VERBS | _ROLE_WORDS | PROFILE_WORDS | PERSON_WORDS | FUNCTION_WORDS


def unread(text: Words, world: World, furthest: int) -> tuple[str, ...]:
    """Give the unknown words; when all are known, those the best reading did not reach."""
    unknown = [word for word in text.words if is_unknown(word, world)]
    chosen = unknown or [word for word in text.words[furthest:] if not _is_plain(word)]
    chosen = chosen or list(text.words[furthest:]) or list(text.words)
    return tuple(dict.fromkeys(word.text for word in chosen if word.kind != "comma"))


def read_as_far(text: Words, far: int, unknown: Sequence[str]) -> str:
    """Give how far a reading came before a word not understood; empty for nowhere."""
    words = text.words[:far]
    end = next((at for at, word in enumerate(words) if word.text in unknown), len(words))
    read = " ".join(text.raw(0, end).split()).rstrip(" ,;")
    return f"read as far as: {read}" if read else ""


def _is_plain(word: Word) -> bool:
    return word.form in FUNCTION_WORDS and word.kind != "quoted"


def is_unknown(word: Word, world: World) -> bool:
    """True for a word that means nothing to the catalogue and names nothing here."""
    if word.kind != "word" or word.form in FUNCTION_WORDS:
        return False
    if (
        word.form in VERBS
        or word.stem in PROFILE_WORDS
        or word.stem in VERBS
        or word.stem in _ROLE_WORDS
    ):
        return False
    if world.link.tables([word]) or world.values.elsewhere(word.text):
        return False
    return not any(world.link.columns(table, [word]) for table in world.catalog.tables)
