"""The nearest known name: what was most likely meant by a name that does not exist."""

from collections.abc import Iterable
from difflib import get_close_matches

_SHOWN = 6


def nearest(name: str, known: Iterable[str], *, noun: str) -> str:
    """Give a hint: the known name closest to this one, else the names there are."""
    names = sorted(set(known))
    by_lower = {each.lower(): each for each in names}
    close = get_close_matches(name.lower(), list(by_lower), n=1, cutoff=0.6)
    if close:
        return f"did you mean {by_lower[close[0]]}?"
    if not names:
        return f"there is no {noun} yet"
    more = ", ..." if len(names) > _SHOWN else ""
    return f"{noun}s there are: {', '.join(names[:_SHOWN])}{more}"
