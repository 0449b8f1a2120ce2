"""Lists of words and phrases, written as text: `a phrase|another one` or `word word`."""


def phrases(text: str) -> tuple[str, ...]:
    """Give the phrases of a text, split at bars; line breaks count as blanks."""
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


def words(text: str) -> frozenset[str]:
    """Give the words of a text, split at blanks."""
    return frozenset(text.split())
