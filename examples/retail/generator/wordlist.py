"""Word lists written as text, so that a long list stays readable."""


def words(text: str, mark: str = " ") -> list[str]:
    """Give the words of a text, in order."""
    return text.split(mark)
