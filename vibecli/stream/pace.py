"""How fast a stream runs: events a second and the latency of its batches, of the last while."""

from collections import deque
from typing import NamedTuple

_BATCHES = 1_000
_WHILE = 5.0  # seconds that the rate is of


class Pace(NamedTuple):
    """The figures of a status line."""

    rate: float  # events a second
    p50: float  # seconds
    p99: float


class PaceMeter:
    """Measures batches as they are written."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=_BATCHES)
        self._lately: deque[tuple[float, int]] = deque()

    def take(self, now: float, seconds: float, events: int) -> Pace:
        """Take in a batch that ended now, and give the pace."""
        self._seconds.append(seconds)
        if not self._lately:
            self._lately.append((now - seconds, 0))
        self._lately.append((now, events))
        while len(self._lately) > 2 and self._lately[0][0] < now - _WHILE:  # noqa: PLR2004
            self._lately.popleft()
        span = max(now - self._lately[0][0], 1e-6)
        rate = sum(number for _, number in [*self._lately][1:]) / span
        ranked = sorted(self._seconds)
        return Pace(
            rate, ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)]
        )
