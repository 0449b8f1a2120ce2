"""A ceiling on this process's memory while SQL that a planner wrote is bound.

Binding already computes constants, so a few words of SQL could take all memory before any worker
with limits of its own sees them. Where the system has no such limit, nothing is done.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HEADROOM = 1 << 30
_MEMORY = Path("/proc/self/statm")


@contextmanager
def memory_ceiling(headroom: int = HEADROOM) -> Iterator[None]:
    """Let the process grow by at most `headroom` bytes inside; allocations beyond it fail."""
    if sys.platform == "win32" or not _MEMORY.exists():
        yield
        return
    import resource

    pages = int(_MEMORY.read_text(encoding="ascii").split()[0])
    wanted = pages * resource.getpagesize() + headroom
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    tightest = min((limit for limit in (soft, hard) if limit >= 0), default=wanted)
    resource.setrlimit(resource.RLIMIT_AS, (min(wanted, tightest), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
