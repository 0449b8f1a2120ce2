"""A pool of threads for work on arrays, which numpy does outside the interpreter's lock.

The parts of the work and the order of the results are the caller's, so that no result depends on
how many threads there are.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_MOST = 4  # each thread holds the arrays of one part
_Part = TypeVar("_Part")
_Result = TypeVar("_Result")


def spread(
    work: Callable[[_Part], _Result], parts: Iterable[_Part], *, small: bool = False
) -> list[_Result]:
    """Give what the work makes of each part, in their order; `small` work needs no threads."""
    parts = list(parts)
    if small or len(parts) < 2:  # noqa: PLR2004 - one part cannot be shared out
        return [work(part) for part in parts]
    threads = min(os.cpu_count() or 1, _MOST)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))
