"""The nearest names to one that was not found, for hints."""

from collections.abc import Sequence

_ENOUGH = 70.0
_SHOWN = 3


def nearest(wanted: str, names: Sequence[str]) -> list[str]:
    """Give at most three names that look like the wanted one, the best first."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        wanted,
        names,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=_SHOWN,
        score_cutoff=_ENOUGH,
    )
    return [name for name, _, _ in sorted(found, key=lambda hit: (-hit[1], hit[0]))]
