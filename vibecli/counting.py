"""A count with its noun, as people read it: 1 feature, 2 features, 12,000 rows."""


def counted(count: int, noun: str) -> str:
    """Give a count with its noun in the number it is in."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
