"""The nearest names to one that was not found: what a person or a planner most likely meant."""

from collections.abc import Iterable

_ENOUGH = 70.0
_SHOWN = 3
_LISTED = 6


def nearest(wanted: str, names: Iterable[str]) -> list[str]:
    """Give at most three names that look like the wanted one, the best first."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        wanted,
        sorted(set(names)),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=_SHOWN,
        score_cutoff=_ENOUGH,
    )
    return [name for name, _, _ in sorted(found, key=lambda hit: (-hit[1], hit[0]))]


def nearest_hint(wanted: str, names: Iterable[str], *, noun: str) -> str:
    """Give a hint: the known name closest to this one, else the names there are."""
    known = sorted(set(names))
    close = nearest(wanted, known)
    if close:
        return f"did you mean {close[0]}?"
    if not known:
        return f"there is no {noun} yet"
    more = ", ..." if len(known) > _LISTED else ""
    nouns = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{nouns} there are: {', '.join(known[:_LISTED])}{more}"
